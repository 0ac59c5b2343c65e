/** Calls in flight at one provider: at most so many at once, fewer when it throttles, slowly more when it does not. */
import { isProviderError } from '../../contract/index.js';
import type { Clock } from '../../kernel/index.js';
import { pause, unlessAborted } from './interrupt.js';

const FIRST_LIMIT = 16;
const HIGHEST_LIMIT = 64;
/** Milliseconds during which further refusals count as one: they answer calls that were already on their way. */
const ONE_REFUSAL = 1000;

export interface CallLimit {
  /** Runs a call as soon as there is room. Throws what it throws, and `Interrupted` when the signal ends the wait. */
  run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Calls that run or wait. */
  readonly load: number;
  readonly limit: number;
}

export function createCallLimit(clock: Clock): CallLimit {
  const queue: (() => void)[] = [];
  let limit = FIRST_LIMIT;
  let running = 0;
  let lastRefusal = Number.NEGATIVE_INFINITY;
  let quietUntil = 0;

  function startNext(): void {
    while (running < Math.floor(limit) && queue.length > 0) {
      running++;
      queue.shift()?.();
    }
  }

  async function enter(signal: AbortSignal): Promise<void> {
    if (running < Math.floor(limit) && queue.length === 0) {
      running++;
      return;
    }
    let start: () => void = () => undefined;
    const room = new Promise<void>((resolve) => {
      start = resolve;
    });
    queue.push(start);
    try {
      await unlessAborted(room, signal);
    } catch (thrown) {
      const at = queue.indexOf(start);
      if (at === -1) leave();
      else queue.splice(at, 1);
      throw thrown;
    }
  }

  function leave(): void {
    running--;
    startNext();
  }

  function refused(retryAfter: number | undefined): void {
    const now = clock.monotonic();
    if (retryAfter !== undefined) quietUntil = Math.max(quietUntil, now + retryAfter);
    if (now - lastRefusal < ONE_REFUSAL) return;
    lastRefusal = now;
    limit = Math.max(1, limit / 2);
  }

  return {
    async run(call, signal) {
      await enter(signal);
      try {
        const quiet = quietUntil - clock.monotonic();
        if (quiet > 0) await pause(clock, quiet, signal);
        const value = await unlessAborted(call(), signal);
        limit = Math.min(HIGHEST_LIMIT, limit + 1 / limit);
        return value;
      } catch (thrown) {
        if (isProviderError(thrown) && thrown.class === 'throttled') refused(thrown.retryAfter);
        throw thrown;
      } finally {
        leave();
      }
    },
    get load() {
      return running + queue.length;
    },
    get limit() {
      return Math.floor(limit);
    },
  };
}
