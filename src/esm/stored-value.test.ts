import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secret } from '../kernel/index.js';
import { isSecretMarker, NO_KEYS, SecretKeys } from './secret-keys.js';
import { storedValue } from './stored-value.js';

const KEY = new SecretKeys(NO_KEYS, Uint8Array.of(1, 2, 3));

const values = [
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.date(),
  fc.uint8Array(),
  fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY),
];

describe('a stored value', () => {
  it('is what JSON gives back, and the value itself where nothing had to change', () => {
    const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(fc.anything({ values }), (value) => {
        const stored = storedValue({ value }, KEY);
        expect(json(stored)).toEqual(stored);
        expect(storedValue(stored, KEY)).toBe(stored);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(storedValue(value, KEY)).toBe(value);
      }),
    );
  });

  it('has digests for secrets, equal for equal secrets under one key only', () => {
    const one = storedValue({ a: [secret('word')] }, KEY).a[0];
    expect(isSecretMarker(one)).toBe(true);
    expect(storedValue(secret('word'), KEY)).toEqual(one);
    expect(storedValue(secret('other'), KEY)).not.toEqual(one);
    expect(storedValue(secret('word'), new SecretKeys(NO_KEYS, Uint8Array.of(9)))).not.toEqual(one);
    expect(JSON.stringify(one)).not.toContain('word');
  });

  it('turns what JSON does not know into what it knows', () => {
    const value = {
      date: new Date(0),
      big: 2n ** 70n,
      bytes: Uint8Array.of(1, 2),
      none: undefined,
      list: [undefined, Number.NaN],
    };
    expect(storedValue(value, KEY)).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      big: '1180591620717411303424',
      bytes: { __bytes__: 'AQI=' },
      list: [null, null],
    });
  });
});
