/** The way into the engine: low state in, outcomes out. */
import type {
  Cloud,
  EnforcedRecord,
  Intent,
  JournalFrame,
  PendingCounts,
  Reconcile,
  RecordMeta,
  RenderedText,
  StateReturn,
} from '../contract/index.js';
import type { Hub } from '../hub/index.js';
import type { Diagnostic, Masker, Ports } from '../kernel/index.js';
import type { LowState } from '../sls/index.js';
import type { Action, ChunkResult } from './outcome.js';
import type { RunEvent, StepKind } from './run-event.js';
import type { Vanished } from './vanished.js';

/** The enforced state as the engine needs it; implemented by the session of the `esm` area and by a plain one for tests. */
export interface EnforcedState {
  get(esmTag: string): EnforcedRecord | undefined;
  entries(): Iterable<readonly [string, EnforcedRecord]>;
  /** Intents without an end, from an interrupted run. */
  openIntents(): readonly Intent[];
  /** Adds frames to the journal. `durable` resolves when they and everything before them are on disk; `soon` needs not be waited for. */
  append(frames: readonly JournalFrame[], when: 'durable' | 'soon'): Promise<void>;
  /** Throws `esm/fenced` when the lock was taken over. Checked before every call that writes. */
  check(): void;
  /** A value as records keep it, secrets replaced by digests: for comparing what is given now with a record. Default: as it is. */
  seal?<Value>(value: Value, like?: unknown): Value;
}

export interface EngineServices {
  readonly hub: Hub;
  readonly ports: Ports;
  readonly masker: Masker;
  /** Account data of a profile for the first component of a state ref; empty when there is none. */
  account(provider: string, profile: string | undefined): Promise<Readonly<Record<string, unknown>>>;
  /** Names of what `account` knows. Absent: there are no credentials. */
  readonly accountNames?: () => Promise<AccountNames>;
  /** `account`: the data to connect with, where the profile is not one of the credentials. */
  cloud(profile: string | undefined, account?: Readonly<Record<string, unknown>>): Promise<Cloud>;
  /** The project folder, against which relative paths are read. */
  readonly directory: string;
  /** Renders a template for a state. Absent: there are no templates. Throws a `DiagnosticError`. */
  renderText?(
    template: string,
    variables: Readonly<Record<string, unknown>>,
    file: string | undefined,
    signal: AbortSignal,
  ): Promise<RenderedText>;
}

export interface AccountNames {
  /** Profile of whoever names none. */
  readonly defaultProfile: string;
  /** Names of the profiles of a provider. */
  of(provider: string): readonly string[];
}

export interface RunOptions {
  readonly runName: string;
  readonly runId: string;
  readonly mode: 'apply' | 'plan';
  readonly runtime: 'serial' | 'parallel';
  /** Steps in flight at most; zero or less: no limit. Default 50. */
  readonly batchSize: number;
  /** First signal: start nothing new, let what is in flight end. */
  readonly stop: AbortSignal;
  /** Second signal: abort what is in flight. */
  readonly abort: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Emits the arguments of each call too. */
  readonly detail?: boolean;
  /** Things are found only by an id that is given or recorded; nothing is adopted by its name. */
  readonly onlyWithResourceId?: boolean;
  /** IDs (globs) to run; what they need comes along. Empty: everything. */
  readonly targets?: readonly string[];
  readonly project: string;
  readonly entries: readonly string[];
  /** Account profile of chunks that name none; undefined stands for `default`. */
  readonly profile?: string;
  /** Remove what vanished. */
  readonly prune?: boolean;
  /**
   * Whose records can vanish: those that this entry set declared (the default), or all. A tree that stands for the whole state says `all`.
   */
  readonly removal?: 'declared' | 'all';
  /** Records that do not vanish although no chunk declares them. */
  readonly keeps?: (esmTag: string) => boolean;
  /** Keeps the declaration that records have, for a tree that no file declares. */
  readonly declaredBy?: (esmTag: string) => RecordMeta['declared'];
  /** Holds the run to a plan that was made before. */
  readonly guard?: RunGuard;
  /** What is done about states that are pending. */
  readonly reconcile?: ReconcileOptions;
}

export interface ReconcileOptions {
  /** `basic` (the default) calls them again until they are settled; `none` waits for nothing. */
  readonly reconciler?: 'basic' | 'none';
  /** Calls at the most after the first one. Default 600. */
  readonly mostReruns?: number;
  /** Decides instead of the default rule, which is: what a state's own `is_pending` says, else whether it returned `rerun_data`. */
  isPending?(ret: StateReturn, counts: PendingCounts, own: Reconcile['is_pending']): boolean;
}

/** One step as it would be done now, for a guard to judge. */
export interface GuardedStep {
  readonly kind: StepKind;
  /** As it is written: a bound name is not substituted. */
  readonly tag: string;
  readonly esmTag: string;
  readonly action: Action;
  /** Digest of what was observed; undefined when nothing was. */
  readonly observed: string | undefined;
  /** Paths of the leaves that would change. */
  readonly leaves: readonly string[];
  /** Id that the record knows, and whether the thing was finished. */
  readonly recordId: string | undefined;
}

/** Lets a run do at most what a plan says. */
export interface RunGuard {
  /** Undefined: it may be done. Otherwise why not. What may be done is remembered for `permits`. */
  judge(step: GuardedStep): string | undefined;
  /** Whether a call that writes, an update with its leaves, belongs to a step that may be done. Asked right before each such call. */
  permits(esmTag: string, action: Intent['action'], leaves?: readonly string[]): boolean;
}

/** A low state whose functions are resolved and whose arguments and requisites are checked: ready to run or to be drawn. */
export interface PreparedRun {
  readonly low: LowState;
  /** Errors here mean: nothing may run. */
  readonly diagnostics: readonly Diagnostic[];
  /** Chunk indexes a chunk waits for, with the requisite that says so; for drawing. */
  edges(): Iterable<{ readonly from: number; readonly to: number; readonly requisite: string }>;
}

export interface RunReport {
  /** In run-number order. */
  readonly results: readonly ChunkResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly seconds: number;
  readonly stopped: boolean;
  /** What this entry set declared before and declares no more; empty when that cannot be judged. With `prune` the results say what became of it. */
  readonly vanished: readonly Vanished[];
}
