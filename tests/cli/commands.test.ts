/** The commands from outside: streams, exit codes, JSON. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { abortedBy, scratchCommand } from './command.js';

const site = `net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - network_id: \${cloud.network:net:resource_id}
`;

interface Row {
  readonly outcome: string;
  readonly result: boolean | null;
  readonly tag: string;
  readonly comment: readonly string[];
}

describe('the command', () => {
  const holdfast = scratchCommand();

  const refused = [
    { name: 'an unknown function', sls: 'a:\n  test.nope: []\n', code: 'call/unknown-function' },
    { name: 'an unknown state', sls: 'a:\n  tset.nop: []\n', code: 'engine/unknown-state' },
    {
      name: 'an unknown requisite target',
      sls: 'a:\n  test.nop:\n    - require:\n      - test: b\n',
      code: 'engine/unknown-target',
    },
    { name: 'bad YAML', sls: 'a: [\n', code: 'sls/bad-yaml' },
    {
      name: 'a cycle',
      sls: 'a:\n  test.nop:\n    - require:\n      - test: b\nb:\n  test.nop:\n    - require:\n      - test: a\n',
      code: 'engine/cycle',
    },
  ];
  it.each(refused)('refuses $name with place and frame, and runs nothing', async ({ sls, code }) => {
    holdfast.files({
      'bad.sls': `first:\n  file.present:\n    - name: ${holdfast.directory}/made\n    - contents: x\n${sls}`,
    });
    const text = await holdfast.run(['state', 'bad.sls', '--yes']);
    expect(text.code).toBe(2);
    expect(text.stdout).toBe('');
    expect(text.stderr).toMatch(/^bad\.sls:\d+:\d+: error\[/m);
    expect(text.stderr).toContain(`error[${code}]`);
    expect(text.stderr).toMatch(/^> \d+ \|/m);
    const json = await holdfast.run(['state', 'bad.sls', '--yes', '--json']);
    expect(json.code).toBe(2);
    const { diagnostics } = JSON.parse(json.stdout) as { diagnostics: { code: string; span: { file: string } }[] };
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(diagnostics[0]?.span.file).toBe('bad.sls');
    expect(existsSync(join(holdfast.directory, 'made'))).toBe(false);
  });

  it('needs --yes where nobody can be asked', async () => {
    holdfast.files({ 'site.sls': site });
    const ended = await holdfast.run(['state', 'site.sls']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('--yes');
  });

  it('gives results by tag, and changes nothing the second time', async () => {
    holdfast.files({ 'site.sls': site });
    const first = await holdfast.run(['state', 'site.sls', '--yes', '--json']);
    expect(first.code).toBe(0);
    const results = JSON.parse(first.stdout) as Record<string, Row>;
    expect(Object.keys(results)).toEqual([
      'cloud.network_|-net_|-net_|-present',
      'cloud.instance_|-web_|-web_|-present',
    ]);
    expect(Object.values(results).map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
    const second = await holdfast.run(['state', 'site.sls', '--yes', '--json']);
    expect(Object.values(JSON.parse(second.stdout) as Record<string, Row>).map(({ outcome }) => outcome)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    const plan = await holdfast.run(['plan', 'site.sls', '--detailed-exitcode']);
    expect([plan.code, plan.stdout]).toEqual([0, 'Nothing would change: 0 to change, 2 unchanged\n']);
  });

  it('tells by exit code that a plan has changes, and that something failed', async () => {
    holdfast.files({
      'site.sls': site,
      'fail.sls': 'f:\n  test.fail_without_changes: []\ng:\n  test.nop:\n    - require:\n      - test: f\n',
    });
    expect((await holdfast.run(['plan', 'site.sls', '--detailed-exitcode'])).code).toBe(4);
    expect((await holdfast.run(['plan', 'site.sls'])).code).toBe(0);
    const failed = await holdfast.run(['state', 'fail.sls', '--yes', '--output', 'summary']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('fail.sls:2:3: failed test.fail_without_changes f');
    expect(failed.stdout).toContain('1 skipped because of it');
  });

  it('says who holds the lock, and exits with 75', async () => {
    holdfast.files({
      'slow.sls': 'slow:\n  time.sleep:\n    - duration: 30\n',
      'quick.sls': 'quick:\n  test.nop: []\n',
    });
    const events = join(holdfast.directory, 'events');
    const first = holdfast.run(
      ['state', 'slow.sls', '--yes', '--events', events, '--log-file', join(holdfast.directory, 'log')],
      { onStderr: abortedBy('SIGTERM') },
    );
    await sight(events, 'step-started');
    const locked = await holdfast.run(['state', 'quick.sls', '--yes', '--json']);
    expect(locked.code).toBe(75);
    // What is wrong with the input counts before the lock.
    holdfast.files({ 'wrong.sls': 'wrong:\n  test.nope: []\n' });
    const wrong = await holdfast.run(['state', 'wrong.sls', '--yes']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('call/unknown-function')]);
    const { diagnostics } = JSON.parse(locked.stdout) as {
      diagnostics: { code: string; summary: string; detail: string }[];
    };
    expect(diagnostics[0]?.code).toBe('esm/locked');
    expect(diagnostics[0]?.summary).toContain('state slow.sls');
    expect(diagnostics[0]?.detail).toContain('time.sleep slow');
    const pid = /process (\d+)/.exec(diagnostics[0]?.summary ?? '')?.[1];
    process.kill(Number(pid), 'SIGTERM');
    expect((await first).code).toBe(143);
    expect((await holdfast.run(['state', 'quick.sls', '--yes'])).code).toBe(0);
  });

  it('writes events as numbered JSON lines', async () => {
    holdfast.files({ 'site.sls': site });
    const { stdout, code } = await holdfast.run(['state', 'site.sls', '--yes', '--events', '-']);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { v: number; seq: number; body: { type: string } });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(events[0]?.body.type).toBe('run-started');
    expect(events.at(-1)?.body.type).toBe('run-ended');
    expect((await holdfast.run(['state', 'site.sls', '--yes', '--events', '-', '--json'])).code).toBe(2);
  });

  it('goes on quietly when nobody reads its output any more', async () => {
    const code = await new Promise((done) => {
      const child = spawn(process.execPath, [holdfast.main, 'doc', 'cloud'], {
        cwd: holdfast.directory,
        env: holdfast.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        errors += text;
      });
      child.on('close', (status) => done(errors === '' ? status : errors));
    });
    expect(code).toBe(0);
  });

  it('calls functions, with the exit code of their result', async () => {
    const list = await holdfast.run(['exec', 'cloud.network.list', '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject({ result: true, ret: [{ id: 'net1' }, { id: 'net2' }] });
    expect((await holdfast.run(['exec', 'test.fail'])).code).toBe(1);
    expect((await holdfast.run(['exec', 'test.pnig'])).code).toBe(2);
  });

  it('describes what exists as SLS that changes nothing', async () => {
    const described = await holdfast.run([
      'describe',
      'cloud.network',
      'cloud.subnet',
      'cloud.volume',
      'cloud.instance',
      'cloud.address',
      'cloud.key',
    ]);
    expect(described.code).toBe(0);
    holdfast.files({ 'here.sls': described.stdout });
    const again = await holdfast.run(['state', 'here.sls', '--yes', '--output', 'summary']);
    expect(again.stdout).toMatch(/^0 changed, \d+ unchanged in/);
    expect(again.code).toBe(0);
  });

  it('draws graphs', async () => {
    holdfast.files({ 'site.sls': site });
    expect((await holdfast.run(['graph', 'site.sls'])).stdout).toBe(
      'cloud.network.present net\ncloud.instance.present web\n  arg_bind cloud.network.present net\n',
    );
    expect((await holdfast.run(['graph', 'site.sls', '--format', 'dot'])).stdout).toContain(
      'n0 -> n1 [label="arg_bind"];',
    );
    expect((await holdfast.run(['graph', 'site.sls', '--format', 'mermaid'])).stdout).toContain('flowchart LR');
  });

  it('makes a project once, and shows where settings come from', async () => {
    const made = await holdfast.run(['init', '--run-name', 'site']);
    expect(made.code).toBe(0);
    const text = readFileSync(join(holdfast.directory, 'holdfast.yaml'), 'utf8');
    const again = await holdfast.run(['init']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('operations/already-initialised');
    expect(readFileSync(join(holdfast.directory, 'holdfast.yaml'), 'utf8')).toBe(text);
    const shown = await holdfast.run(['config', 'show', '--json'], { env: { HOLDFAST_RUNTIME: 'serial' } });
    const { settings } = JSON.parse(shown.stdout) as { settings: Record<string, { value: unknown; origin: object }> };
    expect(settings['run_name']).toMatchObject({ value: 'site', origin: { kind: 'file' } });
    expect(settings['runtime']).toEqual({ value: 'serial', origin: { kind: 'environment', name: 'HOLDFAST_RUNTIME' } });
    holdfast.files({ 'holdfast.yaml': 'rnu_name: x\n' });
    const wrong = await holdfast.run(['config', 'show']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      "holdfast.yaml:1:1: error[operations/unknown-setting]: there is no setting 'rnu_name'",
    );
    expect(wrong.stderr).toContain('> 1 | rnu_name: x');
  });

  it('shows the enforced state', async () => {
    holdfast.files({ 'site.sls': site });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const shown = await holdfast.run(['esm', 'show', 'net', '--json']);
    expect(Object.keys(JSON.parse(shown.stdout) as object)).toEqual(['cloud.network_|-net_|-net_|-']);
    expect((await holdfast.run(['esm', 'show'])).stdout).toContain('2 records in the enforced state cli');
  });

  const completions = [
    { words: ['st'], want: ['state'] },
    { words: ['esm', 'sh'], want: ['show'] },
    { words: ['state', 'si'], want: ['site.sls', 'sites/'] },
    { words: ['state', '--runt'], want: ['--runtime'] },
    { words: ['state', '--runtime', 's'], want: ['serial'] },
    { words: ['state', '--output=ya'], want: ['--output=yaml'] },
    { words: ['describe', 'cloud.net'], want: ['cloud.network'] },
    { words: ['exec', 'cloud.network.l'], want: ['cloud.network.list'] },
    { words: ['completion', ''], want: ['bash', 'fish', 'pwsh', 'zsh'] },
  ];
  it.each(completions)('completes $words', async ({ words, want }) => {
    holdfast.files({ 'site.sls': site, 'sites/a.sls': site, 'side.txt': '' });
    const { stdout } = await holdfast.run(['__complete', ...words]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(want);
  });

  const bash = spawnSync('bash', ['--version']).status === 0;
  it.skipIf(!bash)('completes in bash', async () => {
    holdfast.files({
      'bin/holdfast': `#!/bin/sh\nexec "${process.execPath}" "${holdfast.main}" "$@"\n`,
      'site.sls': site,
    });
    chmodSync(join(holdfast.directory, 'bin/holdfast'), 0o755);
    const { stdout: script } = await holdfast.run(['completion', 'bash']);
    const ask = `${script}\nCOMP_WORDS=(holdfast plan si); COMP_CWORD=2; _holdfast; echo "\${COMPREPLY[@]}"`;
    const env = { ...holdfast.env, PATH: `${join(holdfast.directory, 'bin')}:${holdfast.env['PATH']}` };
    const { stdout, stderr } = spawnSync('bash', ['-c', ask], { cwd: holdfast.directory, env, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['site.sls\n', '']);
  });

  const wrong = [
    { words: ['state', 'site.sls', '--json'], code: 'cli/needs-yes' },
    { words: ['state', 'site.sls', '--yes', '--json', '--events', '-'], code: 'cli/events-target' },
    { words: ['plan', 'site.sls', '--json', '--events', 'no/such/folder/events'], code: 'cli/events-target' },
    { words: ['plan', 'site.sls', '--json', '--log-file', 'no/such/folder/log'], code: 'cli/log-target' },
    { words: ['exec', 'test.pnig', '--json'], code: 'operations/unknown-function' },
    { words: ['doc', 'tset', '--json'], code: 'operations/unknown-reference' },
    { words: ['describe', 'clod.*', '--json'], code: 'operations/unknown-reference' },
    { words: ['state', 'site.sls', '--yes', '--json', '--esm-plugin', 'lcoal'], code: 'operations/unknown-store' },
    {
      words: ['exec', 'cloud.network.list', '--json'],
      env: { ACCT_FILE: 'nowhere.yaml' },
      code: 'accounts/no-file',
    },
    { words: ['plan', 'nowhere.sls', '--json'], code: 'sls/ref-not-found' },
  ];
  it.each(wrong)('$words ends with $code', async ({ words, env, code }) => {
    holdfast.files({ 'site.sls': site });
    const ended = await holdfast.run(words, env === undefined ? {} : { env });
    expect(ended.stderr).toBe('');
    expect(
      (JSON.parse(ended.stdout) as { diagnostics: { code: string }[] }).diagnostics.map((one) => one.code),
    ).toEqual([code]);
    expect(ended.code).toBe(2);
  });

  const documented = [
    { words: 'test.nop', states: ['test'], reason: 'a function' },
    { words: 'states.test', states: ['test'], reason: 'the folder narrows it' },
    { words: 'acct.profile', states: ['acct'], reason: 'a state with the name of a folder' },
    { words: 'exec.run', states: ['exec'], reason: 'a state with the name of a folder that has functions' },
  ];
  it.each(documented)('doc $words shows $reason', async ({ words, states }) => {
    const { stdout, code } = await holdfast.run(['doc', words, '--json']);
    const docs = JSON.parse(stdout) as { folder: string; ref: string }[];
    expect([code, docs.filter(({ folder }) => folder === 'states').map(({ ref }) => ref)]).toEqual([0, states]);
  });

  it('describes what can be read although something cannot', async () => {
    const mark = "[Symbol.for('holdfast/1')]: 'resource'";
    const parts = "ref: 'odd', summary: 'Odd.', fields: {}, identity: { kind: 'none', of: () => undefined }";
    const functions = "observe() {}, create() {}, remove() {}, async *list() { throw new Error('denied'); }";
    holdfast.files({ 'holdfast.plugins/states/odd.mjs': `export default { ${mark}, ${parts}, ${functions} };` });
    const { code, stdout, stderr } = await holdfast.run(['describe', 'odd', 'cloud.network', '--json']);
    expect(stderr).toContain('operations/cannot-describe');
    expect(stderr).toContain('denied');
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['network1', 'network2']);
    expect(code).toBe(1);
  });

  it('says when there is nothing to describe', async () => {
    const { code, stdout, stderr } = await holdfast.run(['describe', 'time']);
    expect(stderr).toContain('operations/nothing-described');
    expect([code, stdout]).toEqual([0, '{}\n']);
  });

  it('reads account data, and hides what is secret in it', async () => {
    holdfast.files({ 'acct.yaml': 'cloud:\n  other:\n    driver: mcok\n' });
    const { stderr, code } = await holdfast.run(['exec', 'cloud.network.list', '--acct-profile', 'other'], {
      env: { ACCT_FILE: 'acct.yaml' },
    });
    expect(stderr).toContain("there is no driver 'mcok'");
    expect(code).toBe(1);
  });
});

/** Waits until a file holds a text; the test's own time limit ends it. */
async function sight(file: string, text: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes(text))
    await new Promise((wait) => setTimeout(wait, 20));
}
