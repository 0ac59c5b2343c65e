import { describe, expect, it } from 'vitest';
import type { JournalFrame, StoreContext } from '../contract/index.js';
import { diagnosticsOf, MemoryDisk } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { FakeClock, FakeLiveness, fakeContext } from './fake-place.js';
import { checkState, compareStates, openSession, type Place, readState, stateAt, timeline } from './index.js';

function put(name: string, count: number): JournalFrame {
  return {
    type: 'put',
    esmTag: `test_|-${name}_|-${name}_|-`,
    record: { state: { name, count }, meta: { state: 'test', status: 'complete', updated: String(count) } },
  };
}

describe('the past of a state', () => {
  function placeOn(disk: MemoryDisk, more: Partial<StoreContext> = {}): Place {
    return { store: localStore(disk.process()), context: { ...fakeContext(new FakeClock()), ...more } };
  }

  async function run(place: Place, frames: readonly (readonly JournalFrame[])[], message?: string): Promise<void> {
    const identity = {
      id: place.context.random.uuid(),
      operation: 'state site',
      who: 'alice@host',
      ...(message === undefined ? {} : { message }),
    };
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run: identity });
    for (const each of frames) await session.append(each, 'durable');
    await session.close('done');
  }

  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing',
      (error: unknown) => diagnosticsOf(error)?.[0]?.code,
    );

  it('tells who did what, with the position each run left', async () => {
    const place = placeOn(new MemoryDisk());
    await run(place, [[put('a', 1)], [put('b', 1)]], 'the beginning');
    await run(place, [[put('a', 2), { type: 'delete', esmTag: 'test_|-b_|-b_|-' }]]);
    const { runs, oldest, newest } = await timeline(place);
    expect(runs).toMatchObject([
      { first: 1, last: 4, who: 'alice@host', message: 'the beginning', outcome: 'done', puts: 2, deletes: 0 },
      { first: 5, last: 7, outcome: 'done', puts: 1, deletes: 1 },
    ]);
    expect([oldest, newest]).toEqual([1, 7]);
    const changes = compareStates(await stateAt(place, 4), await stateAt(place, 7));
    expect(changes.map(({ esmTag, kind, leaves }) => [esmTag, kind, leaves.map(({ path }) => path.join('.'))])).toEqual(
      [
        ['test_|-a_|-a_|-', 'changed', ['state.count']],
        ['test_|-b_|-b_|-', 'removed', []],
      ],
    );
    expect(await codeOf(stateAt(place, 8))).toBe('esm/no-such-position');
    expect(await codeOf(stateAt(place, 0))).toBe('esm/no-such-position');
  });

  it('can be shown as far back as it is kept, once the beginning is gone', async () => {
    const disk = new MemoryDisk();
    const place = placeOn(disk, { retention: { archiveBytes: 1, snapshots: 3 } });
    const log = await place.store.log?.(place.context);
    // So large that archives are not joined, and the oldest can go.
    const ballast: JournalFrame = { type: 'run-ended', run: 'x'.repeat(2_500_000), outcome: 'done', time: '' };
    for (let at = 0; at < 5; at++) {
      await run(place, [[put('a', at), ballast]]);
      const { snapshot, position } = await readState(place);
      const { encodeSnapshot } = await import('./codec.js');
      await log?.snapshot?.(position, await encodeSnapshot(snapshot));
    }
    const { oldest, newest } = await timeline(place);
    expect(oldest).toBeGreaterThan(1);
    expect(newest).toBe(15);
    for (let at = oldest; at <= newest; at++) expect((await stateAt(place, at)).records.size).toBe(1);
    expect((await stateAt(place, oldest)).records.get('test_|-a_|-a_|-')?.state).toMatchObject({ name: 'a' });
    expect(await codeOf(stateAt(place, oldest - 1))).toBe('esm/no-such-position');
    expect((await checkState(place)).replays).toBeUndefined();
  });

  it('is whole, or the first byte that is not is named', async () => {
    const disk = new MemoryDisk();
    const place = placeOn(disk);
    await run(place, [[put('a', 1)], [put('b', 1)]]);
    expect(await checkState(place)).toMatchObject({
      first: 1,
      last: 4,
      segments: 4,
      records: 2,
      openIntents: 0,
      replays: true,
    });
    const path = disk.paths().find((one) => one.includes('/segments/') && one.includes('2.seg')) as string;
    const bytes = Uint8Array.from(disk.bytes(path) as Uint8Array);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
    disk.set(path, bytes);
    expect(await codeOf(checkState(placeOn(disk)))).toBe('log/corrupt');
  });
});
