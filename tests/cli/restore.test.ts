/** `restore` from outside: a file of records, merged over the enforced state. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const site = `net:
  cloud.network.present: []
web:
  cloud.instance.present: [{names: [web1, web2]}, {network_id: "\${cloud.network:net:resource_id}"}]
`;
const net = 'cloud.network_|-net_|-net_|-';

interface Restored {
  readonly changes: readonly { esmTag: string; kind: string }[];
  readonly unchanged: readonly string[];
}

describe('restoring from a file', () => {
  const holdfast = scratchCommand();

  const restore = async (file: string, ...words: readonly string[]): Promise<Restored> => {
    const ended = await holdfast.run(['restore', file, '--yes', '--json', ...words]);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    return JSON.parse(ended.stdout) as Restored;
  };

  const forms = [
    { name: 'esm show', words: ['esm', 'show', '--json'] },
    { name: 'esm export', words: ['esm', 'export', 'kept.json'] },
  ];
  it.each(forms)('takes what $name wrote: nothing changes, and what was lost comes back', async ({ words }) => {
    holdfast.files({ 'site.sls': site });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const { stdout } = await holdfast.run(words);
    if (words.includes('--json')) writeFileSync(join(holdfast.directory, 'kept.json'), stdout);
    expect(await restore('kept.json')).toMatchObject({ changes: [], unchanged: { length: 3 } });
    await holdfast.run(['esm', 'remove', net]);
    const tested = await holdfast.run(['restore', 'kept.json', '--test']);
    expect([tested.code, tested.stdout]).toEqual([0, '+ cloud.network net\n1 record would be added, 2 unchanged\n']);
    expect((await restore('kept.json', '--message', 'it was lost')).changes).toMatchObject([{ esmTag: net }]);
    expect((await holdfast.run(['esm', 'history'])).stdout).toContain('it was lost');
    const plan = await holdfast.run(['plan', 'site.sls', '--detailed-exitcode']);
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('Nothing would change')]);
  });

  it('merges a map of states: what it does not name stays', async () => {
    holdfast.files({ 'site.sls': site });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const before = JSON.parse((await holdfast.run(['esm', 'show', '--json'])).stdout) as Record<
      string,
      { state: object; meta: object }
    >;
    const state = { ...before[net]?.state, tags: { owner: 'me' } };
    holdfast.files({ 'map.json': JSON.stringify({ [net]: state, 'test_|-a_|-a_|-': { any: [1, null] } }) });
    const { changes } = await restore('map.json');
    expect(changes.map(({ esmTag, kind }) => [esmTag, kind])).toEqual([
      [net, 'changed'],
      ['test_|-a_|-a_|-', 'added'],
    ]);
    const after = JSON.parse((await holdfast.run(['esm', 'show', '--json'])).stdout) as typeof before;
    expect(Object.keys(after)).toHaveLength(4);
    // What is kept beside the state stays too.
    expect(after[net]).toEqual({ state, meta: { ...before[net]?.meta, updated: expect.any(String) as unknown } });
  });

  it('takes version 2 of the form of the original', async () => {
    holdfast.files({
      'old.json': JSON.stringify({
        'a.b_|-x_|-x_|-': { name: 'y', resource_id: 'i-1' },
        __esm_metadata__: { version: [2, 0, 0] },
      }),
    });
    const ended = await holdfast.run(['restore', 'old.json', '--yes', '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({ changes: [{ esmTag: 'a.b_|-x_|-y_|-' }] });
    expect(ended.stderr).toContain('note[esm/migrated]');
  });

  it('keeps generated secrets sealed', async () => {
    holdfast.files({ 'site.sls': 'k:\n  cloud.key.present: []\n' });
    await holdfast.run(['state', 'site.sls', '--yes', '--quiet']);
    await holdfast.run(['esm', 'export', 'kept.json']);
    expect(readFileSync(join(holdfast.directory, 'kept.json'), 'utf8')).not.toContain('PRIVATE KEY');
    expect((await restore('kept.json')).changes).toEqual([]);
  });

  const wrong = [
    { name: 'no JSON', reason: 'a comma', text: '{\n "a_|-b_|-c_|-": {,}', at: '2:19', says: "found ','" },
    { name: 'no mapping', reason: 'a list', text: '[]', at: '1:1', says: 'must hold a mapping' },
    { name: 'no tag', reason: 'a plain ID', text: '{"x": {}}', at: '1:2', says: "'x' is no ESM tag" },
    {
      name: 'the tag of a result',
      reason: 'it ends in a function',
      text: '{\n  "a_|-b_|-c_|-present": {}}',
      at: '2:3',
      says: "without the function it is 'a_|-b_|-c_|-'",
    },
    {
      name: 'no state',
      reason: 'null',
      text: '{"a_|-b_|-c_|-": null}',
      at: '1:18',
      says: "to forget a record: holdfast esm remove 'a_|-b_|-c_|-'",
    },
    {
      name: 'a tag twice',
      reason: 'one would be lost',
      text: '{"a_|-b_|-c_|-": {},\n "a_|-b_|-c_|-": {}}',
      at: '2:2',
      says: 'stands twice',
    },
  ];
  it.each(wrong)('refuses $name with its place, and writes nothing', async ({ text, at, says }) => {
    holdfast.files({ 'bad.json': text });
    const ended = await holdfast.run(['restore', 'bad.json', '--yes']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(`bad.json:${at}: error[operations/bad-state-file]`);
    expect(ended.stderr).toContain(says);
    expect((await holdfast.run(['esm', 'show', '--json'])).stdout.trim()).toBe('{}');
  });

  it('asks, and so needs --yes where nobody can answer', async () => {
    holdfast.files({ 'some.json': '{"a_|-b_|-c_|-": {}}', 'some.bin': '\x81\xff\xfe' });
    const ended = await holdfast.run(['restore', 'some.json']);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const none = await holdfast.run(['restore', 'none.json', '--yes']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
    const folder = await holdfast.run(['restore', '.', '--yes']);
    expect([folder.code, folder.stderr]).toEqual([2, expect.stringContaining('cannot be restored: EISDIR')]);
  });
});
