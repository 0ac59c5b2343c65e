/** What the states and exec functions of the neutral cloud model have in common: reaching a collection, finding a thing in it. */
import {
  type CallOptions,
  type Cloud,
  type Collection,
  type Context,
  type Difference,
  type Fields,
  type Identity,
  isProviderError,
  type Known,
  type Observation,
  type Present,
  ProviderError,
} from '../../contract/index.js';

export type CollectionName =
  | 'realms'
  | 'hardware_profiles'
  | 'images'
  | 'instances'
  | 'storage_volumes'
  | 'networks'
  | 'subnets'
  | 'addresses'
  | 'keys';

/** A collection of the cloud behind the account profile. Throws when its driver has none. */
export async function collectionOf<Name extends CollectionName>(
  ctx: Context,
  name: Name,
): Promise<NonNullable<Cloud[Name]>> {
  const cloud = await ctx.cloud();
  const found = cloud[name];
  if (found === undefined) {
    throw new ProviderError(`The driver '${cloud.driver}' has no ${name.replace('_', ' ')}`, { class: 'unsupported' });
  }
  return found;
}

/** An operation that a driver may lack. Throws when it does. */
export function ability<C extends object, Name extends keyof C & string>(
  collection: C,
  name: Name,
): NonNullable<C[Name]> {
  const found = collection[name];
  if (typeof found === 'function') return found.bind(collection) as NonNullable<C[Name]>;
  throw new ProviderError(`This driver offers no operation '${name}' here`, { class: 'unsupported' });
}

/** By the token of an open intent, else by id, else by name. */
export const identity = {
  kind: 'name',
  of(
    args: { readonly resource_id?: string | null; readonly name?: string | null },
    known: Known,
  ): Identity | undefined {
    if (known.token !== undefined) return { token: known.token };
    const id = known.resource_id ?? args.resource_id;
    if (id) return { id };
    return args.name ? { name: args.name } : undefined;
  },
} as const;

/** Reads the thing an identity stands for. `settling` says that it is in transition by itself. */
export async function observeIn<T extends { readonly id: string }, F extends Fields>(
  ctx: Context,
  collection: Collection<T>,
  asked: Identity,
  present: (thing: T) => Present<F>,
  settling: (thing: T) => boolean = () => false,
): Promise<Observation<F>> {
  const found = await thingsIn(ctx, collection, asked);
  const [thing] = found;
  if (thing === undefined) return { kind: 'absent' };
  if (found.length > 1) return { kind: 'ambiguous', ids: found.map((one) => one.id) };
  const { id, state } = present(thing);
  return settling(thing) ? { kind: 'changing', id, state, recheckAfter: RECHECK_MS } : { kind: 'present', id, state };
}

async function thingsIn<T extends { readonly id: string }>(
  ctx: Context,
  collection: Collection<T>,
  { id, token, name }: Identity,
): Promise<readonly T[]> {
  const call = { signal: ctx.signal };
  if (typeof token === 'string') return collection.list({ token }, call);
  if (typeof name === 'string') return collection.list({ name }, call);
  const thing = await collection.get(String(id), call);
  return thing === undefined ? [] : [thing];
}

/** How soon something in transition is looked at again, ms. */
export const RECHECK_MS = 200;

/** Everything in a collection, as `list` of a resource gives it. */
export async function* presentIn<T extends { readonly id: string }, F extends Fields>(
  ctx: Context,
  collection: Collection<T>,
  present: (thing: T) => Present<F>,
): AsyncIterable<Present<F>> {
  for (const thing of await collection.list({}, { signal: ctx.signal })) yield present(thing);
}

/** The wished values of the fields that differ. Of a record its wished whole, made from what was observed and the leaves that differ. */
export function wishedValues(
  current: Readonly<Record<string, unknown>>,
  difference: Difference,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const leaf of difference) {
    const [name, key] = leaf.path as readonly string[];
    if (name === undefined) continue;
    if (key === undefined) values[name] = leaf.new;
    else {
      const whole = { ...((values[name] ?? current[name]) as Record<string, unknown> | null) };
      if (leaf.new === undefined) delete whole[key];
      else whole[key] = leaf.new;
      values[name] = whole;
    }
  }
  return values;
}

/** Some of the values, for an update; undefined when none of them differs. */
export function pick<Name extends string>(
  values: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [N in Name]?: never } | undefined {
  const given = names.filter((name) => values[name] !== undefined && values[name] !== null);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, values[name]])) as { readonly [N in Name]?: never };
}

/** Removes, and is content when the thing is gone already. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isProviderError(error) || error.class !== 'not-found') throw error;
  }
}

/** What is given of some arguments: drivers know undefined, the SLS world knows null. */
export function given<T extends object>(args: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], null>;
  };
}

export function creation(ctx: { readonly signal: AbortSignal; readonly token: string }): CallOptions {
  return { signal: ctx.signal, token: ctx.token };
}
