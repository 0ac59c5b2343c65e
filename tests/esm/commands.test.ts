/** The commands of the enforced state, from outside. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from '../cli/command.js';

const site = (capacity: number): string =>
  `net:\n  cloud.network.present: []\nvol:\n  cloud.volume.present:\n    - capacity: ${capacity}\n`;

const NET = 'cloud.network_|-net_|-net_|-';

describe('holdfast esm', () => {
  const holdfast = scratchCommand();
  const json = async <Data>(...words: string[]): Promise<Data> =>
    JSON.parse((await holdfast.run([...words, '--json'])).stdout) as Data;

  async function twoRuns(): Promise<void> {
    holdfast.files({ 'site.sls': site(1) });
    expect((await holdfast.run(['state', 'site.sls', '--yes', '--message', 'the beginning'])).code).toBe(0);
    holdfast.files({ 'site.sls': site(2) });
    expect((await holdfast.run(['state', 'site.sls', '--yes'])).code).toBe(0);
  }

  it('tells the history, shows and compares earlier states, and proves that all is whole', async () => {
    await twoRuns();
    const { runs, newest } = await json<{
      runs: { last: number; message?: string; who: string; outcome: string }[];
      newest: number;
    }>('esm', 'history');
    expect(runs).toMatchObject([
      { message: 'the beginning', outcome: 'done' },
      { outcome: 'done', last: newest },
    ]);
    const first = `@${runs[0]?.last}`;
    const { changes } = await json<{ changes: { esmTag: string; kind: string; leaves: { path: string[] }[] }[] }>(
      'esm',
      'diff',
      first,
    );
    expect(changes).toMatchObject([{ esmTag: 'cloud.volume_|-vol_|-vol_|-', kind: 'changed' }]);
    expect((await holdfast.run(['esm', 'diff', first, '--detailed-exitcode'])).code).toBe(4);
    const then = await json<Record<string, { state: { capacity?: number } }>>('esm', 'show', 'vol', first);
    expect(Object.values(then).map(({ state }) => state.capacity)).toEqual([1]);
    const text = await holdfast.run(['esm', 'diff', first]);
    expect(text.stdout).toContain('~ cloud.volume vol\n    state.capacity: 1 → 2');
    const gone = await holdfast.run(['esm', 'show', '@999']);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('error[esm/no-such-position]')]);
    expect((await holdfast.run(['esm', 'diff', 'x'])).code).toBe(2);
    expect(await json('esm', 'check')).toMatchObject({ replays: true, records: 2, first: 1 });
    const history = await holdfast.run(['esm', 'history']);
    expect(history.stdout).toContain('the beginning');
  });

  it('finds an edit by hand', async () => {
    await twoRuns();
    const folder = join(holdfast.env['HOLDFAST_ROOT'] as string, 'var/cache/holdfast/esm/local/cli/segments');
    const path = join(folder, '0000000000000002.seg');
    const bytes = readFileSync(path);
    bytes.write('?', bytes.length - 10);
    writeFileSync(path, bytes);
    const checked = await holdfast.run(['esm', 'check']);
    expect([checked.code, checked.stderr]).toEqual([69, expect.stringContaining('0000000000000002.seg')]);
  });

  it('shows and breaks the lock of a run', async () => {
    holdfast.files({ 'slow.sls': 'slow:\n  time.sleep:\n    - duration: 60\n' });
    expect((await holdfast.run(['esm', 'lock', 'show'])).stdout).toBe('nobody holds the lock\n');
    expect((await holdfast.run(['esm', 'lock', 'wait'])).code).toBe(0);
    const events = join(holdfast.directory, 'events');
    const running = holdfast.run(['state', 'slow.sls', '--yes', '--events', events]);
    for (
      let look = 0;
      look < 400 && !(existsSync(events) && readFileSync(events, 'utf8').includes('step-started'));
      look++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const { holder, life } = await json<{
      holder: { id: string; operation: string; pid: number };
      life: { state: string };
    }>('esm', 'lock', 'show');
    expect([holder.operation, life.state]).toEqual(['state slow.sls', 'alive']);
    expect((await holdfast.run(['esm', 'lock', 'wait', '--timeout', '0'])).code).toBe(75);
    const asked = await holdfast.run(['esm', 'unlock']);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining(`holdfast esm unlock ${holder.id}`)]);
    const wrong = await holdfast.run(['esm', 'unlock', 'nope']);
    expect(wrong.stderr).toContain('esm/no-such-lock');
    expect((await holdfast.run(['esm', 'lock', 'break', holder.id])).code).toBe(0);
    process.kill(holder.pid, 'SIGKILL');
    expect((await running).code).toBeNull();
  });

  it('forgets a record, and carries the state to another home and back', async () => {
    await twoRuns();
    expect((await holdfast.run(['esm', 'export', 'state.json'])).code).toBe(0);
    const exported = JSON.parse(readFileSync(join(holdfast.directory, 'state.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(Object.keys(exported)).toContain(NET);
    expect((await json<{ removed: unknown }>('esm', 'remove', NET)).removed).not.toBeNull();
    expect((await json<{ removed: unknown }>('esm', 'remove', NET)).removed).toBeNull();
    expect(await json('esm', 'import', 'state.json')).toMatchObject({
      added: [NET],
      kept: ['cloud.volume_|-vol_|-vol_|-'],
    });
    expect((await holdfast.run(['esm', 'import', 'nothing'])).stderr).toContain('operations/bad-state-file');
    const again = await holdfast.run(['state', 'site.sls', '--yes', '--output', 'summary']);
    expect(again.stdout).toContain('0 changed, 2 unchanged');
  });

  it.each([1, 2])('imports version %i of the form of the original', async (version) => {
    const tag = version === 1 ? 'test_|-a_|-b_|-' : 'test_|-a_|-a_|-';
    const state = { [tag]: { name: 'b', x: 1 }, __esm_metadata__: { version: [version, 0, 0] } };
    writeFileSync(join(holdfast.directory, 'cli.msgpack'), new Packr({ useRecords: false }).pack(state));
    const imported = await json<{ version: string; added: string[] }>('esm', 'import', 'cli.msgpack');
    expect(imported).toMatchObject({ version: `${version}.0.0`, added: ['test_|-a_|-b_|-'] });
    const newer = new Packr({ useRecords: false }).pack({ __esm_metadata__: { version: [3, 0, 0] } });
    writeFileSync(join(holdfast.directory, 'newer.msgpack'), newer);
    const refused = await holdfast.run(['esm', 'import', 'newer.msgpack']);
    expect(refused.stderr).toContain('esm/newer-format');
  });

  it('is the same as exec esm', async () => {
    await twoRuns();
    const shown = await json<{ ret: Record<string, unknown> }>('exec', 'esm.show');
    expect(Object.keys(shown.ret)).toEqual([NET, 'cloud.volume_|-vol_|-vol_|-', '__esm_metadata__']);
    expect(await json('exec', 'esm.validate', 'provider=local')).toMatchObject({
      result: true,
      ret: { records: 2, open_calls: 0 },
    });
    expect(await json('exec', 'esm.version')).toMatchObject({
      ret: (await json<{ version: string }>('esm', 'version')).version,
    });
    expect((await json<{ comment: string[] }>('exec', 'esm.remove', `tag=${NET}`)).comment).toEqual([
      `removed the record ${NET}`,
    ]);
    expect((await json<{ comment: string[] }>('exec', 'esm.remove', `tag=${NET}`)).comment).toEqual([
      `there is no record ${NET}`,
    ]);
    expect(await json('exec', 'esm.unlock', 'provider=local')).toMatchObject({ result: true, ret: null });
    expect((await holdfast.run(['esm', 'validate'])).stdout).toContain('1 record');
    expect((await holdfast.run(['exec', 'esm.show', 'provider=nothing'])).stderr).toContain(
      "there is no store 'nothing'",
    );
    const account = join(holdfast.directory, 'acct.yaml');
    writeFileSync(account, 'aws:\n  default:\n    region_name: eu-central-1\n');
    const { comment } = await json<{ comment: string[] }>('exec', 'esm.show', 'provider=aws', '--acct-file', account);
    expect(comment).toContainEqual(expect.stringContaining('esm.bucket is missing'));
    expect(comment.at(-1)).toContain('hint: in the account file');
  });

  it('decides calls of an interrupted run', async () => {
    expect((await holdfast.run(['esm', 'recover'])).stdout).toBe('no call is open\n');
    // A run that ended in the middle of two calls: one to make a network, one of a program.
    await twoRuns();
    const exported = join(holdfast.directory, 'state.json');
    await holdfast.run(['esm', 'export', exported]);
    const map = JSON.parse(readFileSync(exported, 'utf8')) as {
      __esm_metadata__: { holdfast: { intents: unknown[] } };
    };
    const intent = (token: string, tag: string, ref: string, action: string) => ({
      token,
      tag,
      esmTag: tag.replace(/present$|run$/, ''),
      ref,
      action,
      time: '2026-01-01T00:00:00.000Z',
    });
    map.__esm_metadata__.holdfast.intents = [
      { ...intent('aaaa-1', 'cloud.network_|-other_|-other_|-present', 'cloud.network', 'create') },
      intent('bbbb-2', 'cmd_|-go_|-go_|-run', 'cmd', 'call'),
    ];
    const root = join(holdfast.directory, 'root2');
    const { mkdirSync, cpSync } = await import('node:fs');
    cpSync(join(holdfast.env['HOLDFAST_ROOT'] as string, 'var/lib'), join(root, 'var/lib'), { recursive: true });
    mkdirSync(join(root, 'var/cache/holdfast/esm/local'), { recursive: true });
    writeFileSync(join(root, 'var/cache/holdfast/esm/local/cli.msgpack'), new Packr({ useRecords: false }).pack(map));
    const env = { HOLDFAST_ROOT: root };
    const listed = await holdfast.run(['esm', 'recover', '--json'], { env });
    const calls = JSON.parse(listed.stdout) as { token: string; decidable: boolean; evidence: string }[];
    expect(calls).toMatchObject([
      { token: 'aaaa-1', decidable: false, evidence: 'nothing is known by which the thing could be found' },
      { token: 'bbbb-2', decidable: false },
    ]);
    const wrong = await holdfast.run(['esm', 'recover', 'adopt', 'aaaa', 'net99'], { env });
    expect(wrong.stderr).toContain('call/not-found');
    expect((await holdfast.run(['esm', 'recover', 'adopt', 'aaaa', 'net3'], { env })).code).toBe(0);
    expect((await holdfast.run(['esm', 'recover', 'discard', 'bbbb'], { env })).code).toBe(0);
    const none = await holdfast.run(['esm', 'recover', 'discard', 'bbbb'], { env });
    expect(none.stderr).toContain('operations/no-open-call');
    expect((await holdfast.run(['esm', 'recover'], { env })).stdout).toBe('no call is open\n');
    const shown = JSON.parse((await holdfast.run(['esm', 'show', 'other', '--json'], { env })).stdout) as Record<
      string,
      { meta: { id: string } }
    >;
    expect(Object.values(shown).map(({ meta }) => meta.id)).toEqual(['net3']);
  });
});
