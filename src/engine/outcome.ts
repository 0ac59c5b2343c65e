/** What happened to a chunk, and the result record that reports carry. */
import type { Diagnostic, Tag } from '../kernel/index.js';

export type OutcomeKind =
  | 'unchanged'
  | 'changed'
  | 'would-change'
  | 'unpredictable'
  | 'pending'
  | 'failed'
  | 'skipped: dependency'
  | 'skipped: requisite'
  | 'skipped: plan'
  | 'skipped: target'
  | 'skipped: cancelled'
  | 'interrupted';

/** One leaf of a planned or done change, ready to be drawn: values masked, unknowns as text. */
export interface LeafView {
  readonly path: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Why the change needs a replacement, when it does. */
  readonly replaces?: boolean;
}

/** Path of the leaf that stands for a replaced thing which still has to be removed. No field can be called so. */
export const DEPOSED_PATH = '(deposed)';

/** What a step does to the thing behind a chunk. */
export type Action = 'none' | 'create' | 'update' | 'replace' | 'remove' | 'adopt' | 'call' | 'read';

/** What became of a state that was pending. */
export interface PendingReport {
  /** ISO 8601; may lie in an earlier run. */
  readonly since: string;
  /** Calls of this run after the first one. */
  readonly reruns: number;
  /**
   * `settled`: it is not pending any more. Else why it was called no more: nobody waits for what is pending in this run; the last reruns changed nothing;
   * there were as many as are allowed; its time limit leaves no time for another; it would have to be replaced; the run was stopped.
   */
  readonly end: 'settled' | 'not-awaited' | 'unchanged' | 'most-reruns' | 'timed-out' | 'replaced' | 'stopped';
}

/** The result of one chunk. Values are masked where they are secret. */
export interface ChunkResult {
  readonly tag: Tag;
  readonly esmTag: string;
  /** What the thing is called, where the tag has only the prefix of it. */
  readonly name?: string;
  readonly outcome: OutcomeKind;
  readonly result: boolean | null;
  readonly comment: readonly string[];
  /** Lines of the comment that are news beside the change itself, such as `no longer manages tags`. */
  readonly notes?: readonly string[];
  readonly changes: Readonly<Record<string, unknown>>;
  readonly oldState: Readonly<Record<string, unknown>> | null;
  readonly newState: Readonly<Record<string, unknown>> | null;
  /** Deterministic: serial, the sequence; parallel, by (wave, order). Counts from 1. */
  readonly runNumber: number;
  /** ISO 8601 with offset. */
  readonly startTime: string;
  readonly totalSeconds: number;
  readonly action: Action;
  readonly leaves: readonly LeafView[];
  /** Tag text of the chunk whose failure skipped this one. */
  readonly root?: string;
  readonly slsMeta: unknown;
  readonly idMeta: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Set when it was pending. */
  readonly pending?: PendingReport;
  readonly order: number;
  /** When that was enforced which stands for a state that was not run. ISO 8601. */
  readonly enforcedAt?: string;
  /** Where the declaration stands, for messages: `site.sls:4:3`. */
  readonly declared?: string;
}
