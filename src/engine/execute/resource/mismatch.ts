/** Answers for what is found otherwise than one thing of ours. */
import type { Present } from '../../../contract/index.js';
import type { CallResult } from '../call.js';
import { callCodes } from '../codes.js';
import { callResult, failure, placeOf } from '../results.js';
import { adoptCommand } from './adopt-hint.js';
import type { Found } from './find.js';
import { stateOf } from './states.js';
import type { Subject } from './subject.js';

/** What a call asks to get back that only has to be looked at again. */
export const WAITING = Object.freeze({ waiting: true });

/** Results of a search for one thing that did not give exactly one. */
export function notFound(subject: Subject, found: Exclude<Found, { kind: 'present' | 'unknown' }>): CallResult {
  const { call, env, definition } = subject;
  const place = placeOf(call, env.sources);
  switch (found.kind) {
    case 'ambiguous':
      return failure(
        call,
        callCodes.code('ambiguous'),
        `${found.ids.length} of ${definition.ref} match: ${found.ids.join(', ')}`,
        {
          ...place,
          hints: [
            `to take over one of them: ${adoptCommand(subject, found.ids[0])}`,
            `or name the one that is meant: \`- resource_id: ${found.ids[0]}\``,
          ],
        },
      );
    case 'not-found':
      return failure(
        call,
        callCodes.code('not-found'),
        `there is no ${definition.ref} with the resource_id '${found.id}'`,
        {
          ...place,
          hints: ['correct the id, or remove `resource_id` to have the thing created'],
        },
      );
    case 'absent':
      return failure(call, callCodes.code('not-found'), `no ${definition.ref} matches`, {
        ...place,
        hints: ['correct the name or the id'],
      });
    case 'changing': {
      const { id, state } = found.seen;
      const newState =
        state === undefined || id === undefined ? null : stateOf(subject, { kind: 'present', id, state });
      return callResult('pending', {
        comment: [`${id ?? 'it'} is still changing by itself`],
        newState,
        rerunData: WAITING,
        recheckAfter: found.seen.recheckAfter,
      });
    }
  }
}

export function foreign(subject: Subject, current: Present): CallResult {
  const { call, env } = subject;
  return failure(call, callCodes.code('not-ours'), `${current.id} exists and belongs to another owner`, {
    ...placeOf(call, env.sources),
    hints: [
      'give yours another name, or remove the marks of the other owner',
      `if it is to be yours: ${adoptCommand(subject, current.id)}`,
    ],
  });
}
