/** What a plan says: the same decisions, with what would be there afterwards instead of doing it. */
import type { Present } from '../../../contract/index.js';
import type { LeafView } from '../../outcome.js';
import type { CallResult } from '../call.js';
import { callCodes } from '../codes.js';
import { callResult, failure, placeOf, thrownResult } from '../results.js';
import { type Leaf, leafPathText, leafViews } from './compare.js';
import { changesOf, predictedState, stateOf, updatedState } from './states.js';
import { creationArguments, fieldOf, readContext, type Subject, type Values } from './subject.js';

export async function planCreate(subject: Subject, vanished: string | undefined): Promise<CallResult> {
  const { args, missing } = creationArguments(subject);
  if (missing.length > 0) return missingArguments(subject, missing);
  const newState = predictedState(subject, args);
  return callResult('would-change', {
    comment: [...vanishedComment(vanished), 'would create', ...(await previewNotes(subject, undefined, args))],
    changes: changesOf(subject, null, newState),
    newState,
    action: 'create',
    leaves: creationLeaves(subject, args),
  });
}

export async function planUpdate(
  subject: Subject,
  current: Present,
  leaves: readonly Leaf[],
  before: readonly string[],
): Promise<CallResult> {
  const oldState = stateOf(subject, current);
  const newState = updatedState(subject, current, leaves);
  return callResult('would-change', {
    comment: [...before, `would update ${pathsText(leaves)}`, ...(await previewNotes(subject, current, subject.args))],
    changes: changesOf(subject, oldState, newState),
    oldState,
    newState,
    action: 'update',
    leaves: viewsOf(subject, leaves),
  });
}

export async function planReplace(
  subject: Subject,
  current: Present,
  leaves: readonly Leaf[],
  before: readonly string[],
): Promise<CallResult> {
  const { args, missing } = creationArguments(subject);
  if (missing.length > 0) return missingArguments(subject, missing);
  const oldState = stateOf(subject, current);
  const newState = predictedState(subject, args);
  return callResult('would-change', {
    comment: [
      ...before,
      `would replace ${current.id}: ${replacementReason(subject, leaves)}`,
      ...(await previewNotes(subject, current, args)),
    ],
    changes: changesOf(subject, oldState, newState),
    oldState,
    newState,
    action: 'replace',
    leaves: viewsOf(subject, leaves),
  });
}

export function vanishedComment(vanished: string | undefined): readonly string[] {
  return vanished === undefined ? [] : [`${vanished} vanished`];
}

export function replacementReason(subject: Subject, leaves: readonly Leaf[]): string {
  const immutable = leaves.filter((leaf) => leaf.replaces);
  if (subject.call.keywords.recreate !== undefined && immutable.length === 0) {
    return `${pathsText(leaves)} differs, and recreate_on_update is set`;
  }
  if (immutable.length === 0) return `${pathsText(leaves)} cannot be changed in place by ${subject.definition.ref}`;
  return `${pathsText(immutable)} cannot be changed in place`;
}

/** `tags:env, capacity` */
export function pathsText(leaves: readonly Leaf[]): string {
  const texts = leaves.map((leaf) => leafPathText(leaf.path));
  return texts.length <= 6 ? texts.join(', ') : `${texts.slice(0, 6).join(', ')} and ${texts.length - 6} more`;
}

export function viewsOf(subject: Subject, leaves: readonly Leaf[]): readonly LeafView[] {
  return leafViews(leaves, subject.call.keywords.sensitive, subject.env.services.masker);
}

/** What is given, as leaves of something that is not there yet. */
export function creationLeaves(subject: Subject, args: Values): readonly LeafView[] {
  const leaves: Leaf[] = [];
  for (const [name, value] of Object.entries({ ...args, ...subject.managed })) {
    if (fieldOf(subject, name) === undefined || value === undefined || value === null) continue;
    leaves.push({ path: [name], new: value, replaces: false, hidden: subject.secrets.has(name), writeOnly: false });
  }
  return viewsOf(subject, leaves);
}

async function previewNotes(subject: Subject, current: Present | undefined, args: Values): Promise<readonly string[]> {
  const { definition, call, env } = subject;
  if (definition.preview === undefined) return [];
  try {
    const { notes } = await definition.preview(readContext(subject), current, args);
    return notes.map((note) => env.services.masker.mask(note));
  } catch (thrown) {
    return [`could not be previewed: ${thrownResult(thrown, call, env).comment[0] ?? ''}`];
  }
}

export function missingArguments(subject: Subject, missing: readonly string[]): CallResult {
  const { call, env, definition } = subject;
  const summary = `'${definition.ref}.${call.fun}' requires ${missing.map((name) => `'${name}'`).join(', ')} to create the thing`;
  return failure(call, callCodes.code('missing-argument'), summary, placeOf(call, env.sources));
}
