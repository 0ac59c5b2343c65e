/** Is a module's default export what its place says? */
import { kindOf, type PluginKind } from '../contract/index.js';
import { type Diagnostic, DiagnosticError, suggest } from '../kernel/index.js';
import { HUB_CODES } from './codes.js';
import type { Loaded, PluginFolder, PluginPlace } from './hub.js';

/** The kinds a folder may hold, each with the constructor that marks it. */
const KINDS: Readonly<Record<PluginFolder, readonly PluginKind[]>> = {
  states: ['resource', 'state-functions'],
  exec: ['exec'],
  esm: ['store'],
  renderers: ['renderer'],
  sources: ['source'],
  drivers: ['driver'],
  templates: ['template'],
  events: ['event-sink'],
  pending: ['pending-rule'],
  acct: ['account-backend'],
};

const CONSTRUCTORS: Readonly<Record<PluginKind, string>> = {
  resource: 'resource',
  'state-functions': 'stateFunctions',
  exec: 'execFunctions',
  store: 'store',
  renderer: 'renderer',
  source: 'source',
  driver: 'driver',
  template: 'templateExtension',
  'event-sink': 'eventSink',
  'pending-rule': 'pendingRule',
  'account-backend': 'accountBackend',
};

type MemberType = 'function' | 'object' | 'array';

/** Members without which a definition cannot be used at all. */
const REQUIRED: Readonly<Record<PluginKind, Readonly<Record<string, MemberType>>>> = {
  resource: { fields: 'object', identity: 'object', observe: 'function', create: 'function', remove: 'function' },
  'state-functions': { functions: 'object' },
  exec: { functions: 'object' },
  store: { enter: 'function', exit_: 'function', get_state: 'function', set_state: 'function' },
  renderer: { render: 'function' },
  source: { protocols: 'array', open: 'function' },
  driver: { connect: 'function' },
  template: {},
  'event-sink': { protocols: 'array', open: 'function' },
  'pending-rule': { is_pending: 'function' },
  'account-backend': { fields: 'object', unlock: 'function' },
};

/** The plugin with its kind and place. Throws a `DiagnosticError` when it is not what its place says. */
export function checkDefinition(place: PluginPlace, definition: unknown): Loaded<PluginFolder> {
  const kind = kindOf(definition);
  if (kind === undefined) throw new DiagnosticError(notAPlugin(place, definition));
  if (!KINDS[place.folder].includes(kind)) throw new DiagnosticError(wrongKind(place, kind));
  const members = definition as Readonly<Record<string, unknown>>;
  if (members['ref'] !== place.ref) throw new DiagnosticError(wrongRef(place, members['ref']));
  const missing = missingMembers(kind, members);
  if (missing.length > 0) throw new DiagnosticError(incomplete(place, kind, missing));
  return { kind, definition, place } as unknown as Loaded<PluginFolder>;
}

function problem(
  place: PluginPlace,
  name: Parameters<typeof HUB_CODES.code>[0],
  summary: string,
  hints: readonly string[],
): Diagnostic {
  return { severity: 'error', code: HUB_CODES.code(name), summary, about: place.ref, hints };
}

function notAPlugin(place: PluginPlace, definition: unknown): Diagnostic {
  const constructors = KINDS[place.folder].map((kind) => CONSTRUCTORS[kind]);
  const found = definition === undefined ? 'it has no default export' : 'its default export is not marked as a plugin';
  const fileHint = `if ${place.file} is not meant to be a plugin, begin its name with an underscore`;
  const how = constructors.map((name) => `export default ${name}({ … })`).join(' or ');
  return problem(place, 'not-a-plugin', `${place.file} is not a plugin: ${found}`, [
    `write \`${how}\`, imported from 'holdfast/plugin'`,
    ...(place.origin === 'built-in' ? [] : [fileHint]),
  ]);
}

function wrongKind(place: PluginPlace, kind: PluginKind): Diagnostic {
  const home = (Object.keys(KINDS) as PluginFolder[]).find((folder) => KINDS[folder].includes(kind));
  const summary = `${place.file} holds a plugin of kind '${kind}', but ${place.folder}/ is for ${KINDS[place.folder].join(' and ')}`;
  return problem(place, 'wrong-kind', summary, home === undefined ? [] : [`move the file to ${home}/`]);
}

function wrongRef(place: PluginPlace, ref: unknown): Diagnostic {
  const found = typeof ref === 'string' ? `'${ref}'` : 'no ref';
  const close = typeof ref === 'string' && suggest(ref, [place.ref]).length > 0;
  return problem(place, 'wrong-ref', `${place.file} says ${found}, but its place makes it '${place.ref}'`, [
    close
      ? `did you mean ref: '${place.ref}'?`
      : `write ref: '${place.ref}', or move the file to where its ref belongs`,
  ]);
}

function incomplete(place: PluginPlace, kind: PluginKind, missing: readonly string[]): Diagnostic {
  return problem(place, 'incomplete', `${place.file} is not a complete ${kind}: ${missing.join('; ')}`, [
    'the contract is in the types of holdfast/plugin; a type checker shows each member and what it must do',
  ]);
}

function missingMembers(kind: PluginKind, members: Readonly<Record<string, unknown>>): string[] {
  const missing = Object.entries(REQUIRED[kind])
    .filter(([name, type]) => !is(type, members[name]))
    .map(([name, type]) => `${name} is ${members[name] === undefined ? 'missing' : `no ${type}`}`);
  if (missing.length > 0 || (kind !== 'state-functions' && kind !== 'exec')) return missing;
  return Object.entries(members['functions'] as Record<string, unknown>).flatMap(([name, fun]) => {
    const parts = fun as Readonly<Record<string, unknown>> | null;
    return [
      ...(is('function', parts?.['run']) ? [] : [`functions.${name}.run is missing`]),
      ...(is('object', parts?.['fields']) ? [] : [`functions.${name}.fields is missing`]),
      ...(parts?.['effects'] === 'none' || parts?.['effects'] === 'write'
        ? []
        : [`functions.${name}.effects is neither 'none' nor 'write'`]),
    ];
  });
}

function is(type: MemberType, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  return typeof value === type && value !== null;
}
