import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { composeYaml } from './compose-yaml.js';
import { Places } from './places.js';
import { readSimpleBlock } from './simple-block.js';

/** Everything a composition says: keys and elements in written order, with values and places. */
function told(value: unknown, places: Places): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return [
      places.start(value),
      value.map((inner, index) => [places.key(value, index), places.value(value, index), told(inner, places)]),
    ];
  }
  const mapping = value as Record<string, unknown>;
  return [
    places.start(mapping),
    places
      .keys(mapping)
      .map((key) => [key, places.key(mapping, key), places.value(mapping, key), told(mapping[key], places)]),
  ];
}

/** What the parser of the whole language says of a mapping: a last member that is not simple makes it read all. */
function toldByParser(text: string): unknown {
  const longer = `${text.endsWith('\n') ? text : `${text}\n`}not-simple: &a 1\n`;
  const result = composeYaml(longer);
  if (!result.ok) return result.problem.summary;
  const [start, members] = told(result.data, result.places) as [unknown, unknown[]];
  return [start, members.slice(0, -1)];
}

function toldFast(text: string): unknown {
  const places = new Places();
  const simple = readSimpleBlock(text, 0, places);
  // That a key stands twice at the top is found by whoever puts the pieces together.
  if (simple === undefined || new Set(simple.keys).size < simple.keys.length) return undefined;
  const members = simple.keys.map((key, index) => [
    key,
    simple.places[2 * index],
    simple.places[2 * index + 1],
    told(simple.values[index], places),
  ]);
  return [simple.start, members];
}

const word = fc.constantFrom(
  'a',
  'b',
  'key_1',
  '10',
  '2',
  'x y',
  'a.b',
  'test.nop',
  'yes',
  '1:30',
  '- ',
  '#',
  "it's",
  '${a:b:c}',
  '-5',
  '~',
  '',
  'null',
  '/a',
  'http://x/y',
);
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('mapping'),
  ),
  mapping: fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 4 }),
})).mapping;

describe('readSimpleBlock', () => {
  it('reads what was written as the parser of the whole language does', () => {
    fc.assert(
      fc.property(data, fc.boolean(), (given, seqNoIndent) => {
        const text = dump(given, { seqNoIndent });
        const fast = toldFast(text);
        if (fast !== undefined) expect(fast).toEqual(toldByParser(text));
      }),
      { numRuns: 500 },
    );
  });

  it('reads any lines as that parser does, or not at all', () => {
    const indent = fc.constantFrom('', '', '  ', '  ', '    ', '   ', ' ');
    const start = fc.constantFrom('', '', '', '- ', '- ', '-  ', '- - ', '? ');
    const rest = fc.constantFrom(
      'a:',
      'b:',
      'c: 1',
      "d: 'x'",
      'e: "y"',
      'plain',
      'f: g: h',
      '# note',
      '',
      'a: # note',
      'b: -',
      'c: []',
      'd: {}',
      'e: | ',
      'f:  two',
      'g : 1',
      '10: x',
      "h: 'a'b",
      'i: x:',
      'j:k',
      '-',
      '---',
      '...',
    );
    const line = fc.tuple(indent, start, rest).map((parts) => parts.join(''));
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const text = `a0:\n${lines.join('\n')}\n`;
        const fast = toldFast(text);
        if (fast === undefined) return;
        read++;
        expect(fast).toEqual(toldByParser(text));
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('reads the ordinary lines of an SLS file', () => {
    const text =
      "web:\n  cloud.instance.present:\n    - names: []\n    - tags:\n        a: 'one'\n    # a note\n    - require:\n      - cloud.network: net\n\nshort: test.nop\n";
    expect(toldFast(text)).toEqual(toldByParser(text));
    expect(toldFast(text)).toBeDefined();
  });
});
