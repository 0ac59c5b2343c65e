/** What the use cases work with. The composition root makes it; tests make their own. */
import type { EngineServices } from '../engine/index.js';
import type { Liveness, StateKeys } from '../esm/index.js';
import type { Settings } from './settings/settings.js';

export interface Services extends EngineServices {
  readonly settings: Settings;
  readonly liveness: Liveness;
  /**
   * Keys of the secrets in the state of a store. `known` is the id of the key that the state has already; without one a key may be made.
   * Absent: there are none.
   */
  readonly stateKeys?: (store: string, known: string | undefined) => Promise<StateKeys>;
  /** User and machine, for the history. */
  readonly who: string;
}
