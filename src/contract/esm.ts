/** Enforced state: records, the journal's frames, and what a store must and may offer. */
import type { Clock, Diagnostic, Log, Random } from '../kernel/index.js';
import { type Marked, mark } from './mark.js';

/** What the engine keeps beside a chunk's last new state. Stored under `__esm_metadata__`. */
export interface RecordMeta {
  readonly id?: string;
  /** Path reference's state, for reading a record without its tag. */
  readonly state: string;
  /** The name of the thing, where it was made from a prefix: tags hold only that. */
  readonly name?: string;
  /** Managed arguments as last given, secrets as digests. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Per managed argument: given, default, bound, param, identity. */
  readonly origins?: Readonly<Record<string, string>>;
  /** ESM tags of what it needed, for removal in reverse order. */
  readonly needs?: readonly string[];
  readonly profile?: string;
  readonly provider?: string;
  /** Project and entry refs that declared it. */
  readonly declared?: { readonly project: string; readonly entries: readonly string[] };
  readonly protect?: boolean;
  readonly status: 'complete' | 'incomplete';
  /** While the state is pending: since when (ISO 8601), the digest of its arguments, and what it asked to get back when it is called again. */
  readonly pending?: { readonly since: string; readonly inputs: string; readonly rerun_data: unknown };
  /** Objects that were replaced but not removed yet. */
  readonly deposed?: readonly { readonly id: string; readonly identity: Readonly<Record<string, unknown>> }[];
  /** ISO 8601 of the last write. */
  readonly updated?: string;
}

/** One entry of the enforced state. */
export interface EnforcedRecord {
  /** The last new state; null while only an incomplete creation is known. */
  readonly state: Readonly<Record<string, unknown>> | null;
  readonly meta: RecordMeta;
}

/** Said before a call that writes. Self-contained, so that another machine can resolve it. */
export interface Intent {
  /** Unique; also the idempotency token handed to the provider. */
  readonly token: string;
  /** Whole tag of the chunk. */
  readonly tag: string;
  readonly esmTag: string;
  readonly ref: string;
  readonly action: 'create' | 'update' | 'remove' | 'call';
  readonly profile?: string;
  readonly provider?: string;
  readonly identity?: Readonly<Record<string, unknown>>;
  /** The name the thing gets, where it was made from a prefix. */
  readonly name?: string;
  /** Digest of the arguments. */
  readonly inputs?: string;
  /** Set by `born`, before the call ended. */
  readonly bornId?: string;
  readonly time: string;
}

/** One entry of the journal. The order in the journal is the truth. */
export type JournalFrame =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly operation: string;
      readonly who: string;
      readonly message?: string;
      readonly time: string;
    }
  | {
      readonly type: 'run-ended';
      readonly run: string;
      readonly outcome: 'done' | 'failed' | 'stopped';
      readonly time: string;
    }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'born'; readonly token: string; readonly id: string }
  /** The call ended and its effect is known; closes the intent. */
  | { readonly type: 'settled'; readonly token: string; readonly effect: 'done' | 'none' }
  | { readonly type: 'put'; readonly esmTag: string; readonly record: EnforcedRecord }
  | { readonly type: 'delete'; readonly esmTag: string }
  /** From here on secrets are digested and sealed with the key of this id. */
  | { readonly type: 'key'; readonly id: string }
  | { readonly type: 'epoch'; readonly epoch: number; readonly holder: LockHolder };

export interface LockHolder {
  readonly id: string;
  readonly machine: string;
  /** Boot id of the machine and its process namespace: a pid means nothing elsewhere. */
  readonly boot: string;
  readonly namespace: string;
  readonly pid: number;
  /** When the process started, in the system's own unit; tells a reused pid apart. */
  readonly started: string;
  readonly operation: string;
  readonly since: string;
  /** When it last said that it lives, when that is later than `since`. */
  readonly renewed?: string;
  /** Milliseconds the holder may be silent before the lock counts as abandoned. */
  readonly lease: number;
  readonly epoch: number;
  readonly user?: string;
  /** Address of the holder's own socket, the first proof of life. */
  readonly socket?: string;
}

export interface StoreContext {
  /** Run name: names the state. */
  readonly runName: string;
  /** `<root>/var/cache/holdfast/esm/<store>`; only for stores that keep files. */
  readonly directory: string;
  readonly account: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How much history is kept; what is not said is up to the store. */
  readonly retention?: Retention;
  /** Set when the store is only tried out: whatever is kept must be kept apart from the real state of this account and run name. */
  readonly trial?: boolean;
}

export interface Retention {
  /** Bytes of archived segments. */
  readonly archiveBytes?: number;
  /** Snapshots, the newest included. */
  readonly snapshots?: number;
}

/** The map of the original: ESM tag to last new state, plus `__esm_metadata__`. */
export type StateMap = Readonly<Record<string, unknown>>;

/** Position of the newest segment a store holds; 0 when empty. */
export type LogPosition = number;

export interface Segment {
  readonly position: LogPosition;
  readonly frames: readonly Uint8Array[];
}

/**
 * The strong ability: a log with compare-and-append. Order, compare-and-swap and fencing follow from it, so a store that has it
 * needs no lock of its own.
 */
export interface AppendLog {
  /** The newest snapshot, if any, and every segment after it, in order. Reading never locks. */
  load(): Promise<{
    readonly snapshot?: { readonly position: LogPosition; readonly bytes: Uint8Array };
    readonly segments: readonly Segment[];
    /** Warnings: a snapshot that was passed over. */
    readonly diagnostics?: readonly Diagnostic[];
  }>;
  /** Segments after a position. */
  after(position: LogPosition): Promise<readonly Segment[]>;
  /** Durable when it resolves. `conflict` when the log is not at `after`: nothing was written. */
  append(after: LogPosition, frames: readonly Uint8Array[]): Promise<LogPosition | 'conflict'>;
  /** Keeps a snapshot of everything up to a position; older segments may be archived from then on. */
  snapshot?(position: LogPosition, bytes: Uint8Array): Promise<void>;
  /** The newest snapshot at or below a position, for showing an earlier state; undefined when none is kept. */
  snapshotAt?(
    position: LogPosition,
  ): Promise<{ readonly position: LogPosition; readonly bytes: Uint8Array } | undefined>;
  /**
   * Takes a lock beside the log, which keeps out tools that know nothing of the log; called once the log itself is held. Throws when
   * another tool holds it. One left behind by an earlier holder of this log is taken over.
   */
  lock?(holder: LockHolder): Promise<void>;
  /** Releases that lock; also after an error. Succeeds when it is gone already. Without a holder it is forced open. */
  unlock?(holder: LockHolder | undefined): Promise<void>;
  /**
   * Milliseconds since a segment was written, by the clock of what keeps it, and rather too few than too many; undefined when that cannot
   * be told. Whether a holder has been silent for too long is judged by it, so that machines whose clocks differ agree.
   */
  age?(position: LogPosition): Promise<number | undefined>;
  /** Warnings for snapshots that are kept and cannot be read, the newest first. */
  damagedSnapshots?(): Promise<readonly Diagnostic[]>;
  /** Archived and live segments after a position, for history; without one, from the oldest that is kept. */
  history?(from?: LogPosition): AsyncIterable<Segment>;
  /** Called whenever a run that changed something ended: a copy in the original's form, for other tools. */
  export?(state: StateMap): Promise<void>;
}

/** What a store is. The four functions suffice; `log` makes it strong. */
export interface StoreDefinition {
  readonly ref: string;
  readonly summary: string;
  /** Takes the lock; throws when another holds it. What it returns is handed to `exit_`. Not called when the store has `log`. */
  enter(ctx: StoreContext): Promise<unknown>;
  /** Releases the lock, also after an error (which it is told); without a handle it forces the lock open. */
  exit_(ctx: StoreContext, handle: unknown, error?: unknown): Promise<void>;
  /** Everything, as a map; empty when there is nothing. */
  get_state(ctx: StoreContext): Promise<StateMap>;
  /** Replaces everything, atomically. */
  set_state(ctx: StoreContext, state: StateMap): Promise<void>;
  log?(ctx: StoreContext): Promise<AppendLog>;
}

export function store(definition: StoreDefinition): StoreDefinition & Marked<'store'> {
  return mark('store', definition);
}

/** Which enforced state is meant: the store and the account profile; by default those of the settings. */
export interface WhichState {
  readonly provider?: string;
  readonly profile?: string;
}

export interface EsmValidation {
  /** Version of the form in which the state was last exported or written. */
  readonly version: string;
  readonly records: number;
  readonly openIntents: number;
  /** What is noteworthy; errors mean that a run could not use it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The enforced state as the functions `exec esm.*` may use it. All functions throw errors with diagnostics. */
export interface EsmAccess {
  /** The newest version of the original's form that is understood. */
  readonly version: string;
  /** Everything, in the original's form. Takes no lock. */
  show(which?: WhichState): Promise<StateMap>;
  /** Removes one record, under the lock; undefined when there was none. The thing it stands for is not touched. */
  remove(esmTag: string, which?: WhichState): Promise<EnforcedRecord | undefined>;
  /** Takes the lock away from whoever holds it. Without an id the present holder's lock is meant. Undefined when nobody held it. */
  unlock(id?: string, which?: WhichState): Promise<LockHolder | undefined>;
  /** Whether the state can be read and is of a version that is known. */
  validate(which?: WhichState): Promise<EsmValidation>;
}
