/** One chunk, ready to be called: its function resolved, its bindings substituted. The walk makes these, `execute` carries them out. */
import type { EnforcedRecord, Intent, Present, SlsFiles } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import type { Diagnostic, SourceIndex, Tag } from '../../kernel/index.js';
import type { Chunk } from '../../sls/index.js';
import type { Action, LeafView, OutcomeKind, PendingReport } from '../outcome.js';
import type { EnforcedState, EngineServices, RunOptions } from '../run.js';
import type { Contexts } from './contexts.js';
import type { Journal } from './journal.js';
import type { Keywords } from './keywords.js';
import type { MadeNames } from './made-names.js';
import type { Reruns } from './pending.js';
import type { WorldView } from './world-view.js';

export interface ChunkCall {
  readonly chunk: Chunk;
  readonly tag: Tag;
  readonly tagText: string;
  readonly esmTag: string;
  readonly plugin: Loaded<'states'>;
  readonly fun: string;
  /** Arguments after binding, `name` included. May hold secrets, and in a plan unknowns. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Names of the arguments that were bound. */
  readonly bound: ReadonlySet<string>;
  readonly keywords: Keywords;
  readonly record: EnforcedRecord | undefined;
  /** ESM tags of what it needs, for the record. */
  readonly needs: readonly string[];
  readonly rerunData: unknown;
  /** Set when the chunk is called again because it was pending. */
  readonly reruns?: Reruns;
  /** Texts the chunk's positions stand for; those of the environment when absent. */
  readonly sources?: Pick<SourceIndex, 'span'>;
}

/** What came of a call; the walk adds number, time and tag to make a `ChunkResult`. */
export interface CallResult {
  readonly outcome: OutcomeKind;
  readonly result: boolean | null;
  readonly comment: readonly string[];
  /** Lines of the comment that a plan has to tell beside the change itself: what vanished, what is not managed any more. */
  readonly notes?: readonly string[];
  /** Not yet masked. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly oldState: Readonly<Record<string, unknown>> | null;
  readonly newState: Readonly<Record<string, unknown>> | null;
  readonly action: Action;
  readonly leaves: readonly LeafView[];
  /** Set while pending. */
  readonly rerunData?: unknown;
  /** Set while pending, when the thing itself says when to look again: milliseconds. */
  readonly recheckAfter?: number;
  /** Set once it was pending. */
  readonly pending?: PendingReport;
  readonly diagnostics: readonly Diagnostic[];
}

export type Applied =
  | { readonly kind: 'done'; readonly result: CallResult }
  /**
   * Must be replaced, destroy first, and nothing was done yet: the walk retires what hangs on it, then calls `retireChunk` and `applyChunk`
   * again. Create-first replacement is done inside `applyChunk`; its result then carries `deposed`, to be retired after its dependants.
   */
  | { readonly kind: 'replace'; readonly current: Present; readonly leaves: readonly LeafView[] }
  | { readonly kind: 'deposed'; readonly result: CallResult; readonly old: Present };

/** Made by `createEnvironment`. */
export interface ExecuteEnvironment {
  readonly services: EngineServices;
  readonly options: RunOptions;
  readonly enforced: EnforcedState;
  readonly world: WorldView;
  /** Adds high data to the running graph on behalf of a chunk. */
  readonly extend: (by: ChunkCall, high: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Gathers SLS files and adds their chunks on behalf of a chunk. */
  readonly extendFromFiles?: (by: ChunkCall, files: SlsFiles) => Promise<{ readonly added: number }>;
  /** Waits without counting against the limit of what is in flight. Absent: waits count. */
  readonly resting?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** For the places that diagnostics name. */
  readonly sources?: Pick<SourceIndex, 'span'>;
  readonly contexts: Contexts;
  readonly journal: Journal;
  readonly names: MadeNames;
  /** By ESM tag: what an interrupted run left behind and nobody could find out. Filled by `resolveOpenIntents`; such chunks are not called. */
  readonly undecided: Map<string, Diagnostic>;
  /**
   * By ESM tag: what an interrupted run announced to create and nobody can see. Its call may still be on its way, so the next creation
   * bears the same token. Filled by `resolveOpenIntents`.
   */
  readonly unmade: Map<string, Intent>;
}
