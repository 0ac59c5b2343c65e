/** Waits of many chunks, each until a time of its own, on one timer of the clock and one listener of the signal. */
import { IdHeap } from '../graph/index.js';
import type { Clock } from '../kernel/index.js';

interface Sleeper {
  /** Milliseconds of the monotonic clock. */
  readonly due: number;
  wake(due: boolean): void;
}

interface Timer {
  readonly due: number;
  readonly cancel: AbortController;
}

export class WakeUps {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #sleepers = new Map<number, Sleeper>();
  readonly #heap = new IdHeap((id) => this.#sleepers.get(id)?.due ?? 0);
  #next = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wakeAll(), { once: true });
  }

  /** Resolves true when the time is over, and false at once when the signal is aborted. */
  wait(milliseconds: number): Promise<boolean> {
    if (this.#signal.aborted) return Promise.resolve(false);
    return new Promise((wake) => {
      const id = this.#next++;
      this.#sleepers.set(id, { due: this.#clock.monotonic() + milliseconds, wake });
      this.#heap.push(id);
      this.#arm();
    });
  }

  /** Sets the timer for the earliest sleeper, unless it is set for one as early. */
  #arm(): void {
    const first = this.#heap.pop();
    if (first === undefined) return;
    this.#heap.push(first);
    const { due } = this.#sleepers.get(first) as Sleeper;
    if (this.#timer !== undefined && this.#timer.due <= due) return;
    this.#timer?.cancel.abort();
    const timer: Timer = { due, cancel: new AbortController() };
    this.#timer = timer;
    this.#clock.sleep(Math.max(0, due - this.#clock.monotonic()), timer.cancel.signal).then(
      () => this.#wakeDue(timer),
      () => undefined,
    );
  }

  #wakeDue(timer: Timer): void {
    if (this.#timer !== timer) return;
    this.#timer = undefined;
    const now = Math.max(timer.due, this.#clock.monotonic());
    for (let id = this.#heap.pop(); id !== undefined; id = this.#heap.pop()) {
      const sleeper = this.#sleepers.get(id) as Sleeper;
      if (sleeper.due > now) {
        this.#heap.push(id);
        break;
      }
      this.#sleepers.delete(id);
      sleeper.wake(true);
    }
    this.#arm();
  }

  #wakeAll(): void {
    this.#timer?.cancel.abort();
    for (let id = this.#heap.pop(); id !== undefined; id = this.#heap.pop()) {
      const sleeper = this.#sleepers.get(id) as Sleeper;
      this.#sleepers.delete(id);
      sleeper.wake(false);
    }
  }
}
