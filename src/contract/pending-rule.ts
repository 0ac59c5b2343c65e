/** Pending rules: which returns of states are not the last word. A run uses one of them (`--pending`). */
import { type Marked, mark } from './mark.js';
import type { PendingCounts, Reconcile, StateReturn } from './state-functions.js';

export interface PendingRuleDefinition {
  /** Where it lives: `patient` in `pending/patient.ts`. Checked against the path at loading; `default` is taken. */
  readonly ref: string;
  readonly summary: string;
  /**
   * Whether a state function is to be called again. Pure; asked after every call in an applying run, and not about resources. `own` is what the
   * state itself says, if it says anything. The run calls no state more often than `--max-pending-reruns` says, and none whose
   * result is not true after three reruns in a row that changed nothing. A thrown error, or anything but a boolean, becomes a failed outcome.
   */
  is_pending(ret: StateReturn, counts: PendingCounts, own: Reconcile['is_pending']): boolean;
}

export function pendingRule(definition: PendingRuleDefinition): PendingRuleDefinition & Marked<'pending-rule'> {
  return mark('pending-rule', definition);
}
