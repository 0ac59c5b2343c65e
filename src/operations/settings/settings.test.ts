import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnosticsOf, type FileReader, isSecret } from '../../kernel/index.js';
import { type ResolvedSettings, resolveSettings, type SettingsInput } from './resolve.js';

function reader(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: async (path) => (path in files ? new TextEncoder().encode(files[path]) : undefined),
    status: async (path) =>
      path in files ? { kind: 'file', size: 1, mode: 0o644, uid: 0, gid: 0, modified: 0 } : undefined,
    list: async () => undefined,
    readLink: async () => undefined,
    realPath: async (path) => path,
  };
}

function settings(
  files: Readonly<Record<string, string>>,
  more: Partial<SettingsInput> = {},
): Promise<ResolvedSettings> {
  return resolveSettings({
    files: reader(files),
    cwd: '/home/p/sub',
    env: {},
    given: {},
    defaultRoot: '/root',
    ...more,
  });
}

async function problems(
  files: Readonly<Record<string, string>>,
  more: Partial<SettingsInput> = {},
): Promise<readonly Diagnostic[]> {
  const thrown: unknown = await settings(files, more).catch((error: unknown) => error);
  return diagnosticsOf(thrown) ?? [];
}

describe('settings', () => {
  it('have defaults', async () => {
    const { settings: found } = await settings({});
    expect(found).toMatchObject({
      directory: '/home/p/sub',
      root: '/root',
      runName: 'cli',
      runtime: 'parallel',
      batchSize: 50,
      plugins: true,
      slsSources: [],
    });
    expect(found.configFile).toBeUndefined();
  });

  it('come from the file found upward, with paths relative to it', async () => {
    const { settings: found, values } = await settings({
      '/home/p/holdfast.yaml': 'run_name: site\nsls_sources:\n  - tree\n  - git+https://h/r\ntree: ./t\n',
    });
    expect(found).toMatchObject({
      directory: '/home/p',
      runName: 'site',
      slsSources: ['file:///home/p/tree', 'git+https://h/r'],
      tree: '/home/p/t',
    });
    expect(values.tree.origin).toMatchObject({ kind: 'file', span: { line: 5, column: 1 } });
  });

  it('prefer a flag to the environment, and that to the file', async () => {
    const file = { '/home/p/holdfast.yaml': 'run_name: file\nruntime: serial\nbatch_size: 1\nroot_dir: kept' };
    const { settings: found, values } = await settings(file, {
      env: { HOLDFAST_RUN_NAME: 'environment', HOLDFAST_RUNTIME: 'parallel', HOLDFAST_ROOT: '', ACCT_KEY: 'k' },
      given: { run_name: { value: 'flag', flag: '--run-name' } },
    });
    expect(found).toMatchObject({ runName: 'flag', runtime: 'parallel', batchSize: 1, root: '/home/p/kept' });
    expect(values.run_name.origin).toEqual({ kind: 'flag', name: '--run-name' });
    expect(values.runtime.origin).toEqual({ kind: 'environment', name: 'HOLDFAST_RUNTIME' });
    expect(isSecret(found.acctKey)).toBe(true);
    expect(JSON.stringify(values)).not.toContain('"k"');
  });

  it('read the file that is named', async () => {
    const { settings: found } = await settings({ '/home/p/sub/x.yaml': 'run_name: x' }, { configFile: 'x.yaml' });
    expect(found).toMatchObject({ runName: 'x', directory: '/home/p/sub' });
    expect((await problems({}, { configFile: 'x.yaml' }))[0]?.code).toBe('operations/config-not-found');
  });

  it('refuse what they do not know, with the place', async () => {
    const found = await problems({
      '/home/p/sub/holdfast.yaml': 'project: a\nrun_nmae: b\nruntime: seriel\nbatch_size: many\n',
    });
    expect(found.map(({ code, span }) => [code, span?.file, span?.line, span?.column])).toEqual([
      ['operations/unknown-setting', 'holdfast.yaml', 2, 1],
      ['operations/bad-setting', 'holdfast.yaml', 3, 1],
      ['operations/bad-setting', 'holdfast.yaml', 4, 1],
    ]);
    expect(found[0]?.hints).toContain("did you mean 'run_name'?");
    expect(found[1]?.hints).toContain("did you mean 'serial'?");
  });

  it('refuse a file that is no mapping', async () => {
    expect((await problems({ '/home/p/holdfast.yaml': '- a\n' }))[0]?.code).toBe('operations/config-shape');
    expect((await problems({ '/home/p/holdfast.yaml': 'a: [' }))[0]?.code).toBe('operations/config-shape');
  });

  it('stand below sections in a file of Idem', async () => {
    const file =
      'runtime: serial\nidem:\n  run_name: site\n  esm_plugin: "null"\n  esm_keep_cache: true\nacct:\n  acct_file: a\n';
    const { settings: found, values, diagnostics } = await settings({ '/home/p/holdfast.yaml': file });
    expect(found).toMatchObject({ runtime: 'serial', runName: 'site', esmPlugin: 'none', acctFile: '/home/p/a' });
    expect(values.run_name.origin).toMatchObject({ kind: 'file', span: { line: 3, column: 3 } });
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'operations/unknown-setting', span: { line: 5 } }]);
    const wrong = await problems({
      '/home/p/sub/holdfast.yaml': 'tree: a\nidem:\n  tree: b\n  test: true\n  tre: c\n',
    });
    expect(wrong.map(({ span, hints }) => [span?.line, hints?.[0]])).toEqual([
      [3, 'keep one of the two'],
      [4, 'use `holdfast plan`, or `holdfast state --test`'],
      [5, "did you mean 'tree'?"],
    ]);
  });

  it('may be several names, joined', async () => {
    const { settings: found } = await settings({}, { env: { HOLDFAST_GROUP: 'omit_noop | tag|time' } });
    expect(found.group).toEqual(['omit_noop', 'sort', 'duration']);
    const [wrong] = await problems({}, { env: { HOLDFAST_GROUP: 'sort||number' } });
    expect(wrong?.code).toBe('operations/bad-setting');
  });

  const numbers = [
    { key: 'max_deletes', value: '0', valid: true },
    { key: 'max_deletes', value: '-1', valid: false },
    { key: 'max_deletes', value: '1.5', valid: false },
    { key: 'max_deletes', value: '99999999999999999999', valid: false },
    { key: 'batch_size', value: '-1', valid: true },
  ];
  it.each(numbers)('$key of $value is usable: $valid', async ({ key, value, valid }) => {
    const found = await problems({}, { env: { [`HOLDFAST_${key.toUpperCase()}`]: value } });
    expect(found.length === 0).toBe(valid);
  });

  it('lay single params over each other, each with its place', async () => {
    const { settings: found, values } = await settings(
      { '/home/p/holdfast.yaml': 'params: [base.sls]\nparam:\n  size: 1\n  region: eu\n' },
      {
        env: { HOLDFAST_PARAM: '{size: 2}' },
        given: { param: { value: ['size=3', 'tag=', 'list=[a, 1]'], flag: '--param' } },
      },
    );
    expect(found).toMatchObject({ params: ['base.sls'], paramsDirectory: '/home/p' });
    expect(found.givenParams.map(({ key, value, origin }) => [key, value, origin.kind])).toEqual([
      ['size', 1, 'file'],
      ['region', 'eu', 'file'],
      ['size', 2, 'environment'],
      ['size', 3, 'flag'],
      ['tag', '', 'flag'],
      ['list', ['a', 1], 'flag'],
    ]);
    expect(found.givenParams[1]?.origin).toMatchObject({ span: { line: 4, column: 3 } });
    expect(values.param.value).toEqual({ size: 3, region: 'eu', tag: '', list: ['a', 1] });
  });

  it('say which single param is wrong', async () => {
    const wrong = await problems(
      { '/home/p/holdfast.yaml': 'param: [a]\n' },
      { env: { HOLDFAST_PARAM: 'nothing' }, given: { param: { value: ['=1'], flag: '--param' } } },
    );
    expect(wrong.map(({ code, summary }) => [code, summary.split(' is not')[0]])).toEqual([
      ['operations/bad-setting', "the setting 'param'"],
      ['operations/bad-setting', 'HOLDFAST_PARAM'],
      ['operations/bad-setting', '--param'],
    ]);
  });
});
