/** Writes on a resource: each announced in the journal first, carried out within the provider's limits, and closed when its effect is known. */
import type { Identity, Intent, JournalFrame, ResourceContext } from '../../../contract/index.js';
import { EffectUnknown, type Relook, writePatiently } from '../attempts.js';
import type { CallResult } from '../call.js';
import { argumentsDigest, timeText } from '../call-facts.js';
import { callCodes } from '../codes.js';
import { durationText } from '../duration.js';
import { Interrupted } from '../interrupt.js';
import { madeNameOf } from '../made-names.js';
import { callResult, notInPlan, placeOf, serviceFailure, thrownDiagnostic, thrownResult } from '../results.js';
import { questionOf, type Subject, writeContext } from './subject.js';

export interface Write<T> {
  readonly action: Intent['action'];
  readonly identity: Identity | undefined;
  readonly token: string;
  /** Paths of the leaves that an update changes. */
  readonly leaves?: readonly string[];
  run(ctx: ResourceContext): Promise<T>;
  /** What the world says after a call whose effect is unknown. */
  relook(): Promise<Relook<T>>;
  /** Told the id as soon as it is known. */
  born?(id: string): void;
}

export type Written<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** It ended without success. The intent is still open when `open`; else the caller closes it. */
  | { readonly kind: 'failed'; readonly result: CallResult; readonly open: boolean; readonly thrown?: unknown };

/** Announces and runs one write. The intent is left open when it ended well, for the caller to close together with the record. */
export async function carryOut<T>(subject: Subject, write: Write<T>): Promise<Written<T>> {
  const { call, env } = subject;
  const { clock, random } = env.services.ports;
  if (env.options.guard?.permits(call.esmTag, write.action, write.leaves) === false) {
    return { kind: 'failed', result: notInPlan(call, write.action), open: false };
  }
  try {
    // What could not be kept afterwards must not be done.
    env.enforced.seal?.(call.args);
    await env.journal.before([{ type: 'intent', intent: intentOf(subject, write) }]);
  } catch (thrown) {
    return { kind: 'failed', result: serviceFailure(thrown, call, env), open: false };
  }
  const ctx = writeContext(subject, write.token, (id) => write.born?.(id));
  const question = { ...questionOf(subject, write.identity ?? {}, true), ctx };
  let started = false;
  const once = (): Promise<T> =>
    env.world.write(question, async () => {
      // Only now: the call may have waited long for its turn, and the lock was lost meanwhile.
      env.enforced.check();
      started = true;
      return await write.run(ctx);
    });
  const note = (error: Error, wait: number): void => {
    const until = clock.now() + wait;
    const message = `${env.services.masker.mask(error.message)}; again in ${durationText(wait)}`;
    env.options.emit({ type: 'step-note', tag: call.tagText, level: 'info', message, until });
  };
  try {
    return {
      kind: 'done',
      value: await writePatiently(once, () => write.relook(), { clock, random, signal: subject.signal, note }),
    };
  } catch (thrown) {
    const open = started && (thrown instanceof Interrupted || thrown instanceof EffectUnknown);
    const result = open ? unknownEffect(subject, thrown) : thrownResult(thrown, call, env);
    return { kind: 'failed', result, open, thrown };
  }
}

/** An intent stays open behind this result; the next run looks the thing up. */
function unknownEffect(subject: Subject, thrown: unknown): CallResult {
  const { call, env } = subject;
  const cause =
    thrown instanceof EffectUnknown
      ? thrownDiagnostic(thrown.cause, call, env)
      : thrownResult(thrown, call, env).diagnostics[0];
  const summary = 'ended before its effect was known';
  return callResult('interrupted', {
    comment: [summary, ...(cause === undefined ? [] : [cause.summary])],
    diagnostics: [
      {
        severity: 'error',
        code: callCodes.code('effect-unknown'),
        summary,
        ...placeOf(call, env.sources),
        hints: ['run again: the next run looks the thing up before it does anything else'],
        about: call.tagText,
        ...(cause === undefined ? {} : { cause }),
      },
    ],
  });
}

function intentOf<T>(subject: Subject, write: Write<T>): Intent {
  const { call, env, provider, profile } = subject;
  return {
    token: write.token,
    tag: call.tagText,
    esmTag: call.esmTag,
    ref: subject.definition.ref,
    action: write.action,
    ...(profile === undefined ? {} : { profile }),
    provider,
    ...(write.identity === undefined ? {} : { identity: write.identity }),
    ...madeNameOf(call),
    inputs: argumentsDigest(call.args),
    time: timeText(env),
  };
}

export function settledFrame(token: string, effect: 'done' | 'none'): JournalFrame {
  return { type: 'settled', token, effect };
}
