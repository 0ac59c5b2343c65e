import { describe, expect, it } from 'vitest';
import { field, stateFunction, stateFunctions } from '../../src/contract/index.js';
import { decodePlan } from '../../src/engine/index.js';
import { type Ports, secret } from '../../src/kernel/index.js';
import { fakePorts, fakeResource, memoryState } from '../../src/testing/index.js';
import { compile, runTree, type TreeRun } from './harness.js';
import { applyPlan, planText, readPlan } from './plans.js';

function landscape() {
  const net = fakeResource({
    ref: 'land.net',
    fields: { block: field.string({ immutable: true }), tag: field.string() },
  });
  const vm = fakeResource({
    ref: 'land.vm',
    fields: { net: field.string({ immutable: true }), size: field.integer() },
  });
  const label = fakeResource({ ref: 'land.label', fields: { of: field.string(), text: field.string() } });
  return {
    net: net.world,
    vm: vm.world,
    label: label.world,
    plugins: [net.definition, vm.definition, label.definition],
    writes: () => net.world.writes + vm.world.writes + label.world.writes,
  };
}

function tree(block: string, size = 1): string {
  return [
    `net:\n  land.net.present:\n    - block: ${block}`,
    `vm:\n  land.vm.present:\n    - net: \${land.net:net:resource_id}\n    - size: ${size}`,
    'label:\n  land.label.present:\n    - of: ${land.vm:vm:resource_id}\n',
  ].join('\n');
}

function reasons({ report }: TreeRun): Record<string, string> {
  const refused = report.results.filter(({ outcome }) => outcome === 'skipped: plan');
  return Object.fromEntries(refused.map(({ tag, comment }) => [tag.id, comment.join('; ')]));
}

describe('applying a plan', () => {
  it('does what it says: creation, update, replacement with what hangs on it, and removal', async () => {
    const { plugins, net, vm, label } = landscape();
    const created = await applyPlan(await planText({ plugins, files: tree('a') }), { plugins });
    expect(created.outcomes).toEqual({ net: 'changed', vm: 'changed', label: 'changed' });
    const enforced = () => created.enforced.reopen();
    const updated = await applyPlan(await planText({ plugins, files: tree('a', 2), enforced: enforced() }), {
      plugins,
      enforced: enforced(),
    });
    expect(updated.outcomes).toEqual({ net: 'unchanged', vm: 'changed', label: 'unchanged' });
    const replaced = await applyPlan(
      await planText({ plugins, files: tree('b', 2), enforced: updated.enforced.reopen() }),
      {
        plugins,
        enforced: updated.enforced.reopen(),
      },
    );
    expect(replaced.outcomes).toEqual({ net: 'changed', vm: 'changed', label: 'changed' });
    expect([net.things.size, vm.things.size, label.things.size]).toEqual([1, 1, 1]);
    const files = 'other:\n  land.net.present:\n    - block: z\n';
    const text = await planText({ plugins, files, enforced: replaced.enforced.reopen(), more: { prune: true } });
    const pruned = await applyPlan(text, { plugins, enforced: replaced.enforced.reopen() });
    expect(pruned.outcomes).toEqual({ other: 'changed', label: 'changed', vm: 'changed', net: 'changed' });
    expect([net.things.size, vm.things.size, label.things.size]).toEqual([1, 0, 0]);
  });

  it('skips a step whose thing changed meanwhile, and what needs it; the rest goes on', async () => {
    const { plugins, vm, label } = landscape();
    const first = await runTree({ plugins, files: `${tree('a')}lone:\n  land.label.present:\n    - text: x\n` });
    const files = `${tree('a', 2)}lone:\n  land.label.present:\n    - text: y\n`;
    const text = await planText({ plugins, files, enforced: first.enforced.reopen() });
    for (const thing of vm.things.values()) thing.state.size = 7;
    const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(applied.outcomes).toEqual({
      net: 'unchanged',
      vm: 'skipped: plan',
      label: 'skipped: dependency',
      lone: 'changed',
    });
    expect(reasons(applied)).toEqual({ vm: 'is not as it was when the plan was made' });
    expect([...vm.things.values()].map(({ state }) => state.size)).toEqual([7]);
    expect(new Set([...label.things.values()].map(({ state }) => state.text))).toEqual(new Set(['y', undefined]));
  });

  it('names what differs now and was not in the plan, and leaves it', async () => {
    const { plugins, net, vm, writes } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    const text = await planText({ plugins, files: tree('a'), enforced: first.enforced.reopen() });
    for (const thing of vm.things.values()) thing.state.size = 7;
    const before = writes();
    const drifted = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(reasons(drifted)).toEqual({ vm: 'would update, and the plan leaves it as it is' });
    net.things.clear();
    const gone = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(reasons(gone)).toEqual({ net: 'would create, and the plan leaves it as it is' });
    expect(writes()).toBe(before);
  });

  it('does not touch a second difference of a thing that it was to change', async () => {
    const { plugins, net } = landscape();
    const files = (tag: string) => `net:\n  land.net.present:\n    - block: a\n    - tag: ${tag}\n`;
    const first = await runTree({ plugins, files: files('x') });
    const text = await planText({ plugins, files: files('y'), enforced: first.enforced.reopen() });
    for (const thing of net.things.values()) thing.state.block = 'changed by hand';
    const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(reasons(applied).net).toMatch(/replace/);
    expect(net.things.size).toBe(1);
  });

  it('does not remove what changed meanwhile, nor what vanished after it was made', async () => {
    const { plugins, net } = landscape();
    const first = await runTree({ plugins, files: 'a:\n  land.net.present:\n    - block: a\n' });
    const files = 'k:\n  land.net.present:\n    - block: k\n';
    const text = await planText({ plugins, files, enforced: first.enforced.reopen(), more: { prune: true } });
    for (const thing of net.things.values()) thing.state.block = 'z';
    const later = await runTree({
      plugins,
      files: 'a:\n  land.net.present:\n    - block: z\nb:\n  land.net.present:\n    - block: b\n',
      enforced: first.enforced.reopen(),
    });
    const applied = await applyPlan(text, { plugins, enforced: later.enforced.reopen() });
    expect(reasons(applied)).toEqual({
      a: 'is not as it was when the plan was made',
      b: 'would remove, and the plan does not have it',
    });
    expect(net.things.size).toBe(3);
  });

  it('does not replace when what hangs on the thing changed meanwhile', async () => {
    const { plugins, net, vm } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    const text = await planText({ plugins, files: tree('b'), enforced: first.enforced.reopen() });
    for (const thing of vm.things.values()) thing.state.size = 7;
    const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(applied.outcomes.net).toBe('skipped: plan');
    expect(reasons(applied).net).toMatch(/^land.vm.* is not as it was/);
    expect([net.things.size, vm.things.size]).toEqual([1, 1]);
    expect(net.calls.filter((call) => call.startsWith('remove'))).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    const { plugins, writes } = landscape();
    const text = await planText({ plugins, files: tree('a') });
    const first = await applyPlan(text, { plugins });
    const before = writes();
    const second = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(Object.values(second.outcomes)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(writes()).toBe(before);
  });

  it('refuses a write right before the call when the thing changed since its step was judged', async () => {
    const { plugins, label } = landscape();
    const files = (text: string) => `a:\n  land.label.present:\n    - of: all\n    - text: ${text}\n`;
    const first = await runTree({ plugins, files: files('x') });
    const text = await planText({ plugins, files: files('y'), enforced: first.enforced.reopen() });
    const before = label.writes;
    const changeByHand = async () => {
      for (const thing of label.things.values()) thing.state.of = 'none';
    };
    // The first look is the one that is judged.
    label.misbehave({ on: 'observe', until: async () => undefined });
    label.misbehave({ on: 'observe', until: changeByHand });
    const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(applied.of('a')).toMatchObject({ outcome: 'skipped: plan', diagnostics: [{ code: 'call/not-in-plan' }] });
    expect([...label.things.values()].map(({ state }) => [state.of, state.text])).toEqual([['none', 'x']]);
    expect(label.writes).toBe(before);
    expect(applied.enforced.reopen().openIntents()).toEqual([]);
  });

  it('calls a function that cannot predict only when the plan said so', async () => {
    const called: string[] = [];
    const job = stateFunctions({
      ref: 'job',
      summary: 'Jobs.',
      functions: {
        run: stateFunction({
          summary: 'Runs.',
          fields: {},
          effects: 'write',
          run: (ctx) => {
            called.push(ctx.tag);
            return { result: true, changes: { ran: true } };
          },
        }),
      },
    });
    const plugins = [job];
    const text = await planText({
      plugins,
      files: 'a:\n  job.run: []\nb:\n  job.run:\n    - unless: "true"\n',
      ports: quiet(0),
    });
    const applied = await applyPlan(text, { plugins, ports: quiet(1) });
    expect(called).toEqual(['job_|-a_|-a_|-run']);
    expect(applied.outcomes).toEqual({ a: 'changed', b: 'skipped: plan' });
  });
});

/** Commands that all end with the same exit code. */
function quiet(status: number): Ports {
  const none = new Uint8Array();
  const run = async () => ({ status, stdout: none, stderr: none, truncated: false, timedOut: false });
  return { ...fakePorts(), processes: { run } };
}

describe('resuming a plan', () => {
  it('goes on with what was begun at every prefix of the journal', async () => {
    const { plugins } = landscape();
    const text = await planText({ plugins, files: tree('a') });
    const whole = await applyPlan(text, { plugins });
    expect(Object.values(whole.outcomes)).toEqual(['changed', 'changed', 'changed']);
    for (let prefix = 0; prefix <= whole.enforced.frames.length; prefix++) {
      // The world as it is after the end, the journal as it was in the middle: all that was not told is found.
      const resumed = await applyPlan(text, { plugins, enforced: whole.enforced.reopen(prefix), resume: true });
      expect([prefix, Object.values(resumed.outcomes).filter((one) => one !== 'unchanged')]).toEqual([prefix, []]);
    }
  });

  it('makes what an interrupted replacement has taken away', async () => {
    const { plugins, net, vm } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    const text = await planText({ plugins, files: tree('b'), enforced: first.enforced.reopen() });
    net.misbehave({ on: 'create', error: { class: 'invalid' } });
    const broken = await applyPlan(text, { plugins, enforced: first.enforced.reopen() });
    expect(broken.outcomes.net).toBe('failed');
    expect([net.things.size, vm.things.size]).toEqual([0, 0]);
    const again = await applyPlan(text, { plugins, enforced: broken.enforced.reopen() });
    expect(again.outcomes.net).toBe('skipped: plan');
    const resumed = await applyPlan(text, { plugins, enforced: broken.enforced.reopen(), resume: true });
    expect(resumed.outcomes).toEqual({ net: 'changed', vm: 'changed', label: 'changed' });
    expect([net.things.size, vm.things.size]).toEqual([1, 1]);
  });

  it('still leaves what the plan leaves', async () => {
    const { plugins, label, writes } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    const text = await planText({ plugins, files: tree('a', 2), enforced: first.enforced.reopen() });
    label.things.clear();
    const before = writes();
    const resumed = await applyPlan(text, { plugins, enforced: first.enforced.reopen(), resume: true });
    expect(resumed.outcomes).toEqual({ net: 'unchanged', vm: 'changed', label: 'skipped: plan' });
    expect(writes()).toBe(before + 1);
  });
});

describe('a plan file', () => {
  it('is the same text for the same plan, and its digest does not depend on the time', async () => {
    const { plugins } = landscape();
    const one = await planText({ plugins, files: tree('a') });
    expect(await planText({ plugins, files: tree('a') })).toBe(one);
    const moved = one.replace('2026-01-01', '2026-01-02');
    expect(decodePlan(moved, 'p')).toMatchObject({ ok: true });
  });

  const damages = [
    {
      name: 'another word',
      reason: 'the digest does not fit',
      damage: (text: string) => text.replace('create', 'remove'),
    },
    { name: 'no plan at all', reason: 'it has no format', damage: () => '{}' },
    { name: 'a list', reason: 'it has no format', damage: () => '[]' },
    { name: 'half of it', reason: 'it is no JSON', damage: (text: string) => text.slice(0, text.length / 2) },
  ];
  it.each(damages)('is refused when it holds $name: $reason', async ({ damage }) => {
    const { plugins } = landscape();
    const text = damage(await planText({ plugins, files: tree('a') }));
    expect(decodePlan(text, 'p')).toMatchObject({ ok: false, diagnostic: { code: 'engine/plan-damaged' } });
  });

  it('of a newer format is refused', async () => {
    const { plugins } = landscape();
    const text = (await planText({ plugins, files: tree('a') })).replace('"version": 1', '"version": 2');
    expect(decodePlan(text, 'p')).toMatchObject({ ok: false, diagnostic: { code: 'engine/plan-newer' } });
  });

  it('never holds a secret', async () => {
    const { definition } = fakeResource();
    const low = await compile(
      'a:\n  fake.thing.present:\n    - password: hunter2-plain\n    - tags: {k: hunter2-inner}\n    - zone: z\n',
    );
    const chunk = low.chunks[0] as (typeof low.chunks)[number];
    const args = new Map(chunk.args);
    args.set('tags', {
      ...(args.get('tags') as NonNullable<ReturnType<typeof args.get>>),
      value: { k: secret('hunter2-inner') },
    });
    const text = await planText({
      plugins: [definition],
      files: '',
      low: { ...low, chunks: [{ ...chunk, args }] },
      enforced: memoryState(),
    });
    expect(text).not.toContain('hunter2');
    expect(readPlan(text).low.chunks[0]?.args).toContainEqual(['zone', 'z']);
    expect(readPlan(text).low.chunks[0]?.args).toContainEqual(['password', { $secret: '' }]);
    expect(readPlan(text).low.chunks[0]?.args).toContainEqual(['tags', { $secret: '' }]);
  });
});
