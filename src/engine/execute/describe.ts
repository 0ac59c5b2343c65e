/** What exists, as a list and as SLS entries. */
import type { Field, Present, ResourceContext, ResourceDefinition, StateContext } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import { containsSecret, equal } from '../../kernel/index.js';
import type { ExecuteEnvironment } from './call.js';
import { resourceContext } from './contexts.js';
import { unlessAborted } from './interrupt.js';
import { firstComponent } from './signature.js';

export interface DescribeOptions {
  readonly profile?: string;
  /** Labels that are taken already; every label given out is added. */
  readonly labels?: Set<string>;
}

/** One entry of an SLS file: `label: { ref.fun: [ {argument: value}, … ] }`. */
export interface DescribedEntry {
  readonly label: string;
  readonly ref: string;
  readonly fun: string;
  /** In the order of the fields, the id last; only what an author would write. */
  readonly args: Readonly<Record<string, unknown>>;
}

async function contextOf(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  profile: string | undefined,
): Promise<StateContext> {
  const { ref } = plugin.place;
  const account = await env.contexts.account(firstComponent(ref), profile);
  return env.contexts.forPlugin(ref, account, profile, env.options.abort);
}

/** Everything there is of a resource. Ends at once when it cannot list. Throws what `list` throws. */
export async function* listResource(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  options: DescribeOptions = {},
): AsyncGenerator<Present> {
  if (plugin.kind !== 'resource' || plugin.definition.list === undefined) return;
  const ctx: ResourceContext = resourceContext(await contextOf(plugin, env, options.profile), '', () => undefined);
  yield* untilAborted(plugin.definition.list(ctx), env.options.abort);
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

/** SLS entries that, run as they stand, change nothing. */
export async function* describeResource(
  plugin: Loaded<'states'>,
  env: ExecuteEnvironment,
  options: DescribeOptions = {},
): AsyncGenerator<DescribedEntry> {
  const labels = options.labels ?? new Set<string>();
  const { ref } = plugin.place;
  if (plugin.kind === 'state-functions') {
    if (plugin.definition.describe === undefined) return;
    const ctx = await contextOf(plugin, env, options.profile);
    for await (const { id, fun, args } of untilAborted(plugin.definition.describe(ctx), env.options.abort)) {
      yield { label: uniqueLabel(labels, id, fun), ref, fun, args };
    }
    return;
  }
  for await (const thing of listResource(plugin, env, options)) {
    const name = thing.state.name;
    const label = uniqueLabel(labels, typeof name === 'string' && name !== '' ? name : thing.id, thing.id);
    yield { label, ref, fun: 'present', args: argumentsOf(plugin.definition, thing, label) };
  }
}

/** The wanted label, else with the id behind it, else numbered. */
function uniqueLabel(labels: Set<string>, wanted: string, id: string): string {
  const plain = wanted.replaceAll('_|-', '-');
  let label = plain;
  if (labels.has(label)) label = `${plain}-${id}`;
  for (let count = 2; labels.has(label); count++) label = `${plain}-${id}-${count}`;
  labels.add(label);
  return label;
}

function argumentsOf(definition: ResourceDefinition, thing: Present, label: string): Readonly<Record<string, unknown>> {
  const args: Record<string, unknown> = {};
  const state = thing.state as Readonly<Record<string, unknown>>;
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = state[name];
    if (isLeftOut(field, value) || (name === 'name' && value === label)) continue;
    args[name] = field.type === 'object' ? membersOf(field, value) : value;
  }
  return { ...args, resource_id: thing.id };
}

/** What the provider sets, what is a default, what is empty, and what must not be shown. */
function isLeftOut(field: Field, value: unknown): boolean {
  if (
    value === null ||
    value === undefined ||
    field.computed === true ||
    field.secret === true ||
    field.write_only === true
  )
    return true;
  if (containsSecret(value)) return true;
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
