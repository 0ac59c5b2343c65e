/**
 * The world of the built-in cloud: everything that exists in it, as immutable data. A changed world shares what did not
 * change with the one before, so keeping an old one costs nothing.
 */
import type {
  ElasticAddress,
  Image,
  Instance,
  InstanceState,
  Key,
  Network,
  StorageVolume,
  Subnet,
} from '../../contract/index.js';
import type { AddressBlock } from './address-block.js';
import { type Behaviour, PLAIN_BEHAVIOUR } from './behaviour.js';
import { deleteIn, emptyMap, getIn, type PersistentMap, setIn, valuesOf } from './persistent-map.js';
import { actionsOf } from './profiles.js';
import { notFound, quotaExceeded } from './refusals.js';

/** What each collection holds. */
export interface Things {
  readonly images: Image;
  readonly instances: Instance;
  readonly storage_volumes: StorageVolume;
  readonly networks: Network;
  readonly subnets: Subnet;
  readonly addresses: ElasticAddress;
  readonly keys: Key;
}
export type Kind = keyof Things;
export const KINDS: readonly Kind[] = [
  'images',
  'instances',
  'storage_volumes',
  'networks',
  'subnets',
  'addresses',
  'keys',
];

/** What the cloud knows of a thing beside what it shows. */
export interface Inner {
  readonly images: null;
  readonly instances: {
    /** The transition that happens by itself: to which state, and from when on (ms). */
    readonly then: { readonly state: InstanceState; readonly at: number } | null;
    readonly address: string | null;
    readonly volumes: readonly string[];
  };
  readonly storage_volumes: null;
  readonly networks: { readonly blocks: readonly PlacedBlock[]; readonly instances: number };
  readonly subnets: { readonly instances: number };
  readonly addresses: null;
  readonly keys: null;
}

/** The block of a subnet; a network keeps them sorted. */
export interface PlacedBlock extends AddressBlock {
  readonly id: string;
}

export interface Row<K extends Kind> {
  /** Counted up per collection and never used again: the order of creation. */
  readonly number: number;
  /** The idempotency token of its creation. */
  readonly token: string | null;
  readonly value: Things[K];
  readonly inner: Inner[K];
}

export interface World {
  /** Number of the next thing of each collection. */
  readonly next: Readonly<Record<Kind, number>>;
  readonly tables: { readonly [K in Kind]: PersistentMap<Row<K>> };
  /** `kind:name` to the ids of that name. */
  readonly names: PersistentMap<readonly string[]>;
  /** Every token ever used, to what it made. */
  readonly tokens: PersistentMap<{ readonly kind: Kind; readonly id: string }>;
  readonly behaviour: Behaviour;
}

export function emptyWorld(): World {
  return {
    next: { images: 1, instances: 0, storage_volumes: 1, networks: 1, subnets: 1, addresses: 1, keys: 1 },
    tables: {
      images: emptyMap(),
      instances: emptyMap(),
      storage_volumes: emptyMap(),
      networks: emptyMap(),
      subnets: emptyMap(),
      addresses: emptyMap(),
      keys: emptyMap(),
    },
    names: emptyMap(),
    tokens: emptyMap(),
    behaviour: PLAIN_BEHAVIOUR,
  };
}

const PREFIXES: Readonly<Record<Exclude<Kind, 'addresses'>, string>> = {
  images: 'img',
  instances: 'inst',
  storage_volumes: 'vol',
  networks: 'net',
  subnets: 'subnet',
  keys: 'key',
};

const MOST_ADDRESSES = 254 * 256;

/** The id of the thing with that number. An address is its own id: 192.168.0.1 to .254, then 192.168.1.1, … */
export function idOf(kind: Kind, number: number): string {
  if (kind !== 'addresses') return `${PREFIXES[kind]}${number}`;
  return `192.168.${Math.floor((number - 1) / 254)}.${((number - 1) % 254) + 1}`;
}

export function rowOf<K extends Kind>(world: World, kind: K, id: string): Row<K> | undefined {
  return getIn<Row<K>>(world.tables[kind] as PersistentMap<Row<K>>, id);
}

/** The row, or a not-found error. */
export function needRow<K extends Kind>(world: World, kind: K, id: string): Row<K> {
  const row = rowOf(world, kind, id);
  if (row === undefined) throw notFound(kind, id);
  return row;
}

/** All rows in order of creation. */
export function rowsOf<K extends Kind>(world: World, kind: K): Row<K>[] {
  return valuesOf<Row<K>>(world.tables[kind] as PersistentMap<Row<K>>).sort((a, b) => a.number - b.number);
}

/** Ids of the things of that name, in no particular order. */
export function idsNamed(world: World, kind: Kind, name: string): readonly string[] {
  return getIn(world.names, `${kind}:${name}`) ?? [];
}

/** Puts a new or a changed row. */
export function put<K extends Kind>(world: World, kind: K, row: Row<K>): World {
  const { id, name } = row.value;
  const before = rowOf(world, kind, id);
  const table = setIn<Row<K>>(world.tables[kind] as PersistentMap<Row<K>>, id, row);
  let { names } = world;
  if (before?.value.name !== name) {
    if (before !== undefined) names = withoutName(names, kind, before.value);
    names = setIn(names, `${kind}:${name}`, [...idsNamed(world, kind, name), id]);
  }
  return { ...world, tables: { ...world.tables, [kind]: table }, names };
}

/** Changes what a thing shows, and what is kept beside it. */
export function change<K extends Kind>(
  world: World,
  kind: K,
  row: Row<K>,
  value: Partial<Things[K]>,
  inner?: Partial<Inner[K]>,
): World {
  return put(world, kind, {
    ...row,
    value: { ...row.value, ...value },
    inner: inner === undefined ? row.inner : { ...row.inner, ...inner },
  });
}

export function removeRow<K extends Kind>(world: World, kind: K, row: Row<K>): World {
  const table = deleteIn<Row<K>>(world.tables[kind] as PersistentMap<Row<K>>, row.value.id);
  return { ...world, tables: { ...world.tables, [kind]: table }, names: withoutName(world.names, kind, row.value) };
}

function withoutName(names: World['names'], kind: Kind, { id, name }: { id: string; name: string }): World['names'] {
  const key = `${kind}:${name}`;
  const left = (getIn(names, key) ?? []).filter((one) => one !== id);
  return left.length === 0 ? deleteIn(names, key) : setIn(names, key, left);
}

export interface Made<K extends Kind> {
  readonly world: World;
  readonly row: Row<K>;
}

/** Adds a thing under the next number, and remembers its token. Throws when the quota is used up. */
export function insert<K extends Kind>(
  world: World,
  kind: K,
  token: string | undefined,
  make: (id: string) => { readonly value: Things[K]; readonly inner: Inner[K] },
): Made<K> {
  const quota = world.behaviour.quotas[kind];
  if (quota !== undefined && world.tables[kind].size >= quota) throw quotaExceeded(kind, quota);
  const number = world.next[kind];
  if (kind === 'addresses' && number > MOST_ADDRESSES) throw quotaExceeded(kind, MOST_ADDRESSES);
  const id = idOf(kind, number);
  const row: Row<K> = { number, token: token ?? null, ...make(id) };
  const counted = { ...world, next: { ...world.next, [kind]: number + 1 } };
  const tokens = token === undefined ? world.tokens : setIn(world.tokens, token, { kind, id });
  return { world: put({ ...counted, tokens }, kind, row), row };
}

/** What a row shows at a time: an instance in transition becomes what it is becoming by itself. */
export function shown<K extends Kind>(kind: K, row: Row<K>, now: number): Things[K] {
  return kind === 'instances' ? (settled(row as Row<'instances'>, now).value as Things[K]) : row.value;
}

/** The instance's row with every transition done that is due. */
export function settled(row: Row<'instances'>, now: number): Row<'instances'> {
  const { then } = row.inner;
  if (then === null || now < then.at) return row;
  const value: Instance = { ...row.value, state: then.state, actions: actionsOf(then.state) };
  return { ...row, value, inner: { ...row.inner, then: null } };
}
