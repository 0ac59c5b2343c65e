/** The functions of a plugin in one form, whatever kind it is. */
import type { Effects, Fields, ResourceDefinition } from '../contract/index.js';
import type { Loaded } from './hub.js';

/** One callable function of a state or exec plugin. */
export interface PluginFunction {
  readonly name: string;
  readonly summary: string;
  readonly fields: Fields;
  /** Arguments beyond the fields are taken. */
  readonly free: boolean;
  readonly effects: Effects;
  /** What the new state holds, where that is known. */
  readonly returns?: Fields;
}

/** Every function in the order of its definition; of a resource first those that the engine makes of it. */
export function functionsOf(plugin: Loaded<'states'> | Loaded<'exec'>): PluginFunction[] {
  if (plugin.kind === 'resource') return resourceFunctions(plugin.definition);
  return Object.entries(plugin.definition.functions).map(([name, { summary, fields, free, effects }]) => ({
    name,
    summary,
    fields: named(plugin.kind, fields),
    free: free === true,
    effects,
  }));
}

function resourceFunctions(definition: ResourceDefinition): PluginFunction[] {
  const { fields } = definition;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, one]) => one.computed !== true || one.stable === true),
  );
  const optional = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, { ...one, required: false }]));
  const make = (name: string, summary: string, taken: Fields, effects: Effects): PluginFunction => ({
    name,
    summary,
    fields: taken,
    free: false,
    effects,
    returns: fields,
  });
  return [
    make('present', 'Makes it exist, with the arguments that are given; others are left alone.', given, 'write'),
    make('absent', 'Makes it not exist. Arguments only serve to find it.', optional, 'write'),
    make('search', 'Finds exactly one and gives its state. Changes nothing.', optional, 'none'),
    ...(definition.list === undefined
      ? []
      : [make('describe', 'Gives all there are as SLS. Changes nothing.', {}, 'none')]),
    ...Object.entries(definition.functions ?? {}).map(([name, { summary }]) => make(name, summary, given, 'write')),
  ];
}

const NAME = { name: { type: 'string', required: false, doc: 'Default: the ID.' } } as const;

/** Every state function is given its chunk's name. */
function named(kind: 'state-functions' | 'exec', fields: Fields): Fields {
  return kind === 'exec' || fields['name'] !== undefined ? fields : { ...fields, ...NAME };
}
