import { describe, expect, it } from 'vitest';
import { type RendererCase, rendererSuite } from '../../testing/index.js';
import json from './json.js';
import json5 from './json5.js';
import replacements from './replacements.js';
import toml from './toml.js';
import xml from './xml.js';
import yaml from './yaml.js';

const cases: readonly RendererCase[] = [
  {
    name: 'replacements',
    renderer: replacements,
    right: [{ text: 'a: 1\n', gives: 'a: 1\n', places: [{ output: '1', written: '1' }] }],
    wrong: [],
  },
  {
    name: 'yaml',
    renderer: yaml,
    right: [
      {
        text: 'web:\n  cloud.instance.present:\n    - names: [a, b]\n    - size: 3\n',
        gives: { web: { 'cloud.instance.present': [{ names: ['a', 'b'] }, { size: 3 }] } },
        places: [
          { path: ['web'], key: 'web:', value: 'cloud' },
          { path: ['web', 'cloud.instance.present', 0, 'names'], key: 'names', value: '[a' },
          { path: ['web', 'cloud.instance.present', 0, 'names', 1], value: 'b]' },
        ],
      },
      { text: '', gives: null },
    ],
    wrong: [
      { text: 'a: 1\nb: 2\na: 3\n', code: 'sls/bad-yaml', at: 'a: 3' },
      { text: 'a:\n  - *nothing\n', code: 'sls/bad-yaml', at: '*nothing' },
    ],
    tooMuch: `a: ${'['.repeat(5000)}`,
    secret: { text: 'a:\n  - p: hunter2\n  - q: "x"\n', path: ['a', 0, 'p'], asKey: 'a:\n  hunter2: 1\n' },
  },
  {
    name: 'json',
    renderer: json,
    right: [
      {
        text: '{"a":\n  [{"b": 1}, "two"]}',
        gives: { a: [{ b: 1 }, 'two'] },
        places: [
          { path: ['a', 0, 'b'], key: '"b"', value: '1}' },
          { path: ['a', 1], value: '"two"' },
        ],
      },
    ],
    wrong: [{ text: '{"a": 1,\n"a": 2}', code: 'sls/bad-json', at: '"a": 2' }],
    tooMuch: '['.repeat(5000),
    secret: { text: '{"a": ["hunter2"]}', path: ['a', 0], asKey: '{"a hunter2": 1}' },
  },
  {
    name: 'json5',
    renderer: json5,
    right: [
      {
        text: "// a comment\n{a: [1, .5, +2,], 'b c': 'it\\'s', /* here */ $d: 0x10, \\u0065: null,}\n",
        gives: { a: [1, 0.5, 2], 'b c': "it's", $d: 16, e: null },
        places: [
          { path: ['a'], key: 'a:', value: '[1' },
          { path: ['a', 1], value: '.5' },
          { path: ['b c'], key: "'b c'", value: "'it" },
          { path: ['e'], key: '\\u0065', value: 'null' },
        ],
      },
      {
        text: '{"10": 1, b: 99999999999999999999, "2": -0xffffffffffffffff}',
        gives: { 10: 1, b: 99999999999999999999n, 2: -18446744073709551615n },
      },
    ],
    wrong: [
      { text: '{a: 1,\n b: 2,\n a: 3}', code: 'sls/bad-json5', at: 'a: 3' },
      { text: '{a:\n  text}', code: 'sls/bad-json5', at: 'text' },
      { text: "{a: 'open\n}", code: 'sls/bad-json5', at: "'open" },
      { text: '{a: 1 /* open', code: 'sls/bad-json5', at: '/*' },
      { text: '{a: 012}', code: 'sls/bad-json5', at: '12' },
      { text: '[1 2]', code: 'sls/bad-json5', at: '2' },
      { text: '{# no comment\n}', code: 'sls/bad-json5', at: '#' },
    ],
    tooMuch: '['.repeat(5000),
    secret: { text: "{a: ['hunter2']}", path: ['a', 0], asKey: '{hunter2: 1}' },
  },
  {
    name: 'toml',
    renderer: toml,
    right: [
      {
        text: [
          '# a comment',
          'title = "x" # another',
          'a.b."c d" = [1, { x = 2 }, # inside',
          "  '''three''']",
          'when = 1979-05-27 07:32:00Z',
          '[web."cloud.instance.present"]',
          'size = 99999999999999999999',
          '[[disk]]',
          'name = "one"',
          '[disk.kind]',
          'fast = true',
          '[[disk]]',
          'name = "two"',
          '[[disk.part]]',
          'at = 07:32:00',
        ].join('\n'),
        gives: {
          title: 'x',
          a: { b: { 'c d': [1, { x: 2 }, 'three'] } },
          when: '1979-05-27 07:32:00Z',
          web: { 'cloud.instance.present': { size: 99999999999999999999n } },
          disk: [
            { name: 'one', kind: { fast: true } },
            { name: 'two', part: [{ at: '07:32:00' }] },
          ],
        },
        places: [
          { path: ['title'], key: 'title', value: '"x"' },
          { path: ['a', 'b'], key: 'b."c', value: 'b."c' },
          { path: ['a', 'b', 'c d', 1, 'x'], key: 'x = 2', value: '2 }' },
          { path: ['a', 'b', 'c d', 2], value: "'''three" },
          { path: ['web', 'cloud.instance.present', 'size'], key: 'size', value: '999' },
          { path: ['disk', 0, 'kind', 'fast'], key: 'fast', value: 'true' },
          { path: ['disk', 1], value: '[[disk]]\nname = "two"' },
          { path: ['disk', 1, 'part', 0, 'at'], key: 'at =', value: '07:32' },
        ],
      },
    ],
    wrong: [
      { text: 'a = 1\nb: 2\n', code: 'sls/bad-toml', at: ': 2' },
      { text: 'a = 1\na = 2\n', code: 'sls/bad-toml', at: 'a = 2' },
      { text: 'a = [1,\n 2\nb = 3', code: 'sls/bad-toml', at: 'b = 3' },
      { text: 'a = word\n', code: 'sls/bad-toml', at: 'word' },
    ],
    tooMuch: `a = ${'['.repeat(5000)}`,
    secret: { text: '[a]\np = "hunter2"\n', path: ['a', 'p'], asKey: '[a]\n"x hunter2" = 1\n' },
  },
  {
    name: 'xml',
    renderer: xml,
    right: [
      {
        text: [
          '<?xml version="1.0"?>',
          '<!-- a comment -->',
          '<sls xmlns:h="urn:holdfast:xml" xmlns:o="urn:other">',
          '  <include h:type="list"><ref>a.b</ref></include>',
          '  <web h:key="web server">',
          '    <cloud.instance.present size="3" o:zone="here">',
          '      <name> a &amp; b </name><tag>1</tag><tag>yes</tag>',
          '      <text h:type="text"> 10 </text><code><![CDATA[ <b> 1 ]]></code><none/><map h:type="map"/>',
          '    </cloud.instance.present>',
          '  </web>',
          '</sls>',
        ].join('\n'),
        gives: {
          include: ['a.b'],
          'web server': {
            'cloud.instance.present': {
              size: 3,
              zone: 'here',
              name: 'a & b',
              tag: [1, true],
              text: ' 10 ',
              code: ' <b> 1 ',
              none: null,
              map: {},
            },
          },
        },
        places: [
          { path: ['include'], key: 'include', value: '<include' },
          { path: ['include', 0], value: 'a.b' },
          { path: ['web server', 'cloud.instance.present', 'size'], key: 'size', value: '3"' },
          { path: ['web server', 'cloud.instance.present', 'zone'], key: 'o:zone', value: 'here' },
          { path: ['web server', 'cloud.instance.present', 'name'], key: 'name', value: 'a &amp;' },
          { path: ['web server', 'cloud.instance.present', 'tag', 1], value: 'yes' },
        ],
      },
      { text: '<a/>', gives: null },
    ],
    wrong: [
      { text: '<a>\n<b>&nbsp;</b></a>', code: 'sls/bad-xml', at: ';' },
      { text: '<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>', code: 'sls/bad-xml', at: '<!DOCTYPE' },
      { text: '<a>\n<b x="1">text</b></a>', code: 'sls/bad-xml', at: 'x="1"' },
      { text: '<a>text\n<b/></a>', code: 'sls/bad-xml', at: 'text' },
      { text: '<a>\n<b x="1"><x/></b></a>', code: 'sls/bad-xml', at: '<x/>' },
      { text: '<a xmlns:h="urn:holdfast:xml">\n<b h:type="number"/></a>', code: 'sls/bad-xml', at: 'number' },
      { text: '<a>\n<b></c></a>', code: 'sls/bad-xml', at: '></a>' },
      { text: '<a><o:b/></a>', code: 'sls/bad-xml', at: '></a>' },
    ],
    tooMuch: '<a>'.repeat(5000),
    secret: {
      text: '<a><b>hunter2</b></a>',
      path: ['b'],
      asKey: '<a xmlns:h="urn:holdfast:xml"><b h:key="hunter2">1</b></a>',
    },
  },
];

for (const one of cases) rendererSuite({ describe, it, expect }, one);
