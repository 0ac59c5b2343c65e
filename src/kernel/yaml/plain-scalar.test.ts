import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainScalar } from './plain-scalar.js';

/** Text and what PyYAML's safe loader reads it as: null, boolean, integer, float (Python's repr) or string. */
type Recorded = readonly [
  string,
  readonly ['n'] | readonly ['b', boolean] | readonly ['i', string] | readonly ['f', string] | readonly ['s', string],
];

const recorded = JSON.parse(
  readFileSync(new URL('./fixtures/pyyaml-6.0.3-scalars.json', import.meta.url), 'utf8'),
) as Recorded[];

describe('plainScalar', () => {
  it('reads what PyYAML 6.0.3 read, apart from dates and leading zeros', () => {
    const read = (text: string): readonly unknown[] => {
      const value = plainScalar(text);
      if (value === null) return ['n'];
      if (typeof value === 'boolean') return ['b', value];
      if (typeof value === 'string') return ['s', value];
      return ['number', Number(value)];
    };
    const wanted = ([, answer]: Recorded): readonly unknown[] => {
      const [kind, value] = answer;
      return kind === 'i' || kind === 'f' ? ['number', pythonNumber(value)] : answer;
    };
    const octal = /^[-+]?0[0-7_]+$/;
    const different = recorded.filter((one) => !octal.test(one[0]) && !sameAnswer(read(one[0]), wanted(one)));
    expect(different).toEqual([]);
  });

  it.each([
    { name: 'dates', reason: 'a version like 2012-10-17 is no day', given: '2012-10-17', want: '2012-10-17' },
    { name: 'times', reason: 'as dates', given: '2001-12-14 21:59:43', want: '2001-12-14 21:59:43' },
    { name: 'y', reason: 'an axis, not an answer', given: 'y', want: 'y' },
    { name: 'big integers', reason: 'no digit is lost', given: '12345678901234567890', want: 12345678901234567890n },
    {
      name: 'safe integers',
      reason: 'ordinary numbers stay numbers',
      given: '9007199254740991',
      want: 9007199254740991,
    },
    { name: 'leading zeros', reason: 'a mode is written as it is meant', given: '0644', want: 644 },
    { name: 'minus zero', reason: 'zero has no sign', given: '-0', want: 0 },
  ])('$name: $reason', ({ given, want }) => {
    expect(plainScalar(given)).toBe(want);
  });
});

function pythonNumber(text: string): number {
  if (text === 'nan') return Number.NaN;
  return text.endsWith('inf') ? Number(text.replace('inf', 'Infinity')) : Number(text);
}

function sameAnswer(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left[0] !== right[0] || left[0] !== 'number') return left[0] === right[0] && left[1] === right[1];
  const [a, b] = [left[1] as number, right[1] as number];
  return Object.is(a, b) || a === b || Math.abs(a - b) < 1e-9 * Math.abs(b);
}
