/** Where a world lives: in memory here, in a sequenced log in `logged-world.ts`. */
import { type Answer, type Operation, operate } from './operate.js';
import type { World } from './world.js';

/** The moment a world came to be. */
export interface Version {
  readonly world: World;
  /** Milliseconds since the epoch, by the clock of whoever changed it. */
  readonly at: number;
}

export interface WorldStore {
  /** The newest world, also with what other processes did before the call. */
  refresh(): Promise<World>;
  /** Does an operation on the newest world and keeps what changed. The answer comes when it is kept. */
  perform(operation: Operation, signal?: AbortSignal): Promise<Answer>;
}

/** A world in memory. `changed` hears of every version, in order. */
export function memoryStore(start: World, changed: (version: Version) => void = () => undefined): WorldStore {
  let world = start;
  changed({ world, at: Number.NEGATIVE_INFINITY });
  return {
    refresh: async () => world,
    perform: async (operation) => {
      const answer = operate(world, operation);
      if (answer.world !== world) {
        world = answer.world;
        changed({ world, at: operation.now });
      }
      return answer;
    },
  };
}
