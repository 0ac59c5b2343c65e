/** Removing things: on behalf of `absent`, and the old ones of replacements. */
import type { Identity, JournalFrame, Present } from '../../../contract/index.js';
import { isProviderError } from '../../../contract/index.js';
import type { Relook } from '../attempts.js';
import type { CallResult } from '../call.js';
import { callCodes } from '../codes.js';
import { callResult, failure, placeOf } from '../results.js';
import { observeAtRest, observeSettled } from './observe.js';
import { changesOf, stateOf } from './states.js';
import { identityFor, type Subject } from './subject.js';
import { carryOut, settledFrame } from './writing.js';

/** What the declaration says; where it says nothing, or is gone, what it said last. */
export function isProtected(subject: Subject): boolean {
  return subject.call.keywords.protect ?? subject.record?.meta.protect === true;
}

export function protectedFailure(
  subject: Subject,
  current: Present,
  verb: 'removed' | 'replaced',
  why?: string,
): CallResult {
  const { call, env } = subject;
  return failure(call, callCodes.code('protected'), `${current.id} is protected and must not be ${verb}`, {
    ...placeOf(call, env.sources),
    ...(why === undefined ? {} : { detail: why }),
    hints: [
      `lift the protection: \`holdfast esm protect '${call.esmTag}' --off\`, or \`protect: false\` at its declaration`,
    ],
  });
}

/** Removes one thing and waits until it is gone. `frames` are what the journal learns then: the end of the record, or a change of it. */
export async function removeThing(
  subject: Subject,
  current: Present,
  frames: readonly JournalFrame[],
): Promise<CallResult> {
  const { definition, env } = subject;
  const identity = identityById(subject, current.id);
  const token = env.services.ports.random.uuid();
  let seen = current;
  const written = await carryOut<true>(subject, {
    action: 'remove',
    token,
    identity,
    run: async (ctx) => {
      try {
        await definition.remove(ctx, seen);
      } catch (thrown) {
        if (!isProviderError(thrown) || thrown.class !== 'not-found') throw thrown;
      }
      return true;
    },
    relook: async (): Promise<Relook<true>> => {
      if (identity === undefined) return { kind: 'unclear' };
      const observation = await observeAtRest(subject, identity, true);
      if (observation.kind === 'absent') return { kind: 'done', value: true };
      if (observation.kind !== 'present') return { kind: 'unclear' };
      seen = observation;
      return { kind: 'again' };
    },
  });
  if (written.kind === 'failed') {
    if (!written.open) env.journal.after([settledFrame(token, 'none')]);
    return { ...written.result, action: 'remove' };
  }
  const oldState = stateOf(subject, current);
  const after =
    identity === undefined
      ? undefined
      : await observeSettled(subject, identity, (observation) => observation.kind === 'absent');
  if (after !== undefined && after.kind !== 'absent') {
    env.journal.after([settledFrame(token, 'done')]);
    return callResult('pending', {
      comment: [`${current.id} is still there`],
      oldState,
      newState: oldState,
      action: 'remove',
    });
  }
  env.journal.after([...frames, settledFrame(token, 'done')]);
  return callResult('changed', {
    comment: [`removed ${current.id}`],
    changes: changesOf(subject, oldState, null),
    oldState,
    action: 'remove',
  });
}

function identityById(subject: Subject, id: string): Identity | undefined {
  return identityFor(subject, { resource_id: id });
}
