import { describe, expect, it } from 'vitest';
import { stateFunction, stateFunctions } from '../../contract/index.js';
import { chunkRunner, fakeResource } from '../../testing/index.js';
import { type DescribedEntry, describeResource, listResource } from './describe.js';

type Entry = Pick<DescribedEntry, 'label' | 'ref' | 'fun' | 'args'>;

async function all(source: AsyncIterable<DescribedEntry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const { label, ref, fun, args } of source) found.push({ label, ref, fun, args });
  return found;
}

describe('describeResource', () => {
  it('gives what an author would write, with ids and unique labels', async () => {
    const { definition, world } = fakeResource();
    world.add({ name: 'web', size: 1, zone: 'a', tags: {}, password: 'hunter22', address: '10.0.0.1' });
    world.add({ name: 'web', size: 2, tags: { a: 'b' } });
    world.add({ size: 1 });
    const run = chunkRunner(definition);
    expect(await all(describeResource(run.plugin, run.env))).toEqual([
      {
        label: 'web-i-1',
        ref: 'fake.thing',
        fun: 'present',
        args: { name: 'web', zone: 'a', resource_id: 'i-1' },
      },
      {
        label: 'web-i-2',
        ref: 'fake.thing',
        fun: 'present',
        args: { name: 'web', size: 2, tags: { a: 'b' }, resource_id: 'i-2' },
      },
      { label: 'i-3', ref: 'fake.thing', fun: 'present', args: { resource_id: 'i-3' } },
    ]);
    expect(world.writes).toBe(0);
  });

  it('run as it stands, changes nothing', async () => {
    const { definition, world } = fakeResource();
    for (const name of ['a', 'b', 'a']) world.add({ name, size: 3, zone: 'z', tags: { of: name } });
    const run = chunkRunner(definition);
    const before = world.snapshot();
    const results = [];
    for (const { label, fun, args } of await all(describeResource(run.plugin, run.env))) {
      const { name, ...others } = args;
      results.push(await run.apply({ fun, id: label, args: others, ...(typeof name === 'string' ? { name } : {}) }));
    }
    expect(results.map((result) => result.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(world.snapshot()).toEqual(before);
  });

  it('keeps labels unique over several resources', async () => {
    const { definition, world } = fakeResource();
    world.add({ name: 'web' });
    const run = chunkRunner(definition);
    const labels = new Set(['web', 'web-i-1']);
    expect((await all(describeResource(run.plugin, run.env, { labels })))[0]?.label).toBe('web-i-1-2');
  });

  it('asks state functions that describe themselves', async () => {
    const definition = stateFunctions({
      ref: 'test',
      summary: 'x',
      functions: { nop: stateFunction({ summary: 'x', fields: {}, effects: 'none', run: () => ({ result: true }) }) },
      async *describe() {
        yield { id: 'Description of test.nop', fun: 'nop', args: { name: 'nop' } };
      },
    });
    const run = chunkRunner(definition);
    expect(await all(describeResource(run.plugin, run.env))).toEqual([
      { label: 'Description of test.nop', ref: 'test', fun: 'nop', args: { name: 'nop' } },
    ]);
    expect(await listResource(run.plugin, run.env)).toEqual([]);
  });

  it('has nothing to say of what cannot be listed', async () => {
    const run = chunkRunner(fakeResource({ unlisted: true }).definition);
    expect(await all(describeResource(run.plugin, run.env))).toEqual([]);
  });
});
