/** Whether a lock may be taken from its holder, and what is said when it may not. */
import type { LockHolder } from '../contract/index.js';
import { type Clock, type Diagnostic, DiagnosticError } from '../kernel/index.js';
import { ESM_CODES } from './codes.js';
import type { Life, Liveness } from './liveness.js';

/** How long a holder may be silent, in ms. It says something every third of it. */
export const LEASE_MS = 60_000;

/** `why` goes into the warning that the lock was taken over. */
export type Verdict = { readonly life: Life } & (
  | { readonly free: true; readonly why: string }
  | { readonly free: false }
);

/**
 * Judges the holder of a lock. Only proof of death or a lease that ran out makes it free. `silence` asks the store how long ago anything
 * was written; where it does not know, the holder's clock is compared with ours.
 */
export async function judge(
  holder: LockHolder,
  liveness: Liveness,
  clock: Clock,
  silence: () => Promise<number | undefined>,
): Promise<Verdict> {
  const life = await liveness.probe(holder);
  if (life.state === 'dead') return { life, free: true, why: `process ${holder.pid} has ended` };
  // Who answers lives, however late its last frame is.
  if (life.state === 'alive' && life.answer !== undefined) return { life, free: false };
  const silent = (await silence()) ?? clock.now() - Date.parse(holder.renewed ?? holder.since);
  if (silent > holder.lease) return { life, free: true, why: `it has been silent for ${Math.round(silent / 1000)} s` };
  return { life, free: false };
}

export function holderText(holder: LockHolder): string {
  const user = holder.user === undefined || holder.user === '' ? '' : `${holder.user} on `;
  return `${holder.operation} (process ${holder.pid} of ${user}${holder.machine})`;
}

/** Names the holder, what it does, since when, and the next command. */
export function lockedError(runName: string, holder: LockHolder, life: Life): DiagnosticError {
  const activity = life.state === 'alive' ? life.answer?.activity : undefined;
  const proof = {
    alive: activity ?? 'Its process is there, but does not say what it is doing.',
    dead: 'Its process has ended.',
    unknown: 'Whether it still runs cannot be seen from here.',
  }[life.state];
  const hints = ['Wait until it has finished, then run again: holdfast esm lock wait'];
  if (life.state !== 'alive') hints.push(`When it is certain that it is gone: holdfast esm unlock ${holder.id}`);
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('locked'),
    summary: `The enforced state ${runName} is locked by ${holderText(holder)} since ${holder.since}`,
    detail: proof,
    hints,
    about: holder.id,
  });
}

/** The run could not write for so long that another may have taken its lock. */
export function silentError(runName: string, silentMs: number): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('fenced'),
    summary: `The lock of the enforced state ${runName} may be lost`,
    detail: `This run wrote nothing for ${Math.round(silentMs / 1000)} s, longer than its lease; another may have begun.`,
    hints: ['Run again: calls that were under way are found and resolved.'],
  });
}

export function fencedError(runName: string, holder: LockHolder | undefined): DiagnosticError {
  const by = holder === undefined ? 'It was unlocked meanwhile' : `It belongs to ${holderText(holder)} now`;
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('fenced'),
    summary: `The lock of the enforced state ${runName} is lost`,
    detail: `${by}; nothing more is written by this run.`,
    hints: ['Run again: calls that were under way are found and resolved.'],
  });
}

export function takenOver(runName: string, holder: LockHolder, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: ESM_CODES.code('took-over'),
    summary: `The lock of the enforced state ${runName} was taken over from ${holderText(holder)}: ${why}`,
  };
}
