import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeJson } from './compose-json.js';

describe('composeJson', () => {
  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0.5e3',
      '01',
      'true',
      'nul',
      ' ',
      '"\\u00e9"',
      '"\\x"',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces, { maxLength: 9 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const result = composeJson(text);
          let expected: { value: unknown } | undefined;
          try {
            expected = { value: JSON.parse(text) as unknown };
          } catch {
            expected = undefined;
          }
          if (expected === undefined) expect(result.ok).toBe(false);
          else if (result.ok) {
            const plain = JSON.stringify(result.data, (_key, inner: unknown) =>
              typeof inner === 'bigint' ? Number(inner) : inner,
            );
            expect(plain).toBe(JSON.stringify(expected.value));
          } else expect(result.problem.summary).toMatch(/stands twice/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('places keys and values', () => {
    const result = composeJson('{"a": [1, {"b": 2}]}', 100);
    if (!result.ok) throw new Error(result.problem.summary);
    const data = result.data as { a: [number, { b: number }] };
    const { places } = result;
    expect([
      places.key(data, 'a'),
      places.value(data, 'a'),
      places.key(data.a, 1),
      places.value(data.a[1], 'b'),
    ]).toEqual([101, 106, 110, 116]);
  });
});
