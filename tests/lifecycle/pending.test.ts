import { describe, expect, it } from 'vitest';
import {
  ProviderError,
  type Reconcile,
  type StateContext,
  type StateFunctionsDefinition,
  type StateReturn,
  stateFunction,
  stateFunctions,
} from '../../src/contract/index.js';
import type { RunOptions } from '../../src/engine/index.js';
import { secret } from '../../src/kernel/index.js';
import { fakeResource, memoryState } from '../../src/testing/index.js';
import { check, runTree, type TreeOptions, type TreeRun } from './harness.js';

interface Slow {
  readonly definition: StateFunctionsDefinition;
  /** What each call was given to go on with. */
  readonly asked: unknown[];
  /** When each call was made, by name: seconds since the first one. */
  readonly times: Map<string, number[]>;
}

type Answer = (call: number, ctx: StateContext) => StateReturn;

function slow(answer: Answer, reconcile?: Reconcile, effects: 'none' | 'write' = 'none'): Slow {
  const asked: unknown[] = [];
  const times = new Map<string, number[]>();
  const calls = new Map<string, number>();
  const definition = stateFunctions({
    ref: 'slow',
    summary: 'Takes its time.',
    functions: {
      present: stateFunction({
        summary: 'Takes its time.',
        fields: {},
        free: true,
        effects,
        keeps: false,
        interrupted: 'rerun',
        ...(reconcile === undefined ? {} : { reconcile }),
        run(ctx, { name }) {
          const call = (calls.get(name) ?? 0) + 1;
          calls.set(name, call);
          asked.push(ctx.rerunData);
          times.set(name, [...(times.get(name) ?? []), ctx.clock.monotonic() / 1000]);
          return answer(call, ctx);
        },
      }),
    },
  });
  return { definition, asked, times };
}

/** There after so many calls. */
const after =
  (calls: number): Answer =>
  (call) =>
    call < calls
      ? { result: true, comment: `step ${call}`, rerun_data: { step: call } }
      : { result: true, new_state: { done: true } };

const run = (plugin: Slow, files: string, more: Partial<TreeOptions> = {}): Promise<TreeRun> =>
  runTree({ plugins: [plugin.definition], files, ...more });

const reconcile = (options: RunOptions['reconcile']): Partial<TreeOptions> => ({
  more: options === undefined ? {} : { reconcile: options },
});

describe('a pending state', () => {
  it('is called again with its own data until it is settled', async () => {
    const plugin = slow(after(4));
    const { of } = await run(plugin, 'a: slow.present\n');
    expect(plugin.asked).toEqual([undefined, { step: 1 }, { step: 2 }, { step: 3 }]);
    expect(plugin.times.get('a')).toEqual([0, 3, 6, 9]);
    expect(of('a')).toMatchObject({
      outcome: 'changed',
      result: true,
      newState: { done: true },
      pending: { reruns: 3, end: 'settled' },
      totalSeconds: 9,
    });
  });

  it('tells of each wait and of each call', async () => {
    const { events } = await run(slow(after(3)), 'a: slow.present\n');
    const told = events.flatMap((one) =>
      one.type === 'pending' ? [`pending after ${one.reruns}`] : one.type === 'rerun' ? [`rerun ${one.rerun}`] : [],
    );
    expect(told).toEqual(['pending after 0', 'rerun 1', 'pending after 1', 'rerun 2']);
  });

  it('lets what requires it wait, and not the others', async () => {
    const plugin = slow(after(3));
    const tree = 'a: slow.present\nb:\n  test.nop:\n    - require: [slow: a]\nc: test.nop\n';
    const { events, of } = await run(plugin, tree, { batchSize: 1 });
    const ended = events.flatMap((one) => (one.type === 'chunk-ended' ? [one.result.tag.id] : []));
    expect(ended).toEqual(['c', 'a', 'b']);
    expect(of('b').outcome).toBe('unchanged');
  });

  it('waits on a timer of its own', async () => {
    const plugin = slow((call, ctx) => after(ctx.tag.includes('quick') ? 2 : 4)(call, ctx));
    await run(plugin, 'quick: slow.present\nlate: slow.present\n');
    expect([plugin.times.get('quick'), plugin.times.get('late')]).toEqual([
      [0, 3],
      [0, 3, 6, 9],
    ]);
  });

  it('is given up after three reruns that changed nothing', async () => {
    const plugin = slow(() => ({ result: true, rerun_data: { job: 7 } }));
    const { of } = await run(plugin, 'a: slow.present\nb:\n  test.nop:\n    - require: [slow: a]\n');
    expect(plugin.asked.length).toBe(4);
    expect(of('a')).toMatchObject({
      outcome: 'pending',
      result: true,
      pending: { reruns: 3, end: 'unchanged' },
      diagnostics: [{ code: 'call/never-settled' }],
    });
    expect(of('a').comment.at(-1)).toMatch(/^pending since .*, called again 3 times: given up/);
    expect(of('b')).toMatchObject({ outcome: 'skipped: dependency', root: 'slow_|-a_|-a_|-present' });
  });

  it('that was no success when it is given up has failed', async () => {
    const plugin = slow(() => ({ result: false, rerun_data: { job: 7 } }));
    expect((await run(plugin, 'a: slow.present\n')).of('a')).toMatchObject({ outcome: 'failed', result: false });
  });

  it('is given up after as many reruns as are allowed', async () => {
    const plugin = slow((call) => ({ result: true, rerun_data: { call } }));
    const { of } = await run(plugin, 'a: slow.present\n', reconcile({ mostReruns: 5 }));
    expect([plugin.asked.length, of('a').pending]).toMatchObject([6, { reruns: 5, end: 'most-reruns' }]);
  });

  it('is given up when its time limit is over', async () => {
    const plugin = slow((call) => ({ result: true, rerun_data: { call } }));
    const { of } = await run(plugin, 'a:\n  slow.present:\n    - timeout: 8s\n');
    expect([plugin.times.get('a'), of('a').pending?.end]).toEqual([[0, 3, 6], 'timed-out']);
  });

  it('is not waited for when nobody wants to', async () => {
    const plugin = slow(after(3));
    const tree = 'a: slow.present\nb:\n  test.nop:\n    - require: [slow: a]\n';
    const { outcomes } = await run(plugin, tree, reconcile({ reconciler: 'none' }));
    expect([plugin.asked.length, outcomes]).toEqual([1, { a: 'pending', b: 'unchanged' }]);
  });

  it('stops waiting as soon as the run is stopped', async () => {
    const stop = new AbortController();
    const plugin = slow(after(9));
    const { of } = await run(plugin, 'a: slow.present\n', {
      stop,
      onEvent: (event) => event.type === 'pending' && event.reruns === 2 && stop.abort(),
    });
    expect(of('a')).toMatchObject({ outcome: 'pending', pending: { reruns: 2, end: 'stopped' } });
  });

  it('is not called again in plan mode', async () => {
    const plugin = slow(after(3));
    const { of } = await run(plugin, 'a: slow.present\n', { mode: 'plan' });
    expect([plugin.asked.length, of('a').outcome]).toEqual([1, 'unchanged']);
  });

  it('does not judge its conditions again, nor wait its delay again', async () => {
    const plugin = slow(after(3));
    await run(plugin, 'a:\n  slow.present:\n    - delay: 10\n    - unless: [{exec: none.such}]\n').catch(
      () => undefined,
    );
    const { of } = await run(plugin, 'b:\n  slow.present:\n    - delay: 10\n');
    expect([plugin.times.get('b'), of('b').outcome]).toEqual([[10, 13, 16], 'changed']);
  });
});

describe('a plain failure', () => {
  it('is final', async () => {
    const plugin = slow(() => ({ result: false, comment: 'no' }));
    expect((await run(plugin, 'a: slow.present\n')).of('a').outcome).toBe('failed');
    expect(plugin.asked.length).toBe(1);
  });

  it('with changes that succeeds is not called again either', async () => {
    const plugin = slow(() => ({ result: true, changes: { a: 1 } }));
    expect((await run(plugin, 'a: slow.present\n')).of('a').outcome).toBe('changed');
    expect(plugin.asked.length).toBe(1);
  });
});

describe('an error of a class that passes', () => {
  const failing =
    (errorClass: 'transient' | 'throttled' | 'conflict' | 'invalid', effect: 'none' | 'unknown' = 'none') =>
    (call: number): StateReturn => {
      if (call < 4) throw new ProviderError('busy', { class: errorClass, effect });
      return { result: true };
    };

  for (const errorClass of ['transient', 'throttled', 'conflict'] as const) {
    for (const effects of ['none', 'write'] as const) {
      it(`${errorClass}: the call is repeated with back-off, effects ${effects}`, async () => {
        const plugin = slow(failing(errorClass), undefined, effects);
        const { of } = await run(plugin, 'a: slow.present\n');
        const [first = 0, second = 0, third = 0, fourth = 0] = plugin.times.get('a') ?? [];
        expect(of('a').outcome).toBe('unchanged');
        expect([second - first < 0.51, third - second < 1.01, fourth - third < 2.01]).toEqual([true, true, true]);
        expect(fourth - third).toBeGreaterThan(second - first);
      });
    }
  }

  it('invalid: is final', async () => {
    const plugin = slow(failing('invalid'));
    expect((await run(plugin, 'a: slow.present\n')).of('a').outcome).toBe('failed');
    expect(plugin.asked.length).toBe(1);
  });

  it('is final when it may have had an effect, unless the function may be called again', async () => {
    const careful = slow(failing('transient', 'unknown'), undefined, 'write');
    const present = careful.definition.functions['present'] as object;
    const ask = { ...careful.definition, functions: { present: { ...present, interrupted: 'ask' } } };
    const { of } = await runTree({ plugins: [ask as never], files: 'a: slow.present\n' });
    expect([of('a').outcome, careful.asked.length]).toEqual(['failed', 1]);
    expect((await run(careful, 'b: slow.present\n')).of('b').outcome).toBe('unchanged');
  });
});

describe('is_pending', () => {
  it('decides for its state', async () => {
    const plugin = slow((call) => ({ result: true, changes: { call } }), {
      is_pending: (ret) => (ret.changes as { call: number }).call < 3,
    });
    const { of } = await run(plugin, 'a: slow.present\n');
    expect([plugin.asked.length, of('a').outcome]).toEqual([3, 'changed']);
  });

  it('is told the counts', async () => {
    const counts: unknown[] = [];
    const plugin = slow(() => ({ result: true }), {
      wait: 1,
      is_pending: (_ret, told) => {
        counts.push(told);
        return told.reruns_count < 5;
      },
    });
    await run(plugin, 'a: slow.present\n', reconcile({ mostReruns: 40 }));
    expect(counts.map((one) => Object.values(one as object))).toEqual(
      [0, 1, 2, 3, 4, 5].map((count) => ['slow', count, count, 40]),
    );
  });

  it('is not believed beyond three unchanged reruns while the result is not true', async () => {
    const plugin = slow(() => ({ result: false }), { is_pending: () => true });
    expect((await run(plugin, 'a: slow.present\n')).of('a')).toMatchObject({ outcome: 'failed' });
    expect(plugin.asked.length).toBe(4);
  });

  it('may say that rerun data is not worth another call', async () => {
    const plugin = slow(after(9), { is_pending: () => false });
    expect((await run(plugin, 'a: slow.present\n')).of('a').outcome).toBe('unchanged');
  });

  it.each([
    { name: 'no boolean', answer: (): never => 'yes' as never, want: /returned yes from is_pending/ },
    {
      name: 'an error',
      answer: (): never => {
        throw new Error('oops');
      },
      want: /returned an error from is_pending: oops/,
    },
  ])('$name from it is a failure', async ({ answer, want }) => {
    const { of } = await run(slow(after(3), { is_pending: answer }), 'a: slow.present\n');
    expect(of('a')).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'call/bad-return' }] });
    expect(of('a').comment[0]).toMatch(want);
  });

  it('can be decided by the run instead', async () => {
    const plugin = slow((call) => ({ result: call > 2 }));
    const { of } = await run(plugin, 'a: slow.present\n', reconcile({ isPending: (ret) => ret.result !== true }));
    expect([plugin.asked.length, of('a').outcome]).toEqual([3, 'unchanged']);
  });
});

describe('the wait', () => {
  it.each([
    { name: 'a number', wait: 5, want: [0, 5, 10, 15] },
    { name: 'static', wait: { static: { wait_in_seconds: 2 } }, want: [0, 2, 4, 6] },
    { name: 'exponential', wait: { exponential: { wait_in_seconds: 1, multiplier: 3 } }, want: [0, 1, 4, 13] },
  ])('$name', async ({ wait, want }) => {
    const plugin = slow(after(4), { wait });
    await run(plugin, 'a: slow.present\n');
    expect(plugin.times.get('a')).toEqual(want);
  });

  it('random: whole seconds, both ends included', async () => {
    const plugin = slow(after(60), { wait: { random: { min_value: 1, max_value: 3 } } });
    await run(plugin, 'a: slow.present\n');
    const times = plugin.times.get('a') ?? [];
    const waits = new Set(times.slice(1).map((time, at) => time - (times[at] as number)));
    expect([...waits].sort((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it.each([
    { name: 'no seconds', reconcile: { wait: 0 } },
    { name: 'less than none', reconcile: { wait: { static: { wait_in_seconds: -1 } } } },
    { name: 'a range that ends before it begins', reconcile: { wait: { random: { min_value: 3, max_value: 3 } } } },
    { name: 'half seconds at random', reconcile: { wait: { random: { min_value: 0.5, max_value: 3 } } } },
    { name: 'no multiplier', reconcile: { wait: { exponential: { wait_in_seconds: 3, multiplier: 0 } } } },
    { name: 'an unknown kind', reconcile: { wait: { linear: { wait_in_seconds: 3 } } } },
    {
      name: 'two kinds',
      reconcile: { wait: { static: { wait_in_seconds: 3 }, random: { min_value: 1, max_value: 3 } } },
    },
    { name: 'a text', reconcile: { wait: '3s' } },
    { name: 'no values', reconcile: { wait: { static: null } } },
    { name: 'half an attempt', reconcile: { attempts: 0.5 } },
  ])('$name is wrong, and nothing runs', async ({ reconcile: wrong }) => {
    const { definition } = slow(after(2), wrong as never);
    const found = await check({ plugins: [definition], files: 'a: slow.present\n' });
    expect(found).toMatchObject([{ code: 'call/bad-reconcile', severity: 'error' }]);
  });

  it('can be declared for all functions of a plugin', async () => {
    const plugin = slow(after(3), { attempts: 7 });
    const shared = { ...plugin, definition: { ...plugin.definition, reconcile: { wait: 2 } } };
    await run(shared, 'a: slow.present\n');
    expect(plugin.times.get('a')).toEqual([0, 2, 4]);
  });
});

describe('the result of several calls', () => {
  it.each<{ name: string; answers: readonly StateReturn[]; want: object }>([
    {
      name: 'has the changes from the first old state to the last new one',
      answers: [
        { result: true, old_state: { size: 1 }, new_state: { size: 2 }, rerun_data: { at: 2 } },
        { result: true, old_state: { size: 2 }, new_state: { size: 3 } },
      ],
      want: { changes: { old: { size: 1 }, new: { size: 3 } }, oldState: { size: 1 }, newState: { size: 3 } },
    },
    {
      name: 'has the comments of all',
      answers: [
        { result: true, comment: ['created'], rerun_data: { at: 2 } },
        { result: true, comment: ['configured', 'started'] },
      ],
      want: { comment: ['created', 'configured', 'started'] },
    },
    {
      name: 'begins its comments anew when the first of a call was heard before',
      answers: [
        { result: true, comment: ['holdfast exec x', 'one'], rerun_data: { at: 2 } },
        { result: true, comment: ['holdfast exec x', 'two'] },
      ],
      want: { comment: ['holdfast exec x', 'two'] },
    },
    {
      name: 'keeps changes of a state that tells no states',
      answers: [{ result: true, changes: { made: 1 }, rerun_data: { at: 2 } }, { result: true }],
      want: { outcome: 'changed', changes: { made: 1 } },
    },
    {
      name: 'has changes although the last call made none',
      answers: [
        { result: true, old_state: null, new_state: { size: 2 }, rerun_data: { at: 2 } },
        { result: true, old_state: { size: 2 }, new_state: { size: 2 } },
      ],
      want: { outcome: 'changed', changes: { old: {}, new: { size: 2 } } },
    },
  ])('$name', async ({ answers, want }) => {
    const plugin = slow((call) => answers[call - 1] as StateReturn);
    expect((await run(plugin, 'a: slow.present\n')).of('a')).toMatchObject(want);
  });
});

describe('a run that ends while a state is pending', () => {
  it('says so in the record, and the next run goes on with it', async () => {
    const enforced = memoryState();
    const abort = new AbortController();
    const plugin = slow(after(4), undefined, 'write');
    await run(plugin, 'a: slow.present\n', {
      enforced,
      abort,
      onEvent: (event) => event.type === 'pending' && event.reruns === 1 && abort.abort(),
    });
    const esmTag = 'slow_|-a_|-a_|-';
    expect(enforced.get(esmTag)).toMatchObject({
      state: null,
      meta: { status: 'incomplete', pending: { rerun_data: { step: 2 } } },
    });
    const next = enforced.reopen();
    expect(next.openIntents()).toEqual([]);
    const { of } = await run(plugin, 'a: slow.present\n', { enforced: next });
    expect(plugin.asked).toEqual([undefined, { step: 1 }, { step: 2 }, { step: 3 }]);
    expect(of('a')).toMatchObject({ outcome: 'changed', pending: { reruns: 1, end: 'settled' } });
    expect(next.get(esmTag)).toBeUndefined();
  });

  it('is called as if for the first time when its arguments are others now', async () => {
    const enforced = memoryState();
    const plugin = slow((call) => ({ result: true, rerun_data: { call } }));
    const once = { ...reconcile({ reconciler: 'none' }), enforced };
    await run(plugin, 'a:\n  slow.present:\n    - size: 1\n', once);
    await run(plugin, 'a:\n  slow.present:\n    - size: 1\n', once);
    await run(plugin, 'a:\n  slow.present:\n    - size: 2\n', once);
    expect(plugin.asked).toEqual([undefined, { call: 1 }, undefined]);
  });

  it('is called as if for the first time after an error', async () => {
    const enforced = memoryState();
    const plugin = slow((call) => {
      if (call === 2) throw new Error('gone');
      return { result: true, rerun_data: { call } };
    });
    const once = { ...reconcile({ reconciler: 'none' }), enforced };
    for (let times = 0; times < 3; times++) await run(plugin, 'a: slow.present\n', once);
    expect(plugin.asked).toEqual([undefined, { call: 1 }, undefined]);
  });

  it('keeps no secret of what it would go on with', async () => {
    const enforced = memoryState();
    const plugin = slow(() => ({ result: true, rerun_data: { token: secret('hush') } }));
    await run(plugin, 'a: slow.present\n', { ...reconcile({ reconciler: 'none' }), enforced });
    expect(enforced.get('slow_|-a_|-a_|-')?.meta.pending).toMatchObject({ rerun_data: null });
  });
});

describe('a resource that is changing by itself', () => {
  const minutes = (count: number): number => count * 60_000;
  const changing = (until: number) => {
    const { definition, world } = fakeResource({ ref: 'box' });
    for (const name of ['a', 'b']) world.add({ name }, { changingUntil: until });
    return { plugins: [definition], world };
  };
  const files = 'a: box.present\nb: box.present\n';

  it('is waited for, and others go on meanwhile', async () => {
    const { report, outcomes } = await runTree({ ...changing(minutes(4)), files, batchSize: 1 });
    expect([outcomes, report.seconds]).toEqual([{ a: 'unchanged', b: 'unchanged' }, 240]);
  });

  it('is waited for one after the other in a serial run', async () => {
    const { events } = await runTree({ ...changing(minutes(4)), files, runtime: 'serial' });
    const steps = events.flatMap((one) =>
      one.type === 'step-started' || one.type === 'chunk-ended' ? [one.type] : [],
    );
    expect(steps).toEqual(['step-started', 'chunk-ended', 'step-started', 'chunk-ended']);
  });

  it('is pending after ten minutes, and looked at when it says', async () => {
    const { of } = await runTree({ ...changing(minutes(25)), files });
    expect(of('a')).toMatchObject({ outcome: 'unchanged', totalSeconds: 1500, pending: { reruns: 1, end: 'settled' } });
  });

  it('is given up when it never comes to rest', async () => {
    const { of } = await runTree({ ...changing(Number.MAX_SAFE_INTEGER), files });
    expect(of('a')).toMatchObject({ outcome: 'pending', pending: { reruns: 3, end: 'unchanged' } });
  });

  it('is not waited for longer than its time limit', async () => {
    const limited = 'a:\n  box.present:\n    - timeout: 30s\n';
    const { of } = await runTree({ ...changing(minutes(4)), files: limited });
    expect(of('a')).toMatchObject({ outcome: 'pending', totalSeconds: 30, pending: { reruns: 0, end: 'timed-out' } });
  });

  it('has the changes of its creation, and not those of looking again', async () => {
    const { definition } = fakeResource({ ref: 'box', changing: minutes(15) });
    const { of } = await runTree({ plugins: [definition], files: 'a:\n  box.present:\n    - size: 3\n' });
    expect(of('a')).toMatchObject({ outcome: 'changed', pending: { end: 'settled' } });
    expect(of('a').changes).toEqual({ old: {}, new: { name: 'a', size: 3 } });
  });
});

describe('ten thousand pending states', () => {
  it('are all settled, in as many calls as they need', async () => {
    const count = 10_000;
    const plugin = slow(after(3));
    const files = `a:\n  slow.present:\n    - names: [${Array.from({ length: count }, (_, at) => `n${at}`).join(', ')}]\n`;
    const { report } = await run(plugin, files);
    expect(plugin.asked.length).toBe(3 * count);
    expect(report.results.every(({ outcome }) => outcome === 'changed')).toBe(true);
    // All wait at the same time, and not fifty after fifty.
    expect(report.seconds).toBe(6);
  });
});
