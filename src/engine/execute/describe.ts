/** What exists, as a list and as SLS entries. */
import type { Field, Present, ResourceContext, ResourceDefinition, StateContext } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import { containsSecret, equal } from '../../kernel/index.js';
import { readPatiently } from './attempts.js';
import type { ExecuteEnvironment } from './call.js';
import { resourceContext } from './contexts.js';
import { unlessAborted } from './interrupt.js';
import { firstComponent } from './signature.js';

export interface DescribeOptions {
  readonly profile?: string;
  /** Labels that are taken already; every label given out is added. */
  readonly labels?: Set<string>;
}

/** One thing that exists, before it has a label. */
export interface DescribedThing {
  readonly ref: string;
  readonly fun: string;
  /** The label it would like best. */
  readonly wanted: string;
  readonly id: string;
  /** In the order of the fields, the id last; only what an author would write. */
  readonly args: Readonly<Record<string, unknown>>;
  /** All that was read and may be shown, defaults and computed values too. */
  readonly known: Readonly<Record<string, unknown>>;
  /** Arguments that are secret: they have a value, which is not shown. */
  readonly hidden: readonly string[];
  /** Required arguments that cannot be read back: without them the entry cannot be enforced. */
  readonly lacking: readonly string[];
}

/** One entry of an SLS file: `label: { ref.fun: [ {argument: value}, … ] }`. */
export type DescribedEntry = DescribedThing & { readonly label: string };

async function contextOf(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  profile: string | undefined,
): Promise<StateContext> {
  const { ref } = plugin.place;
  const account = await env.contexts.account(firstComponent(ref), profile);
  return env.contexts.forPlugin(ref, account, profile, env.options.abort);
}

/** `net2` before `net10`, the same on every machine. */
const byNumber = new Intl.Collator('en', { numeric: true });

/** Everything there is of a resource, by id; errors that pass are tried again. Nothing when it cannot list. Throws what `list` throws. */
export async function listResource(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  options: DescribeOptions = {},
): Promise<readonly Present[]> {
  if (plugin.kind !== 'resource' || plugin.definition.list === undefined) return [];
  const { definition } = plugin;
  const { list } = plugin.definition;
  const ctx: ResourceContext = resourceContext(await contextOf(plugin, env, options.profile), '', () => undefined);
  const { abort: signal } = env.options;
  const { clock, random } = env.services.ports;
  const note = (error: Error, wait: number): void =>
    ctx.log('info', `listing ${definition.ref} again in ${Math.round(wait)} ms: ${error.message}`);
  const read = (): Promise<Present[]> => collect(untilAborted(list.call(definition, ctx), signal));
  const things = await readPatiently(read, { clock, random, signal, note });
  return things.sort((a, b) => byNumber.compare(a.id, b.id));
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await unlessAborted(iterator.next(), signal);
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    if (!signal.aborted) await iterator.return?.();
  }
}

/** What exists of a resource, by id, or what state functions say of themselves. */
export async function describeThings(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  options: DescribeOptions = {},
): Promise<readonly DescribedThing[]> {
  const { ref } = plugin.place;
  if (plugin.kind === 'resource') return thingsOf(plugin.definition, await listResource(plugin, env, options));
  if (plugin.definition.describe === undefined) return [];
  const ctx = await contextOf(plugin, env, options.profile);
  const found = await collect(untilAborted(plugin.definition.describe(ctx), env.options.abort));
  return found.map(({ id, fun, args }) => ({
    ref,
    fun,
    wanted: id,
    id: fun,
    args,
    known: args,
    hidden: [],
    lacking: [],
  }));
}

/** SLS entries that, run as they stand, change nothing. */
export async function* describeResource(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  options: DescribeOptions = {},
): AsyncGenerator<DescribedEntry> {
  const labels = options.labels ?? new Set<string>();
  for (const thing of await describeThings(plugin, env, options)) yield labelled(thing, labels);
}

/** Keys of an SLS file that are no labels. */
const RESERVED: ReadonlySet<string> = new Set(['include', 'extend', 'exclude', 'META']);

/** Gives a thing a label that is not taken: the wanted one, else with the id behind it, else numbered. A name that is the label goes without saying. */
export function labelled(thing: DescribedThing, labels: Set<string>): DescribedEntry {
  const plain = thing.wanted.replaceAll('_|-', '-').replaceAll(/[\n\r]+/g, ' ');
  const taken = (label: string): boolean => labels.has(label) || RESERVED.has(label) || label.startsWith('__');
  const id = thing.id.replaceAll('_|-', '-');
  const long = plain.endsWith(`-${id}`) ? plain : `${plain}-${id}`;
  const unreserved = long.replace(/^__/, '-');
  let label = taken(plain) ? unreserved : plain;
  for (let count = 2; taken(label); count++) label = `${unreserved}-${count}`;
  labels.add(label);
  const { name, ...others } = thing.args;
  const args = name === label ? others : thing.args;
  return { ...thing, args, label };
}

/** What is known of things of one kind. */
export function thingsOf(definition: ResourceDefinition, things: readonly Present[]): readonly DescribedThing[] {
  const described = things.map((thing) => thingOf(definition, thing));
  const counts = new Map<string, number>();
  for (const { wanted } of described) counts.set(wanted, (counts.get(wanted) ?? 0) + 1);
  // Whoever names one of several by its name means them all, so none of them may be called by it.
  return described.map((one) => (counts.get(one.wanted) === 1 ? one : { ...one, wanted: `${one.wanted}-${one.id}` }));
}

function thingOf(definition: ResourceDefinition, thing: Present): DescribedThing {
  const args: Record<string, unknown> = {};
  const known: Record<string, unknown> = {};
  const hidden: string[] = [];
  const lacking: string[] = [];
  const state = thing.state as Readonly<Record<string, unknown>>;
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = state[name];
    if (name === 'resource_id') continue;
    const kept = !isLeftOut(field, value);
    if (kept) args[name] = field.type === 'object' ? membersOf(field, value) : value;
    else if (field.required) lacking.push(name);
    if (value === null || value === undefined) continue;
    if (isHidden(field, value)) hidden.push(name);
    else known[name] = value;
  }
  const { name } = state;
  return {
    ref: definition.ref,
    fun: 'present',
    wanted: typeof name === 'string' && name !== '' ? name : thing.id,
    id: thing.id,
    args: { ...args, resource_id: thing.id },
    known: { ...known, resource_id: thing.id },
    hidden,
    lacking,
  };
}

function isHidden(field: Field, value: unknown): boolean {
  return field.secret === true || field.write_only === true || containsSecret(value);
}

/** What the provider sets, what is a default, what is empty, and what must not be shown. */
function isLeftOut(field: Field, value: unknown): boolean {
  if (value === null || value === undefined || field.computed === true || isHidden(field, value)) return true;
  if (field.required) return false;
  if (field.default !== undefined && equal(field.default, value, { unordered: field.unordered === true })) return true;
  return field.default === undefined && typeof value === 'object' && Object.keys(value).length === 0;
}

function membersOf(field: Field, value: unknown): unknown {
  const members = value as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(field.fields ?? {}))
    if (!isLeftOut(member, members[name])) kept[name] = members[name];
  return kept;
}
