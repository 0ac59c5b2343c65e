/** Waits between calls, during which a chunk leaves its place in the run to others. */
import type { ExecuteEnvironment } from './call.js';
import { pause } from './interrupt.js';

/** Waits on the run's clock; throws `Interrupted` when the signal is aborted. */
export function rest(env: ExecuteEnvironment, milliseconds: number, signal: AbortSignal): Promise<void> {
  const wait = (): Promise<void> => pause(env.services.ports.clock, milliseconds, signal);
  return env.resting === undefined ? wait() : env.resting(wait);
}
