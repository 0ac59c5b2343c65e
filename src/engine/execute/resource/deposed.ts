/** Replaced things that an earlier run did not come to remove: they are told in a plan, and go with the next run. */
import type { EnforcedRecord, JournalFrame, Present } from '../../../contract/index.js';
import { DEPOSED_PATH } from '../../outcome.js';
import type { Applied, CallResult } from '../call.js';
import { done } from '../results.js';
import { observeAtRest } from './observe.js';
import { removeThing } from './remove.js';
import type { Subject } from './subject.js';

type Deposed = NonNullable<EnforcedRecord['meta']['deposed']>;

/** Adds to a result what is still to be removed of the thing's predecessors. */
export async function withDeposed(subject: Subject, result: CallResult): Promise<Applied> {
  const { env, call, test } = subject;
  const settled = result.outcome === 'unchanged' || result.outcome === 'changed' || result.outcome === 'would-change';
  const record = subject.record === undefined ? undefined : env.enforced.get(call.esmTag);
  const deposed = record?.meta.deposed ?? [];
  if (!settled || record === undefined || deposed.length === 0) return done(result);
  let left = deposed;
  const there: Present[] = [];
  for (const old of deposed) {
    const seen = await observeAtRest(subject, old.identity, true);
    if (seen.kind === 'present') there.push(seen);
    else if (seen.kind === 'absent') left = left.filter((one) => one !== old);
  }
  if (left.length < deposed.length && !test) env.journal.after([recordWith(subject, left)]);
  if (there.length === 0) return done(result);
  const told = withRemovals(result, there, test);
  if (test) return done(told);
  return await removeAllButLast(subject, told, there);
}

/** The youngest one goes when everything that used it got over to the new one; older ones have been done without since. */
async function removeAllButLast(subject: Subject, result: CallResult, there: readonly Present[]): Promise<Applied> {
  for (const old of there.slice(0, -1)) {
    const left = (subject.env.enforced.get(subject.call.esmTag)?.meta.deposed ?? []).filter(({ id }) => id !== old.id);
    const removed = await removeThing(subject, old, [recordWith(subject, left)]);
    if (removed.outcome !== 'changed')
      return done({ ...result, ...removed, comment: [...result.comment, ...removed.comment] });
  }
  return { kind: 'deposed', result, old: there.at(-1) as Present };
}

function withRemovals(result: CallResult, there: readonly Present[], test: boolean): CallResult {
  const verb = test ? 'would remove' : 'removes';
  const unchanged = result.outcome === 'unchanged';
  return {
    ...result,
    outcome: unchanged ? (test ? 'would-change' : 'changed') : result.outcome,
    result: unchanged && test ? null : result.result,
    action: unchanged ? 'remove' : result.action,
    comment: [...result.comment, ...there.map(({ id }) => `${verb} ${id}, which it has replaced`)],
    leaves: [...result.leaves, ...there.map(({ id }) => ({ path: DEPOSED_PATH, old: id }))],
  };
}

function recordWith({ env, call }: Subject, deposed: Deposed): JournalFrame {
  const record = env.enforced.get(call.esmTag) as EnforcedRecord;
  const { deposed: _before, ...meta } = record.meta;
  const kept = { ...record, meta: { ...meta, ...(deposed.length === 0 ? {} : { deposed }) } };
  return { type: 'put', esmTag: call.esmTag, record: kept };
}
