/** Taking the lock. */
import type { JournalFrame, LockHolder } from '../contract/index.js';
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import type { Backend } from './backend.js';
import { ESM_CODES } from './codes.js';
import type { HolderAnswer, ListeningSocket, Liveness } from './liveness.js';
import { judge, LEASE_MS, lockedError, takenOver } from './lock.js';
import type { Place } from './place.js';
import { applyFrame, type Snapshot } from './snapshot.js';

export interface RunIdentity {
  readonly id: string;
  /** The command: `state site.sls`. */
  readonly operation: string;
  /** User and machine, for the history. */
  readonly who: string;
  /** Why: `--message`. */
  readonly message?: string;
}

export interface Acquired {
  readonly holder: LockHolder;
  readonly snapshot: Snapshot;
  readonly socket: ListeningSocket;
  /** Whether the holder before ended without releasing the lock. */
  readonly interrupted: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Others may win the race for the next segment; each time one of them got on. */
const MOST_ROUNDS = 20;
const LONGEST_PAUSE_MS = 2_000;

export interface AcquireOptions {
  readonly run: RunIdentity;
  /** How long to wait for another holder, ms. Default 0. */
  readonly waitMs?: number;
  /** How long this run may be silent before others take it for dead, ms. Default a minute. */
  readonly leaseMs?: number;
}

/** Takes the lock, waiting up to `waitMs` for its holder; throws `esm/locked` when it is not to be had. */
export async function acquire(
  place: Place,
  backend: Backend,
  liveness: Liveness,
  options: AcquireOptions,
  answer: (holder: LockHolder) => HolderAnswer,
): Promise<Acquired> {
  const { clock, signal } = place.context;
  const end = clock.monotonic() + (options.waitMs ?? 0);
  for (let pause = 100; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await tryAcquire(place, backend, liveness, options, answer);
    } catch (error) {
      const locked = error instanceof DiagnosticError && error.diagnostics[0]?.code === ESM_CODES.code('locked');
      const left = end - clock.monotonic();
      if (!locked || left <= 0) throw error;
      await clock.sleep(Math.min(pause, left), signal);
    }
  }
}

async function tryAcquire(
  place: Place,
  backend: Backend,
  liveness: Liveness,
  { run, leaseMs }: AcquireOptions,
  answer: (holder: LockHolder) => HolderAnswer,
): Promise<Acquired> {
  const { context } = place;
  const identity = await liveness.self();
  const id = context.random.uuid();
  let socket: ListeningSocket | undefined;
  let holder: LockHolder | undefined;
  try {
    for (let round = 0; ; round++) {
      const loaded = await backend.load();
      const diagnostics = [...loaded.diagnostics];
      const before = loaded.snapshot.holder;
      if (before !== undefined) {
        const verdict = await judge(before, liveness, context.clock, () => backend.silence());
        if (!verdict.free || round >= MOST_ROUNDS) {
          throw lockedError(context.runName, before, verdict.free ? { state: 'unknown' } : verdict.life);
        }
        diagnostics.push(takenOver(context.runName, before, verdict.why));
      }
      const since = new Date(context.clock.now()).toISOString();
      socket ??= await openSocket(backend, liveness, id, context.directory, () => holder && answer(holder));
      holder = {
        ...identity,
        id,
        operation: run.operation,
        since,
        lease: leaseMs ?? LEASE_MS,
        epoch: loaded.snapshot.epoch + 1,
        ...(socket.address === undefined ? {} : { socket: socket.address }),
      };
      const epoch = { type: 'epoch', epoch: holder.epoch, holder } as const;
      const started = startedFrame(run, since);
      applyFrame(loaded.snapshot, epoch);
      if ((await backend.commit([epoch, started], loaded.snapshot)) === 'conflict') continue;
      await lockBeside(backend, holder, run.id, loaded.snapshot);
      if (before !== undefined) await liveness.bury(before);
      return { holder, snapshot: loaded.snapshot, socket, interrupted: before !== undefined, diagnostics };
    }
  } catch (error) {
    await socket?.close();
    throw error;
  }
}

/** What the history tells of a run. */
export function startedFrame({ id, operation, who, message }: RunIdentity, time: string): JournalFrame {
  const about = message === undefined ? {} : { message };
  return { type: 'run-started', run: id, operation, who, ...about, time };
}

async function openSocket(
  backend: Backend,
  liveness: Liveness,
  id: string,
  folder: string,
  answer: () => HolderAnswer | undefined,
): Promise<ListeningSocket> {
  // A store with a lock of its own does not tell others where to ask.
  if (!backend.leased) return { address: undefined, close: async () => {} };
  return liveness.listen(id, folder, () => answer() ?? { id, operation: '', since: '', activity: '' });
}

/** Where another tool holds the lock beside the log, the log is given back. */
async function lockBeside(backend: Backend, holder: LockHolder, run: string, snapshot: Snapshot): Promise<void> {
  try {
    await backend.lock(holder);
  } catch (error) {
    const ended = { type: 'run-ended', run, outcome: 'stopped', time: holder.since } as const;
    applyFrame(snapshot, ended);
    await backend.commit([ended], snapshot).catch(() => undefined);
    throw error;
  }
}
