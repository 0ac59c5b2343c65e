/** `refresh` from outside: the world is read, records are written, and nothing in the world changes. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Refreshed {
  readonly changes: readonly { esmTag: string; kind: string; leaves: readonly { path: readonly string[] }[] }[];
  readonly unchanged: readonly string[];
  readonly gone: readonly string[];
}

const site = `net:
  cloud.network.present: []
web:
  cloud.instance.running:
    - network_id: \${cloud.network:net:resource_id}
`;

describe('refreshing', () => {
  const holdfast = scratchCommand();

  const refresh = async (...words: readonly string[]): Promise<Refreshed> => {
    const ended = await holdfast.run(['refresh', ...words, '--json']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    return JSON.parse(ended.stdout) as Refreshed;
  };

  it('remembers what is there, and the second time there is nothing new', async () => {
    const first = await refresh('cloud.*');
    expect(first.changes.map(({ kind }) => kind)).toEqual(Array(21).fill('added'));
    expect(first.changes.map(({ esmTag }) => esmTag)).toContain('cloud.network_|-network1_|-network1_|-');
    const second = await refresh('cloud.*');
    expect([second.changes, second.unchanged.length]).toEqual([[], 21]);
    // What describe writes is then what is remembered.
    const sls = await holdfast.run(['describe', 'cloud.*']);
    holdfast.files({ 'here.sls': sls.stdout });
    expect((await holdfast.run(['plan', 'here.sls', '--detailed-exitcode'])).code).toBe(0);
  });

  it('brings a record up to date where it is, and names what is gone', async () => {
    holdfast.files({ 'site.sls': site, 'other.sls': 'net:\n  cloud.network.present: [{tags: {owner: me}}]\n' });
    await holdfast.run(['state', 'site.sls', '--yes']);
    await holdfast.run(['state', 'other.sls', '--yes', '--run-name', 'somebody-else']);
    await holdfast.run(['exec', 'cloud.instance.stop', 'inst4']);
    await holdfast.run(['exec', 'cloud.instance.destroy', 'inst4']);
    const tests = await holdfast.run(['refresh', 'cloud.network', '--test', '--detailed-exitcode']);
    expect(tests.code).toBe(4);
    expect(tests.stdout).toContain('~ cloud.network net\n    state.tags.owner: (none) → me\n');
    const { changes, gone } = await refresh('/cloud\\.(network|instance)/', '--message', 'after the holidays');
    expect(changes.filter(({ kind }) => kind === 'changed')).toMatchObject([
      { esmTag: 'cloud.network_|-net_|-net_|-', leaves: [{ path: ['state', 'tags', 'owner'] }] },
    ]);
    expect(gone).toEqual(['cloud.instance_|-web_|-web_|-']);
    const history = await holdfast.run(['esm', 'history']);
    expect(history.stdout).toContain('after the holidays');
    // The record stays, so the next run makes the thing again.
    const plan = await holdfast.run(['plan', 'site.sls', '--detailed-exitcode']);
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('+ create  cloud.instance.running web')]);
    // What it wrote down was declared by nobody, so nothing of it vanished from anywhere.
    const pruned = await holdfast.run(['plan', 'site.sls', '--prune']);
    expect(pruned.stdout).not.toContain('- remove');
  });

  it('goes on when one state cannot be read, and says so', async () => {
    const failing = JSON.stringify([{ operation: 'networks.list', effect: 'none', every: 1, times: null }]);
    await holdfast.run(['exec', 'cloud.mock.configure', `failures=${failing}`]);
    const ended = await holdfast.run(['refresh', 'cloud.*', '--json']);
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('cloud.network cannot be described')]);
    expect((JSON.parse(ended.stdout) as Refreshed).changes).toHaveLength(19);
    const hard = await holdfast.run(['refresh', 'cloud.*', '--run-name', 'hard', '--hard-fail', '--json']);
    expect([hard.code, (JSON.parse(hard.stdout) as Refreshed).changes]).toEqual([1, []]);
  });

  it('is refused while another run holds the lock, and for patterns of nothing', async () => {
    holdfast.files({ 'slow.sls': 'slow:\n  time.sleep: [{duration: 30}]\n' });
    const slow = holdfast.run(['state', 'slow.sls', '--yes'], {
      onStderr: (text, kill) => {
        if (text.includes('stopping')) kill('SIGTERM');
      },
    });
    const pid = await holderOfLock();
    expect((await holdfast.run(['refresh', 'cloud.network'])).code).toBe(75);
    process.kill(pid, 'SIGTERM');
    await slow;
    const wrong = await holdfast.run(['refresh', 'cloud.netwrk']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("did you mean 'cloud.network'")]);
  });

  /** The process that holds the lock, as soon as there is one. */
  async function holderOfLock(): Promise<number> {
    for (;;) {
      const pid = /"pid": (\d+)/.exec((await holdfast.run(['esm', 'lock', '--json'])).stdout)?.[1];
      if (pid !== undefined) return Number(pid);
    }
  }
});
