/** The functions of every resource: present and further wishes, absent, search. */
import type { JournalFrame, Present, ResourceDefinition } from '../../../contract/index.js';
import type { Replaced } from '../apply-chunk.js';
import type { Applied, CallResult, ChunkCall, ExecuteEnvironment } from '../call.js';
import { timeLimit } from '../interrupt.js';
import { callResult, done, serviceFailure, thrownResult } from '../results.js';
import { firstComponent } from '../signature.js';
import { otherAccount } from './account-guard.js';
import { find, findToAct } from './find.js';
import { foreign, notFound } from './mismatch.js';
import { applyPresent } from './present.js';
import { isProtected, protectedFailure, removeThing } from './remove.js';
import { changesOf, stateOf } from './states.js';
import { belongsToAnother, makeSubject, type Subject } from './subject.js';

/** Never throws. */
export async function applyResource(
  call: ChunkCall,
  definition: ResourceDefinition,
  env: ExecuteEnvironment,
  signal: AbortSignal,
  replaced?: Replaced,
): Promise<Applied> {
  const wrong = otherAccount(call, env);
  if (wrong !== undefined) return done(wrong);
  const subject = await subjectOf(call, definition, env, signal);
  if ('outcome' in subject) return done(subject);
  try {
    if (call.fun === 'absent') return done(await applyAbsent(subject));
    if (call.fun === 'search') return done(await applySearch(subject));
    return await applyPresent(subject, replaced);
  } catch (thrown) {
    return done(thrownResult(thrown, call, env));
  }
}

export async function subjectOf(
  call: ChunkCall,
  definition: ResourceDefinition,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<Subject | CallResult> {
  try {
    const { profile, accountData } = call.keywords;
    const account = await env.contexts.account(firstComponent(definition.ref), profile, accountData);
    return makeSubject(call, definition, env, signal, account);
  } catch (thrown) {
    return serviceFailure(thrown, call, env);
  }
}

export async function applyAbsent(subject: Subject): Promise<CallResult> {
  const { call, env } = subject;
  const found = await findToAct(subject, () => true, false);
  const forget: JournalFrame[] = subject.record === undefined ? [] : [{ type: 'delete', esmTag: call.esmTag }];
  if (found.kind === 'absent' || found.kind === 'not-found' || found.kind === 'unknown') {
    if (!subject.test && forget.length > 0) env.journal.after(forget);
    return callResult('unchanged', { comment: [found.kind === 'unknown' ? 'is not there yet' : 'is not there'] });
  }
  if (found.kind !== 'present') return notFound(subject, found);
  const { current } = found;
  if (belongsToAnother(subject, current)) return foreign(subject, current);
  if (isProtected(subject)) return { ...protectedFailure(subject, current, 'removed'), action: 'remove' };
  const oldState = stateOf(subject, current);
  if (subject.test) {
    return callResult('would-change', {
      comment: [`would remove ${current.id}`],
      changes: changesOf(subject, oldState, null),
      oldState,
      action: 'remove',
    });
  }
  return await removeThing(subject, current, forget);
}

async function applySearch(subject: Subject): Promise<CallResult> {
  // A search knows only what it is given: nothing of it is ever recorded.
  const found = await find({ ...subject, record: undefined });
  if (found.kind === 'present') {
    const state = stateOf(subject, found.current);
    return callResult('unchanged', {
      comment: [`found ${found.current.id}`],
      oldState: state,
      newState: state,
      action: 'read',
    });
  }
  if (found.kind === 'unknown')
    return callResult('unpredictable', { comment: ['what to search for is known after applying'], action: 'read' });
  return { ...notFound(subject, found), action: 'read' };
}

/**
 * Removes the old thing of a replacement, or the thing a chunk's record knows. What the record says of a newer thing is kept. Never throws.
 */
export async function retireChunk(
  call: ChunkCall,
  current: Present | undefined,
  env: ExecuteEnvironment,
): Promise<CallResult> {
  if (call.plugin.kind !== 'resource') return callResult('unchanged');
  const limit = timeLimit(env.options.abort, call.keywords.timeout, env.services.ports.clock);
  try {
    const subject = await subjectOf(call, call.plugin.definition, env, limit.signal);
    if ('outcome' in subject) return subject;
    if (current === undefined) return await applyAbsent({ ...subject, givenId: undefined });
    const deposedBy = deposingRecord(subject, current);
    // Protection is for the thing that is kept; a deposed one was replaced with leave.
    if (deposedBy === undefined && isProtected(subject)) return protectedFailure(subject, current, 'replaced');
    if (subject.test)
      return callResult('would-change', {
        comment: [`would remove ${current.id}`],
        oldState: stateOf(subject, current),
        action: 'remove',
      });
    return await removeThing(subject, current, [deposedBy ?? { type: 'delete', esmTag: call.esmTag }]);
  } catch (thrown) {
    return thrownResult(thrown, call, env);
  } finally {
    limit.release();
  }
}

/** When the record is of a newer thing: the record without the deposed one. */
function deposingRecord(subject: Subject, old: Present): JournalFrame | undefined {
  const { call, env } = subject;
  const record = env.enforced.get(call.esmTag);
  if (record === undefined || record.meta.id === undefined || record.meta.id === old.id) return undefined;
  const { deposed = [], ...meta } = record.meta;
  const left = deposed.filter((one) => one.id !== old.id);
  return {
    type: 'put',
    esmTag: call.esmTag,
    record: { ...record, meta: { ...meta, ...(left.length === 0 ? {} : { deposed: left }) } },
  };
}
