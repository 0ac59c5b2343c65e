import { describe, expect, it } from 'vitest';
import { field, stateFunction, stateFunctions } from '../contract/index.js';
import test from '../plugins/states/test.js';
import { type FakeResourceOptions, fakeResource, resourceSuite, stateFunctionSuite, type TestApi } from './index.js';

const api: TestApi = { describe, it, expect };

const kinds: readonly { name: string; options: FakeResourceOptions; tokens?: boolean }[] = [
  { name: 'a plain world', options: {}, tokens: true },
  { name: 'an eventually consistent world', options: { lag: 3000 } },
  { name: 'a slow world', options: { changing: 20_000 } },
  { name: 'things known by their token', options: { identity: 'token' }, tokens: true },
  { name: 'things that replace themselves create first', options: { parts: { replace: 'create-first' } } },
  { name: 'things that cannot be listed', options: { unlisted: true } },
];

for (const { name, options, tokens } of kinds) {
  resourceSuite(api, {
    name: `fake.thing: ${name}`,
    fresh: async () => {
      const { definition, world } = fakeResource(options);
      return { definition, snapshot: () => world.snapshot() };
    },
    args: { size: 2, zone: 'a', tags: { env: 'x' }, password: 'hunter22' },
    changed: { size: 3, tags: { env: 'y' } },
    replaced: { zone: 'b' },
    ...(tokens === undefined ? {} : { tokens }),
  });
}

resourceSuite(api, {
  name: 'fake.thing: things that cannot be changed',
  fresh: async () => ({ definition: fakeResource({ fixed: true }).definition }),
  args: { size: 2 },
  replaced: { size: 3 },
});

stateFunctionSuite(api, {
  name: 'test',
  fresh: async () => ({ definition: test as never }),
  calls: [
    { fun: 'nop', once: 'unchanged', twice: 'unchanged' },
    { fun: 'succeed_with_changes', once: 'changed' },
    { fun: 'fail_without_changes', once: 'failed' },
    { fun: 'present', args: { new_state: { a: 1 } }, once: 'changed', twice: 'unchanged' },
  ],
});

/** Runs a suite and gives the names of the tests that fail. */
async function failures(declare: (api: TestApi) => void): Promise<string[]> {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  declare({
    describe: (_name, body) => body(),
    it: Object.assign((name: string, body: () => Promise<void>) => void tests.push({ name, body }), {
      skip: () => undefined,
    }),
    expect,
  });
  const failed: string[] = [];
  for (const { name, body } of tests) await body().catch(() => failed.push(name));
  return failed;
}

describe('the suites find', () => {
  it('a resource whose observe writes', async () => {
    const failed = await failures((probe) =>
      resourceSuite(probe, {
        name: 'x',
        fresh: async () => {
          const { definition, world } = fakeResource();
          const observe: typeof definition.observe = async (ctx, identity) => {
            world.add({ name: `seen ${world.things.size}` });
            return await definition.observe(ctx, identity);
          };
          return { definition: { ...definition, observe }, snapshot: () => world.snapshot() };
        },
        args: { size: 1 },
      }),
    );
    expect(failed).toContain('reads without writing, and reads the same twice');
  });

  it('an update that changes more than it was asked to', async () => {
    const failed = await failures((probe) =>
      resourceSuite(probe, {
        name: 'x',
        fresh: async () => {
          const { definition, world } = fakeResource();
          const update: NonNullable<typeof definition.update> = async (ctx, current, args, difference) => {
            await definition.update?.(ctx, current, args, difference);
            Object.assign(world.things.get(current.id)?.state ?? {}, { zone: 'moved' });
          };
          return { definition: { ...definition, update } };
        },
        args: { size: 1 },
        changed: { size: 2 },
      }),
    );
    expect(failed).toContain('changes in place what is asked for, and nothing else');
  });

  it('a removal that fails on what is gone, and a token that is ignored', async () => {
    const failed = await failures((probe) =>
      resourceSuite(probe, {
        name: 'x',
        fresh: async () => {
          const { definition, world } = fakeResource({ tokens: false });
          const remove: typeof definition.remove = async (ctx, current) => {
            if (!world.things.has(current.id)) throw new Error('gone');
            await definition.remove(ctx, current);
          };
          return { definition: { ...definition, remove } };
        },
        args: { size: 1 },
        tokens: true,
      }),
    );
    expect(failed).toEqual([
      'removes, and succeeds when it is already gone',
      'makes nothing twice with the same token',
    ]);
  });

  it('a state function that writes while it says that it does not', async () => {
    const go = stateFunction({
      summary: 'x',
      fields: { path: field.string() },
      effects: 'none',
      run: async (ctx) => {
        await ctx.files.write('/a', new Uint8Array());
        return { result: true };
      },
    });
    const definition = stateFunctions({ ref: 'x', summary: 'x', functions: { go } });
    const failed = await failures((probe) =>
      stateFunctionSuite(probe, { name: 'x', fresh: async () => ({ definition }), calls: [{ fun: 'go' }] }),
    );
    expect(failed).toEqual(['go writes nothing in plan mode', 'go returns what its contract allows']);
  });
});
