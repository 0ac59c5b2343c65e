import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteIn, emptyMap, entriesOf, getIn, setIn, valuesOf } from './persistent-map.js';

const change = fc.record({
  key: fc.constantFrom(...Array.from({ length: 40 }, (_, at) => `k${at}`)),
  value: fc.option(fc.integer()),
});

describe('a persistent map', () => {
  it('behaves as a Map, and every version stays as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        const model = new Map<string, number>();
        let map = emptyMap<number>();
        const versions = [{ map, entries: [...model] }];
        for (const { key, value } of changes) {
          if (value === null) model.delete(key);
          else model.set(key, value);
          map = value === null ? deleteIn(map, key) : setIn(map, key, value);
          versions.push({ map, entries: [...model] });
        }
        for (const { map: version, entries } of versions) {
          expect(version.size).toBe(entries.length);
          expect(new Map(entriesOf(version))).toEqual(new Map(entries));
          for (const [key, value] of entries) expect(getIn(version, key)).toBe(value);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('holds many keys, also such as share a hash', () => {
    let map = emptyMap<number>();
    const keys = Array.from({ length: 20_000 }, (_, at) => `inst${at}`);
    keys.forEach((key, at) => {
      map = setIn(map, key, at);
    });
    expect(map.size).toBe(keys.length);
    expect(keys.every((key, at) => getIn(map, key) === at)).toBe(true);
    for (const key of keys) map = deleteIn(map, key);
    expect(valuesOf(map)).toEqual([]);
    expect(map.root).toBeUndefined();
  });
});
