/** Looking after the store of the enforced state: whether what it keeps is whole, what it guarantees, who holds its lock. */
import type { CheckReport, DoctorReport, HeldLock } from '../../esm/index.js';
import { placeOf } from './enforced.js';
import type { EsmRequest } from './esm-access.js';

export type { CheckReport, DoctorReport, HeldLock };

export async function esmCheck({ services, signal, ...which }: EsmRequest): Promise<CheckReport> {
  const { checkState } = await import('../../esm/index.js');
  return checkState(await placeOf(services, signal, which));
}

export async function esmDoctor({ services, signal, ...which }: EsmRequest): Promise<DoctorReport> {
  const { examine } = await import('../../esm/index.js');
  return examine(await placeOf(services, signal, which));
}

/** Undefined when nobody holds it, or when only the store knows. */
export async function esmLock({ services, signal, ...which }: EsmRequest): Promise<HeldLock | undefined> {
  const { lockHolder } = await import('../../esm/index.js');
  return lockHolder(await placeOf(services, signal, which), services.liveness);
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

/** Resolves with true when the lock is free, or its holder dead or silent for longer than its lease; with false when the time is over. */
export async function esmWaitForLock(request: EsmRequest, milliseconds: number): Promise<boolean> {
  const { clock } = request.services.ports;
  const end = clock.monotonic() + milliseconds;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    const held = await esmLock(request);
    if (held === undefined || held.abandoned) return true;
    const left = end - clock.monotonic();
    if (left <= 0) return false;
    await clock.sleep(Math.min(pause, left), request.signal);
  }
}
