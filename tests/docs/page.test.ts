import { describe, expect, it } from 'vitest';
import { readPage, shows } from './page.js';

describe('a page of the documentation', () => {
  it('has files and commands below each heading of the second level', () => {
    const { sections } = readPage(
      [
        '# Title',
        '## One',
        '```yaml',
        '# a/b.sls - a file',
        'a: test.nop',
        '```',
        '```yaml',
        'not: a file',
        '```',
        '## Two',
        '```console',
        "$ holdfast exec test.echo 'a b'  # says it",
        'a b',
        '$ echo $?',
        '0',
        '```',
        '',
      ].join('\n'),
    );
    expect(sections).toEqual([
      { title: 'Title', steps: [] },
      { title: 'One', steps: [{ kind: 'file', path: 'a/b.sls', text: '# a/b.sls - a file\na: test.nop\n' }] },
      {
        title: 'Two',
        steps: [
          { kind: 'command', words: ['holdfast', 'exec', 'test.echo', 'a b'], shown: 'a b', line: 12 },
          { kind: 'command', words: ['echo', '$?'], shown: '0', line: 14 },
        ],
      },
    ]);
  });

  const cases: readonly { name: string; shown: string; printed: string; same: boolean }[] = [
    { name: 'the same text', shown: 'a\nb', printed: 'a\nb\n', same: true },
    { name: 'another text', shown: 'a', printed: 'b', same: false },
    { name: 'more than is shown', shown: 'a', printed: 'a\nb', same: false },
    { name: 'any text in a line', shown: 'in … s', printed: 'in 0.2 s', same: true },
    { name: 'not lines for a part of one', shown: 'in … s', printed: 'in\n s', same: false },
    { name: 'any lines', shown: 'a\n…\nd', printed: 'a\nb\nc\nd', same: true },
    { name: 'no lines', shown: 'a\n…\nd', printed: 'a\nd', same: true },
    { name: 'any lines before', shown: '…\nd', printed: 'a\nd', same: true },
    { name: 'any lines after', shown: 'a\n…', printed: 'a\nb', same: true },
    { name: 'a line that only ends so', shown: '…\nd', printed: 'ad', same: false },
    { name: 'nothing but any lines', shown: '…', printed: 'a\nb', same: true },
    { name: 'signs of expressions', shown: 'a.b (c)', printed: 'axb (c)', same: false },
  ];
  it.each(cases)('shows: $name', ({ shown, printed, same }) => {
    expect(shows(shown, printed)).toBe(same);
  });
});
