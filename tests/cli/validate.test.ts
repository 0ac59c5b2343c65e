/** `validate` from outside. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

describe('validate', () => {
  const holdfast = scratchCommand();

  it('counts what is right, and runs nothing', async () => {
    holdfast.files({
      'site.sls': `include: [more]\na:\n  file.present: [{name: ${holdfast.directory}/made}]\n#!require:a\nlate: test.nop\n#!END\n`,
      'more.sls': 'b:\n  test.nop: [{require: [{file: a}]}]\n',
    });
    const text = await holdfast.run(['validate', 'site.sls']);
    expect([text.code, text.stdout]).toEqual([0, 'valid: 2 states in 2 files; 1 block rendered only while it runs\n']);
    const { valid, states } = JSON.parse((await holdfast.run(['validate', 'site.sls', '--json'])).stdout) as {
      valid: boolean;
      states: { tag: string; needs: unknown[]; declared: unknown }[];
    };
    expect(valid).toBe(true);
    expect(states[1]).toMatchObject({
      tag: 'test_|-b_|-b_|-nop',
      needs: [{ tag: `file_|-a_|-${holdfast.directory}/made_|-present`, requisite: 'require' }],
      declared: { file: 'more.sls', line: 1, column: 1 },
    });
    const again = await holdfast.run(['plan', 'site.sls', '--json']);
    expect(again.stdout).toContain('would-change');
  });

  it('tells of the high and the low state, META, and the params that are used', async () => {
    holdfast.files({
      'site.sls': `META:
  params: {zone: where it is}
{% set env = params.get('env', 'dev') %}
a:
  META: {owner: me, params: {size: how big}}
  test.nop:
    - names: [x, y]
    - zone: {{ params.zone }}
    - size: {{ params['size'] }}
    - other: {{ params.get('other') }}
{% for i in [1, 2] %}
b{{ i }}:
  test.nop: [{require: [{test: a}]}, {k: "{{ params.get('k', 3) }}"}]
{% endfor %}
{# {% set x = params.nothing %} #}
`,
    });
    const words = ['validate', 'site.sls', '--param', 'zone=eu', '--param', 'size=3'];
    const { stdout, code } = await holdfast.run([...words, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      high: {
        a: { 'test.nop': [{ names: ['x', 'y'] }, { zone: 'eu' }, { size: 3 }, { other: null }], __sls__: 'site' },
        b1: { 'test.nop': [{ k: '3' }, { require: [{ test: 'a' }] }] },
      },
      low: [{ __id__: 'a', state: 'test', fun: 'nop', name: 'x', zone: 'eu' }, { name: 'y' }, { name: 'b1' }, {}],
      meta: { SLS: { site: { params: { zone: 'where it is' } } }, ID_DECS: { 'site.a': { owner: 'me' } } },
      parameters: {
        GLOBAL: { env: null },
        ID_DECS: { 'site.a': { other: null, size: 3, zone: 'eu' }, 'site.b1': { k: null }, 'site.b2': { k: null } },
      },
      warnings: [
        "'a' uses the param other, which META.params does not describe",
        "'b1' uses the param k, which META.params does not describe",
        "'b2' uses the param k, which META.params does not describe",
      ],
    });
    const text = await holdfast.run(words);
    expect(text.stdout).toContain('  GLOBAL: env = null\n');
    expect(text.stderr).toContain('site.sls:4:1: warning[operations/undescribed-param]');
  });

  const wrong = [
    {
      name: 'an unknown argument',
      reason: 'it would be ignored',
      sls: 'a:\n  cloud.network.present: [{adress_block: 10.0.0.0/16}]\n',
      code: 'call/unknown-argument',
    },
    {
      name: 'an unknown requisite target',
      reason: 'it would never be met',
      sls: 'a:\n  test.nop: [{require: [{test: b}]}]\n',
      code: 'engine/unknown-target',
    },
    {
      name: 'a missing param',
      reason: 'the template cannot be rendered',
      sls: "a:\n  test.nop: [{k: {{ params['k'] }}}]\n",
      code: 'template/undefined',
    },
  ];
  it.each(wrong)('refuses $name', async ({ sls, code }) => {
    holdfast.files({ 'bad.sls': sls });
    const text = await holdfast.run(['validate', 'bad.sls']);
    expect([text.code, text.stdout]).toEqual([2, '']);
    expect(text.stderr).toMatch(/^bad\.sls:\d+:\d+: error\[/m);
    expect(text.stderr).toContain(`error[${code}]`);
    const json = await holdfast.run(['validate', 'bad.sls', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ valid: false, diagnostics: [{ code }] });
  });
});
