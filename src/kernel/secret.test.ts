import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  containsSecret,
  isSecret,
  MASK,
  Masker,
  redact,
  reveal,
  revealDeep,
  sameSecret,
  secret,
  secretDigest,
} from './index.js';

describe('a secret', () => {
  it('shows its value in no way of printing, copying or serialising', () => {
    const canary = 'canary-7f3a';
    const box = secret(canary);
    const shown = [
      String(box),
      `${box}`,
      JSON.stringify({ box }),
      inspect(box, { showHidden: true, depth: 9 }),
      inspect({ deep: [box] }),
      JSON.stringify(Object.getOwnPropertyNames(box)),
      JSON.stringify(Object.entries(box)),
      JSON.stringify({ ...box }),
    ];
    for (const text of shown) expect(text).not.toContain(canary);
    expect(() => structuredClone(box)).not.toThrow();
    expect(JSON.stringify(structuredClone(box))).not.toContain(canary);
    expect(reveal(box)).toBe(canary);
  });

  it('is wrapped once, however often it is asked for', () => {
    const box = secret('x');
    expect(secret(box)).toBe(box);
    expect(isSecret(box)).toBe(true);
    expect(isSecret('x')).toBe(false);
  });

  it('is compared by value, and its digest depends on the key', () => {
    expect(sameSecret(secret({ a: 1, b: 2 }), secret({ b: 2, a: 1 }))).toBe(true);
    expect(sameSecret(secret('a'), secret('b'))).toBe(false);
    const key = new Uint8Array([1, 2, 3]);
    expect(secretDigest(secret('a'), key)).toBe(secretDigest(secret('a'), key));
    expect(secretDigest(secret('a'), key)).not.toBe(secretDigest(secret('a'), new Uint8Array([4])));
  });

  it('is opened and hidden anywhere in plain data', () => {
    const data = { a: [secret('s')], b: { c: secret({ d: 1 }) }, e: 2 };
    expect(revealDeep(data)).toEqual({ a: ['s'], b: { c: { d: 1 } }, e: 2 });
    expect(redact(data)).toEqual({ a: [MASK], b: { c: MASK }, e: 2 });
    expect(containsSecret(data)).toBe(true);
    const open = { a: 1 };
    expect(redact(open)).toBe(open);
  });
});

describe('the masker', () => {
  it('masks every form a value takes in text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 40 }), fc.string(), (value, around) => {
        const masker = new Masker();
        masker.add(secret(value));
        const forms = [
          value,
          JSON.stringify(value).slice(1, -1),
          encodeURIComponent(value),
          Buffer.from(value).toString('base64'),
        ];
        for (const form of forms) {
          if (form.trim().length < 4) continue;
          expect(masker.mask(`${around}${form}`)).toContain(MASK);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('masks the lines of a key of several lines, and leaves short words alone', () => {
    const masker = new Masker();
    masker.add({ deep: [secret('-----BEGIN KEY-----\nc2VjcmV0LWxpbmU=\n-----END KEY-----'), secret('ab')] });
    expect(masker.mask('got c2VjcmV0LWxpbmU= here')).toBe(`got ${MASK} here`);
    expect(masker.mask('ab')).toBe('ab');
    expect(masker.maskDeep({ a: ['x c2VjcmV0LWxpbmU='], b: secret('q') })).toEqual({ a: [`x ${MASK}`], b: MASK });
  });

  it('hides texts of data that hold a value, and keeps them for who opens them', () => {
    const masker = new Masker();
    masker.add([secret('hunter2-and-more'), secret('four')]);
    const data = { plain: 'x', count: 4, four: 'four', deep: [{ url: 'https://me:hunter2-and-more@host' }] };
    const hidden = masker.hide(data);
    expect(redact(hidden)).toEqual({ plain: 'x', count: 4, four: 'four', deep: [{ url: MASK }] });
    expect(revealDeep(hidden)).toEqual(data);
    const harmless = { a: ['b', { c: null }] };
    expect(masker.hide(harmless)).toBe(harmless);
    expect(new Masker().hide(data)).toBe(data);
  });
});
