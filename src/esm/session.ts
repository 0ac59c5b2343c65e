/** The enforced state of one run: locked, in memory, and journalled. */
import type { EnforcedRecord, Intent, JournalFrame, LockHolder } from '../contract/index.js';
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import { type Acquired, type AcquireOptions, acquire, type RunIdentity, startedFrame } from './acquire.js';
import type { Backend } from './backend.js';
import { ESM_CODES } from './codes.js';
import { Journal } from './journal.js';
import type { Liveness } from './liveness.js';
import { fencedError, silentError } from './lock.js';
import { openBackend, type Place } from './place.js';
import { NO_KEYS, SecretKeys, type StateKeys, wrongKey } from './secret-keys.js';
import { applyFrame, type Snapshot, saltOf } from './snapshot.js';
import { openedValue, storedValue } from './stored-value.js';

export interface SessionOptions extends Place, AcquireOptions {
  readonly liveness: Liveness;
  /** Keys of secrets, asked for under the lock with the id of the key the state has. Default: none; digests then use a salt of the state, which does not protect short secrets from guessing. */
  readonly keys?: (known: string | undefined) => Promise<StateKeys>;
}

export interface Session {
  readonly holder: LockHolder;
  /** Warnings from opening: a lock that was taken over, a snapshot that was passed over. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the last segment written; 0 where the store has none. */
  readonly position: number;
  get(esmTag: string): EnforcedRecord | undefined;
  entries(): Iterable<readonly [string, EnforcedRecord]>;
  /** Intents that an earlier run left without an end and that were not settled since. */
  openIntents(): readonly Intent[];
  /**
   * Adds frames to the journal and applies them to the state; secrets in them are replaced by digests. `durable` resolves
   * when these and all earlier frames are on the disk, and rejects when that failed. `soon` resolves at once and never
   * rejects, so nobody has to wait for it: what fails is told by the next `durable`, by `check` and by `close`.
   */
  append(frames: readonly JournalFrame[], when: 'durable' | 'soon'): Promise<void>;
  /** Throws `esm/fenced` when the lock is lost, or cannot be known to be held. To be called before every call that writes. */
  check(): void;
  /**
   * A value as it would be stored, secrets as digests: for comparing what is given now with a record. With `like`, the value in the record,
   * secrets that are the same come out the same, also when the record was written with an earlier key.
   */
  seal<Value>(value: Value, like?: unknown): Value;
  /** What is told to those who ask what this run is doing. */
  setActivity(text: string): void;
  /** Ends the run and releases the lock. Throws, after releasing, when anything could not be written. */
  close(outcome: 'done' | 'failed' | 'stopped', error?: unknown): Promise<void>;
}

/**
 * Takes the lock of a state and reads it. Throws `DiagnosticError`: `esm/locked` with the holder, `esm/not-entered`,
 * `esm/unreachable`, `esm/corrupt`, `esm/newer-format`, `esm/bad-run-name`, or a `log/…` code.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const backend = await openBackend(options, true);
  const activity = { text: 'It has just begun.' };
  let acquired: Acquired | undefined;
  const answer = ({ id, operation, since }: LockHolder) => ({ id, operation, since, activity: activity.text });
  try {
    acquired = await acquire(options, backend, options.liveness, options, answer);
    const keys = keysFor(acquired.snapshot, (await options.keys?.(acquired.snapshot.keyId)) ?? NO_KEYS);
    const session = new LockedSession(options, backend, acquired, keys, activity);
    await session.takeKey();
    return session;
  } catch (error) {
    if (acquired !== undefined) await giveBack(options, backend, acquired);
    await backend.release(error);
    throw error;
  }
}

/** A session that could not begin leaves no lock behind. */
async function giveBack(
  { run, context }: SessionOptions,
  backend: Backend,
  { snapshot, socket }: Acquired,
): Promise<void> {
  const ended = {
    type: 'run-ended',
    run: run.id,
    outcome: 'stopped',
    time: new Date(context.clock.now()).toISOString(),
  } as const;
  applyFrame(snapshot, ended);
  await backend.commit([ended], snapshot).catch(() => undefined);
  await socket.close();
}

/** Throws `esm/wrong-key` when the state was written with a key that is not among these. */
export function keysFor(snapshot: Snapshot, keys: StateKeys): SecretKeys {
  const made = new SecretKeys(keys, saltOf(snapshot));
  if (snapshot.keyId !== undefined && !made.knows(snapshot.keyId)) throw wrongKey(snapshot.keyId, made.currentId);
  return made;
}

/** Only states keep sealed values. */
export function openedRecord(record: EnforcedRecord, keys: SecretKeys): EnforcedRecord {
  const state = openedValue(record.state, keys);
  return state === record.state ? record : { ...record, state };
}

function* openedEntries(snapshot: Snapshot, keys: SecretKeys): Iterable<readonly [string, EnforcedRecord]> {
  for (const [esmTag, record] of snapshot.records) yield [esmTag, openedRecord(record, keys)];
}

class LockedSession implements Session {
  readonly holder: LockHolder;
  readonly diagnostics: readonly Diagnostic[];
  readonly #options: SessionOptions;
  readonly #backend: Backend;
  readonly #acquired: Acquired;
  readonly #snapshot: Snapshot;
  readonly #activity: { text: string };
  readonly #journal: Journal;
  readonly #inherited: ReadonlySet<string>;
  readonly #keys: SecretKeys;
  readonly #closed = new AbortController();
  #changed: boolean;
  /** When the lock was last proven to be ours. */
  #proven: { readonly now: number; readonly monotonic: number };

  constructor(
    options: SessionOptions,
    backend: Backend,
    acquired: Acquired,
    keys: SecretKeys,
    activity: { text: string },
  ) {
    const { clock } = options.context;
    this.#options = options;
    this.#backend = backend;
    this.#acquired = acquired;
    this.#snapshot = acquired.snapshot;
    this.#activity = activity;
    this.#journal = new Journal((frames) => this.#write(frames), clock);
    this.#inherited = new Set(acquired.snapshot.intents.keys());
    this.#keys = keys;
    // Nobody knows whether the run before exported what it changed.
    this.#changed = acquired.interrupted;
    this.#proven = { now: clock.now(), monotonic: clock.monotonic() };
    this.holder = acquired.holder;
    this.diagnostics = acquired.diagnostics;
    if (backend.leased) void this.#renew();
  }

  get position(): number {
    return this.#backend.position;
  }

  get(esmTag: string): EnforcedRecord | undefined {
    const record = this.#snapshot.records.get(esmTag);
    return record === undefined ? undefined : openedRecord(record, this.#keys);
  }

  entries(): Iterable<readonly [string, EnforcedRecord]> {
    return openedEntries(this.#snapshot, this.#keys);
  }

  openIntents(): readonly Intent[] {
    return [...this.#snapshot.intents.values()].filter((intent) => this.#inherited.has(intent.token));
  }

  async append(frames: readonly JournalFrame[], when: 'durable' | 'soon'): Promise<void> {
    const sealed = frames.map((frame) => this.seal(frame));
    for (const frame of sealed) {
      applyFrame(this.#snapshot, frame);
      if (frame.type === 'put' || frame.type === 'delete') this.#changed = true;
    }
    this.#journal.add(sealed);
    if (when === 'durable') await this.#journal.flush();
  }

  check(): void {
    this.#journal.check();
    if (this.#backend.leased && this.#silence() > this.holder.lease) throw silentError(this.#runName, this.#silence());
  }

  seal<Value>(value: Value, like?: unknown): Value {
    return storedValue(value, this.#keys, like);
  }

  /** Says which key is used from now on, and seals anew what an earlier one sealed. */
  async takeKey(): Promise<void> {
    const id = this.#keys.currentId;
    if (id === undefined || id === this.#snapshot.keyId) return;
    const frames: JournalFrame[] = [{ type: 'key', id }];
    for (const [esmTag, record] of this.#snapshot.records) {
      const opened = openedRecord(record, this.#keys);
      if (opened !== record) frames.push({ type: 'put', esmTag, record: opened });
    }
    await this.append(frames, 'durable');
  }

  setActivity(text: string): void {
    this.#activity.text = text;
  }

  async close(outcome: 'done' | 'failed' | 'stopped', error?: unknown): Promise<void> {
    this.#closed.abort();
    try {
      await this.#end(outcome);
    } finally {
      this.#journal.close();
      try {
        await this.#backend.release(error);
      } finally {
        await this.#acquired.socket.close();
      }
    }
  }

  async #end(outcome: 'done' | 'failed' | 'stopped'): Promise<void> {
    const ended = { type: 'run-ended', run: this.#options.run.id, outcome, time: this.#time() } as const;
    try {
      // While the lock is held: after it, another run may have exported a newer state.
      await this.append([], 'durable');
      if (this.#changed) await this.#backend.export(this.#snapshot);
    } finally {
      await this.append([ended], 'durable');
    }
    await this.#backend.tidy(this.#snapshot);
  }

  async #write(frames: readonly JournalFrame[]): Promise<void> {
    const { clock } = this.#options.context;
    const began = { now: clock.now(), monotonic: clock.monotonic() };
    if ((await this.#backend.commit(frames, this.#snapshot)) === 'conflict') {
      throw fencedError(this.#runName, await this.#backend.holderNow());
    }
    this.#proven = began;
  }

  /** Says that we live, every third of the lease: others look at when it was said last, whatever else was written since. */
  async #renew(): Promise<void> {
    const { clock } = this.#options.context;
    const third = this.holder.lease / 3;
    try {
      for (;;) {
        await clock.sleep(third, this.#closed.signal);
        const holder = { ...this.holder, renewed: this.#time() };
        await this.append([{ type: 'epoch', epoch: holder.epoch, holder }], 'durable');
      }
    } catch {
      // Closed, or a write failed: the journal keeps the failure, and whoever appends or checks next is told.
    }
  }

  #silence(): number {
    const { clock } = this.#options.context;
    return Math.max(clock.now() - this.#proven.now, clock.monotonic() - this.#proven.monotonic);
  }

  #time(): string {
    return new Date(this.#options.context.clock.now()).toISOString();
  }

  get #runName(): string {
    return this.#options.context.runName;
  }
}

/**
 * Takes the lock away from its holder, whatever it does: its next write is refused. `id` must be that of the present lock;
 * without one, a store that keeps its own lock, or one beside its log, is told to release it. Throws `esm/no-such-lock`.
 */
export async function unlock(
  place: Place,
  liveness: Liveness,
  run: RunIdentity,
  id: string | undefined,
): Promise<LockHolder | undefined> {
  const { store, context } = place;
  if (store.log === undefined) {
    await (await openBackend(place, false)).forceOpen();
    return undefined;
  }
  const backend = await openBackend(place, false);
  const { snapshot } = await backend.load();
  const broken = snapshot.holder;
  if (broken === undefined && id === undefined) {
    await backend.forceOpen();
    return undefined;
  }
  if (broken === undefined || broken.id !== id) throw noSuchLock(context.runName, broken);
  const time = new Date(context.clock.now()).toISOString();
  const epoch = snapshot.epoch + 1;
  const own = await liveness.self();
  const holder = { ...own, id: context.random.uuid(), operation: run.operation, since: time, lease: 0, epoch };
  const frames: JournalFrame[] = [
    { type: 'epoch', epoch, holder },
    startedFrame(run, time),
    { type: 'run-ended', run: run.id, outcome: 'done', time },
  ];
  for (const frame of frames) applyFrame(snapshot, frame);
  if ((await backend.commit(frames, snapshot)) === 'conflict') throw noSuchLock(context.runName, undefined);
  await backend.forceOpen();
  return broken;
}

function noSuchLock(runName: string, holder: LockHolder | undefined): DiagnosticError {
  const now = holder === undefined ? 'It is not locked.' : `It is locked by ${holder.operation}, id ${holder.id}.`;
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('no-such-lock'),
    summary: `The enforced state ${runName} has no such lock`,
    detail: now,
    ...(holder === undefined ? {} : { hints: [`holdfast esm unlock ${holder.id}`], about: holder.id }),
  });
}
