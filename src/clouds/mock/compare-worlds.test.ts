import { describe, expect, it } from 'vitest';
import { compareWorlds, copyWorld, type Operation, operate, seedWorld, type World } from '../index.js';

function run(...operations: readonly Omit<Operation, 'now'>[]): World {
  return operations.reduce((world, one, at) => operate(world, { ...one, now: at } as Operation).world, seedWorld());
}

const net: Omit<Operation, 'now'> = { do: 'networks.create', args: { name: 'net' } };
const volume: Omit<Operation, 'now'> = { do: 'storage_volumes.create', args: { name: 'data' } };
const create = (name: string): Omit<Operation, 'now'> => ({ do: 'instances.create', args: { name } });

describe('comparing worlds', () => {
  it('ids, times and order do not count', () => {
    expect(compareWorlds(run(net, create('a'), create('b')), run(create('b'), create('a'), net))).toEqual([]);
  });

  it('what is attached to what does', () => {
    const attach = (id: string): Omit<Operation, 'now'> => ({
      do: 'storage_volumes.attach',
      args: { id: 'vol4', instance_id: id },
    });
    const left = run(create('a'), create('b'), volume, attach('inst4'));
    const right = run(create('b'), create('a'), volume, attach('inst4'));
    expect(compareWorlds(left, right)).toEqual([
      { path: ['storage_volumes', 'data', 'attached_to'], old: 'a', new: 'b' },
    ]);
  });

  it('things without a name are matched in the order of creation', () => {
    expect(compareWorlds(run({ do: 'networks.create', args: {} }), run({ do: 'networks.create', args: {} }))).toEqual(
      [],
    );
  });

  it('a copy goes its own way', () => {
    const world = run(create('a'));
    const copy = copyWorld(world);
    const changed = operate(world, { do: 'instances.stop', args: { id: 'inst4' }, now: 0 }).world;
    expect(compareWorlds(world, copy)).toEqual([]);
    expect(compareWorlds(copy, changed)).toEqual([
      { path: ['instances', 'a', 'state'], old: 'RUNNING', new: 'STOPPED' },
    ]);
  });
});
