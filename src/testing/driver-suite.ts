/**
 * The conformance suite of cloud drivers: what states, exec functions and frontends rely on.
 *
 * It takes the functions of a test runner that has `describe`, `it` and `expect` as vitest, jest and others know them. What a
 * driver does not offer is skipped and shows as skipped.
 */
import {
  type CallOptions,
  type Cloud,
  type Collection,
  type Instance,
  isProviderError,
  type ProviderError,
} from '../contract/index.js';
import type { TestApi } from './store-suite.js';

export interface DriverCase {
  readonly name: string;
  /** A connection for one test. What it finds in the cloud it leaves alone, except what it makes itself. */
  connect(): Promise<Cloud>;
  /** Waits as long as the cloud needs between two looks at something that is on its way. */
  pause(): Promise<void>;
  /** Whether creations take idempotency tokens. Default true. */
  readonly tokens?: boolean;
}

interface Thing {
  readonly id: string;
  readonly name: string;
}

/** A collection as the suite uses it, whatever it holds. */
interface Things extends Collection<Thing> {
  create?(args: object, options?: CallOptions): Promise<Thing>;
  update?(id: string, args: object, options?: CallOptions): Promise<Thing>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

/** How a thing of each collection is made, given what else is in the cloud. */
const RECIPES = {
  networks: async () => ({ address_block: '10.77.0.0/16' }),
  subnets: async (cloud: Cloud) => ({
    network_id: (await need(cloud.networks?.create)({ address_block: '10.78.0.0/16' })).id,
    address_block: '10.78.1.0/24',
  }),
  instances: async () => ({}),
  images: async (cloud: Cloud) => ({ instance_id: (await need(cloud.instances?.create)({})).id }),
  storage_volumes: async () => ({ capacity: 1 }),
  addresses: async () => ({}),
  keys: async () => ({}),
} as const satisfies Readonly<Record<string, (cloud: Cloud) => Promise<object>>>;
type Name = keyof typeof RECIPES;

/** Declares the tests of one driver. `offered` is a connection, to see what the driver offers. */
export function driverSuite(api: TestApi, one: DriverCase, offered: Cloud): void {
  api.describe(`driver ${one.name}`, () => {
    staticTests(api, one);
    for (const name of Object.keys(RECIPES) as Name[]) collectionTests(api, one, name, thingsOf(offered, name));
    instanceTests(api, one, offered);
    relationTests(api, one, offered);
  });
}

function staticTests({ it, expect }: TestApi, one: DriverCase): void {
  it('has realms, hardware profiles, and a state machine that starts somewhere', async () => {
    const cloud = await one.connect();
    expect((await cloud.realms.list()).length > 0).toEqual(true);
    for (const realm of await cloud.realms.list()) expect(await cloud.realms.get(realm.id)).toEqual(realm);
    for (const profile of await cloud.hardware_profiles.list()) {
      expect(await cloud.hardware_profiles.get(profile.id)).toEqual(profile);
    }
    expect(cloud.instanceStates.some((edge) => edge.from === 'start' && edge.action === 'create')).toEqual(
      cloud.instances?.create !== undefined,
    );
  });
}

function collectionTests({ describe, it, expect }: TestApi, one: DriverCase, name: Name, offered?: Things): void {
  describe(name, () => {
    if (offered === undefined) return it.skip('the driver has no such collection');

    it('lists what it can get, each id once', async () => {
      const things = thingsOf(await one.connect(), name) as Things;
      const listed = await things.list();
      expect(new Set(listed.map((thing) => thing.id)).size).toEqual(listed.length);
      for (const thing of listed.slice(0, 5)) expect((await things.get(thing.id))?.id).toEqual(thing.id);
    });

    it('answers undefined for an id that there is not', async () => {
      const things = thingsOf(await one.connect(), name) as Things;
      expect(await things.get('there-is-no-such-id')).toEqual(undefined);
    });

    if (offered.create === undefined || offered.destroy === undefined)
      return it.skip('creates and destroys: not offered');

    it('creates what is then got, listed and found by its name', async () => {
      const { things, made } = await makeOne(one, name);
      expect((await things.get(made.id))?.id).toEqual(made.id);
      expect((await things.list({ name: made.name })).map((thing) => thing.id)).toEqual([made.id]);
      expect((await things.list({ no_such_filter: 'x' })).some((thing) => thing.id === made.id)).toEqual(true);
    });

    it('destroys, and says so of what is not there', async () => {
      const { cloud, things, made } = await makeOne(one, name);
      await destroy(one, cloud, name, made.id);
      expect(await things.get(made.id)).toEqual(undefined);
      expect((await errorOf(need(things.destroy)(made.id))).class).toEqual('not-found');
    });

    it('never gives an id again', async () => {
      const { cloud, things, made, args } = await makeOne(one, name);
      await destroy(one, cloud, name, made.id);
      const next = await need(things.create)(args);
      expect(next.id === made.id).toEqual(false);
    });

    if (offered.update !== undefined) {
      it('renames, and leaves the rest', async () => {
        const { things, made } = await makeOne(one, name);
        await need(things.update)(made.id, { name: `${made.name}-renamed` });
        expect({ ...(await things.get(made.id)), name: made.name }).toEqual(made);
      });
    }

    if (one.tokens === false) return it.skip('honours tokens: the driver takes none');

    it('makes one thing for one token', async () => {
      const { things, made, args } = await makeOne(one, name, 'suite-token');
      expect((await need(things.create)(args, { token: 'suite-token' })).id).toEqual(made.id);
      expect((await things.list({ token: 'suite-token' })).map((thing) => thing.id)).toEqual([made.id]);
    });

    it('makes no second thing for the token of one that is gone', async () => {
      const { cloud, things, made, args } = await makeOne(one, name, 'suite-token');
      await destroy(one, cloud, name, made.id);
      expect((await errorOf(need(things.create)(args, { token: 'suite-token' }))).class).toEqual('conflict');
    });
  });
}

function instanceTests({ describe, it, expect }: TestApi, one: DriverCase, offered: Cloud): void {
  describe('the life of an instance', () => {
    const { create, start, stop } = offered.instances ?? {};
    if (!create || !start || !stop) return it.skip('creates, starts and stops: not offered');

    it('chooses what was not given', async () => {
      const { made } = await makeInstance(one);
      expect([made.image_id, made.realm_id, made.hardware_profile].every((id) => id !== '')).toEqual(true);
    });

    it('allows what it says it allows', async () => {
      const { cloud, made } = await makeInstance(one);
      const states = new Set([made.state]);
      for (let moves = 0; moves < 4; moves++) {
        const now = await settled(one, cloud, made.id);
        states.add(now.state);
        const allowed = now.actions.filter((action) => action === 'start' || action === 'stop');
        for (const action of allowed.slice(0, 1)) await need(cloud.instances?.[action])(made.id);
      }
      expect(states.has('RUNNING') && states.has('STOPPED')).toEqual(true);
    });

    it('refuses what it does not, as a conflict without effect', async () => {
      const { cloud, made } = await makeInstance(one);
      const now = await settled(one, cloud, made.id);
      for (const action of (['start', 'stop', 'reboot', 'destroy'] as const).filter(
        (each) => !now.actions.includes(each),
      )) {
        const operation = cloud.instances?.[action];
        if (operation === undefined) continue;
        const error = await errorOf(operation(made.id));
        expect([action, error.class, error.effect]).toEqual([action, 'conflict', 'none']);
      }
      expect((await settled(one, cloud, made.id)).state).toEqual(now.state);
    });

    it('refuses an image that there is not, before it makes anything', async () => {
      const cloud = await one.connect();
      const before = (await cloud.instances?.list())?.length;
      expect((await errorOf(need(cloud.instances?.create)({ image_id: 'there-is-no-such-id' }))).class).toEqual(
        'invalid',
      );
      expect((await cloud.instances?.list())?.length).toEqual(before);
    });
  });
}

function relationTests({ describe, it, expect }: TestApi, one: DriverCase, offered: Cloud): void {
  describe('what hangs together', () => {
    if (offered.storage_volumes?.attach && offered.storage_volumes.detach && offered.instances?.create) {
      it('a volume is attached, not destroyed meanwhile, and detached', async () => {
        const { cloud, made } = await makeInstance(one);
        const volumes = need(cloud.storage_volumes);
        const { id } = await need(volumes.create)({ realm_id: made.realm_id });
        expect((await need(volumes.attach)(id, { instance_id: made.id })).attached_to).toEqual(made.id);
        expect((await errorOf(need(volumes.destroy)(id))).class).toEqual('conflict');
        expect((await need(volumes.detach)(id)).attached_to).toEqual(null);
        await need(volumes.destroy)(id);
      });
    } else it.skip('volumes and instances: not offered');

    if (offered.addresses?.associate && offered.addresses.disassociate && offered.instances?.create) {
      it('an address is associated, and free again', async () => {
        const { cloud, made } = await makeInstance(one);
        const addresses = need(cloud.addresses);
        const { id } = await need(addresses.create)({});
        expect((await need(addresses.associate)(id, { instance_id: made.id })).associated_with).toEqual(made.id);
        expect((await need(addresses.disassociate)(id)).associated_with).toEqual(null);
      });
    } else it.skip('addresses and instances: not offered');

    if (offered.networks?.destroy && offered.subnets?.create) {
      it('a network with a subnet is not destroyed', async () => {
        const { cloud, args } = await makeOne(one, 'subnets');
        const { network_id } = args as unknown as { readonly network_id: string };
        expect((await errorOf(need(cloud.networks?.destroy)(network_id))).class).toEqual('conflict');
        expect((await cloud.networks?.get(network_id))?.id).toEqual(network_id);
      });
    } else it.skip('networks and subnets: not offered');

    if (offered.keys?.create) {
      it('the private half of a key is in the answer to its creation and nowhere else', async () => {
        const { cloud, made } = await makeOne(one, 'keys');
        expect(typeof (made as { private_key?: unknown }).private_key).toEqual('string');
        expect((await cloud.keys?.get(made.id))?.private_key).toEqual(undefined);
      });
    } else it.skip('keys: not offered');
  });
}

async function makeOne(one: DriverCase, name: Name, token?: string) {
  const cloud = await one.connect();
  const things = thingsOf(cloud, name) as Things;
  const args = { name: `suite-${name}`, ...(await RECIPES[name](cloud)) };
  const made = await need(things.create)(args, token === undefined ? {} : { token });
  return { cloud, things, made, args };
}

async function makeInstance(one: DriverCase): Promise<{ readonly cloud: Cloud; readonly made: Instance }> {
  const cloud = await one.connect();
  const made = await need(cloud.instances?.create)({ name: 'suite-instance' });
  await settled(one, cloud, made.id);
  return { cloud, made };
}

async function settled(one: DriverCase, cloud: Cloud, id: string): Promise<Instance> {
  for (let looks = 0; looks < 600; looks++) {
    const found = await cloud.instances?.get(id);
    if (found !== undefined && found.state !== 'PENDING' && found.state !== 'STOPPING') return found;
    await one.pause();
  }
  throw new Error(`instance ${id} does not settle`);
}

async function destroy(one: DriverCase, cloud: Cloud, name: Name, id: string): Promise<void> {
  if (name === 'instances' && !(await settled(one, cloud, id)).actions.includes('destroy')) {
    await need(cloud.instances?.stop)(id);
    await settled(one, cloud, id);
  }
  await need((thingsOf(cloud, name) as Things).destroy)(id);
}

function thingsOf(cloud: Cloud, name: Name): Things | undefined {
  return cloud[name] as Things | undefined;
}

/** The error of a call that must be refused. */
async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (isProviderError(outcome)) return outcome;
  throw new Error(`a ProviderError was expected, not ${outcome === undefined ? 'success' : String(outcome)}`);
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the driver does not offer what this test needs');
  return value;
}
