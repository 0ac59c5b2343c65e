import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBlocks } from './blocks.js';

describe('cutBlocks', () => {
  it.each([
    {
      name: 'no marker',
      reason: 'one block, offsets as in the file',
      given: 'a: 1\n',
      want: [['a: 1\n', undefined, []]],
    },
    { name: 'an empty file', reason: 'there is nothing to render', given: ' \n', want: [] },
    { name: 'a first line', reason: 'it names the pipe of the file', given: '#!a|b\nx\n', want: [['x\n', 'a|b', []]] },
    {
      name: 'an inner block',
      reason: 'the block around it goes on behind its end',
      given: 'x\n#!require:i\ny\n#!END\nz\n',
      want: [
        ['x\nz\n', undefined, []],
        ['y\n', undefined, ['i']],
      ],
    },
    {
      name: 'conditions and pipe',
      reason: 'both may stand in one marker, with blanks',
      given: '#! require: i ; require:j;  json \n{}\n',
      want: [['{}\n', 'json', ['i', 'j']]],
    },
    {
      name: 'two ends',
      reason: 'markers nest',
      given: '#!require:i\na\n#!json\nb\n#!END\nc\n#!END\nd\n',
      want: [
        ['d\n', undefined, []],
        ['a\nc\n', undefined, ['i']],
        ['b\n', 'json', []],
      ],
    },
    {
      name: 'line ends of Windows',
      reason: 'they do not belong to the marker',
      given: '#!yaml\r\na: 1\r\n#!END\r\n',
      want: [['a: 1\r\n', 'yaml', []]],
    },
    {
      name: 'an indented marker',
      reason: 'it is text of a value',
      given: 'a: |\n  #!x\n',
      want: [['a: |\n  #!x\n', undefined, []]],
    },
  ])('$name: $reason', ({ given, want }) => {
    const { blocks, problems } = cutBlocks(given);
    expect(problems).toEqual([]);
    expect(blocks.map(({ text, pipe, requires }) => [text, pipe, requires])).toEqual(want);
  });

  it('knows where every character of every block stands in the file', () => {
    const lines = fc.constantFrom('a: 1', '', '#!json', '#!require:x', '#!END', 'long: text', '#!nonsense:y');
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 15 }), (given) => {
        const file = given.join('\n');
        for (const { text, fileOffset } of cutBlocks(file).blocks) {
          for (let offset = 0; offset < text.length; offset++) expect(file[fileOffset(offset)]).toBe(text[offset]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
