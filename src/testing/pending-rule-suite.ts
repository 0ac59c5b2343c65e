/**
 * The conformance suite of pending rules: what `src/contract/pending-rule.ts` obliges every definition to.
 *
 *     pendingRuleSuite({ describe, it, expect }, {
 *       name: 'patient',
 *       rule: patient,
 *       decides: [{ name: 'a failure', ret: { result: false }, pending: true }],
 *     });
 */
import type { PendingCounts, PendingRuleDefinition, StateReturn } from '../contract/index.js';
import { equal } from '../kernel/index.js';
import type { TestApi } from './store-suite.js';

export interface PendingRuleCase {
  readonly name: string;
  readonly rule: PendingRuleDefinition;
  /** What it is to say of single returns. */
  readonly decides: readonly PendingDecision[];
}

export interface PendingDecision {
  readonly name: string;
  readonly ret: StateReturn;
  readonly counts?: Partial<PendingCounts>;
  /** What the state itself says; left out when it says nothing. */
  readonly own?: boolean;
  readonly pending: boolean;
}

const COUNTS: PendingCounts = {
  state: 'test',
  reruns_count: 0,
  reruns_wo_change_count: 0,
  max_pending_reruns: 600,
};

/** Returns of every kind: none of them may make a rule throw. */
const returnsOfEveryKind = (): StateReturn[] =>
  [true, false, null].flatMap((result): StateReturn[] => [
    { result },
    { result, changes: {}, old_state: null, new_state: null },
    { result, changes: { old: {}, new: { size: 1 } }, new_state: { size: 1 }, comment: ['made'] },
    { result, rerun_data: { job: 7 } },
    { result, rerun_data: {} },
    { result, rerun_data: null },
  ]);

/** Declares the tests of one pending rule. */
export function pendingRuleSuite(api: TestApi, { name, rule, decides }: PendingRuleCase): void {
  const { describe, it, expect } = api;
  const ask = (ret: StateReturn, counts: Partial<PendingCounts> = {}, own?: boolean): unknown =>
    rule.is_pending(ret, { ...COUNTS, ...counts }, own === undefined ? undefined : () => own);

  describe(`pending rule ${name}`, () => {
    it('says what it does', async () => {
      expect(rule.summary === '' || rule.ref === '' || rule.ref === 'default').toEqual(false);
    });

    it('answers every return with true or false', async () => {
      const answers = returnsOfEveryKind().flatMap((ret) => [
        ask(ret),
        ask(ret, {}, true),
        ask(ret, { reruns_count: 3 }, false),
      ]);
      expect(answers.filter((answer) => typeof answer !== 'boolean')).toEqual([]);
    });

    it('answers the same twice, and leaves the return as it is', async () => {
      const returns = returnsOfEveryKind();
      expect(returns.map((ret) => ask(ret))).toEqual(returns.map((ret) => ask(ret)));
      expect(equal(returns, returnsOfEveryKind())).toEqual(true);
    });

    for (const { name: what, ret, counts, own, pending } of decides) {
      it(`says of ${what} that it is ${pending ? '' : 'not '}pending`, async () => {
        expect(ask(ret, counts, own)).toEqual(pending);
      });
    }
  });
}
