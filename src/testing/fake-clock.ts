/** A clock that only tests move. */
import type { Clock } from '../kernel/index.js';

export interface FakeClock extends Clock {
  /** Moves time on and wakes whoever is due, in order; lets them run in between. */
  advance(milliseconds: number): Promise<void>;
  /** How many wait. */
  readonly waiting: number;
}

export interface FakeClockOptions {
  /** Wall time at the start, milliseconds. Default 2026-01-01. */
  readonly start?: number;
  /** Time jumps to the next sleeper whenever nothing else is left to do. Default true. */
  readonly jumps?: boolean;
}

interface Sleeper {
  readonly due: number;
  readonly order: number;
  wake(): void;
}

export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  const start = options.start ?? Date.UTC(2026, 0, 1);
  const jumps = options.jumps ?? true;
  let elapsed = 0;
  let order = 0;
  let scheduled = false;
  const sleepers = new Set<Sleeper>();

  const next = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const one of sleepers) {
      if (first === undefined || one.due < first.due || (one.due === first.due && one.order < first.order)) first = one;
    }
    return first;
  };
  const jumpSoon = (): void => {
    if (!jumps || scheduled || sleepers.size === 0) return;
    scheduled = true;
    // Twice, so that whatever the last sleeper set going has its turn first.
    setImmediate(() =>
      setImmediate(() => {
        scheduled = false;
        const first = next();
        if (first === undefined) return;
        elapsed = Math.max(elapsed, first.due);
        first.wake();
        jumpSoon();
      }),
    );
  };

  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        const fail = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: elapsed + Math.max(0, milliseconds),
          order: order++,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', fail);
            resolve();
          },
        };
        if (signal?.aborted === true) {
          fail();
          return;
        }
        signal?.addEventListener('abort', fail, { once: true });
        sleepers.add(sleeper);
        jumpSoon();
      });
    },
    async advance(milliseconds) {
      const end = elapsed + milliseconds;
      for (let first = next(); first !== undefined && first.due <= end; first = next()) {
        elapsed = Math.max(elapsed, first.due);
        first.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      elapsed = end;
    },
    get waiting() {
      return sleepers.size;
    },
  };
}
