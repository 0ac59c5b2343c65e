import { describe, expect, it } from 'vitest';
import { MASK } from '../../kernel/index.js';
import { nestedLines } from './nested.js';

describe('nested', () => {
  it('quotes what could be taken for something else, and only that', () => {
    const data = { '0': '1', n: 1, yes: 'null', t: 'a: b', c: '# x', l: ['- x', 'plain text', ''], m: MASK, q: "'s" };
    expect(nestedLines(data)).toEqual([
      "'0': '1'",
      'n: 1',
      "'yes': 'null'",
      "t: 'a: b'",
      "c: '# x'",
      'l:',
      "  - '- x'",
      '  - plain text',
      "  - ''",
      `m: ${MASK}`,
      "q: '''s'",
    ]);
  });
});
