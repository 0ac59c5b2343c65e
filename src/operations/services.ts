/** What the use cases work with. The composition root makes it; tests make their own. */
import type { Accounts } from '../accounts/index.js';
import type { EngineServices } from '../engine/index.js';
import type { Liveness, StateKeys } from '../esm/index.js';
import type { Secret } from '../kernel/index.js';
import type { Settings } from './settings/settings.js';

export interface Services extends EngineServices {
  readonly settings: Settings;
  readonly liveness: Liveness;
  /**
   * Keys of the secrets in the state of a store. `known` is the id of the key that the state has already; without one a key may be made.
   * Absent: there are none.
   */
  readonly stateKeys?: (store: string, known: string | undefined) => Promise<StateKeys>;
  /** The credentials that the settings name. Absent: there are none. */
  readonly accounts?: AccountService;
  /** User and machine, for the history. */
  readonly who: string;
}

export interface AccountService {
  /** Reads file and stores on the first call. Throws what is wrong with them. */
  open(): Promise<Accounts>;
  /** Profile of whoever names none, when the file says so; known once it was opened. */
  defaultProfile(): string | undefined;
  /** The key that is set, read from where it comes from; absent when none is. */
  readonly key?: () => Promise<Secret<string>>;
}
