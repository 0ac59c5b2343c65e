/** Bringing what is there to what is wished. */
import type { Identity, Present } from '../../../contract/index.js';
import type { Relook } from '../attempts.js';
import type { CallResult } from '../call.js';
import { callCodes } from '../codes.js';
import { failure, placeOf } from '../results.js';
import { differences, type Leaf, leafPathText } from './compare.js';
import { observeAtRest, observeSettled } from './observe.js';
import { pathsText } from './plan.js';
import type { Subject } from './subject.js';
import { carryOut, settledFrame } from './writing.js';

export type Updated =
  /** `left`: what still differs after the time that is allowed for it. */
  | { readonly kind: 'done'; readonly current: Present; readonly left: readonly Leaf[] }
  | { readonly kind: 'failed'; readonly result: CallResult };

/** One update, announced and read back; none when nothing differs. `compare` says what counts. */
export async function updateUntilRight(
  subject: Subject,
  identity: Identity,
  current: Present,
  compare: (subject: Subject, current: Present) => readonly Leaf[] = differences,
): Promise<Updated> {
  const { definition, env } = subject;
  const leaves = compare(subject, current);
  if (leaves.length === 0) return { kind: 'done', current, left: [] };
  const blocked = leaves.filter((leaf) => leaf.replaces);
  if (definition.update === undefined || blocked.length > 0)
    return { kind: 'failed', result: unchangeable(subject, current, leaves) };
  const token = env.services.ports.random.uuid();
  let seen = current;
  let difference = leaves;
  const paths = leaves.map((leaf) => leafPathText(leaf.path));
  // A guard has agreed to these and no others.
  const agreed = (found: readonly Leaf[]): readonly Leaf[] =>
    env.options.guard === undefined ? found : found.filter((leaf) => paths.includes(leafPathText(leaf.path)));
  const written = await carryOut<true>(subject, {
    action: 'update',
    token,
    identity,
    leaves: paths,
    run: async (ctx) => {
      await definition.update?.(ctx, seen, subject.args, plainDifference(difference));
      return true;
    },
    relook: async (): Promise<Relook<true>> => {
      const observation = await observeAtRest(subject, identity, true);
      if (observation.kind !== 'present') return { kind: 'unclear' };
      seen = observation;
      difference = agreed(compare(subject, observation));
      return difference.length === 0 ? { kind: 'done', value: true } : { kind: 'again' };
    },
  });
  if (written.kind === 'failed') {
    // What an update did or did not do is seen by the next look, so only an unfinished one stays open.
    if (!written.open) env.journal.after([settledFrame(token, 'done')]);
    return { kind: 'failed', result: { ...written.result, action: 'update' } };
  }
  env.journal.after([settledFrame(token, 'done')]);
  return await readBack(subject, identity, leaves);
}

/** The data that plugins get: paths and values only. */
function plainDifference(leaves: readonly Leaf[]): { path: Leaf['path']; old?: unknown; new?: unknown }[] {
  return leaves.map(({ path, old, new: next }) => ({
    path,
    ...(old === undefined ? {} : { old }),
    ...(next === undefined ? {} : { new: next }),
  }));
}

async function readBack(subject: Subject, identity: Identity, leaves: readonly Leaf[]): Promise<Updated> {
  const readable = (present: Present): readonly Leaf[] =>
    differences(subject, present).filter((leaf) => !leaf.writeOnly);
  const seen = await observeSettled(
    subject,
    identity,
    (observation) => observation.kind === 'present' && readable(observation).length === 0,
  );
  if (seen.kind === 'present') return { kind: 'done', current: seen, left: readable(seen) };
  if (seen.kind === 'changing' && seen.state !== undefined && seen.id !== undefined) {
    return { kind: 'done', current: { kind: 'present', id: seen.id, state: seen.state }, left: leaves };
  }
  const { call, env } = subject;
  const result = failure(
    call,
    callCodes.code('never-settled'),
    `cannot be read back after ${pathsText(leaves)} was updated`,
    placeOf(call, env.sources),
  );
  return { kind: 'failed', result: { ...result, action: 'update' } };
}

/** Only right after a creation: the provider did not take what cannot be changed any more. */
function unchangeable(subject: Subject, current: Present, leaves: readonly Leaf[]): CallResult {
  const { call, env } = subject;
  const summary = `${current.id} was created otherwise than wished, and ${pathsText(leaves)} cannot be changed in place`;
  return failure(call, callCodes.code('never-settled'), summary, placeOf(call, env.sources));
}
