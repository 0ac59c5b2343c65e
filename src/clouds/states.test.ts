/** The states `cloud.*` against the built-in cloud. They stand here because a plugin's own tests may not know a cloud. */
import { describe, expect, it } from 'vitest';
import type { Cloud, Difference, Present, ResourceContext, ResourceDefinition } from '../contract/index.js';
import { diff, isSecret, reveal } from '../kernel/index.js';
import { fakeContext } from '../plugins/fake-context.js';
import address from '../plugins/states/cloud/address.js';
import image from '../plugins/states/cloud/image.js';
import instance from '../plugins/states/cloud/instance.js';
import key from '../plugins/states/cloud/key.js';
import network from '../plugins/states/cloud/network.js';
import subnet from '../plugins/states/cloud/subnet.js';
import volume from '../plugins/states/cloud/volume.js';
import { type FakeClock, fakeClock, fakeRandom } from '../testing/index.js';
import { memoryCloud } from './index.js';

interface Bench {
  readonly cloud: Cloud;
  readonly clock: FakeClock;
  readonly born: readonly string[];
  context(token?: string): ResourceContext;
}

function bench(simulation?: Readonly<Record<string, unknown>>): Bench {
  const clock = fakeClock();
  const { cloud } = memoryCloud({ clock, random: fakeRandom() }, simulation === undefined ? {} : { simulation });
  const born: string[] = [];
  let tokens = 0;
  return {
    cloud,
    clock,
    born,
    context: (token = `t${tokens++}`) =>
      fakeContext({ clock, token, cloud: async () => cloud, born: (id) => void born.push(id) }),
  };
}

type Values = Readonly<Record<string, unknown>>;

async function look(at: Bench, definition: ResourceDefinition, args: Values): Promise<Present> {
  const identity = definition.identity.of(args as never, { oldState: null });
  for (;;) {
    const seen = await definition.observe(at.context(), identity as Values);
    if (seen.kind === 'present') return seen;
    expect(seen.kind).toBe('changing');
    await at.clock.advance(200);
  }
}

/** What the engine makes of a definition, in short. Gives the changed leaves. */
async function enforce(at: Bench, definition: ResourceDefinition, args: Values, fun = 'present'): Promise<string[]> {
  const identity = definition.identity.of(args as never, { oldState: null }) as Values;
  const changed: string[] = [];
  let where = args;
  if ((await definition.observe(at.context(), identity)).kind === 'absent') {
    const { id } = await definition.create(at.context(), args as never);
    expect(at.born.at(-1)).toBe(id);
    where = { resource_id: id };
    changed.push('created');
  }
  const current = await look(at, definition, where);
  const wished = { ...args, ...definition.functions?.[fun]?.wish(args as never) };
  const normalised = (state: Values) =>
    Object.fromEntries(Object.keys(wished).map((name) => [name, normal(definition, name, state[name])]));
  const { resource_id: _id, ...leaves } = normalised(wished);
  const difference: Difference = Object.keys(leaves).flatMap((name) =>
    diff({ [name]: normalised(current.state)[name] }, { [name]: leaves[name] }),
  );
  if (difference.length > 0) await definition.update?.(at.context(), current, args as never, difference);
  const after = await look(at, definition, { resource_id: current.id });
  expect(normalised(after.state)).toMatchObject(leaves);
  return [...changed, ...difference.map((leaf) => leaf.path.join('.'))];
}

function normal(definition: ResourceDefinition, name: string, value: unknown): unknown {
  return value === null || value === undefined ? value : (definition.fields[name]?.normalise?.(value) ?? value);
}

interface Case {
  readonly name: string;
  readonly definition: ResourceDefinition;
  readonly args: Values;
  /** Arguments that can be changed in place, and the leaves that differ then. */
  readonly changed?: Values;
  readonly leaves?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'network',
    definition: network,
    args: { name: 'n', address_block: '10.7.0.0/16', tags: { a: '1', b: '2' } },
    changed: { tags: { a: '1', b: '3' } },
    leaves: ['tags.b'],
  },
  {
    name: 'subnet',
    definition: subnet,
    args: { name: 's', network_id: 'net1', address_block: '192.168.9.0/24' },
    changed: { tags: { a: '1' } },
    leaves: ['tags.a'],
  },
  {
    name: 'image',
    definition: image,
    args: { name: 'i', instance_id: 'inst1', description: 'first' },
    changed: { description: 'second' },
    leaves: ['description'],
  },
  {
    name: 'instance',
    definition: instance,
    args: { name: 'w', network_id: 'net1', key_name: 'test-key', user_data: 'hello', tags: { a: '1' } },
    changed: { user_data: 'bye', hardware_profile: 'm1-large' },
    leaves: ['hardware_profile', 'user_data'],
  },
  {
    name: 'volume',
    definition: volume,
    args: { name: 'v', capacity: 5, attached_to: 'inst0' },
    changed: { capacity: 9, attached_to: 'inst2', device: '/dev/sdx' },
    leaves: ['attached_to', 'capacity', 'device'],
  },
  {
    name: 'address',
    definition: address,
    args: { name: 'a', associated_with: 'inst0' },
    changed: { associated_with: 'inst2' },
    leaves: ['associated_with'],
  },
  { name: 'key', definition: key, args: { name: 'k', public_key: 'ssh-ed25519 AAAAB3 me@home' } },
];

describe.each(cases)('cloud.$name', ({ definition, args, changed, leaves = [] }) => {
  it('is created, and a second time nothing is left to do', async () => {
    const at = bench();
    expect(await enforce(at, definition, args)).toContain('created');
    expect(await enforce(at, definition, args)).toEqual([]);
  });

  it('changes in place what can be changed', async () => {
    if (changed === undefined) return expect(definition.update).toBeUndefined();
    const at = bench();
    await enforce(at, definition, args);
    expect((await enforce(at, definition, { ...args, ...changed })).sort()).toEqual([...leaves].sort());
  });

  it('is found by id, by name, by token, and listed', async () => {
    const at = bench();
    await enforce(at, definition, args);
    const id = at.born.at(-1) as string;
    const seen = await look(at, definition, { name: args.name });
    expect(seen.id).toBe(id);
    expect(seen.state.resource_id).toBe(id);
    const byToken = definition.identity.of(args as never, { oldState: null, token: 't1', resource_id: 'other' });
    expect(await definition.observe(at.context(), byToken as Values)).toMatchObject({ kind: 'present', id });
    const listed: Present[] = [];
    for await (const one of definition.list?.(at.context()) ?? []) listed.push(one);
    expect(listed.find((one) => one.id === id)).toEqual(seen);
    expect(definition.listing).toBe('complete');
  });

  it('a creation repeated with its token creates nothing twice', async () => {
    const at = bench();
    const first = await definition.create(at.context('once'), args as never);
    const second = await definition.create(at.context('once'), args as never);
    expect(second.id).toBe(first.id);
  });

  it('is removed, also when it is gone already', async () => {
    const at = bench();
    await enforce(at, definition, args);
    const current = await look(at, definition, { name: args.name });
    await definition.remove(at.context(), current);
    expect(await definition.observe(at.context(), { id: current.id })).toEqual({ kind: 'absent' });
    await definition.remove(at.context(), current);
  });

  it('two of a name are ambiguous', async () => {
    if (definition === key) return;
    const at = bench();
    const one = await definition.create(at.context(), { ...args, address_block: '192.168.7.0/24' } as never);
    const two = await definition.create(at.context(), { ...args, address_block: '192.168.8.0/24' } as never);
    expect(await definition.observe(at.context(), { name: args.name })).toEqual({
      kind: 'ambiguous',
      ids: [one.id, two.id],
    });
  });
});

describe('cloud.instance', () => {
  it('running and stopped are wishes on the same thing', async () => {
    const at = bench();
    expect(await enforce(at, instance, { name: 'w' }, 'stopped')).toEqual(['created', 'state']);
    expect(await enforce(at, instance, { name: 'w' }, 'stopped')).toEqual([]);
    expect(await enforce(at, instance, { name: 'w' }, 'running')).toEqual(['state']);
  });

  it('a stopped one stays stopped when its size changes', async () => {
    const at = bench();
    await enforce(at, instance, { name: 'w' }, 'stopped');
    await enforce(at, instance, { name: 'w', hardware_profile: 'm1-large' });
    expect((await look(at, instance, { name: 'w' })).state.state).toBe('STOPPED');
  });

  it('waits while the cloud takes its time', async () => {
    const at = bench({ transition_ms: 1000 });
    await enforce(at, instance, { name: 'w' });
    await enforce(at, instance, { name: 'w', hardware_profile: 'm1-large' });
    const current = await look(at, instance, { name: 'w' });
    expect(current.state).toMatchObject({ state: 'RUNNING', hardware_profile: 'm1-large' });
    await instance.remove(at.context(), current);
    expect(await instance.observe(at.context(), { name: 'w' })).toEqual({ kind: 'absent' });
  });

  it('says what was chosen for what was not given, and what a change will cost', async () => {
    const at = bench();
    expect((await instance.create(at.context(), { name: 'w' } as never)).notes).toEqual([
      'chosen: image_id img1, realm_id us, hardware_profile m1-small',
    ]);
    const current = await look(at, instance, { name: 'w' });
    const { notes } = (await instance.preview?.(at.context(), current, { hardware_profile: 'opaque' } as never)) ?? {};
    expect(notes).toEqual(['inst4 is stopped while its hardware profile changes']);
  });

  it('one that is destroyed behind our back is absent', async () => {
    const at = bench();
    await enforce(at, instance, { name: 'w' });
    await at.cloud.instances?.stop?.('inst4');
    await at.cloud.instances?.destroy?.('inst4');
    expect(await instance.observe(at.context(), { id: 'inst4' })).toEqual({ kind: 'absent' });
  });
});

describe('cloud.volume', () => {
  it('comes into being where its instance is', async () => {
    const at = bench();
    await enforce(at, volume, { name: 'v', attached_to: 'inst3' });
    expect((await look(at, volume, { name: 'v' })).state.realm_id).toBe('eu');
  });

  it('an empty attached_to detaches it', async () => {
    const at = bench();
    await enforce(at, volume, { name: 'v', attached_to: 'inst0' });
    expect(await enforce(at, volume, { name: 'v', attached_to: '' })).toEqual(['attached_to']);
  });

  it('shrinking replaces, growing does not', () => {
    const rule = volume.fields.capacity?.immutable as unknown as (from: number, to: number) => boolean;
    expect([rule(5, 4), rule(5, 5), rule(5, 6)]).toEqual([true, false, false]);
  });
});

describe('cloud.image', () => {
  it('is not made of nothing', async () => {
    const making = image.create(bench().context(), { name: 'i' } as never);
    await expect(making).rejects.toMatchObject({ class: 'invalid', message: expect.stringContaining('instance_id') });
  });
});

describe('cloud.key', () => {
  it('a generated private half is shown once, as a secret', async () => {
    const at = bench();
    const { once } = await key.create(at.context(), { name: 'k' } as never);
    expect(isSecret(once?.private_key)).toBe(true);
    expect(reveal(once?.private_key)).toContain('PRIVATE KEY');
    expect((await look(at, key, { name: 'k' })).state).not.toHaveProperty('private_key');
  });

  it('says so when the private half got lost', async () => {
    const at = bench();
    await key.create(at.context('once'), { name: 'k' } as never);
    const { once, notes } = await key.create(at.context('once'), { name: 'k' } as never);
    expect([once, notes?.[0]]).toEqual([undefined, expect.stringContaining('lost')]);
  });
});

describe('a driver that lacks something', () => {
  it('is named', async () => {
    const { cloud } = bench();
    const { addresses: _left, ...poor } = cloud;
    const ctx = fakeContext({
      cloud: async () => ({ ...poor, networks: { list: async () => [], get: async () => undefined } }),
    });
    await expect(address.observe(ctx, { id: 'x' })).rejects.toMatchObject({
      class: 'unsupported',
      message: "The driver 'mock' has no addresses",
    });
    await expect(network.create(ctx, { name: 'n' } as never)).rejects.toMatchObject({ class: 'unsupported' });
  });
});
