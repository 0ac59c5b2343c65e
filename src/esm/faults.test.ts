/** A disk that is full, read-only or damaged: what is told, and that nothing promised is lost. */
import { describe, expect, it } from 'vitest';
import type { JournalFrame } from '../contract/index.js';
import { diagnosticsOf, MemoryDisk, type StepFault } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { FakeClock, FakeLiveness, fakeContext } from './fake-place.js';
import { openSession, type Place, readState } from './index.js';

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

  it('tells every byte of a segment that was flipped, and every cut, and never goes on from it', async () => {
    const disk = new MemoryDisk();
    const session = await open(placeOn(disk));
    await session.append([put('a')], 'durable');
    await session.close('done');
    const path = disk.paths().find((one) => one.endsWith('0002.seg')) as string;
    const sound = disk.bytes(path) as Uint8Array;
    const codes = new Set<unknown>();
    for (let at = 0; at < sound.length; at++) {
      const flipped = Uint8Array.from(sound);
      flipped[at] = (flipped[at] as number) ^ 0x40;
      disk.set(path, flipped);
      codes.add(await codeOf(open(placeOn(disk))));
      disk.set(path, sound.slice(0, at));
      codes.add(await codeOf(open(placeOn(disk))));
    }
    expect([...codes]).toEqual(['log/corrupt']);
    disk.set(path, sound);
    await (await open(placeOn(disk))).close('done');
  });
});
