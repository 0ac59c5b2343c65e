/** A store of the four functions: its lock keeps others out, and every flush writes the whole map. */
import type { JournalFrame, LockHolder, StateMap, StoreContext, StoreDefinition } from '../contract/index.js';
import { type Backend, calling, entering, type Loaded } from './backend.js';
import { corrupt } from './codec.js';
import { migrateStateMap } from './migrations.js';
import type { Snapshot } from './snapshot.js';
import { fromStateMap, toStateMap } from './state-map.js';

export class MapBackend implements Backend {
  readonly #store: StoreDefinition;
  readonly #context: StoreContext;
  readonly #locking: boolean;
  #entered: { readonly handle: unknown } | undefined;
  readonly position = 0;
  readonly leased = false;

  /** `locking: false` for reading. */
  constructor(store: StoreDefinition, context: StoreContext, locking: boolean) {
    this.#store = store;
    this.#context = context;
    this.#locking = locking;
  }

  async load(): Promise<Loaded> {
    if (this.#locking && this.#entered === undefined)
      this.#entered = { handle: await entering(this.#store.ref, () => this.#store.enter(this.#context)) };
    const where = `The state ${this.#context.runName} in ${this.#store.ref}`;
    const map = stateOf(await this.#call('reading the state', () => this.#store.get_state(this.#context)), where);
    const { map: newest, diagnostics } = migrateStateMap(map);
    const snapshot = fromStateMap(newest, where);
    return { snapshot, position: 0, diagnostics };
  }

  async commit(frames: readonly JournalFrame[], snapshot: Snapshot): Promise<'done'> {
    // A lock is kept by the store itself; said alone it changes nothing in the map.
    if (frames.every((frame) => frame.type === 'epoch' || frame.type === 'run-started' || frame.type === 'run-ended')) {
      return 'done';
    }
    await this.#call('writing the state', () => this.#store.set_state(this.#context, toStateMap(snapshot)));
    return 'done';
  }

  async silence(): Promise<undefined> {}

  async holderNow(): Promise<LockHolder | undefined> {
    return undefined;
  }

  async export(): Promise<void> {}

  async tidy(): Promise<void> {}

  async lock(): Promise<void> {}

  async forceOpen(): Promise<void> {
    await this.#call('releasing its lock', () => this.#store.exit_(this.#context, undefined));
  }

  async release(error?: unknown): Promise<void> {
    const entered = this.#entered;
    this.#entered = undefined;
    if (entered === undefined) return;
    await this.#call('releasing its lock', () => this.#store.exit_(this.#context, entered.handle, error));
  }

  #call<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
    return calling(this.#store.ref, what, act);
  }
}

/** What a plugin gave back; nothing at all is an empty state. */
function stateOf(given: unknown, where: string): StateMap {
  if (given === undefined || given === null) return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given as StateMap;
  throw corrupt(where, 'get_state gave no map from tag to state');
}
