/** A tree that says what an enforced state says: one chunk for each record, bound to those it needed. */
import type { EnforcedRecord, ResourceDefinition } from '../contract/index.js';
import type { Hub } from '../hub/index.js';
import { type Diagnostic, equal, NO_POS, parseTag, type SourceIndex, type Tag } from '../kernel/index.js';
import type { Argument, Binding, Chunk, LowState, Requisite } from '../sls/index.js';
import { operationCodes } from './codes.js';

export type Records = ReadonlyMap<string, EnforcedRecord>;

export interface StateTree {
  readonly low: LowState;
  /** Warnings: what the records do not hold. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Secrets are not kept, so what they were stays as it is. What functions made that are no resources cannot be made again. */
export async function treeOfRecords(records: Records, hub: Hub, sources: SourceIndex): Promise<StateTree> {
  const chunks: Chunk[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [esmTag, record] of records) {
    const tag = parseTag(esmTag);
    const plugin = tag === undefined ? undefined : await hub.load('states', tag.state);
    if (tag === undefined || plugin?.kind !== 'resource' || record.state === null) {
      diagnostics.push(leftOut(esmTag, record.state === null ? 'it was not complete' : 'it is no resource'));
      continue;
    }
    const { chunk, hidden } = chunkOf(tag, record, plugin.definition, records, chunks.length);
    chunks.push(chunk);
    if (hidden.length > 0) diagnostics.push(leftOut(esmTag, `the value of ${hidden.join(', ')} is not kept`));
  }
  return { low: { chunks, sources, slsRefs: [], includedBy: new Map(), delayed: [] }, diagnostics };
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

function chunkOf(
  tag: Tag,
  record: EnforcedRecord,
  definition: ResourceDefinition,
  records: Records,
  index: number,
): { readonly chunk: Chunk; readonly hidden: readonly string[] } {
  const needed = (record.meta.needs ?? []).flatMap((esmTag) => {
    const other = records.get(esmTag);
    const found = parseTag(esmTag);
    return other === undefined || found === undefined ? [] : [{ tag: found, record: other }];
  });
  const bindings: Binding[] = [];
  const hidden: string[] = [];
  const args = new Map<string, Argument>();
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record.meta.inputs ?? {})) {
    if (name === 'name') continue;
    if (holdsDigest(value)) {
      hidden.push(name);
      continue;
    }
    plain[name] = value;
    const bound = record.meta.origins?.[name] === 'bound';
    args.set(name, written(rebound(value, [name], bound, needed, bindings)));
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
  const chunk = { index, declaration, name: tag.name, order: index + 1, args, keywords, requisites, bindings };
  return { chunk, hidden };
}

function written(value: unknown): Argument {
  return { value, at: NO_POS, valueAt: NO_POS };
}

/** In place of a secret. */
function holdsDigest(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return '__secret__' in value || Object.values(value).some(holdsDigest);
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

interface Needed {
  readonly tag: Tag;
  readonly record: EnforcedRecord;
}

/** A value that came from another thing is taken from it again: the thing may get another id when it is made anew. */
function rebound(
  value: unknown,
  argument: readonly (string | number)[],
  bound: boolean,
  needed: readonly Needed[],
  bindings: Binding[],
): unknown {
  if (Array.isArray(value)) return value.map((one, at) => rebound(one, [...argument, at], bound, needed, bindings));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, rebound(one, [...argument, key], bound, needed, bindings)]),
    );
  }
  if (typeof value !== 'string' || value === '') return value;
  for (const { tag, record } of needed) {
    const key = value === record.meta.id ? 'resource_id' : bound ? keyOf(value, record) : undefined;
    if (key === undefined) continue;
    const { state, id, name } = tag;
    const reference = `\${${state}:${id}[${name}]:${key}}`;
    bindings.push({ state, id, name, path: [{ kind: 'key', key }], reference, argument, whole: true, at: NO_POS });
    return reference;
  }
  return value;
}

function keyOf(value: string, { state }: EnforcedRecord): string | undefined {
  return Object.entries(state ?? {}).find(([, one]) => one === value)?.[0];
}
