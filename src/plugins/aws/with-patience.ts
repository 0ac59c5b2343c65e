/** Exchanges that are given up when they take too long. */
import type { Clock } from '../../kernel/index.js';

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patience: number;
  /** Of the run. */
  readonly signal: AbortSignal;
}

/** Runs one exchange; its signal is aborted when the time is over or the run is. */
export async function withPatience<Value>(
  { clock, patience, signal }: Patience,
  exchange: (options: { readonly abortSignal: AbortSignal }) => Promise<Value>,
): Promise<Value> {
  const givenUp = new AbortController();
  const ended = new AbortController();
  const stop = (): void => givenUp.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  // Not `AbortSignal.timeout`: one that only `AbortSignal.any` refers to may be collected before it fires.
  const tooLong = (): void => givenUp.abort();
  void clock.sleep(patience, ended.signal).then(tooLong, () => undefined);
  try {
    return await exchange({ abortSignal: givenUp.signal });
  } finally {
    ended.abort();
    signal.removeEventListener('abort', stop);
  }
}
