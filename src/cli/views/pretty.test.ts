import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettyText } from './pretty.js';

describe('pretty text', () => {
  it('keeps short things on one line and breaks long ones, keys sorted', () => {
    expect(prettyText({ b: [1, 2], a: { y: null, x: 'z' } })).toBe('{"a": {"x": "z", "y": null}, "b": [1, 2]}');
    const long = 'x'.repeat(50);
    expect(prettyText({ b: [long, long], a: 1 })).toBe(`{"a": 1,\n "b": ["${long}",\n       "${long}"]}`);
  });

  it('says the same as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(prettyText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 300 },
    );
  });
});
