/** The exec functions `cloud.*` on the built-in cloud. */
import { describe, expect, it } from 'vitest';
import type { Context, ExecDefinition, ExecReturn } from '../contract/index.js';
import address from '../plugins/exec/cloud/address.js';
import hardwareProfile from '../plugins/exec/cloud/hardware_profile.js';
import image from '../plugins/exec/cloud/image.js';
import instance from '../plugins/exec/cloud/instance.js';
import key from '../plugins/exec/cloud/key.js';
import mock from '../plugins/exec/cloud/mock.js';
import network from '../plugins/exec/cloud/network.js';
import realm from '../plugins/exec/cloud/realm.js';
import subnet from '../plugins/exec/cloud/subnet.js';
import volume from '../plugins/exec/cloud/volume.js';
import { fakeContext } from '../plugins/fake-context.js';
import { fakeClock, fakeRandom } from '../testing/index.js';
import { memoryCloud } from './index.js';

function bench(): (definition: ExecDefinition, fun: string, args?: object) => Promise<ExecReturn> {
  const clock = fakeClock();
  const { cloud } = memoryCloud({ clock, random: fakeRandom() });
  const ctx: Context = fakeContext({ clock, cloud: async () => cloud });
  return async (definition, fun, args = {}) => {
    const found = definition.functions[fun];
    if (found === undefined) throw new Error(`there is no ${definition.ref}.${fun}`);
    return found.run(ctx, args as never);
  };
}

describe('exec cloud.*', () => {
  it('lists and gets', async () => {
    const exec = bench();
    const ids = async (definition: ExecDefinition, args = {}) =>
      ((await exec(definition, 'list', args)).ret as { id: string }[]).map((one) => one.id);
    expect(await ids(realm)).toEqual(['us', 'eu']);
    expect(await ids(hardwareProfile)).toHaveLength(4);
    expect(await ids(image, { owner_id: 'mockuser' })).toEqual(['img3']);
    expect(await ids(instance, { realm_id: 'us', state: 'RUNNING', name: null })).toEqual(['inst0', 'inst1', 'inst2']);
    expect(await ids(volume, { attached_to: 'inst1' })).toEqual(['vol3']);
    expect(await ids(subnet, { network_id: 'net2' })).toEqual(['subnet3', 'subnet4']);
    expect(await ids(address)).toHaveLength(4);
    expect(await exec(network, 'get', { name: 'network1' })).toMatchObject({ result: true, ret: { id: 'net1' } });
    expect(await exec(key, 'get', { resource_id: 'test-key' })).toMatchObject({
      result: true,
      ret: { name: 'test-key' },
    });
    expect(await exec(realm, 'get', { resource_id: 'eu' })).toMatchObject({ ret: { name: 'Europe' } });
  });

  it('takes an instance through its life', async () => {
    const exec = bench();
    expect(await exec(instance, 'create', { name: 'w' })).toMatchObject({
      ret: { id: 'inst4' },
      comment: ["Created instance 'inst4'"],
    });
    expect(await exec(instance, 'reboot', { name: 'w' })).toMatchObject({ result: true });
    expect(await exec(instance, 'destroy', { name: 'w' })).toEqual({
      result: false,
      ret: null,
      comment: ["Instance 'inst4' is RUNNING and cannot be destroyed", 'stop it first, or give force=true'],
    });
    expect(await exec(instance, 'stop', { resource_id: 'inst4' })).toMatchObject({
      comment: ["Instance 'inst4' is STOPPED"],
    });
    expect(await exec(instance, 'start', { resource_id: 'inst4' })).toMatchObject({ ret: { state: 'RUNNING' } });
    expect(await exec(instance, 'destroy', { name: 'w', force: true })).toMatchObject({ result: true });
    expect(await exec(instance, 'get', { name: 'w' })).toMatchObject({
      result: false,
      comment: ["There is no instance with the name 'w'"],
    });
  });

  it('attaches, associates, and takes apart', async () => {
    const exec = bench();
    await exec(volume, 'create', { name: 'v' });
    expect(await exec(volume, 'attach', { name: 'v', instance_id: 'inst0' })).toMatchObject({
      ret: { device: '/dev/sdb' },
    });
    expect(await exec(volume, 'destroy', { name: 'v' })).toMatchObject({ result: false });
    await exec(volume, 'detach', { name: 'v' });
    expect(await exec(volume, 'destroy', { name: 'v' })).toMatchObject({ result: true });
    expect(await exec(address, 'associate', { resource_id: '192.168.0.1', instance_id: 'inst0' })).toMatchObject({
      result: true,
    });
    expect(await exec(address, 'disassociate', { resource_id: '192.168.0.1' })).toMatchObject({ result: true });
    expect(await exec(address, 'destroy', { resource_id: '192.168.0.1' })).toMatchObject({ result: true });
  });

  it('says which of several, and what it needs', async () => {
    const exec = bench();
    await exec(network, 'create', { name: 'n' });
    await exec(network, 'create', { name: 'n' });
    expect(await exec(network, 'destroy', { name: 'n' })).toMatchObject({
      result: false,
      comment: ["2 networks have the name 'n': net3, net4", 'give resource_id'],
    });
    expect(await exec(network, 'destroy')).toMatchObject({
      result: false,
      comment: ['Which network?', 'give resource_id, or name'],
    });
  });

  it('makes the cloud misbehave', async () => {
    const exec = bench();
    expect(await exec(mock, 'configure', { quotas: { keys: 1 }, lag_ms: null })).toMatchObject({ result: true });
    expect(await exec(key, 'create', { name: 'k' })).toMatchObject({
      result: false,
      comment: ['The quota of keys is used up: 1', expect.any(String)],
    });
    expect(await exec(mock, 'settings')).toMatchObject({ ret: { quotas: { keys: 1 } } });
    await exec(mock, 'reset');
    expect(await exec(key, 'create', { name: 'k' })).toMatchObject({
      result: true,
      ret: { private_key: expect.any(String) },
    });
  });

  it('only what reads says that it has no effects', () => {
    const reading = [address, hardwareProfile, image, instance, key, mock, network, realm, subnet, volume].flatMap(
      (one) =>
        Object.entries(one.functions)
          .filter(([, fun]) => fun.effects === 'none')
          .map(([name]) => name),
    );
    expect([...new Set(reading)].sort()).toEqual(['get', 'list', 'settings']);
  });
});
