/**
 * The enforced state in the form of the original: a map from ESM tag to last new state, and `__esm_metadata__`. What we keep
 * beside the states stands inside that one entry, where readers of the original's form do not look.
 */
import type { EnforcedRecord, Intent, RecordMeta, StateMap } from '../contract/index.js';
import { esmTagText, parseTag } from '../kernel/index.js';
import { corrupt, newerFormat } from './codec.js';
import { NO_KEYS, SecretKeys } from './secret-keys.js';
import { emptySnapshot, type Snapshot } from './snapshot.js';
import { storedValue } from './stored-value.js';

export const METADATA = '__esm_metadata__';

/** Tags carry the name. */
const NAMES_VERSION = [1, 0, 0] as const;
/** The newest version of the original's form that is understood. */
export const STATE_VERSION = [2, 0, 0] as const;
const OWN_FORMAT = 1;

interface OwnMetadata {
  readonly format: number;
  readonly lineage: string;
  readonly epoch: number;
  readonly keyId?: string;
  readonly records: Readonly<Record<string, RecordMeta>>;
  /** Tags of records that have no state, and so do not stand in the map; what else is missing there, another tool took out. */
  readonly stateless?: readonly string[];
  readonly intents: readonly Intent[];
}

export function toStateMap(snapshot: Snapshot): StateMap {
  const map: Record<string, unknown> = {};
  const metas: Record<string, RecordMeta> = {};
  const stateless: string[] = [];
  for (const [esmTag, record] of snapshot.records) {
    metas[esmTag] = record.meta;
    if (record.state === null) stateless.push(esmTag);
    else map[esmTag] = record.state;
  }
  const own: OwnMetadata = {
    format: OWN_FORMAT,
    lineage: snapshot.lineage,
    epoch: snapshot.epoch,
    ...(snapshot.keyId === undefined ? {} : { keyId: snapshot.keyId }),
    records: metas,
    stateless,
    intents: [...snapshot.intents.values()],
  };
  map[METADATA] = { version: versionOf(Object.keys(map)), holdfast: own };
  return map;
}

/**
 * The original's last version takes a map of the one before only when it is told to upgrade it, which renames tags whose ID stands in no other
 * tag with a name of its own. Where there are none, both forms are one, and the map is of either version.
 */
function versionOf(esmTags: readonly string[]): readonly number[] {
  const named = new Map<string, number>();
  for (const esmTag of esmTags) {
    const tag = parseTag(esmTag);
    if (tag === undefined || tag.name === tag.id) continue;
    const key = `${tag.state}\0${tag.id}`;
    named.set(key, (named.get(key) ?? 0) + 1);
  }
  return [...named.values()].includes(1) ? NAMES_VERSION : STATE_VERSION;
}

/** Reads a map of ours or of the original. Its holder is unknown: whoever may read it has the lock or needs none. */
export function fromStateMap(map: StateMap, where: string): Snapshot {
  const metadata = map[METADATA] as { version?: unknown; holdfast?: OwnMetadata } | null | undefined;
  checkVersion(metadata?.version, where);
  const own = metadata?.holdfast;
  if (own !== undefined && !(own.format <= OWN_FORMAT))
    throw newerFormat(where, String(own.format), String(OWN_FORMAT));
  const snapshot = emptySnapshot();
  snapshot.lineage = own?.lineage ?? '';
  snapshot.epoch = own?.epoch ?? 0;
  snapshot.keyId = own?.keyId;
  const keys = new SecretKeys(NO_KEYS, new Uint8Array());
  for (const intent of own?.intents ?? []) snapshot.intents.set(intent.token, intent);
  for (const [tag, state] of Object.entries(map)) {
    if (tag === METADATA) continue;
    if (typeof state !== 'object' || state === null || Array.isArray(state))
      throw corrupt(where, `the record of ${tag} is not a map`);
    const esmTag = own === undefined || Object.hasOwn(own.records, tag) ? tag : ownTag(tag, state, map, own);
    const meta = own?.records[esmTag] ?? importedMeta(esmTag, state, where);
    // Another tool may have kept what JSON does not know. Nothing here is a secret of ours, so the key does not matter.
    const kept = storedValue(state as NonNullable<EnforcedRecord['state']>, keys);
    snapshot.records.set(esmTag, { state: kept, meta: withIdOf(kept, meta) });
  }
  for (const esmTag of own?.stateless ?? Object.keys(own?.records ?? {})) {
    const meta = own?.records[esmTag];
    if (meta !== undefined && !snapshot.records.has(esmTag)) snapshot.records.set(esmTag, { state: null, meta });
  }
  return snapshot;
}

/** Tags that were in a map of ours when it was written, and that another tool has taken out since, with the ids of their things. */
export function takenOut(map: StateMap, read: Snapshot): ReadonlyMap<string, string | undefined> {
  const own = (map[METADATA] as { holdfast?: OwnMetadata } | null | undefined)?.holdfast;
  const gone = Object.entries(own?.records ?? {}).filter(([esmTag]) => !read.records.has(esmTag));
  return new Map(gone.map(([esmTag, { id }]) => [esmTag, id]));
}

/** The tag that the original renamed when it upgraded the map, or the one that a run of ours would look for. */
function ownTag(esmTag: string, state: object, map: StateMap, { records }: OwnMetadata): string {
  const tag = parseTag(esmTag);
  if (tag === undefined || tag.name !== tag.id) return esmTag;
  const before = Object.keys(records).filter((known) => {
    const one = parseTag(known);
    return one?.state === tag.state && one.id === tag.id && !Object.hasOwn(map, known);
  });
  return before.length === 1 ? (before[0] as string) : tagWithName(esmTag, state, map);
}

/** Another tool may have made the thing anew. */
function withIdOf(state: Readonly<Record<string, unknown>>, meta: RecordMeta): RecordMeta {
  const id = state.resource_id;
  return typeof id !== 'string' || id === meta.id ? meta : { ...meta, id };
}

/** Where a tag carries the ID twice: the tag with the name that the state tells, unless that is taken. */
export function tagWithName(esmTag: string, state: unknown, map: StateMap): string {
  const tag = parseTag(esmTag);
  const name = (state as { name?: unknown } | null)?.name;
  if (tag === undefined || tag.name !== tag.id || typeof name !== 'string' || name === '' || name.includes('_|-'))
    return esmTag;
  const renamed = esmTagText({ ...tag, name });
  return Object.hasOwn(map, renamed) ? esmTag : renamed;
}

/** Another tool keeps the id of a thing in its state, if at all. */
function importedMeta(esmTag: string, state: object, where: string): RecordMeta {
  const tag = parseTag(esmTag);
  if (tag === undefined) throw corrupt(where, `${esmTag} is no tag`);
  const id = (state as { readonly resource_id?: unknown }).resource_id;
  return { ...(typeof id === 'string' ? { id } : {}), state: tag.state, status: 'complete' };
}

function checkVersion(version: unknown, where: string): void {
  if (version === undefined || version === null) return;
  if (!Array.isArray(version) || typeof version[0] !== 'number')
    throw corrupt(where, 'its version is not a list of numbers');
  if (version[0] > STATE_VERSION[0]) throw newerFormat(where, version.join('.'), STATE_VERSION.join('.'));
}

/** `1.0.0`; a map that does not say it is of the first version. */
export function versionText(map: StateMap): string {
  const version = (map[METADATA] as { version?: unknown } | null | undefined)?.version;
  return Array.isArray(version) ? version.join('.') : '1.0.0';
}
