/** `validate` and `schema` from outside. */
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

describe('schema', () => {
  const holdfast = scratchCommand();

  it('holds every state with its arguments and the keywords of all', async () => {
    const { code, stdout } = await holdfast.run(['schema']);
    expect(code).toBe(0);
    const schema = JSON.parse(stdout) as {
      $defs: {
        declaration: {
          anyOf: [
            { enum: string[] },
            { properties: Record<string, { anyOf: { properties?: Record<string, unknown> }[] }> },
          ];
        };
      };
    };
    const [short, long] = schema.$defs.declaration.anyOf;
    expect(short.enum).toEqual(
      expect.arrayContaining(['cloud.network.present', 'cloud.network.absent', 'sls.run', 'test.nop']),
    );
    const [, mapping] = long.properties['cloud.network.present']?.anyOf ?? [];
    expect(Object.keys(mapping?.properties ?? {})).toEqual(
      expect.arrayContaining([
        'address_block',
        'name',
        'names',
        'order',
        'require',
        'require_in',
        'onchanges_any',
        'use',
        'retry',
        'protect',
      ]),
    );
    for (const [, reference] of stdout.matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g))
      expect(Object.keys(schema.$defs)).toContain(reference);
  });
});
