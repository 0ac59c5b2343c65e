/** What a requisite is: the order it makes and the rule it checks. One file each; `table.ts` names them all. */
import type { OutcomeKind } from '../outcome.js';

/** What a rule sees of a finished target. */
export interface FinishedTarget {
  readonly outcome: OutcomeKind;
  readonly result: boolean | null;
  readonly changed: boolean;
  /** It reports changes, also when it failed. */
  readonly touched: boolean;
  /** In a plan: it may have changes, which nobody can say before it runs. */
  readonly mayChange: boolean;
  /** It was pending, and given up. */
  readonly unsettled: boolean;
}

/** `pass`; `unmet`: nothing is wrong, the holder is not needed; `broken`: something it needs failed. */
export type Verdict = 'pass' | 'unmet' | 'broken';

export interface RequisiteKind {
  readonly name: string;
  /** What the rule asks for, for the comment of a holder whose rule did not pass: `that it succeeded`. */
  readonly asks: string;
  /** `any`: one passing target is enough. */
  readonly resolver: 'all' | 'any';
  check(target: FinishedTarget): Verdict;
  /** The verdict of a pattern that matches nothing but its holder. Default `pass`. */
  readonly none?: Verdict;
  /** `before`: the holder runs before its target, which is previewed first. Default `after`. */
  readonly order?: 'after' | 'before';
  /** What a changed target sets off in the holder: at once after its own function, or at the end of the run. */
  readonly refresh?: 'now' | 'at-end';
  /** A target that is not in the run may be found in the enforced state. */
  readonly enforced?: boolean;
}

/** Whether a target lets a plain `require` pass: table 4.2 of the design. */
export function succeeded(target: FinishedTarget): Verdict {
  switch (target.outcome) {
    case 'unchanged':
    case 'changed':
    case 'would-change':
    case 'unpredictable':
    case 'skipped: requisite':
      return 'pass';
    case 'pending':
      return target.unsettled || target.result === false ? 'broken' : 'pass';
    default:
      return 'broken';
  }
}

/** As `require`, but with a target that did not run, or that ended undecided, the holder is not needed. */
export function ran(target: FinishedTarget): Verdict {
  const undecided = target.outcome === 'unchanged' && target.result !== true;
  if (undecided || (target.outcome === 'skipped: requisite' && target.result !== true)) return 'unmet';
  return succeeded(target);
}

export function changed(target: FinishedTarget): Verdict {
  const sound = ran(target);
  if (sound !== 'pass') return sound;
  return target.changed || target.mayChange ? 'pass' : 'unmet';
}

export function failed(target: FinishedTarget): Verdict {
  const broken =
    target.outcome === 'failed' || target.outcome === 'interrupted' || target.outcome === 'skipped: dependency';
  return broken || target.unsettled ? 'pass' : 'unmet';
}
