import { describe, expect, it } from 'vitest';
import { typedWord } from './typed-word.js';

describe('a word as a value', () => {
  it.each([
    { text: '3', reason: 'a number', value: 3 },
    { text: "'3'", reason: 'quotes make it a text', value: '3' },
    { text: 'true', reason: 'a boolean', value: true },
    { text: '', reason: 'YAML has nothing there', value: null },
    { text: 'null', reason: 'nothing', value: null },
    { text: '[a, {b: 1}] # why', reason: 'data may have a comment', value: ['a', { b: 1 }] },
    { text: '"a\\nb"', reason: 'YAML has such texts', value: 'a\nb' },
    { text: '|\n  a\n  b\n', reason: 'YAML has such texts', value: 'a\nb\n' },
    { text: 'a\nb', reason: 'YAML would fold it', value: 'a\nb' },
    { text: 'a\n', reason: 'YAML would cut it', value: 'a\n' },
    { text: 'issue #3 is done', reason: 'YAML would take the end for a comment', value: 'issue #3 is done' },
    { text: '#3', reason: 'YAML would take all of it for a comment', value: '#3' },
    { text: '#!/bin/sh\necho a\n', reason: 'a script is no YAML', value: '#!/bin/sh\necho a\n' },
    { text: '[a', reason: 'it is no YAML', value: '[a' },
    { text: '{{ x }}', reason: 'it is no YAML', value: '{{ x }}' },
  ])('$text: $reason', ({ text, value }) => {
    expect(typedWord(text)).toEqual(value);
  });
});
