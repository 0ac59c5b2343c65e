import type { CloudAddress } from '../../../contract/index.js';
import { conflict, unknownReference } from '../refusals.js';
import { change, insert, needRow, removeRow, rowOf, rowsOf, type World } from '../world.js';
import { type Done, given, type Handler, made, type On } from './handler.js';

export interface AddressOperations {
  readonly 'addresses.create': { readonly name?: string };
  readonly 'addresses.update': On<{ readonly name?: string }>;
  readonly 'addresses.associate': On<{ readonly instance_id: string }>;
  readonly 'addresses.disassociate': On;
  readonly 'addresses.destroy': On;
}

export const addressOperations: { readonly [N in keyof AddressOperations]: Handler<AddressOperations[N]> } = {
  'addresses.create': (world, { name }, stamp) =>
    made(
      insert(world, 'addresses', stamp.token, (id) => ({
        value: { id, name: name || id, ip: id, associated_with: null },
        inner: null,
      })),
    ),

  'addresses.update': (world, { id, name }) =>
    changed(change(world, 'addresses', needRow(world, 'addresses', id), given({ name })), id),

  'addresses.associate': (world, { id, instance_id }) => {
    const address = needRow(world, 'addresses', id);
    const instance = rowOf(world, 'instances', instance_id);
    if (instance === undefined) {
      throw unknownReference(
        'instances',
        instance_id,
        rowsOf(world, 'instances').map((row) => row.value.id),
      );
    }
    if (address.value.associated_with !== null) {
      throw conflict(
        'InUse',
        `Address '${id}' is associated with instance '${address.value.associated_with}'`,
        'disassociate it first',
      );
    }
    if (instance.inner.address !== null) {
      throw conflict(
        'InUse',
        `Instance '${instance_id}' has address '${instance.inner.address}' already`,
        'disassociate that first',
      );
    }
    const shown: CloudAddress[] = [{ type: 'ipv4', address: address.value.ip }];
    const after = change(world, 'instances', instance, { public_addresses: shown }, { address: id });
    return changed(change(after, 'addresses', address, { associated_with: instance_id }), id);
  },

  'addresses.disassociate': (world, { id }) => {
    const address = needRow(world, 'addresses', id);
    const instance_id = address.value.associated_with;
    if (instance_id === null) throw conflict('IncorrectState', `Address '${id}' is not associated with an instance`);
    const instance = needRow(world, 'instances', instance_id);
    const shown: CloudAddress[] = [
      { type: 'hostname', address: `${instance.value.image_id}.${instance_id}.public.com` },
    ];
    const after = change(world, 'instances', instance, { public_addresses: shown }, { address: null });
    return changed(change(after, 'addresses', address, { associated_with: null }), id);
  },

  'addresses.destroy': (world, { id }) => {
    const row = needRow(world, 'addresses', id);
    if (row.value.associated_with !== null) {
      throw conflict(
        'InUse',
        `Address '${id}' is associated with instance '${row.value.associated_with}'`,
        'disassociate it first',
      );
    }
    return { world: removeRow(world, 'addresses', row), value: undefined };
  },
};

function changed(world: World, id: string): Done {
  return { world, value: needRow(world, 'addresses', id).value };
}
