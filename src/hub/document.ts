/** What `holdfast doc` and the reference pages show: every function of every plugin, as data. */
import type { Effects, Field, Fields } from '../contract/index.js';
import { globMatcher, isGlob } from '../kernel/index.js';
import { exampleCommand, exampleEntry } from './example.js';
import { functionsOf, type PluginFunction } from './functions.js';
import type { Hub, Loaded, PluginPlace } from './hub.js';

/** One argument, or one value of a new state. */
export interface FieldDocument {
  readonly name: string;
  /** `string`, `list of string`, `map of any`. */
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly doc?: string;
  readonly example?: unknown;
  readonly oneOf?: readonly unknown[];
  /** `always`: a change replaces the thing; `depends`: on the two values. */
  readonly immutable: 'never' | 'always' | 'depends';
  /** Set by the provider. */
  readonly computed: boolean;
  readonly secret: boolean;
  /** Members of a map, or of the maps in a list. */
  readonly members?: readonly FieldDocument[];
}

export interface FunctionDocument {
  /** `cloud.network.present`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly effects: Effects;
  readonly arguments: readonly FieldDocument[];
  /** Arguments beyond those are taken as well. */
  readonly free: boolean;
  /** What the new state holds, where that is known. */
  readonly returns?: readonly FieldDocument[];
  /** An SLS entry, or a command line for an exec function. */
  readonly example: string;
}

export interface PluginDocument extends PluginPlace {
  readonly summary: string;
  readonly functions: readonly FunctionDocument[];
}

const DOCUMENTED = ['states', 'exec'] as const;

/**
 * Documents of the plugins that `ref` names, states first. It is a plugin's ref (`cloud.network`), a function (`cloud.network.present`), or a glob over
 * both; undefined: everything. Empty when nothing has that name. Throws what loading throws.
 */
export async function documentation(hub: Hub, ref?: string): Promise<PluginDocument[]> {
  const matches = ref === undefined || !isGlob(ref) ? (text: string) => text === ref : globMatcher(ref);
  const found: PluginDocument[] = [];
  for (const folder of DOCUMENTED) {
    for (const one of hub.refs(folder)) {
      if (ref !== undefined && !isGlob(ref) && one !== ref && !ref.startsWith(`${one}.`)) continue;
      const plugin = await hub.load(folder, one);
      if (plugin === undefined) continue;
      const document = documentPlugin(plugin);
      const functions = document.functions.filter(({ path }) => ref === undefined || matches(one) || matches(path));
      if (functions.length > 0) found.push({ ...document, functions });
    }
  }
  return found;
}

function documentPlugin(plugin: Loaded<'states'> | Loaded<'exec'>): PluginDocument {
  const { place, definition } = plugin;
  return {
    ...place,
    summary: definition.summary,
    functions: functionsOf(plugin).map((fun) => documentFunction(place, fun)),
  };
}

function documentFunction(place: PluginPlace, fun: PluginFunction): FunctionDocument {
  const example = place.folder === 'exec' ? exampleCommand : exampleEntry;
  return {
    path: `${place.ref}.${fun.name}`,
    name: fun.name,
    summary: fun.summary,
    effects: fun.effects,
    arguments: documentFields(fun.fields),
    free: fun.free,
    ...(fun.returns === undefined ? {} : { returns: documentFields(fun.returns) }),
    example: example(place.ref, fun.name, fun.fields),
  };
}

function documentFields(fields: Fields): FieldDocument[] {
  return Object.entries(fields).map(([name, field]) => {
    const members = membersOf(field);
    return {
      name,
      type: typeText(field),
      required: field.required,
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(field.doc === undefined ? {} : { doc: field.doc }),
      ...(field.example === undefined ? {} : { example: field.example }),
      ...(field.one_of === undefined ? {} : { oneOf: field.one_of }),
      immutable: typeof field.immutable === 'function' ? 'depends' : field.immutable === true ? 'always' : 'never',
      computed: field.computed === true,
      secret: field.secret === true,
      ...(members === undefined ? {} : { members: documentFields(members) }),
    };
  });
}

function membersOf(field: Field): Fields | undefined {
  return field.fields ?? (field.items === undefined ? undefined : membersOf(field.items));
}

function typeText(field: Field): string {
  if (field.type === 'list') return field.items === undefined ? 'list' : `list of ${typeText(field.items)}`;
  if (field.type === 'record') return field.items === undefined ? 'map' : `map of ${typeText(field.items)}`;
  return field.type === 'object' ? 'map' : field.type;
}
