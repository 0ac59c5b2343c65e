/** A disk that is full, read-only or damaged: what is told, and that nothing promised is lost. */
import { describe, expect, it } from 'vitest';
import type { JournalFrame } from '../contract/index.js';
import { diagnosticsOf, MemoryDisk, type StepFault } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { encodeSnapshot } from './codec.js';
import { FakeClock, FakeLiveness, fakeContext } from './fake-place.js';
import { checkState, openSession, type Place, type ReadState, readState } from './index.js';

const put = (name: string): JournalFrame => ({
  type: 'put',
  esmTag: `test_|-${name}_|-${name}_|-`,
  record: { state: { name }, meta: { state: 'test', status: 'complete' } },
});

describe('the local store on a disk', () => {
  const placeOn = (disk: MemoryDisk, fault?: (step: number, operation: string) => StepFault | undefined): Place => ({
    store: localStore(disk.process(fault)),
    context: fakeContext(new FakeClock()),
  });
  const open = (place: Place) => {
    const liveness = new FakeLiveness();
    liveness.life = { state: 'dead' };
    return openSession({ ...place, liveness, run: { id: 'run', operation: 'state site', who: 'test' } });
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing',
      (error: unknown) => diagnosticsOf(error)?.[0]?.code ?? String(error),
    );
  const namesOn = async (disk: MemoryDisk): Promise<string[]> =>
    [...(await readState(placeOn(disk))).snapshot.records.values()].map(({ state }) => String(state?.['name']));

  const failing = [
    { name: 'full', error: 'ENOSPC', code: 'log/no-space' },
    { name: 'over its quota', error: 'EDQUOT', code: 'log/no-space' },
    { name: 'read-only', error: 'EROFS', code: 'log/not-writable' },
    { name: 'failing', error: 'EIO', code: 'log/write-failed' },
  ];
  it.each(failing)(
    'that is $name says so, loses nothing that was promised, and the next run goes on',
    async ({ error, code }) => {
      const disk = new MemoryDisk();
      let broken = false;
      const session = await open(
        placeOn(disk, (_step, operation) => (broken && operation === 'write' ? { error } : undefined)),
      );
      await session.append([put('promised')], 'durable');
      broken = true;
      expect(await codeOf(session.append([put('lost')], 'durable'))).toBe(code);
      expect(() => session.check()).toThrow();
      expect(await codeOf(session.close('failed'))).toBe(code);
      expect(await namesOn(disk)).toEqual(['promised']);
      const next = await open(placeOn(disk));
      await next.append([put('more')], 'durable');
      await next.close('done');
      expect(await namesOn(disk)).toEqual(['promised', 'more']);
    },
  );

  it('that is read-only from the beginning can be read, and refuses a run', async () => {
    const disk = new MemoryDisk();
    const session = await open(placeOn(disk));
    await session.append([put('a')], 'durable');
    await session.close('done');
    const readOnly = placeOn(disk, (_step, operation) =>
      ['write', 'link', 'replace', 'remove'].includes(operation) ? { error: 'EROFS' } : undefined,
    );
    expect((await readState(readOnly)).snapshot.records.size).toBe(1);
    expect(await codeOf(open(readOnly))).toBe('log/not-writable');
  });

  it('notices every byte that was flipped and every cut, in every file, and never goes on from a state that is not the one', async () => {
    const disk = new MemoryDisk();
    const sound = await keptState(disk);
    const files = new Map(disk.paths().map((path) => [path, disk.bytes(path) as Uint8Array]));
    expect([...files.keys()].filter((path) => path.endsWith('.snap'))).toHaveLength(2);
    const kinds = new Set([...files.keys()].map((path) => path.slice(path.lastIndexOf('.'))));
    expect([...kinds].sort()).toEqual(['.arc', '.msgpack', '.seg', '.snap']);
    const codes = new Map<string, Set<unknown>>();
    for (const [path, bytes] of files) {
      // A copy for others: nothing is read from it.
      if (path.endsWith('.msgpack')) continue;
      const kind = path.slice(path.lastIndexOf('.'));
      const seen = codes.get(kind) ?? new Set<unknown>();
      codes.set(kind, seen);
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
        for (const damaged of at % 8 === 0 ? [flipped, bytes.slice(0, at)] : [flipped]) {
          disk.set(path, damaged);
          seen.add(await noticed(disk, sound));
        }
      }
      disk.set(path, bytes);
    }
    expect([...(codes.get('.seg') ?? [])]).toEqual(['log/corrupt']);
    expect([...(codes.get('.arc') ?? [])]).toEqual(['log/corrupt']);
    expect([...(codes.get('.snap') ?? [])]).toEqual(['log/snapshot-damaged']);
    const next = await open(placeOn(disk));
    expect([...next.entries()].length).toBe(sound.size);
    await next.close('done');
  });

  it('is left as it is by a run that finds it damaged', async () => {
    const disk = new MemoryDisk();
    await keptState(disk);
    const path = disk.paths().findLast((one) => one.endsWith('.seg')) as string;
    const damaged = Uint8Array.from(disk.bytes(path) as Uint8Array);
    damaged[200] = (damaged[200] as number) ^ 1;
    disk.set(path, damaged);
    const before = disk.paths().map((one) => [one, disk.bytes(one)]);
    expect(await codeOf(open(placeOn(disk)))).toBe('log/corrupt');
    expect(disk.paths().map((one) => [one, disk.bytes(one)])).toEqual(before);
  });

  /** Three runs with a snapshot after each of the first two: segments, snapshots and an archive. The records at the end. */
  async function keptState(disk: MemoryDisk): Promise<ReadonlyMap<string, unknown>> {
    for (const name of ['a', 'b', 'c']) {
      const place = placeOn(disk);
      const session = await open(place);
      await session.append([put(name)], 'durable');
      await session.close('done');
      if (name === 'c') break;
      const { snapshot, position } = await readState(place);
      const log = await place.store.log?.(place.context);
      await log?.snapshot?.(position, await encodeSnapshot(snapshot));
    }
    return (await readState(placeOn(disk))).snapshot.records;
  }

  /** The code under which damage is told. Whoever reads gets the state as it is, or an error; whoever checks is told in any case. */
  async function noticed(disk: MemoryDisk, sound: ReadonlyMap<string, unknown>): Promise<unknown> {
    const read = await readState(placeOn(disk)).catch((error: unknown) => diagnosticsOf(error)?.[0]?.code ?? error);
    if (read !== 'log/corrupt') expect((read as ReadState).snapshot.records).toEqual(sound);
    const checked = await checkState(placeOn(disk)).catch((error: unknown) => ({ diagnostics: diagnosticsOf(error) }));
    return checked.diagnostics?.[0]?.code ?? 'nothing';
  }
});
