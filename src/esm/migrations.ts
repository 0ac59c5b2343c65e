/**
 * Other formats made into the present one by numbered functions. A function never changes its input, and its number is never used
 * again. What is newer than the newest number known is refused before any of them is asked.
 */
import type { StateMap } from '../contract/index.js';
import type { Diagnostic } from '../kernel/index.js';
import { ESM_CODES } from './codes.js';
import { METADATA, tagWithName } from './state-map.js';

export interface Migration<Data> {
  /** The version it takes. */
  readonly from: number;
  /** What it does, for the message. */
  readonly what: string;
  migrate(data: Data): Data;
}

/** Of the original's form, by its major version. Version 1 is the form we write. */
export const stateMapMigrations: readonly Migration<StateMap>[] = [
  { from: 2, what: 'tags carry the name where they carried the ID twice', migrate: tagsCarryTheName },
];

/** A map of the original in the form we write. Maps of our own are given back as they are. */
export function migrateStateMap(map: StateMap): {
  readonly map: StateMap;
  readonly diagnostics: readonly Diagnostic[];
} {
  const metadata = map[METADATA] as { version?: unknown; holdfast?: unknown } | null | undefined;
  const version = Array.isArray(metadata?.version) ? Number(metadata.version[0]) : 1;
  const step = metadata?.holdfast === undefined ? stateMapMigrations.find(({ from }) => from === version) : undefined;
  if (step === undefined) return { map, diagnostics: [] };
  const summary = `The imported state was brought from version ${version} to the present form: ${step.what}`;
  return { map: step.migrate(map), diagnostics: [{ severity: 'note', code: ESM_CODES.code('migrated'), summary }] };
}

/** Version 2 names a record by its ID alone. The name its state tells is the one a run looks for. */
function tagsCarryTheName(map: StateMap): StateMap {
  const renamed: Record<string, unknown> = {};
  for (const [esmTag, state] of Object.entries(map)) renamed[tagWithName(esmTag, state, map)] = state;
  const { version: _old, ...metadata } = (map[METADATA] ?? {}) as { version?: unknown };
  renamed[METADATA] = { ...metadata, version: [1, 0, 0] };
  return renamed;
}
