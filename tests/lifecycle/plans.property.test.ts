/** What is said of all plans, all worlds and all trees. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field } from '../../src/contract/index.js';
import { SourceIndex } from '../../src/kernel/index.js';
import { treeOfRecords } from '../../src/operations/index.js';
import { type FakeWorld, fakeResource } from '../../src/testing/index.js';
import { compile, hubOf, runTree, type TreeRun } from './harness.js';
import { applyPlan, planText, readPlan } from './plans.js';

interface Thing {
  /** Number of the thing, and so its name. */
  readonly id: number;
  /** Whether its ID is another one than in most trees. */
  readonly renamed: boolean;
  readonly password: string | null;
  readonly parent: number | null;
  readonly zone: string;
  readonly size: number;
}

/** Some of ten things; each may be bound to one of a lower number, in an argument that cannot be changed in place. */
const anyTree = fc.uniqueArray(
  fc.record({
    id: fc.nat(9),
    renamed: fc.boolean(),
    password: fc.constantFrom(null, 'hunter2-one', 'hunter2-two'),
    parent: fc.option(fc.nat(8)),
    zone: fc.constantFrom('a', 'b'),
    size: fc.nat(3),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);

/** A secret that was replaced is not kept, so it cannot be brought back. */
const anyPlainTree = anyTree.map((things) => things.map((thing): Thing => ({ ...thing, password: null })));

/** What somebody else does in the world between two of our runs. */
const anyDrift = fc.array(
  fc.record({ name: fc.nat(9).map((id) => `t${id}`), what: fc.constantFrom('remove', 'resize', 'move', 'add') }),
  { maxLength: 5 },
);

function idOf({ id, renamed }: Thing): string {
  return `${renamed ? 'u' : 't'}${id}`;
}

function files(things: readonly Thing[]): string {
  const present = new Map(things.map((thing) => [thing.id, thing]));
  const keep = 'keep:\n  test.nop: []\n';
  return (
    keep +
    things
      .map((thing) => {
        const { id, parent, zone, size, password } = thing;
        const above = parent !== null && parent < id ? present.get(parent) : undefined;
        const up = above === undefined ? '' : `\n    - up: \${land.thing:${idOf(above)}:resource_id}`;
        const key = password === null ? '' : `\n    - password: ${password}`;
        return `${idOf(thing)}:\n  land.thing.present:\n    - name: t${id}\n    - zone: ${zone}\n    - size: ${size}${up}${key}\n`;
      })
      .join('')
  );
}

function landscape(replace?: 'create-first') {
  const { definition, world } = fakeResource({
    ref: 'land.thing',
    fields: {
      zone: field.string({ immutable: true }),
      size: field.integer(),
      up: field.string({ immutable: true }),
      password: field.string({ secret: true }),
    },
    ...(replace === undefined ? {} : { parts: { replace } }),
  });
  return { plugins: [definition], world };
}

const anyOrder = fc.constantFrom(undefined, 'create-first' as const);

function drift(world: FakeWorld, changes: readonly { readonly name: string; readonly what: string }[]): void {
  for (const { name, what } of changes) {
    const thing = [...world.things.values()].find(({ state }) => state.name === name);
    if (thing === undefined) {
      if (what === 'add') world.add({ name, zone: 'a', size: 9 });
    } else if (what === 'remove') world.things.delete(thing.id);
    else if (what === 'resize') thing.state.size = 7;
    else if (what === 'move') thing.state.zone = 'elsewhere';
  }
}

/** Name and id to state: two worlds differ in what was made, changed or removed. */
function things(world: FakeWorld): Map<string, string> {
  return new Map(
    [...world.things.values()].map(({ id, state }) => [`${String(state.name)} ${id}`, JSON.stringify(state)]),
  );
}

function touched(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  const keys = [...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key));
  return new Set(keys.map((key) => key.split(' ')[0] as string));
}

/** What is there by name, ids left out; of what nobody said anything, nothing. */
function world(of: FakeWorld, declared: readonly Thing[]): unknown {
  const present = new Set(declared.map(({ id }) => id));
  const bound = new Set(
    declared.flatMap(({ id, parent }) => (parent !== null && parent < id && present.has(parent) ? [`t${id}`] : [])),
  );
  const names = new Map([...of.things.values()].map(({ id, state }) => [id, String(state.name)]));
  return [...of.things.values()]
    .map(({ state: { name, zone, size, up } }) => ({
      name,
      zone,
      size,
      up: bound.has(String(name)) ? names.get(String(up)) : null,
    }))
    .sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
}

function unsettled({ report }: TreeRun): string[] {
  return report.results.flatMap(({ tag, outcome, comment }) =>
    outcome === 'unchanged' ? [] : [`${tag.id} ${outcome}: ${comment.join()}`],
  );
}

const prune = { more: { prune: true } } as const;

describe('of all plans', () => {
  it('what applying one did is a part of what it says, whatever happened in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTree,
        anyTree,
        anyDrift,
        fc.boolean(),
        anyOrder,
        async (before, after, changes, resume, order) => {
          const { plugins, world } = landscape(order);
          const first = await runTree({ plugins, files: files(before) });
          const text = await planText({ plugins, files: files(after), enforced: first.enforced.reopen(), ...prune });
          drift(world, changes);
          const seen = things(world);
          expect(text).not.toContain('hunter2');
          const tree = await compile(files(after));
          const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen(), resume, tree });
          const planned = readPlan(text).steps.filter(({ action }) => action !== 'none' && action !== 'adopt');
          const taken = new Set(planned.flatMap(({ retires }) => retires ?? []));
          const allowed = new Set(planned.map(({ tag }) => tag.split('_|-')[2] as string));
          for (const name of touched(seen, things(world))) expect(allowed).toContain(name);
          for (const { tag, outcome, action } of applied.report.results) {
            if (outcome !== 'changed') continue;
            const step = planned.find((one) => one.tag.startsWith(`${tag.state}_|-${tag.id}_|-`));
            // What a plan replaces, or takes away with what it hangs on, is made in two steps.
            const made = action === 'create' && (step?.action === 'replace' || taken.has(step?.tag ?? ''));
            expect([tag.id, made ? action : step?.action]).toEqual([tag.id, action]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('one that is applied at once does all that it says, and the next one says nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, anyDrift, anyOrder, async (before, after, changes, order) => {
        const { plugins, world } = landscape(order);
        const first = await runTree({ plugins, files: files(before) });
        drift(world, changes);
        const text = await planText({ plugins, files: files(after), enforced: first.enforced.reopen(), ...prune });
        const tree = await compile(files(after));
        const applied = await applyPlan(text, { plugins, enforced: first.enforced.reopen(), tree });
        expect(
          Object.values(applied.outcomes).filter((one) => !/^(changed|unchanged|skipped: requisite)$/.test(one)),
        ).toEqual([]);
        // What looked like a rename goes with the run after.
        const enforced = applied.enforced.reopen();
        const again = await applyPlan(await planText({ plugins, files: files(after), enforced, ...prune }), {
          plugins,
          enforced,
          tree,
        });
        const next = await runTree({
          plugins,
          files: files(after),
          enforced: again.enforced.reopen(),
          mode: 'plan',
          ...prune,
        });
        expect(unsettled(next)).toEqual([]);
        expect(next.report.vanished).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('of all histories', () => {
  it('a tree of the records of an earlier state, planned and applied, brings that state back', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlainTree, anyPlainTree, anyDrift, async (before, after, changes) => {
        const { plugins, world: land } = landscape();
        const first = await runTree({ plugins, files: files(before) });
        const wanted = world(land, before);
        const then = first.enforced.reopen();
        const second = await runTree({ plugins, files: files(after), enforced: first.enforced.reopen(), ...prune });
        const third = await runTree({ plugins, files: files(after), enforced: second.enforced.reopen(), ...prune });
        drift(
          land,
          changes.filter(({ what }) => what !== 'add'),
        );
        const { low, diagnostics } = await treeOfRecords({
          records: new Map(then.entries()),
          hub: hubOf(plugins),
          sources: new SourceIndex(),
        });
        expect(diagnostics).toEqual([]);
        const more = { prune: true, removal: 'all' } as const;
        const text = await planText({ plugins, files: '', low, enforced: third.enforced.reopen(), more });
        const restored = await applyPlan(text, { plugins, enforced: third.enforced.reopen(), more });
        expect(Object.values(restored.outcomes).filter((one) => one !== 'changed' && one !== 'unchanged')).toEqual([]);
        expect(world(land, before)).toEqual(wanted);
        const plan = await runTree({
          plugins,
          files: files(before),
          enforced: restored.enforced.reopen(),
          mode: 'plan',
        });
        expect(unsettled(plan)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});
