/** Calls of an interrupted run whose effect nobody knows: what is known of them, and deciding them. */
import type { Intent, JournalFrame } from '../../contract/index.js';
import type { EnforcedState, ExecuteEnvironment } from '../../engine/index.js';
import { type Diagnostic, DiagnosticError } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { singleCallOptions } from '../run/single-calls.js';
import type { Services } from '../services.js';
import { readEnforced } from './enforced.js';
import { inSession } from './esm-session.js';

export interface OpenCall {
  readonly intent: Intent;
  /** Whether the next run resolves it by itself. */
  readonly decidable: boolean;
  /** What looking for the thing showed. */
  readonly evidence: string;
}

export interface RecoverRequest {
  readonly services: Services;
  readonly signal: AbortSignal;
  /** Why it is decided so; kept in the history. */
  readonly message?: string;
}

/** Every open call, looked at without changing anything. */
export async function openCalls({ services, signal }: RecoverRequest): Promise<readonly OpenCall[]> {
  const { examineIntent } = await import('../../engine/index.js');
  const { enforced } = await readEnforced(services, signal);
  const env = await recoveryEnvironment(services, signal, enforced, 'plan');
  return Promise.all(enforced.openIntents().map(async (intent) => ({ intent, ...(await examineIntent(intent, env)) })));
}

/**
 * `adopt`: it made the thing of this id. `discard`: it had no effect, or somebody has taken care of it. `retry`: look again, and let a
 * call that may be repeated be repeated. `remove`: remove the thing of this id.
 */
export type Decision =
  | { readonly kind: 'adopt'; readonly id: string }
  | { readonly kind: 'discard' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'remove'; readonly id: string | undefined };

export interface Decided {
  readonly intent: Intent;
  /** False when a `retry` found out nothing new. */
  readonly settled: boolean;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides one open call, under the lock. `which` is its token, the beginning of it, or the tag of its chunk. */
export async function decideCall(
  { services, signal, message }: RecoverRequest,
  which: string,
  decision: Decision,
): Promise<Decided> {
  const about = { services, signal, ...(message === undefined ? {} : { message }) };
  return await inSession(about, `esm recover ${decision.kind} ${which}`, async (session) => {
    const intent = theOne(session.openIntents(), which);
    const env = await recoveryEnvironment(services, signal, session, 'apply');
    const { frames, text } = await framesOf(decision, intent, env);
    if (frames.length > 0) await session.append(frames, 'durable');
    return { intent, settled: frames.length > 0, text, diagnostics: session.diagnostics };
  });
}

async function framesOf(
  decision: Decision,
  intent: Intent,
  env: ExecuteEnvironment,
): Promise<{ frames: readonly JournalFrame[]; text: string }> {
  const { adoptIntended, examineIntent, removeIntended } = await import('../../engine/index.js');
  const noEffect: JournalFrame = { type: 'settled', token: intent.token, effect: 'none' };
  switch (decision.kind) {
    case 'adopt':
      return {
        frames: await adoptIntended(intent, decision.id, env),
        text: `${decision.id} is in the enforced state now; the next run completes it`,
      };
    case 'discard':
      return { frames: [noEffect], text: 'it counts as without effect' };
    case 'remove': {
      const id = decision.id ?? intent.bornId ?? env.enforced.get(intent.esmTag)?.meta.id;
      if (id === undefined) throw needsId(intent);
      return { frames: await removeIntended(intent, id, env), text: `${id} was removed` };
    }
    case 'retry': {
      if (intent.action === 'call') return { frames: [noEffect], text: 'the next run calls it again' };
      const { decidable, evidence } = await examineIntent(intent, env);
      return { frames: [], text: decidable ? `${evidence}; the next run resolves it by itself` : evidence };
    }
  }
}

function theOne(intents: readonly Intent[], which: string): Intent {
  const found = intents.filter(
    ({ token, tag, esmTag }) => token.startsWith(which) || tag === which || esmTag === which,
  );
  if (found.length === 1) return found[0] as Intent;
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('no-open-call'),
    summary: found.length === 0 ? `there is no open call '${which}'` : `'${which}' fits ${found.length} open calls`,
    hints: [intents.length === 0 ? 'no call is open' : `open are ${intents.map(({ token }) => token).join(', ')}`],
  });
}

function needsId(intent: Intent): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('missing-argument'),
    summary: 'the id of the thing to remove is not known',
    hints: [`holdfast esm recover remove ${intent.token} ID`],
    about: intent.tag,
  });
}

/** For looking at things outside a run. */
export async function recoveryEnvironment(
  services: Services,
  signal: AbortSignal,
  enforced: EnforcedState,
  mode: 'apply' | 'plan',
): Promise<ExecuteEnvironment> {
  const { createEnvironment } = await import('../../engine/index.js');
  return createEnvironment({
    services,
    enforced,
    extend: () => Promise.reject(new Error('nothing is extended while recovering')),
    options: singleCallOptions(services, mode, signal),
  });
}
