import { describe, expect, it } from 'vitest';
import { type PendingRuleDefinition, pendingRule } from '../contract/index.js';
import { pendingRuleSuite, type TestApi } from './index.js';

pendingRuleSuite(
  { describe, it, expect },
  {
    name: 'that waits for whatever fails',
    rule: pendingRule({
      ref: 'patient',
      summary: 'Whatever fails may yet succeed, but not for ever.',
      is_pending: (ret, { reruns_count }, own) => own?.(ret, COUNTS) ?? (ret.result === false && reruns_count < 10),
    }),
    decides: [
      { name: 'a failure', ret: { result: false }, pending: true },
      { name: 'the eleventh failure', ret: { result: false }, counts: { reruns_count: 10 }, pending: false },
      { name: 'a success', ret: { result: true }, pending: false },
      { name: 'a success that the state does not believe in', ret: { result: true }, own: true, pending: true },
    ],
  },
);

const COUNTS = { state: 'test', reruns_count: 0, reruns_wo_change_count: 0, max_pending_reruns: 600 };

describe('the suite of pending rules', () => {
  const failures = async (is_pending: PendingRuleDefinition['is_pending']): Promise<readonly string[]> => {
    const failed: string[] = [];
    const tests: Promise<void>[] = [];
    const run = (name: string, test: () => Promise<void>): void => {
      tests.push(test().catch(() => void failed.push(name)));
    };
    const api: TestApi = {
      describe: (_name, body) => body(),
      it: Object.assign(run, { skip: () => undefined }),
      expect,
    };
    pendingRuleSuite(api, {
      name: 'wrong',
      rule: pendingRule({ ref: 'wrong', summary: 'Wrong.', is_pending }),
      decides: [],
    });
    await Promise.all(tests);
    return failed;
  };

  it('finds answers that are no boolean', async () => {
    expect(await failures((ret) => ret.rerun_data as boolean)).toEqual(['answers every return with true or false']);
  });

  it('finds rules that change what they are asked about', async () => {
    expect(await failures((ret) => delete (ret as { comment?: unknown }).comment)).toEqual([
      'answers the same twice, and leaves the return as it is',
    ]);
  });
});
