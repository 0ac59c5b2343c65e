/** The built-in cloud as a driver: the collections of the contract over a world that is kept somewhere. */
import {
  type CallOptions,
  type Cloud,
  type Collection,
  type DriverContext,
  type Key,
  ProviderError,
  type Simulation,
} from '../../contract/index.js';
import { equal } from '../../kernel/index.js';
import { changedBehaviour } from './behaviour.js';
import { type KeyPair, keyPairFrom } from './key-pair.js';
import type { Operation, OperationArguments, OperationName } from './operate.js';
import { HARDWARE_PROFILES, INSTANCE_STATES, REALMS } from './profiles.js';
import { type Filter, find, findAll, matching } from './query.js';
import { Toll } from './toll.js';
import { Visibility } from './visibility.js';
import type { Kind, Things, World } from './world.js';
import type { Version, WorldStore } from './world-store.js';

export const DRIVER = 'mock';

export interface ConnectOptions {
  /** Makes the store; it has to tell of every version of the world, the first included. */
  readonly open: (changed: (version: Version) => void) => WorldStore;
  readonly provider?: string;
  /** Settings of the simulation that shall hold from the first call on. */
  readonly simulation?: Readonly<Record<string, unknown>>;
}

export function cloudOver(ctx: Pick<DriverContext, 'clock' | 'random'>, options: ConnectOptions): Cloud {
  const connection = new Connection(ctx, options);
  const { read, readStatic, write, remove } = connection;
  return {
    driver: DRIVER,
    provider: options.provider ?? 'default',
    instanceStates: INSTANCE_STATES,
    realms: readStatic('realms', REALMS, failingRealm),
    hardware_profiles: readStatic('hardware_profiles', HARDWARE_PROFILES),
    images: {
      ...read('images'),
      create: (args, call) => write('images', 'images.create', args, call),
      update: (id, args, call) => write('images', 'images.update', { ...args, id }, call),
      destroy: (id, call) => remove('images.destroy', id, call),
    },
    instances: {
      ...read('instances'),
      create: (args, call) => write('instances', 'instances.create', args, call),
      update: (id, args, call) => write('instances', 'instances.update', { ...args, id }, call),
      start: (id, call) => write('instances', 'instances.start', { id }, call),
      stop: (id, call) => write('instances', 'instances.stop', { id }, call),
      reboot: (id, call) => write('instances', 'instances.reboot', { id }, call),
      destroy: (id, call) => remove('instances.destroy', id, call),
    },
    storage_volumes: {
      ...read('storage_volumes'),
      create: (args, call) => write('storage_volumes', 'storage_volumes.create', args, call),
      update: (id, args, call) => write('storage_volumes', 'storage_volumes.update', { ...args, id }, call),
      attach: (id, args, call) => write('storage_volumes', 'storage_volumes.attach', { ...args, id }, call),
      detach: (id, call) => write('storage_volumes', 'storage_volumes.detach', { id }, call),
      destroy: (id, call) => remove('storage_volumes.destroy', id, call),
    },
    networks: {
      ...read('networks'),
      create: (args, call) => write('networks', 'networks.create', args, call),
      update: (id, args, call) => write('networks', 'networks.update', { ...args, id }, call),
      destroy: (id, call) => remove('networks.destroy', id, call),
    },
    subnets: {
      ...read('subnets'),
      create: (args, call) => write('subnets', 'subnets.create', args, call),
      update: (id, args, call) => write('subnets', 'subnets.update', { ...args, id }, call),
      destroy: (id, call) => remove('subnets.destroy', id, call),
    },
    addresses: {
      ...read('addresses'),
      create: (args, call) => write('addresses', 'addresses.create', args, call),
      update: (id, args, call) => write('addresses', 'addresses.update', { ...args, id }, call),
      associate: (id, args, call) => write('addresses', 'addresses.associate', { ...args, id }, call),
      disassociate: (id, call) => write('addresses', 'addresses.disassociate', { id }, call),
      destroy: (id, call) => remove('addresses.destroy', id, call),
    },
    keys: {
      ...read('keys'),
      create: ({ name, public_key }, call) => connection.createKey(name, public_key, call),
      destroy: (id, call) => remove('keys.destroy', id, call),
    },
    readsLag: connection.readsLag,
    simulation: connection.simulation,
  };
}

class Connection {
  readonly #ctx: Pick<DriverContext, 'clock' | 'random'>;
  readonly #store: WorldStore;
  readonly #visibility = new Visibility();
  readonly #toll: Toll;
  readonly #wanted: Readonly<Record<string, unknown>> | undefined;
  /** The newest world this connection knows of; undefined before the first call. */
  #known: World | undefined;
  #opened: Promise<void> | undefined;

  constructor(ctx: Pick<DriverContext, 'clock' | 'random'>, options: ConnectOptions) {
    this.#ctx = ctx;
    this.#toll = new Toll(ctx.clock);
    this.#wanted = options.simulation;
    this.#store = options.open((version) => this.#visibility.add(version));
  }

  readonly read = <K extends Kind>(kind: K): Collection<Things[K]> => ({
    list: async (filter: Filter = {}, call = {}) => {
      const { world, now } = await this.#look(`${kind}.list`, call);
      return findAll(world, kind, filter, now);
    },
    get: async (id, call = {}) => {
      const { world, now } = await this.#look(`${kind}.get`, call);
      return find(world, kind, id, now);
    },
  });

  readonly readStatic = <T extends { readonly id: string }>(
    kind: string,
    things: readonly T[],
    check: (id: string) => void = () => undefined,
  ): Collection<T> => ({
    list: async (filter: Filter = {}, call = {}) => {
      await this.#look(`${kind}.list`, call);
      if (filter.id !== undefined) check(filter.id);
      return matching(things, filter);
    },
    get: async (id, call = {}) => {
      await this.#look(`${kind}.get`, call);
      check(id);
      return things.find((one) => one.id === id);
    },
  });

  readonly write = async <K extends Kind, N extends OperationName>(
    _kind: K,
    name: N,
    args: OperationArguments[N],
    call: CallOptions = {},
  ): Promise<Things[K]> => {
    const { value } = await this.#perform(name, args, call);
    return value as Things[K];
  };

  readonly remove = async (
    name: OperationName & `${string}.destroy`,
    id: string,
    call: CallOptions = {},
  ): Promise<void> => {
    await this.#perform(name, { id }, call);
  };

  async createKey(name: string, given: string | undefined, call: CallOptions = {}): Promise<Key> {
    const pair: KeyPair | undefined = given ? undefined : keyPairFrom(this.#ctx.random.bytes(32));
    const key = await this.write('keys', 'keys.create', { name, public_key: given || (pair?.public_key ?? '') }, call);
    // A repeated creation gives the key of the first one, whose private half is gone.
    return pair === undefined || key.public_key !== pair.public_key ? key : { ...key, private_key: pair.private_key };
  }

  readonly readsLag = async (): Promise<boolean> => {
    const { lag_ms, lag_reads } = (await this.#newest()).behaviour;
    return lag_ms > 0 || lag_reads > 0;
  };

  readonly simulation: Simulation = {
    settings: async () => ({ ...(await this.#newest()).behaviour }),
    configure: async (settings) => {
      await this.#keep({ do: 'simulation.configure', args: settings, now: this.#ctx.clock.now() });
      return { ...(await this.#newest()).behaviour };
    },
    reset: async () => {
      await this.#keep({ do: 'simulation.reset', args: {}, now: this.#ctx.clock.now() });
    },
  };

  async #look(operation: string, call: CallOptions): Promise<{ readonly world: World; readonly now: number }> {
    await this.#toll.pay((this.#known ?? (await this.#newest())).behaviour, operation, call);
    const newest = await this.#newest();
    this.#toll.failRead(newest.behaviour, operation);
    const now = this.#ctx.clock.now();
    return { world: this.#visibility.see(newest, now), now: now - newest.behaviour.lag_ms };
  }

  async #perform<N extends OperationName>(
    name: N,
    args: OperationArguments[N],
    call: CallOptions,
  ): ReturnType<WorldStore['perform']> {
    await this.#toll.pay((this.#known ?? (await this.#newest())).behaviour, name, call);
    const token = call.token === undefined ? {} : { token: call.token };
    return this.#keep({ do: name, args, now: this.#ctx.clock.now(), ...token } as Operation, call.signal);
  }

  async #keep(operation: Operation, signal?: AbortSignal): ReturnType<WorldStore['perform']> {
    const answer = await this.#store.perform(operation, signal);
    this.#known = answer.world;
    if (answer.error !== undefined) throw answer.error;
    return answer;
  }

  async #newest(): Promise<World> {
    this.#opened ??= this.#open();
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
    this.#known = await this.#store.refresh();
    return this.#known;
  }

  async #open(): Promise<void> {
    if (this.#wanted === undefined) return;
    const { behaviour } = await this.#store.refresh();
    if (equal(changedBehaviour(behaviour, this.#wanted), behaviour)) return;
    await this.#keep({ do: 'simulation.configure', args: this.#wanted, now: this.#ctx.clock.now() });
  }
}

/** Realms that exist only to fail, for clients that want to see how an error looks. */
function failingRealm(id: string): void {
  if (id === '500')
    throw new ProviderError('DeltacloudErrorMessage', { class: 'transient', providerCode: 'BackendError' });
  if (id === '501')
    throw new ProviderError('NotImplementedMessage', { class: 'unsupported', providerCode: 'NotImplemented' });
  if (id === '502')
    throw new ProviderError('ProviderErrorMessage', { class: 'unreachable', providerCode: 'ProviderError' });
  if (id === '504')
    throw new ProviderError('ProviderTimeoutMessage', { class: 'unreachable', providerCode: 'ProviderTimeout' });
}
