/**
 * The neutral cloud model and the driver contract. States `cloud.*`, the exec functions and every REST frontend speak to this
 * interface and to nothing below it. A driver's capabilities are the collections and operations it has.
 */
import type { Clock, Http, Log, Random } from '../kernel/index.js';
import { type Marked, mark } from './mark.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** A creation repeated with the same token gives the thing the first one made. */
  readonly token?: string;
}

export interface Realm {
  readonly id: string;
  readonly name: string;
  readonly state: 'AVAILABLE' | 'UNAVAILABLE';
  /** How many instances more; null when unlimited. */
  readonly limit: number | null;
}

/** A fixed value, a range with its default, or an enumeration with its default. Units: cpu count, memory MB, storage GB. */
export type ProfileProperty =
  | { readonly kind: 'fixed'; readonly value: number | string }
  | { readonly kind: 'range'; readonly value: number; readonly first: number; readonly last: number }
  | { readonly kind: 'enum'; readonly value: number | string; readonly values: readonly (number | string)[] };

export interface HardwareProfile {
  readonly id: string;
  readonly name: string;
  /** By name: cpu, memory, storage, architecture, root_type. Empty for an opaque profile. */
  readonly properties: Readonly<Record<string, ProfileProperty>>;
}

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly owner_id: string;
  readonly architecture: string;
  readonly state: 'AVAILABLE' | 'PENDING' | 'FAILED';
  /** ISO 8601; null when unknown. */
  readonly creation_time: string | null;
  readonly root_type: 'transient' | 'persistent';
  /** The instance it was made from; null for others. */
  readonly instance_id: string | null;
  /** Ids of the profiles it runs on. */
  readonly hardware_profiles: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export type InstanceState = 'PENDING' | 'RUNNING' | 'STOPPING' | 'STOPPED' | 'ERROR' | 'FINISH';

export interface CloudAddress {
  readonly type: 'hostname' | 'ipv4' | 'ipv6' | 'mac' | 'vnc' | 'unavailable';
  readonly address: string;
  readonly port?: number;
}

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly owner_id: string;
  readonly image_id: string;
  readonly realm_id: string;
  readonly hardware_profile: string;
  /** Overridden profile properties only. */
  readonly hardware_overrides: Readonly<Record<string, number | string>>;
  readonly state: InstanceState;
  readonly network_id: string | null;
  readonly subnet_id: string | null;
  readonly key_name: string | null;
  readonly user_data: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly launch_time: string;
  readonly public_addresses: readonly CloudAddress[];
  readonly private_addresses: readonly CloudAddress[];
  readonly storage_volumes: readonly { readonly id: string; readonly device: string }[];
  /** Operations allowed in the present state. */
  readonly actions: readonly InstanceAction[];
  /** Whether an image can be made of it. */
  readonly create_image: boolean;
}

export type InstanceAction = 'start' | 'stop' | 'reboot' | 'destroy';

/** One edge of the instance state machine; `action` is absent for transitions that happen by themselves. */
export interface InstanceTransition {
  readonly from: 'start' | 'pending' | 'running' | 'stopping' | 'stopped' | 'finish' | 'error';
  readonly to: 'pending' | 'running' | 'stopping' | 'stopped' | 'finish' | 'error';
  readonly action?: InstanceAction | 'create';
}

export interface StorageVolume {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** GB. */
  readonly capacity: number;
  readonly realm_id: string;
  readonly state: 'AVAILABLE' | 'IN-USE' | 'PENDING' | 'ERROR';
  readonly created: string;
  readonly attached_to: string | null;
  readonly device: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly address_block: string;
  readonly state: 'UP' | 'DOWN' | 'PENDING';
  /** Ids. */
  readonly subnets: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly address_block: string;
  readonly state: 'UP' | 'DOWN' | 'PENDING';
  readonly tags: Readonly<Record<string, string>>;
}

export interface ElasticAddress {
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  /** Instance id; null when free. */
  readonly associated_with: string | null;
}

export interface Key {
  readonly id: string;
  readonly name: string;
  readonly type: 'key' | 'password';
  readonly fingerprint: string;
  readonly public_key: string;
  /** PEM of the private half; only in the answer to the creation that generated it. */
  readonly private_key?: string;
}

/**
 * A readable collection. `list` gives everything that matches; filters compare exactly; unknown filters are ignored. The filter `token` finds
 * what was created with that idempotency token, where a driver takes tokens.
 */
export interface Collection<T extends { readonly id: string }> {
  list(filter?: Readonly<Record<string, string>>, options?: CallOptions): Promise<readonly T[]>;
  /** Undefined when there is none with that id. */
  get(id: string, options?: CallOptions): Promise<T | undefined>;
}

export interface ImageCollection extends Collection<Image> {
  create?(
    args: { instance_id: string; name?: string; description?: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Image>;
  update?(
    id: string,
    args: { name?: string; description?: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Image>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface InstanceArguments {
  readonly name?: string;
  readonly image_id?: string;
  readonly hardware_profile?: string;
  readonly hardware_overrides?: Readonly<Record<string, number | string>>;
  readonly realm_id?: string;
  readonly network_id?: string;
  readonly subnet_id?: string;
  readonly key_name?: string;
  readonly user_data?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** `STOPPED` creates without starting. */
  readonly initial_state?: 'STARTED' | 'STOPPED';
}

export interface InstanceCollection extends Collection<Instance> {
  /** What is not given is chosen by the driver, the first that fits: profile, an image that runs on it, realm. */
  create?(args: InstanceArguments, options?: CallOptions): Promise<Instance>;
  /** Changes what can be changed in place: name, tags, user_data, key_name; hardware_profile while stopped. */
  update?(id: string, args: Partial<InstanceArguments>, options?: CallOptions): Promise<Instance>;
  start?(id: string, options?: CallOptions): Promise<Instance>;
  stop?(id: string, options?: CallOptions): Promise<Instance>;
  reboot?(id: string, options?: CallOptions): Promise<Instance>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface VolumeCollection extends Collection<StorageVolume> {
  create?(
    args: {
      name?: string;
      description?: string;
      capacity?: number;
      realm_id?: string;
      snapshot_id?: string;
      tags?: Readonly<Record<string, string>>;
    },
    options?: CallOptions,
  ): Promise<StorageVolume>;
  /** Grows, renames, retags. */
  update?(
    id: string,
    args: { name?: string; description?: string; capacity?: number; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<StorageVolume>;
  attach?(id: string, args: { instance_id: string; device?: string }, options?: CallOptions): Promise<StorageVolume>;
  detach?(id: string, options?: CallOptions): Promise<StorageVolume>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface NetworkCollection extends Collection<Network> {
  create?(
    args: { name?: string; address_block?: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Network>;
  update?(
    id: string,
    args: { name?: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Network>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface SubnetCollection extends Collection<Subnet> {
  create?(
    args: { name?: string; network_id: string; address_block: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Subnet>;
  update?(
    id: string,
    args: { name?: string; tags?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<Subnet>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface AddressCollection extends Collection<ElasticAddress> {
  create?(args: { name?: string }, options?: CallOptions): Promise<ElasticAddress>;
  update?(id: string, args: { name?: string }, options?: CallOptions): Promise<ElasticAddress>;
  associate?(id: string, args: { instance_id: string }, options?: CallOptions): Promise<ElasticAddress>;
  disassociate?(id: string, options?: CallOptions): Promise<ElasticAddress>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

export interface KeyCollection extends Collection<Key> {
  /** Without a public key a pair is generated, and the answer holds the private half. */
  create?(args: { name: string; public_key?: string }, options?: CallOptions): Promise<Key>;
  destroy?(id: string, options?: CallOptions): Promise<void>;
}

/** The switches of a cloud that is simulated: latency, throttling, lag, failures, quotas. */
export interface Simulation {
  settings(): Promise<Readonly<Record<string, unknown>>>;
  /** Replaces the given settings, for every process; gives all of them. An unknown one is an invalid error. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Back to the seed data and to good behaviour. */
  reset(): Promise<void>;
}

/** One connection: a driver at one provider with one account. Operations throw `ProviderError`. */
export interface Cloud {
  readonly driver: string;
  /** Region or URL; distinguishes limits and guards. */
  readonly provider: string;
  readonly instanceStates: readonly InstanceTransition[];
  readonly realms: Collection<Realm>;
  readonly hardware_profiles: Collection<HardwareProfile>;
  readonly images?: ImageCollection;
  readonly instances?: InstanceCollection;
  readonly storage_volumes?: VolumeCollection;
  readonly networks?: NetworkCollection;
  readonly subnets?: SubnetCollection;
  readonly addresses?: AddressCollection;
  readonly keys?: KeyCollection;
  /** Whether reads may now show less than what was written before. Absent: that is not known. */
  readsLag?(): Promise<boolean>;
  /** Only of a cloud that is simulated. */
  readonly simulation?: Simulation;
}

export interface DriverContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly http: Http;
  /** The account profile's data; empty when there is none. */
  readonly account: Readonly<Record<string, unknown>>;
  /** Folder for durable data of this driver (`<root>/var/lib/holdfast/<driver>`). */
  readonly directory: string;
}

export interface DriverDefinition {
  readonly ref: string;
  readonly summary: string;
  connect(ctx: DriverContext): Promise<Cloud>;
}

export function driver(definition: DriverDefinition): DriverDefinition & Marked<'driver'> {
  return mark('driver', definition);
}
