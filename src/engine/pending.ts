/** Calling again what was accepted but is not there yet: each state on a timer of its own, while others go on. */
import { changesBetween } from '../kernel/index.js';
import {
  type Applied,
  applyChunk,
  type CallResult,
  type ChunkCall,
  callCodes,
  durationText,
  type ExecuteEnvironment,
  MOST_UNCHANGED,
  mostReruns,
  placeOf,
  type Reruns,
  reconcileOf,
  unchangedAfter,
  visibleChanges,
  waitTime,
} from './execute/index.js';
import type { PendingReport } from './outcome.js';

/** Waits without holding up others; false when the run was stopped meanwhile. */
export type Rest = (milliseconds: number) => Promise<boolean>;

export type Settled = Exclude<Applied, { kind: 'replace' }>;

/** Calls a pending state until it is settled, or until nothing more is to be expected. `started`: when the chunk began, by the monotonic clock. */
export async function settlePending(
  call: ChunkCall,
  first: Settled,
  env: ExecuteEnvironment,
  rest: Rest,
  started: number,
): Promise<Settled> {
  const { clock } = env.services.ports;
  const since = env.enforced.get(call.esmTag)?.meta.pending?.since ?? new Date(clock.now()).toISOString();
  const told = (applied: Settled, reruns: number, end: PendingReport['end']): Settled => ({
    ...applied,
    result: ended(applied.result, { since, reruns, end }, call, env),
  });
  if (env.options.reconcile?.reconciler === 'none') return told(first, 0, 'not-awaited');
  const { delay = 0, timeout } = call.keywords;
  const end = timeout === undefined ? undefined : started + delay + timeout;
  let applied = first;
  let last = first.result;
  let reruns: Reruns | undefined;
  for (let count = 1; ; count++) {
    const unchanged = unchangedAfter(reruns, last);
    const stop = whyNoMore(call, last, { reruns: count - 1, unchanged }, env);
    if (stop !== undefined) return told(applied, count - 1, stop);
    const wait = waitBefore(call, last, count - 1, env);
    if (end !== undefined && clock.monotonic() + wait >= end) return told(applied, count - 1, 'timed-out');
    announce(call, { since, reruns: count - 1, wait }, env);
    if (!(await rest(wait))) return told(applied, count - 1, 'stopped');
    env.options.emit({ type: 'rerun', tag: call.tagText, rerun: count });
    reruns = { count, unchanged, last };
    const next = await applyChunk(rerunOf(call, last, reruns, env, end), env);
    if (next.kind === 'replace') return told(applied, count, 'replaced');
    last = next.result;
    applied = { ...next, result: mergeReruns(applied.result, last, call) };
    if (last.outcome !== 'pending') return told(applied, count, 'settled');
  }
}

interface Counts {
  readonly reruns: number;
  readonly unchanged: number;
}

/** Why it is not called again; undefined when it is. */
function whyNoMore(
  call: ChunkCall,
  last: CallResult,
  { reruns, unchanged }: Counts,
  env: ExecuteEnvironment,
): PendingReport['end'] | undefined {
  if (env.options.stop.aborted || env.options.abort.aborted) return 'stopped';
  const reconcile = reconcileOf(call.plugin, call.fun);
  const decides = reconcile.is_pending !== undefined && last.result === true;
  if (unchanged >= MOST_UNCHANGED && !decides) return 'unchanged';
  return reruns >= mostReruns(reconcile, env) ? 'most-reruns' : undefined;
}

/** As the thing itself says, else as the plugin declares. Milliseconds. */
function waitBefore(call: ChunkCall, last: CallResult, reruns: number, { services }: ExecuteEnvironment): number {
  const { wait } = reconcileOf(call.plugin, call.fun);
  return waitTime(wait, reruns, services.ports.random, last.recheckAfter);
}

function announce(
  call: ChunkCall,
  { since, reruns, wait }: { readonly since: string; readonly reruns: number; readonly wait: number },
  { services, options }: ExecuteEnvironment,
): void {
  const until = services.ports.clock.now() + wait;
  const { tagText: tag } = call;
  options.emit({ type: 'pending', tag, since, reruns, until });
  const again = reruns === 0 ? '' : ` (${reruns} ${reruns === 1 ? 'time' : 'times'} so far)`;
  const message = `not there yet; called again in ${durationText(wait)}${again}`;
  options.emit({ type: 'step-note', tag, level: 'info', message, until });
}

/** The same call with what the last one asked to get back; what is left of its time limit is its time limit. */
function rerunOf(
  call: ChunkCall,
  last: CallResult,
  reruns: Reruns,
  env: ExecuteEnvironment,
  end: number | undefined,
): ChunkCall {
  const again = { ...call, record: env.enforced.get(call.esmTag), rerunData: last.rerunData, reruns };
  if (end === undefined) return again;
  const timeout = Math.max(1, end - env.services.ports.clock.monotonic());
  return { ...again, keywords: { ...call.keywords, timeout } };
}

/**
 * One result of all calls: the last one, from the state before the first one. The comments are those of all calls; a call whose first comment was
 * heard before begins the list anew.
 */
function mergeReruns(first: CallResult, last: CallResult, call: ChunkCall): CallResult {
  const [opening] = last.comment;
  const comment =
    opening !== undefined && !first.comment.includes(opening) ? [...first.comment, ...last.comment] : last.comment;
  const changes = changesOfAll(first, last, call);
  const changed = last.outcome === 'unchanged' && Object.keys(changes).length > 0;
  return {
    ...last,
    outcome: changed ? 'changed' : last.outcome,
    comment: last.comment.length === 0 ? first.comment : comment,
    changes,
    oldState: first.oldState,
    action: last.action === 'none' ? first.action : last.action,
    leaves: last.leaves.length === 0 ? first.leaves : last.leaves,
  };
}

/** From the state before the first call to that after the last one, where they are told; a call without changes takes none back. */
function changesOfAll(first: CallResult, last: CallResult, { plugin, keywords }: ChunkCall): CallResult['changes'] {
  const quiet = Object.keys(last.changes).length === 0;
  // What counts as a change of a resource, its own comparison has said.
  const compares = (first.oldState !== null || last.newState !== null) && !(quiet && plugin.kind === 'resource');
  if (compares) return visibleChanges(changesBetween(first.oldState, last.newState), keywords.sensitive);
  return quiet ? first.changes : last.changes;
}

/** What is not settled has failed when its last answer was no success. */
function ended(result: CallResult, pending: PendingReport, call: ChunkCall, env: ExecuteEnvironment): CallResult {
  if (pending.end === 'settled') return { ...result, pending };
  const outcome = result.result === false ? 'failed' : 'pending';
  if (pending.end === 'not-awaited' || pending.end === 'stopped') {
    return { ...result, outcome, pending, comment: [...result.comment, endText(pending, call)] };
  }
  const summary = endText(pending, call);
  const diagnostic = {
    severity: 'error' as const,
    code: callCodes.code('never-settled'),
    summary,
    ...placeOf(call, env.sources),
    about: call.tagText,
    hints: ['run again: it goes on where this run ended'],
  };
  return {
    ...result,
    outcome,
    pending,
    comment: [...result.comment, summary],
    diagnostics: [...result.diagnostics, diagnostic],
  };
}

function endText({ since, reruns, end }: PendingReport, call: ChunkCall): string {
  const times = reruns === 0 ? '' : `, called again ${reruns} ${reruns === 1 ? 'time' : 'times'}`;
  return `pending since ${since}${times}: ${endings[end](call)}`;
}

const endings: Readonly<Record<PendingReport['end'], (call: ChunkCall) => string>> = {
  settled: () => 'settled',
  'not-awaited': () => 'this run waits for nothing that is pending',
  unchanged: () => `given up, because ${MOST_UNCHANGED} times in a row the answer was the same`,
  'most-reruns': () => 'given up, because that is as often as is allowed',
  'timed-out': ({ keywords }) =>
    `given up, because its time limit of ${durationText(keywords.timeout ?? 0)} leaves no time for another call`,
  replaced: () => 'given up, because it would have to be replaced now',
  stopped: () => 'the run was stopped',
};
