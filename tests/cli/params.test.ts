/** Params from outside: files, single keys, the environment, the config file; and where each value comes from. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const site = `a:
  test.present:
    - new_state:
        region: {{ params['region'] }}
        size: {{ params.get('size') }}
`;

describe('params', () => {
  const holdfast = scratchCommand();

  const state = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', ...words], { env });
    expect(ended.code, ended.stderr).toBe(0);
    const results = JSON.parse(ended.stdout) as Record<string, { new_state: unknown }>;
    return Object.values(results)[0]?.new_state;
  };

  it('come from files, and from single keys over them', async () => {
    holdfast.files({ 'site.sls': site, 'base.sls': 'region: eu\nsize: 1\n', 'prod.sls': 'region: us\n' });
    expect(await state(['--params', 'base.sls', '--params', 'prod.sls'])).toEqual({ region: 'us', size: 1 });
    expect(await state(['--params', 'base.sls', '--param', 'size=3'])).toEqual({ region: 'eu', size: 3 });
    expect(await state(['--param', "region='7'"])).toEqual({ region: 7, size: null });
  });

  it('come from the config file, wherever the command is started, and from the environment over it', async () => {
    holdfast.files({
      'site.sls': site,
      'conf/holdfast.yaml': 'params: [p/base.sls]\nparam:\n  size: 2\n',
      'conf/p/base.sls': 'region: eu\nsize: 1\n',
    });
    expect(await state(['-c', 'conf/holdfast.yaml'])).toEqual({ region: 'eu', size: 2 });
    expect(await state(['-c', 'conf/holdfast.yaml'], { HOLDFAST_PARAM: 'size=5' })).toEqual({ region: 'eu', size: 5 });
    expect(await state(['-c', 'conf/holdfast.yaml'], { HOLDFAST_PARAM: '{size: 6, region: x}' })).toEqual({
      region: 'x',
      size: 6,
    });
  });

  it('are explained: every place, and which one counts', async () => {
    holdfast.files({ 'base.sls': 'region: eu\n', 'prod.sls': 'include: [base]\nregion: us\n' });
    const words = ['params', 'explain', 'region', '--params', 'prod.sls', '--param', 'region=here'];
    const text = await holdfast.run(words);
    expect(text.stdout).toBe('region = here  --param\n  overrides us  prod.sls:2:1\n  overrides eu  base.sls:1:1\n');
    const json = JSON.parse((await holdfast.run([...words, '--json'])).stdout) as Record<string, unknown[]>;
    expect(json['region']).toMatchObject([
      { value: 'here', wins: true, origin: { kind: 'given', by: '--param' } },
      { value: 'us', wins: false, origin: { kind: 'file', span: { file: 'prod.sls', line: 2 } } },
      { value: 'eu', wins: false },
    ]);
  });

  it('say what is wrong with them', async () => {
    holdfast.files({ 'site.sls': site, 'bad.sls': '- a\n', 'base.sls': 'region: eu\n' });
    const wrong = async (words: readonly string[], text: string): Promise<void> => {
      const ended = await holdfast.run(words);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(text);
    };
    await wrong(['plan', 'site.sls', '--params', 'bad.sls'], 'bad.sls:1:1: error[sls/bad-params]');
    await wrong(['plan', 'site.sls', '--params', 'nope'], 'sls/ref-not-found');
    await wrong(['plan', 'site.sls', '--param', 'region'], "'region' is not key=value");
    await wrong(['params', 'explain', 'regoin', '--params', 'base.sls'], "did you mean 'region'");
    await wrong(['params', 'explain', 'region'], 'error[operations/unknown-param]');
  });
});
