import { contains, parseAddressBlock, placeOf } from '../address-block.js';
import { conflict, invalid, someOf, unknownReference } from '../refusals.js';
import { change, insert, needRow, type PlacedBlock, removeRow, rowOf, rowsOf, type World } from '../world.js';
import { given, type Handler, made, type On, type Tags } from './handler.js';

export interface NetworkOperations {
  readonly 'networks.create': { readonly name?: string; readonly address_block?: string; readonly tags?: Tags };
  readonly 'networks.update': On<{ readonly name?: string; readonly tags?: Tags }>;
  readonly 'networks.destroy': On;
  readonly 'subnets.create': {
    readonly name?: string;
    readonly network_id: string;
    readonly address_block: string;
    readonly tags?: Tags;
  };
  readonly 'subnets.update': On<{ readonly name?: string; readonly tags?: Tags }>;
  readonly 'subnets.destroy': On;
}

const DEFAULT_BLOCK = '10.0.0.0/16';

export const networkOperations: { readonly [N in keyof NetworkOperations]: Handler<NetworkOperations[N]> } = {
  'networks.create': (world, { name, address_block = DEFAULT_BLOCK, tags }, stamp) => {
    parseAddressBlock(address_block);
    return made(
      insert(world, 'networks', stamp.token, (id) => ({
        value: { id, name: name || id, address_block, state: 'UP', subnets: [], tags: tags ?? {} },
        inner: { blocks: [], instances: 0 },
      })),
    );
  },

  'networks.update': (world, { id, name, tags }) => {
    const after = change(world, 'networks', needRow(world, 'networks', id), given({ name, tags }));
    return { world: after, value: needRow(after, 'networks', id).value };
  },

  'networks.destroy': (world, { id }) => {
    const row = needRow(world, 'networks', id);
    if (row.value.subnets.length > 0) {
      throw conflict('InUse', `Network '${id}' still has subnets: ${someOf(row.value.subnets)}`, 'destroy them first');
    }
    if (row.inner.instances > 0) throw inUseByInstances(world, 'Network', 'network_id', id);
    return { world: removeRow(world, 'networks', row), value: undefined };
  },

  'subnets.create': (world, { name, network_id, address_block, tags }, stamp) => {
    const network = rowOf(world, 'networks', network_id);
    if (network === undefined) {
      throw unknownReference(
        'networks',
        network_id,
        rowsOf(world, 'networks').map((row) => row.value.id),
      );
    }
    const block = parseAddressBlock(address_block);
    if (!contains(parseAddressBlock(network.value.address_block), block)) {
      throw invalid(
        `${address_block} is not inside ${network.value.address_block}, the block of network '${network_id}'`,
      );
    }
    const { blocks } = network.inner;
    const place = placeOf(blocks, block);
    if ('overlaps' in place) {
      const other = needRow(world, 'subnets', (blocks[place.overlaps] as PlacedBlock).id).value;
      throw invalid(`${address_block} overlaps ${other.address_block}, the block of subnet '${other.id}'`);
    }
    const result = insert(world, 'subnets', stamp.token, (id) => ({
      value: { id, name: name || id, network_id, address_block, state: 'UP', tags: tags ?? {} },
      inner: { instances: 0 },
    }));
    const { id } = result.row.value;
    const subnets = [...network.value.subnets, id];
    const after = change(
      result.world,
      'networks',
      network,
      { subnets },
      { blocks: blocks.toSpliced(place.at, 0, { id, ...block }) },
    );
    return { world: after, value: result.row.value };
  },

  'subnets.update': (world, { id, name, tags }) => {
    const after = change(world, 'subnets', needRow(world, 'subnets', id), given({ name, tags }));
    return { world: after, value: needRow(after, 'subnets', id).value };
  },

  'subnets.destroy': (world, { id }) => {
    const row = needRow(world, 'subnets', id);
    if (row.inner.instances > 0) throw inUseByInstances(world, 'Subnet', 'subnet_id', id);
    const network = needRow(world, 'networks', row.value.network_id);
    const after = change(
      world,
      'networks',
      network,
      { subnets: network.value.subnets.filter((one) => one !== id) },
      { blocks: network.inner.blocks.filter((one) => one.id !== id) },
    );
    return { world: removeRow(after, 'subnets', row), value: undefined };
  },
};

function inUseByInstances(world: World, what: string, field: 'network_id' | 'subnet_id', id: string): Error {
  const users = rowsOf(world, 'instances').filter((row) => row.value[field] === id);
  const ids = users.map((row) => row.value.id);
  return conflict('InUse', `${what} '${id}' is used by instances: ${someOf(ids)}`, 'destroy them first');
}
