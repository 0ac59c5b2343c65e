import { describe, expect, it } from 'vitest';
import type { RenderContext, RendererDefinition, RenderServices } from '../contract/index.js';
import {
  type DiagnosticError,
  isSecret,
  isUnknown,
  reveal,
  revealDeep,
  SourceIndex,
  secret,
  unknown,
} from '../kernel/index.js';
import replacements from '../plugins/renderers/replacements.js';
import yaml from '../plugins/renderers/yaml.js';
import { rendererSuite } from '../testing/index.js';
import { gatherAndCompile, jinjaRenderer } from './index.js';

const files: Readonly<Record<string, string>> = {
  'lib/net.jinja':
    '{% macro net(name) %}\n{{ name }}: [{{ size[name] }}]\n{% endmacro %}\n{% macro plain(name) %}{{ name }}: 1{% endmacro %}\n',
};

function services(given: Partial<RenderServices> = {}): RenderServices {
  return {
    load: async (path) => (path in files ? { file: path, text: files[path] as string } : undefined),
    exec: async (ref, args, positional) => ({ result: true, ret: { ref, args, positional }, comment: 'done' }),
    execRefs: ['test', 'cloud.instance', 'cloud.realm'],
    resolve: (reference) => `resolved ${reference}`,
    ...given,
  };
}

function contextOf(given: Partial<RenderContext> = {}): RenderContext {
  return {
    sls: 'main',
    file: 'main.sls',
    sources: new SourceIndex(),
    params: {},
    signal: new AbortController().signal,
    services: services(),
    ...given,
  };
}

async function text(template: string, given: Partial<RenderContext> = {}): Promise<string> {
  const result = await jinjaRenderer.render({ kind: 'text', text: template }, contextOf(given));
  if (result.kind !== 'text') throw new Error('it gave data');
  return result.text;
}

async function data(
  template: string,
  given: Partial<RenderContext> = {},
  pipe: readonly RendererDefinition[] = [jinjaRenderer, yaml],
): Promise<unknown> {
  const context = contextOf(given);
  let result = await (pipe[0] as RendererDefinition).render({ kind: 'text', text: template }, context);
  for (const one of pipe.slice(1)) result = await one.render(result, context);
  return result.kind === 'data' ? result.data : result.text;
}

async function refusal(template: string, given: Partial<RenderContext> = {}): Promise<unknown> {
  return await data(template, given).then(
    () => 'it was not refused',
    (error: unknown) => (error as DiagnosticError).diagnostics[0],
  );
}

rendererSuite(
  { describe, it, expect },
  {
    name: 'jinja',
    renderer: jinjaRenderer,
    context: { services: services(), params: { zone: 'here' } },
    right: [
      {
        text: 'a: {{ params.zone }}\n{% for n in [1, 2] %}\nb{{ n }}: x\n{% endfor %}\n',
        gives: 'a: here\n\nb1: x\n\nb2: x\n\n',
        places: [
          { output: 'a:', written: 'a:' },
          { output: 'here', written: '{{ params.zone }}' },
          { output: ': x', written: ': x' },
        ],
      },
      {
        text: 'no: template # at all\n',
        gives: 'no: template # at all\n',
        places: [{ output: 'template', written: 'template' }],
      },
    ],
    wrong: [
      { text: 'a: 1\nb: {{ nothing }}\n', code: 'template/undefined', at: 'nothing' },
      { text: 'a: 1\nb: {{ 1 + }}\n', code: 'template/syntax', at: '}}' },
      { text: 'a: 1\nb: {{ 1 | uper }}\n', code: 'template/assertion', at: 'uper' },
      { text: 'a: 1\n{% include "no.jinja" %}\n', code: 'template/not-found', at: 'include' },
    ],
    tooMuch: '{% for a in range(999999999) %}{% endfor %}',
  },
);

describe('the fast path', () => {
  it('gives the very same text when there is nothing to render', async () => {
    const input = { kind: 'text', text: 'a: {b: 1}\nc: "# }} %}"\n' } as const;
    expect(await jinjaRenderer.render(input, contextOf())).toBe(input);
  });
});

describe('what templates see', () => {
  it.each([
    ['a parameter', '{{ params.zone }} {{ params["zone"] }} {{ params.get("zone") }}', 'here here here'],
    ['a default for a missing parameter', '{{ params.get("size", 3) }}', '3'],
    ['an exec function, awaited', '{{ hub.exec.cloud.instance.list(1, state="up").ret.ref }}', 'cloud.instance.list'],
    [
      'its arguments',
      '{{ hub.exec.test.ping(1, a=2).ret.args.a }}{{ hub.exec.test.ping(1, a=2).ret.positional[0] }}',
      '21',
    ],
    ['its comment and result', '{{ hub.exec.test.ping().comment }} {{ hub.exec.test.ping().result }}', 'done True'],
    ['values of what has run', "{{ hub.idem.arg_bind.resolve('${a:b:c}') }}", 'resolved ${a:b:c}'],
    ['the filters of the original', "{{ 'a' | b64encode }} {{ 'YQ==' | b64decode }}{{ none | b64encode }}", 'YQ== a'],
    ['the last line break', 'a: |\n  {{ 1 }}\n', 'a: |\n  1\n'],
  ])('%s', async (_name, template, wanted) => {
    expect(await text(template, { params: { zone: 'here' } })).toBe(wanted);
  });

  it('no function of a name that no plugin has', async () => {
    expect(await refusal('a: {{ hub.exec.clod.list() }}')).toMatchObject({
      summary: expect.stringContaining("no attribute 'clod'"),
    });
    expect(await refusal('a: {{ hub.secret_things() }}')).toMatchObject({ code: 'template/undefined' });
  });

  it('a parameter it changes is not changed for others', async () => {
    const params = { list: [1] };
    await text('{% do params.list.append(2) %}{{ params.list }}', { params });
    expect(params).toEqual({ list: [1] });
  });
});

describe('null', () => {
  const template =
    'a: {{ params.get("x") }}\nb: "{{ params.none }}"\nc: x-{{ params.none }}-y\nd: {{ params.get("x") or "default" }}\n';

  it('is null in the data, and nothing inside of a longer text', async () => {
    expect(await data(template, { params: { none: null } })).toEqual({ a: null, b: null, c: 'x--y', d: 'default' });
  });

  it('is put in by `replacements` where a renderer does not', async () => {
    const lines: RendererDefinition = {
      ref: 'lines',
      summary: 'A list of lines.',
      render: (input) => ({
        kind: 'data',
        data: input.kind === 'text' ? { lines: input.text.split('\n') } : input.data,
        positions: { key: () => -1, value: () => -1, start: () => -1 },
      }),
    };
    expect(await data('{{ none }}\nx{{ none }}', {}, [jinjaRenderer, lines, replacements])).toEqual({
      lines: [null, 'x'],
    });
  });

  it('is no key', async () => {
    expect(await refusal('{{ none }}: 1')).toMatchObject({ code: 'sls/bad-yaml', span: { line: 1, column: 1 } });
  });
});

describe('secrets and unknowns', () => {
  const params = { password: secret('hunter2: [x'), later: unknown('known later') };

  it('become values of their own', async () => {
    const got = (await data('a:\n  - "{{ params.password }}"\n  - x-{{ params.later }}\n  - plain\n', { params })) as {
      a: unknown[];
    };
    expect([isSecret(got.a[0]), reveal(got.a[0]), isUnknown(got.a[1]), got.a[2]]).toEqual([
      true,
      'hunter2: [x',
      true,
      'plain',
    ]);
  });

  it('stay secret through filters and anchors', async () => {
    const got = (await data('a: &p "{{ params.password | upper }}"\nb: *p\n', { params })) as {
      a: unknown;
      b: unknown;
    };
    expect([reveal(got.a), got.b === got.a]).toEqual(['HUNTER2: [X', true]);
    expect(JSON.stringify(got)).not.toContain('HUNTER2');
  });

  it.each([
    ['yaml', 'a: {{ {"k": [params.password]} | tojson }}\nb: 1\n'],
    ['json', '{"a": {{ {"k": [params.password]} | tojson }}, "b": 1}'],
  ])('make a secret of a whole collection that was made of them, in %s', async (_name, template) => {
    const got = (await data(template, { params })) as { a: unknown; b: unknown };
    expect(JSON.stringify(got)).not.toContain('hunter2');
    expect([JSON.stringify(revealDeep(got.a)), got.b]).toEqual(['{"k":["hunter2: [x"]}', 1]);
  });

  it('do not show in the mistakes they make', async () => {
    const found = await refusal('a: {{ params.password }}\nb: ]\n', { params });
    expect(found).toMatchObject({ code: 'sls/bad-yaml' });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('places', () => {
  it('lead through a macro to the line of the macro, with the calls', async () => {
    expect(
      await refusal('{% import "lib/net.jinja" as lib %}\n{% for n in ["a"] %}\n{{ lib.net(n) }}\n{% endfor %}\n'),
    ).toMatchObject({
      summary: "Jinja variable: 'size' is undefined",
      span: { file: 'lib/net.jinja', line: 2 },
      related: [
        { message: "called here: macro 'net'", span: { file: 'main.sls', line: 3 } },
        { message: 'iteration 1 of this loop', span: { file: 'main.sls', line: 2 } },
      ],
    });
  });

  it('of what the next stage finds lead back as well', async () => {
    expect(await refusal('{% import "lib/net.jinja" as lib %}\na: 1\n{{ lib.plain("a") }}\n')).toMatchObject({
      code: 'sls/bad-yaml',
      span: { file: 'lib/net.jinja', line: 4 },
      related: [
        { message: 'first written here' },
        { message: "called here: macro 'plain'", span: { file: 'main.sls', line: 3 } },
      ],
    });
  });
});

describe('delayed blocks', () => {
  it('resolve what has run', async () => {
    const main =
      "a: test.nop\n#!require:a\n{% set state = hub.idem.arg_bind.resolve('${test:a}') %}\nb:\n  test.nop:\n    - x: {{ state.size }}\n";
    const { low } = await gatherAndCompile({
      entries: [{ ref: 'main' }],
      sources: [
        {
          label: 'memory://',
          source: {
            read: async (path) => (path === 'main.sls' ? { file: path, bytes: Buffer.from(main) } : undefined),
          },
        },
      ],
      render: 'jinja|yaml',
      renderer: async (name) => (name === 'jinja' ? jinjaRenderer : yaml),
      signal: new AbortController().signal,
    });
    const released = await low?.delayed[0]?.release((id) =>
      id === 'a' ? { newState: { size: 7 }, plan: false } : undefined,
    );
    expect(released?.chunks[0]?.args.get('x')?.value).toBe(7);
  });
});
