/** What is said of all journals: every prefix is a valid state, and a run that ends anywhere loses nothing it was promised. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnforcedRecord, JournalFrame } from '../contract/index.js';
import { MemoryDisk, type StepFault } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { decodeFrame, decodeSnapshot, encodeFrame, encodeSnapshot } from './codec.js';
import { FakeClock, FakeLiveness, fakeContext } from './fake-place.js';
import {
  applyFrame,
  emptySnapshot,
  fromStateMap,
  history,
  openSession,
  type Place,
  readState,
  type Snapshot,
  toStateMap,
} from './index.js';

const names = fc.constantFrom('a', 'b', 'c');
const tokens = fc.constantFrom('t1', 't2', 't3');
const esmTag = names.map((name) => `test_|-${name}_|-${name}_|-`);
const record: fc.Arbitrary<EnforcedRecord> = fc.record({
  state: fc.option(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))),
  meta: fc.record({ state: fc.constant('test'), status: fc.constantFrom('complete', 'incomplete') }),
}) as fc.Arbitrary<EnforcedRecord>;
const time = '2026-01-01T00:00:00.000Z';

/** What a run says between its beginning and its end. */
const runFrame: fc.Arbitrary<JournalFrame> = fc.oneof(
  fc.record({ type: fc.constant('put' as const), esmTag, record }),
  fc.record({ type: fc.constant('delete' as const), esmTag }),
  fc.record({ type: fc.constant('born' as const), token: tokens, id: fc.string() }),
  fc.record({
    type: fc.constant('settled' as const),
    token: tokens,
    effect: fc.constantFrom('done' as const, 'none' as const),
  }),
  fc.record({ token: tokens, tag: esmTag.map((one) => `${one}present`), esmTag }).map((given) => ({
    type: 'intent' as const,
    intent: { ...given, ref: 'test', action: 'create' as const, time },
  })),
);

function plain(snapshot: Snapshot) {
  return { ...snapshot, records: [...snapshot.records], intents: [...snapshot.intents.values()] };
}

function replay(frames: readonly JournalFrame[]): Snapshot {
  const snapshot = emptySnapshot();
  for (const frame of frames) applyFrame(snapshot, frame);
  return snapshot;
}

describe('every prefix of a journal', () => {
  it('gives a state that survives being stored, as a snapshot and as a map', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(runFrame, { maxLength: 20 }), async (frames) => {
        for (let length = 0; length <= frames.length; length++) {
          const prefix = frames.slice(0, length).map((frame) => decodeFrame(encodeFrame(frame), 'frame'));
          const snapshot = replay(prefix);
          expect(plain(snapshot)).toEqual(plain(replay(frames.slice(0, length))));
          expect(plain(decodeSnapshot(await encodeSnapshot(snapshot), 'snapshot'))).toEqual(plain(snapshot));
          const back = plain(fromStateMap(structuredClone(toStateMap(snapshot)), 'map'));
          expect(new Map(back.records)).toEqual(new Map(snapshot.records));
          expect(back.intents).toEqual(plain(snapshot).intents);
          for (const intent of snapshot.intents.values()) expect(intent.token).not.toBe('');
        }
      }),
      { numRuns: 100 },
    );
  });
});

function placeOn(disk: MemoryDisk, clock: FakeClock, fault?: (step: number) => StepFault | undefined): Place {
  return { store: localStore(disk.process(fault)), context: fakeContext(clock) };
}

/** Two runs; says how many frames were durable when the process ended, and whether it came to its end. */
async function twoRuns(
  place: Place,
  frames: readonly JournalFrame[],
  said: JournalFrame[],
  promised: { count: number },
) {
  const liveness = new FakeLiveness();
  for (const [run, part] of [frames.slice(0, frames.length / 2), frames.slice(frames.length / 2)].entries()) {
    const session = await openSession({
      ...place,
      liveness,
      run: { id: `run ${run}`, operation: 'state', who: 'alice' },
    });
    for (const [index, frame] of part.entries()) {
      said.push(frame);
      await session.append([frame], index % 3 === 0 ? 'durable' : 'soon');
      if (index % 3 === 0) promised.count = said.length;
    }
    await session.close('done');
    promised.count = said.length;
  }
}

describe('a run that ends at any step', () => {
  it('leaves a prefix of what it said, with everything that was promised, and the next run goes on', async () => {
    const samples = fc.sample(fc.array(runFrame, { minLength: 8, maxLength: 14 }), { numRuns: 3, seed: 7 });
    for (const frames of samples) {
      const dry = new MemoryDisk().process();
      await twoRuns({ store: localStore(dry), context: fakeContext(new FakeClock()) }, frames, [], { count: 0 });
      for (let at = 0; at < dry.steps; at++) {
        for (const kind of ['before', 'after', 'partial', { error: 'ENOSPC' }] as const) {
          const disk = new MemoryDisk();
          const said: JournalFrame[] = [];
          const promised = { count: 0 };
          const clock = new FakeClock();
          await twoRuns(
            placeOn(disk, clock, (step) => (step === at ? kind : undefined)),
            frames,
            said,
            promised,
          ).catch(() => undefined);
          const after = placeOn(disk, clock);
          const kept = (await readState(after)).snapshot;
          const prefixes = Array.from({ length: said.length - promised.count + 1 }, (_, more) =>
            plain(replay(said.slice(0, promised.count + more))),
          );
          const found = { records: [...kept.records], intents: [...kept.intents.values()] };
          expect(prefixes.map(({ records, intents }) => ({ records, intents }))).toContainEqual(found);

          const liveness = new FakeLiveness();
          liveness.life = { state: 'dead' };
          const next = await openSession({ ...after, liveness, run: { id: 'next', operation: 'state', who: 'alice' } });
          expect(next.openIntents()).toEqual(found.intents);
          await next.append([{ type: 'delete', esmTag: 'none' }], 'durable');
          await next.close('done');
          const entries: JournalFrame[] = [];
          for await (const entry of history(after)) entries.push(...entry.frames);
          expect(plain(replay(entries)).records).toEqual(found.records);
          expect(new Map(Object.entries(await after.store.get_state(after.context))).size).toBe(
            found.records.filter(([, one]) => one.state !== null).length + 1,
          );
        }
      }
    }
  }, 60_000);
});
