/** The built-in cloud in memory: for tests, and wherever worlds are copied and compared. */
import type { Cloud, DriverContext } from '../../contract/index.js';
import { cloudOver } from './cloud.js';
import { seedWorld } from './seed.js';
import type { World } from './world.js';
import { memoryStore } from './world-store.js';

export interface MemoryCloud {
  readonly cloud: Cloud;
  /** The world as it is now. It is immutable: keep it as a copy, and give it to `memoryCloud` to go on from there. */
  world(): World;
}

export function memoryCloud(
  ctx: Pick<DriverContext, 'clock' | 'random'>,
  options: { readonly world?: World; readonly simulation?: Readonly<Record<string, unknown>> } = {},
): MemoryCloud {
  let newest = options.world ?? seedWorld();
  const cloud = cloudOver(ctx, {
    open: (changed) =>
      memoryStore(newest, (version) => {
        newest = version.world;
        changed(version);
      }),
    ...(options.simulation === undefined ? {} : { simulation: options.simulation }),
  });
  return { cloud, world: () => newest };
}
