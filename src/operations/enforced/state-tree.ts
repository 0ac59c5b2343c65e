/** A tree that says what an enforced state says: one chunk for each record, bound to those it needed. */
import type { EnforcedRecord, ResourceDefinition } from '../../contract/index.js';
import { isSecretMarker, type SecretMarker } from '../../esm/index.js';
import type { Hub } from '../../hub/index.js';
import { type Diagnostic, equal, NO_POS, parseTag, type SourceIndex, type Tag } from '../../kernel/index.js';
import type { Argument, Binding, Chunk, LowState, Requisite } from '../../sls/index.js';
import { operationCodes } from '../codes.js';
import type { RecordedSecrets, Records } from './recorded-secrets.js';

export interface StateTree {
  readonly low: LowState;
  /** Records that no chunk stands for and that are to be as they were. */
  readonly records: Records;
  /** ESM tags without a chunk: what there is of them now is left as it is. */
  readonly leftAlone: ReadonlySet<string>;
  /** What the records do not hold, as warnings, and what is brought back as a record only, as notes. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface StateTreeInput {
  readonly records: Records;
  /** What is recorded now. Default: nothing. */
  readonly now?: Records;
  /** Default: none is known. */
  readonly secrets?: Pick<RecordedSecrets, 'find'>;
  readonly hub: Hub;
  readonly sources: SourceIndex;
}

/**
 * Of secrets only those that are sealed somewhere are known; the others stay what they are. What functions made that are no resources
 * cannot be made again: their records alone come back.
 */
export async function treeOfRecords({
  records,
  now = new Map(),
  secrets = { find: () => undefined },
  hub,
  sources,
}: StateTreeInput): Promise<StateTree> {
  const diagnostics: Diagnostic[] = [];
  const kept = new Map<string, EnforcedRecord>();
  const leftAlone = new Set<string>();
  const things = new Map<string, Thing>();
  for (const [esmTag, record] of records) {
    const tag = parseTag(esmTag);
    const plugin = tag === undefined ? undefined : await hub.load('states', tag.state);
    if (tag !== undefined && plugin?.kind === 'resource' && record.state !== null) {
      things.set(esmTag, { tag, record, definition: plugin.definition });
      continue;
    }
    leftAlone.add(esmTag);
    if (record.state === null) diagnostics.push(leftOut(esmTag, 'it was not complete'));
    else if (plugin === undefined) diagnostics.push(leftOut(esmTag, 'there is no such state any more'));
    else if (!equal(record.state, now.get(esmTag)?.state)) {
      kept.set(esmTag, record);
      diagnostics.push(onlyRecorded(esmTag));
    }
  }
  const chunks: Chunk[] = [];
  for (const [esmTag, thing] of things) {
    const { chunk, hidden } = chunkOf(thing, { things, secrets, now: now.get(esmTag) }, chunks.length);
    chunks.push(chunk);
    if (hidden.length > 0) diagnostics.push(leftOut(esmTag, `the value of ${hidden.join(', ')} is not kept`));
  }
  const low = { chunks, sources, slsRefs: [], includedBy: new Map(), delayed: [] };
  return { low, records: kept, leftAlone, diagnostics };
}

function onlyRecorded(esmTag: string): Diagnostic {
  return {
    severity: 'note',
    code: operationCodes.code('not-restored'),
    summary: `'${esmTag}' is restored as a record only: what it did is not done again`,
    about: esmTag,
  };
}

function leftOut(esmTag: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: operationCodes.code('not-restored'),
    summary: `'${esmTag}' is not restored in full: ${why}`,
    about: esmTag,
    hints: ['what is there of it is left as it is'],
  };
}

/** A record that a chunk stands for. */
interface Thing {
  readonly tag: Tag;
  readonly record: EnforcedRecord;
  readonly definition: ResourceDefinition;
}

interface Around {
  readonly things: ReadonlyMap<string, Thing>;
  readonly secrets: Pick<RecordedSecrets, 'find'>;
  /** What the record of this tag is now. */
  readonly now: EnforcedRecord | undefined;
}

function chunkOf(
  { tag, record, definition }: Thing,
  { things, secrets, now }: Around,
  index: number,
): { readonly chunk: Chunk; readonly hidden: readonly string[] } {
  // What has no chunk cannot be waited for, and gives nothing that could be bound.
  const needed = (record.meta.needs ?? []).flatMap((esmTag) => things.get(esmTag) ?? []);
  const bindings: Binding[] = [];
  const hidden: string[] = [];
  const args = new Map<string, Argument>();
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record.meta.inputs ?? {})) {
    if (name === 'name') continue;
    const bound = record.meta.origins?.[name] === 'bound';
    const found: Binding[] = [];
    const argument = rebound(value, { bound, needed, secrets, bindings: found }, [name]);
    if (argument === UNKNOWN_SECRET) {
      // As it is now it is what it was then.
      if (!equal(value, now?.meta.inputs?.[name])) hidden.push(name);
      continue;
    }
    bindings.push(...found);
    plain[name] = value;
    args.set(name, written(argument));
  }
  const { meta } = record;
  const keywords = new Map<string, Argument>();
  if (meta.profile !== undefined) keywords.set('acct_profile', written(meta.profile));
  if (meta.protect === true) keywords.set('protect', written(true));
  const declaration = {
    id: tag.id,
    state: tag.state,
    fun: functionOf(definition, plain, record),
    sls: 'restore',
    idAt: NO_POS,
    at: NO_POS,
    meta: null,
    slsMeta: null,
  };
  const requisites = needed.map(({ tag: other }): Requisite => {
    const target = { kind: 'state' as const, state: other.state, pattern: other.id, name: other.name };
    return { kind: 'require', target, at: NO_POS };
  });
  const own = { index, declaration, name: tag.name, order: index + 1, args, keywords, requisites, bindings };
  // Made anew it gets a name of its own.
  const chunk = meta.name === undefined ? own : { ...own, namePrefix: tag.name };
  return { chunk, hidden };
}

function written(value: unknown): Argument {
  return { value, at: NO_POS, valueAt: NO_POS };
}

/** Of several wishes on the same thing, the one whose outcome is recorded. */
function functionOf(
  { functions = {} }: ResourceDefinition,
  args: Readonly<Record<string, unknown>>,
  { state }: EnforcedRecord,
): string {
  const fits = Object.entries(functions).find(([, { wish }]) => {
    const wished = Object.entries(wish(args));
    return wished.length > 0 && wished.every(([name, value]) => equal(state?.[name], value));
  });
  return fits?.[0] ?? 'present';
}

/** Stands for a value with a secret in it that is kept nowhere. */
const UNKNOWN_SECRET = Symbol('unknown secret');

interface Rebinding {
  readonly bound: boolean;
  readonly needed: readonly Thing[];
  readonly secrets: Pick<RecordedSecrets, 'find'>;
  /** Gets what is bound. */
  readonly bindings: Binding[];
}

/** A value that came from another thing is taken from it again: the thing may get another id when it is made anew. */
function rebound(value: unknown, how: Rebinding, argument: readonly (string | number)[]): unknown {
  if (isSecretMarker(value)) return reboundSecret(value, how, argument);
  if (Array.isArray(value)) return whole(value.map((one, at) => rebound(one, how, [...argument, at])));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => [key, rebound(one, how, [...argument, key])] as const);
    return entries.some(([, one]) => one === UNKNOWN_SECRET) ? UNKNOWN_SECRET : Object.fromEntries(entries);
  }
  if (typeof value !== 'string' || value === '') return value;
  for (const one of how.needed) {
    const key =
      value === one.record.meta.id ? 'resource_id' : how.bound ? keyOf(one, (other) => other === value) : undefined;
    if (key !== undefined) return reference(one, key, how, argument);
  }
  return value;
}

function whole(list: readonly unknown[]): unknown {
  return list.includes(UNKNOWN_SECRET) ? UNKNOWN_SECRET : list;
}

function reboundSecret(marker: SecretMarker, how: Rebinding, argument: readonly (string | number)[]): unknown {
  for (const one of how.bound ? how.needed : []) {
    const key = keyOf(one, (other) => isSecretMarker(other) && other.__secret__ === marker.__secret__);
    if (key !== undefined) return reference(one, key, how, argument);
  }
  return how.secrets.find(marker) ?? UNKNOWN_SECRET;
}

function reference(
  { tag }: Thing,
  key: string,
  { bindings }: Rebinding,
  argument: readonly (string | number)[],
): string {
  const { state, id, name } = tag;
  const text = `\${${state}:${id}[${name}]:${key}}`;
  bindings.push({ state, id, name, path: [{ kind: 'key', key }], reference: text, argument, whole: true, at: NO_POS });
  return text;
}

function keyOf({ record }: Thing, fits: (value: unknown) => boolean): string | undefined {
  return Object.entries(record.state ?? {}).find(([, value]) => fits(value))?.[0];
}
