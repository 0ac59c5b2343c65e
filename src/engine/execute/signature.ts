/** What a function of a state plugin takes, whichever of the two contracts it follows. */
import type { Fields, ResourceDefinition, StateFunction } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';

export interface Signature {
  readonly fun: string;
  readonly fields: Fields;
  readonly free: boolean;
  /** False for functions that only look a thing up: its name or id is enough. */
  readonly checksRequired: boolean;
  /** True where a computed field is no argument. */
  readonly refusesComputed: boolean;
}

const OF_EVERY_RESOURCE = ['present', 'absent', 'search'];

export function functionNames(plugin: Loaded<'states'>): string[] {
  if (plugin.kind === 'state-functions') return Object.keys(plugin.definition.functions);
  return [...OF_EVERY_RESOURCE, ...Object.keys(plugin.definition.functions ?? {})];
}

export function stateFunctionOf(plugin: Loaded<'states'>, fun: string): StateFunction | undefined {
  if (plugin.kind !== 'state-functions') return undefined;
  return Object.hasOwn(plugin.definition.functions, fun) ? plugin.definition.functions[fun] : undefined;
}

/** Undefined when the plugin has no such function. */
export function signatureOf(plugin: Loaded<'states'>, fun: string): Signature | undefined {
  if (plugin.kind === 'state-functions') {
    const found = stateFunctionOf(plugin, fun);
    if (found === undefined) return undefined;
    return { fun, fields: found.fields, free: found.free === true, checksRequired: true, refusesComputed: false };
  }
  return hasResourceFunction(plugin.definition, fun) ? resourceSignature(plugin.definition, fun) : undefined;
}

/** Whether an argument is secret whatever its value looks like. */
export function isSecretArgument(plugin: Loaded<'states'>, fun: string, name: string): boolean {
  const given = plugin.kind === 'resource' ? plugin.definition : stateFunctionOf(plugin, fun);
  if (given?.fields !== undefined && Object.hasOwn(given.fields, name)) {
    const field = given.fields[name];
    return field?.secret === true || field?.write_only === true;
  }
  return hidesFree(plugin, fun) && name !== 'name';
}

/** Whether arguments that the function does not name are secret. */
export function hidesFree(plugin: Loaded<'states'>, fun: string): boolean {
  return stateFunctionOf(plugin, fun)?.freeSecret === true;
}

function hasResourceFunction(definition: ResourceDefinition, fun: string): boolean {
  return (
    OF_EVERY_RESOURCE.includes(fun) || (definition.functions !== undefined && Object.hasOwn(definition.functions, fun))
  );
}

function resourceSignature(definition: ResourceDefinition, fun: string): Signature {
  const lookup = fun === 'absent' || fun === 'search';
  return { fun, fields: definition.fields, free: false, checksRequired: !lookup, refusesComputed: !lookup };
}

/** Whether a `watch` or `listen` requisite on chunks of this plugin has something to call. */
export function canRefresh(plugin: Loaded<'states'>): boolean {
  return stateFunctionOf(plugin, 'mod_watch') !== undefined;
}

/** Which endpoint a resource's calls go to: account, region, API class, as the resource says. */
export function providerOf(definition: ResourceDefinition, args: Readonly<Record<string, unknown>>): string {
  return definition.provider?.(args) ?? firstComponent(definition.ref);
}

export function firstComponent(ref: string): string {
  const dot = ref.indexOf('.');
  return dot === -1 ? ref : ref.slice(0, dot);
}
