import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { composeYaml } from './compose-yaml.js';
import type { Places } from './places.js';

function composed(text: string, base = 0): { data: unknown; places: Places } {
  const result = composeYaml(text, base);
  if (!result.ok) throw new Error(`${result.problem.summary} at ${result.problem.offset}`);
  return result;
}

function problem(text: string): { summary: string; offset: number } {
  const result = composeYaml(text);
  if (result.ok) throw new Error(`it was read as ${JSON.stringify(result.data)}`);
  return result.problem;
}

const textLeaf = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('yes', 'null', '1', '- a', 'a: b', '#x', '', ' x ', 'a\nb\n', '2001-01-01'),
);
const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    textLeaf,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(textLeaf, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('composeYaml', () => {
  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(plainData, (data) => {
        const back = composed(dump(data)).data;
        expect(JSON.stringify(back)).toBe(JSON.stringify(data));
      }),
      { numRuns: 300 },
    );
  });

  it('places every key and value where it stands in the text', () => {
    const words = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(
        fc.dictionary(words, fc.array(words, { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 5 }),
        (data) => {
          const text = dump(data);
          const { data: back, places } = composed(text);
          const mapping = back as Record<string, string[]>;
          for (const [key, list] of Object.entries(mapping)) {
            expect(text.slice(places.key(mapping, key)).replace(/^['"]/, '').startsWith(key)).toBe(true);
            for (const [index, word] of list.entries()) {
              expect(text.slice(places.key(list, index)).replace(/^['"]/, '').startsWith(word)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('adds the base to every position', () => {
    const { data, places } = composed('a:\n  - b\n', 1000);
    const mapping = data as { a: string[] };
    expect([
      places.start(mapping),
      places.key(mapping, 'a'),
      places.value(mapping, 'a'),
      places.key(mapping.a, 0),
    ]).toEqual([1000, 1000, 1005, 1007]);
  });

  it('keeps keys that look like numbers in written order', () => {
    const { data, places } = composed('b: 1\n"10": 2\n2: 3\na: 4\n');
    expect(places.keys(data as object)).toEqual(['b', '10', '2', 'a']);
    expect(places.value(data as object, '2')).toBe(16);
  });

  it('gives an alias the very container of its anchor', () => {
    const { data } = composed('a: &x [1]\nb: *x\n');
    const { a, b } = data as Record<string, unknown>;
    expect(a).toBe(b);
  });

  it('does not confuse data with prototypes', () => {
    const { data } = composed('__proto__: {polluted: true}\nconstructor: 1\n');
    expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    { name: 'merged keys', given: 'a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\n', want: { x: 1, y: 2 } },
    {
      name: 'the first of several',
      given: 'a: &a {x: 1}\nc: &c {x: 2, z: 2}\nb: {<<: [*a, *c]}\n',
      want: { x: 1, z: 2 },
    },
    { name: 'a quoted << is a key', given: 'b: {"<<": 1}\n', want: { '<<': 1 } },
  ])('merges: $name', ({ given, want }) => {
    expect((composed(given).data as { b: unknown }).b).toEqual(want);
  });

  it('limits what aliases unfold into', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) bomb.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
    expect(problem(bomb.join('\n')).summary).toContain('unfold into too much');
  });

  it('has a problem, not an exception, for any text', () => {
    const parts = fc.constantFrom(
      'a',
      ': ',
      ':',
      '- ',
      '\n',
      '  ',
      '\t',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '|',
      '>',
      '#',
      '!x ',
      '---',
      '%',
      '<<',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const result = composeYaml(text);
        if (!result.ok) {
          expect(result.problem.offset).toBeGreaterThanOrEqual(0);
          expect(result.problem.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a text long enough to be read in pieces', () => {
  const filler = (from: number): string =>
    Array.from({ length: 12_000 }, (_, index) => `key_${from + index}:\n  - "some text"\n  - ${index}\n`).join('');
  const long = filler(0);

  it('gives data, order and places as in one', () => {
    const { data, places } = composed(long);
    const mapping = data as Record<string, unknown[]>;
    expect(Object.keys(mapping)).toHaveLength(12_000);
    for (const key of ['key_0', 'key_5999', 'key_11999']) {
      expect(places.key(mapping, key)).toBe(long.indexOf(`${key}:`));
      expect(places.key(mapping[key] as unknown[], 0)).toBe(long.indexOf('"', long.indexOf(`${key}:`)));
    }
  });

  it('finds anchors of an earlier piece', () => {
    const { data } = composed(`first: &x [1]\n${long}last: *x\n`);
    const { first, last } = data as Record<string, unknown>;
    expect(last).toBe(first);
  });

  it('finds a key that stands twice, far apart', () => {
    const text = `${long}key_1: again\n`;
    expect(problem(text)).toMatchObject({
      summary: "the key 'key_1' stands twice in one mapping",
      offset: text.lastIndexOf('key_1:'),
    });
  });

  it.each([
    { name: 'a list at the top', text: (long.match(/^ {2}- .*$/gm) ?? []).map((line) => line.slice(2)).join('\n') },
    { name: 'one block text', text: `|\n${long.replaceAll(/^/gm, ' ')}` },
    { name: 'one block text in the first column', text: `--- |\n${long}` },
    { name: 'one brace', text: `{\n${Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join(',\n')}\n}` },
    { name: 'one quoted text', text: `"${'word\n'.repeat(60_000)}"` },
  ])('falls back to one piece for $name', ({ text }) => {
    expect(composeYaml(text).ok).toBe(true);
  });

  it.each([
    { name: 'a second document', text: `${long}---\n${filler(20_000)}`, offset: long.length },
    { name: 'a tab', text: `${long}bad:\n\tx: 1\n${filler(20_000)}`, offset: long.length + 5 },
  ])('shows the place of $name', ({ text, offset }) => {
    expect(problem(text).offset).toBe(offset);
  });
});
