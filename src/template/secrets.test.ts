import { describe, expect, it } from 'vitest';
import { secret, unknown } from '../kernel/index.js';
import { createEnvironment, type RenderResult, TemplateError } from './index.js';

const CANARY = 'canary-7f3a';

const environment = createEnvironment({
  load: (name) =>
    name === 'part'
      ? { name, file: 'part.sls', text: 'key: {{ s }}{% macro m(x) %}[{{ x }}]{% endmacro %}' }
      : undefined,
  filters: { shout: (value) => `${String(value)}!`, later: async (value) => `${String(value)}?` },
});

const CONTEXT = {
  s: secret(CANARY),
  deep: { list: [secret(CANARY), 'plain'] },
  login: secret({ user: 'me', password: CANARY }),
  id: unknown('the id is known after applying'),
  call: (value: unknown) => (typeof value === 'string' ? 'in clear' : value),
};

/** The output with what is marked secret replaced. */
function hidden(result: RenderResult): string {
  let text = result.text;
  for (const { start, end } of [...result.secrets].reverse()) text = `${text.slice(0, start)}#${text.slice(end)}`;
  return text;
}

const EXACT: readonly (readonly [template: string, shown: string])[] = [
  ['a {{ s }} b', 'a # b'],
  ['{{ "x" ~ s ~ "y" }}', 'x#y'],
  ['{{ "x" + s + "y" }}', 'x#y'],
  ['{% set b %}<{{ s }}>{% endset %}{{ b }}', '<#>'],
  ['{% macro m(x) %}({{ x }}){% endmacro %}{{ m(s) }}{{ m(1) }}', '(#)(1)'],
  ['{% include "part" %}', 'key: #'],
  ['{% from "part" import m with context %}{{ m(s) }}', '[#]'],
  ['{{ deep.list[0] }}{{ deep.list[1] }}', '#plain'],
  ['{% for x in deep.list %}{{ x }},{% endfor %}', '#,plain,'],
  ['{% if s == "nothing" %}a{% else %}b{% endif %}', 'b'],
  ['{{ s is string }}{{ s in [] }}', 'TrueFalse'],
  ['{{ call(s) }}', '#'],
  ['{{ s|shout }}{{ s|later }}', '##'.replace('##', '#')],
];

/** Whatever is made of a secret says it, or says nothing. */
const WHOLE: readonly string[] = [
  's|upper',
  's|length',
  's[0]',
  's[1:3]',
  's.upper()',
  's.split("-")',
  '"%s"|format(s)',
  '"%s" % s',
  '"{}".format(s)',
  '[s, "a"]',
  '[s]|join',
  '[s]|tojson',
  '{"k": s}',
  '{s: 1}',
  's|b64encode',
  's|b64encode|b64decode',
  's|list',
  's|replace("c", "k")',
  's * 2',
  's|reverse',
  's|pprint',
  's|urlencode',
  's|e',
  's|safe',
  'deep',
  'login',
  'login.password',
  'login|tojson',
  'login.items()|list',
  '[s]|map("upper")|list',
  '[s]|select|list',
  's|wordwrap(3)',
  's|truncate(5, true, "", 0)',
  'dict(k=s)',
  'cycler(s).next()',
  's|d("x")',
  '[s, "b"]|sort',
  '[s, "b"]|max',
  '"a" ~ s|upper',
  's|indent',
  's|shout',
];

describe('secrets in templates', () => {
  it.each(EXACT)('marks what is secret and nothing else: %s', async (template, shown) => {
    const result = await environment.compile(template, 'a.sls').render(CONTEXT);
    expect(hidden(result)).toBe(shown);
  });

  it.each(WHOLE)('taints what is made of one: %s', async (expression) => {
    const result = await environment.compile(`{{ ${expression} }}`, 'a.sls').render(CONTEXT);
    expect(result.secrets.length).toBeGreaterThan(0);
    expect(hidden(result)).not.toMatch(/canary|7f3a|CANARY|7F3A|Y2FuYXJ5/);
  });

  it.each([
    '{}[s]',
    '{}.pop(s)',
    '[].index(s)',
    '[1]|map(s)|list',
    '"%d" % s',
    's|round',
    's + 1',
    '[s, 1]|sort',
    '{[s]: 1}',
    'nope[s]',
    's|filesizeformat',
  ])('appears in no message: %s', async (expression) => {
    const failed = await environment
      .compile(`{{ ${expression} }}`, 'a.sls')
      .render(CONTEXT)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TemplateError);
    expect(JSON.stringify((failed as TemplateError).diagnostics) + String((failed as Error).stack)).not.toContain(
      CANARY,
    );
  });

  it('reaches called functions only as a secret', async () => {
    const seen: unknown[] = [];
    await environment
      .compile('{{ see(s) }}{{ see([s ~ "x"]) }}', 'a.sls')
      .render({ ...CONTEXT, see: (value: unknown) => seen.push(value) });
    expect(JSON.stringify(seen)).not.toContain(CANARY);
  });
});

describe('unknowns in templates', () => {
  it('leave marked text', async () => {
    const result = await environment.compile('vm-{{ id }}-{{ id.part[0] }}', 'a.sls').render(CONTEXT);
    expect(result.unknowns.length).toBe(2);
    expect(result.unknowns[0]).toEqual({ start: 3, end: 3 + '(the id is known after applying)'.length });
  });

  it.each(['id|upper', 'id ~ "x"', 'id + 1', '[id]|join', 'id.upper()', 'id()', '("a" ~ id)|upper'])(
    'stay unknown: %s',
    async (expression) => {
      const result = await environment.compile(`{{ ${expression} }}`, 'a.sls').render(CONTEXT);
      expect(result.unknowns.length).toBe(1);
    },
  );

  it.each(['{% if id %}{% endif %}', '{% for x in id %}{% endfor %}', '{{ id == 1 }}', '{{ 1 if id else 2 }}'])(
    'decide nothing: %s',
    (template) => {
      expect(() => environment.compile(template, 'a.sls').renderSync(CONTEXT)).toThrow(/not known yet/);
    },
  );
});
