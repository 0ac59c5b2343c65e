/** Group commit: frames that come while a flush is under way go out together with the next one. */
import type { JournalFrame } from '../contract/index.js';
import type { Clock } from '../kernel/index.js';

/** How long frames that nobody waits for may stay in memory, ms. */
const LINGER_MS = 200;

export class Journal {
  readonly #write: (frames: readonly JournalFrame[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #pending: JournalFrame[] = [];
  #added = 0;
  #durable = 0;
  #flushing: Promise<void> | undefined;
  #lingering = false;
  #failure: { readonly error: unknown } | undefined;

  /** `write` makes frames durable; after it failed once, nothing more is written. */
  constructor(write: (frames: readonly JournalFrame[]) => Promise<void>, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Adds frames. They go out with the next flush, or by themselves a little later; after a failed write not at all. */
  add(frames: readonly JournalFrame[]): void {
    if (this.#failure !== undefined) return;
    for (const frame of frames) this.#pending.push(frame);
    this.#added += frames.length;
    if (!this.#lingering && this.#flushing === undefined) this.#linger();
  }

  /** Resolves when everything that was added before is durable; rejects when a write failed. */
  async flush(): Promise<void> {
    const target = this.#added;
    while (this.#durable < target && this.#failure === undefined) {
      this.#flushing ??= this.#flushOnce();
      await this.#flushing;
    }
    this.check();
  }

  /** Throws what made writing impossible. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Stops waiting; does not flush. */
  close(): void {
    this.#closed.abort();
  }

  /** Never rejects: the failure is kept, and everybody who waits looks at it. */
  async #flushOnce(): Promise<void> {
    // Everything that starts in the same turn, a whole wave, goes into the same flush.
    await new Promise((resolve) => setImmediate(resolve));
    const frames = this.#pending;
    this.#pending = [];
    try {
      await this.#write(frames);
      this.#durable += frames.length;
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#flushing = undefined;
      if (this.#pending.length > 0 && this.#failure === undefined) this.#linger();
    }
  }

  #linger(): void {
    if (this.#lingering) return;
    this.#lingering = true;
    const { signal } = this.#closed;
    void this.#clock
      .sleep(LINGER_MS, signal)
      .then(() => this.flush())
      // A failed write is told to whoever flushes next; the end of the wait to nobody.
      .catch(() => undefined)
      .finally(() => {
        this.#lingering = false;
      });
  }
}
