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
  readonly low: LowStateData;
  readonly blocks: readonly PlannedBlock[];
  readonly steps: readonly PlannedStep[];
}
