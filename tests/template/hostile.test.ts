import { describe, expect, it } from 'vitest';
import { createEnvironment, TemplateError } from '../../src/template/index.js';

const CONTEXT = {
  data: { list: [1, 2, 3], text: 'text', nested: { a: { b: 1 } } },
  call: (value: unknown) => value,
  frozen: Object.freeze([1, 2]),
  moment: new Date(0),
  map: new Map([['k', 1]]),
};

const TEMPLATES: Readonly<Record<string, string>> = {
  self: '{% include "self" %}',
  ping: '{% include "pong" %}',
  pong: '{% include "ping" %}',
  parent: '{% extends "parent" %}',
  importer: '{% import "importer" as m %}',
};

/** Ways out of the engine: into prototypes, constructors, globals, modules. */
const ESCAPES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupGetter__',
  '__class__',
  '__globals__',
  '__subclasses__',
  'caller',
  'callee',
  'apply',
  'bind',
].flatMap((name) => [`{{ data.${name} }}`, `{{ data.list.${name} }}`, `{{ data.text["${name}"] }}`]);

const MORE_ESCAPES: readonly string[] = [
  '{{ call.constructor("return process")() }}',
  '{{ call.call(none, 1) }}',
  '{{ call.__proto__ }}',
  '{{ range.constructor }}',
  '{{ range.__init__.__globals__ }}',
  '{{ cycler.__init__.__globals__.os }}',
  '{{ "".__class__.__mro__[1].__subclasses__() }}',
  '{{ ().__class__ }}',
  '{{ [].constructor.constructor("return this")() }}',
  '{{ {}.constructor.assign }}',
  '{{ {}["__proto__"]["polluted"] }}',
  '{% set d = {} %}{% do d.update({"__proto__": {"polluted": 1}}) %}{{ {}.polluted }}',
  '{% do data.nested.update({"__proto__": {"polluted": 1}}) %}{{ {}.polluted }}',
  '{{ dict(__proto__=1).__class__ }}',
  '{{ namespace(__proto__={"x": 1}).x }}',
  '{{ moment.constructor }}',
  '{{ moment.getTime() }}',
  '{{ moment.setTime(5) }}',
  '{{ map.get.constructor }}',
  '{{ map.set("a", 1) }}',
  '{{ data|attr("constructor") }}',
  '{{ data|attr("__proto__") }}',
  '{{ [data]|map(attribute="constructor")|first }}',
  '{{ [data]|map(attribute="__proto__.constructor")|first }}',
  '{{ [data]|sort(attribute="__proto__.x")|length }}{{ data.__proto__ }}',
  '{{ "{0.__class__}".format(data) }}',
  '{{ "{0[constructor]}".format(data) }}',
  '{{ "{0.constructor.constructor}".format(call) }}',
  '{{ "%(constructor)s" % data }}',
  '{{ "%(__proto__)s" % data }}',
  '{{ process.env }}',
  '{{ globalThis }}',
  '{{ require("fs") }}',
  '{{ self.__init__ }}',
  '{{ self.constructor }}',
  '{{ loop.constructor }}',
  '{% for i in [1] %}{{ loop.constructor }}{% endfor %}',
  '{% for i in [1] %}{{ loop.__proto__.constructor }}{% endfor %}',
  '{% macro m() %}{% endmacro %}{{ m.constructor }}',
  '{% macro m() %}{% endmacro %}{{ m.call }}',
  '{{ rt }}',
  '{{ ctx }}',
  '{{ O }}',
  '{{ K[0] }}',
  '{{ this }}',
  '{{ arguments }}',
  '{{ data["nested"]["__proto__"]["x"] }}',
  '{{ frozen.append(3) }}',
  '{{ "a".upper.constructor }}',
  '{{ "a".upper.__self__ }}',
  '{% set x = "`${process}`" %}{{ nope[x] }}',
  '{{ "\\u2028" ~ nope }}',
  '{% import "../../etc/passwd" as x %}',
  '{% include "/etc/passwd" %}',
  '{% include data %}',
];

/** Ways to use up time and memory. */
const HOGS: readonly string[] = [
  '{% for i in range(10**9) %}x{% endfor %}',
  '{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}',
  '{% set l = [1] %}{% for i in l %}{% do l.append(1) %}{% endfor %}',
  '{% set l = [1] %}{% for i in range(100) %}{% set _ = l.extend(l) %}{% endfor %}',
  '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  '{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}',
  '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}',
  '{% include "self" %}',
  '{% include "ping" %}',
  '{% extends "parent" %}',
  '{% import "importer" as m %}',
  '{{ 10 ** (10 ** 10) }}',
  '{{ 2 ** 100000 }}',
  '{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
  '{% set ns = namespace(s="ab") %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
  '{% set ns = namespace(s="ab") %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|pprint }}',
  '{% set a = namespace(l=[1]) %}{% set b = namespace(l=[1]) %}{% for i in range(100) %}{% set a.l = [a.l, a.l] %}{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}',
  '{% set ns = namespace(l=1) %}{% for i in range(100) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ {ns.l: 1} }}',
  '{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}',
  '{% set l = [] %}{% do l.append(l) %}{{ l }}',
  '{% set l = [] %}{% do l.append(l) %}{{ l|tojson }}',
  '{% set l = [] %}{% do l.append(l) %}{{ call(l) }}',
  '{% set l = [] %}{% set m = [] %}{% do l.append(m) %}{% do m.append(l) %}{{ l == m }}',
  '{{ "a" * 10**9 }}',
  '{{ [1] * 10**9 }}',
  '{{ (1, 2) * 10**9 }}',
  '{{ "a".ljust(10**9) }}',
  '{{ "a"|center(10**9) }}',
  '{{ "a".zfill(10**9) }}',
  '{{ "{:1000000000}".format(1) }}',
  '{{ "{:.1000000000f}".format(1.5) }}',
  '{{ "%1000000000d" % 1 }}',
  '{{ "%.1000000000f" % 1.5 }}',
  '{{ "%*d" % (10**9, 1) }}',
  '{{ "a"|indent(10**9) }}',
  '{{ "\\t".expandtabs(10**9) }}',
  '{{ ("a" * 100000).replace("", "b" * 100000) }}',
  '{{ ("a" * 100000)|replace("a", "b" * 100000) }}',
  '{{ ("b" * 100000).join("a" * 100000) }}',
  '{{ ("a" * 100000)|join("b" * 100000) }}',
  '{{ [1]|batch(10**9, "x")|list }}',
  '{{ [1]|slice(10**9)|list }}',
  '{{ lipsum(10**9) }}',
  '{{ "%.900000f" % 1.5 }}',
  '{{ "{:.900000f}".format(1.5) }}',
  '{{ "%c" % (2**40) }}',
  '{{ "{:c}".format(2**40) }}',
  '{{ "a"|wordwrap(0) }}',
  '{{ ("=" * 50000 ~ "A")|b64decode }}',
  '{{ ("%(" * 50000) % {} }}',
  `{{ ${'9'.repeat(100000)} }}`,
  '{{ lipsum(1, min=10**9, max=10**9 + 1) }}',
  '{{ range(10**9)|list }}',
  '{{ range(10**9)|sum }}',
  '{{ range(0, 10**15, 1)|list }}',
  `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
  `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`,
  `{{ ${'-'.repeat(5000)}1 }}`,
  `{{ ${'not '.repeat(5000)}1 }}`,
  `{{ 1${' + 1'.repeat(5000)} }}`,
  `{{ data${'.a'.repeat(5000)} }}`,
  `{{ 1${'|string'.repeat(5000)} }}`,
  `{{ 1${' if 1 else 1'.repeat(5000)} }}`,
  `${'{% if 1 %}'.repeat(5000)}${'{% endif %}'.repeat(5000)}`,
  `${'{% for i in [1] %}'.repeat(200)}${'{% endfor %}'.repeat(200)}`,
  '{{ "a"|wordwrap(1, wrapstring="b" * 1000000) ~ ("x " * 1000000)|wordwrap(1, wrapstring="b" * 1000) }}',
  '{{ ([data] * 100000)|map("tojson", 900)|join|length ~ "x" * 10**8 }}',
];

/** Costly in other engines, cheap here. */
const CHEAP: readonly string[] = [
  '{{ ("a" * 50000 ~ "!")|urlize|length }}',
  '{{ ("a." * 50000 ~ "!")|urlize|length }}',
  '{{ ("<" * 50000)|striptags|length }}',
  '{{ ("-" * 50000)|wordwrap(10)|length }}',
  '{{ ("(" * 50000)|urlize|length }}',
  '{{ (")" * 50000)|urlize|length }}',
  '{{ ("a" ~ "-" * 50000)|wordwrap(10)|length }}',
  '{{ ("1" * 50000)|int }}',
  '{{ ("{{" * 50000).format()|length }}',
  '{{ "x" ~ " " * 50000 ~ "y"|trim }}',
  '{{ (" " * 50000 ~ "x")|trim }}',
  '{{ ("a " * 50000)|title|length }}',
  '{{ ("&" * 50000)|e|striptags|length }}',
];

const environment = createEnvironment({
  load: (name) => {
    const text = TEMPLATES[name];
    return text === undefined ? undefined : { name, file: name, text };
  },
  limits: { text: 1_000_000, steps: 500_000, items: 200_000, depth: 100 },
});

function outcome(template: string): string {
  try {
    return `rendered ${environment.compile(template, 'hostile.sls').renderSync(CONTEXT).text.slice(0, 200)}`;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const [diagnostic] = error.diagnostics;
    return `${diagnostic?.code}: ${diagnostic?.summary}`;
  }
}

describe('hostile templates', () => {
  it('are at least 100', () => {
    expect(ESCAPES.length + MORE_ESCAPES.length + HOGS.length).toBeGreaterThanOrEqual(100);
  });

  it.each([...ESCAPES, ...MORE_ESCAPES])('reaches nothing outside: %s', (template) => {
    const text = outcome(template);
    expect(text).toMatch(/^template\/[a-z-]+: |^rendered (1?|<built-in method.*)$/);
    expect(text).not.toMatch(/native code|=>|object Object|\[Function/);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(HOGS.map((template) => ({ name: template.slice(0, 80), template })))(
    'ends with a limit: $name',
    ({ template }) => {
      expect(outcome(template)).toMatch(/^template\/(limit|syntax|value): /);
    },
  );

  it.each(CHEAP)('stays cheap: %s', (template) => {
    expect(outcome(template)).toMatch(/^rendered /);
  });

  it('keeps the limit on time with the clock it is given', () => {
    let now = 0;
    const slow = createEnvironment({ clock: () => (now += 10), limits: { time: 100 } });
    expect(() => slow.compile('{% for i in range(100000) %}x{% endfor %}', 'x').renderSync({})).toThrow(
      /takes longer than 100 ms/,
    );
  });

  it('stops when it is told to', () => {
    const stop = new AbortController();
    const template = environment.compile(
      '{% for i in range(100000) %}{% if i == 5 %}{% do stop() %}{% endif %}{% endfor %}',
      'x',
    );
    expect(() => template.renderSync({ stop: () => stop.abort() }, { signal: stop.signal })).toThrow(/stopped/);
  });
});
