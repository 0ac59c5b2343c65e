/** Carrying out a chunk: its keywords around its function. */
import { findUnknown, secret } from '../../kernel/index.js';
import { misfit } from './argument-type.js';
import type { Applied, CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { isTest } from './call-facts.js';
import { misfitDiagnostic } from './check-call.js';
import { callCodes } from './codes.js';
import { skippedBy } from './conditions.js';
import { durationText } from './duration.js';
import { timeLimit } from './interrupt.js';
import { NO_KEYWORDS, type Retry } from './keywords.js';
import { applyResource } from './resource/apply-resource.js';
import { rest } from './rest.js';
import { callResult, done, failure, mergeResults, placeOf, thrownResult } from './results.js';
import { canRefresh, signatureOf } from './signature.js';
import { callStateFunction } from './state-call.js';
import { isMet, untilText } from './until.js';

/** What `applyChunk` answered before the walk retired the old thing. */
export type Replaced = Extract<Applied, { kind: 'replace' }>;

/**
 * Carries out one chunk: in an applying run it makes it so, in plan and test mode it says what would change. Never throws; gives its
 * answer without waiting when nothing has to be waited for. `replaced`: the chunk is called the second time, after its old thing was retired.
 */
export function applyChunk(asked: ChunkCall, env: ExecuteEnvironment, replaced?: Replaced): Applied | Promise<Applied> {
  const call = asked.bound.size > 0 && bindsUnknown(asked) ? onlyPlanned(asked) : asked;
  env.services.masker.add(call.args);
  for (const name of call.keywords.sensitive) env.services.masker.add(secret(call.args[name]));
  const open = env.undecided.size === 0 ? undefined : env.undecided.get(call.esmTag);
  if (open !== undefined) return done(callResult('interrupted', { comment: [open.summary], diagnostics: [open] }));
  if (call.bound.size > 0) {
    const wrong = wrongBinding(call, env);
    if (wrong !== undefined) return done(wrong);
  }
  if (env.options.detail === true) emitCall(call, env);
  if (call.keywords === NO_KEYWORDS) return applyOnce(call, env, env.options.abort, replaced);
  return applyWithKeywords(call, env, replaced);
}

function emitCall({ plugin, fun, args, tagText, keywords }: ChunkCall, { options }: ExecuteEnvironment): void {
  const fields = signatureOf(plugin, fun)?.fields ?? {};
  const hidden = (name: string): boolean => fields[name]?.secret === true || keywords.sensitive.includes(name);
  const shown = Object.entries(args).map(([name, value]) => [name, hidden(name) ? secret(value) : value] as const);
  options.emit({
    type: 'call-started',
    tag: tagText,
    ref: `${plugin.place.ref}.${fun}`,
    arguments: Object.fromEntries(shown),
  });
}

function applyOnce(
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
  replaced?: Replaced,
): Applied | Promise<Applied> {
  if (call.plugin.kind === 'resource') return applyResource(call, call.plugin.definition, env, signal, replaced);
  const result = callStateFunction(call, call.fun, env, signal);
  return result instanceof Promise ? result.then(done) : done(result);
}

/** In an applying run a bound value is unknown when its target only says what it would do (`noop`): then so does this chunk. */
function bindsUnknown(call: ChunkCall): boolean {
  for (const name of call.bound) if (findUnknown(call.args[name]) !== undefined) return true;
  return false;
}

function onlyPlanned(call: ChunkCall): ChunkCall {
  return { ...call, keywords: { ...call.keywords, noop: true } };
}

/** Bound values are checked now; literal ones were before the run. */
function wrongBinding(call: ChunkCall, env: ExecuteEnvironment): CallResult | undefined {
  const signature = signatureOf(call.plugin, call.fun);
  if (signature === undefined) return undefined;
  for (const name of call.bound) {
    const field = Object.hasOwn(signature.fields, name) ? signature.fields[name] : undefined;
    const wrong = field === undefined ? undefined : misfit(field, call.args[name]);
    if (wrong === undefined) continue;
    const diagnostic = misfitDiagnostic(call.plugin, signature, name, wrong, placeOf(call, env.sources));
    return callResult('failed', {
      comment: [diagnostic.summary],
      diagnostics: [{ ...diagnostic, about: call.tagText }],
    });
  }
  return undefined;
}

async function applyWithKeywords(call: ChunkCall, env: ExecuteEnvironment, replaced?: Replaced): Promise<Applied> {
  const { clock } = env.services.ports;
  const { delay, timeout } = call.keywords;
  try {
    if (delay !== undefined && call.reruns === undefined && !isTest(call, env))
      await rest(env, delay, env.options.abort);
  } catch (thrown) {
    return done(thrownResult(thrown, call, env));
  }
  const limit = timeLimit(env.options.abort, timeout, clock);
  try {
    // Conditions were judged before the old thing was retired, and before the first of several calls.
    const judged = replaced !== undefined || call.reruns !== undefined;
    const skipped = judged ? undefined : await skippedBy(call, env, limit.signal);
    if (skipped !== undefined) return done(skipped);
    return await repeated(call, env, limit.signal, replaced);
  } catch (thrown) {
    return done(thrownResult(thrown, call, env));
  } finally {
    limit.release();
  }
}

async function repeated(
  first: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
  replaced?: Replaced,
): Promise<Applied> {
  const { retry } = first.keywords;
  if (retry === undefined || isTest(first, env)) return await applyOnce(first, env, signal, replaced);
  let call = first;
  let before: CallResult | undefined;
  for (let attempt = 1; ; attempt++) {
    const applied = await applyOnce(call, env, signal, replaced);
    if (applied.kind === 'replace') return applied;
    const result = before === undefined ? applied.result : mergeResults(before, applied.result);
    const again = result.outcome !== 'interrupted' && wantsRepeat(retry, result);
    if (!again || attempt === retry.attempts || signal.aborted) {
      return { ...applied, result: again ? exhausted(retry, result, call, env) : result };
    }
    const wait = retry.interval + retry.splay * env.services.ports.random.fraction();
    note(call, env, attempt, retry, result, wait);
    await rest(env, wait, signal);
    before = result;
    call = { ...first, record: env.enforced.get(first.esmTag), rerunData: result.rerunData ?? first.rerunData };
  }
}

function wantsRepeat(retry: Retry, result: CallResult): boolean {
  return retry.until === undefined ? result.outcome === 'failed' : !isMet(retry.until, result);
}

function exhausted(retry: Retry, result: CallResult, call: ChunkCall, env: ExecuteEnvironment): CallResult {
  const times = `${retry.attempts} ${retry.attempts === 1 ? 'attempt' : 'attempts'}`;
  if (retry.until === undefined || result.outcome === 'failed') {
    return { ...result, comment: [...result.comment, `failed after ${times}`] };
  }
  const summary = `after ${times} it is still not so: ${untilText(retry.until)}`;
  const failed = failure(call, callCodes.code('until-unmet'), summary, placeOf(call, env.sources));
  return {
    ...result,
    outcome: 'failed',
    result: false,
    comment: [...result.comment, summary],
    diagnostics: failed.diagnostics,
  };
}

function note(
  call: ChunkCall,
  env: ExecuteEnvironment,
  attempt: number,
  retry: Retry,
  result: CallResult,
  wait: number,
): void {
  const why =
    result.outcome === 'failed'
      ? (result.comment[0] ?? 'failed')
      : `not yet: ${retry.until === undefined ? '' : untilText(retry.until)}`;
  env.options.emit({
    type: 'step-note',
    tag: call.tagText,
    level: 'info',
    message: `attempt ${attempt} of ${retry.attempts}: ${why}; again in ${durationText(wait)}`,
    until: env.services.ports.clock.now() + wait,
  });
}

/**
 * Refreshes a chunk on behalf of a `watch` or `listen` requisite: calls the plugin's `mod_watch` with the chunk's own arguments and joins its
 * result to the first one. Without a `mod_watch` (`canRefresh`) the first result stands.
 */
export function refreshChunk(
  call: ChunkCall,
  first: CallResult,
  env: ExecuteEnvironment,
): CallResult | Promise<CallResult> {
  if (!canRefresh(call.plugin)) return first;
  const limit = timeLimit(env.options.abort, call.keywords.timeout, env.services.ports.clock);
  const finish = (result: CallResult): CallResult => {
    limit.release();
    return refreshed(first, result);
  };
  const result = callStateFunction(call, 'mod_watch', env, limit.signal);
  return result instanceof Promise ? result.then(finish) : finish(result);
}

function refreshed(first: CallResult, refresh: CallResult): CallResult {
  return {
    ...refresh,
    outcome: refresh.outcome === 'unchanged' ? first.outcome : refresh.outcome,
    result: refresh.outcome === 'unchanged' ? first.result : refresh.result,
    // What the function says is news only where it did something.
    comment: first.outcome === 'unchanged' ? refresh.comment : [...first.comment, ...refresh.comment],
    changes: { ...first.changes, ...refresh.changes },
    oldState: first.oldState ?? refresh.oldState,
    newState: refresh.newState ?? first.newState,
    action: refresh.action === 'none' ? first.action : refresh.action,
    leaves: [...first.leaves, ...refresh.leaves],
    diagnostics: [...first.diagnostics, ...refresh.diagnostics],
  };
}
