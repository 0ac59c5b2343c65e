import { describe, expect, it } from 'vitest';
import { templateCodes } from './codes.js';
import { createEnvironment, float, HostObject, type Keywords, TemplateError } from './index.js';

class Hub extends HostObject {
  readonly typeName = 'hub';
  override readonly async = true;
  readonly path: string;
  calls: string[];

  constructor(path: string, calls: string[]) {
    super();
    this.path = path;
    this.calls = calls;
  }

  override get(name: string): unknown {
    return new Hub(this.path === '' ? name : `${this.path}.${name}`, this.calls);
  }

  override readonly call = async (args: readonly unknown[], keywords: Keywords): Promise<unknown> => {
    this.calls.push(`${this.path}(${JSON.stringify(args)}${JSON.stringify(keywords)})`);
    return { ret: args[0] ?? 'none' };
  };
}

describe('async calls', () => {
  const environment = createEnvironment({
    load: async (name) => ({
      name,
      file: name,
      text: '[{{ later(name) }}]{% macro m(x) %}<{{ later(x) }}>{% endmacro %}',
    }),
    filters: { slow: async (value) => `${String(value)}!` },
    tests: { ready: async (value) => value === 1 },
  });
  const later = async (value: unknown): Promise<unknown> => value;

  it.each([
    ['{{ later(1) + later(2) }}', '3'],
    ['{% for i in later([1, 2]) if later(i) > 1 %}{{ later(i) }}{% endfor %}', '2'],
    ['{% if later(false) or later(true) %}yes{% endif %}', 'yes'],
    ['{% macro m(x=later(3)) %}{{ x }}{{ later(x) }}{% endmacro %}{{ m() }}{{ m(1)|upper }}', '3311'],
    ['{% include "a" %}', '[n]'],
    ['{% from "a" import m with context %}{{ m(1) }}', '<1>'],
    ['{% call(x) caller_of() %}{{ later(x) }}{% endcall %}', '5'],
    ['{{ 1|slow }}{{ [1, 2]|map("slow")|join(",") }}', '1!1!,2!'],
    ['{{ 1 is ready }}', 'True'],
    ['{% set x %}{{ later("a") }}{% endset %}{{ x }}', 'a'],
    ['{% for t in tree recursive %}{{ later(t.n) }}{{ loop(t.c) }}{% endfor %}', 'ab'],
    ['{% block b %}{{ later(1) }}{% endblock %}{{ self.b() }}', '11'],
    ['{{ later({"a": 1}).a }}{{ [later(1), later(2)] }}', '1[1, 2]'],
  ])('%s', async (template, want) => {
    const source = `{% macro caller_of() %}{{ caller(5) }}{% endmacro %}${template}`;
    const result = await environment
      .compile(source, 'a')
      .render({ later, name: 'n', tree: [{ n: 'a', c: [{ n: 'b', c: [] }] }] });
    expect(result.text).toBe(want);
  });

  it('does nothing outside twice, though rendering begins again', async () => {
    const calls: string[] = [];
    const context = { plain: (x: unknown) => calls.push(`plain ${String(x)}`), slow: async () => calls.push('slow') };
    await createEnvironment().compile('{{ plain(1) }}{{ plain(2) }}{{ slow() }}{{ plain(3) }}', 'a').render(context);
    expect(calls).toEqual(['plain 1', 'plain 2', 'slow', 'plain 3']);
  });

  it('calls through host objects, with keyword arguments', async () => {
    const calls: string[] = [];
    const result = await createEnvironment()
      .compile("{{ hub.exec.test.ping('x', deep={'a': (1, 2)}).ret }}", 'a')
      .render({ hub: new Hub('', calls) });
    expect(result.text).toBe('x');
    expect(calls).toEqual(['exec.test.ping(["x"]{"deep":{"a":[1,2]}})']);
  });

  it('refuses promises in renderSync', () => {
    expect(() => createEnvironment().compile('{{ later(1) }}', 'a').renderSync({ later })).toThrow(/asynchronous/);
  });

  it('blames the call that fails', async () => {
    const failing = createEnvironment()
      .compile('\n{{ f() }}', 'a.sls')
      .render({ f: async () => Promise.reject(new Error('no answer')) });
    await expect(failing).rejects.toMatchObject({
      kind: 'CallError',
      diagnostics: [{ code: 'template/call-failed', summary: 'no answer', span: { file: 'a.sls', line: 2 } }],
    });
  });
});

describe('data', () => {
  const show = (template: string, context: Record<string, unknown>): string =>
    createEnvironment().compile(template, 'a').renderSync(context).text;

  it('of JavaScript is seen as Python values', () => {
    expect(show('{{ v }}', { v: { a: [1, 1.5, float(2), true, null, 'x', 2n ** 70n, undefined] } })).toBe(
      "{'a': [1, 1.5, 2.0, True, None, 'x', 1180591620717411303424, None]}",
    );
    expect(show('{{ v }}', { v: new Map<unknown, unknown>([[1, 'a']]) })).toBe("{1: 'a'}");
    expect(show('{{ d }} {{ d.year }}', { d: new Date(Date.UTC(2024, 0, 31)) })).toBe('2024-01-31 2024');
  });

  it('that is frozen cannot be changed', () => {
    expect(() => show('{% do v.append(1) %}', { v: Object.freeze([]) })).toThrow(/cannot be changed/);
    expect(show('{% do v.append(1) %}{{ v }}', { v: [] })).toBe('[1]');
  });
});

describe('codes', () => {
  const environment = createEnvironment({ limits: { steps: 1000 } });
  const stopped = new AbortController();
  stopped.abort();

  it.each([
    ['syntax', '{% if %}', {}],
    ['assertion', '{{ 1|nope }}', {}],
    ['undefined', '{{ nope }}', {}],
    ['type', '{{ 1 + "a" }}', {}],
    ['value', '{{ 1 / 0 }}', {}],
    ['runtime', '{% block a required %}{% endblock %}', {}],
    ['not-found', '{% include "nope" %}', {}],
    ['limit', '{% for i in range(9999) %}{% endfor %}', {}],
    ['call-failed', '{{ f() }}', {}],
    ['unknown-value', '{% if u %}{% endif %}', {}],
    ['aborted', '{{ 1 }}', { signal: stopped.signal }],
  ] as const)('template/%s', async (code, template, options) => {
    const { unknown } = await import('../kernel/index.js');
    const context = {
      u: unknown('later'),
      f: () => {
        throw new Error('no');
      },
    };
    try {
      environment.compile(template, 'a').renderSync(context, options);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError);
      expect((error as TemplateError).diagnostics[0]?.code).toBe(templateCodes.code(code));
    }
  });
});
