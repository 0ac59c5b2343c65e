import type { Clock } from '../../kernel/index.js';

/** `setTimeout` takes no longer delay than this (about 24 days); longer sleeps are made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The system's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: milliseconds,
    async sleep(ms, signal) {
      for (let left = ms; ; left -= LONGEST_TIMER) {
        await timer(Math.max(0, Math.min(left, LONGEST_TIMER)), signal);
        if (left <= LONGEST_TIMER) return;
      }
    },
  };
}

/** Not of `performance`, which would load modules that nothing else needs. */
function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clearTimeout(running);
      reject(signal?.reason);
    };
    const running = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
