/** Turns what exists into SLS: entries that, enforced as they stand, change nothing. */
import type { Fields } from '../../contract/index.js';
import type { DescribedEntry, DescribedThing, ExecuteEnvironment } from '../../engine/index.js';
import {
  containsSecret,
  type Diagnostic,
  diagnosticsOf,
  hasErrors,
  type Masker,
  splitPathReference,
} from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { shownData } from '../run/results.js';
import { singleCallOptions } from '../run/single-calls.js';
import type { Services } from '../services.js';
import { type Chosen, chosenItems, type FilterItem, searchJmespath } from './described-filter.js';
import { boundReferences, type Referable } from './described-references.js';
import { type MatchedRef, matchStateRefs } from './state-patterns.js';

export interface DescribeRequest {
  readonly services: Services;
  /** State refs, globs, or regular expressions between slashes; none: everything. */
  readonly patterns: readonly string[];
  /** JMESPath over a list of `{name, ref, resource}`. */
  readonly filter?: string;
  /** Stop at the first state that cannot be described. */
  readonly hardFail?: boolean;
  /** Only what the filter gives is wanted, whatever it is; no SLS is made of it. */
  readonly foundOnly?: boolean;
  readonly signal: AbortSignal;
  /** What goes on, for people. */
  readonly phase?: (text: string) => void;
}

/** One entry of an SLS file. */
export interface DescribedState {
  readonly label: string;
  /** Path reference: `cloud.network.present`. */
  readonly reference: string;
  readonly args: readonly Readonly<Record<string, unknown>>[];
  /** What a reader should know of it: arguments that are not shown. */
  readonly notes: readonly string[];
  /** False when it could not be enforced as it stands; `notes` say why. */
  readonly enforceable: boolean;
}

/** SLS data: ID to path reference to a list of arguments. */
export type SlsData = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

export interface DescribedResources {
  /** By state, then by id. */
  readonly states: readonly DescribedState[];
  /** Whatever the filter gave; without a filter, what one would see. */
  readonly found: unknown;
  /** A state that cannot be described is an error here; the others are described all the same. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws a `DiagnosticError` when a pattern matches no state, or the filter is wrong. */
export async function describeResources(request: DescribeRequest): Promise<DescribedResources> {
  const { services, patterns, filter } = request;
  const refs = matchStateRefs(services.hub, patterns);
  // A wrong filter is told before anything is asked.
  if (filter !== undefined) await searchJmespath(filter, []);
  await services.accounts?.open();
  const { things, diagnostics } = await readThings(request, refs);
  const { labelled } = await import('../../engine/index.js');
  const labels = new Set<string>();
  const entries = things.map((thing) => labelled(thing, labels));
  const items = entries.map((entry) => itemOf(entry, services.masker));
  const seen = items.map(plainItem);
  const found = filter === undefined ? seen : await searchJmespath(filter, seen);
  if (request.foundOnly === true) return { states: [], found, diagnostics };
  const chosen = filter === undefined ? items.map((item) => ({ item, made: item })) : chosenItems(filter, found, items);
  if (chosen.length === 0 && !hasErrors(diagnostics)) diagnostics.push(nothingFound(request));
  const states = await statesOf(chosen, services);
  for (const { label, reference, notes, enforceable } of states)
    if (!enforceable) diagnostics.push(notDescribed(label, reference, notes));
  return { states, found, diagnostics };
}

/** The states as SLS data; those that could not be enforced are left out. */
export function slsOf(states: readonly DescribedState[]): SlsData {
  return Object.fromEntries(
    states.filter(({ enforceable }) => enforceable).map(({ label, reference, args }) => [label, { [reference]: args }]),
  );
}

/** States that are asked at the same time. */
const MOST_AT_ONCE = 8;

async function readThings(
  { services, signal, phase = () => {}, hardFail = false }: DescribeRequest,
  refs: readonly MatchedRef[],
): Promise<{ readonly things: readonly DescribedThing[]; readonly diagnostics: Diagnostic[] }> {
  const { describeThings } = await import('../../engine/index.js');
  const env = await describingEnvironment(services, signal);
  const { acctProfile } = services.settings;
  const found: (readonly DescribedThing[])[] = refs.map(() => []);
  const diagnostics: (readonly Diagnostic[])[] = refs.map(() => []);
  let next = 0;
  let done = 0;
  let count = 0;
  let failed = false;
  const readNext = async (): Promise<void> => {
    for (let at = next++; at < refs.length; at = next++) {
      if (failed && hardFail) return;
      const { ref, named } = refs[at] as MatchedRef;
      try {
        const plugin = await services.hub.load('states', ref);
        const examples = plugin?.kind === 'state-functions' && plugin.definition.describes === 'calls';
        if (plugin === undefined || (examples && !named)) continue;
        const things = await describeThings(plugin, env, acctProfile === undefined ? {} : { profile: acctProfile });
        found[at] = things;
        count += things.length;
      } catch (thrown) {
        signal.throwIfAborted();
        failed = true;
        diagnostics[at] = cannotBeRead(ref, thrown, services);
      }
      done++;
      phase(`describing: ${done} of ${refs.length} states, ${count} ${count === 1 ? 'thing' : 'things'}; ${ref}`);
    }
  };
  phase(`describing ${refs.length === 1 ? refs[0]?.ref : `${refs.length} states`}`);
  await Promise.all(Array.from({ length: Math.min(MOST_AT_ONCE, refs.length) }, readNext));
  return { things: found.flat(), diagnostics: diagnostics.flat() };
}

/** Reads the world only: nothing of it is enforced. */
export async function describingEnvironment(services: Services, signal: AbortSignal): Promise<ExecuteEnvironment> {
  const { createEnvironment } = await import('../../engine/index.js');
  return createEnvironment({
    services,
    enforced: {
      get: () => undefined,
      entries: () => [],
      openIntents: () => [],
      append: async () => {},
      check: () => {},
    },
    extend: () => Promise.reject(new Error('nothing is extended while describing')),
    options: singleCallOptions(services, 'plan', signal),
  });
}

/** A described thing as a filter sees it, and the thing. */
interface Item extends FilterItem {
  readonly entry: DescribedEntry;
}

function itemOf(entry: DescribedEntry, masker: Masker): Item {
  const { name, ...others } = entry.known;
  const known = name === undefined ? entry.known : { name, ...others };
  const resource = Object.entries(known).map(([key, value]) => ({ [key]: shownData(value, { masker }) }));
  return { name: entry.label, ref: `${entry.ref}.${entry.fun}`, resource, entry };
}

function plainItem({ name, ref, resource }: Item): FilterItem {
  return { name, ref, resource };
}

/** Bindings are made last: what the filter left out cannot be referred to. */
async function statesOf(chosen: readonly Chosen<Item>[], services: Services): Promise<readonly DescribedState[]> {
  const fields = await fieldsByRef(chosen, services.hub);
  const whole = new Map<FilterItem, Referable & { readonly notes: readonly string[] }>();
  for (const { item, made } of chosen) {
    if (item === undefined) continue;
    const entry = renamed(item.entry, made.name);
    whole.set(made, { ...entry, ...writable(entry, services.masker, fields.get(entry.ref)) });
  }
  const bound = boundReferences([...whole.values()], (ref) => fields.get(ref));
  const byItem = new Map([...whole.keys()].map((made, at) => [made, bound[at]]));
  return chosen.map(({ made }) => {
    const { name: label, ref: reference } = made;
    const entry = byItem.get(made);
    if (entry === undefined) {
      const args = withoutComputed(made.resource, fields.get(splitPathReference(reference)?.state ?? ''));
      return { label, reference, args, notes: [], enforceable: true };
    }
    const args = Object.entries(entry.args).map(([name, value]) => ({ [name]: shownData(value, services) }));
    return { label, reference, args, notes: entry.notes, enforceable: entry.enforceable };
  });
}

async function fieldsByRef(
  chosen: readonly Chosen<Item>[],
  hub: Services['hub'],
): Promise<ReadonlyMap<string, Fields | undefined>> {
  const fields = new Map<string, Fields | undefined>();
  for (const { made } of chosen) {
    const ref = splitPathReference(made.ref)?.state ?? '';
    if (fields.has(ref)) continue;
    const plugin = await hub.load('states', ref);
    fields.set(ref, plugin?.kind === 'resource' ? plugin.definition.fields : undefined);
  }
  return fields;
}

/** Under another label the name has to be said. */
function renamed(entry: DescribedEntry, label: string): DescribedEntry {
  if (entry.label === label) return entry;
  const { name = entry.known['name'], ...others } = entry.args;
  const args = name === undefined || name === null || name === label ? others : { name, ...others };
  return { ...entry, label, args };
}

/** A filter sees what only the provider sets; no state takes it. */
function withoutComputed(
  resource: FilterItem['resource'],
  fields: Fields | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  return resource.filter((one) =>
    Object.keys(one).every((name) => fields?.[name]?.computed !== true || fields[name].stable === true),
  );
}

/** Without arguments that an SLS file cannot say. */
function writable(
  { args, hidden, lacking }: DescribedEntry,
  masker: Masker,
  fields: Fields | undefined,
): { readonly args: DescribedEntry['args']; readonly notes: readonly string[]; readonly enforceable: boolean } {
  const kept: Record<string, unknown> = {};
  const notes = hidden.map((name) => `${name} is secret and left out`);
  let enforceable = lacking.length === 0;
  for (const name of lacking) if (!hidden.includes(name)) notes.push(`${name} is required and cannot be read back`);
  for (const [name, value] of Object.entries(args)) {
    const separated = name === 'name' && typeof value === 'string' && value.includes('_|-');
    const why = separated ? "no name may hold '_|-'" : unsayable(value, masker);
    if (why === undefined) {
      kept[name] = value;
      continue;
    }
    notes.push(`${name} is left out: ${why}`);
    // Without a name the label would be one.
    if (fields?.[name]?.required === true || name === 'resource_id' || name === 'name') enforceable = false;
  }
  return { args: kept, notes, enforceable };
}

/** Why a value cannot stand in an SLS file; undefined when it can. */
function unsayable(value: unknown, masker: Masker): string | undefined {
  if (typeof value === 'string') {
    if (masker.mask(value) !== value) return 'it holds a secret';
    const reference = /\$\{[^}]*\$\{|\$\{[^${}]+\}/.exec(value)?.[0];
    return reference === undefined ? undefined : `'${reference}' in it would be read as an argument binding`;
  }
  if (containsSecret(value)) return 'it holds a secret';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const why = unsayable(inner, masker) ?? (masker.mask(key) === key ? undefined : 'it holds a secret');
    if (why !== undefined) return why;
  }
  return undefined;
}

/** An error that names the state, and the file it is described by. */
export function cannotBeRead(ref: string, thrown: unknown, { hub, masker }: Services): readonly Diagnostic[] {
  const carried = diagnosticsOf(thrown);
  const message = carried?.[0]?.summary ?? (thrown instanceof Error ? thrown.message : String(thrown));
  const file = hub.place('states', ref)?.file;
  return [
    {
      severity: 'error',
      code: operationCodes.code('cannot-describe'),
      summary: `${ref} cannot be described: ${masker.mask(message)}`,
      about: ref,
      ...(file === undefined ? {} : { hints: [`it is described by ${file}`] }),
      ...(carried?.[0] === undefined ? {} : { cause: masker.maskDeep(carried[0]) as Diagnostic }),
    },
  ];
}

function notDescribed(label: string, reference: string, notes: readonly string[]): Diagnostic {
  return {
    severity: 'warning',
    code: operationCodes.code('not-described'),
    summary: `${reference} '${label}' is described in a comment only: ${notes.join('; ')}`,
    about: label,
    hints: ['put right what is missing, and take the comment signs away'],
  };
}

function nothingFound({ patterns, filter }: DescribeRequest): Diagnostic {
  const what = patterns.length === 0 ? 'anything' : patterns.join(', ');
  return {
    severity: 'warning',
    code: operationCodes.code('nothing-described'),
    summary: `there is nothing to describe for ${what}${filter === undefined ? '' : ' that the filter lets through'}`,
    ...(filter === undefined ? {} : { hints: ['--output jmespath without --filter prints what a filter sees'] }),
  };
}
