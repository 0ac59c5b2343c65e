/** SLS files that try to use up the machine, or to get out of the engine: the whole command refuses them, soon and within little memory. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

/** Megabytes of heap that the command may have, and seconds that it may take on a busy machine. */
const HEAP = 640;
const SECONDS = 40;

/** What goes into `- x: |` of a state. */
const values: readonly string[] = [
  '{% for i in range(10**9) %}x{% endfor %}',
  '{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}',
  '{% set l = [1] %}{% for i in l %}{% do l.append(1) %}{% endfor %}',
  '{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}',
  '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}',
  '{% include "self.jinja" %}',
  '{% import "main.sls" as again %}',
  '{{ 10 ** (10 ** 10) }}',
  '{% set ns = namespace(s="ab") %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | pprint }}',
  '{% set ns = namespace(l=1) %}{% for i in range(100) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ {ns.l: 1} }}',
  '{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}',
  '{{ "%1000000000d" % 1 }}',
  '{{ ("a" * 100000) | replace("a", "b" * 100000) }}',
  '{{ lipsum(10**9) }}',
  `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
  `{{ 1${' + 1'.repeat(5000)} }}`,
  `${'{% if 1 %}'.repeat(5000)}${'{% endif %}'.repeat(5000)}`,
  '{{ params.__class__.__mro__[1].__subclasses__() }}',
  '{{ hub.exec.constructor.constructor("return process")() }}',
  '{{ cycler.__init__.__globals__.os }}',
  '{% include "/etc/passwd" %}',
  '{% include "../../../../../../etc/passwd" %}',
];

/** Whole files: what the template makes is hostile to what reads it. */
const files: readonly string[] = [
  "a: {{ '[' * 100000 }}\n",
  "{% for n in range(100000) %}{{ ' ' * (n % 1000) }}a{{ n }}:\n{% endfor %}",
  'a: &a0 [x]\n{% for n in range(40) %}b{{ n }}: &a{{ n + 1 }} [*a{{ n }}, *a{{ n }}, *a{{ n }}]\n{% endfor %}',
  "{{ 'a' * 30000000 }}\n",
];

describe('hostile templates', () => {
  const holdfast = scratchCommand();
  const cases = [
    ...values.map((value) => ({ name: value.slice(0, 60), text: `a:\n  test.nop:\n    - x: |\n        ${value}\n` })),
    ...files.map((text) => ({ name: text.trim().slice(0, 60), text })),
  ].map(({ name, text }) => [name, text] as const);

  it('are at least 20', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });

  it.each(cases)('are refused: %s', { timeout: SECONDS * 1000 }, async (_name, text) => {
    holdfast.files({ 'main.sls': text, 'self.jinja': '{% include "self.jinja" %}' });
    const ended = await holdfast.run(['plan', 'main.sls'], { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP}` } });
    expect(ended.stderr).toMatch(/^(?:main\.sls|self\.jinja):\d+:\d+: error\[(?:template|sls)\/[a-z-]+\]: ./m);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.length).toBeLessThan(20_000);
    expect(ended.stderr).not.toMatch(/root:x:|internal|native code|at .*\.js:\d+/);
  });
});
