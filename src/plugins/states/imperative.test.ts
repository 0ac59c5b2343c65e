import { describe, expect, it } from 'vitest';
import type { ResourceContext } from '../../contract/index.js';
import { DiagnosticError } from '../../kernel/index.js';
import { fakeContext } from '../fake-context.js';
import exec from './exec.js';
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
      changes: { new: { a: 3, b: 2 } },
      new_state: { triggers: { a: 3, b: 2 } },
    });
    expect(await build({ oldState: first?.new_state ?? null })).toMatchObject({ result: true, changes: {} });
    expect(await build({ oldState: { triggers: { a: 1 } }, test: true })).toMatchObject({
      result: null,
      changes: { old: { a: 1 }, new: { a: 3, b: 2 } },
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
