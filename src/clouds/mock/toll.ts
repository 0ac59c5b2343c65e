/** What a call to the built-in cloud costs its caller before it does anything: time, throttling, failures of reads. */
import { type CallOptions, ProviderError } from '../../contract/index.js';
import type { Clock } from '../../kernel/index.js';
import { type Behaviour, type Failure, latencyOf, strike } from './behaviour.js';

/** Counts the calls of one connection. */
export class Toll {
  readonly #clock: Clock;
  #calls = 0;
  /** Calls that may be made at once, refilled over time. */
  #allowance: number | undefined;
  #refilled = 0;
  /** Failures of reads are counted here: a read changes nothing that could be kept. */
  #readFailures: readonly Failure[] = [];
  #readFailuresOf: readonly Failure[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async pay(behaviour: Behaviour, operation: string, options: CallOptions): Promise<void> {
    options.signal?.throwIfAborted();
    const latency = latencyOf(behaviour, operation);
    if (latency > 0) await this.#clock.sleep(latency, options.signal);
    this.#throttle(behaviour);
  }

  /** Throws when a failure on purpose strikes a read. */
  failRead(behaviour: Behaviour, operation: string): void {
    if (behaviour.failures.length === 0) return;
    if (this.#readFailuresOf !== behaviour.failures) {
      this.#readFailuresOf = behaviour.failures;
      this.#readFailures = behaviour.failures.map((one) => ({ ...one, seen: 0, failed: 0 }));
    }
    const struck = strike(this.#readFailures, operation);
    this.#readFailures = struck.failures;
    if (struck.effect === undefined) return;
    throw new ProviderError(`Simulated failure of ${operation}`, {
      class: 'transient',
      providerCode: 'SimulatedFailure',
    });
  }

  #throttle({ throttle_every, throttle_rate, retry_after }: Behaviour): void {
    this.#calls++;
    if (throttle_every > 0 && this.#calls % throttle_every === 0) throw throttled(retry_after);
    if (throttle_rate === 0) return;
    const now = this.#clock.monotonic();
    const burst = Math.max(1, throttle_rate);
    this.#allowance = Math.min(burst, (this.#allowance ?? burst) + ((now - this.#refilled) / 1000) * throttle_rate);
    this.#refilled = now;
    if (this.#allowance < 1) throw throttled(retry_after);
    this.#allowance--;
  }
}

function throttled(retryAfter: number): ProviderError {
  return new ProviderError('Too many requests', { class: 'throttled', providerCode: 'Throttling', retryAfter });
}
