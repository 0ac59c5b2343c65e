/** Time limits and stopping: one signal per call where it needs one, and waits that end at once. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../kernel/index.js';

/** Why a wait ended early. */
export type Interruption = 'timed-out' | 'aborted';

/** Thrown out of a wait that was ended by the signal, never out of a plugin's own failure. */
export class Interrupted extends Error {
  readonly why: Interruption;

  constructor(why: Interruption) {
    super(why);
    this.name = 'Interrupted';
    this.why = why;
  }
}

export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Must be called when the call ends. */
  release(): void;
}

const NO_RELEASE = (): void => undefined;

/** The run's own signal, or one that is also aborted after so many milliseconds. */
export function timeLimit(abort: AbortSignal, milliseconds: number | undefined, clock: Clock): TimeLimit {
  if (milliseconds === undefined) return { signal: abort, release: NO_RELEASE };
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stopWaiting = new AbortController();
  const passOn = (): void => controller.abort(new Interrupted('aborted'));
  if (abort.aborted) passOn();
  else abort.addEventListener('abort', passOn, { once: true });
  clock.sleep(milliseconds, stopWaiting.signal).then(
    () => controller.abort(new Interrupted('timed-out')),
    () => undefined,
  );
  return {
    signal: controller.signal,
    release() {
      stopWaiting.abort();
      abort.removeEventListener('abort', passOn);
    },
  };
}

export function interruption(signal: AbortSignal): Interrupted {
  return signal.reason instanceof Interrupted ? signal.reason : new Interrupted('aborted');
}

/** The promise's outcome, or `Interrupted` as soon as the signal is aborted; what comes of the promise then is dropped. */
export function unlessAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(interruption(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (thrown: unknown) => {
        signal.removeEventListener('abort', onAbort);
        // A plugin that honours the signal throws its reason: that is the interruption, not a failure.
        reject(signal.aborted ? interruption(signal) : thrown);
      },
    );
  });
}

/** Waits on the run's clock; throws `Interrupted` when the signal is aborted. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(interruption(signal));
  return unlessAborted(clock.sleep(milliseconds, signal), signal);
}
