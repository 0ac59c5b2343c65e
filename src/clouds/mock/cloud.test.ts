import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../contract/index.js';
import { fakeClock, fakeRandom } from '../../testing/index.js';
import { keyPairFrom } from './key-pair.js';
import { memoryCloud } from './memory-cloud.js';

type Whole = { readonly [K in keyof Cloud]-?: Required<NonNullable<Cloud[K]>> } & Pick<Required<Cloud>, 'readsLag'>;

function connect(simulation?: Readonly<Record<string, unknown>>) {
  const clock = fakeClock();
  const { cloud, world } = memoryCloud({ clock, random: fakeRandom() }, simulation === undefined ? {} : { simulation });
  return { clock, world, cloud: cloud as unknown as Whole };
}

describe('reading', () => {
  it('filters compare exactly, and unknown ones are ignored', async () => {
    const { cloud } = connect();
    const ids = async (filter: Record<string, string>) => (await cloud.instances.list(filter)).map((one) => one.id);
    expect(await ids({ realm_id: 'eu' })).toEqual(['inst3']);
    expect(await ids({ name: 'AnotherInstance' })).toEqual(['inst2']);
    expect(await ids({ id: 'inst1', realm_id: 'eu' })).toEqual([]);
    expect(await ids({ colour: 'red' })).toHaveLength(4);
    expect(await cloud.hardware_profiles.list({ name: 'opaque' })).toMatchObject([{ id: 'opaque', properties: {} }]);
  });

  it('of one thing: by its id, or nothing', async () => {
    const { cloud } = connect();
    expect(await cloud.images.get('img1')).toMatchObject({ description: 'Fedora 10' });
    expect(await cloud.images.get('img9')).toBeUndefined();
    expect(await cloud.realms.get('us')).toMatchObject({ name: 'United States' });
  });

  it('realms that exist to fail do so', async () => {
    const { cloud } = connect();
    await expect(cloud.realms.get('501')).rejects.toMatchObject({
      class: 'unsupported',
      message: 'NotImplementedMessage',
    });
  });
});

describe('keys', () => {
  it('the private half is in the answer to the creation and nowhere else', async () => {
    const { cloud, world } = connect();
    const made = await cloud.keys.create({ name: 'k' }, { token: 't' });
    expect(made.private_key).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    expect(await cloud.keys.get(made.id)).not.toHaveProperty('private_key');
    expect(await cloud.keys.create({ name: 'k' }, { token: 't' })).not.toHaveProperty('private_key');
    expect(JSON.stringify(world())).not.toContain('PRIVATE');
  });

  it('a pair is what its bytes make of it', () => {
    const pair = keyPairFrom(new Uint8Array(32).fill(7));
    expect(keyPairFrom(new Uint8Array(32).fill(7))).toEqual(pair);
    const stored = Buffer.from(pair.private_key.replace(/-----.*-----|\n/g, ''), 'base64');
    expect(stored.subarray(0, 14).toString('latin1')).toBe('openssh-key-v1');
    expect(stored.includes(Buffer.from(pair.public_key.split(' ')[1] as string, 'base64'))).toBe(true);
    expect(() => createPrivateKey(pair.private_key)).toThrow();
  });
});

describe('misbehaving', () => {
  it('latency: a call takes its time, and the wait can be aborted', async () => {
    const { cloud, clock } = connect({ latency: { 'instances.create': 200, '*.list': 30 } });
    const took = async (call: Promise<unknown>) => {
      const before = clock.monotonic();
      await call;
      return clock.monotonic() - before;
    };
    expect(await took(cloud.instances.list())).toBe(30);
    expect(await took(cloud.instances.create({}))).toBe(200);
    expect(await took(cloud.instances.get('inst4'))).toBe(0);
    await expect(cloud.instances.list({}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });

  it('throttling: every n-th call', async () => {
    const { cloud } = connect({ throttle_every: 3, retry_after: 700 });
    await cloud.images.list();
    await cloud.images.list();
    await expect(cloud.images.list()).rejects.toMatchObject({ class: 'throttled', effect: 'none', retryAfter: 700 });
    await cloud.images.list();
  });

  it('throttling: so many calls a second', async () => {
    const { cloud, clock } = connect({ throttle_rate: 2 });
    await cloud.images.list();
    await cloud.images.list();
    await expect(cloud.images.list()).rejects.toMatchObject({ class: 'throttled' });
    await clock.advance(500);
    await cloud.images.list();
    await expect(cloud.images.list()).rejects.toMatchObject({ class: 'throttled' });
  });

  it('lag in time: a write shows later, and is not forgotten', async () => {
    const { cloud, clock } = connect({ lag_ms: 500 });
    const { id } = await cloud.networks.create({ name: 'net' });
    expect(await cloud.networks.get(id)).toBeUndefined();
    await clock.advance(499);
    expect(await cloud.networks.list({ name: 'net' })).toEqual([]);
    await clock.advance(1);
    expect(await cloud.networks.get(id)).toMatchObject({ name: 'net' });
  });

  it('lag in reads: the first reads after a write see the old world', async () => {
    const { cloud } = connect({ lag_reads: 2 });
    const { id } = await cloud.networks.create({});
    expect(await cloud.networks.get(id)).toBeUndefined();
    expect(await cloud.networks.get(id)).toBeUndefined();
    expect(await cloud.networks.get(id)).toBeDefined();
    await cloud.networks.destroy(id);
    expect(await cloud.networks.get(id)).toBeDefined();
  });

  it('writes are never judged by a lagging view', async () => {
    const { cloud } = connect({ lag_ms: 60_000 });
    const { id } = await cloud.instances.create({});
    expect(await cloud.instances.stop(id)).toMatchObject({ state: 'STOPPED' });
    await expect(cloud.instances.stop(id)).rejects.toMatchObject({ class: 'conflict' });
  });

  it('failures strike reads too', async () => {
    const { cloud } = connect({ failures: [{ operation: 'images.list', times: 2 }] });
    await expect(cloud.images.list()).rejects.toMatchObject({ class: 'transient' });
    await expect(cloud.images.list()).rejects.toMatchObject({ class: 'transient' });
    await cloud.images.list();
  });

  it('settings can be read, replaced one by one, and taken back', async () => {
    const { cloud } = connect();
    expect(await cloud.readsLag()).toBe(false);
    expect(await cloud.simulation.configure({ lag_ms: 5 })).toMatchObject({ lag_ms: 5, lag_reads: 0 });
    expect(await cloud.readsLag()).toBe(true);
    expect(await cloud.simulation.configure({ quotas: { instances: 9 } })).toMatchObject({
      lag_ms: 5,
      quotas: { instances: 9 },
    });
    await cloud.simulation.reset();
    expect(await cloud.simulation.settings()).toMatchObject({ lag_ms: 0, quotas: {} });
    await expect(cloud.simulation.configure({ quotas: { instance: 9 } })).rejects.toMatchObject({
      class: 'invalid',
      hints: ["did you mean 'instances'?"],
    });
  });
});
