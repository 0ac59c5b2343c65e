import { describe, expect, it } from 'vitest';
import { field } from '../../src/contract/index.js';
import { fakeResource } from '../../src/testing/index.js';
import { runTree, type TreeRun } from './harness.js';

function world(parts: Parameters<typeof fakeResource>[0] = {}) {
  const net = fakeResource({ ref: 'land.net', fields: { block: field.string({ immutable: true }) } });
  const vm = fakeResource({
    ref: 'land.vm',
    fields: { net: field.string({ immutable: true }), size: field.integer() },
    ...parts,
  });
  return { net: net.world, vm: vm.world, plugins: [net.definition, vm.definition] };
}

const NET = 'net:\n  land.net.present:\n    - block: a\n';
const VM = 'vm:\n  land.vm.present:\n    - net: ${land.net:net:resource_id}\n    - size: 1\n';
const KEPT = 'kept:\n  land.net.present:\n    - block: k\n';
const PRUNE = { more: { prune: true } } as const;

function removals({ report }: TreeRun): string[][] {
  return report.results.filter(({ tag }) => tag.fun === 'absent').map(({ tag, outcome }) => [tag.id, outcome]);
}

describe('what vanished', () => {
  it('is told and stays, unless it is to be removed', async () => {
    const { plugins, net, vm } = world();
    const first = await runTree({ plugins, files: KEPT + NET + VM });
    const second = await runTree({ plugins, files: KEPT, enforced: first.enforced.reopen() });
    expect(second.report.vanished.map(({ tag, id }) => [tag.id, id])).toEqual([
      ['net', 'i-2'],
      ['vm', 'i-1'],
    ]);
    expect(removals(second)).toEqual([]);
    expect([net.things.size, vm.things.size]).toEqual([2, 1]);
  });

  it('is removed last, in reverse order of what it needed', async () => {
    const { plugins, net, vm } = world();
    const first = await runTree({ plugins, files: KEPT + NET + VM });
    const plan = await runTree({ plugins, files: KEPT, enforced: first.enforced.reopen(), mode: 'plan', ...PRUNE });
    expect(removals(plan)).toEqual([
      ['vm', 'would-change'],
      ['net', 'would-change'],
    ]);
    expect([net.things.size, vm.things.size]).toEqual([2, 1]);
    const order: string[] = [];
    const second = await runTree({
      plugins,
      files: KEPT,
      enforced: first.enforced.reopen(),
      ...PRUNE,
      onEvent: (event) => {
        if (event.type === 'step-started') order.push(`${event.step} ${event.tag.split('_|-')[1]}`);
      },
    });
    expect(order).toEqual(['apply kept', 'remove vm', 'remove net']);
    expect(removals(second)).toEqual([
      ['vm', 'changed'],
      ['net', 'changed'],
    ]);
    expect(second.report.results.map(({ runNumber }) => runNumber)).toEqual([1, 2, 3]);
    expect([net.things.size, vm.things.size]).toEqual([1, 0]);
    const third = await runTree({ plugins, files: KEPT, enforced: second.enforced.reopen(), mode: 'plan', ...PRUNE });
    expect(third.report.vanished).toEqual([]);
  });

  it('keeps what something needs that could not be removed', async () => {
    const { plugins, net, vm } = world();
    const first = await runTree({ plugins, files: KEPT + NET + VM });
    vm.misbehave({ on: 'remove', error: { class: 'invalid' } });
    const second = await runTree({ plugins, files: KEPT, enforced: first.enforced.reopen(), ...PRUNE });
    expect(removals(second)).toEqual([
      ['vm', 'failed'],
      ['net', 'skipped: dependency'],
    ]);
    expect(second.of('net').root).toBe('land.vm_|-vm_|-vm_|-absent');
    expect([net.things.size, vm.things.size]).toEqual([2, 1]);
  });

  it('keeps what a chunk needs that failed on its way to something else', async () => {
    const { plugins, net, vm } = world();
    const first = await runTree({ plugins, files: NET + VM });
    const moved =
      'other:\n  land.net.present:\n    - block: b\nvm:\n  land.vm.present:\n    - net: ${land.net:other:resource_id}\n    - size: 1\n';
    vm.misbehave({ on: 'remove', error: { class: 'invalid' } });
    const second = await runTree({ plugins, files: moved, enforced: first.enforced.reopen(), ...PRUNE });
    expect(second.outcomes).toEqual({ other: 'changed', vm: 'failed', net: 'skipped: dependency' });
    expect(net.things.size).toBe(2);
    const third = await runTree({ plugins, files: moved, enforced: second.enforced.reopen(), ...PRUNE });
    expect(third.outcomes).toEqual({ other: 'unchanged', vm: 'changed', net: 'changed' });
    expect(net.things.size).toBe(1);
  });

  it('is judged only in a whole run of the same entries', async () => {
    const { plugins, net } = world();
    const first = await runTree({ plugins, files: KEPT + NET });
    const partly = await runTree({
      plugins,
      files: KEPT,
      targets: ['kept'],
      enforced: first.enforced.reopen(),
      ...PRUNE,
    });
    const whole = await runTree({
      plugins,
      files: KEPT + VM.replace(/- net.*\n/, ''),
      targets: ['kept'],
      enforced: first.enforced.reopen(),
      ...PRUNE,
    });
    const others = await runTree({
      plugins,
      files: KEPT,
      enforced: first.enforced.reopen(),
      more: { prune: true, entries: ['other'] },
    });
    const foreign = await runTree({
      plugins,
      files: KEPT,
      enforced: first.enforced.reopen(),
      more: { prune: true, project: 'other' },
    });
    const stop = new AbortController();
    stop.abort();
    const stopped = await runTree({ plugins, files: KEPT, stop, enforced: first.enforced.reopen(), ...PRUNE });
    expect([partly, whole, others, foreign, stopped].map(removals)).toEqual([[], [], [], [], []]);
    expect(net.things.size).toBe(2);
  });

  it('is kept while it is protected, though its declaration is gone', async () => {
    const { plugins, net } = world();
    const first = await runTree({ plugins, files: `${NET}    - protect: true\n` });
    const second = await runTree({ plugins, files: NET, enforced: first.enforced.reopen() });
    const third = await runTree({ plugins, files: KEPT, enforced: second.enforced.reopen(), ...PRUNE });
    expect(third.report.vanished.map(({ protect }) => protect)).toEqual([true]);
    expect(removals(third)).toEqual([['net', 'failed']]);
    expect(third.of('net').diagnostics[0]).toMatchObject({
      code: 'call/protected',
      hints: [expect.stringContaining("holdfast esm protect 'land.net_|-net_|-net_|-' --off")],
    });
    const freed = await runTree({ plugins, files: `${NET}    - protect: false\n`, enforced: third.enforced.reopen() });
    const last = await runTree({ plugins, files: KEPT, enforced: freed.enforced.reopen(), ...PRUNE });
    expect(removals(last)).toEqual([['net', 'changed']]);
    expect(net.things.size).toBe(1);
  });

  it('is only looked for in the account it was enforced with', async () => {
    const { plugins, net } = world();
    const first = await runTree({ plugins, files: NET });
    const more = { prune: true, profile: 'staging' };
    const second = await runTree({ plugins, files: KEPT, enforced: first.enforced.reopen(), more });
    expect(removals(second)).toEqual([['net', 'failed']]);
    expect(second.of('net').diagnostics[0]?.code).toBe('call/wrong-account');
    expect(second.enforced.get('land.net_|-kept_|-kept_|-')?.meta.profile).toBe('staging');
    const third = await runTree({ plugins, files: KEPT, enforced: second.enforced.reopen(), ...PRUNE });
    expect(third.of('kept').diagnostics[0]?.code).toBe('call/wrong-account');
    expect(removals(third)).toEqual([['net', 'changed']]);
    expect(net.things.size).toBe(1);
  });

  it('is only looked for at the provider where it is', async () => {
    const at = (where: string) => {
      const { definition } = fakeResource({ ref: 'land.net', fields: { block: field.string() } });
      return { ...definition, provider: () => where };
    };
    const first = await runTree({ plugins: [at('eu')], files: NET });
    const second = await runTree({
      plugins: [at('us')],
      files: 'a: test.nop\n',
      enforced: first.enforced.reopen(),
      ...PRUNE,
    });
    expect(second.of('net')).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'call/wrong-account' }] });
    expect([...second.enforced.entries()]).toHaveLength(1);
  });

  it('is kept with all that it needs when it looks like it was renamed', async () => {
    const { plugins, net, vm } = world();
    const first = await runTree({ plugins, files: NET + VM });
    const files =
      'other:\n  land.net.present:\n    - block: b\nnew:\n  land.vm.present:\n    - net: ${land.net:other:resource_id}\n    - size: 1\n';
    const second = await runTree({ plugins, files, enforced: first.enforced.reopen(), ...PRUNE });
    expect(removals(second)).toEqual([
      ['vm', 'skipped: requisite'],
      ['net', 'skipped: requisite'],
    ]);
    const third = await runTree({ plugins, files, enforced: second.enforced.reopen(), ...PRUNE });
    expect(removals(third).map(([, outcome]) => outcome)).toEqual(['changed', 'changed']);
    expect([net.things.size, vm.things.size]).toEqual([1, 1]);
  });

  it('is forgotten when another declaration has taken the thing over', async () => {
    const { plugins, net } = world();
    const first = await runTree({ plugins, files: NET });
    const renamed = 'new:\n  land.net.present:\n    - name: net\n    - block: a\n';
    const planned = await runTree({ plugins, files: renamed, enforced: first.enforced.reopen(), mode: 'plan' });
    expect(planned.report.diagnostics).toMatchObject([{ code: 'engine/looks-like-rename' }]);
    const second = await runTree({ plugins, files: renamed, enforced: first.enforced.reopen(), ...PRUNE });
    expect(second.report.diagnostics).toEqual([]);
    expect(second.report.vanished[0]?.renamedTo).toBe('land.net_|-new_|-net_|-');
    expect(removals(second)).toEqual([['net', 'unchanged']]);
    expect(net.things.size).toBe(1);
    expect([...second.enforced.entries()].map(([tag]) => tag)).toEqual(['land.net_|-new_|-net_|-']);
  });

  it('is not removed in the run that makes what looks like it', async () => {
    const { plugins, net } = world();
    const first = await runTree({ plugins, files: NET });
    const files = 'new:\n  land.net.present:\n    - block: a\n';
    const second = await runTree({ plugins, files, enforced: first.enforced.reopen(), ...PRUNE });
    expect(removals(second)).toEqual([['net', 'skipped: requisite']]);
    const third = await runTree({ plugins, files, enforced: second.enforced.reopen(), ...PRUNE });
    expect(removals(third)).toEqual([['net', 'changed']]);
    expect(net.things.size).toBe(1);
  });

  it('is told from a rename only where exactly one new declaration is like it', async () => {
    const { plugins } = world();
    const first = await runTree({ plugins, files: NET });
    const like = (id: string) => `${id}:\n  land.net.present:\n    - block: a\n`;
    const one = await runTree({ plugins, files: like('new'), enforced: first.enforced.reopen(), mode: 'plan' });
    const two = await runTree({
      plugins,
      files: like('new') + like('newer'),
      enforced: first.enforced.reopen(),
      mode: 'plan',
    });
    const other = await runTree({ plugins, files: KEPT, enforced: first.enforced.reopen(), mode: 'plan' });
    expect(one.report.diagnostics).toMatchObject([
      {
        code: 'engine/looks-like-rename',
        hints: [expect.stringContaining("holdfast move 'land.net_|-net_|-net_|-' 'land.net_|-new_|-new_|-'")],
      },
    ]);
    expect([one, two, other].map(({ report }) => report.vanished[0]?.renamedTo)).toEqual([
      'land.net_|-new_|-new_|-',
      undefined,
      undefined,
    ]);
  });
});
