import { describe, expect, it } from 'vitest';
import { field, stateFunction, stateFunctions } from '../../src/contract/index.js';
import { isUnknown } from '../../src/kernel/index.js';
import { type FakeResourceOptions, fakePorts, fakeResource, memoryState } from '../../src/testing/index.js';
import { check, runTree } from './harness.js';
import { applyPlan, planText } from './plans.js';

const MADE = /^web-\d{10}\.\d{6}$/;

function land(options: Partial<FakeResourceOptions> = {}) {
  const { definition, world } = fakeResource({
    ref: 'land.vm',
    fields: { size: field.integer(), zone: field.string({ immutable: true }) },
    ...options,
  });
  return { plugins: [definition], world, names: () => [...world.things.values()].map(({ state }) => state.name) };
}

function tree(zone = 'a', size = 1, more = ''): string {
  return `web:\n  land.vm.present:\n    - name_prefix: web-\n    - zone: ${zone}\n    - size: ${size}\n${more}`;
}

describe('a name from a prefix', () => {
  it('is made with the thing, and stays what it was', async () => {
    const { plugins, names, world } = land();
    const first = await runTree({ plugins, files: tree() });
    const [name] = names();
    expect(name).toMatch(MADE);
    expect(first.of('web')).toMatchObject({
      outcome: 'changed',
      newState: { name },
      esmTag: 'land.vm_|-web_|-web-_|-',
    });
    const second = await runTree({ plugins, files: tree(), enforced: first.enforced.reopen() });
    expect(second.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name } });
    const third = await runTree({ plugins, files: tree('a', 2), enforced: second.enforced.reopen() });
    expect(third.of('web')).toMatchObject({ outcome: 'changed', action: 'update', newState: { name, size: 2 } });
    (world.things.get('i-1') as { state: Record<string, unknown> }).state.name = 'renamed';
    const fourth = await runTree({ plugins, files: tree('a', 2), enforced: third.enforced.reopen() });
    expect(fourth.of('web')).toMatchObject({ outcome: 'changed', action: 'update', newState: { name } });
  });

  it('is another one for each state, although the clock stands still', async () => {
    const { plugins, names } = land();
    const files = Array.from({ length: 200 }, (_, at) => `w${at}:\n  land.vm.present:\n    - name_prefix: web-\n`).join(
      '',
    );
    const first = await runTree({ plugins, files });
    expect(new Set(names()).size).toBe(200);
    const second = await runTree({ plugins, files, enforced: first.enforced.reopen() });
    expect(new Set(Object.values(second.outcomes))).toEqual(new Set(['unchanged']));
  });

  it.each([
    { how: 'destroy first', keyword: '' },
    { how: 'create first', keyword: '    - recreate_on_update:\n        create_before_destroy: true\n' },
  ])('is a new one for the thing that replaces it: $how', async ({ keyword }) => {
    const { plugins, names } = land();
    const first = await runTree({ plugins, files: tree('a', 1, keyword) });
    const [before] = names();
    const planned = await runTree({
      plugins,
      files: tree('b', 1, keyword),
      mode: 'plan',
      enforced: first.enforced.reopen(),
    });
    expect(planned.of('web')).toMatchObject({ outcome: 'would-change', action: 'replace', oldState: { name: before } });
    expect(isUnknown(planned.of('web').newState?.name)).toBe(true);
    const second = await runTree({ plugins, files: tree('b', 1, keyword), enforced: first.enforced.reopen() });
    const [after, ...more] = names();
    expect(second.of('web')).toMatchObject({ outcome: 'changed', name: after, newState: { name: after } });
    expect(more).toEqual([]);
    expect(after).toMatch(MADE);
    expect(after).not.toBe(before);
    const third = await runTree({ plugins, files: tree('b', 1, keyword), enforced: second.enforced.reopen() });
    expect(third.of('web').outcome).toBe('unchanged');
    expect(names()).toEqual([after]);
  });

  it('is not known in a plan, and what the plan says is done', async () => {
    const { plugins, names } = land();
    const files = `${tree()}other:\n  land.vm.present:\n    - name: after-\${land.vm:web:name}\n    - size: 1\n`;
    const planned = await runTree({ plugins, files, mode: 'plan' });
    expect(planned.outcomes).toMatchObject({ 'web[web-]': 'would-change' });
    expect(isUnknown(planned.of('web').newState?.name)).toBe(true);
    const done = await applyPlan(await planText({ plugins, files }), { plugins });
    expect(done.report.results.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
    expect(names()).toEqual([expect.stringMatching(MADE), `after-${names()[0]}`]);
    const replacing = await planText({ plugins, files: tree('b'), enforced: done.enforced.reopen() });
    const replaced = await applyPlan(replacing, { plugins, enforced: done.enforced.reopen() });
    expect(replaced.of('web')).toMatchObject({ outcome: 'changed', action: 'replace' });
    const again = await planText({ plugins, files: tree('b'), enforced: replaced.enforced.reopen() });
    const nothing = await applyPlan(again, { plugins, enforced: replaced.enforced.reopen() });
    expect(nothing.of('web')).toMatchObject({
      outcome: 'unchanged',
      newState: { name: replaced.of('web').newState?.name },
    });
  });

  it.each(['name', 'token'] as const)('is found again after a run that was killed, by its %s', async (identity) => {
    const { plugins, names, world } = land({ identity });
    const first = await runTree({ plugins, files: tree() });
    const [name] = names();
    const begun = first.enforced.frames.findIndex(({ type }) => type === 'intent') + 1;
    for (let kept = begun; kept <= first.enforced.frames.length; kept++) {
      const next = await runTree({ plugins, files: tree(), enforced: first.enforced.reopen(kept) });
      expect(names()).toEqual([name]);
      expect(next.of('web').newState).toMatchObject({ name });
      const last = await runTree({ plugins, files: tree(), enforced: next.enforced.reopen() });
      expect(last.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name } });
    }
    world.things.clear();
    const anew = await runTree({ plugins, files: tree(), enforced: first.enforced.reopen(begun) });
    expect(anew.of('web').newState).toMatchObject({ name });
    expect(names()).toEqual([name]);
  });

  it('is found again after a replacement that was killed at any point', async () => {
    const keyword = '    - recreate_on_update:\n        create_before_destroy: true\n';
    const { plugins, names, world } = land();
    const first = await runTree({ plugins, files: tree('a', 1, keyword) });
    const old = structuredClone(world.things.get('i-1'));
    const second = await runTree({ plugins, files: tree('b', 1, keyword), enforced: first.enforced.reopen() });
    const [name] = names();
    const { frames } = second.enforced;
    const begun = first.enforced.frames.length + 1;
    for (let kept = begun; kept <= frames.length; kept++) {
      if (old !== undefined) world.things.set('i-1', structuredClone(old));
      await runTree({ plugins, files: tree('b', 1, keyword), enforced: second.enforced.reopen(kept) }).then(
        async (next) => {
          const last = await runTree({ plugins, files: tree('b', 1, keyword), enforced: next.enforced.reopen() });
          expect(last.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name } });
        },
      );
      expect(names().filter((one) => one === name)).toEqual([name]);
    }
  });

  it('goes with the inverted tree, and with what is not declared any more', async () => {
    const { plugins, names } = land();
    const first = await runTree({ plugins, files: tree() });
    const inverted = await runTree({ plugins, files: tree(), enforced: first.enforced.reopen(), invert: true });
    expect(inverted.of('web')).toMatchObject({ outcome: 'changed', action: 'remove', name: first.of('web').name });
    expect(names()).toEqual([]);
    const nothing = await runTree({ plugins, files: tree(), enforced: inverted.enforced.reopen(), invert: true });
    expect(nothing.of('web').outcome).toBe('unchanged');
    const second = await runTree({ plugins, files: tree(), enforced: nothing.enforced.reopen() });
    const other = 'x:\n  land.vm.present:\n    - size: 1\n';
    await runTree({ plugins, files: other, enforced: second.enforced.reopen(), more: { prune: true } });
    expect(names()).toEqual(['x']);
  });

  it('is that of the thing, where its id is given', async () => {
    const { plugins, names, world } = land();
    const { id } = world.add({ name: 'there-before', size: 1, zone: 'a' });
    const files = tree('a', 1, `    - resource_id: ${id}\n`);
    const planned = await runTree({ plugins, files, mode: 'plan' });
    expect(planned.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name: 'there-before' } });
    const first = await runTree({ plugins, files });
    const second = await runTree({ plugins, files, enforced: first.enforced.reopen() });
    expect(second.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name: 'there-before' } });
    expect(names()).toEqual(['there-before']);
  });

  it('is that of a record which another tool wrote', async () => {
    const { plugins, world } = land();
    const { id } = world.add({ name: 'web-1700000000.5', size: 1, zone: 'a' });
    const enforced = memoryState([
      {
        type: 'put',
        esmTag: 'land.vm_|-web_|-web-_|-',
        record: {
          state: { name: 'web-1700000000.5', resource_id: id },
          meta: { state: 'land.vm', status: 'complete' },
        },
      },
    ]);
    const first = await runTree({ plugins, files: tree(), enforced });
    expect(first.of('web')).toMatchObject({ outcome: 'unchanged', newState: { name: 'web-1700000000.5' } });
  });

  it('loses against a name, and against names', async () => {
    const { plugins, names } = land();
    const files = [
      'a:\n  land.vm.present:\n    - name: alone\n    - name_prefix: web-\n',
      'b:\n  land.vm.present:\n    - name_prefix: web-\n    - names: [web-1, web-2]\n',
    ].join('');
    const { report } = await runTree({ plugins, files });
    expect(names()).toEqual(['alone', 'web-1', 'web-2']);
    expect(report.results.map(({ tag }) => tag.name)).toEqual(['alone', 'web-1', 'web-2']);
  });
});

describe('a prefix given to a function', () => {
  const calls: Record<string, unknown>[] = [];
  const own = stateFunctions({
    ref: 'own',
    summary: 'Remembers what it was given.',
    functions: {
      keep: stateFunction({
        summary: 'Keeps it.',
        fields: { name_prefix: field.string({ required: true }) },
        effects: 'write',
        interrupted: 'rerun',
        run: (_ctx, args) => {
          calls.push({ ...args });
          return { result: true, comment: '', new_state: { made: 1 } };
        },
      }),
    },
  });

  it('makes a name that its record keeps, and is an argument where the function has one of that name', async () => {
    const files = 'a:\n  own.keep:\n    - name_prefix: web-\n';
    const first = await runTree({ plugins: [own], files });
    const second = await runTree({ plugins: [own], files, enforced: first.enforced.reopen() });
    expect(calls).toEqual([
      { name: expect.stringMatching(MADE), name_prefix: 'web-' },
      { name: calls[0]?.name, name_prefix: 'web-' },
    ]);
    const killed = first.enforced.reopen(first.enforced.frames.findIndex(({ type }) => type === 'intent') + 1);
    await runTree({ plugins: [own], files, enforced: killed });
    expect(calls[2]).toEqual(calls[0]);
    await runTree({ plugins: [own], files, enforced: second.enforced.reopen(0), ports: { ...fakePorts() } });
    expect(calls[3]?.name).not.toBe(calls[0]?.name);
  });

  it('is checked as the argument it is', async () => {
    const found = await check({ plugins: [own], files: 'a:\n  own.keep:\n    - name: b\n    - name_prefix: [x]\n' });
    expect(found.map(({ code }) => code)).toEqual(['call/wrong-type']);
  });
});
