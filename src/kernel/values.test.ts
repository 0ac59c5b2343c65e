import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesBetween,
  diff,
  equal,
  findUnknown,
  getPath,
  isUnknown,
  parsePath,
  pathText,
  secret,
  unknown,
} from './index.js';

const data = fc.jsonValue({ maxDepth: 3 });

describe('paths', () => {
  const state = {
    name: 'net',
    subnets: [
      { id: 's1', nics: [{ address: 'a' }, { address: 'b' }] },
      { id: 's2', nics: [] },
    ],
    '0': 'zero',
    nested: [[1, 2], [3]],
  };

  it.each([
    ['name', 'net'],
    ['subnets[0]:id', 's1'],
    ['subnets[*]:id', ['s1', 's2']],
    ['subnets:id', ['s1', 's2']],
    ['subnets[*]:nics[*]:address', [['a', 'b'], []]],
    ['nested[0][1]', 2],
    ['nested[*][*]', [[1, 2], [3]]],
    ['0', 'zero'],
  ])('%s is followed', (text, want) => {
    const path = parsePath(text);
    if (!path.ok) throw new Error(path.problem);
    expect(getPath(state, path.value)).toEqual({ ok: true, value: want });
    expect(pathText(path.value)).toBe(text);
  });

  it.each([
    ['subnets[-1]', "'[-1]' is not an index"],
    ['subnets[1:2]', 'brackets must be closed'],
    ['subnets[x]', "'[x]' is not an index"],
    ['a::b', 'empty part'],
    ['a[0', 'brackets must be closed'],
    ['', 'empty part'],
  ])('%s is refused', (text, problem) => {
    expect(parsePath(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it.each([
    ['nam', "no key 'nam' (it has"],
    ['name[0]', 'only lists have indexes'],
    ['subnets[7]', 'no index 7'],
    ['name:x', "is text and has no key 'x'"],
  ])('%s says what stood in its way', (text, problem) => {
    const path = parsePath(text);
    if (!path.ok) throw new Error(path.problem);
    expect(getPath(state, path.value)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});

describe('comparing', () => {
  it('finds no difference between a value and its copy, and no changes', () => {
    fc.assert(
      fc.property(data, (value) => {
        const copy: unknown = structuredClone(value);
        expect(equal(value, copy)).toBe(true);
        expect(diff(value, copy)).toEqual([]);
        expect(changesBetween({ value }, { value: copy })).toEqual({});
      }),
    );
  });

  it('finds a difference exactly when two values are not equal', () => {
    fc.assert(
      fc.property(data, data, (left, right) => {
        expect(diff(left, right).length === 0).toBe(equal(left, right));
        expect(equal(left, right)).toBe(equal(right, left));
      }),
    );
  });

  it('ignores order only where it is said to carry no meaning', () => {
    fc.assert(
      fc.property(fc.array(data), (list) => {
        expect(equal(list, [...list].reverse(), { unordered: true })).toBe(true);
      }),
    );
    expect(equal([1, 2], [2, 1])).toBe(false);
    expect(equal([1, 1, 2], [1, 2, 2], { unordered: true })).toBe(false);
  });

  it('takes null for absent, never an unknown for anything, and opens no secret to compare it', () => {
    expect(equal(null, undefined)).toBe(true);
    expect(equal({ a: null }, {})).toBe(true);
    const later = unknown('later');
    expect(equal(later, later)).toBe(false);
    expect(equal(secret('a'), secret('a'))).toBe(true);
    expect(equal(secret('a'), 'a')).toBe(false);
  });

  it('names leaves, and reduces nested maps to what differs', () => {
    const old = { a: 1, b: { c: 2, d: [1, 2] }, gone: true };
    const next = { a: 1, b: { c: 3, d: [1, 5] }, come: 'x' };
    expect(diff(old, next)).toEqual([
      { path: ['b', 'c'], old: 2, new: 3 },
      { path: ['b', 'd', 1], old: 2, new: 5 },
      { path: ['gone'], old: true },
      { path: ['come'], new: 'x' },
    ]);
    expect(changesBetween(old, next)).toEqual({
      old: { b: { c: 2, d: [1, 2] }, gone: true },
      new: { b: { c: 3, d: [1, 5] }, come: 'x' },
    });
    expect(changesBetween(null, { a: 1 })).toEqual({ old: {}, new: { a: 1 } });
    expect(changesBetween({ a: 1 }, null)).toEqual({ old: { a: 1 }, new: {} });
  });
});

describe('an unknown', () => {
  it('says why, is found anywhere, and serialises as what it is', () => {
    const later = unknown('net:id is known after applying');
    expect(isUnknown(later)).toBe(true);
    expect(String(later)).toBe('(net:id is known after applying)');
    expect(JSON.parse(JSON.stringify({ later }))).toEqual({ later: { unknown: 'net:id is known after applying' } });
    expect(findUnknown({ a: [1, { b: later }] })).toBe(later);
    expect(findUnknown({ a: [1, new Date(0)] })).toBeUndefined();
  });
});
