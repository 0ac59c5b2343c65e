/** Documentation of plugins as data: functions, arguments, defaults, and the file each lives in. */
import type { Field, Fields } from '../../contract/index.js';
import type { Hub, Loaded, PluginFolder, PluginPlace } from '../../hub/index.js';
import { DiagnosticError, didYouMean, globMatcher, isGlob } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';

/** In the order they are shown: first those with functions that SLS files and people call. */
const FOLDERS = [
  'states',
  'exec',
  'renderers',
  'templates',
  'sources',
  'events',
  'esm',
  'acct',
  'pending',
  'drivers',
] as const satisfies readonly PluginFolder[];

export type DocumentedFolder = (typeof FOLDERS)[number];

export interface ArgumentDoc {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly doc?: string;
  readonly default?: unknown;
  readonly one_of?: readonly unknown[];
  readonly example?: unknown;
  /** `immutable`, `secret`, `computed`, … */
  readonly notes: readonly string[];
}

export interface FunctionDoc {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentDoc[];
  /** Takes arguments beyond those listed. */
  readonly free: boolean;
  readonly writes: boolean;
}

export interface PluginDoc {
  readonly folder: DocumentedFolder;
  readonly ref: string;
  readonly summary: string;
  readonly origin: PluginPlace['origin'];
  readonly file: string;
  readonly functions: readonly FunctionDoc[];
  /** What it adds beside functions, by kind: `filters`, `tests`, `globals`, `protocols`. */
  readonly adds?: Readonly<Record<string, readonly string[]>>;
}

/** One line a plugin, without loading any. */
export interface PluginLine {
  readonly folder: DocumentedFolder;
  readonly ref: string;
  readonly file: string;
  readonly origin: PluginPlace['origin'];
}

export function listPlugins(hub: Hub): readonly PluginLine[] {
  return FOLDERS.flatMap((folder) =>
    hub.refs(folder).flatMap((ref) => {
      const place = hub.place(folder, ref);
      return place === undefined ? [] : [{ folder, ref, file: place.file, origin: place.origin }];
    }),
  );
}

/**
 * What a reference names: a plugin (`cloud.network`), one of its functions (`cloud.network.present`), a branch (`cloud`), or all that a
 * pattern matches. A leading folder (`states.`, `exec.`, `renderers.`, …) narrows it. Throws a `DiagnosticError` when it names nothing.
 */
export async function documentReference(hub: Hub, reference: string): Promise<readonly PluginDoc[]> {
  const [, first = '', rest = ''] = /^(\w+)\.(.+)$/.exec(reference) ?? [];
  const narrowed = FOLDERS.filter((folder) => folder === first);
  // A folder may have the name of a state: acct.profile.
  const found = [...(await documentIn(hub, narrowed, rest)), ...(await documentIn(hub, FOLDERS, reference))];
  if (found.length > 0) return found;
  const hint = didYouMean(reference, [...new Set(FOLDERS.flatMap((folder) => hub.refs(folder)))]);
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-reference'),
    summary: `nothing is called '${reference}'`,
    about: reference,
    hints: [...(hint === undefined ? [] : [hint]), 'holdfast doc lists everything there is'],
  });
}

async function documentIn(hub: Hub, folders: readonly DocumentedFolder[], ref: string): Promise<PluginDoc[]> {
  const matches = isGlob(ref)
    ? globMatcher(ref)
    : (candidate: string): boolean => candidate === ref || candidate.startsWith(`${ref}.`);
  const found: PluginDoc[] = [];
  for (const folder of folders) {
    for (const candidate of hub.refs(folder)) {
      if (matches(candidate)) found.push(...(await documentPlugin(hub, folder, candidate)));
      else if (ref.startsWith(`${candidate}.`)) {
        const fun = ref.slice(candidate.length + 1);
        for (const doc of await documentPlugin(hub, folder, candidate)) {
          const functions = doc.functions.filter(({ name }) => name === fun);
          if (functions.length > 0) found.push({ ...doc, functions });
        }
      }
    }
  }
  return found;
}

async function documentPlugin(hub: Hub, folder: DocumentedFolder, ref: string): Promise<readonly PluginDoc[]> {
  const loaded = await hub.load(folder, ref);
  if (loaded === undefined) return [];
  const { definition, place } = loaded;
  const shared = { folder, ref, summary: summaryOf(definition), origin: place.origin, file: place.file };
  if (loaded.kind === 'resource') return [{ ...shared, functions: resourceFunctions(loaded) }];
  if (loaded.kind === 'state-functions' || loaded.kind === 'exec')
    return [{ ...shared, functions: ownFunctions(loaded) }];
  return [{ ...shared, functions: [], adds: additions(loaded) }];
}

function summaryOf(definition: object): string {
  return 'summary' in definition && typeof definition.summary === 'string' ? definition.summary : '';
}

function additions(loaded: Loaded<DocumentedFolder>): Readonly<Record<string, readonly string[]>> {
  if (loaded.kind === 'source' || loaded.kind === 'event-sink') return { protocols: loaded.definition.protocols };
  if (loaded.kind !== 'template') return {};
  const { filters = {}, tests = {}, globals = {} } = loaded.definition;
  const named = Object.entries({ filters, tests, globals }).map(([kind, names]) => [kind, Object.keys(names)] as const);
  return Object.fromEntries(named.filter(([, names]) => names.length > 0));
}

type OfFunctions = Extract<Loaded<'states'>, { kind: 'state-functions' }> | Loaded<'exec'>;

function ownFunctions({ definition }: OfFunctions): readonly FunctionDoc[] {
  return Object.entries(definition.functions).map(([name, fun]) => ({
    name,
    summary: fun.summary,
    arguments: argumentDocs(fun.fields),
    free: fun.free === true,
    writes: fun.effects === 'write',
  }));
}

/** The functions the engine makes of a resource. */
function resourceFunctions({ definition }: Extract<Loaded<'states'>, { kind: 'resource' }>): readonly FunctionDoc[] {
  const args = argumentDocs(definition.fields, true);
  const identifying = args
    .filter(({ name }) => name === 'name' || name === 'resource_id')
    .map((one) => ({ ...one, required: false }));
  const make = (name: string, summary: string, taken: readonly ArgumentDoc[], writes = true): FunctionDoc => ({
    name,
    summary,
    arguments: taken,
    free: false,
    writes,
  });
  return [
    make('present', 'Makes it exist as the arguments say.', args),
    make('absent', 'Makes it not exist.', identifying),
    ...Object.entries(definition.functions ?? {}).map(([name, { summary }]) => make(name, summary, args)),
    make(
      'search',
      'Finds exactly one and hands on its state; changes nothing.',
      args.map((one) => ({ ...one, required: false })),
      false,
    ),
  ];
}

function argumentDocs(fields: Fields, ofResource = false): readonly ArgumentDoc[] {
  return Object.entries(fields)
    .filter(([, one]) => !(ofResource && one.computed === true && one.stable !== true))
    .map(([name, one]) => ({
      name,
      type: typeText(one),
      required: one.required,
      ...(one.doc === undefined ? {} : { doc: one.doc }),
      ...(one.default === undefined ? {} : { default: one.default }),
      ...(one.one_of === undefined ? {} : { one_of: one.one_of }),
      ...(one.example === undefined ? {} : { example: one.example }),
      notes: notesOf(one),
    }));
}

function typeText(one: Field): string {
  if (one.type === 'list' && one.items !== undefined) return `list of ${typeText(one.items)}`;
  if (one.type === 'record' && one.items !== undefined) return `map of ${typeText(one.items)}`;
  return one.type;
}

function notesOf(one: Field): readonly string[] {
  return [
    ...(one.immutable === undefined || one.immutable === false
      ? []
      : [one.immutable === true ? 'a change replaces it' : 'some changes replace it']),
    ...(one.secret === true ? ['secret'] : []),
    ...(one.write_only === true ? ['never read back'] : []),
    ...(one.unordered === true ? ['order does not matter'] : []),
    ...(one.computed === true ? ['set by the provider'] : []),
  ];
}
