import { describe, expect, it } from 'vitest';
import { type StateMap, type StoreContext, store } from '../contract/index.js';
import { storeSuite } from './index.js';

/** The smallest store: what a third party writes in an afternoon. */
function smallestStore() {
  let state: StateMap = {};
  let holder: object | undefined;
  return store({
    ref: 'smallest',
    summary: 'A map in memory with a lock.',
    enter: async () => {
      if (holder !== undefined) throw new Error('somebody else is in');
      holder = {};
      return holder;
    },
    exit_: async (_ctx, handle) => {
      if (handle === undefined || handle === holder) holder = undefined;
    },
    get_state: async () => state,
    set_state: async (_ctx, next) => {
      state = structuredClone(next);
    },
  });
}

storeSuite(
  { describe, it, expect },
  {
    name: 'smallest',
    log: false,
    fresh: async () => {
      const definition = smallestStore();
      return { store: definition, context: () => ({ runName: 'cli' }) as StoreContext };
    },
  },
);
