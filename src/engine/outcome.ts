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

/** What a step does to the thing behind a chunk. */
export type Action = 'none' | 'create' | 'update' | 'replace' | 'remove' | 'adopt' | 'call' | 'read';

/** The result of one chunk. Values are masked where they are secret. */
export interface ChunkResult {
  readonly tag: Tag;
  readonly esmTag: string;
  readonly outcome: OutcomeKind;
  readonly result: boolean | null;
  readonly comment: readonly string[];
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
  readonly order: number;
  /** Where the declaration stands, for messages: `site.sls:4:3`. */
  readonly declared?: string;
}
