/** Looking at one thing: until it stops changing by itself, and after a write until the reading can be believed. */
import type { Identity, Observation } from '../../../contract/index.js';
import { Interrupted } from '../interrupt.js';
import { rest } from '../rest.js';
import type { Reading } from '../world-view.js';
import { questionOf, type Subject } from './subject.js';

/** Milliseconds a thing may change by itself when the chunk has no `timeout`. */
const LONGEST_CHANGE = 10 * 60_000;
const SHORTEST_WAIT = 20;
const LONGEST_WAIT = 2000;

/** Reads until the thing is at rest; still `changing` when the time for it is over. */
export async function observeAtRest(subject: Subject, identity: Identity, fresh = false): Promise<Observation> {
  return (await readAtRest(subject, identity, fresh)).observation;
}

/** The same, with where the reading came from. */
export async function readAtRest(subject: Subject, identity: Identity, fresh = false): Promise<Reading> {
  const { clock } = subject.env.services.ports;
  const end = clock.monotonic() + LONGEST_CHANGE;
  for (let again = fresh; ; again = true) {
    const reading = await subject.env.world.observe(questionOf(subject, identity, again));
    const { observation } = reading;
    if (observation.kind !== 'changing' || clock.monotonic() >= end) return reading;
    const wait = Math.min(observation.recheckAfter, end - clock.monotonic());
    noteChanging(subject, wait);
    if (!(await rested(subject, wait))) return reading;
  }
}

/** False when the chunk's time limit ended the wait: whoever waits has to answer with what is known. */
async function rested(subject: Subject, milliseconds: number): Promise<boolean> {
  try {
    await rest(subject.env, Math.max(SHORTEST_WAIT, milliseconds), subject.signal);
    return true;
  } catch (thrown) {
    if (thrown instanceof Interrupted && thrown.why === 'timed-out') return false;
    throw thrown;
  }
}

function noteChanging(subject: Subject, wait: number): void {
  subject.env.options.emit({
    type: 'step-note',
    tag: subject.call.tagText,
    level: 'debug',
    message: 'is changing by itself; looking again',
    until: subject.env.services.ports.clock.now() + wait,
  });
}

/**
 * Reads after a write until `isRight` and as many equal readings as the resource asks for; gives the last reading when that does not come
 * true within its `consistency`.
 */
export async function observeSettled(
  subject: Subject,
  identity: Identity,
  isRight: (observation: Observation) => boolean,
): Promise<Observation> {
  const { clock } = subject.env.services.ports;
  const settle = subject.definition.consistency?.settle ?? 0;
  const wanted = subject.definition.consistency?.stableReads ?? 1;
  let since: number | undefined;
  let right = 0;
  for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 1.5)) {
    const observation = await observeAtRest(subject, identity, true);
    right = isRight(observation) ? right + 1 : 0;
    since ??= clock.monotonic();
    if (right >= wanted || observation.kind === 'changing') return observation;
    if (observation.kind === 'absent' && observation.certain === true) return observation;
    if (clock.monotonic() - since >= settle && right === 0) return observation;
    if (!(await rested(subject, wait))) return observation;
  }
}
