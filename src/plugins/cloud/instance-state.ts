/** Moving an instance from state to state, and waiting until it is there. */
import {
  type Context,
  type Instance,
  type InstanceCollection,
  type InstanceState,
  ProviderError,
} from '../../contract/index.js';
import { ability, RECHECK_MS } from './neutral-thing.js';

/** States that end by themselves. */
export function inTransition(state: unknown): boolean {
  return state === 'PENDING' || state === 'STOPPING';
}

/** Starts or stops it if need be, and returns when it has arrived. */
export async function bringTo(
  ctx: Context,
  instances: InstanceCollection,
  id: string,
  from: InstanceState,
  to: 'RUNNING' | 'STOPPED',
): Promise<void> {
  if (from === to) return;
  const before = inTransition(from) ? await arrived(ctx, instances, id, (state) => !inTransition(state)) : from;
  if (before === to) return;
  const moved = await ability(instances, to === 'RUNNING' ? 'start' : 'stop')(id, { signal: ctx.signal });
  if (moved.state !== to) await arrived(ctx, instances, id, (state) => state === to);
}

async function arrived(
  ctx: Context,
  instances: InstanceCollection,
  id: string,
  there: (state: InstanceState) => boolean,
): Promise<InstanceState> {
  for (;;) {
    const instance: Instance | undefined = await instances.get(id, { signal: ctx.signal });
    if (instance === undefined) throw new ProviderError(`Instance '${id}' is gone`, { class: 'not-found' });
    if (there(instance.state)) return instance.state;
    if (instance.state === 'ERROR')
      throw new ProviderError(`Instance '${id}' is in state ERROR`, { class: 'conflict' });
    await ctx.clock.sleep(RECHECK_MS, ctx.signal);
  }
}
