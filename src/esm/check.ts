/** Whether what a store keeps is whole: every checksum, every link of the chain, and the sum of it all. */
import { type Diagnostic, equal } from '../kernel/index.js';
import { calling } from './backend.js';
import { history, type Place, readState } from './place.js';
import { applyFrame, emptySnapshot } from './snapshot.js';

export interface CheckReport {
  /** Positions that were read, each of which names the one before by its hash; 0 and 0 where a store keeps no history. */
  readonly first: number;
  readonly last: number;
  readonly segments: number;
  readonly frames: number;
  readonly records: number;
  readonly openIntents: number;
  /** Whether the whole journal, from its beginning, was replayed and gives the state as it is read; undefined where the beginning is no longer kept. */
  readonly replays: boolean | undefined;
  /** Whether everything that is kept could be read. A damaged snapshot is not needed to go on, but something changed it. */
  readonly whole: boolean;
  /** Warnings: damaged snapshots. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads everything there is. Throws `log/corrupt` or `esm/corrupt` at the first thing that is wrong, with its place. */
export async function checkState(place: Place): Promise<CheckReport> {
  const { snapshot, position, diagnostics } = await readState(place);
  const replayed = emptySnapshot();
  let first = 0;
  let last = 0;
  let segments = 0;
  let frames = 0;
  for await (const entry of history(place)) {
    if (first === 0) first = entry.position;
    // Another run may have gone on meanwhile.
    if (entry.position > position) break;
    last = entry.position;
    segments++;
    frames += entry.frames.length;
    for (const frame of entry.frames) applyFrame(replayed, frame);
  }
  const beginning = first === 1 && last === position;
  const replays = beginning ? equal([...sorted(replayed.records)], [...sorted(snapshot.records)]) : undefined;
  const counts = { records: snapshot.records.size, openIntents: snapshot.intents.size };
  const damaged = await damagedSnapshotsOf(place, diagnostics);
  const whole = damaged.length === 0 && replays !== false;
  return { first, last, segments, frames, ...counts, replays, whole, diagnostics: damaged };
}

/** What reading the state told already is among them. */
async function damagedSnapshotsOf(
  { store, context }: Place,
  told: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const damaged = await calling(store.ref, 'reading its snapshots', async () => {
    const log = await store.log?.(context);
    return log?.damagedSnapshots?.();
  });
  return damaged ?? told;
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
