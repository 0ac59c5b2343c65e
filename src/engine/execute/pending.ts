/** Whether a state is pending: its return is not the last word, and it is to be called again. */
import type { EnforcedRecord, PendingCounts, Reconcile, StateReturn } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import { containsSecret, equal } from '../../kernel/index.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from './call.js';

/** So many reruns in a row that change nothing mean that nothing will come of it. */
export const MOST_UNCHANGED = 3;
const MOST_RERUNS = 600;

/** What a call knows of those before it in this run. */
export interface Reruns {
  /** Calls after the first one, this one included. */
  readonly count: number;
  /** Of the calls before: reruns in a row that answered like the one before them. */
  readonly unchanged: number;
  readonly last: Answer;
}

export type Answer = Pick<CallResult, 'result' | 'changes' | 'rerunData'>;

const NO_RECONCILE: Reconcile = Object.freeze({});

/** What a function says of being called again, else what its plugin says. */
export function reconcileOf(plugin: Loaded<'states'>, fun: string): Reconcile {
  if (plugin.kind !== 'state-functions') return NO_RECONCILE;
  const { reconcile: shared, functions } = plugin.definition;
  const own = Object.hasOwn(functions, fun) ? functions[fun]?.reconcile : undefined;
  if (own === undefined || shared === undefined) return own ?? shared ?? NO_RECONCILE;
  return { ...shared, ...own };
}

/** Calls at the most after the first one. */
export function mostReruns({ attempts }: Reconcile, { options }: ExecuteEnvironment): number {
  const most = options.reconcile?.mostReruns ?? MOST_RERUNS;
  return attempts === undefined ? most : Math.min(attempts, most);
}

/** Reruns in a row, an answer included, that were like the call before. */
export function unchangedAfter(reruns: Reruns | undefined, { result, changes, rerunData }: Answer): number {
  if (reruns === undefined) return 0;
  const { last, unchanged } = reruns;
  const same = last.result === result && equal(last.changes, changes) && equal(last.rerunData, rerunData);
  return same ? unchanged + 1 : 0;
}

/** True or false, or what is wrong with the plugin's own answer. */
export function isPending(
  returned: StateReturn,
  changes: CallResult['changes'],
  call: ChunkCall,
  env: ExecuteEnvironment,
): boolean | string {
  const reconcile = reconcileOf(call.plugin, call.fun);
  const { is_pending: own } = reconcile;
  const rule = env.options.reconcile?.isPending;
  const asks = asksAgain(returned.rerun_data);
  if (own === undefined && rule === undefined) return asks;
  const answer = { result: returned.result, changes, rerunData: returned.rerun_data };
  const counts: PendingCounts = {
    state: call.plugin.place.ref,
    reruns_count: call.reruns?.count ?? 0,
    reruns_wo_change_count: unchangedAfter(call.reruns, answer),
    max_pending_reruns: mostReruns(reconcile, env),
  };
  try {
    const said: unknown = rule === undefined ? own?.(returned, counts) : rule(returned, counts, own);
    return typeof said === 'boolean' ? said : `${String(said)} from is_pending, which must be true or false`;
  } catch (thrown) {
    return `an error from is_pending: ${env.services.masker.mask(thrown instanceof Error ? thrown.message : String(thrown))}`;
  }
}

/** Empty data asks for nothing. */
export function asksAgain(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return Boolean(data);
  return Array.isArray(data) ? data.length > 0 : data instanceof Date || Object.keys(data).length > 0;
}

/** What the record says while a state is pending. Secrets are not kept: then the next run calls it as if for the first time. */
export function pendingMeta(
  record: EnforcedRecord | undefined,
  rerunData: unknown,
  inputs: string,
  now: string,
): NonNullable<EnforcedRecord['meta']['pending']> {
  const before = record?.meta.pending;
  const since = before?.inputs === inputs ? before.since : now;
  return { since, inputs, rerun_data: containsSecret(rerunData) ? null : (rerunData ?? null) };
}

/** Data that an earlier run left for the call, when its arguments are still the same. */
export function leftRerunData(record: EnforcedRecord | undefined, inputs: () => string): unknown {
  const pending = record?.meta.pending;
  return pending !== undefined && pending.inputs === inputs() ? (pending.rerun_data ?? undefined) : undefined;
}
