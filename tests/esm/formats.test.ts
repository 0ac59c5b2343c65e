/** Forms of what is kept: newer ones are refused untouched, older and foreign ones are read, and the original reads ours. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { Packr, unpack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { nodeLogFiles, openLog } from '../../src/kernel/index.js';
import { scratchCommand } from '../cli/command.js';

const oracle = process.env['HOLDFAST_ORACLE'];
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const differential = fileURLToPath(new URL('../differential', import.meta.url));

const SITE = 'net:\n  cloud.network.present: []\n';
const NET = 'cloud.network_|-net_|-net_|-';
const NEXT_FORMAT = Buffer.from('\u0002{"type":"put"}', 'latin1');

const packed = (map: unknown): Uint8Array => new Packr({ useRecords: false, variableMapSize: true }).pack(map);

describe('forms of the enforced state', () => {
  const holdfast = scratchCommand();
  const local = () => join(holdfast.env['HOLDFAST_ROOT'] as string, 'var/cache/holdfast/esm/local');
  const log = () => openLog({ folder: join(local(), 'cli'), files: nodeLogFiles() });
  const bytesBelow = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path, readFileSync(path).toString('base64')]),
    );
  const json = async <Data>(...words: string[]): Promise<Data> => {
    const { stdout, stderr } = await holdfast.run([...words, '--json']);
    expect(stdout, stderr).not.toBe('');
    return JSON.parse(stdout) as Data;
  };

  /** The block of a segment says which format it is of in its first bytes, which never change their layout. */
  function newerBlock(path: string): void {
    const bytes = readFileSync(path);
    bytes.writeUInt16LE(2, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
    writeFileSync(path, bytes);
  }

  it.each([
    {
      name: 'a frame of the journal, and the lock that it may be',
      code: 'esm/newer-format',
      change: async () => {
        const { log: opened, position } = await log();
        expect(await opened.append(position, [NEXT_FORMAT])).toMatchObject({ position: position + 1 });
      },
    },
    {
      name: 'a snapshot',
      code: 'esm/newer-format',
      change: async () => {
        const { log: opened, position } = await log();
        await opened.writeSnapshot(position, NEXT_FORMAT);
      },
    },
    {
      name: 'a segment',
      code: 'log/newer-format',
      change: async () => {
        const [last] = readdirSync(join(local(), 'cli/segments')).sort().reverse();
        newerBlock(join(local(), 'cli/segments', last as string));
      },
    },
    {
      name: "the original's file",
      code: 'esm/newer-format',
      change: async () => {
        rmSync(join(local(), 'cli'), { recursive: true });
        writeFileSync(join(local(), 'cli.msgpack'), packed({ __esm_metadata__: { version: [3, 0, 0] } }));
      },
    },
    {
      name: 'what we keep in it',
      code: 'esm/newer-format',
      change: async () => {
        rmSync(join(local(), 'cli'), { recursive: true });
        const metadata = { version: [2, 0, 0], holdfast: { format: 2, records: {}, intents: [] } };
        writeFileSync(join(local(), 'cli.msgpack'), packed({ __esm_metadata__: metadata }));
      },
    },
  ])('newer than known is refused by every command and left as it is: $name', async ({ code, change }) => {
    holdfast.files({ 'site.sls': SITE });
    expect((await holdfast.run(['state', 'site.sls', '--yes'])).code).toBe(0);
    await change();
    const before = bytesBelow(local());
    for (const words of [
      ['state', 'site.sls', '--yes'],
      ['plan', 'site.sls'],
      ['esm', 'show'],
      ['esm', 'recover'],
      ['esm', 'remove', NET],
      ['esm', 'unlock', 'some-id'],
      ['esm', 'export', 'copy.json'],
    ]) {
      const { code: exit, stderr } = await holdfast.run(words);
      expect([words, exit, stderr]).toEqual([words, 69, expect.stringContaining(`error[${code}]`)]);
      expect(bytesBelow(local())).toEqual(before);
    }
  });

  it('a newer plan is refused untouched', async () => {
    holdfast.files({ 'site.sls': SITE });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    const path = join(holdfast.directory, 'site.plan');
    const text = readFileSync(path, 'utf8').replace('"version": 1', '"version": 2');
    writeFileSync(path, text);
    const refused = await holdfast.run(['apply', 'site.plan', '--yes']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('error[engine/plan-newer]')]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  /** Written by the original, the first by its own serializer in the form of its earlier version. */
  it.each([1, 2])('a file of the original of version %i becomes the beginning, and is kept', async (version) => {
    const fixture = readFileSync(join(fixtures, `original-${version}.msgpack`));
    holdfast.files({ 'site.sls': 'a:\n  test.nop: []\n' });
    mkdirSync(local(), { recursive: true });
    writeFileSync(join(local(), 'cli.msgpack'), fixture);
    const tags = ['labelled_|-frontend', 'plain_|-plain', 'vms_|-x', 'vms_|-y'].map((one) => `thing_|-${one}_|-`);
    expect(Object.keys(await json<object>('esm', 'show'))).toEqual(tags);
    expect((await holdfast.run(['esm', 'adopt', NET, 'net1'])).code).toBe(0);
    expect(Object.keys(await json<object>('esm', 'show'))).toEqual([NET, ...tags]);
    expect(readFileSync(join(local(), 'cli.msgpack.original'))).toEqual(fixture);
    // The same by importing it from elsewhere.
    const elsewhere = { HOLDFAST_ROOT: join(holdfast.directory, 'other') };
    const path = join(fixtures, `original-${version}.msgpack`);
    const imported = await holdfast.run(['esm', 'import', path, '--json'], { env: elsewhere });
    expect(JSON.parse(imported.stdout)).toMatchObject({
      version: `${version}.0.0`,
      added: expect.arrayContaining(tags),
    });
    const shown = await holdfast.run(['esm', 'show', '--json'], { env: elsewhere });
    expect(Object.keys(JSON.parse(shown.stdout) as object)).toEqual(tags);
  });

  it('things of the original are found again, and not made a second time', async () => {
    cpSync(join(differential, 'plugins'), join(holdfast.directory, 'holdfast.plugins'), { recursive: true });
    const states = Object.values(unpack(readFileSync(join(fixtures, 'original-2.msgpack'))) as Record<string, object>);
    const things = states.filter((state): state is { resource_id: string } => 'resource_id' in state);
    holdfast.files({
      'holdfast.yaml': 'run_name: cli\n',
      'things.json': JSON.stringify({
        next: 4,
        things: Object.fromEntries(things.map((one) => [one.resource_id, one])),
      }),
      'main.sls':
        'plain:\n  thing.present:\n    - size: 1\nvms:\n  thing.present:\n    - names: [x, y]\n    - size: 2\nlabelled:\n  thing.present:\n    - name: frontend\n    - size: 3\n',
    });
    await holdfast.run(['esm', 'import', join(fixtures, 'original-2.msgpack')]);
    const run = await holdfast.run(['state', 'main.sls', '--yes', '--output', 'summary']);
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('0 changed, 4 unchanged')]);
  });

  it.each([
    { name: 'no map', bytes: packed([1]) },
    { name: 'a record that is no map', bytes: packed({ 'test_|-a_|-a_|-': [1] }) },
    { name: 'a key that is no tag', bytes: packed({ a: { b: 1 } }) },
    { name: 'a version that is none', bytes: packed({ __esm_metadata__: { version: '2' } }) },
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'something else', bytes: Buffer.from('PK\u0003\u0004 and so on') },
  ])('what is no state is not imported: $name', async ({ bytes }) => {
    writeFileSync(join(holdfast.directory, 'x'), bytes);
    const refused = await holdfast.run(['esm', 'import', 'x']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('error[operations/bad-state-file]')]);
    expect((await holdfast.run(['esm', 'history'])).stdout).toBe('no history is kept\n');
  });

  it('a folder is not imported, and nothing is exported to where no folder is', async () => {
    const refused = [
      await holdfast.run(['esm', 'import', '.']),
      await holdfast.run(['esm', 'export', 'no/where.json']),
    ];
    for (const { code, stderr } of refused)
      expect([code, stderr]).toEqual([2, expect.stringContaining('error[operations/bad-state-file]')]);
  });

  it('what another tool made of an exported file is taken back: changed, added, renamed and removed records', async () => {
    holdfast.files({
      'site.sls': `${SITE}vol:\n  cloud.volume.present:\n    - name: disk\n    - capacity: 1\nold:\n  cloud.volume.present:\n    - capacity: 2\n`,
    });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const path = join(holdfast.directory, 'cli.msgpack');
    await holdfast.run(['esm', 'export', path]);
    const map = unpack(readFileSync(path)) as Record<string, { version?: number[]; [key: string]: unknown }>;
    // One tag would be renamed by an upgrade, so the file says that it is of the version before.
    expect(map['__esm_metadata__']?.version).toEqual([1, 0, 0]);
    const { 'cloud.volume_|-vol_|-disk_|-': vol, 'cloud.volume_|-old_|-old_|-': _old, ...others } = map;
    const upgraded = {
      ...others,
      'cloud.volume_|-vol_|-vol_|-': { ...vol, resource_id: 'vol99' },
      'thing_|-new_|-new_|-': { name: 'fresh', resource_id: 'thing-1' },
      __esm_metadata__: { ...map['__esm_metadata__'], version: [2, 0, 0] },
    };
    writeFileSync(path, packed(upgraded));
    const kept = await json('esm', 'import', path);
    expect(kept).toMatchObject({ added: ['thing_|-new_|-fresh_|-'], replaced: [], removed: [] });
    const imported = await json('esm', 'import', path, '--replace');
    expect(imported).toMatchObject({ added: [], removed: ['cloud.volume_|-old_|-old_|-'] });
    const shown = await json<Record<string, { meta: { id: string; inputs?: unknown } }>>('esm', 'show');
    expect(Object.keys(shown)).toEqual([NET, 'cloud.volume_|-vol_|-disk_|-', 'thing_|-new_|-fresh_|-']);
    expect(shown['cloud.volume_|-vol_|-disk_|-']?.meta).toMatchObject({ id: 'vol99', inputs: { capacity: 1 } });
  });

  it('the exported file is of the last version of the original where both forms are the same', async () => {
    holdfast.files({ 'site.sls': 'vms:\n  cloud.network.present:\n    - names: [x, y]\n' });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const map = unpack(readFileSync(join(local(), 'cli.msgpack'))) as Record<string, { version?: number[] }>;
    expect(map['__esm_metadata__']?.version).toEqual([2, 0, 0]);
  });

  describe.skipIf(oracle === undefined)('with the original at hand', () => {
    const THINGS =
      'plain:\n  thing.present:\n    - size: 1\nvms:\n  thing.present:\n    - names: [x, y]\n    - size: 2\n';

    function original(tree: string, ...words: string[]): Record<string, { new_state: object; changes: object }> {
      const root = join(holdfast.directory, 'idem');
      const env = { PATH: process.env['PATH'] ?? '', HOME: root, PYTHONPATH: join(differential, 'oracle/plugins') };
      const given = ['state', tree, '--tree', '.', '--root-dir', root, '--output', 'json', '--no-progress-bar'];
      const answer = execFileSync(join(oracle as string, 'bin/idem'), [...given, '--reconciler', 'none', ...words], {
        cwd: holdfast.directory,
        env,
      });
      return JSON.parse(answer.toString()) as ReturnType<typeof original>;
    }

    it('both take turns on one state', async () => {
      cpSync(join(differential, 'plugins'), join(holdfast.directory, 'holdfast.plugins'), { recursive: true });
      holdfast.files({ 'holdfast.yaml': 'run_name: cli\n', 'main.sls': THINGS });
      expect((await holdfast.run(['state', 'main.sls', '--yes'])).code).toBe(0);
      const theirs = join(holdfast.directory, 'idem/var/cache/idem/esm/local/cli.msgpack');
      mkdirSync(join(theirs, '..'), { recursive: true });
      expect((await holdfast.run(['esm', 'export', theirs])).code).toBe(0);
      holdfast.files({ 'main.sls': THINGS.replace('size: 1', 'size: 5') });
      const results = original('main');
      expect(results['thing_|-plain_|-plain_|-present']?.changes).toEqual({ old: { size: 1 }, new: { size: 5 } });
      expect(results['thing_|-vms_|-x_|-present']?.changes).toEqual({});
      const back = await json<{ version: string; replaced: string[] }>('esm', 'import', theirs, '--replace');
      expect([back.version, back.replaced.length]).toEqual(['2.0.0', 3]);
      const plan = await holdfast.run(['plan', 'main.sls', '--detailed-exitcode']);
      expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('3 unchanged')]);
    });

    it('a name of its own needs its --upgrade-esm once, and comes back under our tag', async () => {
      cpSync(join(differential, 'plugins'), join(holdfast.directory, 'holdfast.plugins'), { recursive: true });
      holdfast.files({ 'holdfast.yaml': 'run_name: cli\n', 'main.sls': 'one:\n  thing.present:\n    - name: first\n' });
      expect((await holdfast.run(['state', 'main.sls', '--yes'])).code).toBe(0);
      const theirs = join(holdfast.directory, 'idem/var/cache/idem/esm/local/cli.msgpack');
      mkdirSync(join(theirs, '..'), { recursive: true });
      await holdfast.run(['esm', 'export', theirs]);
      expect(Object.values(original('main', '--upgrade-esm'))[0]?.changes).toEqual({});
      expect(await json('esm', 'import', theirs, '--replace')).toMatchObject({
        replaced: ['thing_|-one_|-first_|-'],
        added: [],
        removed: [],
      });
      expect((await holdfast.run(['plan', 'main.sls', '--detailed-exitcode'])).code).toBe(0);
    });
  });
});
