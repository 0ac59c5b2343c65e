import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../contract/index.js';
import { type Answer, type Operation, type OperationArguments, type OperationName, operate } from './operate.js';
import { find, findAll } from './query.js';
import { seedWorld } from './seed.js';
import { KINDS, rowsOf, type World } from './world.js';
import { worldData, worldFromData } from './world-data.js';

const NOW = Date.UTC(2026, 0, 31, 12);

function op<N extends OperationName>(name: N, args: OperationArguments[N], token?: string, now = NOW): Operation {
  return { do: name, args, now, ...(token === undefined ? {} : { token }) } as Operation;
}

/** Does one after the other; each must succeed. */
function after(...operations: Operation[]): World {
  return operations.reduce((world, operation) => {
    const answer = operate(world, operation);
    expect(answer.error).toBeUndefined();
    return answer.world;
  }, seedWorld());
}

function instance(world: World, id: string, now = NOW): Instance | undefined {
  return find(world, 'instances', id, now);
}

describe('the seed', () => {
  const world = seedWorld();

  it('holds what a new cloud starts with', () => {
    const ids = Object.fromEntries(KINDS.map((kind) => [kind, rowsOf(world, kind).map((row) => row.value.id)]));
    expect(ids).toEqual({
      images: ['img1', 'img2', 'img3'],
      instances: ['inst0', 'inst1', 'inst2', 'inst3'],
      storage_volumes: ['vol1', 'vol2', 'vol3'],
      networks: ['net1', 'net2'],
      subnets: ['subnet1', 'subnet2', 'subnet3', 'subnet4'],
      addresses: ['192.168.0.1', '192.168.0.2', '192.168.0.3', '192.168.0.4'],
      keys: ['test-key'],
    });
  });

  it('is consistent: what is used knows its users', () => {
    expect(operate(world, op('networks.destroy', { id: 'net1' })).error?.providerCode).toBe('InUse');
    expect(operate(world, op('subnets.destroy', { id: 'subnet1' })).error?.message).toContain('inst1');
    expect(operate(world, op('storage_volumes.destroy', { id: 'vol3' })).error?.message).toContain('inst1');
  });
});

describe('creating an instance', () => {
  it('takes the first that fits for what is not given', () => {
    const { value } = operate(seedWorld(), op('instances.create', {}));
    expect(value).toMatchObject({
      id: 'inst4',
      name: 'inst4',
      image_id: 'img1',
      realm_id: 'us',
      hardware_profile: 'm1-small',
      state: 'RUNNING',
      actions: ['reboot', 'stop'],
      launch_time: '2026-01-31T12:00:00.000Z',
    });
  });

  it('is in the network of its subnet', () => {
    const { value } = operate(seedWorld(), op('instances.create', { subnet_id: 'subnet3' }));
    expect(value).toMatchObject({ network_id: 'net2', subnet_id: 'subnet3' });
  });

  it('leaves out an image that is gone', () => {
    const world = after(op('images.destroy', { id: 'img1' }));
    expect(operate(world, op('instances.create', {})).value).toMatchObject({ image_id: 'img2' });
  });
});

interface Refusal {
  readonly name: string;
  readonly reason: string;
  readonly before?: readonly Operation[];
  readonly given: Operation;
  readonly want: { readonly class: string; readonly providerCode: string; readonly message: string };
}

const refusals: readonly Refusal[] = [
  {
    name: 'an unknown image',
    reason: 'a wrong reference is found before anything is made',
    given: op('instances.create', { image_id: 'img9' }),
    want: { class: 'invalid', providerCode: 'UnknownReference', message: "There is no image 'img9'" },
  },
  {
    name: 'an unknown profile',
    reason: 'there is no size of that name',
    given: op('instances.create', { hardware_profile: 'm1-smal' }),
    want: { class: 'invalid', providerCode: 'UnknownReference', message: "There is no hardware profile 'm1-smal'" },
  },
  {
    name: 'a property beyond its range',
    reason: 'a profile says what may be chosen',
    given: op('instances.create', { hardware_profile: 'm1-large', hardware_overrides: { memory: 1 } }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "memory of hardware profile 'm1-large' must be from 7680 to 15360, not 1",
    },
  },
  {
    name: 'an unknown key',
    reason: 'an instance that nobody can open is of no use',
    given: op('instances.create', { key_name: 'mine' }),
    want: { class: 'invalid', providerCode: 'UnknownReference', message: "There is no key 'mine'" },
  },
  {
    name: 'a subnet of another network',
    reason: 'the two arguments contradict each other',
    given: op('instances.create', { network_id: 'net1', subnet_id: 'subnet3' }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "Subnet 'subnet3' belongs to network 'net2', not to 'net1'",
    },
  },
  {
    name: 'destroying what runs',
    reason: 'the state machine has no such transition',
    given: op('instances.destroy', { id: 'inst0' }),
    want: {
      class: 'conflict',
      providerCode: 'IncorrectState',
      message: "Instance 'inst0' is RUNNING; destroy is not allowed",
    },
  },
  {
    name: 'starting what runs',
    reason: 'only a stopped instance can be started',
    given: op('instances.start', { id: 'inst0' }),
    want: {
      class: 'conflict',
      providerCode: 'IncorrectState',
      message: "Instance 'inst0' is RUNNING; start is not allowed",
    },
  },
  {
    name: 'resizing what runs',
    reason: 'hardware is changed while the machine is off',
    given: op('instances.update', { id: 'inst0', hardware_profile: 'm1-small' }),
    want: {
      class: 'conflict',
      providerCode: 'IncorrectState',
      message: "Instance 'inst0' is RUNNING; its hardware can be changed while it is STOPPED",
    },
  },
  {
    name: 'an image of an unknown instance',
    reason: 'there is nothing to make it of',
    given: op('images.create', { instance_id: 'inst9' }),
    want: { class: 'invalid', providerCode: 'UnknownReference', message: "There is no instance 'inst9'" },
  },
  {
    name: 'an image of an instance that allows none',
    reason: 'inst3 says so of itself',
    given: op('images.create', { instance_id: 'inst3' }),
    want: { class: 'conflict', providerCode: 'IncorrectState', message: "No image can be made of instance 'inst3'" },
  },
  {
    name: 'a block that is none',
    reason: 'the text is not CIDR notation',
    given: op('networks.create', { address_block: '10.0.0/8' }),
    want: { class: 'invalid', providerCode: 'InvalidArgument', message: "'10.0.0/8' is not an address block" },
  },
  {
    name: 'a block with bits beyond its prefix',
    reason: 'two spellings of one block would look like a change for ever',
    given: op('networks.create', { address_block: '10.0.3.1/16' }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "'10.0.3.1/16' has bits set beyond its prefix",
    },
  },
  {
    name: 'a subnet outside its network',
    reason: 'a part lies in its whole',
    given: op('subnets.create', { network_id: 'net1', address_block: '10.5.0.0/16' }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "10.5.0.0/16 is not inside 192.168.0.0/16, the block of network 'net1'",
    },
  },
  {
    name: 'a subnet over another',
    reason: 'an address belongs to one subnet',
    given: op('subnets.create', { network_id: 'net1', address_block: '192.168.0.0/17' }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "192.168.0.0/17 overlaps 192.168.1.0/24, the block of subnet 'subnet1'",
    },
  },
  {
    name: 'a network with subnets',
    reason: 'they would hang in the air',
    given: op('networks.destroy', { id: 'net2' }),
    want: {
      class: 'conflict',
      providerCode: 'InUse',
      message: "Network 'net2' still has subnets: subnet3, subnet4",
    },
  },
  {
    name: 'a network with instances',
    reason: 'they would hang in the air',
    before: [op('networks.create', {}), op('instances.create', { network_id: 'net3' })],
    given: op('networks.destroy', { id: 'net3' }),
    want: { class: 'conflict', providerCode: 'InUse', message: "Network 'net3' is used by instances: inst4" },
  },
  {
    name: 'attaching across realms',
    reason: 'a disk is where it is',
    given: op('storage_volumes.attach', { id: 'vol1', instance_id: 'inst3' }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "Volume 'vol1' is in realm 'us', instance 'inst3' in 'eu'",
    },
  },
  {
    name: 'attaching twice',
    reason: 'one disk, one machine',
    given: op('storage_volumes.attach', { id: 'vol3', instance_id: 'inst0' }),
    want: {
      class: 'conflict',
      providerCode: 'InUse',
      message: "Volume 'vol3' is attached to instance 'inst1' already",
    },
  },
  {
    name: 'shrinking a volume',
    reason: 'what is beyond would be lost',
    before: [op('storage_volumes.create', { capacity: 10 })],
    given: op('storage_volumes.update', { id: 'vol4', capacity: 5 }),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "Volume 'vol4' has 10 GB and cannot shrink to 5 GB",
    },
  },
  {
    name: 'a second address',
    reason: 'an instance shows one public address',
    before: [op('addresses.associate', { id: '192.168.0.1', instance_id: 'inst0' })],
    given: op('addresses.associate', { id: '192.168.0.2', instance_id: 'inst0' }),
    want: { class: 'conflict', providerCode: 'InUse', message: "Instance 'inst0' has address '192.168.0.1' already" },
  },
  {
    name: 'a key of a name that is taken',
    reason: 'instances name keys by name',
    given: op('keys.create', { name: 'test-key', public_key: 'ssh-ed25519 AAAA' }),
    want: { class: 'conflict', providerCode: 'AlreadyExists', message: "There is a key 'test-key' already: test-key" },
  },
  {
    name: 'a private half',
    reason: 'it must not be stored anywhere',
    given: op('keys.create', { name: 'k', public_key: '-----BEGIN OPENSSH PRIVATE KEY-----' }),
    want: { class: 'invalid', providerCode: 'InvalidArgument', message: 'This is the private half of a key' },
  },
  {
    name: 'more than the quota',
    reason: 'clouds have limits',
    before: [op('simulation.configure', { quotas: { instances: 4 } })],
    given: op('instances.create', {}),
    want: { class: 'invalid', providerCode: 'QuotaExceeded', message: 'The quota of instances is used up: 4' },
  },
  {
    name: 'a token of something else',
    reason: 'the caller mixes up its intents',
    before: [op('networks.create', {}, 't1')],
    given: op('instances.create', {}, 't1'),
    want: {
      class: 'invalid',
      providerCode: 'InvalidArgument',
      message: "The token of this creation made network 'net3' before",
    },
  },
  {
    name: 'a token of something destroyed',
    reason: 'neither the old thing nor a second one would be the answer',
    before: [op('networks.create', {}, 't1'), op('networks.destroy', { id: 'net3' })],
    given: op('networks.create', {}, 't1'),
    want: {
      class: 'conflict',
      providerCode: 'TokenUsed',
      message: "The token of this creation made network 'net3', which was destroyed since",
    },
  },
  {
    name: 'an unknown setting',
    reason: 'a misspelt switch would silently do nothing',
    given: op('simulation.configure', { latncy: 5 }),
    want: { class: 'invalid', providerCode: 'InvalidArgument', message: "The built-in cloud has no setting 'latncy'" },
  },
  {
    name: 'what does not exist',
    reason: 'nothing is made up',
    given: op('storage_volumes.detach', { id: 'vol9' }),
    want: { class: 'not-found', providerCode: 'NotFound', message: "There is no volume 'vol9'" },
  },
];

describe('refusals', () => {
  it.each(refusals)('$name', ({ reason, before = [], given, want }) => {
    const world = after(...before);
    const answer = operate(world, given);
    expect(
      { class: answer.error?.class, providerCode: answer.error?.providerCode, message: answer.error?.message },
      reason,
    ).toEqual(want);
    expect(answer.error?.effect, reason).toBe('none');
    expect(answer.world, reason).toBe(world);
  });
});

describe('what goes leaves nothing behind', () => {
  it('an instance frees its volumes, its address and its place', () => {
    const world = after(
      op('networks.create', {}),
      op('instances.create', { network_id: 'net3' }),
      op('storage_volumes.attach', { id: 'vol1', instance_id: 'inst4' }),
      op('addresses.associate', { id: '192.168.0.1', instance_id: 'inst4' }),
      op('instances.stop', { id: 'inst4' }),
      op('instances.destroy', { id: 'inst4' }),
      op('networks.destroy', { id: 'net3' }),
    );
    expect(find(world, 'storage_volumes', 'vol1', NOW)).toMatchObject({
      state: 'AVAILABLE',
      attached_to: null,
      device: null,
    });
    expect(find(world, 'addresses', '192.168.0.1', NOW)).toMatchObject({ associated_with: null });
  });

  it('a volume detached is on the instance no more', () => {
    const attached = after(op('storage_volumes.attach', { id: 'vol1', instance_id: 'inst0' }));
    expect(instance(attached, 'inst0')?.storage_volumes).toEqual([{ id: 'vol1', device: '/dev/sdb' }]);
    const { world } = operate(attached, op('storage_volumes.detach', { id: 'vol1' }));
    expect(instance(world, 'inst0')?.storage_volumes).toEqual([]);
  });

  it('an address disassociated gives the instance its own name back', () => {
    const world = after(op('addresses.associate', { id: '192.168.0.1', instance_id: 'inst0' }));
    expect(instance(world, 'inst0')?.public_addresses).toEqual([{ type: 'ipv4', address: '192.168.0.1' }]);
    const freed = operate(world, op('addresses.disassociate', { id: '192.168.0.1' })).world;
    expect(instance(freed, 'inst0')?.public_addresses).toEqual([
      { type: 'hostname', address: 'img1.inst0.public.com' },
    ]);
  });
});

describe('the instance state machine', () => {
  it('moves at once', () => {
    const stopped = after(op('instances.stop', { id: 'inst0' }));
    expect(instance(stopped, 'inst0')).toMatchObject({ state: 'STOPPED', actions: ['start', 'destroy'] });
    expect(operate(stopped, op('instances.start', { id: 'inst0' })).value).toMatchObject({ state: 'RUNNING' });
  });

  it('takes its time when told to, by itself', () => {
    const slow = after(op('simulation.configure', { transition_ms: 2000 }));
    const made = operate(slow, op('instances.create', {}));
    expect(made.value).toMatchObject({ state: 'PENDING', actions: [] });
    expect(instance(made.world, 'inst4', NOW + 1999)?.state).toBe('PENDING');
    expect(instance(made.world, 'inst4', NOW + 2000)).toMatchObject({ state: 'RUNNING', actions: ['reboot', 'stop'] });
    expect(operate(made.world, op('instances.stop', { id: 'inst4' })).error?.hints).toEqual([
      'wait until it has settled',
    ]);
    const stopping = operate(made.world, op('instances.stop', { id: 'inst4' }, undefined, NOW + 3000));
    expect(stopping.value).toMatchObject({ state: 'STOPPING' });
    expect(instance(stopping.world, 'inst4', NOW + 5000)?.state).toBe('STOPPED');
  });

  it('resizes what is stopped, and forgets the overrides of the old profile', () => {
    const world = after(
      op('instances.stop', { id: 'inst0' }),
      op('instances.update', { id: 'inst0', hardware_profile: 'm1-xlarge', tags: { a: 'b' } }),
    );
    expect(instance(world, 'inst0')).toMatchObject({
      hardware_profile: 'm1-xlarge',
      hardware_overrides: {},
      tags: { a: 'b' },
    });
  });
});

describe('tokens', () => {
  it('a creation repeated with its token gives the same thing', () => {
    const first = operate(seedWorld(), op('instances.create', { name: 'a' }, 't1'));
    const second = operate(first.world, op('instances.create', { name: 'a' }, 't1'));
    expect(second.value).toEqual(first.value);
    expect(second.world).toBe(first.world);
    expect(findAll(first.world, 'instances', { token: 't1' }, NOW)).toEqual([first.value]);
    expect(findAll(first.world, 'networks', { token: 't1' }, NOW)).toEqual([]);
  });
});

describe('failures on purpose', () => {
  const failing = (failure: object) => after(op('simulation.configure', { failures: [failure] }));

  it('before the effect: nothing is there', () => {
    const answer = operate(failing({ operation: 'instances.create' }), op('instances.create', {}));
    expect(answer.error).toMatchObject({ class: 'transient', effect: 'none' });
    expect(instance(answer.world, 'inst4')).toBeUndefined();
    expect(operate(answer.world, op('instances.create', {})).error).toBeUndefined();
  });

  it('after the effect: it is there, and the answer is lost', () => {
    const answer = operate(failing({ operation: '*.create', effect: 'done' }), op('instances.create', {}, 't1'));
    expect(answer.error).toMatchObject({ class: 'transient', effect: 'unknown' });
    expect(findAll(answer.world, 'instances', { token: 't1' }, NOW)).toHaveLength(1);
  });

  it('every third call, for ever', () => {
    let world = failing({ operation: 'networks.create', every: 3, times: null });
    const failed = Array.from({ length: 9 }, () => {
      const answer: Answer = operate(world, op('networks.create', {}));
      world = answer.world;
      return answer.error !== undefined;
    });
    expect(failed).toEqual([false, false, true, false, false, true, false, false, true]);
  });
});

describe('resetting', () => {
  it('brings the seed back, without using an id again', () => {
    const world = after(
      op('instances.create', {}),
      op('simulation.configure', { lag_ms: 5 }),
      op('simulation.reset', {}),
    );
    expect(world.behaviour).toEqual(seedWorld().behaviour);
    expect(instance(world, 'inst4')).toBeUndefined();
    expect(operate(world, op('instances.create', {})).value?.id).toBe('inst5');
  });
});

const named = fc.constantFrom('a', 'b', 'c');
const anyOf = (prefix: string, from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => `${prefix}${n}`);
const anyInstance = anyOf('inst', 0, 7);
const anyToken = fc.option(fc.constantFrom('t1', 't2', 't3', 't4'), { nil: undefined });

const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(named, anyToken).map(([name, token]) => op('instances.create', { name }, token)),
  fc.tuple(anyOf('net', 1, 5), anyToken).map(([network_id, token]) => op('instances.create', { network_id }, token)),
  anyInstance.map((id) => op('instances.stop', { id })),
  anyInstance.map((id) => op('instances.start', { id })),
  anyInstance.map((id) => op('instances.destroy', { id })),
  fc.tuple(anyInstance, named).map(([id, name]) => op('instances.update', { id, name })),
  anyInstance.map((instance_id) => op('images.create', { instance_id })),
  anyOf('img', 1, 5).map((id) => op('images.destroy', { id })),
  named.map((name) => op('storage_volumes.create', { name })),
  fc
    .tuple(anyOf('vol', 1, 6), anyInstance)
    .map(([id, instance_id]) => op('storage_volumes.attach', { id, instance_id })),
  anyOf('vol', 1, 6).map((id) => op('storage_volumes.detach', { id })),
  anyOf('vol', 1, 6).map((id) => op('storage_volumes.destroy', { id })),
  fc.tuple(named, anyToken).map(([name, token]) => op('networks.create', { name }, token)),
  anyOf('net', 1, 5).map((id) => op('networks.destroy', { id })),
  fc
    .tuple(anyOf('net', 1, 5), fc.integer({ min: 0, max: 3 }))
    .map(([network_id, at]) => op('subnets.create', { network_id, address_block: `10.0.${at}.0/24` })),
  anyOf('subnet', 1, 7).map((id) => op('subnets.destroy', { id })),
  fc.constant(op('addresses.create', {})),
  fc
    .tuple(anyOf('192.168.0.', 1, 6), anyInstance)
    .map(([id, instance_id]) => op('addresses.associate', { id, instance_id })),
  anyOf('192.168.0.', 1, 6).map((id) => op('addresses.disassociate', { id })),
  anyOf('192.168.0.', 1, 6).map((id) => op('addresses.destroy', { id })),
  named.map((name) => op('keys.create', { name, public_key: `ssh-ed25519 AAAA${name}` })),
  fc.constant(op('simulation.reset', {})),
);

describe('whatever is done', () => {
  it('an id is never used again, and the numbers only grow', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 60 }), (operations) => {
        const seen = new Set(KINDS.flatMap((kind) => rowsOf(seedWorld(), kind).map((row) => row.value.id)));
        let world = seedWorld();
        for (const operation of operations) {
          const answer = operate(world, operation);
          const fresh = operation.do.endsWith('.create') && answer.world !== world ? answer.value?.id : undefined;
          if (fresh !== undefined) {
            expect(seen).not.toContain(fresh);
            seen.add(fresh);
          }
          world = answer.world;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the same operations give the same world, through a snapshot too', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 40 }), fc.nat({ max: 40 }), (operations, cut) => {
        const run = (from: World, list: readonly Operation[]) =>
          list.reduce((world, one) => operate(world, one).world, from);
        const whole = run(seedWorld(), operations);
        const half = run(seedWorld(), operations.slice(0, cut));
        const stored = worldFromData(JSON.parse(JSON.stringify(worldData(half))));
        expect(canonical(run(stored, operations.slice(cut)))).toEqual(canonical(whole));
      }),
      { numRuns: 100 },
    );
  });

  it('what refers to something finds it, and both sides agree', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 60 }), (operations) => {
        const world = operations.reduce((before, one) => operate(before, one).world, seedWorld());
        for (const { value, inner } of rowsOf(world, 'instances')) {
          if (value.network_id !== null) expect(find(world, 'networks', value.network_id, NOW)).toBeDefined();
          if (value.subnet_id !== null) expect(find(world, 'subnets', value.subnet_id, NOW)).toBeDefined();
          for (const id of inner.volumes) expect(find(world, 'storage_volumes', id, NOW)?.attached_to).toBe(value.id);
          if (inner.address !== null)
            expect(find(world, 'addresses', inner.address, NOW)?.associated_with).toBe(value.id);
        }
        for (const { value } of rowsOf(world, 'storage_volumes')) {
          if (value.attached_to === null) continue;
          expect(rowsOf(world, 'instances').find((row) => row.value.id === value.attached_to)?.inner.volumes).toContain(
            value.id,
          );
        }
        for (const { value } of rowsOf(world, 'addresses')) {
          if (value.associated_with !== null) expect(instance(world, value.associated_with)).toBeDefined();
        }
        for (const { value } of rowsOf(world, 'subnets')) {
          expect(find(world, 'networks', value.network_id, NOW)?.subnets).toContain(value.id);
        }
        for (const { value, inner } of rowsOf(world, 'networks')) {
          expect(inner.instances).toBe(findAll(world, 'instances', { network_id: value.id }, NOW).length);
          expect(inner.blocks.map((one) => one.id).sort()).toEqual([...value.subnets].sort());
        }
      }),
      { numRuns: 150 },
    );
  });
});

function canonical(world: World): unknown {
  const { tokens, ...data } = worldData(world);
  return JSON.parse(
    JSON.stringify({ ...data, tokens: Object.fromEntries(tokens.map(([token, ...made]) => [token, made])) }),
  );
}
