/** The command that takes over a thing which is there already, for messages. */
import { isProviderError } from '../../../contract/index.js';
import type { Diagnostic } from '../../../kernel/index.js';
import type { CallResult } from '../call.js';
import { identityFor, questionOf, type Subject } from './subject.js';

/** Without an id a place is left for it. */
export function adoptCommand(subject: Subject, id = 'ID'): string {
  const { call, profile } = subject;
  const account = profile === undefined ? '' : ` --acct-profile ${shellWord(profile)}`;
  return `holdfast esm adopt ${shellWord(call.esmTag)} ${shellWord(id)}${account}`;
}

/** As a shell takes it: an id may hold whatever its provider likes. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The result of a creation that failed; with the command that adopts what was in its way, when something was. */
export async function withAdoptHint(subject: Subject, result: CallResult, thrown: unknown): Promise<CallResult> {
  const [first, ...rest] = result.diagnostics;
  if (first === undefined || !isProviderError(thrown) || thrown.class !== 'conflict') return result;
  const id = thrown.existing ?? (await namesake(subject));
  const hint =
    id === undefined
      ? `if it is there already and shall be this one: ${adoptCommand(subject)}`
      : `to take over what is there: ${adoptCommand(subject, id)}`;
  const told: Diagnostic = { ...first, hints: [...(first.hints ?? []), hint] };
  return { ...result, diagnostics: [told, ...rest] };
}

/** Id of the one thing that the arguments would find now. */
async function namesake(subject: Subject): Promise<string | undefined> {
  try {
    const identity = identityFor(subject, {});
    if (identity === undefined) return undefined;
    const { observation } = await subject.env.world.observe(questionOf(subject, identity, true));
    return observation.kind === 'present' || observation.kind === 'changing' ? observation.id : undefined;
  } catch {
    // Only a message gets shorter.
    return undefined;
  }
}
