/** Handing events over to where they are sent: in batches, in order, again when it failed, and never in the way of a run. */
import { isProviderError, type OpenEventSink } from '../../contract/index.js';
import type { Clock, Random } from '../../kernel/index.js';

/** Characters of one batch at most; a single longer line goes alone. */
const BATCH = 256 * 1024;
/** Characters that may wait: what comes when that much waits is lost, and counted. */
const MOST_WAITING = 64 * 1024 * 1024;
/** Milliseconds before the second attempt, the third, … */
const WAITS = [250, 1_000, 4_000, 15_000];
/** Milliseconds that the end of the command waits for what is still to be handed over; and when the last attempt failed. */
const GRACE = 5_000;
const GRACE_WHEN_FAILING = 2_000;

export interface DeliveryOptions {
  readonly sink: OpenEventSink;
  readonly clock: Clock;
  readonly random: Random;
  /** Shorter for tests. */
  readonly limits?: Partial<DeliveryLimits>;
}

export interface DeliveryLimits {
  readonly batch: number;
  readonly waiting: number;
  readonly grace: number;
}

export interface Delivered {
  /** Lines that were not handed over, or not known to be. */
  readonly lost: number;
  readonly problem?: string;
}

/**
 * One attempt at a time. An error that says it may pass (transient, throttled, unreachable) is tried again a few times; after that, and
 * after any other error, nothing is sent any more.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #limits: DeliveryLimits;
  readonly #end = new AbortController();
  readonly #ended: Promise<never>;
  #waiting: string[] = [];
  #waitingSize = 0;
  #sending: Promise<void> | undefined;
  #lost = 0;
  #problem: string | undefined;
  #gaveUp = false;
  #failing = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#limits = { batch: BATCH, waiting: MOST_WAITING, grace: GRACE, ...options.limits };
    const { signal } = this.#end;
    this.#ended = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    this.#ended.catch(() => undefined);
  }

  write(line: string): void {
    if (this.#gaveUp) this.#lost += 1;
    else if (this.#waitingSize + line.length > this.#limits.waiting) {
      this.#lost += 1;
      this.#problem ??= 'it takes them too slowly';
    } else {
      this.#waiting.push(line);
      this.#waitingSize += line.length;
      // After what is being done now, so that what comes together goes together.
      this.#sending ??= Promise.resolve().then(() => this.#send());
    }
  }

  /** Resolves when all was handed over, when that was given up, after a while, or when the signal is aborted. */
  async close(signal: AbortSignal): Promise<Delivered> {
    const late = AbortSignal.any([signal, this.#end.signal]);
    await Promise.race([this.#sending, this.#patience(late).catch(() => undefined)]);
    const unsent = this.#sending !== undefined;
    this.#end.abort(new Error('the command ended'));
    if (unsent) await this.#sending;
    await this.#options.sink.close?.().catch((error: unknown) => {
      this.#problem ??= messageOf(error);
    });
    return { lost: this.#lost, ...(this.#problem === undefined ? {} : { problem: this.#problem }) };
  }

  async #patience(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const first = Math.min(GRACE_WHEN_FAILING, this.#limits.grace);
    await clock.sleep(first, signal);
    if (!this.#failing) await clock.sleep(this.#limits.grace - first, signal);
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      if (!(await this.#sendBatch(batch))) {
        this.#lost += batch.length + this.#waiting.length;
        this.#gaveUp = true;
        this.#waiting = [];
        this.#waitingSize = 0;
      }
    }
    this.#sending = undefined;
  }

  #takeBatch(): readonly string[] {
    let size = 0;
    const over = this.#waiting.findIndex((line) => (size += line.length) > this.#limits.batch);
    const batch = over === -1 ? this.#waiting : this.#waiting.slice(0, Math.max(1, over));
    this.#waiting = over === -1 ? [] : this.#waiting.slice(batch.length);
    for (const line of batch) this.#waitingSize -= line.length;
    return batch;
  }

  async #sendBatch(batch: readonly string[]): Promise<boolean> {
    const { clock, random, sink } = this.#options;
    const { signal } = this.#end;
    // Told only when the batch is lost: what came through in the end is no problem.
    let problem: string | undefined;
    for (const wait of [...WAITS, undefined]) {
      if (signal.aborted) break;
      try {
        // What does not answer must not hold up the end either.
        await Promise.race([sink.send(batch, signal), this.#ended]);
        this.#failing = false;
        return true;
      } catch (error) {
        if (signal.aborted) break;
        problem = messageOf(error);
        this.#failing = true;
        if (wait === undefined || !mayPass(error)) break;
        const asked = isProviderError(error) ? (error.retryAfter ?? 0) : 0;
        const pause = Math.max(wait * (0.5 + random.fraction()), Math.min(asked, 60_000));
        await clock.sleep(pause, signal).catch(() => undefined);
      }
    }
    this.#problem = problem ?? this.#problem ?? 'it did not answer in time';
    return false;
  }
}

function mayPass(error: unknown): boolean {
  return isProviderError(error) && ['transient', 'throttled', 'unreachable'].includes(error.class);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
