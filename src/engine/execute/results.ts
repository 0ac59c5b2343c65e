/** Making results of calls, and of what was thrown. */
import type { ProviderError } from '../../contract/index.js';
import { isProviderError } from '../../contract/index.js';
import { thrownAt } from '../../hub/index.js';
import { changesBetween, type Diagnostic, diagnosticsOf, type Masker, spanText } from '../../kernel/index.js';
import type { Applied, CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { callCodes } from './codes.js';
import { durationText } from './duration.js';
import { Interrupted } from './interrupt.js';

const NOTHING = Object.freeze({});
const NO_DIAGNOSTICS: readonly Diagnostic[] = Object.freeze([]);

export function callResult(outcome: CallResult['outcome'], parts: Partial<CallResult> = {}): CallResult {
  return {
    outcome,
    result: RESULT_OF[outcome],
    comment: [],
    changes: NOTHING,
    oldState: null,
    newState: null,
    action: 'none',
    leaves: [],
    diagnostics: NO_DIAGNOSTICS,
    ...parts,
  };
}

const RESULT_OF: Readonly<Record<CallResult['outcome'], boolean | null>> = {
  unchanged: true,
  changed: true,
  'would-change': null,
  unpredictable: null,
  pending: true,
  failed: false,
  'skipped: dependency': false,
  'skipped: requisite': true,
  'skipped: plan': null,
  'skipped: target': null,
  'skipped: cancelled': null,
  interrupted: false,
};

export function done(result: CallResult): Applied {
  return { kind: 'done', result };
}

/** A failure that the engine itself found. */
export function failure(call: ChunkCall, code: string, summary: string, parts: Partial<Diagnostic> = {}): CallResult {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, about: call.tagText, ...parts };
  return callResult('failed', {
    comment: [summary, ...(parts.detail === undefined ? [] : [parts.detail])],
    diagnostics: [diagnostic],
  });
}

/** A write that the plan being applied does not have: refused right before the call. */
export function notInPlan(call: ChunkCall, action: string): CallResult {
  const summary = `was about to ${action} something that the plan does not say`;
  const diagnostic: Diagnostic = {
    severity: 'warning',
    code: callCodes.code('not-in-plan'),
    summary,
    about: call.tagText,
  };
  return callResult('skipped: plan', { comment: [summary], diagnostics: [diagnostic] });
}

/** The place of the declaration, for diagnostics. */
export function placeOf(call: ChunkCall, sources: SourceSpans | undefined): Partial<Diagnostic> {
  const { at, state, fun } = call.chunk.declaration;
  const span = (call.sources ?? sources)?.span(at, state.length + fun.length + 1);
  return span === undefined ? {} : { span };
}

type SourceSpans = NonNullable<ExecuteEnvironment['sources']>;

/** What a thrown value means for the call: interrupted waits, provider errors, diagnostics, and defects of the plugin. */
export function thrownResult(thrown: unknown, call: ChunkCall, env: ExecuteEnvironment): CallResult {
  if (thrown instanceof Interrupted) return interruptedResult(thrown, call, env);
  const diagnostic = thrownDiagnostic(thrown, call, env);
  const { summary } = diagnostic;
  const cause = diagnostic.cause?.summary;
  const comment = cause === undefined || summary.includes(cause) ? [summary] : [summary, cause];
  return callResult('failed', { comment, diagnostics: [diagnostic] });
}

function interruptedResult(thrown: Interrupted, call: ChunkCall, env: ExecuteEnvironment): CallResult {
  const limit = call.keywords.timeout;
  const timedOut = thrown.why === 'timed-out';
  const summary = timedOut ? `did not end within ${durationText(limit ?? 0)}` : 'ended because the run was stopped';
  return failure(call, callCodes.code(timedOut ? 'timed-out' : 'aborted'), summary, {
    ...placeOf(call, env.sources),
    ...(timedOut ? { hints: ['raise `timeout`, or find out what it waits for'] } : {}),
  });
}

/** Names plugin, file, place and tag: authors of plugins need not. */
export function thrownDiagnostic(thrown: unknown, call: ChunkCall, env: ExecuteEnvironment): Diagnostic {
  const { masker } = env.services;
  const place = placeOf(call, env.sources);
  const at = thrownAt(call.plugin.place, thrown);
  const file = at === undefined ? call.plugin.place.file : spanText(at);
  if (isProviderError(thrown)) return providerDiagnostic(thrown, call, masker, place);
  const carried = diagnosticsOf(thrown)?.[0];
  const message = masker.mask(messageOf(thrown));
  return {
    severity: 'error',
    code: callCodes.code('plugin-failed'),
    summary: `'${call.plugin.place.ref}.${call.fun}' failed: ${firstLine(message)}`,
    detail: [message.includes('\n') ? message : '', `the plugin is ${file}`].filter((line) => line !== '').join('\n'),
    ...place,
    about: call.tagText,
    ...(carried === undefined ? {} : { cause: maskDiagnostic(carried, masker) }),
  };
}

function providerDiagnostic(
  error: ProviderError,
  call: ChunkCall,
  masker: Masker,
  place: Partial<Diagnostic>,
): Diagnostic {
  const code = error.providerCode === undefined ? '' : ` (${error.providerCode})`;
  const message = masker.mask(error.message);
  return {
    severity: 'error',
    code: callCodes.code('provider-failed'),
    summary: `${CLASS_TEXT[error.class] ?? 'failed'}${code}: ${firstLine(message)}`,
    ...(message.includes('\n') ? { detail: message } : {}),
    ...place,
    ...(error.hints.length === 0 ? {} : { hints: error.hints.map((hint) => masker.mask(hint)) }),
    about: call.tagText,
  };
}

const CLASS_TEXT: Readonly<Record<ProviderError['class'], string>> = {
  transient: 'the provider failed again and again',
  throttled: 'the provider throttled again and again',
  conflict: 'the provider reports a conflict',
  auth: 'the provider denied access',
  invalid: 'the provider refused',
  'not-found': 'the provider does not find it',
  unsupported: 'the provider does not support this',
  unreachable: 'the provider cannot be reached',
};

function maskDiagnostic(diagnostic: Diagnostic, masker: Masker): Diagnostic {
  return masker.maskDeep(diagnostic) as Diagnostic;
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  return typeof thrown === 'string' ? thrown : `threw ${thrown === null ? 'null' : `a value of type ${typeof thrown}`}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}

/** What a service of the run threw before the plugin was called: accounts, the journal. */
export function serviceFailure(thrown: unknown, call: ChunkCall, env: ExecuteEnvironment): CallResult {
  const carried = diagnosticsOf(thrown);
  if (carried === undefined) return thrownResult(thrown, call, env);
  const masked = carried.map((one) =>
    maskDiagnostic({ ...placeOf(call, env.sources), about: call.tagText, ...one }, env.services.masker),
  );
  return callResult('failed', { comment: masked.map((one) => one.summary), diagnostics: masked });
}

/** One result of several calls of the same chunk: the last one, with the states before the first and the comments of all. */
export function mergeResults(first: CallResult, last: CallResult): CallResult {
  const comment = [...first.comment, ...last.comment.filter((line) => !first.comment.includes(line))];
  if (first.outcome !== 'changed' && first.outcome !== 'pending') return { ...last, comment };
  const changes = Object.keys(last.changes).length === 0 ? first.changes : combinedChanges(first, last);
  const changed = last.outcome === 'unchanged' && Object.keys(changes).length > 0;
  return {
    ...last,
    outcome: changed ? 'changed' : last.outcome,
    comment,
    changes,
    oldState: first.oldState,
    action: last.action === 'none' ? first.action : last.action,
    leaves: last.leaves.length === 0 ? first.leaves : last.leaves,
  };
}

function combinedChanges(first: CallResult, last: CallResult): Readonly<Record<string, unknown>> {
  if (first.oldState === null && last.newState === null) return last.changes;
  return changesBetween(first.oldState, last.newState);
}
