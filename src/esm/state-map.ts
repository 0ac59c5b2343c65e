/**
 * The enforced state in the form of the original: a map from ESM tag to last new state, and `__esm_metadata__`. What we keep
 * beside the states stands inside that one entry, where readers of the original's form do not look.
 */
import type { EnforcedRecord, Intent, RecordMeta, StateMap } from '../contract/index.js';
import { parseTag } from '../kernel/index.js';
import { corrupt, newerFormat } from './codec.js';
import { NO_KEYS, SecretKeys } from './secret-keys.js';
import { emptySnapshot, type Snapshot } from './snapshot.js';
import { storedValue } from './stored-value.js';

export const METADATA = '__esm_metadata__';

/** The version of the original's form that is written: tags carry the name. */
const WRITTEN_VERSION = [1, 0, 0] as const;
/** The newest version of the original's form that is understood. */
export const STATE_VERSION = [2, 0, 0] as const;
const OWN_FORMAT = 1;

interface OwnMetadata {
  readonly format: number;
  readonly lineage: string;
  readonly epoch: number;
  readonly keyId?: string;
  readonly records: Readonly<Record<string, RecordMeta>>;
  readonly intents: readonly Intent[];
}

export function toStateMap(snapshot: Snapshot): StateMap {
  const map: Record<string, unknown> = {};
  const metas: Record<string, RecordMeta> = {};
  for (const [esmTag, record] of snapshot.records) {
    metas[esmTag] = record.meta;
    if (record.state !== null) map[esmTag] = record.state;
  }
  const own: OwnMetadata = {
    format: OWN_FORMAT,
    lineage: snapshot.lineage,
    epoch: snapshot.epoch,
    ...(snapshot.keyId === undefined ? {} : { keyId: snapshot.keyId }),
    records: metas,
    intents: [...snapshot.intents.values()],
  };
  map[METADATA] = { version: WRITTEN_VERSION, holdfast: own };
  return map;
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
  for (const [esmTag, state] of Object.entries(map)) {
    if (esmTag === METADATA) continue;
    if (typeof state !== 'object' || state === null) throw corrupt(where, `the record of ${esmTag} is not a map`);
    const meta = own?.records[esmTag] ?? importedMeta(esmTag, where);
    // Another tool may have kept what JSON does not know. Nothing here is a secret of ours, so the key does not matter.
    const kept = storedValue(state as NonNullable<EnforcedRecord['state']>, keys);
    snapshot.records.set(esmTag, { state: kept, meta });
  }
  for (const [esmTag, meta] of Object.entries(own?.records ?? {})) {
    if (!snapshot.records.has(esmTag)) snapshot.records.set(esmTag, { state: null, meta });
  }
  return snapshot;
}

function importedMeta(esmTag: string, where: string): RecordMeta {
  const tag = parseTag(esmTag);
  if (tag === undefined) throw corrupt(where, `${esmTag} is no tag`);
  return { id: tag.id, state: tag.state, status: 'complete' };
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
