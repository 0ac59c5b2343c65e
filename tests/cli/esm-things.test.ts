/** Things that were there before, that were left over, and that vanished: from outside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const NET = 'net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n';
const NET_TAG = 'cloud.network_|-net_|-net_|-';

type Rows = Readonly<
  Record<string, { outcome: string; comment: string[]; new_state: { resource_id?: string } | null }>
>;
type Shown = Readonly<Record<string, { meta: { id: string; deposed?: { id: string }[] } }>>;

/** Names are unique, and who looks for one by its name does not see those of others. */
const BUCKETS = `
import { field, ProviderError, resource } from 'holdfast/plugin';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = (id) => process.env.BUCKETS + '/' + id;

export default resource({
  ref: 'store.bucket',
  summary: 'A bucket.',
  fields: {
    name: field.string({ doc: 'Unique in the world.' }),
    resource_id: field.string({ doc: 'Its id.', computed: true, stable: true }),
    size: field.integer({ doc: 'How big.' }),
  },
  identity: { kind: 'id', of: (_args, known) => (known.resource_id ? { id: known.resource_id } : undefined) },
  async observe(_ctx, { id }) {
    if (!existsSync(path(id))) return { kind: 'absent' };
    return { kind: 'present', id, state: { name: id, resource_id: id, size: Number(readFileSync(path(id), 'utf8')) } };
  },
  async create(_ctx, { name, size }) {
    if (existsSync(path(name))) throw new ProviderError('BucketAlreadyExists', { class: 'conflict', existing: name });
    writeFileSync(path(name), String(size ?? 1));
    return { id: name };
  },
  async update(_ctx, current, args) { writeFileSync(path(current.id), String(args.size)); },
  async remove(_ctx, current) { rmSync(path(current.id)); },
});
`;

describe('things', () => {
  const holdfast = scratchCommand();
  const run = (...words: string[]) => holdfast.run(words, { env: { BUCKETS: holdfast.directory } });
  const json = async <Data>(...words: string[]): Promise<{ code: number | null; data: Data; stderr: string }> => {
    const ended = await run(...words, '--json');
    return { code: ended.code, stderr: ended.stderr, data: JSON.parse(ended.stdout) as Data };
  };

  it('a creation that finds the name taken prints the command that adopts, and the command does', async () => {
    holdfast.files({
      'holdfast.yaml': 'run_name: site\n',
      'holdfast.plugins/states/store/bucket.js': BUCKETS,
      'site.sls': 'data:\n  store.bucket.present:\n    - name: acme\n    - size: 5\n',
      acme: '3',
    });
    const refused = await run('state', 'site.sls', '--yes');
    expect(refused.code, refused.stderr).toBe(1);
    const command = /holdfast esm adopt '([^']+)' (\S+)/.exec(refused.stdout);
    expect(command?.slice(1), refused.stdout).toEqual(['store.bucket_|-data_|-acme_|-', 'acme']);
    const [, tag = '', id = ''] = command ?? [];
    const tried = await json('esm', 'adopt', tag, id, '--test');
    expect(tried.data).toEqual({ tag, id, adopted: false });
    const adopted = await run('esm', 'adopt', tag, id, '--message', 'it was there before');
    expect([adopted.code, adopted.stdout]).toEqual([0, `acme is now the thing of ${tag}\n`]);
    const again = await json<{ before?: string }>('esm', 'adopt', tag, '--id', id);
    expect([again.code, again.data.before]).toEqual([0, 'acme']);
    const done = await json<Rows>('state', 'site.sls', '--yes');
    expect(Object.values(done.data)).toMatchObject([{ outcome: 'changed', comment: ['updated size'] }]);
    expect(readFileSync(join(holdfast.directory, 'acme'), 'utf8')).toBe('5');
    expect((await run('esm', 'history')).stdout).toContain('it was there before');
    expect((await run('plan', 'site.sls', '--detailed-exitcode')).code).toBe(0);
  });

  it('of two of one name none is guessed at, and one can be adopted', async () => {
    holdfast.files({ 'site.sls': NET });
    await run('exec', 'cloud.network.create', 'name=net');
    await run('exec', 'cloud.network.create', 'name=net');
    const refused = await run('state', 'site.sls', '--yes');
    const [, id] = /holdfast esm adopt '[^']+' (\S+)/.exec(refused.stdout) ?? [];
    expect([refused.code, (await run('esm', 'adopt', NET_TAG, id as string)).code]).toEqual([1, 0]);
    const done = await json<Rows>('state', 'site.sls', '--yes');
    expect(Object.values(done.data)[0]).toMatchObject({ outcome: 'unchanged', new_state: { resource_id: id } });
  });

  it.each([
    { name: 'no tag', words: ['net', 'net1'], code: 'operations/cannot-adopt' },
    { name: 'no such state', words: ['cloud.nothing_|-a_|-a_|-', 'net1'], code: 'operations/cannot-adopt' },
    { name: 'no resource', words: ['test_|-a_|-a_|-', 'x'], code: 'operations/cannot-adopt' },
    { name: 'no such thing', words: ['cloud.network_|-a_|-a_|-', 'net999'], code: 'call/not-found' },
    { name: 'another record has it', words: ['cloud.network_|-a_|-a_|-', 'ID'], code: 'operations/cannot-adopt' },
    { name: 'the record has another', words: [NET_TAG, 'net1'], code: 'operations/cannot-adopt' },
    { name: 'no id', words: [NET_TAG], code: 'cli/usage' },
  ])('adopting is refused: $name', async ({ words, code }) => {
    holdfast.files({ 'site.sls': NET });
    const made = await json<Rows>('state', 'site.sls', '--yes');
    const id = Object.values(made.data)[0]?.new_state?.resource_id as string;
    const before = (await run('esm', 'show', '--json')).stdout;
    const given = words.map((word) => (word === 'ID' ? id : word));
    const refused = await json<{ diagnostics: { code: string; hints?: string[] }[] }>('esm', 'adopt', ...given);
    expect([refused.code, refused.data.diagnostics[0]?.code]).toEqual([2, code]);
    expect((await run('esm', 'show', '--json')).stdout).toBe(before);
  });

  it('what a replacement left over is shown, planned, and removed by the next run', async () => {
    const site = (block: string) =>
      `${NET.replace('10.0.0.0/16', block)}    - recreate_on_update:\n        create_before_destroy: true\n`;
    holdfast.files({ 'site.sls': site('10.0.0.0/16') });
    const first = await json<Rows>('state', 'site.sls', '--yes');
    const old = Object.values(first.data)[0]?.new_state?.resource_id as string;
    await run('exec', 'cloud.subnet.create', 'name=guest', `network_id=${old}`, 'address_block=10.0.1.0/24');
    holdfast.files({ 'site.sls': site('10.1.0.0/16') });
    const replaced = await json<Rows>('state', 'site.sls', '--yes');
    expect([replaced.code, Object.values(replaced.data)[0]?.outcome]).toEqual([1, 'failed']);
    const shown = await json<Shown>('esm', 'show');
    expect(shown.data[NET_TAG]?.meta.deposed).toMatchObject([{ id: old }]);
    expect((await run('esm', 'show')).stdout).toContain(`replaced ${old}, still to be removed`);
    const planned = await run('plan', 'site.sls', '--detailed-exitcode', '-o', 'site.plan');
    expect([planned.code, planned.stdout]).toEqual([
      4,
      expect.stringMatching(/- remove .*net[^]*\(deposed\): net\d+ →/),
    ]);
    await run('exec', 'cloud.subnet.destroy', 'name=guest');
    // Also as a plan that was made before.
    const applied = await json<Rows>('apply', 'site.plan', '--yes');
    expect([applied.code, Object.values(applied.data)[0]], applied.stderr).toMatchObject([
      0,
      { outcome: 'changed', comment: expect.arrayContaining([`removes ${old}, which it has replaced`]) },
    ]);
    expect((await json<Shown>('esm', 'show')).data[NET_TAG]?.meta).not.toHaveProperty('deposed');
    expect((await run('exec', 'cloud.network.list', '--json')).stdout).not.toContain(`"${old}"`);
    expect((await run('plan', 'site.sls', '--detailed-exitcode')).code).toBe(0);
  });

  it('what vanished is told as an event, with what became of it and why', async () => {
    holdfast.files({ 'site.sls': `${NET}disk:\n  cloud.volume.present:\n    - capacity: 1\n` });
    await run('state', 'site.sls', '--yes');
    await run('esm', 'protect', 'net');
    holdfast.files({ 'site.sls': 'here:\n  test.nop: []\n' });
    const told = async (...words: string[]) => {
      const events = join(holdfast.directory, `${words.join('')}.events`);
      await run(...words, '--events', events);
      const bodies = readFileSync(events, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).body);
      return bodies.filter(({ type }) => type === 'vanished').map(({ things }) => things);
    };
    const kept = await told('plan', 'site.sls');
    expect(kept).toEqual([
      [
        {
          tag: `${NET_TAG}absent`,
          esm_tag: NET_TAG,
          id: expect.stringMatching(/^net/),
          protect: true,
          fate: 'kept',
          why: 'removed only with --prune, once its protection is lifted',
        },
        expect.objectContaining({ fate: 'kept', protect: false, why: 'removed only with --prune' }),
      ],
    ]);
    expect(await told('plan', 'site.sls', '--prune')).toMatchObject([[{ fate: 'kept' }, { fate: 'to be removed' }]]);
    // A run that removes is preceded by its plan.
    expect((await told('state', 'site.sls', '--yes', '--prune')).slice(1)).toMatchObject([
      [
        { fate: 'kept', why: expect.stringContaining('protected') },
        { fate: 'removed', why: expect.stringMatching(/^removed vol/) },
      ],
    ]);
    await run('esm', 'protect', 'net', '--off');
    // The JSON keeps its shape: what was removed stands in it under the function `absent`.
    const pruned = await json<Rows>('state', 'site.sls', '--yes', '--prune');
    expect(Object.keys(pruned.data)).toEqual(['test_|-here_|-here_|-nop', `${NET_TAG}absent`]);
  });
});
