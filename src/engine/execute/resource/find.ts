/** Finding the thing a chunk is about: by the id that is given or recorded, else by what the resource says it is known by. */
import type { Identity, Observation, Present } from '../../../contract/index.js';
import { equal, findUnknown } from '../../../kernel/index.js';
import { readAtRest } from './observe.js';
import { identityFor, recordedId, type Subject } from './subject.js';

export type Found =
  | {
      readonly kind: 'present';
      readonly current: Present;
      readonly identity: Identity;
      /** No record knew it. */
      readonly adopted: boolean;
      readonly vanished?: string;
      /** Read from a list: nothing is written on the strength of it. */
      readonly listed: boolean;
    }
  | { readonly kind: 'absent'; readonly vanished?: string }
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  /** The given id stands for nothing, and nothing of ours was there before. */
  | { readonly kind: 'not-found'; readonly id: string }
  | {
      readonly kind: 'changing';
      readonly identity: Identity;
      readonly seen: Extract<Observation, { kind: 'changing' }>;
    }
  /** A plan does not know yet by what to look for it. */
  | { readonly kind: 'unknown' };

/** Everything a call may act on: what a list told is looked at itself before it is changed. `acts` decides by what was found. */
export async function findToAct(
  subject: Subject,
  acts: (current: Present) => boolean,
  namesakes = true,
): Promise<Found> {
  const found = await find(subject, namesakes);
  // What a guard judges must be as it is now.
  const exact = !subject.test || subject.env.options.guard !== undefined;
  const again = found.kind === 'present' && found.listed && exact && acts(found.current);
  // Whoever asks a second time is answered by the thing itself.
  return again ? await find(subject, namesakes) : found;
}

/** `namesakes`: when the recorded thing vanished, another one of its name counts. */
export async function find(subject: Subject, namesakes = true): Promise<Found> {
  const recorded = recordedId(subject);
  const candidates = identities(subject, recorded, namesakes);
  let looked = false;
  for (const { identity, id } of candidates) {
    if (findUnknown(identity) !== undefined) return { kind: 'unknown' };
    looked = true;
    const { observation, from } = await readAtRest(subject, identity);
    if (observation.kind === 'absent' || (id === undefined && onlyNamesake(subject, identity, observation))) continue;
    if (observation.kind === 'ambiguous') return observation;
    if (observation.kind === 'changing') return { kind: 'changing', identity, seen: observation };
    const known = recorded === undefined ? subject.record?.state != null : observation.id === recorded;
    const vanished =
      recorded !== undefined && id !== recorded && observation.id !== recorded ? { vanished: recorded } : {};
    return { kind: 'present', current: observation, identity, adopted: !known, listed: from === 'list', ...vanished };
  }
  if (!looked && subject.test && findUnknown(subject.args) !== undefined) return { kind: 'unknown' };
  if (subject.givenId !== undefined && recorded === undefined) return { kind: 'not-found', id: subject.givenId };
  return { kind: 'absent', ...(recorded === undefined ? {} : { vanished: recorded }) };
}

/** Whether what was found only has the right name, and the run was told not to go by names. What is addressed by the arguments themselves, as a file is, counts. */
function onlyNamesake({ call, env }: Subject, identity: Identity, observation: Observation): boolean {
  if (env.options.onlyWithResourceId !== true || call.fun === 'search') return false;
  return observation.kind !== 'present' || !Object.values(identity).includes(observation.id);
}

/**
 * The identities to look for, in order: the given id, the recorded id, and without either what the arguments say. The last one also follows
 * when the recorded thing vanished, so that its namesake is adopted instead of being made twice.
 */
function identities(
  subject: Subject,
  recorded: string | undefined,
  namesakes: boolean,
): { readonly identity: Identity; readonly id: string | undefined }[] {
  const { givenId } = subject;
  const found: { identity: Identity; id: string | undefined }[] = [];
  const add = (id: string | undefined): void => {
    const identity = identityFor(subject, id === undefined ? {} : { resource_id: id });
    if (identity !== undefined && !found.some((one) => equal(one.identity, identity))) found.push({ identity, id });
  };
  if (givenId !== undefined) add(givenId);
  if (recorded !== undefined && recorded !== givenId) add(recorded);
  if (givenId === undefined && (recorded === undefined || namesakes)) add(undefined);
  return found;
}
