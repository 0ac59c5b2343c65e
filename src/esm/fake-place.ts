/** A clock, processes and a store in memory, for the tests of this area. */
import type { AppendLog, LockHolder, Segment, StateMap, StoreContext, StoreDefinition } from '../contract/index.js';
import { store } from '../contract/index.js';
import type { Clock } from '../kernel/index.js';
import type { Life, Liveness } from './liveness.js';

/** A clock that moves only when it is told to. */
export class FakeClock implements Clock {
  #time = Date.parse('2026-01-01T00:00:00Z');
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { at: this.#time + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort);
    });
  }

  /** Moves on, wakes who slept until then, and lets the woken do what they can without waiting for the clock. */
  async advance(ms: number): Promise<void> {
    this.#time += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#time) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Processes of which a test says whether they live. */
export class FakeLiveness implements Liveness {
  life: Life = { state: 'alive' };
  readonly buried: LockHolder[] = [];
  readonly #pid: number;

  constructor(pid = 100) {
    this.#pid = pid;
  }

  async self() {
    return { machine: 'host', boot: 'boot', namespace: 'ns', pid: this.#pid, started: '1', user: 'alice' };
  }

  async probe(): Promise<Life> {
    return this.life;
  }

  async bury(holder: LockHolder): Promise<void> {
    this.buried.push(holder);
  }

  async listen() {
    return { address: '/socket', close: async () => {} };
  }
}

/** A store with `log`, whose steps a test may replace. */
export class FakeLogStore {
  readonly segments: Segment[] = [];
  taken: { position: number; bytes: Uint8Array } | undefined;
  exported: StateMap | undefined;
  imported: StateMap = {};
  /** How long ago the last segment was written, when the store can tell. */
  age: number | undefined;
  /** Replaces the next append. */
  readonly next: ((append: () => number | 'conflict') => number | 'conflict')[] = [];
  readonly definition: StoreDefinition = store({
    ref: 'fake',
    summary: 'A log in memory.',
    enter: async () => undefined,
    exit_: async () => {},
    get_state: async () => this.imported,
    set_state: async () => {},
    log: async () => this.#log(),
  });

  get head(): number {
    return this.segments.at(-1)?.position ?? this.taken?.position ?? 0;
  }

  #log(): AppendLog {
    return {
      load: async () => ({
        ...(this.taken === undefined ? {} : { snapshot: this.taken }),
        segments: this.segments.filter((segment) => segment.position > (this.taken?.position ?? 0)),
      }),
      after: async (position) => this.segments.filter((segment) => segment.position > position),
      append: async (after, frames) => {
        const append = (): number | 'conflict' => {
          if (after !== this.head) return 'conflict';
          this.segments.push({ position: after + 1, frames });
          return after + 1;
        };
        const special = this.next.shift();
        return special === undefined ? append() : special(append);
      },
      age: async () => this.age,
      snapshot: async (position, bytes) => {
        this.taken = { position, bytes };
      },
      export: async (state) => {
        this.exported = state;
      },
    };
  }
}

let uuids = 0;

export function fakeContext(clock: Clock, options: { runName?: string; directory?: string } = {}): StoreContext {
  return {
    runName: options.runName ?? 'cli',
    directory: options.directory ?? '/esm',
    account: {},
    clock,
    random: {
      bytes: (count) => new Uint8Array(count),
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
      fraction: () => 0,
    },
    log: { write: () => {} },
    signal: new AbortController().signal,
  };
}
