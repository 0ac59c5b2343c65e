/** Every option of Idem is an option here, or a mistake that is told with what to use instead. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/program.js';
import { diagnosticsOf } from '../../src/kernel/index.js';
import { groupAliases, groupNames, originalOptions } from '../../src/operations/index.js';
import { scratchCommand } from './command.js';

/** Commands by the letters of the rows below, with arguments that are enough. */
const commands: Readonly<Record<string, readonly string[]>> = {
  S: ['state', 'site.sls'],
  E: ['exec', 'test.ping'],
  D: ['describe', 'cloud.*'],
  V: ['validate', 'site.sls'],
  R: ['refresh', 'cloud.*'],
  T: ['restore', 'state.json'],
  A: ['encrypt', 'acct.yaml'],
};

const rows: readonly { readonly words: readonly string[]; readonly on: string }[] = [
  { words: ['-c', 'f'], on: 'SEDVRTA' },
  { words: ['--config', 'f'], on: 'SEDVRTA' },
  { words: ['--run-name', 'x'], on: 'SEDVRT' },
  { words: ['--sls-sources', 'x'], on: 'SV' },
  { words: ['--param-sources', 'x'], on: 'SD' },
  { words: ['--params', 'x'], on: 'SD' },
  { words: ['-T', 'x'], on: 'SV' },
  { words: ['--tree', 'x'], on: 'SV' },
  { words: ['-t'], on: 'S' },
  { words: ['--test'], on: 'S' },
  { words: ['--invert'], on: 'SV' },
  { words: ['--target', 'x'], on: 'S' },
  { words: ['--render', 'yaml'], on: 'SV' },
  { words: ['--runtime', 'serial'], on: 'S' },
  { words: ['--batch-size', '-1'], on: 'S' },
  { words: ['--reconciler', 'none'], on: 'S' },
  { words: ['--pending', 'default'], on: 'S' },
  { words: ['--max-pending-reruns', '3'], on: 'S' },
  { words: ['--group', 'number'], on: 'S' },
  { words: ['--output', 'json'], on: 'SEDVR' },
  { words: ['--esm-plugin', 'local'], on: 'SVRT' },
  { words: ['--esm-profile', 'x'], on: 'SVRT' },
  { words: ['--upgrade-esm'], on: 'SRT' },
  { words: ['--get-resource-only-with-resource-id'], on: 'S' },
  { words: ['--cache-dir', 'x'], on: 'SVRT' },
  { words: ['--root-dir', 'x'], on: 'SVRT' },
  { words: ['--acct-file', 'x'], on: 'SEDVRT' },
  { words: ['--acct-key', 'x'], on: 'SEDVRTA' },
  { words: ['--acct-profile', 'x'], on: 'SEDVR' },
  { words: ['--extras', '{}'], on: 'SEDVR' },
  { words: ['--overrides', '{}'], on: 'SEDVR' },
  { words: ['--output-file', 'x'], on: 'A' },
  { words: ['--crypto-plugin', 'fernet'], on: 'A' },
  { words: ['--render-pipe', 'yaml'], on: 'A' },
  { words: ['--progress'], on: 'SDR' },
  { words: ['--no-progress-bar'], on: 'SDR' },
  { words: ['--progress-plugin', 'tqdm'], on: 'SDR' },
  { words: ['--hard-fail'], on: 'SDR' },
  { words: ['--filter', 'x'], on: 'D' },
  { words: ['--serialize-plugin', 'json'], on: 'ESDV' },
  { words: ['--error-callback-ref', 'x'], on: 'ES' },
  { words: ['--disable-jinja-sandbox'], on: 'SV' },
  { words: ['--jinja-sandbox-safe-hub-refs', 'x'], on: 'SV' },
  { words: ['--backend', 'auto'], on: 'ES' },
  { words: ['--log-level', 'debug'], on: 'SEDVRT' },
];

const page = readFileSync(new URL('../../docs/reference/idem-options.md', import.meta.url), 'utf8');

describe('the options of Idem', () => {
  it.each(rows)('$words on $on: taken, or what to use instead is said', async ({ words, on }) => {
    for (const letter of on) {
      const command = commands[letter] as readonly string[];
      const thrown: unknown = await readCommandLine([...command, ...words]).catch((error: unknown) => error);
      const found = diagnosticsOf(thrown)?.[0];
      if (found === undefined) continue;
      expect([command[0], found.code]).toEqual([command[0], 'cli/unknown-option']);
      const known = Object.values(originalOptions).map(({ instead }) => instead);
      const elsewhere = `${words[0]} is an option of '`;
      const hint = found.hints?.[0] ?? '';
      expect(known.includes(hint) || hint.startsWith(elsewhere), `${command[0]} ${words[0]}: ${hint}`).toBe(true);
    }
  });

  it.each(rows)('$words stands in the reference page', ({ words }) => {
    expect(page).toContain(`\`${words[0]}\``);
  });

  it.each(Object.keys(originalOptions))('the config key %s stands in the reference page', (key) => {
    expect(page.includes(`\`${key}\``) || page.includes(`\`--${key.replaceAll('_', '-')}\``)).toBe(true);
  });
});

describe('a config file of Idem', () => {
  const holdfast = scratchCommand();

  it('is understood where it means the same here', async () => {
    holdfast.files({
      'idem.cfg': 'idem:\n  run_name: theirs\n  batch_size: 5\n  group: omit_noop|sort\nacct:\n  acct_profile: dev\n',
    });
    const { code, stdout, stderr } = await holdfast.run(['config', 'show', '-c', 'idem.cfg', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { settings } = JSON.parse(stdout) as { settings: Record<string, { value: unknown; origin: unknown }> };
    expect(settings['run_name']).toMatchObject({ value: 'theirs', origin: { kind: 'file', span: { line: 2 } } });
    expect(settings['batch_size']?.value).toBe(5);
    expect(settings['group']?.value).toBe('omit_noop|sort');
    expect(settings['acct_profile']?.value).toBe('dev');
  });

  it('says what to write instead, with the place, and ignores what changes nothing', async () => {
    holdfast.files({
      'idem.cfg':
        'run_name: a\nidem:\n  run_name: b\n  cache_dir: /x\n  esm_keep_cache: true\n  progress_plugin: tqdm\nrend:\n  output: json\n',
    });
    const { code, stderr } = await holdfast.run(['config', 'show', '-c', 'idem.cfg']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "idem.cfg:3:3: error[operations/bad-setting]: 'run_name' stands below 'idem' and once more",
    );
    expect(stderr).toContain("idem.cfg:4:3: error[operations/unknown-setting]: there is no setting 'idem: cache_dir'");
    expect(stderr).toContain('hint: use root_dir (--root-dir)');
    expect(stderr).toContain('idem.cfg:5:3: warning[operations/unknown-setting]');
    expect(stderr).toContain('idem.cfg:6:3: warning[operations/unknown-setting]');
    expect(stderr).toContain('hint: give --output on the command line');
  });

  it('is used although it says what is ignored here', async () => {
    holdfast.files({ 'idem.cfg': 'idem:\n  esm_keep_cache: true\n', 'a.sls': 'a: test.nop\n' });
    const { code, stdout, stderr } = await holdfast.run(['state', 'a.sls', '-c', 'idem.cfg', '--yes', '--json']);
    expect([code, Object.keys(JSON.parse(stdout) as object)]).toEqual([0, ['test_|-a_|-a_|-nop']]);
    expect(stderr).toContain("there is no setting 'idem: esm_keep_cache'; it is ignored");
  });
});

describe('--group', () => {
  it('takes the names that the setting takes', async () => {
    const { stateCommand } = await import('../../src/cli/commands/state.js');
    const option = stateCommand.options?.find(({ flags }) => flags.startsWith('--group '));
    expect([...(option?.choices ?? [])].sort()).toEqual([...groupNames, ...Object.keys(groupAliases)].sort());
  });
});

describe('completion', () => {
  const holdfast = scratchCommand();
  const cases = [
    { words: ['state', '--group', 'o'], want: ['omit_noop', 'outcome'] },
    { words: ['state', '--group', 'omit_noop|nu'], want: ['omit_noop|number'] },
    { words: ['state', '--group=sort|du'], want: ['--group=sort|duration'] },
    { words: ['state', '--needs', ''], want: ['enforced', 'run'] },
    { words: ['plan', '--output', 'p'], want: ['plan', 'pretty'] },
    { words: ['state', '--runtime', ''], want: ['parallel', 'serial'] },
    { words: ['state', '--acct-file', 'ac'], want: ['acct.yaml', 'accts/'] },
    { words: ['state', '-T', 'ac'], want: ['accts/'] },
    { words: ['state', '--except'], want: ['--except'] },
  ];
  it.each(cases)('of $words', async ({ words, want }) => {
    holdfast.files({ 'acct.yaml': '', 'accts/a.sls': '' });
    const { stdout } = await holdfast.run(['__complete', ...words]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(want);
  });
});

describe('options of a run', () => {
  const holdfast = scratchCommand();
  const failing = 'a: test.nop\nf: test.fail_without_changes\nz: test.nop\n';

  const outcomes = (stdout: string): Record<string, string> =>
    Object.fromEntries(
      Object.values(JSON.parse(stdout) as Record<string, { __id__: string; outcome: string }>).map((row) => [
        row.__id__,
        row.outcome,
      ]),
    );

  it('--hard-fail starts nothing more after a failure, and ends with 1', async () => {
    holdfast.files({ 'site.sls': failing });
    const words = ['state', 'site.sls', '--yes', '--json', '--runtime', 'serial'];
    const soft = await holdfast.run(words);
    expect([soft.code, outcomes(soft.stdout)]).toEqual([1, { a: 'unchanged', f: 'failed', z: 'unchanged' }]);
    const hard = await holdfast.run([...words, '--hard-fail']);
    expect([hard.code, outcomes(hard.stdout)]).toEqual([1, { a: 'unchanged', f: 'failed', z: 'skipped: cancelled' }]);
    const setting = await holdfast.run(words, { env: { HOLDFAST_HARD_FAIL: 'yes' } });
    expect(outcomes(setting.stdout)['z']).toBe('skipped: cancelled');
  });

  it('--get-resource-only-with-resource-id adopts nothing by its name', async () => {
    holdfast.files({ 'site.sls': 'net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n' });
    await holdfast.run(['exec', 'cloud.network.create', 'name=net', 'address_block=10.0.0.0/16']);
    const words = ['state', 'site.sls', '--yes', '--json', '--get-resource-only-with-resource-id'];
    const first = await holdfast.run(words);
    const row = Object.values(JSON.parse(first.stdout) as Record<string, { action: string }>)[0];
    expect(row?.action).toBe('create');
    const second = await holdfast.run(words);
    expect(outcomes(second.stdout)).toEqual({ net: 'unchanged' });
  });

  it('--max-deletes is a setting as well', async () => {
    holdfast.files({
      'site.sls': 'a:\n  cloud.network.present: [{address_block: 10.0.0.0/16}]\n',
      'gone.sls': 'a:\n  cloud.network.absent: []\n',
      'holdfast.yaml': 'max_deletes: 0\n',
    });
    expect((await holdfast.run(['state', 'site.sls', '--yes'])).code).toBe(0);
    const refused = await holdfast.run(['state', 'gone.sls', '--yes']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('operations/too-many-deletes')]);
    const flag = await holdfast.run(['state', 'gone.sls', '--yes', '--max-deletes', '1']);
    expect([flag.code, flag.stderr]).toEqual([0, '']);
    const wrong = await holdfast.run(['state', 'gone.sls', '--yes'], { env: { HOLDFAST_MAX_DELETES: '-1' } });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('a whole number of 0 or more')]);
  });

  it('--progress and --no-progress-bar exclude each other', async () => {
    holdfast.files({ 'site.sls': failing });
    const both = await holdfast.run(['plan', 'site.sls', '--progress', '--no-progress-bar']);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('exclude each other')]);
    expect((await holdfast.run(['plan', 'site.sls', '--no-progress-bar'])).stderr).toBe('');
  });

  it('--batch-size of 0 or less is no limit', async () => {
    holdfast.files({ 'site.sls': 'a: test.nop\nb: test.nop\n' });
    for (const size of ['0', '-1']) {
      const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', '--batch-size', size]);
      expect([ended.code, outcomes(ended.stdout)]).toEqual([0, { a: 'unchanged', b: 'unchanged' }]);
    }
  });
});
