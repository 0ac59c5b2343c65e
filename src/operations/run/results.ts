/** Results as everyone else's tools read them: a map from tag to record. */
import type { Action, ChunkResult, OutcomeKind, PendingReport } from '../../engine/index.js';
import { type Diagnostic, isSecret, isUnknown, MASK, type Masker, revealDeep, tagText } from '../../kernel/index.js';

/** One record of the map. */
export interface ResultRecord {
  readonly tag: string;
  readonly esm_tag: string;
  readonly name: string;
  readonly __id__: string;
  readonly __run_num: number;
  readonly result: boolean | null;
  readonly outcome: OutcomeKind;
  readonly action: Action;
  readonly comment: readonly string[];
  readonly changes: Readonly<Record<string, unknown>>;
  readonly old_state: Readonly<Record<string, unknown>> | null;
  readonly new_state: Readonly<Record<string, unknown>> | null;
  readonly start_time: string;
  readonly total_seconds: number;
  /** META of the SLS file and of the ID; null where there is none. */
  readonly sls_meta: unknown;
  readonly id_meta: unknown;
  /** Tag of the chunk whose failure skipped this one. */
  readonly root?: string;
  /** When that was enforced which stands for a state that was needed and not run; and how old it was then, in seconds. */
  readonly enforced_at?: string;
  readonly enforced_age_seconds?: number;
  /** `PATH:LINE:COL` of the declaration. */
  readonly declared?: string;
  readonly diagnostics?: readonly Diagnostic[];
  /** Of a state that was pending: since when, how often it was called again, and how that ended. */
  readonly pending?: PendingReport;
}

/** How values are shown: secrets masked, also in text; `reveal` shows those that are told once. */
export interface ShowOptions {
  readonly masker: Masker;
  readonly reveal?: ReadonlySet<unknown>;
}

export function resultRecord(result: ChunkResult, options: ShowOptions): ResultRecord {
  const shown = <T>(value: T): T => shownData(value, options) as T;
  return {
    tag: tagText(result.tag),
    esm_tag: result.esmTag,
    name: result.name ?? result.tag.name,
    __id__: result.tag.id,
    __run_num: result.runNumber,
    result: result.result,
    outcome: result.outcome,
    action: result.action,
    comment: shown(result.comment),
    changes: shown(result.changes),
    old_state: shown(result.oldState),
    new_state: shown(result.newState),
    start_time: result.startTime,
    total_seconds: result.totalSeconds,
    sls_meta: result.slsMeta ?? null,
    id_meta: result.idMeta ?? null,
    ...(result.root === undefined ? {} : { root: result.root }),
    ...(result.enforcedAt === undefined ? {} : ageOf(result.enforcedAt, result.startTime)),
    ...(result.declared === undefined ? {} : { declared: result.declared }),
    ...(result.diagnostics.length === 0 ? {} : { diagnostics: result.diagnostics }),
    ...(result.pending === undefined ? {} : { pending: result.pending }),
  };
}

function ageOf(enforcedAt: string, now: string): Pick<ResultRecord, 'enforced_at' | 'enforced_age_seconds'> {
  return { enforced_at: enforcedAt, enforced_age_seconds: (Date.parse(now) - Date.parse(enforcedAt)) / 1000 };
}

/** In run-number order. */
export function resultsToJson(
  results: readonly ChunkResult[],
  options: ShowOptions,
): Readonly<Record<string, ResultRecord>> {
  const map: Record<string, ResultRecord> = {};
  for (const result of results) map[tagText(result.tag)] = resultRecord(result, options);
  return map;
}

/** Plain data for output: secrets are masks, unknowns are `{unknown: reason}`, big integers are numbers where they fit, else text. */
export function shownData(value: unknown, options: ShowOptions): unknown {
  if (typeof value === 'string') return options.masker.mask(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (isSecret(value)) return options.reveal?.has(value) === true ? revealDeep(value) : MASK;
  if (isUnknown(value)) return { unknown: value.reason };
  if (Array.isArray(value)) return value.map((inner) => shownData(inner, options));
  const shown: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) shown[key] = shownData(inner, options);
  return shown;
}
