import type {
  HardwareProfile,
  Instance,
  InstanceAction,
  InstanceArguments,
  InstanceState,
} from '../../../contract/index.js';
import { actionsOf, DEFAULT_PROFILE, HARDWARE_PROFILES, OWNER, REALMS } from '../profiles.js';
import { conflict, invalid, unknownReference } from '../refusals.js';
import {
  change,
  type Inner,
  idsNamed,
  insert,
  needRow,
  type Row,
  removeRow,
  rowOf,
  rowsOf,
  settled,
  type Things,
  type World,
} from '../world.js';
import { type Done, given, type Handler, made, type On, timeText } from './handler.js';

export interface InstanceOperations {
  readonly 'instances.create': InstanceArguments;
  readonly 'instances.update': On<Partial<InstanceArguments>>;
  readonly 'instances.start': On;
  readonly 'instances.stop': On;
  readonly 'instances.reboot': On;
  readonly 'instances.destroy': On;
}

export const instanceOperations: { readonly [N in keyof InstanceOperations]: Handler<InstanceOperations[N]> } = {
  'instances.create': (world, args, stamp) => {
    const profile = profileOf(args.hardware_profile ?? DEFAULT_PROFILE);
    checkOverrides(profile, args.hardware_overrides ?? {});
    const image = imageFor(world, args.image_id, profile);
    const realm_id = realmOf(args.realm_id);
    const place = placeIn(world, args);
    if (args.key_name) checkKey(world, args.key_name);
    const target = args.initial_state === 'STOPPED' ? 'STOPPED' : 'RUNNING';
    const transition = target === 'RUNNING' ? transitionTo(world, 'PENDING', target, stamp.now) : at(target);
    return made(
      insert(counted(world, place, 1), 'instances', stamp.token, (id) => ({
        value: {
          id,
          name: args.name || id,
          owner_id: OWNER,
          image_id: image,
          realm_id,
          hardware_profile: profile.id,
          hardware_overrides: args.hardware_overrides ?? {},
          ...transition.shown,
          ...place,
          key_name: args.key_name || null,
          user_data: args.user_data ?? null,
          tags: args.tags ?? {},
          launch_time: timeText(stamp.now),
          public_addresses: [{ type: 'hostname', address: `${image}.${id}.public.com` }],
          private_addresses: [{ type: 'hostname', address: `${image}.${id}.private.com` }],
          storage_volumes: [],
          create_image: true,
        },
        inner: { then: transition.then, address: null, volumes: [] },
      })),
    );
  },

  'instances.update': (world, { id, ...args }, { now }) => {
    const row = settled(needRow(world, 'instances', id), now);
    for (const name of ['image_id', 'realm_id', 'network_id', 'subnet_id'] as const) {
      if (args[name] !== undefined && args[name] !== row.value[name]) {
        throw invalid(`${name} of instance '${id}' cannot be changed`, 'create another instance');
      }
    }
    const { hardware_profile, hardware_overrides } = given(args);
    if (hardware_profile !== undefined || hardware_overrides !== undefined) {
      if (row.value.state !== 'STOPPED') {
        throw conflict(
          'IncorrectState',
          `Instance '${id}' is ${row.value.state}; its hardware can be changed while it is STOPPED`,
          'stop it first',
        );
      }
      const profile = profileOf(hardware_profile ?? row.value.hardware_profile);
      checkOverrides(profile, hardware_overrides ?? {});
      imageFor(world, row.value.image_id, profile);
    }
    if (args.key_name) checkKey(world, args.key_name);
    const { name, key_name, user_data, tags } = args;
    const replaced = hardware_profile === undefined ? {} : { hardware_overrides: hardware_overrides ?? {} };
    const wanted = given({ name, key_name, user_data, tags, hardware_profile, hardware_overrides, ...replaced });
    return changed(change(world, 'instances', row, wanted), id);
  },

  'instances.start': (world, { id }, { now }) => {
    const row = allowed(world, id, 'start', now);
    return moved(world, row, transitionTo(world, 'PENDING', 'RUNNING', now));
  },

  'instances.stop': (world, { id }, { now }) => {
    const row = allowed(world, id, 'stop', now);
    return moved(world, row, transitionTo(world, 'STOPPING', 'STOPPED', now));
  },

  'instances.reboot': (world, { id }, { now }) => {
    const row = allowed(world, id, 'reboot', now);
    return { world, value: row.value };
  },

  'instances.destroy': (world, { id }, { now }) => {
    const { value, inner } = allowed(world, id, 'destroy', now);
    let left = world;
    for (const volume of inner.volumes) {
      const attached = rowOf(left, 'storage_volumes', volume);
      if (attached)
        left = change(left, 'storage_volumes', attached, { state: 'AVAILABLE', attached_to: null, device: null });
    }
    const address = inner.address === null ? undefined : rowOf(left, 'addresses', inner.address);
    if (address) left = change(left, 'addresses', address, { associated_with: null });
    left = counted(left, value, -1);
    return { world: removeRow(left, 'instances', needRow(left, 'instances', id)), value: undefined };
  },
};

type Transition = Pick<Inner['instances'], 'then'> & { readonly shown: Pick<Instance, 'state' | 'actions'> };

function at(state: InstanceState): Transition {
  return { shown: { state, actions: actionsOf(state) }, then: null };
}

/** At once, unless the cloud is told to take its time. */
function transitionTo(world: World, meanwhile: InstanceState, state: InstanceState, now: number): Transition {
  const ms = world.behaviour.transition_ms;
  return ms === 0 ? at(state) : { ...at(meanwhile), then: { state, at: now + ms } };
}

function moved(world: World, row: Row<'instances'>, { shown, then }: Transition): Done {
  return changed(change(world, 'instances', row, shown, { then }), row.value.id);
}

function changed(world: World, id: string): Done {
  return { world, value: needRow(world, 'instances', id).value };
}

/** The instance, when its state allows the action. */
function allowed(world: World, id: string, action: InstanceAction, now: number): Row<'instances'> {
  const row = settled(needRow(world, 'instances', id), now);
  const { state, actions } = row.value;
  if (actions.includes(action)) return row;
  const hint =
    action === 'destroy' && state === 'RUNNING'
      ? 'stop it first'
      : state === 'PENDING' || state === 'STOPPING'
        ? 'wait until it has settled'
        : `allowed now: ${actions.join(', ') || 'nothing'}`;
  throw conflict('IncorrectState', `Instance '${id}' is ${state}; ${action} is not allowed`, hint);
}

function profileOf(id: string): HardwareProfile {
  const profile = HARDWARE_PROFILES.find((one) => one.id === id);
  if (profile === undefined)
    throw unknownReference(
      'hardware_profiles',
      id,
      HARDWARE_PROFILES.map((one) => one.id),
    );
  return profile;
}

function checkOverrides(profile: HardwareProfile, overrides: Readonly<Record<string, number | string>>): void {
  for (const [name, value] of Object.entries(overrides)) {
    const property = profile.properties[name];
    if (property === undefined) throw invalid(`Hardware profile '${profile.id}' has no property '${name}'`);
    if (property.kind === 'fixed' && String(property.value) !== String(value)) {
      throw invalid(`${name} of hardware profile '${profile.id}' is always ${property.value}, not ${value}`);
    }
    if (property.kind === 'range' && !(Number(value) >= property.first && Number(value) <= property.last)) {
      throw invalid(
        `${name} of hardware profile '${profile.id}' must be from ${property.first} to ${property.last}, not ${value}`,
      );
    }
    if (property.kind === 'enum' && !property.values.some((one) => String(one) === String(value))) {
      throw invalid(
        `${name} of hardware profile '${profile.id}' must be one of ${property.values.join(', ')}, not ${value}`,
      );
    }
  }
}

/** The wanted image, else the first that the profile runs. */
function imageFor(world: World, wanted: string | undefined, profile: HardwareProfile): string {
  if (wanted) {
    const image = rowOf(world, 'images', wanted);
    if (image === undefined) throw unknownReference('images', wanted, idsOf(world, 'images'));
    if (image.value.hardware_profiles.includes(profile.id)) return wanted;
    throw invalid(
      `Image '${wanted}' does not run on hardware profile '${profile.id}'`,
      `it runs on ${image.value.hardware_profiles.join(', ')}`,
    );
  }
  const first = rowsOf(world, 'images').find(
    ({ value }) => value.state === 'AVAILABLE' && value.hardware_profiles.includes(profile.id),
  );
  if (first === undefined) throw invalid(`No image runs on hardware profile '${profile.id}'`, 'give image_id');
  return first.value.id;
}

export function realmOf(wanted: string | undefined): string {
  const realm = wanted ? REALMS.find((one) => one.id === wanted) : REALMS.find((one) => one.state === 'AVAILABLE');
  if (realm === undefined)
    throw unknownReference(
      'realms',
      wanted ?? '',
      REALMS.map((one) => one.id),
    );
  return realm.id;
}

type Place = Pick<Instance, 'network_id' | 'subnet_id'>;

function placeIn(world: World, args: InstanceArguments): Place {
  const network_id = args.network_id || null;
  const subnet_id = args.subnet_id || null;
  if (network_id !== null && rowOf(world, 'networks', network_id) === undefined) {
    throw unknownReference('networks', network_id, idsOf(world, 'networks'));
  }
  if (subnet_id === null) return { network_id, subnet_id };
  const subnet = rowOf(world, 'subnets', subnet_id);
  if (subnet === undefined) throw unknownReference('subnets', subnet_id, idsOf(world, 'subnets'));
  if (network_id !== null && subnet.value.network_id !== network_id) {
    throw invalid(`Subnet '${subnet_id}' belongs to network '${subnet.value.network_id}', not to '${network_id}'`);
  }
  return { network_id: subnet.value.network_id, subnet_id };
}

/** Counts an instance in, or out of, its network and subnet. */
function counted(world: World, { network_id, subnet_id }: Place, by: 1 | -1): World {
  const network = network_id === null ? undefined : rowOf(world, 'networks', network_id);
  const subnet = subnet_id === null ? undefined : rowOf(world, 'subnets', subnet_id);
  let next = world;
  if (network) next = change(next, 'networks', network, {}, { instances: network.inner.instances + by });
  if (subnet) next = change(next, 'subnets', subnet, {}, { instances: subnet.inner.instances + by });
  return next;
}

function checkKey(world: World, name: string): void {
  if (idsNamed(world, 'keys', name).length > 0) return;
  throw unknownReference(
    'keys',
    name,
    rowsOf(world, 'keys').map((row) => row.value.name),
  );
}

function idsOf(world: World, kind: keyof Things): string[] {
  return rowsOf(world, kind).map((row) => row.value.id);
}
