import { describe, expect, it } from 'vitest';
import { type ExecReturn, field, type RenderedText, type ResourceContext } from '../../contract/index.js';
import { DiagnosticError, secret, unknown } from '../../kernel/index.js';
import { fakePorts, memoryFiles, stateFunctionSuite } from '../../testing/index.js';
import { fakeContext } from '../fake-context.js';
import data from './data.js';
import exec from './exec.js';
import template from './template.js';
import time from './time.js';
import trigger from './trigger.js';

describe('time.sleep', () => {
  const sleep = async (duration: number, test = false) => {
    const slept: number[] = [];
    const clock = { now: () => 0, monotonic: () => 0, sleep: (ms: number) => Promise.resolve(void slept.push(ms)) };
    const ret = await time.functions['sleep']?.run(fakeContext({ clock, test }), { name: 'n', duration });
    return { ret, slept };
  };

  it('sleeps for its duration, and only says so in test mode', async () => {
    const empty = { old_state: {}, new_state: {} };
    expect(await sleep(1.5)).toEqual({
      ret: { result: true, comment: 'Slept for 1.5 seconds', ...empty },
      slept: [1500],
    });
    expect(await sleep(1, true)).toEqual({
      ret: { result: true, comment: 'Would sleep for 1 second', ...empty },
      slept: [],
    });
    expect((await sleep(-1)).ret?.result).toBe(false);
  });
});

describe('trigger.build', () => {
  const build = async (given: Partial<ResourceContext>) =>
    trigger.functions['build']?.run(fakeContext(given), { name: 'n', triggers: [{ a: 1 }, { b: 2 }, { a: 3 }] });

  it('merges, and changes only when the last run was different', async () => {
    const first = await build({});
    expect(first).toMatchObject({
      result: true,
      changes: { new: { a: 1, b: 2 } },
      new_state: { triggers: { a: 1, b: 2 } },
    });
    expect(await build({ oldState: first?.new_state ?? null })).toMatchObject({ result: true, changes: {} });
    expect(await build({ oldState: { triggers: { a: 1 } }, test: true })).toMatchObject({
      result: null,
      changes: { new: { b: 2 } },
    });
  });
});

describe('exec.run', () => {
  const called: unknown[] = [];
  const answering = (ret: unknown) =>
    fakeContext({
      exec: (...call) => {
        called.push(call);
        return Promise.resolve({ result: true, ret, comment: 'as asked' });
      },
    });
  const run = async (ret: unknown, args: Record<string, unknown>) =>
    exec.functions['run']?.run(answering(ret), { name: 'test.echo', ...args });

  it('calls, and gives what came back as its state', async () => {
    const args = { path: 'my.fun', args: [1], kwargs: { text: "it's" } };
    expect(await run({ a: 1 }, args)).toEqual({
      result: true,
      comment: [`holdfast exec my.fun 1 'text=it'\\''s'`, 'as asked'],
      changes: { new: { a: 1 } },
      new_state: { a: 1 },
    });
    expect(called.at(-1)).toEqual(['my.fun', { text: "it's" }, [1]]);
    expect(await run(true, {})).toMatchObject({ new_state: { ret: true } });
    expect(called.at(-1)).toEqual(['test.echo', {}, []]);
    expect(await run(null, {})).toMatchObject({ changes: {}, new_state: null });
  });

  it('predicts by calling what only reads, and says what it would call otherwise', async () => {
    const predict = exec.functions['run']?.predict;
    expect(await predict?.(answering({ a: 1 }), { name: 'test.ping' })).toMatchObject({ new_state: { a: 1 } });
    const refusing = (code: string) =>
      fakeContext({ exec: () => Promise.reject(new DiagnosticError({ severity: 'error', code, summary: 'no' })) });
    expect(await predict?.(refusing('call/write-refused'), { name: 'a.b' })).toEqual({
      result: null,
      comment: ['holdfast exec a.b', 'Would call a.b'],
    });
    await expect(predict?.(refusing('call/other'), { name: 'a.b' })).rejects.toThrow('no');
  });
});

describe('exec.run', () => {
  it('gives its name where the function wants one and nobody gave it', async () => {
    const calls: unknown[] = [];
    const ctx = fakeContext({
      execFields: () => Promise.resolve({ size: field.integer(), name: field.string() }),
      exec: (...call) => {
        calls.push(call);
        return Promise.resolve({ result: true, ret: true });
      },
    });
    const run = exec.functions['run']?.run;
    await run?.(ctx, { name: 'web', path: 'a.b' });
    await run?.(ctx, { name: 'web', path: 'a.b', kwargs: { name: 'other' } });
    await run?.(ctx, { name: 'web', path: 'a.b', args: [1, 'third'] });
    expect(calls).toEqual([
      ['a.b', { name: 'web' }, []],
      ['a.b', { name: 'other' }, []],
      ['a.b', {}, [1, 'third']],
    ]);
  });
});

describe('exec.stateful', () => {
  interface World {
    readonly fields?: Readonly<Record<string, readonly string[]>>;
    readonly answers?: Readonly<Record<string, readonly ExecReturn[]>>;
  }

  const GET = ['resource_id', 'region'];

  async function stateful(args: Readonly<Record<string, unknown>>, { fields = {}, answers = {} }: World = {}) {
    const calls: unknown[] = [];
    const left = new Map(Object.entries(answers).map(([ref, all]) => [ref, [...all]]));
    const ctx = fakeContext({
      tag: 'exec_|-it_|-it_|-stateful',
      execFields: (ref) => {
        const names = { 'acme.box.get': GET, 'acme.box.open': ['resource_id'], ...fields }[ref];
        return Promise.resolve(names && Object.fromEntries(names.map((name) => [name, field.any()])));
      },
      exec: (...call) => {
        calls.push(call);
        return Promise.resolve(left.get(call[0])?.shift() ?? { result: true, ret: null });
      },
    });
    const given = { name: 'it', path: 'acme.box.open', resource_id: 'b-1', ...args };
    return { ret: await exec.functions['stateful']?.run(ctx, given), calls };
  }

  const shut: ExecReturn = { result: true, ret: { lid: 'shut' } };
  const open: ExecReturn = { result: true, ret: { lid: 'open' } };

  it('looks before and after, and tells the difference', async () => {
    const answers = { 'acme.box.get': [shut, open], 'acme.box.open': [{ result: true, ret: true, comment: 'creaks' }] };
    const { ret, calls } = await stateful({ kwargs: { region: 'eu' } }, { answers, fields: { 'acme.box.open': GET } });
    expect(ret).toEqual({
      result: true,
      comment: ['holdfast exec acme.box.open region=eu', 'creaks'],
      changes: { old: { lid: 'shut' }, new: { lid: 'open' } },
      old_state: { lid: 'shut' },
      new_state: { lid: 'open' },
      recorded_as: 'acme.box_|-it_|-it_|-',
    });
    expect(calls).toEqual([
      ['acme.box.get', { region: 'eu', resource_id: 'b-1' }, []],
      ['acme.box.open', { resource_id: 'b-1', region: 'eu' }, []],
      ['acme.box.get', { region: 'eu', resource_id: 'b-1' }, []],
    ]);
  });

  it.each([
    { name: 'get', args: { path: 'acme.box.get' }, want: "'get' changes nothing: use exec.run for this call" },
    { name: 'list', args: { path: 'acme.box.list' }, want: "'list' changes nothing: use exec.run for this call" },
    {
      name: 'a function with nothing beside it to look with',
      args: { path: 'acme.lamp.light' },
      want: "There is no exec function 'acme.lamp.get' to look with: give get_path, or use exec.run for this call",
    },
  ])('refuses $name', async ({ args, want }) => {
    const { ret, calls } = await stateful(args);
    expect([ret, calls]).toEqual([{ result: false, comment: [want] }, []]);
  });

  it('records under the declaration that is named', async () => {
    const { ret } = await stateful({ esm_state_id: 'box', esm_state_name: 'red' });
    expect(ret?.recorded_as).toBe('acme.box_|-box_|-red_|-');
    expect((await stateful({ esm_state_id: 'box' })).ret?.recorded_as).toBe('acme.box_|-box_|-box_|-');
  });

  it.each([
    { name: 'by name', get: ['name'], want: ['acme.box.get', { name: 'b-1' }, []] },
    { name: 'by position', get: ['what'], want: ['acme.box.get', {}, ['b-1']] },
    { name: 'not at all', get: [], want: ['acme.box.get', {}, []] },
  ])('gives the id $name where the look takes it so', async ({ get, want }) => {
    expect((await stateful({}, { fields: { 'acme.box.get': get } })).calls[0]).toEqual(want);
  });

  it('calls nothing when the thing cannot be read', async () => {
    const denied: ExecReturn = { result: false, ret: null, comment: 'denied' };
    const { ret, calls } = await stateful({}, { answers: { 'acme.box.get': [denied] } });
    expect([ret?.comment, calls.length]).toEqual([['The thing cannot be read', 'denied'], 1]);
  });

  it('changes nothing in its own eyes while the call fails or asks to be called again', async () => {
    const answers = { 'acme.box.get': [shut], 'acme.box.open': [{ result: false, ret: null, rerun_data: { job: 7 } }] };
    const { ret, calls } = await stateful({}, { answers });
    expect(ret).toMatchObject({ result: false, rerun_data: { job: 7 }, new_state: { lid: 'shut' } });
    expect(calls.length).toBe(2);
  });

  it('only looks whether it could, in a plan', async () => {
    const ctx = fakeContext({ execFields: () => Promise.resolve({}) });
    const predict = exec.functions['stateful']?.predict;
    expect(await predict?.(ctx, { name: 'it', path: 'acme.box.open', resource_id: 'b-1' })).toEqual({
      result: null,
      comment: ['holdfast exec acme.box.open', 'Would call acme.box.open'],
    });
  });
});

stateFunctionSuite(
  { describe, it, expect },
  {
    name: 'template',
    fresh: () => Promise.resolve({ definition: template, services: { renderText: () => Promise.resolve('text') } }),
    calls: [
      { fun: 'render', args: { template: '{{ a }}', variables: { a: 1 } }, once: 'changed', twice: 'changed' },
      { fun: 'render', args: {}, once: 'failed', twice: 'failed' },
    ],
  },
);

stateFunctionSuite(
  { describe, it, expect },
  {
    name: 'data',
    fresh() {
      const files = memoryFiles();
      return Promise.resolve({ definition: data, ports: fakePorts({ files }), snapshot: () => files.writes });
    },
    calls: [{ fun: 'write', args: { file_name: 'o', parameters: { a: 1 } }, once: 'changed', twice: 'unchanged' }],
  },
);

describe('templates', () => {
  const rendering = (text: RenderedText, files: Readonly<Record<string, string>> = {}) => {
    const asked: unknown[] = [];
    const ctx = fakeContext({
      render: (...given) => {
        asked.push(given);
        return Promise.resolve(text);
      },
      files: memoryFiles(files),
    });
    return { ctx, asked };
  };

  it('are given their variables, and named by their file', async () => {
    const { ctx, asked } = rendering('text', { '/project/t.tpl': '{{ a }}' });
    const args = { name: 't', template_file_name: 't.tpl', template: 'not this', variables: { a: 1 } };
    expect(await template.functions['render']?.run(ctx, args)).toMatchObject({
      result: true,
      changes: { rendered: 'text' },
      old_state: {},
      new_state: { rendered: 'text' },
    });
    expect(asked).toEqual([['{{ a }}', { a: 1 }, '/project/t.tpl']]);
  });

  it('with a secret in them are written, and shown as a secret only', async () => {
    const { ctx } = rendering(secret('p=hush'));
    const ret = await data.functions['write']?.run(ctx, { name: 'd', file_name: 'o', template: 'x', parameters: {} });
    expect(Buffer.from((await ctx.files.read('/project/o')) ?? []).toString()).toBe('p=hush');
    expect(JSON.stringify(ret)).not.toContain('hush');
    const again = await data.functions['write']?.run(ctx, { name: 'd', file_name: 'o', template: 'x', parameters: {} });
    expect(again?.changes).toEqual({});
  });

  it('that wait for a value say so in a plan', async () => {
    const { ctx } = rendering(unknown('known after applying'), { '/project/o': 'old' });
    const args = { name: 'd', file_name: 'o', template: 'x', parameters: {} };
    expect(await data.functions['write']?.predict?.(ctx, args)).toMatchObject({
      result: null,
      changes: { new: { o: unknown('known after applying') } },
    });
    const bound = { name: 'd', file_name: 'o', parameters: { a: unknown('later') } };
    expect(await data.functions['write']?.predict?.(ctx, bound)).toMatchObject({
      changes: { new: { o: unknown('later') } },
    });
  });
});
