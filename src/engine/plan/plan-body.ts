/** What a plan says, as data. */
import type { Action, OutcomeKind } from '../outcome.js';
import type { StepKind } from '../run-event.js';
import type { LowStateData } from './low-state-data.js';

/** One step: what it would do, what it saw, and when its turn comes. */
export interface PlannedStep {
  readonly kind: StepKind;
  /** As it is written: a bound name is not substituted. */
  readonly tag: string;
  readonly esmTag: string;
  readonly action: Action;
  readonly outcome: OutcomeKind;
  /** Digest of the managed and identifying fields that were observed; left out when the thing was not there. */
  readonly observed?: string;
  /** Id in the record when the plan was made. */
  readonly recordId?: string;
  /** Paths of the leaves that would change. */
  readonly leaves: readonly string[];
  /** Tags of chunks whose things go before this one is replaced, and are made again in their own steps. */
  readonly retires?: readonly string[];
  /** Steps of a lower wave come before it. */
  readonly wave: number;
}

/** A block that was not rendered yet when the plan was made: where it stands, and the digest of that file. */
export interface PlannedBlock {
  readonly sls: string;
  readonly declared?: string;
  readonly requires: readonly string[];
  readonly source: string;
}

/** A file that was read of the tree. Its text stands as it is, or sealed with the key of the state where it may hold a secret. */
export interface PlannedFile {
  /** Number of the source it was found in. */
  readonly source: number;
  readonly path: string;
  readonly file: string;
  readonly text?: string;
  readonly sealed?: { readonly __secret__: string; readonly __sealed__?: string };
}

/** All that is needed to render the rest of a tree as it was when the plan was made. */
export interface PlannedSources {
  readonly labels: readonly string[];
  readonly slsSources: number;
  readonly entries: readonly { readonly ref: string; readonly source?: number; readonly path?: string }[];
  readonly render: string;
  /** As JSON data with marked values. */
  readonly params: unknown;
  readonly files: readonly PlannedFile[];
}

export interface PlanBody {
  /** ISO 8601. */
  readonly made: string;
  readonly runName: string;
  readonly store: string;
  readonly project: string;
  readonly entries: readonly string[];
  /** As given on the command line, and where they were looked for: to read again what the plan does not hold. */
  readonly refs: readonly string[];
  /** Position of the enforced state that was read; 0 where the store counts none. */
  readonly position: number;
  readonly profile?: string;
  readonly prune: boolean;
  /** The opposite of `low` is done. */
  readonly invert?: boolean;
  /** IDs (patterns) that were selected; absent: everything. */
  readonly targets?: readonly string[];
  /** IDs (globs) that were left out. */
  readonly except?: readonly string[];
  /** Records stood for what was needed and not selected. */
  readonly needs?: 'enforced';
  /** Absent when nothing is left to be rendered, or when they cannot be kept without giving a secret away. */
  readonly sources?: PlannedSources;
  readonly low: LowStateData;
  readonly blocks: readonly PlannedBlock[];
  readonly steps: readonly PlannedStep[];
}
