/** Work on the enforced state itself, under its lock and in its history. */
import type { WhichState } from '../../contract/index.js';
import type { Session } from '../../esm/index.js';
import type { Services } from '../services.js';
import { keysOf, placeOf } from './enforced.js';

export interface InSessionRequest extends WhichState {
  readonly services: Services;
  readonly signal: AbortSignal;
  /** Kept in the history. */
  readonly message?: string;
}

/** Throws a `DiagnosticError` when the lock cannot be had, and whatever the work throws. */
export async function inSession<Value>(
  request: InSessionRequest,
  operation: string,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  const { services, signal, message } = request;
  const { openSession } = await import('../../esm/index.js');
  const place = await placeOf(services, signal, request);
  const run = {
    id: services.ports.random.uuid(),
    operation,
    who: services.who,
    ...(message === undefined ? {} : { message }),
  };
  const session = await openSession({
    ...place,
    liveness: services.liveness,
    run,
    leaseMs: services.settings.esmLease,
    keys: (known) => keysOf(services, known, request),
  });
  let value: Value;
  try {
    value = await work(session);
  } catch (error) {
    await session.close('failed', error);
    throw error;
  }
  await session.close('done');
  return value;
}
