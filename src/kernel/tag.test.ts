import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { esmTagText, parseTag, splitPathReference, TAG_SEPARATOR, tagText } from './index.js';

const part = fc
  .string()
  .filter((text) => !text.includes(TAG_SEPARATOR) && !text.includes('_') && !text.includes('|') && !text.includes('-'));

describe('tags', () => {
  it('are read back from their text', () => {
    fc.assert(
      fc.property(part, part, part, part, (state, id, name, fun) => {
        expect(parseTag(tagText({ state, id, name, fun }))).toEqual({ state, id, name, fun });
      }),
    );
  });

  it('lose only the function in their ESM form, which keeps the last separator', () => {
    expect(esmTagText({ state: 'cloud.network', id: 'net', name: 'net' })).toBe('cloud.network_|-net_|-net_|-');
    expect(parseTag('cloud.network_|-net_|-net_|-')).toEqual({
      state: 'cloud.network',
      id: 'net',
      name: 'net',
      fun: '',
    });
  });

  it('are not made of anything else', () => {
    expect(parseTag('net')).toBeUndefined();
    expect(parseTag('a_|-b_|-c')).toBeUndefined();
  });

  it.each([
    ['cloud.network.present', { state: 'cloud.network', fun: 'present' }],
    ['test.nop', { state: 'test', fun: 'nop' }],
    ['nop', undefined],
    ['.nop', undefined],
    ['test.', undefined],
  ])('splits the path reference %s at its last dot', (reference, want) => {
    expect(splitPathReference(reference)).toEqual(want);
  });
});
