import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './line-diff.js';

describe('unified diff', () => {
  it.each([
    { name: 'equal', reason: 'nothing to show', old: 'a\n', next: 'a\n', want: '' },
    {
      name: 'a new file',
      reason: 'undefined is no file',
      old: undefined,
      next: 'a\nb\n',
      want: '@@ -0,0 +1,2 @@\n+a\n+b',
    },
    { name: 'a removed file', reason: 'the other way round', old: 'a\n', next: undefined, want: '@@ -1 +0,0 @@\n-a' },
    {
      name: 'one line of many',
      reason: 'three lines around it are shown',
      old: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      next: '1\n2\n3\n4\nfive\n6\n7\n8\n9\n',
      want: '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8',
    },
    {
      name: 'two places far apart',
      reason: 'each has a hunk of its own',
      old: 'a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n',
      next: 'A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n',
      want: '@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-b\n+B',
    },
    {
      name: 'a line break at the end',
      reason: 'that is a difference too',
      old: 'a',
      next: 'a\n',
      want: '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a',
    },
  ])('$name: $reason', ({ old, next, want }) => expect(unifiedDiff(old, next)).toBe(want));

  it('is cut after so many lines', () => {
    expect(unifiedDiff('', '1\n2\n3\n4\n', { most: 2 })).toBe('@@ -0,0 +1,4 @@\n+1\n… 3 more lines');
  });

  it('leads from the old text to the new one, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (old, next) => {
        const lines = unifiedDiff(old, next, { context: 100 }).split('\n').slice(1);
        const side = (drop: string): string =>
          lines
            .filter((line) => !line.startsWith(drop))
            .map((line) => `${line.slice(1)}\n`)
            .join('');
        if (old !== next) expect([side('+'), side('-')]).toEqual([old, next]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives up the shortest way for texts with nothing in common', () => {
    const many = (letter: string): string => Array.from({ length: 3000 }, (_, at) => `${letter}${at}\n`).join('');
    expect(unifiedDiff(many('a'), many('b'), { most: 1 })).toBe('@@ -1,3000 +1,3000 @@\n… 6000 more lines');
  });
});
