/** The state as it was: at a position, and how two positions differ. */
import type { EnforcedRecord, JournalFrame } from '../contract/index.js';
import { DiagnosticError, diff, type LeafChange } from '../kernel/index.js';
import { calling } from './backend.js';
import { decodeSnapshot } from './codec.js';
import { ESM_CODES } from './codes.js';
import { history, type Place } from './place.js';
import { applyFrame, emptySnapshot, type Snapshot } from './snapshot.js';

/** One run as the journal tells of it. */
export interface RunSummary {
  /** Position after which the run begins, and of its last segment: `@last` is the state it left. */
  readonly first: number;
  readonly last: number;
  readonly run: string;
  readonly operation: string;
  readonly who: string;
  readonly message?: string;
  /** ISO 8601. */
  readonly started: string;
  readonly ended?: string;
  /** Undefined while it runs, and when it ended without a trace. */
  readonly outcome?: 'done' | 'failed' | 'stopped';
  /** Records written and deleted, each as often as it happened, and calls that were announced. */
  readonly puts: number;
  readonly deletes: number;
  readonly calls: number;
}

export interface Timeline {
  /** Oldest first. */
  readonly runs: readonly RunSummary[];
  /** The first and last positions that can be shown and compared; both 0 where a store keeps no history. */
  readonly oldest: number;
  readonly newest: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Every run that the kept journal tells of. */
export async function timeline(place: Place): Promise<Timeline> {
  const runs: Mutable<RunSummary>[] = [];
  let first = 0;
  let newest = 0;
  for await (const { position, frames } of history(place)) {
    if (first === 0) first = position;
    newest = position;
    for (const frame of frames) tell(frame, position, runs);
    const current = runs.at(-1);
    if (current !== undefined && (current.ended === undefined || current.last === position)) current.last = position;
  }
  return { runs, oldest: first <= 1 ? first : await oldestSnapshot(place, first, newest), newest };
}

function tell(frame: JournalFrame, position: number, runs: Mutable<RunSummary>[]): void {
  if (frame.type === 'run-started') {
    const { run, operation, who, message, time } = frame;
    const told = message === undefined ? {} : { message };
    runs.push({
      first: position,
      last: position,
      run,
      operation,
      who,
      ...told,
      started: time,
      puts: 0,
      deletes: 0,
      calls: 0,
    });
    return;
  }
  const current = runs.at(-1);
  if (current === undefined) return;
  if (frame.type === 'run-ended' && frame.run === current.run) {
    current.ended = frame.time;
    current.outcome = frame.outcome;
    current.last = position;
  } else if (frame.type === 'put') current.puts++;
  else if (frame.type === 'delete') current.deletes++;
  else if (frame.type === 'intent') current.calls++;
}

/** Without its beginning, a journal can be replayed only from a snapshot on. */
async function oldestSnapshot(place: Place, first: number, newest: number): Promise<number> {
  const log = await place.store.log?.(place.context);
  let oldest = newest;
  for (let at: number = newest; log?.snapshot !== undefined && log.snapshotAt !== undefined; ) {
    const snapshot = await log.snapshotAt(at);
    // A snapshot just below the first kept segment still serves as the beginning.
    if (snapshot === undefined || snapshot.position < first - 1) break;
    oldest = snapshot.position;
    at = snapshot.position - 1;
  }
  return oldest;
}

/** The state right after a position. Throws `esm/no-such-position`. */
export async function stateAt(place: Place, position: number): Promise<Snapshot> {
  const { store, context } = place;
  const log = await calling(store.ref, 'opening it', async () => store.log?.(context));
  const kept = await calling(store.ref, 'reading a snapshot', async () => log?.snapshotAt?.(position));
  const where = `The snapshot at ${kept?.position} of ${context.runName}`;
  const snapshot = kept === undefined ? emptySnapshot() : decodeSnapshot(kept.bytes, where);
  let reached = kept?.position ?? 0;
  if (reached < position) {
    for await (const entry of history(place, reached === 0 ? undefined : reached)) {
      // The beginning is no longer kept.
      if (entry.position !== reached + 1) break;
      for (const frame of entry.frames) applyFrame(snapshot, frame);
      reached = entry.position;
      if (reached === position) break;
    }
  }
  if (reached === position && position > 0) return snapshot;
  throw await noSuchPosition(place, position);
}

async function noSuchPosition(place: Place, position: number): Promise<DiagnosticError> {
  const { oldest, newest } = await timeline(place);
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('no-such-position'),
    summary: `The enforced state ${place.context.runName} cannot be shown as it was at @${position}`,
    detail:
      newest === 0
        ? `The store ${place.store.ref} keeps no history.`
        : `What is kept reaches from @${oldest} to @${newest}.`,
    hints: ['holdfast esm history shows the positions at which runs ended'],
  });
}

/** How one record differs between two states. */
export interface RecordChange {
  readonly esmTag: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Leaves of the state and of the inputs; empty for added and removed ones. */
  readonly leaves: readonly LeafChange[];
}

/** What differs between two states, by ESM tag in order. Times of writing do not count. */
export function compareStates(before: Snapshot, after: Snapshot): RecordChange[] {
  const tags = new Set([...before.records.keys(), ...after.records.keys()]);
  const changes: RecordChange[] = [];
  for (const esmTag of [...tags].sort()) {
    const old = before.records.get(esmTag);
    const now = after.records.get(esmTag);
    if (old === undefined || now === undefined) {
      changes.push({ esmTag, kind: old === undefined ? 'added' : 'removed', leaves: [] });
      continue;
    }
    const leaves = diff(comparable(old), comparable(now));
    if (leaves.length > 0) changes.push({ esmTag, kind: 'changed', leaves });
  }
  return changes;
}

function comparable({ state, meta }: EnforcedRecord): unknown {
  const { updated: _time, ...kept } = meta;
  return { state, meta: kept };
}
