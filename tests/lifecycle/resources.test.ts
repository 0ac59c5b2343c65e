import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field } from '../../src/contract/index.js';
import { fakeResource } from '../../src/testing/index.js';
import { check, runTree } from './harness.js';

/** A network, and things in it that cannot move to another. */
function landscape(parts: { replace?: 'create-first' } = {}) {
  const net = fakeResource({
    ref: 'land.net',
    fields: { block: field.string({ immutable: true }) },
    parts: parts.replace === undefined ? {} : { replace: parts.replace },
  });
  const vm = fakeResource({
    ref: 'land.vm',
    fields: { net: field.string({ immutable: true }), size: field.integer() },
  });
  const label = fakeResource({ ref: 'land.label', fields: { of: field.string() } });
  return {
    net: net.world,
    vm: vm.world,
    label: label.world,
    plugins: [net.definition, vm.definition, label.definition],
  };
}

function tree(block: string): string {
  return [
    `net:\n  land.net.present:\n    - block: ${block}`,
    'vm:\n  land.vm.present:\n    - net: ${land.net:net:resource_id}\n    - size: 1',
    'label:\n  land.label.present:\n    - of: ${land.vm:vm:resource_id}\n',
  ].join('\n');
}

describe('a tree of resources', () => {
  it('changes nothing the second time, and repairs exactly what was lost', async () => {
    const { plugins, vm } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    expect(Object.values(first.outcomes)).toEqual(['changed', 'changed', 'changed']);
    const second = await runTree({ plugins, files: tree('a'), enforced: first.enforced.reopen() });
    expect(Object.values(second.outcomes)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    vm.things.clear();
    const third = await runTree({ plugins, files: tree('a'), enforced: second.enforced.reopen() });
    expect(third.outcomes).toEqual({ net: 'unchanged', vm: 'changed', label: 'changed' });
    expect(third.of('label').action).toBe('update');
  });

  it('destroy first: what hangs on the old thing goes before it, and comes after the new one', async () => {
    const { plugins, net, vm, label } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    for (const world of [net, vm, label]) world.calls.length = 0;
    const order: string[] = [];
    const second = await runTree({
      plugins,
      files: tree('b'),
      enforced: first.enforced.reopen(),
      onEvent: (event) => {
        if (event.type === 'step-started' && event.step === 'retire') order.push(`retire ${event.tag.split('_|-')[1]}`);
        if (event.type === 'chunk-ended') order.push(`end ${event.result.tag.id}`);
      },
    });
    expect(order).toEqual(['retire vm', 'retire net', 'end net', 'end vm', 'end label']);
    expect(second.of('net').action).toBe('replace');
    expect(second.outcomes).toEqual({ net: 'changed', vm: 'changed', label: 'changed' });
    expect([net.things.size, vm.things.size, label.things.size]).toEqual([1, 1, 1]);
    const third = await runTree({ plugins, files: tree('b'), enforced: second.enforced.reopen() });
    expect(Object.values(third.outcomes)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it('create first: the new thing stands before its dependants move, and the old one goes last', async () => {
    const { plugins, net } = landscape({ replace: 'create-first' });
    const first = await runTree({ plugins, files: tree('a') });
    const order: string[] = [];
    const second = await runTree({
      plugins,
      files: tree('b'),
      enforced: first.enforced.reopen(),
      onEvent: (event) => {
        if (event.type === 'step-started' && event.step === 'retire') order.push(`retire ${event.tag.split('_|-')[1]}`);
        if (event.type === 'chunk-ended') order.push(`end ${event.result.tag.id}`);
      },
    });
    expect(order.indexOf('end net')).toBeLessThan(order.indexOf('end vm'));
    expect(order.at(-1)).toBe('retire net');
    expect(net.things.size).toBe(1);
    expect(second.of('net').newState).toMatchObject({ block: 'b' });
    const third = await runTree({ plugins, files: tree('b'), enforced: second.enforced.reopen() });
    expect(Object.values(third.outcomes)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it.each([
    ['destroy first', false, ['remove i-1', 'create']],
    ['create first', true, ['create', 'remove i-1']],
  ])('recreate_on_update replaces on any difference, %s', async (_name, first, want) => {
    const thing = fakeResource({ ref: 'land.thing', fields: { size: field.integer() } });
    const text = (size: number): string =>
      `a:\n  land.thing.present:\n    - size: ${size}\n    - recreate_on_update: {create_before_destroy: ${first}}\n`;
    const one = await runTree({ plugins: [thing.definition], files: text(1) });
    thing.world.calls.length = 0;
    const two = await runTree({ plugins: [thing.definition], files: text(2), enforced: one.enforced.reopen() });
    expect(thing.world.calls.filter((call) => !call.startsWith('observe') && call !== 'list')).toEqual(want);
    expect(two.of('a')).toMatchObject({ outcome: 'changed', action: 'replace' });
    const again = await runTree({ plugins: [thing.definition], files: text(2), enforced: two.enforced.reopen() });
    expect(again.outcomes).toEqual({ a: 'unchanged' });
  });

  it('create first: the old thing is kept, and named, while something that used it failed to move', async () => {
    const { plugins, net, vm } = landscape({ replace: 'create-first' });
    const first = await runTree({ plugins, files: tree('a') });
    vm.misbehave({ on: 'create', times: 9, error: { class: 'invalid', message: 'no room' } });
    const second = await runTree({ plugins, files: tree('b'), enforced: first.enforced.reopen() });
    expect(second.of('vm').outcome).toBe('failed');
    expect(second.report.diagnostics).toMatchObject([{ code: 'engine/old-kept' }]);
    expect(net.things.size).toBe(2);
  });

  it('a plan says what the run then does, and writes nothing', async () => {
    const { plugins, net, vm } = landscape();
    const first = await runTree({ plugins, files: tree('a') });
    const writes = net.writes + vm.writes;
    const plan = await runTree({ plugins, files: tree('b'), enforced: first.enforced.reopen(), mode: 'plan' });
    expect(plan.report.results.map((one) => [one.tag.id, one.outcome, one.action])).toEqual([
      ['net', 'would-change', 'replace'],
      ['vm', 'would-change', 'replace'],
      ['label', 'would-change', 'update'],
    ]);
    expect(net.writes + vm.writes).toBe(writes);
    expect(plan.enforced.frames).toEqual(first.enforced.frames);
  });

  it('two declarations of the same thing are an error that names both', async () => {
    const { plugins } = landscape();
    const diagnostics = await check({
      plugins,
      files:
        'one:\n  land.net.present:\n    - name: shared\n    - block: a\ntwo:\n  land.net.present:\n    - name: shared\n    - block: b\n',
    });
    expect(diagnostics).toMatchObject([
      { code: 'engine/claimed-twice', span: { line: 6 }, related: [{ span: { line: 2 } }] },
    ]);
  });

  it('a removed thing is not found again, and removing it twice changes nothing', async () => {
    const { plugins, net } = landscape();
    const first = await runTree({ plugins, files: 'net:\n  land.net.present:\n    - block: a\n' });
    const gone = await runTree({ plugins, files: 'net:\n  land.net.absent: []\n', enforced: first.enforced.reopen() });
    expect(gone.outcomes).toEqual({ net: 'changed' });
    expect(net.things.size).toBe(0);
    const again = await runTree({ plugins, files: 'net:\n  land.net.absent: []\n', enforced: gone.enforced.reopen() });
    expect(again.outcomes).toEqual({ net: 'unchanged' });
  });
});

describe('of all trees', () => {
  /** Things that refer to earlier things, each with an immutable and a changeable argument. */
  const anyTree = fc.array(
    fc.record({ parent: fc.option(fc.nat(20)), zone: fc.constantFrom('a', 'b'), size: fc.nat(3) }),
    { minLength: 1, maxLength: 8 },
  );
  type Shape = { parent: number | null; zone: string; size: number }[];

  function text(things: Shape): string {
    return things
      .map(({ parent, zone, size }, at) => {
        const binding = parent === null || at === 0 ? '' : `\n    - up: \${land.thing:t${parent % at}:resource_id}`;
        return `t${at}:\n  land.thing.present:\n    - zone: ${zone}\n    - size: ${size}${binding}\n`;
      })
      .join('');
  }

  function thing() {
    return fakeResource({
      ref: 'land.thing',
      fields: { zone: field.string({ immutable: true }), size: field.integer(), up: field.string({ immutable: true }) },
    });
  }

  it('from any world a run reaches the tree, and then nothing is left to do', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTree,
        anyTree,
        fc.constantFrom('serial' as const, 'parallel' as const),
        async (before, after, runtime) => {
          const { definition, world } = thing();
          const plugins = [definition];
          const first = await runTree({ plugins, files: text(before), runtime });
          const second = await runTree({ plugins, files: text(after), runtime, enforced: first.enforced.reopen() });
          expect(Object.values(second.outcomes).filter((one) => one !== 'changed' && one !== 'unchanged')).toEqual([]);
          const plan = await runTree({ plugins, files: text(after), mode: 'plan', enforced: second.enforced.reopen() });
          expect(Object.values(plan.outcomes).filter((one) => one !== 'unchanged')).toEqual([]);
          for (const [at, { zone, size }] of after.entries()) {
            const found = [...world.things.values()].filter(({ state }) => state.name === `t${at}`);
            expect(found).toHaveLength(1);
            expect(found[0]?.state).toMatchObject({ zone, size });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a plan names every thing that the run then changes', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, async (before, after) => {
        const { definition } = thing();
        const plugins = [definition];
        const first = await runTree({ plugins, files: text(before) });
        const plan = await runTree({ plugins, files: text(after), mode: 'plan', enforced: first.enforced.reopen() });
        const second = await runTree({ plugins, files: text(after), enforced: first.enforced.reopen() });
        for (const [id, outcome] of Object.entries(second.outcomes)) {
          expect([id, plan.outcomes[id]]).toEqual([id, outcome === 'changed' ? 'would-change' : 'unchanged']);
        }
      }),
      { numRuns: 60 },
    );
  });
});
