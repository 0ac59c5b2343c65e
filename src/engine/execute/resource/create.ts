/** Making a thing exist, and bringing it to what is wished. */
import {
  type Identity,
  isProviderError,
  type JournalFrame,
  type Observation,
  type Present,
} from '../../../contract/index.js';
import { secret } from '../../../kernel/index.js';
import type { Relook } from '../attempts.js';
import type { CallResult } from '../call.js';
import { argumentsDigest } from '../call-facts.js';
import { callCodes } from '../codes.js';
import { callResult, failure, placeOf } from '../results.js';
import { withAdoptHint } from './adopt-hint.js';
import { differences, type Leaf } from './compare.js';
import { WAITING } from './mismatch.js';
import { observeSettled } from './observe.js';
import { creationLeaves, missingArguments, pathsText, vanishedComment } from './plan.js';
import { changesOf, predictedState, recordFor, stateOf } from './states.js';
import { creationArguments, type Subject, type Values } from './subject.js';
import { updateUntilRight } from './update.js';
import { carryOut, settledFrame } from './writing.js';

export interface CreateOptions {
  /** The recorded thing is gone. */
  readonly vanished?: string;
  /** The thing this one replaces; it may still be there, and is never taken for the new one. */
  readonly instead?: Present;
  readonly deposed?: readonly { readonly id: string; readonly identity: Identity }[];
}

interface Made {
  readonly id: string;
  readonly notes?: readonly string[];
  readonly once?: Values;
}

/** Creates, reads back, and updates what the creation left over. */
export async function create(subject: Subject, options: CreateOptions = {}): Promise<CallResult> {
  const { env, definition } = subject;
  const { args, missing } = creationArguments(subject);
  if (missing.length > 0) return missingArguments(subject, missing);
  const unmade = unmadeToken(subject);
  const token = unmade ?? env.services.ports.random.uuid();
  const identity = definition.identity.of(args, { token, oldState: null });
  let bornId: string | undefined;
  let foundId: string | undefined;
  const born = (id: string): void => {
    if (bornId === id) return;
    bornId = id;
    env.journal.after([{ type: 'born', token, id }], 'durable');
  };
  const written = await carryOut<Made>(subject, {
    action: 'create',
    token,
    identity,
    born,
    run: async (ctx) => await definition.create(ctx, args),
    relook: async () => {
      const seen = await lookForNew(subject, bornId, identity, options.instead);
      if (seen.kind === 'done') foundId = seen.value.id;
      return seen;
    },
  });
  if (written.kind === 'failed') {
    if (!written.open) closeFailed(subject, token, bornId ?? foundId, options);
    if (unmade !== undefined && !written.open && bornId === undefined && isSpent(written.thrown)) {
      return await create(subject, options);
    }
    return {
      ...(bornId === undefined ? await withAdoptHint(subject, written.result, written.thrown) : written.result),
      action: 'create',
      ...(bornId === undefined ? {} : { comment: [...written.result.comment, `it got the id ${bornId}`] }),
    };
  }
  const made = written.value;
  // From here on the thing is known, whatever happens to this run.
  born(made.id);
  env.journal.after([incomplete(subject, made.id, options), settledFrame(token, 'done')]);
  return await finishCreation(subject, made, args, options);
}

/**
 * The token of the same creation in an interrupted run, given once. That call may still be on its way: with its token a provider makes one
 * thing of both.
 */
function unmadeToken({ call, env, definition, provider, profile }: Subject): string | undefined {
  const intent = env.unmade.get(call.esmTag);
  if (intent === undefined) return undefined;
  env.unmade.delete(call.esmTag);
  const isSame =
    intent.ref === definition.ref &&
    intent.provider === provider &&
    intent.profile === profile &&
    intent.inputs === argumentsDigest(call.args);
  return isSame ? intent.token : undefined;
}

/** The token made something before that is gone, or was of other arguments. */
function isSpent(thrown: unknown): boolean {
  return isProviderError(thrown) && (thrown.class === 'conflict' || thrown.class === 'invalid');
}

/** All that must not be forgotten: the id. */
function incomplete(subject: Subject, id: string, { deposed }: CreateOptions): JournalFrame {
  const parts = {
    id,
    state: { resource_id: id },
    status: 'incomplete' as const,
    ...(deposed === undefined ? {} : { deposed }),
  };
  return { type: 'put', esmTag: subject.call.esmTag, record: recordFor(subject, parts) };
}

function closeFailed(subject: Subject, token: string, id: string | undefined, options: CreateOptions): void {
  const { journal } = subject.env;
  if (id === undefined) journal.after([settledFrame(token, 'none')]);
  else journal.after([incomplete(subject, id, options), settledFrame(token, 'done')]);
}

/** After a creation whose effect is unknown: by the id it was born with, else by its token or name. */
async function lookForNew(
  subject: Subject,
  bornId: string | undefined,
  identity: Identity | undefined,
  instead: Present | undefined,
): Promise<Relook<Made>> {
  if (bornId !== undefined) return { kind: 'done', value: { id: bornId } };
  if (identity === undefined) return { kind: 'unclear' };
  const seen = await observeSettled(subject, identity, (observation) => observation.kind !== 'absent');
  if (seen.kind === 'absent') return { kind: 'again' };
  if (seen.kind === 'ambiguous') {
    const others = seen.ids.filter((id) => id !== instead?.id);
    return others.length === 1 ? { kind: 'done', value: { id: others[0] as string } } : { kind: 'unclear' };
  }
  if (seen.id === undefined || (seen.kind === 'present' && seen.ours === false)) return { kind: 'unclear' };
  return seen.id === instead?.id ? { kind: 'again' } : { kind: 'done', value: { id: seen.id } };
}

async function finishCreation(subject: Subject, made: Made, args: Values, options: CreateOptions): Promise<CallResult> {
  const { definition, env, call } = subject;
  const action = options.instead === undefined ? 'create' : 'replace';
  const comment = [
    ...vanishedComment(options.vanished),
    `created ${made.id}`,
    ...(made.notes ?? []).map((note) => env.services.masker.mask(note)),
  ];
  const known = { resource_id: made.id, oldState: null };
  const identity = definition.identity.of(args, known) ?? definition.identity.of(args, { oldState: null });
  if (identity === undefined)
    return failure(
      call,
      callCodes.code('not-found'),
      `${made.id} was created and cannot be found again`,
      placeOf(call, env.sources),
    );
  const seen = await observeSettled(subject, identity, (observation) => observation.kind === 'present');
  if (seen.kind !== 'present')
    return {
      ...notThere(subject, made.id, seen),
      comment: [...comment, notThereText(made.id, seen)],
      // It was made, whatever a later look finds.
      changes: changesOf(subject, oldStateOf(subject, options), predictedState(subject, args)),
      action,
    };
  const updated = await updateUntilRight(subject, identity, seen, readableDifferences);
  if (updated.kind === 'failed') return { ...updated.result, comment: [...comment, ...updated.result.comment], action };
  const { current, left } = updated;
  const state = stateOf(subject, current);
  const parts = { id: current.id, state, ...(options.deposed === undefined ? {} : { deposed: options.deposed }) };
  const record = recordFor(subject, { ...parts, status: left.length === 0 ? 'complete' : 'incomplete' });
  env.journal.after([{ type: 'put', esmTag: call.esmTag, record }]);
  const oldState = oldStateOf(subject, options);
  const outcome = left.length === 0 ? 'changed' : 'pending';
  return callResult(outcome, {
    comment: left.length === 0 ? comment : [...comment, stillDiffersText(left)],
    changes: changesOf(subject, oldState, state),
    oldState,
    newState: { ...state, ...onceValues(subject, made) },
    action,
    leaves: creationLeaves(subject, args),
  });
}

function oldStateOf(subject: Subject, { instead }: CreateOptions): Values | null {
  return instead === undefined ? null : stateOf(subject, instead);
}

/** What was created has just been given what is never read back. */
function readableDifferences(subject: Subject, current: Present): readonly Leaf[] {
  return differences(subject, current).filter((leaf) => !leaf.writeOnly);
}

export function stillDiffersText(left: readonly Leaf[]): string {
  return `${pathsText(left)} still differ${left.length === 1 ? 's' : ''} from what is wished`;
}

/** Values that are told once; they belong to this one result and are never kept. */
function onceValues(subject: Subject, made: Made): Values {
  if (made.once === undefined) return {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(made.once)) values[name] = secret(value);
  subject.env.services.masker.add(values);
  return values;
}

function notThereText(id: string, seen: Observation): string {
  return seen.kind === 'changing' ? `${id} is still changing by itself` : `${id} cannot be read back yet`;
}

function notThere(subject: Subject, id: string, seen: Observation): CallResult {
  const { call, env } = subject;
  if (seen.kind === 'changing')
    return callResult('pending', {
      newState: { resource_id: id },
      rerunData: WAITING,
      recheckAfter: seen.recheckAfter,
    });
  return {
    ...failure(call, callCodes.code('never-settled'), `${id} was created, but cannot be read back`, {
      ...placeOf(call, env.sources),
      hints: ['run again; the id is kept'],
    }),
    newState: { resource_id: id },
  };
}
