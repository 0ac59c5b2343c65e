/** One case for each exit code that a command line can lead to, and which one counts where several apply. A bug (70) is none that input reaches. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { abortedBy, type Scratch, scratchCommand } from './command.js';

const NET = 'net:\n  cloud.network.present: [{address_block: 10.0.0.0/16}]\n';
const VOLUME = 'disk:\n  cloud.volume.present: [{capacity: 10}]\n';
const FAILING = 'f: test.fail_without_changes\n';

describe('exit codes', () => {
  const holdfast = scratchCommand();
  const code = async (...words: string[]): Promise<number | null> => (await holdfast.run(words)).code;

  const cases: readonly {
    readonly name: string;
    readonly files: Readonly<Record<string, string>>;
    readonly words: readonly string[];
    readonly want: number;
  }[] = [
    { name: 'done', files: { 'a.sls': NET }, words: ['state', 'a.sls', '--yes'], want: 0 },
    { name: 'help that was asked for', files: {}, words: ['--help'], want: 0 },
    { name: 'no command', files: {}, words: [], want: 2 },
    { name: 'a state failed', files: { 'a.sls': FAILING }, words: ['state', 'a.sls', '--yes'], want: 1 },
    { name: 'a function failed', files: {}, words: ['exec', 'test.fail'], want: 1 },
    { name: 'wrong usage', files: {}, words: ['state', 'a.sls', '--no-such'], want: 2 },
    { name: 'nobody to ask', files: { 'a.sls': NET }, words: ['state', 'a.sls'], want: 2 },
    { name: 'wrong input', files: { 'a.sls': 'a: test.nope\n' }, words: ['state', 'a.sls', '--yes'], want: 2 },
    {
      name: 'wrong input, beside what would fail',
      files: { 'a.sls': `${FAILING}a: test.nope\n` },
      words: ['state', 'a.sls', '--yes'],
      want: 2,
    },
    { name: 'a wrong setting', files: { 'holdfast.yaml': 'batch_size: x\n' }, words: ['config', 'show'], want: 2 },
    { name: 'a plan with changes', files: { 'a.sls': NET }, words: ['plan', 'a.sls'], want: 0 },
    { name: 'differences', files: { 'a.sls': NET }, words: ['plan', 'a.sls', '--detailed-exitcode'], want: 4 },
    {
      name: 'a failing plan, in detail',
      files: { 'a.sls': NET + FAILING },
      words: ['plan', 'a.sls', '--detailed-exitcode'],
      want: 1,
    },
  ];
  it.each(cases)('$want: $name', async ({ files, words, want }) => {
    holdfast.files(files);
    expect(await code(...words)).toBe(want);
  });

  it('3: a plan no longer fits, also where something fails', async () => {
    await makeOutdatedPlan(holdfast);
    expect(await code('apply', 'site.plan', '--yes')).toBe(3);
  });

  it('69: the enforced state cannot be read', async () => {
    holdfast.files({ 'a.sls': NET });
    await holdfast.run(['state', 'a.sls', '--yes']);
    for (const file of storeFiles(holdfast)) writeFileSync(file, 'x'.repeat(64));
    const ended = await holdfast.run(['state', 'a.sls', '--yes']);
    expect([ended.code, ended.stdout]).toEqual([69, '']);
  });

  it('75: the lock is held; what is wrong with the input counts before it, and it before an outdated plan', async () => {
    await makeOutdatedPlan(holdfast);
    const held = await holdLock(holdfast, 'SIGTERM');
    holdfast.files({ 'a.sls': NET, 'wrong.sls': 'a: test.nope\n' });
    expect(await code('state', 'a.sls', '--yes')).toBe(75);
    expect(await code('apply', 'site.plan', '--yes')).toBe(75);
    expect(await code('state', 'wrong.sls', '--yes')).toBe(2);
    expect(await code('plan', 'a.sls'), 'reading takes no lock').toBe(0);
    held.stop();
    expect(await held.ended).toBe(143);
  });

  it('130: stopped by Ctrl-C', async () => {
    const held = await holdLock(holdfast, 'SIGINT');
    held.stop();
    expect(await held.ended).toBe(130);
  });
});

/** A plan that does not fit any more, and one step of which fails. */
async function makeOutdatedPlan(holdfast: Scratch): Promise<void> {
  holdfast.files({ 'site.sls': VOLUME });
  await holdfast.run(['state', 'site.sls', '--yes']);
  holdfast.files({ 'site.sls': `${VOLUME.replace('10', '20')}${FAILING}`, 'other.sls': VOLUME.replace('10', '15') });
  await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
  await holdfast.run(['state', 'other.sls', '--yes']);
}

/** A run that holds the lock until this signal stops it. */
async function holdLock(holdfast: Scratch, signal: NodeJS.Signals) {
  const events = join(holdfast.directory, 'events');
  holdfast.files({ 'slow.sls': 'slow:\n  time.sleep: [{duration: 30}]\n' });
  const ended = holdfast
    .run(['state', 'slow.sls', '--yes', '--events', events], { onStderr: abortedBy(signal) })
    .then(({ code }) => code);
  while (!existsSync(events) || !readFileSync(events, 'utf8').includes('step-started'))
    await new Promise((wait) => setTimeout(wait, 20));
  const { stdout } = await holdfast.run(['state', 'slow.sls', '--yes', '--json']);
  const pid = Number(/process (\d+)/.exec(stdout)?.[1]);
  return { ended, stop: () => process.kill(pid, signal) };
}

function storeFiles({ env }: Scratch): readonly string[] {
  const folder = join(env['HOLDFAST_ROOT'] ?? '', 'var/cache/holdfast/esm/local/cli');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
