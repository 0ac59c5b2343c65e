import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../contract/index.js';
import { type LogFiles, MemoryDisk, nodeLogFiles, openLog } from '../../kernel/index.js';
import { fakePorts } from '../../testing/index.js';
import { builtInCloud } from './built-in-cloud.js';

type Whole = { readonly [K in keyof Cloud]-?: Required<NonNullable<Cloud[K]>> };

const DIRECTORY = '/root/var/lib/holdfast/mock';
const WORLD = `${DIRECTORY}/world`;

function connect(files: LogFiles, snapshotEvery?: number, directory = DIRECTORY): Whole {
  const options = snapshotEvery === undefined ? { files } : { files, snapshotEvery };
  return builtInCloud({ ...fakePorts(), account: {}, directory }, options) as unknown as Whole;
}

async function ids(cloud: Whole): Promise<string[]> {
  return (await cloud.instances.list()).map((one) => one.id);
}

describe('a world in a log', () => {
  it('reading writes nothing', async () => {
    const disk = new MemoryDisk();
    expect(await ids(connect(disk.process()))).toEqual(['inst0', 'inst1', 'inst2', 'inst3']);
    expect(disk.paths()).toEqual([]);
  });

  it('lasts', async () => {
    const disk = new MemoryDisk();
    const { id } = await connect(disk.process()).instances.create({ name: 'web' }, { token: 't' });
    const again = connect(disk.process());
    expect(await again.instances.get(id)).toMatchObject({ name: 'web' });
    expect((await again.instances.create({ name: 'web' }, { token: 't' })).id).toBe(id);
  });

  it('two connections see each other at once, and never make one id twice', async () => {
    const disk = new MemoryDisk();
    const [one, two] = [connect(disk.process()), connect(disk.process())];
    for (let round = 0; round < 5; round++) {
      const { id } = await one.instances.create({});
      expect(await two.instances.get(id)).toBeDefined();
      await two.instances.stop(id);
      expect(await one.instances.get(id)).toMatchObject({ state: 'STOPPED' });
    }
    const made = await Promise.all(
      [one, two].flatMap((cloud) => Array.from({ length: 20 }, () => cloud.instances.create({}))),
    );
    expect(new Set(made.map((each) => each.id)).size).toBe(40);
    expect(await ids(one)).toEqual(await ids(two));
  });

  it('an answer that changes nothing is not given from what was known long ago', async () => {
    const disk = new MemoryDisk();
    const [one, two] = [connect(disk.process()), connect(disk.process())];
    await one.instances.list();
    const { id } = await two.networks.create({});
    await one.networks.update(id, { name: 'seen' });
    expect(await two.networks.get(id)).toMatchObject({ name: 'seen' });
    await two.networks.destroy(id);
    await expect(one.networks.destroy(id)).rejects.toMatchObject({ class: 'not-found' });
  });

  it('what is asked for at once goes into one segment', async () => {
    const disk = new MemoryDisk();
    const cloud = connect(disk.process());
    await Promise.all(Array.from({ length: 50 }, () => cloud.instances.create({})));
    expect(disk.paths().filter((path) => path.includes('segments'))).toHaveLength(1);
  });

  it('is kept whole now and then, and what others compacted away is read from there', async () => {
    const disk = new MemoryDisk();
    const sleeper = connect(disk.process(), 10);
    await sleeper.instances.list();
    const busy = connect(disk.process(), 10);
    for (let at = 0; at < 35; at++) await busy.networks.create({ name: `n${at}` }, { token: `t${at}` });
    expect(disk.paths().some((path) => path.includes('snapshot'))).toBe(true);
    expect(await sleeper.networks.list()).toEqual(await busy.networks.list());
    const fresh = connect(disk.process(), 10);
    expect(await fresh.networks.list()).toEqual(await busy.networks.list());
    expect((await fresh.networks.create({}, { token: 't3' })).name).toBe('n3');
  });

  it('an aborted call that waits is not done', async () => {
    const cloud = connect(new MemoryDisk().process());
    const abort = new AbortController();
    const call = cloud.networks.create({}, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(await cloud.networks.list()).toHaveLength(2);
  });
});

describe('a disk that fails', () => {
  it('a full one is out of reach, and its effect unknown', async () => {
    const disk = new MemoryDisk();
    let full = true;
    const cloud = connect(
      disk.process((_step, operation) => (full && operation === 'write' ? { error: 'ENOSPC' } : undefined)),
    );
    await expect(cloud.networks.create({})).rejects.toMatchObject({
      class: 'unreachable',
      effect: 'unknown',
      providerCode: 'log/no-space',
    });
    full = false;
    expect((await cloud.networks.create({})).id).toBe('net3');
  });

  it('a process that ends anywhere leaves all it answered, and what it did not answer is found by its token', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 60 }),
        fc.constantFrom('before', 'after', 'partial' as const),
        async (step, fault) => {
          const disk = new MemoryDisk();
          const dying = connect(
            disk.process((at) => (at === step ? fault : undefined)),
            3,
          );
          const answered: string[] = [];
          for (let at = 0; at < 8; at++) {
            await dying.networks.create({}, { token: `t${at}` }).then(
              ({ id }) => answered.push(id),
              () => undefined,
            );
          }
          const next = connect(disk.process(), 3);
          const found = await next.networks.list();
          expect(found.map((one) => one.id)).toEqual(expect.arrayContaining(answered));
          expect(found.length - 2 - answered.length).toBeLessThanOrEqual(1);
          for (let at = 0; at < 8; at++) await next.networks.create({}, { token: `t${at}` });
          expect(await next.networks.list()).toHaveLength(10);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('data that cannot be used', () => {
  const spoilt = async (text: string): Promise<Whole> => {
    const disk = new MemoryDisk();
    const { log } = await openLog({ folder: WORLD, files: disk.process() });
    await log.append(0, [Buffer.from(text)]);
    return connect(disk.process());
  };

  it('of a newer version is left alone', async () => {
    const cloud = await spoilt('{"format":99,"do":"instances.create"}');
    await expect(cloud.instances.list()).rejects.toMatchObject({
      class: 'unreachable',
      providerCode: 'clouds/data-newer',
      message: `Entry 1 of the built-in cloud in ${WORLD} has format 99; this version knows 1`,
    });
  });

  it.each(['not json', 'null', '{"format":1,"do":"instances.explode","args":{},"now":0}'])(
    'damaged: %s',
    async (text) => {
      const cloud = await spoilt(text);
      await expect(cloud.instances.create({})).rejects.toMatchObject({
        class: 'unreachable',
        providerCode: 'clouds/data-damaged',
      });
    },
  );

  it('is named with its file', async () => {
    const disk = new MemoryDisk();
    await connect(disk.process()).networks.create({});
    const path = disk.paths().find((one) => one.includes('segments')) as string;
    const bytes = Uint8Array.from(disk.bytes(path) as Uint8Array);
    bytes[bytes.length - 3] = 0;
    disk.set(path, bytes);
    await expect(connect(disk.process()).networks.list()).rejects.toMatchObject({
      providerCode: 'log/corrupt',
      message: expect.stringContaining(path),
    });
  });
});

describe('on a real disk', () => {
  it('works the same', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-cloud-'));
    try {
      const { id } = await connect(nodeLogFiles(), undefined, directory).instances.create({ name: 'web' });
      expect(await connect(nodeLogFiles(), undefined, directory).instances.get(id)).toMatchObject({ name: 'web' });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
