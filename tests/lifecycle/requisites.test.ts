import { describe, expect, it } from 'vitest';
import { runTree, type TreeOptions } from './harness.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly given: string;
  readonly mode?: TreeOptions['mode'];
  readonly want: Readonly<Record<string, string>>;
}

const UNCHANGED = 'test.succeed_without_changes';
const CHANGES = 'test.succeed_with_changes';
const FAILS = 'test.fail_without_changes';

/** `a` with a function, and `b` that has a requisite on it. */
function pair(fun: string, requisite: string): string {
  return `a: ${fun}\nb:\n  test.nop:\n    - ${requisite}:\n      - test: a\n`;
}

const cases: readonly Case[] = [
  {
    name: 'require passes on success',
    reason: 'the target succeeded',
    given: pair(UNCHANGED, 'require'),
    want: { a: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'require passes on undecided',
    reason: 'null is true enough for require',
    given: pair('test.none_without_changes', 'require'),
    want: { a: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'require breaks on failure',
    reason: 'what it needs failed',
    given: pair(FAILS, 'require'),
    want: { a: 'failed', b: 'skipped: dependency' },
  },
  {
    name: 'onchanges runs on a change',
    reason: 'the target changed',
    given: pair(CHANGES, 'onchanges'),
    want: { a: 'changed', b: 'unchanged' },
  },
  {
    name: 'onchanges is not needed without one',
    reason: 'nothing is wrong',
    given: pair(UNCHANGED, 'onchanges'),
    want: { a: 'unchanged', b: 'skipped: requisite' },
  },
  {
    name: 'onchanges breaks on failure',
    reason: 'what it needs failed',
    given: pair('test.fail_with_changes', 'onchanges'),
    want: { a: 'failed', b: 'skipped: dependency' },
  },
  {
    name: 'onfail runs on failure',
    reason: 'the target failed',
    given: pair(FAILS, 'onfail'),
    want: { a: 'failed', b: 'unchanged' },
  },
  {
    name: 'onfail is not needed on success',
    reason: 'nothing failed',
    given: pair(UNCHANGED, 'onfail'),
    want: { a: 'unchanged', b: 'skipped: requisite' },
  },
  {
    name: 'watch refreshes on a change',
    reason: 'mod_watch is the result that is kept',
    given: pair(CHANGES, 'watch'),
    want: { a: 'changed', b: 'changed' },
  },
  {
    name: 'watch leaves alone what did not change',
    reason: 'there is nothing to refresh for',
    given: pair(UNCHANGED, 'watch'),
    want: { a: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'watch breaks on failure',
    reason: 'what it needs failed',
    given: pair(FAILS, 'watch'),
    want: { a: 'failed', b: 'skipped: dependency' },
  },
  {
    name: 'watch wants a result that is true',
    reason: 'undecided is not true',
    given: pair('test.none_without_changes', 'watch'),
    want: { a: 'unchanged', b: 'skipped: requisite' },
  },
  {
    name: 'listen always passes',
    reason: 'it only listens',
    given: pair(FAILS, 'listen'),
    want: { a: 'failed', b: 'unchanged' },
  },
  {
    name: 'a skipped requisite lets a require pass',
    reason: 'nothing is wrong with what was not needed',
    given: `${pair(UNCHANGED, 'onchanges')}c:\n  test.nop:\n    - require:\n      - test: b\n`,
    want: { a: 'unchanged', b: 'skipped: requisite', c: 'unchanged' },
  },
  {
    name: 'failures cascade along require',
    reason: 'c needs b, which was skipped for a',
    given: `${pair(FAILS, 'require')}c:\n  test.nop:\n    - require:\n      - test: b\n`,
    want: { a: 'failed', b: 'skipped: dependency', c: 'skipped: dependency' },
  },
  {
    name: 'require_any needs one',
    reason: 'good succeeded',
    given: `bad: ${FAILS}\ngood: test.nop\nb:\n  test.nop:\n    - require_any:\n      - test: bad\n      - test: good\n`,
    want: { bad: 'failed', good: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'require_any breaks when none is left',
    reason: 'both failed',
    given: `bad: ${FAILS}\nworse: ${FAILS}\nb:\n  test.nop:\n    - require_any:\n      - test: bad\n      - test: worse\n`,
    want: { bad: 'failed', worse: 'failed', b: 'skipped: dependency' },
  },
  {
    name: 'onfail_any runs when one of several failed',
    reason: 'bad failed',
    given: `bad: ${FAILS}\ngood: test.nop\nb:\n  test.nop:\n    - onfail_any:\n      - test: bad\n      - test: good\n`,
    want: { bad: 'failed', good: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'onfail_all waits for all to fail',
    reason: 'good did not',
    given: `bad: ${FAILS}\ngood: test.nop\nb:\n  test.nop:\n    - onfail_all:\n      - test: bad\n      - test: good\n`,
    want: { bad: 'failed', good: 'unchanged', b: 'skipped: requisite' },
  },
  {
    name: 'onchanges_any runs when one of several changed',
    reason: 'one changed',
    given: `one: ${CHANGES}\ntwo: test.nop\nb:\n  test.nop:\n    - onchanges_any:\n      - test: one\n      - test: two\n`,
    want: { one: 'changed', two: 'unchanged', b: 'unchanged' },
  },
  {
    name: 'a plan predicts that a handler runs',
    reason: 'what would change would set it off',
    given: pair('test.configurable_test_state', 'onchanges'),
    mode: 'plan',
    want: { a: 'would-change', b: 'unchanged' },
  },
  {
    name: 'prereq runs before a target that would change',
    reason: 'b stands in front of a',
    given: `a: test.configurable_test_state\nb:\n  test.nop:\n    - prereq:\n      - test: a\n`,
    want: { b: 'unchanged', a: 'changed' },
  },
  {
    name: 'prereq is not needed when the target would not change',
    reason: 'nothing is going to happen',
    given: `a: ${UNCHANGED}\nb:\n  test.nop:\n    - prereq:\n      - test: a\n`,
    want: { b: 'skipped: requisite', a: 'unchanged' },
  },
  {
    name: 'a failed prereq stops its target',
    reason: 'what had to go first failed',
    given: `a: test.configurable_test_state\nb:\n  ${FAILS}:\n    - prereq:\n      - test: a\n`,
    want: { b: 'failed', a: 'skipped: dependency' },
  },
  {
    name: 'a pattern means all but its own holder',
    reason: 'last would otherwise wait for itself',
    given: `last:\n  test.nop:\n    - require:\n      - test: "*"\na: test.nop\nb: test.nop\n`,
    want: { a: 'unchanged', b: 'unchanged', last: 'unchanged' },
  },
];

describe('requisites', () => {
  it.each(cases)('$name: $reason', async ({ given, mode, want }) => {
    const { outcomes } = await runTree({ files: given, ...(mode === undefined ? {} : { mode }) });
    expect(outcomes).toEqual(want);
    expect(Object.keys(outcomes)).toEqual(Object.keys(want));
  });

  it('name the failure behind a skip, through as many states as it takes', async () => {
    const { of } = await runTree({
      files: `${pair(FAILS, 'require')}c:\n  test.nop:\n    - require:\n      - test: b\n`,
    });
    expect(of('c').root).toBe('test_|-a_|-a_|-fail_without_changes');
    expect(of('c').result).toBe(false);
    expect(of('b').comment.join()).toContain("'require' asks of test_|-a_|-a_|-fail_without_changes that it succeeds");
  });

  it('keep the return of mod_watch', async () => {
    const { of } = await runTree({ files: pair(CHANGES, 'watch') });
    expect(of('b')).toMatchObject({ result: true, changes: { watch: true } });
    expect(of('b').comment).toContain('Watch ran!');
  });

  it('report what listened as a result of its own, at the end', async () => {
    const { report } = await runTree({ files: `${pair(CHANGES, 'listen')}c: test.nop\n` });
    expect(report.results.map((one) => one.tag.id)).toEqual(['a', 'c', 'b', 'b_listen']);
    expect(report.results.at(-1)).toMatchObject({ outcome: 'changed', runNumber: 4, tag: { fun: 'mod_watch' } });
  });

  it('treat a plugin that always waits for others as if it had written so', async () => {
    const { report } = await runTree({ files: 'first: test.treq\na: test.nop\nb: test.nop\nc: test.nop\n' });
    expect(report.results.map((one) => [one.tag.id, one.runNumber])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['first', 4],
    ]);
  });
});
