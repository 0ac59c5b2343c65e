/** The states `cloud.*` carried out by the engine, on a built-in cloud that behaves and on one that does not. */
import { describe, expect, it } from 'vitest';
import type { Cloud, ResourceDefinition } from '../contract/index.js';
import { isSecret } from '../kernel/index.js';
import address from '../plugins/states/cloud/address.js';
import image from '../plugins/states/cloud/image.js';
import instance from '../plugins/states/cloud/instance.js';
import key from '../plugins/states/cloud/key.js';
import network from '../plugins/states/cloud/network.js';
import subnet from '../plugins/states/cloud/subnet.js';
import volume from '../plugins/states/cloud/volume.js';
import { type ChunkRunner, chunkRunner, fakePorts } from '../testing/index.js';
import { memoryCloud } from './index.js';
import { idsNamed, KINDS } from './mock/world.js';

interface Bench extends ChunkRunner {
  readonly cloud: Cloud;
  /** Ids of the things of a name, whatever they are; reads no cloud. */
  named(name: string): readonly string[];
}

function bench(definition: ResourceDefinition, simulation: Readonly<Record<string, unknown>> = {}): Bench {
  const ports = fakePorts();
  const { cloud, world } = memoryCloud(ports, { simulation });
  const named = (name: string) => KINDS.flatMap((kind) => idsNamed(world(), kind, name));
  return { ...chunkRunner(definition, { ports, services: { cloud: async () => cloud } }), cloud, named };
}

const all: readonly { readonly definition: ResourceDefinition; readonly args: Readonly<Record<string, unknown>> }[] = [
  { definition: network, args: { address_block: '10.7.0.0/16', tags: { a: '1' } } },
  { definition: subnet, args: { network_id: 'net1', address_block: '192.168.9.0/24' } },
  { definition: image, args: { instance_id: 'inst1', description: 'golden' } },
  { definition: instance, args: { hardware_profile: 'm1-small', network_id: 'net1', tags: { a: '1' } } },
  { definition: volume, args: { capacity: 3, attached_to: 'inst0' } },
  { definition: address, args: { associated_with: 'inst0' } },
  { definition: key, args: {} },
];

const worlds: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'that behaves': {},
  'that takes its time': { transition_ms: 1500, latency: 20 },
  'that throttles': { throttle_every: 3, retry_after: 50 },
  'that shows writes late': { lag_ms: 700 },
  'that loses the answer to a creation': { failures: [{ operation: '*.create', effect: 'done' }] },
  'that fails a creation': { failures: [{ operation: '*.create', times: 2 }] },
};

describe.each(Object.entries(worlds))('on a cloud %s', (_name, simulation) => {
  it.each(all)('$definition.ref is made once, kept, and removed', async ({ definition, args }) => {
    const run = bench(definition, simulation);
    const first = await run.apply({ fun: 'present', id: 'it', args });
    expect(first.comment.join('\n')).not.toContain('failed');
    expect(first.outcome).toBe('changed');
    expect(run.named('it')).toHaveLength(1);
    const second = await run.next().apply({ fun: 'present', id: 'it', args });
    expect([second.outcome, second.changes]).toEqual(['unchanged', {}]);
    const third = await run.next().apply({ fun: 'absent', id: 'it' });
    expect(third.outcome).toBe('changed');
    const fourth = await run.next().apply({ fun: 'absent', id: 'it' });
    expect(fourth.outcome).toBe('unchanged');
    expect(run.named('it')).toEqual([]);
  });
});

describe('in place, or anew', () => {
  it('another image makes another instance', async () => {
    const run = bench(instance);
    const before = await run.apply({ fun: 'present', id: 'it', args: { image_id: 'img1' } });
    const after = await run.next().apply({ fun: 'present', id: 'it', args: { image_id: 'img2' } });
    expect(before.newState).toMatchObject({ resource_id: 'inst4' });
    expect(after.newState).toMatchObject({ resource_id: 'inst5', image_id: 'img2' });
    expect(await run.cloud.instances?.get('inst4')).toBeUndefined();
  });

  it('a volume grows in place and shrinks anew', async () => {
    const run = bench(volume);
    await run.apply({ fun: 'present', id: 'it', args: { capacity: 5 } });
    const grown = await run.next().apply({ fun: 'present', id: 'it', args: { capacity: 9 } });
    expect(grown.newState).toMatchObject({ resource_id: 'vol4', capacity: 9 });
    const shrunk = await run.next().apply({ fun: 'present', id: 'it', args: { capacity: 2 } });
    expect(shrunk.newState).toMatchObject({ resource_id: 'vol5', capacity: 2 });
  });

  it('an empty attached_to detaches', async () => {
    const run = bench(volume);
    await run.apply({ fun: 'present', id: 'it', args: { attached_to: 'inst0' } });
    const freed = await run.next().apply({ fun: 'present', id: 'it', args: { attached_to: '' } });
    expect(freed.newState).toMatchObject({ attached_to: '', state: 'AVAILABLE' });
  });

  it('stopped, running, resized', async () => {
    const run = bench(instance);
    expect((await run.apply({ fun: 'stopped', id: 'it' })).newState).toMatchObject({ state: 'STOPPED' });
    expect((await run.next().apply({ fun: 'stopped', id: 'it' })).outcome).toBe('unchanged');
    expect((await run.next().apply({ fun: 'running', id: 'it' })).newState).toMatchObject({ state: 'RUNNING' });
    const resized = await run.next().apply({ fun: 'running', id: 'it', args: { hardware_profile: 'm1-large' } });
    expect(resized.newState).toMatchObject({ state: 'RUNNING', hardware_profile: 'm1-large', resource_id: 'inst4' });
  });

  it('one that was destroyed behind our back is made again', async () => {
    const run = bench(instance);
    await run.apply({ fun: 'present', id: 'it' });
    await run.cloud.instances?.stop?.('inst4');
    await run.cloud.instances?.destroy?.('inst4');
    const again = await run.next().apply({ fun: 'present', id: 'it' });
    expect(again.outcome).toBe('changed');
    expect(again.newState).toMatchObject({ resource_id: 'inst5' });
  });

  it('the private half of a key is shown once, and not as it is', async () => {
    const run = bench(key);
    const made = await run.apply({ fun: 'present', id: 'it' });
    expect(isSecret(made.newState?.private_key)).toBe(true);
    expect((await run.next().apply({ fun: 'present', id: 'it' })).newState).not.toHaveProperty('private_key');
  });
});
