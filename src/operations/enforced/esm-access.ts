/** The enforced state as `exec esm.*` and the commands of the same names use it. */
import type { EnforcedRecord, EsmAccess, LockHolder, WhichState } from '../../contract/index.js';
import type { Diagnostic } from '../../kernel/index.js';
import type { Services } from '../services.js';
import { placeOf } from './enforced.js';
import { inSession } from './esm-session.js';

export function esmAccess(services: Services, signal: AbortSignal): EsmAccess {
  return {
    version: '2.0.0',
    async show(which) {
      const { readState, toStateMap } = await import('../../esm/index.js');
      return toStateMap((await readState(await placeOf(services, signal, which))).snapshot);
    },
    remove: async (esmTag, which) => (await removeRecord({ services, signal, ...which }, esmTag)).record,
    unlock: (id, which) => breakLock({ services, signal, ...which }, id),
    async validate(which) {
      const { readState, versionText } = await import('../../esm/index.js');
      const place = await placeOf(services, signal, which);
      const { snapshot, diagnostics } = await readState(place);
      const version = versionText(await place.store.get_state(place.context));
      return { version, records: snapshot.records.size, openIntents: snapshot.intents.size, diagnostics };
    },
  };
}

/** What every use case of the enforced state is given. */
export interface EsmRequest extends WhichState {
  readonly services: Services;
  readonly signal: AbortSignal;
  /** Kept in the history by what writes. */
  readonly message?: string;
}

/** Removes one record under the lock. The thing it stands for is left alone. */
export async function removeRecord(
  request: EsmRequest,
  esmTag: string,
): Promise<{ readonly record: EnforcedRecord | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  return await inSession(request, `esm remove ${esmTag}`, async (session) => {
    const record = session.get(esmTag);
    if (record !== undefined) await session.append([{ type: 'delete', esmTag }], 'durable');
    return { record, diagnostics: session.diagnostics };
  });
}

/** Whether a store has a lock beside the journal, whose holder it alone knows. */
export async function keepsOwnLock({ services, signal, ...which }: EsmRequest): Promise<boolean> {
  const { store, context } = await placeOf(services, signal, which);
  return store.log === undefined || (await store.log(context)).lock !== undefined;
}

/** Takes the lock away from its holder. Without an id the present holder is meant; undefined when there was none. */
export async function breakLock(
  { services, signal, message, ...which }: EsmRequest,
  id: string | undefined,
): Promise<LockHolder | undefined> {
  const { lockHolder, unlock } = await import('../../esm/index.js');
  const place = await placeOf(services, signal, which);
  let meant = id;
  if (meant === undefined && place.store.log !== undefined) {
    meant = (await lockHolder(place, services.liveness))?.holder.id;
  }
  const run = {
    id: services.ports.random.uuid(),
    operation: 'esm unlock',
    who: services.who,
    ...(message === undefined ? {} : { message }),
  };
  return await unlock(place, services.liveness, run, meant);
}
