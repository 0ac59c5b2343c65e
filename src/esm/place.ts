/** Which state: a store, and the run name in it. */
import type { JournalFrame, LockHolder, StoreContext, StoreDefinition } from '../contract/index.js';
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import { type Backend, calling } from './backend.js';
import { ESM_CODES } from './codes.js';
import type { Life, Liveness } from './liveness.js';
import { judge } from './lock.js';
import { LogBackend } from './log-backend.js';
import { MapBackend } from './map-backend.js';
import type { Snapshot } from './snapshot.js';

export interface Place {
  readonly store: StoreDefinition;
  readonly context: StoreContext;
}

/** The state at one moment. Reading it takes no lock. */
export interface ReadState {
  readonly snapshot: Snapshot;
  /** Of the last segment; 0 where the store has none. */
  readonly position: number;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface HistoryEntry {
  readonly position: number;
  readonly frames: readonly JournalFrame[];
}

/** Reads a state. Throws `DiagnosticError` when the store cannot be read. */
export async function readState(place: Place): Promise<ReadState> {
  return (await openBackend(place, false)).load();
}

export interface HeldLock {
  readonly holder: LockHolder;
  readonly life: Life;
  /** Whether the next run takes it over: the holder is proven dead, or was silent for longer than its lease. */
  readonly abandoned: boolean;
}

/** Who holds the lock, and whether it lives. Undefined when nobody does, or when only the store knows. */
export async function lockHolder(place: Place, liveness: Liveness): Promise<HeldLock | undefined> {
  const backend = await openBackend(place, false);
  const { holder } = (await backend.load()).snapshot;
  if (holder === undefined) return undefined;
  const { life, free } = await judge(holder, liveness, place.context.clock, () => backend.silence());
  return { holder, life, abandoned: free };
}

/** The journal, oldest first, as far back as it is kept; empty for stores without one. */
export async function* history(place: Place, after?: number): AsyncIterable<HistoryEntry> {
  checkRunName(place.context.runName);
  const log = await calling(place.store.ref, 'opening it', async () => place.store.log?.(place.context));
  if (log?.history === undefined) return;
  const backend = new LogBackend(place.store, place.context, log);
  for await (const segment of log.history(after)) {
    yield { position: segment.position, frames: backend.decode(segment) };
  }
}

export async function openBackend({ store, context }: Place, locking: boolean): Promise<Backend> {
  checkRunName(context.runName);
  const log = await calling(store.ref, 'opening it', async () => store.log?.(context));
  return log === undefined ? new MapBackend(store, context, locking) : new LogBackend(store, context, log);
}

/** A run name becomes a file name, a key and a label. */
function checkRunName(name: string): void {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(name)) return;
  throw new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('bad-run-name'),
    summary: `${JSON.stringify(name)} cannot be a run name`,
    detail: 'A run name has 1 to 100 letters, digits, dots, dashes and underscores, and does not begin with a dot.',
    hints: ['Choose another one: --run-name.'],
  });
}
