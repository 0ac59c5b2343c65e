/** Plans as files, removal of what vanished, moves, protection and restoring, from outside. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const NET = 'net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n';
const WEB = `web:
  cloud.instance.present:
    - network_id: \${cloud.network:net:resource_id}
`;
const VOLUME = 'disk:\n  cloud.volume.present:\n    - capacity: 10\n';

type Rows = Readonly<Record<string, { readonly outcome: string; readonly comment: readonly string[] }>>;

describe('plans and removal', () => {
  const holdfast = scratchCommand();
  const json = async (...words: string[]) => {
    const ended = await holdfast.run([...words, '--json']);
    return {
      ...ended,
      data: JSON.parse(ended.stdout) as Rows & { readonly diagnostics?: { readonly code: string }[] },
    };
  };
  const outcomes = (rows: Rows): string[] =>
    Object.entries(rows).map(([tag, { outcome }]) => `${tag.split('_|-')[1]} ${outcome}`);
  const codes = ({ diagnostics = [] }: { diagnostics?: { readonly code: string }[] }): string[] =>
    diagnostics.map(({ code }) => code);

  it('a plan is written, shown, and applied once', async () => {
    holdfast.files({ 'site.sls': NET + WEB });
    const planned = await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    expect(planned.code).toBe(0);
    expect(planned.stderr).toMatch(/^plan sha256:[0-9a-f]{64} written to site\.plan$/m);
    expect(statSync(join(holdfast.directory, 'site.plan')).mode & 0o777).toBe(0o600);
    // What is applied is the plan, not what the tree has become.
    holdfast.files({ 'site.sls': NET });
    const refused = await holdfast.run(['apply', 'site.plan']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)]).toEqual([0, ['net changed', 'web changed']]);
    const again = await json('apply', 'site.plan', '--yes');
    expect([again.code, outcomes(again.data)]).toEqual([0, ['net unchanged', 'web unchanged']]);
  });

  it('a step that does not fit any more is skipped, with exit code 3', async () => {
    holdfast.files({ 'site.sls': VOLUME });
    await holdfast.run(['state', 'site.sls', '--yes']);
    holdfast.files({ 'site.sls': VOLUME.replace('10', '20') + NET });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    holdfast.files({ 'other.sls': VOLUME.replace('10', '15') });
    await holdfast.run(['state', 'other.sls', '--yes']);
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)]).toEqual([3, ['disk skipped: plan', 'net changed']]);
    const text = await holdfast.run(['apply', 'site.plan', '--yes', '--output', 'summary']);
    expect(text.stdout).toContain('not done cloud.volume.present disk\n    is not as it was when the plan was made');
  });

  it('refuses a file that is no plan, is damaged, newer, or made for another state', async () => {
    holdfast.files({ 'site.sls': NET, 'no.plan': 'hello' });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    const path = join(holdfast.directory, 'site.plan');
    const text = readFileSync(path, 'utf8');
    writeFileSync(join(holdfast.directory, 'bad.plan'), text.replace('10.0.0.0/16', '10.0.0.0/8'));
    writeFileSync(join(holdfast.directory, 'new.plan'), text.replace('"version": 1', '"version": 9'));
    const tried = [
      await json('apply', 'absent.plan', '--yes'),
      await json('apply', 'no.plan', '--yes'),
      await json('apply', 'bad.plan', '--yes'),
      await json('apply', 'new.plan', '--yes'),
      await json('apply', 'site.plan', '--yes', '--run-name', 'other'),
      await json('apply', 'site.plan', '--yes', '--acct-profile', 'staging'),
      await json('apply', 'site.plan', '--yes', '--resume'),
    ];
    expect(tried.map(({ code, data }) => [code, ...codes(data)])).toEqual([
      [2, 'operations/plan-not-found'],
      [2, 'engine/plan-damaged'],
      [2, 'engine/plan-damaged'],
      [2, 'engine/plan-newer'],
      [2, 'operations/plan-elsewhere'],
      [2, 'operations/plan-elsewhere'],
      // The history is empty, so nothing can be said against resuming.
      [0],
    ]);
    holdfast.files({ 'more.sls': NET + VOLUME });
    await holdfast.run(['plan', 'more.sls', '-o', 'more.plan']);
    const resumed = await json('apply', 'more.plan', '--yes', '--resume');
    expect([resumed.code, ...codes(resumed.data)]).toEqual([2, 'operations/nothing-to-resume']);
    expect((await json('plan', 'site.sls', '-o', 'none/site.plan')).data.diagnostics?.[0]?.code).toBe(
      'operations/plan-not-written',
    );
    const over = await json('plan', 'more.sls', '-o', 'more.sls');
    expect([over.code, ...codes(over.data)]).toEqual([2, 'operations/plan-not-written']);
    expect(readFileSync(join(holdfast.directory, 'more.sls'), 'utf8')).toBe(NET + VOLUME);
  });

  it('says that an earlier run of the plan did not come to its end, and goes on with --resume', async () => {
    holdfast.files({ 'site.sls': `${NET}bad:\n  test.fail_without_changes: []\n` });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    expect((await holdfast.run(['apply', 'site.plan', '--yes'])).code).toBe(1);
    const again = await holdfast.run(['apply', 'site.plan', '--yes']);
    expect(again.stderr).toContain('warning[operations/plan-begun]');
    const resumed = await holdfast.run(['apply', 'site.plan', '--yes', '--resume']);
    expect([resumed.code, resumed.stderr]).toEqual([1, expect.not.stringContaining('plan-begun')]);
  });

  it('a secret is in no plan, and is taken from the tree as it was', async () => {
    const tree = (secret: string) =>
      `key:\n  file.present:\n    - name: ${join(holdfast.directory, 'made')}\n    - contents: ${secret}\n    - sensitive: [contents]\n`;
    holdfast.files({ 'site.sls': tree('hunter2-first') });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    expect(readFileSync(join(holdfast.directory, 'site.plan'), 'utf8')).not.toContain('hunter2');
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)]).toEqual([0, ['key changed']]);
    expect(readFileSync(join(holdfast.directory, 'made'), 'utf8')).toBe('hunter2-first');
    holdfast.files({ 'site.sls': tree('hunter2-later') });
    await holdfast.run(['plan', 'site.sls', '-o', 'next.plan']);
    holdfast.files({ 'site.sls': NET });
    const gone = await json('apply', 'next.plan', '--yes');
    expect(Object.values(gone.data as Rows)[0]?.comment.join()).toContain(
      "'contents' is kept as a reference only, and the tree does not have it any more",
    );
    expect([gone.code, outcomes(gone.data)]).toEqual([3, ['key skipped: plan']]);
    expect(readFileSync(join(holdfast.directory, 'made'), 'utf8')).toBe('hunter2-first');
  });

  it('of a selection holds to the selection', async () => {
    holdfast.files({ 'site.sls': NET + VOLUME });
    await holdfast.run(['plan', 'site.sls', '--target', 'disk', '-o', 'site.plan']);
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)]).toEqual([0, ['net skipped: target', 'disk changed']]);
  });

  const delayed = (block: string) => `first:\n  test.nop: []\n#!require:first\n${block}#!END\n`;
  const planFile = (name = 'site.plan') => readFileSync(join(holdfast.directory, name), 'utf8');

  it('a delayed block is rendered as it was when the plan was made, also where the tree is not', async () => {
    holdfast.files({
      'tree/site.sls': `include:\n  - more\n${delayed("{% import 'size.j2' as size %}\n{{ size.volume('disk') }}\n")}`,
      'tree/more.sls': `here:\n  test.nop: []\n#!require:here\nnet:\n  cloud.network.present:\n    - address_block: {{ params.get('block') }}\n#!END\n`,
      'tree/size.j2':
        '{% macro volume(name) %}{{ name }}:\n  cloud.volume.present:\n    - capacity: 3\n{% endmacro %}\n',
      'tree/params.yaml': 'block: 10.7.0.0/16\n',
    });
    const planned = await holdfast.run(['plan', 'site.sls', '--params', 'params.yaml', '-o', '../site.plan'], {
      folder: 'tree',
    });
    expect(planned.code, planned.stderr).toBe(0);
    rmSync(join(holdfast.directory, 'tree'), { recursive: true });
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)], applied.stderr).toEqual([
      0,
      ['first unchanged', 'here unchanged', 'disk changed', 'net changed'],
    ]);
    expect(JSON.stringify(applied.data)).toContain('10.7.0.0/16');
  });

  it('a file of delayed blocks that holds a secret is in no plan, and is taken from the tree while it is the same', async () => {
    const secret = `key:\n  file.present:\n    - name: ${join(holdfast.directory, 'made')}\n    - contents: hunter2\n    - sensitive: [contents]\n`;
    holdfast.files({ 'site.sls': delayed(secret) });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    expect(planFile()).not.toContain('hunter2');
    holdfast.files({ 'site.sls': delayed(VOLUME) });
    const changed = await holdfast.run(['apply', 'site.plan', '--yes']);
    expect(changed.stderr).toContain('warning[operations/plan-source-changed]');
    expect(changed.stdout).not.toContain('cloud.');
    holdfast.files({ 'site.sls': delayed(secret) });
    const applied = await json('apply', 'site.plan', '--yes');
    expect([applied.code, outcomes(applied.data)]).toEqual([0, ['first unchanged', 'key changed']]);
    // With a key, which the run before made, it is sealed.
    rmSync(join(holdfast.directory, 'made'));
    await holdfast.run(['plan', 'site.sls', '-o', 'sealed.plan']);
    expect(planFile('sealed.plan')).toContain('__sealed__');
    expect(planFile('sealed.plan')).not.toContain('hunter2');
    rmSync(join(holdfast.directory, 'site.sls'));
    const opened = await json('apply', 'sealed.plan', '--yes');
    expect([opened.code, outcomes(opened.data)], opened.stderr).toEqual([0, ['first unchanged', 'key changed']]);
    expect(readFileSync(join(holdfast.directory, 'made'), 'utf8')).toBe('hunter2');
  });

  it('what a block holds that the plan could not render is not known, so its file is not kept as it stands', async () => {
    const unknown = `{% if hub.idem.arg_bind.resolve('\${cloud.network:net:resource_id}') == 'x' %}\npassword: hunter2\n{% endif %}\n`;
    holdfast.files({ 'site.sls': `${NET}#!require:net\n${unknown}#!END\n` });
    const planned = await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    expect([planned.code, planned.stderr]).toEqual([1, expect.stringContaining('error[template/unknown-value]')]);
    expect(planFile()).not.toContain('hunter2');
  });

  it('files that a state runs are those that the plan saw', async () => {
    const group = (block: string) => ({
      'site.sls': 'all:\n  sls.run:\n    - sls_sources: [group]\n',
      'group.sls': block,
    });
    holdfast.files(group(NET));
    expect((await holdfast.run(['plan', 'site.sls', '-o', 'site.plan'])).code).toBe(0);
    holdfast.files(group(VOLUME));
    const applied = await json('apply', 'site.plan', '--yes');
    expect(applied.code, applied.stderr).toBe(0);
    expect(JSON.stringify(applied.data)).toContain('cloud.network');
    expect(JSON.stringify(applied.data)).not.toContain('cloud.volume');
  });

  it('what vanished is told, and removed with --prune, last', async () => {
    holdfast.files({ 'site.sls': NET + WEB + VOLUME });
    await holdfast.run(['state', 'site.sls', '--yes']);
    holdfast.files({ 'site.sls': VOLUME });
    const told = await holdfast.run(['plan', 'site.sls']);
    expect(told.stdout).toContain('2 vanished: cloud.network net, cloud.instance web; removed only with --prune');
    const kept = await json('state', 'site.sls', '--yes');
    expect(outcomes(kept.data)).toEqual(['disk unchanged']);
    const limited = await json('state', 'site.sls', '--yes', '--prune', '--max-deletes', '1');
    expect([limited.code, ...codes(limited.data)]).toEqual([2, 'operations/too-many-deletes']);
    expect((await json('state', 'site.sls', '--yes', '--max-deletes', 'many')).code).toBe(2);
    await holdfast.run(['esm', 'protect', 'net']);
    const guarded = await json('state', 'site.sls', '--yes', '--prune');
    expect([guarded.code, outcomes(guarded.data)]).toEqual([1, ['disk unchanged', 'web changed', 'net failed']]);
    const off = await holdfast.run(['esm', 'protect', 'net', '--off']);
    expect([off.code, off.stdout]).toEqual([0, 'cloud.network_|-net_|-net_|- is not protected any more\n']);
    const pruned = await json('state', 'site.sls', '--yes', '--prune');
    expect([pruned.code, outcomes(pruned.data)]).toEqual([0, ['disk unchanged', 'net changed']]);
    expect((await holdfast.run(['plan', 'site.sls', '--prune'])).stdout).toBe(
      'Nothing would change: 0 to change, 1 unchanged\n',
    );
  });

  it('what another folder declares under the same name is no concern of this one', async () => {
    holdfast.files({ 'one/site.sls': NET, 'two/site.sls': VOLUME });
    const inFolder = (folder: string, ...words: string[]) =>
      holdfast.run(['state', 'site.sls', '--yes', '--json', ...words], { folder });
    await inFolder('one');
    const other = await inFolder('two', '--prune');
    expect(outcomes(JSON.parse(other.stdout) as Rows)).toEqual(['disk changed']);
  });

  it('a rename is recognised, and moved', async () => {
    holdfast.files({ 'site.sls': VOLUME });
    await holdfast.run(['state', 'site.sls', '--yes']);
    holdfast.files({ 'site.sls': VOLUME.replace('disk', 'data') });
    const plan = await holdfast.run(['plan', 'site.sls']);
    expect(plan.stderr).toContain('looks like a rename');
    expect(plan.stderr).toContain("holdfast move 'cloud.volume_|-disk_|-disk_|-' 'cloud.volume_|-data_|-data_|-'");
    const test = await json('move', 'disk', 'data', '--test');
    expect(test.data).toMatchObject({ moved: false, to: 'cloud.volume_|-data_|-data_|-' });
    const moved = await json('move', 'disk', 'data');
    expect([moved.code, moved.data]).toMatchObject([0, { moved: true, from: 'cloud.volume_|-disk_|-disk_|-' }]);
    const run = await json('state', 'site.sls', '--yes', '--prune');
    // The name follows the ID, and a volume can be given another one.
    expect([run.code, outcomes(run.data)]).toEqual([0, ['data changed']]);
    expect((run.data as Rows)['cloud.volume_|-data_|-data_|-present']?.comment.join()).toContain('updated name');
    const refused = [
      await json('move', 'nothing', 'x'),
      await json('move', 'data', 'cloud.network_|-x_|-x_|-'),
      await json('move', 'data', 'data'),
    ];
    expect(refused.map(({ code, data }) => [code, ...codes(data)])).toEqual([
      [2, 'operations/no-such-record'],
      [2, 'operations/cannot-move'],
      [2, 'operations/cannot-move'],
    ]);
  });

  it('an ID that several records have is not guessed at', async () => {
    holdfast.files({ 'site.sls': 'v:\n  cloud.volume.present:\n    - names: [a, b]\n    - capacity: 10\n' });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const moved = await json('move', 'v', 'w');
    expect([moved.code, ...codes(moved.data)]).toEqual([2, 'operations/ambiguous-record']);
    expect((await json('move', 'a', 'w')).data).toMatchObject({ to: 'cloud.volume_|-w_|-a_|-' });
  });

  it('an earlier state is restored: what was, is; what was not, is not', async () => {
    holdfast.files({ 'site.sls': NET + WEB, 'later.sls': VOLUME });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const history = await json('esm', 'history');
    const position = JSON.stringify(history.data).match(/"last":(\d+)/)?.[1] as string;
    await holdfast.run(['state', 'later.sls', '--yes']);
    holdfast.files({ 'site.sls': 'other:\n  cloud.network.present:\n    - address_block: 10.9.0.0/16\n' });
    await holdfast.run(['state', 'site.sls', '--yes', '--prune']);
    const test = await json('esm', 'restore', `@${position}`, '--test');
    expect(outcomes(test.data)).toEqual([
      'net would-change',
      'web would-change',
      'other would-change',
      'disk would-change',
    ]);
    const restored = await json('esm', 'restore', `@${position}`, '--yes');
    expect([restored.code, outcomes(restored.data)]).toEqual([
      0,
      ['net changed', 'web changed', 'other changed', 'disk changed'],
    ]);
    holdfast.files({ 'site.sls': NET + WEB });
    const plan = await holdfast.run(['plan', 'site.sls', '--prune', '--detailed-exitcode']);
    expect([plan.code, plan.stdout]).toEqual([0, 'Nothing would change: 0 to change, 2 unchanged\n']);
    expect((await json('esm', 'restore', 'yesterday', '--yes')).code).toBe(2);
    expect(codes((await json('esm', 'restore', '@99999', '--yes')).data)).toEqual(['esm/no-such-position']);
  });
});
