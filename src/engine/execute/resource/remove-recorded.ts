/** Removing a thing that only its record still knows: its declaration is gone. */
import type { EnforcedRecord } from '../../../contract/index.js';
import type { Loaded } from '../../../hub/index.js';
import { NO_POS, type Tag, tagText } from '../../../kernel/index.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from '../call.js';
import { NO_KEYWORDS } from '../keywords.js';
import { callResult, thrownResult } from '../results.js';
import { otherAccount, otherProvider } from './account-guard.js';
import { applyAbsent, subjectOf } from './apply-resource.js';
import { observeAtRest } from './observe.js';
import { isProtected, protectedFailure, removeThing } from './remove.js';
import type { Subject } from './subject.js';

export interface Recorded {
  readonly esmTag: string;
  readonly tag: Tag;
  readonly record: EnforcedRecord;
  readonly plugin: Loaded<'states'>;
}

/**
 * Removes what a record knows, with what it had deposed, and then the record. Honours protection, and works only with the account and the
 * provider of the record. In plan mode it says what it would do. Never throws.
 */
export async function removeRecorded(recorded: Recorded, env: ExecuteEnvironment): Promise<CallResult> {
  const { plugin, record } = recorded;
  const call = callOf(recorded);
  const open = env.undecided.get(recorded.esmTag);
  if (open !== undefined) return callResult('interrupted', { comment: [open.summary], diagnostics: [open] });
  if (plugin.kind !== 'resource') return forget(call, env, 'nothing removes it');
  const wrong = otherAccount(call, env) ?? otherProvider(call, plugin.definition, env);
  if (wrong !== undefined) return { ...wrong, action: 'remove' };
  const subject = await subjectOf(call, plugin.definition, env, env.options.abort);
  if ('outcome' in subject) return subject;
  if (record.meta.id === undefined && record.state === null) return forget(call, env, 'it was never made');
  try {
    return (await removeDeposed(subject)) ?? (await applyAbsent(subject));
  } catch (thrown) {
    return thrownResult(thrown, call, env);
  }
}

/** Ends a record whose thing stays as it is. */
export function forgetRecorded(recorded: Recorded, env: ExecuteEnvironment, why: string): CallResult {
  return forget(callOf(recorded), env, why);
}

function forget(call: ChunkCall, env: ExecuteEnvironment, why: string): CallResult {
  const test = env.options.mode === 'plan';
  if (!test) env.journal.after([{ type: 'delete', esmTag: call.esmTag }]);
  return callResult('unchanged', { comment: [`${why}; its record ${test ? 'would be' : 'is'} forgotten`] });
}

function callOf({ esmTag, tag, record, plugin }: Recorded): ChunkCall {
  const args = recordedArguments(tag, record);
  const { profile } = record.meta;
  return {
    chunk: {
      index: -1,
      declaration: {
        id: tag.id,
        state: tag.state,
        fun: tag.fun,
        sls: '',
        idAt: NO_POS,
        at: NO_POS,
        meta: null,
        slsMeta: null,
      },
      name: tag.name,
      order: Number.MAX_SAFE_INTEGER,
      args: new Map(),
      keywords: new Map(),
      requisites: [],
      bindings: [],
    },
    tag,
    tagText: tagText(tag),
    esmTag,
    plugin,
    fun: tag.fun,
    args,
    bound: new Set(),
    keywords: { ...NO_KEYWORDS, ...(profile === undefined ? {} : { profile }) },
    record,
    needs: record.meta.needs ?? [],
    rerunData: undefined,
  };
}

/** What the record says of the arguments; secrets are not kept. */
function recordedArguments(tag: Tag, { state, meta }: EnforcedRecord): Readonly<Record<string, unknown>> {
  const args: Record<string, unknown> = { name: meta.name ?? state?.name ?? tag.name };
  for (const [name, value] of Object.entries(meta.inputs ?? {})) {
    if (typeof value === 'object' && value !== null && '__secret__' in value) continue;
    args[name] = value;
  }
  return args;
}

/** Replaced things that an earlier run did not come to remove. The result of the first that could not be removed. */
async function removeDeposed(subject: Subject): Promise<CallResult | undefined> {
  const { call, env, record } = subject;
  if (record === undefined || subject.test) return undefined;
  let left = record.meta.deposed ?? [];
  for (const old of record.meta.deposed ?? []) {
    const seen = await observeAtRest(subject, old.identity, true);
    if (seen.kind === 'present' && isProtected(subject)) return protectedFailure(subject, seen, 'removed');
    left = left.filter((one) => one !== old);
    const { deposed: _all, ...meta } = record.meta;
    const kept = { ...record, meta: { ...meta, ...(left.length === 0 ? {} : { deposed: left }) } };
    const frame = { type: 'put', esmTag: call.esmTag, record: kept } as const;
    if (seen.kind === 'absent') env.journal.after([frame]);
    if (seen.kind !== 'present') continue;
    const removed = await removeThing(subject, seen, [frame]);
    if (removed.outcome !== 'changed') return removed;
  }
  return undefined;
}
