import { describe, expect, it } from 'vitest';
import {
  execFunction,
  execFunctions,
  field,
  type StateContext,
  type StateFunction,
  type StateReturn,
  stateFunctions,
} from '../../contract/index.js';
import type { Hub } from '../../hub/index.js';
import { secret } from '../../kernel/index.js';
import {
  type ChunkRunnerOptions,
  chunkRunner,
  fakeClock,
  fakePorts,
  fakeProcesses,
  memoryFiles,
} from '../../testing/index.js';
import { applyChunk, refreshChunk } from './apply-chunk.js';

type Parts = Partial<StateFunction> & { run?: StateFunction['run'] };

function runnerFor(parts: Parts, options: ChunkRunnerOptions = {}, more: Readonly<Record<string, Parts>> = {}) {
  const whole = (one: Parts): StateFunction => ({
    summary: 'x',
    fields: {},
    effects: 'none',
    run: () => ({ result: true }),
    ...one,
  });
  const functions = Object.fromEntries(Object.entries({ go: parts, ...more }).map(([name, one]) => [name, whole(one)]));
  return chunkRunner(stateFunctions({ ref: 'some.state', summary: 'x', functions }), options);
}

const TAG = 'some.state_|-it_|-it_|-';

describe('what a function returns', () => {
  const cases: readonly { name: string; returned: StateReturn; mode?: 'plan'; want: Record<string, unknown> }[] = [
    {
      name: 'true without changes',
      returned: { result: true, comment: 'Success!' },
      want: { outcome: 'unchanged', result: true, comment: ['Success!'] },
    },
    {
      name: 'true with changes',
      returned: { result: true, changes: { a: 1 } },
      want: { outcome: 'changed', changes: { a: 1 } },
    },
    { name: 'false', returned: { result: false }, want: { outcome: 'failed', result: false } },
    { name: 'null', returned: { result: null }, want: { outcome: 'unchanged', result: null } },
    {
      name: 'null in a plan, of a function that cannot write',
      returned: { result: null },
      mode: 'plan',
      want: { outcome: 'unchanged', result: null },
    },
    {
      name: 'true with changes in a plan',
      returned: { result: true, changes: { a: 1 } },
      mode: 'plan',
      want: { outcome: 'would-change', result: null },
    },
    {
      name: 'data to be called again',
      returned: { result: true, rerun_data: 3 },
      want: { outcome: 'pending', rerunData: 3 },
    },
    {
      name: 'two states',
      returned: { result: true, old_state: { a: 1, b: 1 }, new_state: { a: 2, b: 1 } },
      want: { outcome: 'changed', changes: { old: { a: 1 }, new: { a: 2 } } },
    },
    {
      name: 'two states and no changes',
      returned: { result: true, changes: {}, old_state: { a: 1 }, new_state: { a: 2 } },
      want: { outcome: 'unchanged', changes: {} },
    },
    { name: 'a list of comments', returned: { result: true, comment: ['a', '', 'b'] }, want: { comment: ['a', 'b'] } },
  ];
  it.each(cases)('$name', async ({ returned, mode, want }) => {
    const run = runnerFor({ run: () => returned }, mode === undefined ? {} : { mode });
    expect(await run.apply({ fun: 'go' })).toMatchObject(want);
  });

  it.each([undefined, null, 'text', { result: 'yes' }, { result: true, changes: 3 }])(
    'refuses %s',
    async (returned) => {
      const result = await runnerFor({ run: () => returned as never }).apply({ fun: 'go' });
      expect(result).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'call/bad-return' }] });
    },
  );

  it('gives its answer without waiting when the function does', async () => {
    const run = runnerFor({});
    await run.env.contexts.account('some', undefined);
    expect(applyChunk(run.call({ fun: 'go' }), run.env)).not.toBeInstanceOf(Promise);
  });

  it('turns what is thrown into a failure that names the plugin', async () => {
    const run = runnerFor({
      run: () => {
        throw new Error('boom with hunter22');
      },
    });
    const result = await run.apply({ fun: 'go', args: { password: secret('hunter22') } });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'call/plugin-failed',
      summary: "'some.state.go' failed: boom with ********",
      about: 'some.state_|-it_|-it_|-go',
    });
    const odd: unknown = 'plain text';
    const throwing = runnerFor({
      run: () => {
        throw odd;
      },
    });
    expect((await throwing.apply({ fun: 'go' })).comment).toEqual(["'some.state.go' failed: plain text"]);
  });

  it('masks secrets in comments and leaves out what is sensitive', async () => {
    const run = runnerFor({
      run: (_ctx, args) => ({
        result: true,
        comment: 'used hunter22',
        changes: { old: { pw: 1 }, new: { pw: 2, b: args.b } },
      }),
    });
    const result = await run.apply({
      fun: 'go',
      args: { b: 1, token: secret('hunter22') },
      keywords: { sensitive: ['pw'] },
    });
    expect(result).toMatchObject({ comment: ['used ********'], changes: { new: { b: 1 } } });
    const shown = runnerFor({
      run: (_ctx, args) => ({ result: true, comment: `got ${String(args.pw)}`, new_state: { pw: args.pw } }),
    });
    const hidden = await shown.apply({ fun: 'go', args: { pw: 'plain-text' }, keywords: { sensitive: ['pw'] } });
    expect(JSON.stringify(hidden)).not.toContain('plain-text');
  });
});

describe('arguments', () => {
  const echo: Parts = {
    fields: { a: field.string({ required: true }), b: field.integer({ default: 7 }) },
    run: (_ctx, args) => ({ result: true, new_state: { ...args } }),
  };

  it('are filled with defaults, and what is required from the record', async () => {
    const run = runnerFor(echo);
    expect((await run.apply({ fun: 'go', args: { a: 'x' } })).newState).toEqual({ name: 'it', a: 'x', b: 7 });
    expect((await run.next().apply({ fun: 'go', args: { b: 1 } })).newState).toEqual({ name: 'it', a: 'x', b: 1 });
  });

  it('that are missing, or bound to something else, are failures', async () => {
    const run = runnerFor(echo);
    expect((await run.apply({ fun: 'go' })).diagnostics[0]?.code).toBe('call/missing-argument');
    const bound = await run.apply({ fun: 'go', args: { a: ['x'] }, bound: ['a'] });
    expect(bound).toMatchObject({
      outcome: 'failed',
      diagnostics: [{ code: 'call/wrong-type', about: 'some.state_|-it_|-it_|-go' }],
    });
  });

  it('know what was there before', async () => {
    let seen: StateContext | undefined;
    const run = runnerFor({
      run: (ctx) => {
        seen = ctx;
        return { result: true, new_state: { n: 1 } };
      },
    });
    await run.apply({ fun: 'go' });
    expect(seen).toMatchObject({
      oldState: null,
      test: false,
      tag: 'some.state_|-it_|-it_|-go',
      directory: '/project',
      run: { name: 'test', id: 'run-1' },
    });
    await run.next().apply({ fun: 'go', rerunData: 'again' });
    expect(seen).toMatchObject({ oldState: { n: 1 }, rerunData: 'again' });
    seen?.log('warn', 'look out');
    expect(run.next().events).toEqual([]);
  });
});

describe('enforced state', () => {
  const returning = (returned: StateReturn, parts: Parts = {}) => runnerFor({ run: () => returned, ...parts });

  it.each([
    { name: 'true with a new state', returned: { result: true, new_state: { a: 1 } }, kept: true },
    { name: 'false with a new state and nothing before', returned: { result: false, new_state: { a: 1 } }, kept: true },
    { name: 'true without a new state', returned: { result: true }, kept: false },
    { name: 'null with nothing', returned: { result: null, new_state: null }, kept: false },
  ] as const)('is written for $name: $kept', async ({ returned, kept }) => {
    const run = returning(returned);
    await run.apply({ fun: 'go' });
    expect(run.state.get(TAG) !== undefined).toBe(kept);
  });

  it('is replaced only by a success, or when the function insists', async () => {
    const run = returning({ result: true, new_state: { a: 1 } });
    await run.apply({ fun: 'go' });
    const failing = chunkRunner(returning({ result: false, new_state: { a: 2 } }).plugin.definition, {
      state: run.state,
    });
    await failing.apply({ fun: 'go' });
    expect(run.state.get(TAG)?.state).toEqual({ a: 1 });
    const insisting = chunkRunner(
      returning({ result: false, new_state: { a: 2 }, force_save: true }).plugin.definition,
      { state: run.state },
    );
    await insisting.apply({ fun: 'go' });
    expect(run.state.get(TAG)).toMatchObject({ state: { a: 2 }, meta: { status: 'incomplete' } });
    const removing = chunkRunner(returning({ result: true, new_state: {} }).plugin.definition, { state: run.state });
    await removing.apply({ fun: 'go' });
    expect(run.state.get(TAG)).toBeUndefined();
  });

  it('is not written twice, not by functions that keep nothing, and not in test mode', async () => {
    const run = returning({ result: true, new_state: { a: 1 } });
    await run.apply({ fun: 'go' });
    const second = run.next();
    await second.apply({ fun: 'go' });
    expect(second.state.frames).toHaveLength(1);
    const keepsNothing = returning({ result: true, new_state: { a: 1 } }, { keeps: false });
    await keepsNothing.apply({ fun: 'go' });
    expect(keepsNothing.state.frames).toEqual([]);
    const planned = returning({ result: true, new_state: { a: 1 } });
    await planned.plan({ fun: 'go' });
    expect(planned.state.frames).toEqual([]);
  });
});

describe('functions that write', () => {
  it('are announced first, and closed', async () => {
    const seen: string[] = [];
    const run = runnerFor({
      effects: 'write',
      run: () => {
        seen.push(...run.state.frames.map((frame) => frame.type));
        expect(run.state.durable).toBe(run.state.frames.length);
        return { result: true };
      },
    });
    expect((await run.apply({ fun: 'go' })).action).toBe('call');
    expect(seen).toEqual(['intent']);
    expect(run.state.frames.map((frame) => frame.type)).toEqual(['intent', 'settled']);
  });

  it('are not announced when they may be called again and keep nothing', async () => {
    const run = runnerFor({ effects: 'write', interrupted: 'rerun', keeps: false });
    await run.apply({ fun: 'go' });
    expect(run.state.frames).toEqual([]);
  });

  it('are not called in plan mode: unpredictable, or predicted', async () => {
    let calls = 0;
    const run = () => {
      calls++;
      return { result: true };
    };
    expect(await runnerFor({ effects: 'write', run }, { mode: 'plan' }).apply({ fun: 'go' })).toMatchObject({
      outcome: 'unpredictable',
      result: null,
    });
    const predicted = runnerFor(
      { effects: 'write', run, predict: () => ({ result: null, changes: { a: 1 } }) },
      { mode: 'plan' },
    );
    expect(await predicted.apply({ fun: 'go' })).toMatchObject({ outcome: 'would-change', changes: { a: 1 } });
    expect(calls).toBe(0);
  });

  it('leave their intent open when they are stopped', async () => {
    const controller = new AbortController();
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const run = runnerFor(
      {
        effects: 'write',
        run: () => {
          entered();
          return new Promise<never>(() => undefined);
        },
      },
      { abort: controller.signal },
    );
    const applying = run.apply({ fun: 'go' });
    await inside;
    controller.abort();
    expect(await applying).toMatchObject({
      outcome: 'interrupted',
      result: false,
      diagnostics: [{ code: 'call/aborted' }],
    });
    expect(run.next().state.openIntents()).toMatchObject([{ action: 'call', ref: 'some.state' }]);
  });

  it.each([
    ['a file', (ctx: StateContext) => ctx.files.write('/a', new Uint8Array())],
    ['a program', (ctx: StateContext) => ctx.processes.run({ command: 'rm' })],
    ['a request', (ctx: StateContext) => ctx.http.request({ method: 'POST', url: 'http://x/' })],
  ])('are found out when they declare that they do not: %s', async (_what, write) => {
    const run = runnerFor({
      run: async (ctx) => {
        await write(ctx);
        return { result: true };
      },
    });
    const result = await run.apply({ fun: 'go' });
    expect(result.diagnostics[0]?.cause?.code).toBe('call/write-refused');
  });

  it('may read', async () => {
    const run = runnerFor(
      {
        run: async (ctx) => {
          await ctx.processes.run({ command: 'ls', effects: 'none' });
          await ctx.http.request({ url: 'http://x/' });
          return { result: (await ctx.files.read('/a')) !== undefined };
        },
      },
      { ports: { files: memoryFiles({ '/a': 'x' }) } },
    );
    expect((await run.apply({ fun: 'go' })).outcome).toBe('unchanged');
  });
});

describe('conditions', () => {
  const ports = (statuses: Readonly<Record<string, number>>) =>
    fakePorts({
      processes: fakeProcesses(({ command }) => ({ status: statuses[command] ?? 0 })),
      files: memoryFiles({ '/project/there': '', '/there': '' }),
    });

  it.each([
    { keywords: { onlyif: 'yes' }, skipped: false },
    { keywords: { onlyif: ['yes', 'no'] }, skipped: true },
    { keywords: { unless: 'yes' }, skipped: true },
    { keywords: { unless: ['yes', 'no'] }, skipped: false },
    { keywords: { creates: '/there' }, skipped: true },
    { keywords: { creates: 'there' }, skipped: true },
    { keywords: { creates: ['/there', '/nowhere'] }, skipped: false },
  ])('$keywords', async ({ keywords, skipped }) => {
    const run = runnerFor({ run: () => ({ result: true, changes: { a: 1 } }) }, { ports: ports({ no: 1 }) });
    const result = await run.apply({ fun: 'go', keywords });
    expect(result).toMatchObject(
      skipped ? { outcome: 'skipped: requisite', result: true, changes: {} } : { outcome: 'changed' },
    );
  });

  it('may be exec functions, of those that only read', async () => {
    const functions = {
      yes: execFunction({ summary: 'x', fields: {}, effects: 'none', run: () => ({ result: true, ret: true }) }),
      no: execFunction({ summary: 'x', fields: {}, effects: 'none', run: () => ({ result: true, ret: false }) }),
      writes: execFunction({ summary: 'x', fields: {}, effects: 'write', run: () => ({ result: true, ret: true }) }),
    };
    const plugin = { kind: 'exec', definition: execFunctions({ ref: 'ask', summary: 'x', functions }), place: {} };
    const hub = {
      refs: () => ['ask'],
      place: () => undefined,
      load: async (_folder: string, ref: string) => (ref === 'ask' ? plugin : undefined),
    };
    const run = runnerFor({}, { services: { hub: hub as unknown as Hub } });
    const outcome = async (onlyif: unknown) => await run.apply({ fun: 'go', keywords: { onlyif } });
    expect((await outcome({ exec: 'ask.yes' })).outcome).toBe('unchanged');
    expect((await outcome({ exec: 'ask.no' })).outcome).toBe('skipped: requisite');
    expect((await outcome({ exec: 'ask.writes' })).diagnostics[0]?.cause?.code).toBe('call/write-refused');
    expect((await outcome({ exec: 'ask.yse' })).diagnostics[0]).toMatchObject({
      code: 'call/condition-failed',
      cause: { code: 'call/unknown-exec', hints: ["did you mean 'yes'?"] },
    });
    expect((await outcome({ exec: 'ask.yes', args: { x: 1 } })).diagnostics[0]?.cause?.code).toBe(
      'call/unknown-argument',
    );
  });

  it('that cannot be evaluated are failures', async () => {
    const processes = fakeProcesses(() => Promise.reject(new Error('spawn /bin/sh ENOENT')));
    const result = await runnerFor({}, { ports: { processes } }).apply({ fun: 'go', keywords: { onlyif: 'yes' } });
    expect(result).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'call/condition-failed' }] });
    expect(result.comment[0]).toContain('ENOENT');
  });
});

describe('retry, delay and timeout', () => {
  const failing = (times: number) => {
    let calls = 0;
    return {
      run: () => ({ result: ++calls > times, comment: `call ${calls}`, new_state: { calls } }),
      calls: () => calls,
    };
  };

  it('repeats what fails, at its interval', async () => {
    const { run, calls } = failing(2);
    const runner = runnerFor({ run });
    const result = await runner.apply({ fun: 'go', keywords: { retry: { attempts: 5, interval: '10s' } } });
    expect(result).toMatchObject({ result: true, newState: { calls: 3 }, comment: ['call 1', 'call 2', 'call 3'] });
    expect([calls(), runner.ports.clock.monotonic()]).toEqual([3, 20_000]);
    expect(runner.events).toMatchObject([{ type: 'step-note', message: 'attempt 1 of 5: call 1; again in 10 s' }, {}]);
  });

  it('gives up after its attempts', async () => {
    const { run, calls } = failing(9);
    const result = await runnerFor({ run }).apply({ fun: 'go', keywords: { retry: 3 } });
    expect(result.comment.at(-1)).toBe('failed after 3 attempts');
    expect([result.outcome, calls()]).toEqual(['failed', 3]);
  });

  it('repeats until something is so, or fails because it never was', async () => {
    const counting = () => {
      let calls = 0;
      return { run: () => ({ result: true, changes: {}, new_state: { calls: ++calls } }) };
    };
    const until = (text: string, attempts: number) => ({ retry: { attempts, interval: 1, until: text } });
    const met = await runnerFor(counting()).apply({ fun: 'go', keywords: until('new_state:calls == 3', 5) });
    expect(met).toMatchObject({ result: true, newState: { calls: 3 } });
    const unmet = await runnerFor(counting()).apply({ fun: 'go', keywords: until('new_state:other', 2) });
    expect(unmet).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'call/until-unmet' }] });
    expect(unmet.comment.at(-1)).toBe('after 2 attempts it is still not so: new_state:other');
    const negated = await runnerFor(counting()).apply({ fun: 'go', keywords: until("new_state:calls != '1'", 1) });
    expect(negated.result).toBe(true);
  });

  it('does not repeat or wait in plan mode', async () => {
    const { run, calls } = failing(9);
    const runner = runnerFor({ run }, { mode: 'plan' });
    await runner.apply({ fun: 'go', keywords: { retry: 5, delay: 60 } });
    expect([calls(), runner.ports.clock.monotonic()]).toEqual([1, 0]);
  });

  it('waits before the call, outside the time limit', async () => {
    const runner = runnerFor({});
    expect((await runner.apply({ fun: 'go', keywords: { delay: 60, timeout: 1 } })).outcome).toBe('unchanged');
    expect(runner.ports.clock.monotonic()).toBe(60_000);
  });

  it('ends a call that takes too long, also one that does not listen', async () => {
    const result = await runnerFor({ run: () => new Promise<never>(() => undefined) }).apply({
      fun: 'go',
      keywords: { timeout: '90s' },
    });
    expect(result).toMatchObject({
      outcome: 'failed',
      comment: ['did not end within 1 min 30 s'],
      diagnostics: [{ code: 'call/timed-out' }],
    });
    const writing = await runnerFor({ effects: 'write', run: () => new Promise<never>(() => undefined) }).apply({
      fun: 'go',
      keywords: { timeout: 1 },
    });
    expect(writing.outcome).toBe('interrupted');
  });

  it('ends a wait as soon as the run is aborted', async () => {
    const controller = new AbortController();
    const run = runnerFor({}, { abort: controller.signal, ports: { clock: fakeClock({ jumps: false }) } });
    const applying = run.apply({ fun: 'go', keywords: { delay: 60 } });
    await Promise.resolve();
    controller.abort();
    expect((await applying).diagnostics[0]?.code).toBe('call/aborted');
  });
});

describe('refreshChunk', () => {
  it('calls mod_watch with the arguments of the chunk and joins the results', async () => {
    const run = runnerFor(
      {},
      {},
      {
        mod_watch: {
          free: true,
          run: (_ctx, args) => ({ result: true, changes: { watch: args.x }, comment: 'Watch ran!' }),
        },
      },
    );
    const call = run.call({ fun: 'go', args: { x: 1 } });
    const first = await run.apply({ fun: 'go' });
    expect(await refreshChunk(call, { ...first, comment: ['first'] }, run.env)).toMatchObject({
      outcome: 'changed',
      comment: ['Watch ran!'],
      changes: { watch: 1 },
    });
  });

  it('lets the first result stand where there is none', async () => {
    const run = runnerFor({});
    const first = await run.apply({ fun: 'go' });
    expect(refreshChunk(run.call({ fun: 'go' }), first, run.env)).toBe(first);
  });
});
