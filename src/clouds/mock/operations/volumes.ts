import { conflict, invalid, unknownReference } from '../refusals.js';
import { change, insert, needRow, removeRow, rowOf, rowsOf, type World } from '../world.js';
import { type Done, given, type Handler, made, type On, type Tags, timeText } from './handler.js';
import { realmOf } from './instances.js';

export interface VolumeOperations {
  readonly 'storage_volumes.create': {
    readonly name?: string;
    readonly description?: string;
    readonly capacity?: number;
    readonly realm_id?: string;
    readonly snapshot_id?: string;
    readonly tags?: Tags;
  };
  readonly 'storage_volumes.update': On<{
    readonly name?: string;
    readonly description?: string;
    readonly capacity?: number;
    readonly tags?: Tags;
  }>;
  readonly 'storage_volumes.attach': On<{ readonly instance_id: string; readonly device?: string }>;
  readonly 'storage_volumes.detach': On;
  readonly 'storage_volumes.destroy': On;
}

export const volumeOperations: { readonly [N in keyof VolumeOperations]: Handler<VolumeOperations[N]> } = {
  'storage_volumes.create': (world, args, stamp) => {
    if (args.snapshot_id) throw invalid(`There is no snapshot '${args.snapshot_id}'`);
    const capacity = args.capacity ?? 1;
    checkCapacity(capacity);
    const realm_id = realmOf(args.realm_id);
    return made(
      insert(world, 'storage_volumes', stamp.token, (id) => ({
        value: {
          id,
          name: args.name || id,
          description: args.description ?? '',
          capacity,
          realm_id,
          state: 'AVAILABLE',
          created: timeText(stamp.now),
          attached_to: null,
          device: null,
          tags: args.tags ?? {},
        },
        inner: null,
      })),
    );
  },

  'storage_volumes.update': (world, { id, name, description, capacity, tags }) => {
    const row = needRow(world, 'storage_volumes', id);
    if (capacity !== undefined) {
      checkCapacity(capacity);
      if (capacity < row.value.capacity) {
        throw invalid(
          `Volume '${id}' has ${row.value.capacity} GB and cannot shrink to ${capacity} GB`,
          'create a smaller one',
        );
      }
    }
    return changed(change(world, 'storage_volumes', row, given({ name, description, capacity, tags })), id);
  },

  'storage_volumes.attach': (world, { id, instance_id, device }) => {
    const volume = needRow(world, 'storage_volumes', id);
    const instance = rowOf(world, 'instances', instance_id);
    if (instance === undefined) {
      throw unknownReference(
        'instances',
        instance_id,
        rowsOf(world, 'instances').map((row) => row.value.id),
      );
    }
    if (volume.value.attached_to !== null) {
      throw conflict(
        'InUse',
        `Volume '${id}' is attached to instance '${volume.value.attached_to}' already`,
        'detach it first',
      );
    }
    if (volume.value.realm_id !== instance.value.realm_id) {
      throw invalid(
        `Volume '${id}' is in realm '${volume.value.realm_id}', instance '${instance_id}' in '${instance.value.realm_id}'`,
      );
    }
    const attached = instance.value.storage_volumes;
    const place = device || freeDevice(attached.map((one) => one.device));
    const holder = attached.find((one) => one.device === place);
    if (holder)
      throw conflict('InUse', `Device ${place} of instance '${instance_id}' is taken by volume '${holder.id}'`);
    const after = change(
      world,
      'instances',
      instance,
      { storage_volumes: [...attached, { id, device: place }] },
      { volumes: [...instance.inner.volumes, id] },
    );
    return changed(
      change(after, 'storage_volumes', volume, { state: 'IN-USE', attached_to: instance_id, device: place }),
      id,
    );
  },

  'storage_volumes.detach': (world, { id }) => {
    const volume = needRow(world, 'storage_volumes', id);
    if (volume.value.attached_to === null) throw conflict('IncorrectState', `Volume '${id}' is not attached`);
    const instance = rowOf(world, 'instances', volume.value.attached_to);
    const freed =
      instance === undefined
        ? world
        : change(
            world,
            'instances',
            instance,
            { storage_volumes: instance.value.storage_volumes.filter((one) => one.id !== id) },
            { volumes: instance.inner.volumes.filter((one) => one !== id) },
          );
    return changed(
      change(freed, 'storage_volumes', volume, { state: 'AVAILABLE', attached_to: null, device: null }),
      id,
    );
  },

  'storage_volumes.destroy': (world, { id }) => {
    const row = needRow(world, 'storage_volumes', id);
    if (row.value.attached_to !== null) {
      throw conflict('InUse', `Volume '${id}' is attached to instance '${row.value.attached_to}'`, 'detach it first');
    }
    return { world: removeRow(world, 'storage_volumes', row), value: undefined };
  },
};

function changed(world: World, id: string): Done {
  return { world, value: needRow(world, 'storage_volumes', id).value };
}

function checkCapacity(capacity: number): void {
  if (Number.isInteger(capacity) && capacity >= 1 && capacity <= 16384) return;
  throw invalid(
    `The capacity of a volume must be a whole number of GB from 1 to 16384, not ${JSON.stringify(capacity)}`,
  );
}

/** The first of /dev/sdb, /dev/sdc, … that is free. */
function freeDevice(taken: readonly string[]): string {
  for (let letter = 'b'.charCodeAt(0); letter <= 'z'.charCodeAt(0); letter++) {
    const device = `/dev/sd${String.fromCharCode(letter)}`;
    if (!taken.includes(device)) return device;
  }
  throw conflict('InUse', 'The instance has no free device left', 'give device');
}
