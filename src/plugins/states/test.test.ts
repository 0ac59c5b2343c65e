import { describe, expect, it } from 'vitest';
import type { ResourceContext, StateReturn } from '../../contract/index.js';
import { fakeContext } from '../fake-context.js';
import definition from './test.js';

async function run(
  fun: string,
  args: Readonly<Record<string, unknown>> = {},
  given: Partial<ResourceContext> = {},
): Promise<StateReturn> {
  const called = definition.functions[fun];
  if (called === undefined) throw new Error(`there is no test.${fun}`);
  return called.run(fakeContext(given), { name: fun, ...args });
}

const pretended = { testing: { old: 'Unchanged', new: 'Something pretended to change' } };

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly fun: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly context?: Partial<ResourceContext>;
  readonly want: StateReturn;
}

const cases: readonly Case[] = [
  {
    name: 'nop',
    reason: 'it does nothing',
    fun: 'nop',
    args: { whatever: 1 },
    want: { result: true, comment: 'Success!' },
  },
  {
    name: 'nop in test mode',
    reason: 'it is undecided there, as the original',
    fun: 'nop',
    context: { test: true },
    want: { result: null, comment: 'Success!' },
  },
  { name: 'anop', reason: 'the same under another name', fun: 'anop', want: { result: true, comment: 'Success!' } },
  {
    name: 'succeed_without_changes in test mode',
    reason: 'true there too',
    fun: 'succeed_without_changes',
    context: { test: true },
    want: { result: true, comment: 'Success!' },
  },
  {
    name: 'none_without_changes',
    reason: 'null is a result',
    fun: 'none_without_changes',
    want: { result: null, comment: 'Success!' },
  },
  {
    name: 'fail_without_changes',
    reason: 'a failure',
    fun: 'fail_without_changes',
    want: { result: false, comment: 'Failure!' },
  },
  {
    name: 'succeed_with_changes',
    reason: 'changes and a new state to bind to',
    fun: 'succeed_with_changes',
    want: {
      result: true,
      comment: 'Success!',
      changes: { ...pretended, tests: [[{ new: 'new_test' }]] },
      new_state: { ...pretended, tests: [[{ new: 'new_test' }]] },
    },
  },
  {
    name: 'fail_with_changes',
    reason: 'something may have changed before it failed',
    fun: 'fail_with_changes',
    want: { result: false, comment: 'Failure!', changes: pretended },
  },
  {
    name: 'succeed_with_comment',
    reason: 'the comment is the argument',
    fun: 'succeed_with_comment',
    args: { comment: ['one', 2] },
    want: { result: true, comment: ['one', '2'] },
  },
  {
    name: 'succeed_with_arg_bind',
    reason: 'what was bound can be looked at',
    fun: 'succeed_with_arg_bind',
    args: { parameters: { a: 1 } },
    want: {
      result: true,
      comment: 'Success!',
      changes: { testing: { a: 1 } },
      new_state: { testing: { a: 1 } },
    },
  },
  {
    name: 'configurable: defaults',
    reason: 'it changes and succeeds',
    fun: 'configurable_test_state',
    want: { result: true, comment: '', changes: pretended },
  },
  {
    name: 'configurable: failing without changes',
    reason: 'both are arguments',
    fun: 'configurable_test_state',
    args: { changes: false, result: false, comment: 'no' },
    want: { result: false, comment: 'no', changes: {} },
  },
  {
    name: 'configurable: random',
    reason: 'chance comes from the context',
    fun: 'configurable_test_state',
    args: { changes: 'Random', result: 'Random' },
    context: { random: { bytes: () => new Uint8Array(), uuid: () => '', fraction: () => 0.7 } },
    want: { result: false, comment: '', changes: {} },
  },
  {
    name: 'configurable: test mode',
    reason: 'null when it would change',
    fun: 'configurable_test_state',
    args: { result: false },
    context: { test: true },
    want: { result: null, comment: 'This is a test', changes: pretended },
  },
  {
    name: 'configurable: test mode, no changes',
    reason: 'true when it would not',
    fun: 'configurable_test_state',
    args: { changes: false, comment: 'x' },
    context: { test: true },
    want: { result: true, comment: 'x', changes: {} },
  },
  {
    name: 'mod_watch',
    reason: 'it shows that the watch ran',
    fun: 'mod_watch',
    want: { result: true, changes: { watch: true }, comment: 'Watch ran!' },
  },
  {
    name: 'acct',
    reason: 'credentials as new state',
    fun: 'acct',
    context: { account: { user: 'me' } },
    want: { result: true, comment: 'Success!', new_state: { user: 'me' } },
  },
  {
    name: 'acct without credentials',
    reason: 'it fails when there are none',
    fun: 'acct',
    want: { result: false, comment: 'There are no credentials', new_state: {} },
  },
  {
    name: 'present',
    reason: 'the old state comes from the enforced state',
    fun: 'present',
    args: { new_state: { a: 2 }, force_save: true },
    context: { oldState: { a: 1 } },
    want: {
      result: true,
      changes: { old: { a: 1 }, new: { a: 2 } },
      old_state: { a: 1 },
      new_state: { a: 2 },
      force_save: true,
    },
  },
  {
    name: 'present with everything given',
    reason: 'what is given is returned',
    fun: 'present',
    args: { new_state: null, old_state: { b: 1 }, changes: { c: 1 }, result: false },
    want: { result: false, changes: { c: 1 }, old_state: { b: 1 }, new_state: null },
  },
  {
    name: 'absent',
    reason: 'nothing is left',
    fun: 'absent',
    context: { oldState: { a: 1 } },
    want: { result: true, changes: { old: { a: 1 }, new: {} }, old_state: { a: 1 }, new_state: null },
  },
];

describe('test states', () => {
  it.each(cases)('$name: $reason', async ({ fun, args, context, want }) => {
    expect(await run(fun, args, context)).toEqual(want);
  });

  it('update_low adds king_arthur to the run', async () => {
    const added: unknown[] = [];
    const extend = (high: unknown): Promise<void> => Promise.resolve(void added.push(high));
    expect(await run('update_low', {}, { extend })).toMatchObject({ result: true });
    expect(added).toEqual([{ king_arthur: { 'test.nop': [{ name: 'totally_extra_alls' }] } }]);
    expect(definition.functions['update_low']?.needs).toEqual(['run.extend']);
  });

  it('unique_op takes two seconds, none in test mode, and is unique', async () => {
    const slept: number[] = [];
    const clock = { now: () => 0, monotonic: () => 0, sleep: (ms: number) => Promise.resolve(void slept.push(ms)) };
    await run('unique_op', {}, { clock, test: true });
    await run('unique_op', {}, { clock });
    expect(slept).toEqual([2000]);
    expect(definition.functions['unique_op']?.unique).toBe(true);
  });

  it('treq requires every test.nop', () => {
    expect(definition.functions['treq']?.requisites).toEqual({ require: ['test.nop'] });
  });

  it('nop is called at no cost: it returns shared values at once', () => {
    const ctx = fakeContext();
    const nop = definition.functions['nop'];
    expect(nop?.run(ctx, { name: 'a' })).toBe(nop?.run(ctx, { name: 'b' }));
  });

  it('describe gives one entry per function with its defaults', async () => {
    const entries = [];
    for await (const entry of definition.describe?.(fakeContext()) ?? []) entries.push(entry);
    expect(entries.map(({ fun }) => fun)).toEqual(Object.keys(definition.functions));
    expect(entries.find(({ fun }) => fun === 'configurable_test_state')).toEqual({
      id: 'Description of test.configurable_test_state',
      fun: 'configurable_test_state',
      args: { name: 'configurable_test_state', changes: true, result: true, comment: '' },
    });
  });
});
