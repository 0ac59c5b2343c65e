import { describe, expect, it } from 'vitest';
import type { JournalFrame } from '../contract/index.js';
import { MemoryDisk } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { FakeClock, FakeLiveness, FakeLogStore, fakeContext } from './fake-place.js';
import { openSession, readState } from './index.js';

const put = (at: number): JournalFrame => {
  const name = `thing${at % 50}`;
  return {
    type: 'put',
    esmTag: `test_|-${name}_|-${name}_|-`,
    record: { state: { name, at }, meta: { state: 'test', status: 'complete' } },
  };
};

const run = { id: 'run', operation: 'state site', who: 'test' };

describe('compaction during a run', () => {
  it('goes on beside it, and what it leaves is the state', async () => {
    const disk = new MemoryDisk();
    const place = { store: localStore(disk.process()), context: fakeContext(new FakeClock()) };
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run });
    for (let at = 0; at < 1300; at++) await session.append([put(at)], 'durable');
    // Not closed: the run is still under way.
    const snapshots = disk.paths().filter((path) => path.includes('/snapshots/'));
    expect(snapshots.length).toBeGreaterThan(0);
    expect(disk.paths().filter((path) => path.includes('/segments/')).length).toBeLessThan(1000);
    const { snapshot, position } = await readState({ ...place, store: localStore(disk.process()) });
    expect(position).toBe(session.position);
    expect([...snapshot.records.values()].map(({ state }) => Number(state?.['at'])).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, at) => 1250 + at),
    );
    await session.close('done');
  });

  it('takes nothing into the snapshot that is not in the journal up to it', async () => {
    const store = new FakeLogStore();
    const place = { store: store.definition, context: fakeContext(new FakeClock()) };
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run });
    for (let at = 0; at < 600; at++) {
      const written = session.append([put(at)], 'durable');
      // Said while the one before is being written.
      await new Promise((resolve) => setImmediate(resolve));
      void session.append([put(at + 10_000)], 'soon');
      await written;
    }
    const { taken, segments } = store;
    expect(taken).toBeDefined();
    const { decodeFrame, decodeSnapshot } = await import('./codec.js');
    const { applyFrame, emptySnapshot } = await import('./snapshot.js');
    const replayed = emptySnapshot();
    for (const segment of segments) {
      if (segment.position > (taken?.position ?? 0)) break;
      for (const frame of segment.frames) applyFrame(replayed, decodeFrame(frame, 'segment'));
    }
    expect(decodeSnapshot(taken?.bytes ?? new Uint8Array(), 'snapshot').records).toEqual(replayed.records);
    await session.close('done');
  });

  it('that fails is told at the end, and the run is kept all the same', async () => {
    const disk = new MemoryDisk();
    const files = {
      ...disk.process(),
      replace: async () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    };
    const place = { store: localStore(files), context: fakeContext(new FakeClock()) };
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run });
    for (let at = 0; at < 520; at++) await session.append([put(at)], 'durable');
    await expect(session.close('done')).rejects.toMatchObject({
      diagnostics: [{ code: expect.stringMatching(/^(log\/no-space|esm\/unreachable)$/) }],
    });
    expect((await readState({ ...place, store: localStore(disk.process()) })).snapshot.records.size).toBe(50);
  });
});
