/** `present`, and the further wishes a resource knows: find, compare, act, read back. */
import type { Identity, Present } from '../../../contract/index.js';
import type { Replaced } from '../apply-chunk.js';
import type { Applied, CallResult } from '../call.js';
import { sameRecord } from '../kept-state.js';
import { callResult, done } from '../results.js';
import { differences, type Leaf } from './compare.js';
import { create, stillDiffersText } from './create.js';
import { withDeposed } from './deposed.js';
import { findToAct } from './find.js';
import { foreign, notFound } from './mismatch.js';
import { pathsText, planCreate, planReplace, planUpdate, replacementReason, viewsOf } from './plan.js';
import { isProtected, protectedFailure } from './remove.js';
import { changesOf, recordFor, stateOf } from './states.js';
import { asFound, belongsToAnother, forReplacement, identityFor, type Subject } from './subject.js';
import { updateUntilRight } from './update.js';

export async function applyPresent(subject: Subject, replaced?: Replaced): Promise<Applied> {
  if (replaced !== undefined) return done(await createInstead({ ...subject, record: undefined }, replaced));
  const applied = await makePresent(subject);
  return applied.kind === 'done' ? await withDeposed(subject, applied.result) : applied;
}

async function makePresent(subject: Subject): Promise<Applied> {
  const found = await findToAct(subject, (current) => differences(asFound(subject, current), current).length > 0);
  switch (found.kind) {
    case 'present': {
      const before = comments(subject, found);
      const known = asFound(subject, found.current);
      return noted(await makeRight(known, found.current, found.identity, before), before.notes);
    }
    case 'absent':
      if (subject.test) return noted(done(await planCreate(subject, found.vanished)), vanishedText(found.vanished));
      return done(await create(subject, found.vanished === undefined ? {} : { vanished: found.vanished }));
    case 'unknown':
      return done(await planCreate(subject, undefined));
    default:
      return done(notFound(subject, found));
  }
}

interface Comments {
  readonly adopted: boolean;
  readonly text: readonly string[];
  /** What a plan says of it, too. */
  readonly notes: readonly string[];
}

function comments(
  subject: Subject,
  found: { readonly current: Present; readonly adopted: boolean; readonly vanished?: string },
): Comments {
  const adopted = found.adopted ? [`adopted ${found.current.id}, which was there already`] : [];
  const ceased = noLongerManaged(subject);
  const others = ceased.length > 0 ? [`no longer manages ${ceased.join(', ')}`] : [];
  const vanished = vanishedText(found.vanished);
  // Who gives its id knows that it is there.
  const unexpected = found.current.id === subject.givenId ? [] : adopted;
  return {
    adopted: found.adopted,
    text: [...vanished, ...adopted, ...others],
    notes: [...vanished, ...unexpected, ...others],
  };
}

function vanishedText(vanished: string | undefined): string[] {
  return vanished === undefined ? [] : [`${vanished} vanished`];
}

function noted(applied: Applied, notes: readonly string[]): Applied {
  if (applied.kind === 'replace' || notes.length === 0) return applied;
  return { ...applied, result: { ...applied.result, notes } };
}

/** What was given when the thing was last enforced, and is left alone from now on. */
function noLongerManaged(subject: Subject): readonly string[] {
  const before = Object.entries(subject.record?.meta.origins ?? {});
  return before
    .filter(([name, origin]) => origin !== 'identity' && subject.origins[name] === undefined)
    .map(([name]) => name);
}

/** The thing is there: compare, and act on what differs. */
async function makeRight(subject: Subject, current: Present, identity: Identity, before: Comments): Promise<Applied> {
  if (belongsToAnother(subject, current)) return done(foreign(subject, current));
  const leaves = differences(subject, current);
  if (leaves.length === 0) return done(asWished(subject, current, before));
  if (subject.definition.update === undefined || leaves.some((leaf) => leaf.replaces) || recreates(subject, leaves)) {
    return await replace(subject, current, identity, leaves, before);
  }
  if (subject.test) return done(await planUpdate(subject, current, leaves, before.text));
  return done(await updateInPlace(subject, current, leaves, identity, before));
}

/** `recreate_on_update` replaces what an earlier run enforced whenever an argument differs; a mere wish, like `running`, does not count. */
function recreates({ call, record, definition }: Subject, leaves: readonly Leaf[]): boolean {
  if (call.keywords.recreate === undefined || record === undefined) return false;
  return leaves.some((leaf) => definition.fields[String(leaf.path[0])]?.computed !== true);
}

function asWished(subject: Subject, current: Present, before: Comments): CallResult {
  const state = stateOf(subject, current);
  keep(subject, current, 'complete');
  return callResult('unchanged', {
    comment: before.adopted ? before.text : [...before.text, `${current.id} is as wished`],
    oldState: state,
    newState: state,
    action: before.adopted ? 'adopt' : 'none',
  });
}

function keep(subject: Subject, current: Present, status: 'complete' | 'incomplete'): void {
  if (subject.test) return;
  const record = recordFor(subject, { id: current.id, state: stateOf(subject, current), status });
  if (sameRecord(subject.record, record, subject.env)) return;
  subject.env.journal.after([{ type: 'put', esmTag: subject.call.esmTag, record }]);
}

async function updateInPlace(
  subject: Subject,
  current: Present,
  leaves: readonly Leaf[],
  identity: Identity,
  before: Comments,
): Promise<CallResult> {
  const byId = identityFor(subject, { resource_id: current.id }) ?? identity;
  const updated = await updateUntilRight(subject, byId, current);
  if (updated.kind === 'failed') {
    return {
      ...updated.result,
      comment: [...before.text, ...updated.result.comment],
      leaves: viewsOf(subject, leaves),
    };
  }
  const { left } = updated;
  keep(subject, updated.current, left.length === 0 ? 'complete' : 'incomplete');
  const oldState = stateOf(subject, current);
  const newState = stateOf(subject, updated.current);
  return callResult(left.length === 0 ? 'changed' : 'pending', {
    comment: [...before.text, `updated ${pathsText(leaves)}`, ...(left.length === 0 ? [] : [stillDiffersText(left)])],
    changes: changesOf(subject, oldState, newState),
    oldState,
    newState,
    action: 'update',
    leaves: viewsOf(subject, leaves),
  });
}

/** The old and the new thing may not be changed into each other: destroy first lets the walk retire the dependants, create first is done here. */
async function replace(
  subject: Subject,
  current: Present,
  identity: Identity,
  leaves: readonly Leaf[],
  before: Comments,
): Promise<Applied> {
  const views = viewsOf(subject, leaves);
  const reason = replacementReason(subject, leaves);
  if (isProtected(subject)) return done({ ...protectedFailure(subject, current, 'replaced', reason), leaves: views });
  if (subject.test) return done(await planReplace(forReplacement(subject), current, leaves, before.text));
  const { recreate } = subject.call.keywords;
  const createFirst = recreate?.createBeforeDestroy ?? subject.definition.replace === 'create-first';
  if (!createFirst) return { kind: 'replace', current, leaves: views };
  const old = { id: current.id, identity: identityFor(subject, { resource_id: current.id }) ?? identity };
  const deposed = [...(subject.record?.meta.deposed ?? []), old];
  const result = await create(forReplacement(subject), { instead: current, deposed });
  const told = {
    ...result,
    leaves: views,
    comment: [...before.text, `replaces ${current.id}: ${reason}`, ...result.comment],
  };
  return result.result === true ? { kind: 'deposed', result: told, old: current } : done(told);
}

async function createInstead(subject: Subject, replaced: Replaced): Promise<CallResult> {
  const result = await create(forReplacement(subject), { instead: replaced.current });
  return { ...result, leaves: replaced.leaves, comment: [`replaces ${replaced.current.id}`, ...result.comment] };
}
