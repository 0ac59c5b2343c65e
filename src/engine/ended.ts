/** What the rules, bindings and numbers of a run need to know of a chunk that has ended. */

import type { CallResult } from './execute/index.js';
import type { FinishedTarget } from './requisites/index.js';

export interface Ended extends FinishedTarget {
  readonly newState: Readonly<Record<string, unknown>> | null;
  /** Tag text of the failure behind this one; its own when it failed itself. Undefined when nothing failed. */
  readonly root: string | undefined;
}

/** In a plan, what would be left as it is counts as true: only the call itself could decide otherwise. */
export function endedWith(result: CallResult, tag: string, plan: boolean): Ended {
  return {
    outcome: result.outcome,
    result: plan && result.outcome === 'unchanged' ? true : result.result,
    changed:
      result.outcome === 'changed' ||
      result.outcome === 'would-change' ||
      (result.outcome === 'pending' && Object.keys(result.changes).length > 0),
    touched: Object.keys(result.changes).length > 0,
    mayChange: result.outcome === 'unpredictable',
    newState: result.newState,
    root: isFailure(result) ? tag : undefined,
    unsettled: isUnsettled(result),
  };
}

/** Whether what hangs on it cannot be done. */
export function isFailure(result: Pick<CallResult, 'outcome' | 'pending'>): boolean {
  return result.outcome === 'failed' || result.outcome === 'interrupted' || isUnsettled(result);
}

/** Still pending although it was waited for. */
function isUnsettled({ outcome, pending }: Pick<CallResult, 'outcome' | 'pending'>): boolean {
  return outcome === 'pending' && pending !== undefined && pending.end !== 'not-awaited';
}

/** A record of an earlier run stands for a target that succeeded and did not change. */
export function endedEarlier(state: Readonly<Record<string, unknown>> | null): Ended {
  return {
    outcome: 'unchanged',
    result: true,
    changed: false,
    touched: false,
    mayChange: false,
    newState: state,
    root: undefined,
    unsettled: false,
  };
}

/** A result for a chunk that is not called. */
export function notCalled(
  outcome: CallResult['outcome'],
  result: boolean | null,
  comment: readonly string[],
  diagnostics: CallResult['diagnostics'] = [],
): CallResult {
  return {
    outcome,
    result,
    comment,
    changes: {},
    oldState: null,
    newState: null,
    action: 'none',
    leaves: [],
    diagnostics,
  };
}
