/** Trying again what a provider refused for a reason that passes. */
import { isProviderError, type ProviderError } from '../../contract/index.js';
import type { Clock, Random } from '../../kernel/index.js';
import { pause } from './interrupt.js';

/** Calls at the most, the first included. */
const MOST_ATTEMPTS = 5;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;

export interface AttemptOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told before each wait. */
  readonly note?: (error: ProviderError, wait: number) => void;
}

/** Whether the reason of an error passes by itself. */
export function passes(thrown: unknown): thrown is ProviderError {
  return (
    isProviderError(thrown) &&
    (thrown.class === 'transient' || thrown.class === 'throttled' || thrown.class === 'unreachable')
  );
}

/** Milliseconds before the next attempt: doubled each time, half of it at random, never less than the provider asked for. */
export function waitBefore(attempt: number, error: ProviderError, random: Random): number {
  const span = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
  const wait = span / 2 + (span / 2) * random.fraction();
  return Math.max(wait, error.retryAfter ?? 0);
}

/** Repeats a call that only reads while its error passes. */
export async function readPatiently<T>(read: () => Promise<T>, options: AttemptOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (thrown) {
      if (attempt === MOST_ATTEMPTS || options.signal.aborted || !passes(thrown)) throw thrown;
      await waitAfter(thrown, attempt, options);
    }
  }
}

export interface CallOptions extends AttemptOptions {
  /** It may be called again although its effect is unknown. */
  readonly repeatable: boolean;
  /** What a first call has thrown already; `mayRepeat` is true of it. */
  readonly thrown?: ProviderError;
}

/** Whether a call about which nothing can be looked up is made again after what it threw. */
export function mayRepeat(thrown: unknown, repeatable: boolean): thrown is ProviderError {
  if (!isProviderError(thrown) || !(thrown.class === 'conflict' || passes(thrown))) return false;
  return repeatable || thrown.effect !== 'unknown';
}

/** Repeats a call about which nothing can be looked up, while its error passes. Throws the last error. */
export async function callPatiently<T>(call: () => T | Promise<T>, options: CallOptions): Promise<T> {
  if (options.thrown !== undefined) await waitAfter(options.thrown, 1, options);
  for (let attempt = options.thrown === undefined ? 1 : 2; ; attempt++) {
    try {
      return await call();
    } catch (thrown) {
      const again = attempt < MOST_ATTEMPTS && !options.signal.aborted && mayRepeat(thrown, options.repeatable);
      if (!again) throw thrown;
      await waitAfter(thrown, attempt, options);
    }
  }
}

/** What looking in the world says after a write whose effect is unknown: it happened, it did not, or that cannot be seen. */
export type Relook<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'again' }
  | { readonly kind: 'unclear' };

/** Thrown when a write may have had its effect and that cannot be found out. */
export class EffectUnknown extends Error {
  constructor(cause: unknown) {
    super('effect unknown', { cause });
    this.name = 'EffectUnknown';
  }
}

/**
 * Repeats a call that writes. After an error whose effect is unknown, and once after a conflict, the world is looked at before the next
 * attempt. An error that is not a provider's may come from anywhere in the plugin, so its effect is unknown as well; it is never repeated.
 */
export async function writePatiently<T>(
  write: () => Promise<T>,
  relook: () => Promise<Relook<T>>,
  options: AttemptOptions,
): Promise<T> {
  let conflicts = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (thrown) {
      if (options.signal.aborted) throw thrown;
      const known = isProviderError(thrown);
      const conflict = known && thrown.class === 'conflict' && conflicts++ === 0;
      const again = attempt < MOST_ATTEMPTS && (conflict || passes(thrown));
      if (again && passes(thrown)) await waitAfter(thrown, attempt, options);
      if (!known || thrown.effect === 'unknown' || conflict) {
        const seen = await relook();
        if (seen.kind === 'done' && known) return seen.value;
        if (seen.kind === 'unclear' && !conflict) throw new EffectUnknown(thrown);
      }
      if (!again) throw thrown;
    }
  }
}

async function waitAfter(error: ProviderError, attempt: number, options: AttemptOptions): Promise<void> {
  const wait = waitBefore(attempt, error, options.random);
  options.note?.(error, wait);
  await pause(options.clock, wait, options.signal);
}
