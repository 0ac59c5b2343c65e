/**
 * The conformance suite of ESM stores: what every store must do, and what one with `log` must do beyond.
 *
 * It takes the functions of a test runner that has `describe`, `it` and `expect` as vitest, jest and others know them.
 */
import type { AppendLog, StateMap, StoreContext, StoreDefinition } from '../contract/index.js';

export interface TestApi {
  describe(name: string, body: () => void): void;
  readonly it: {
    (name: string, body: () => Promise<void>): void;
    skip(name: string): void;
  };
  expect(value: unknown): { toEqual(wanted: unknown): void };
}

export interface StoreCase {
  readonly name: string;
  /** A store with nothing in it, for one test. `context` gives one for each process that is played; all share the place. */
  fresh(): Promise<{ readonly store: StoreDefinition; context(): StoreContext }>;
  /** Whether the store has the strong ability, `log`. */
  readonly log: boolean;
  /** `false` for a store that keeps nothing. Default true. */
  readonly keeps?: boolean;
}

const STATE: StateMap = {
  'test_|-a_|-a_|-': { name: 'a', count: 3, nested: { list: [1, 'two', null, true], text: 'ü\n' } },
  'test_|-b_|-b_|-': {},
  __esm_metadata__: { version: [1, 0, 0] },
};

/** Declares the tests of one store. */
export function storeSuite(api: TestApi, one: StoreCase): void {
  const { describe, it, expect } = api;
  describe(`store ${one.name}`, () => {
    it('is empty at first', async () => {
      const { store, context } = await one.fresh();
      expect(await store.get_state(context())).toEqual({});
    });

    it('gives back the whole state that was set, and only that', async () => {
      const { store, context } = await one.fresh();
      const handle = await store.enter(context());
      await store.set_state(context(), { 'test_|-old_|-old_|-': { name: 'old' } });
      await store.set_state(context(), STATE);
      await store.exit_(context(), handle);
      expect(await store.get_state(context())).toEqual(one.keeps === false ? {} : STATE);
    });

    it('can be entered again after it was left, also after an error', async () => {
      const { store, context } = await one.fresh();
      await store.exit_(context(), await store.enter(context()));
      await store.exit_(context(), await store.enter(context()), new Error('the run failed'));
      await store.exit_(context(), await store.enter(context()));
    });

    it('has a log, or has none, as it says', async () => {
      expect((await one.fresh()).store.log !== undefined).toEqual(one.log);
    });

    lockTest(api, one);
    logTests(api, one);
  });
}

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const texts = (frames: readonly Uint8Array[]): string[] => frames.map((frame) => String.fromCharCode(...frame));

function lockTest({ it, expect }: TestApi, one: StoreCase): void {
  const name = 'lets one in at a time, and can be forced open';
  if (one.log) return it.skip(`${name} (its log is the lock)`);
  if (one.keeps === false) return it.skip(`${name} (it keeps nothing)`);
  it(name, async () => {
    const { store, context } = await one.fresh();
    await store.enter(context());
    const second = await store.enter(context()).then(
      () => 'entered',
      () => 'refused',
    );
    expect(second).toEqual('refused');
    await store.exit_(context(), undefined);
    await store.enter(context());
  });
}

function logTests({ it, expect }: TestApi, one: StoreCase): void {
  const withLog = (name: string, body: (open: () => Promise<AppendLog>) => Promise<void>): void => {
    if (!one.log) return it.skip(`log: ${name} (it has none)`);
    it(`log: ${name}`, async () => {
      const { store, context } = await one.fresh();
      await body(async () => (await store.log?.(context())) as AppendLog);
    });
  };

  withLog('is empty at first', async (open) => {
    const loaded = await (await open()).load();
    expect([loaded.snapshot, loaded.segments.length]).toEqual([undefined, 0]);
  });

  withLog('numbers segments from 1, without a gap', async (open) => {
    const log = await open();
    expect([await log.append(0, [bytes('a')]), await log.append(1, [bytes('b'), bytes('')])]).toEqual([1, 2]);
    const { segments } = await (await open()).load();
    expect(segments.map((segment) => [segment.position, texts(segment.frames)])).toEqual([
      [1, ['a']],
      [2, ['b', '']],
    ]);
    expect((await log.after(1)).map((segment) => segment.position)).toEqual([2]);
    expect(await log.after(2)).toEqual([]);
  });

  withLog('lets one of several writers at a position through, and tells the others', async (open) => {
    const logs = await Promise.all([open(), open(), open(), open()]);
    const results = await Promise.all(logs.map((log, index) => log.append(0, [bytes(`writer ${index}`)])));
    expect(results.filter((result) => result === 1).length).toEqual(1);
    expect(results.filter((result) => result === 'conflict').length).toEqual(3);
    const { segments } = await (await open()).load();
    expect(segments.map((segment) => texts(segment.frames))).toEqual([[`writer ${results.indexOf(1)}`]]);
  });

  withLog('refuses a writer that was left behind', async (open) => {
    const [behind, ahead] = [await open(), await open()];
    await behind.append(0, [bytes('a')]);
    await ahead.append(1, [bytes('b')]);
    expect(await behind.append(1, [bytes('late')])).toEqual('conflict');
    expect((await behind.after(1)).map((segment) => texts(segment.frames))).toEqual([['b']]);
  });

  withLog('says how long ago a segment was written, if it says so at all', async (open) => {
    const log = await open();
    if (log.age === undefined) return;
    expect(await log.age(1)).toEqual(undefined);
    await log.append(0, [bytes('first')]);
    const age = await log.age(1);
    expect(age === undefined || (age >= 0 && age < 60_000)).toEqual(true);
  });

  withLog('keeps a snapshot and the segments after it, and refuses a writer from before it', async (open) => {
    const log = await open();
    if (log.snapshot === undefined) return;
    const behind = await open();
    for (const position of [0, 1, 2]) await log.append(position, [bytes(`${position}`)]);
    await behind.load();
    await log.snapshot(2, bytes('two'));
    const loaded = await (await open()).load();
    expect([loaded.snapshot?.position, texts([loaded.snapshot?.bytes ?? bytes('')])]).toEqual([2, ['two']]);
    expect(loaded.segments.map((segment) => segment.position)).toEqual([3]);
    expect(await behind.append(1, [bytes('late')])).toEqual('conflict');
    expect(await behind.append(3, [bytes('next')])).toEqual(4);
  });

  withLog('keeps the history across snapshots', async (open) => {
    const log = await open();
    for (const position of [0, 1, 2]) await log.append(position, [bytes(`${position}`)]);
    await log.snapshot?.(3, bytes('three'));
    await log.append(3, [bytes('3')]);
    if (log.history === undefined) return;
    const found: string[] = [];
    for await (const segment of log.history(1)) found.push(...texts(segment.frames));
    expect(found).toEqual(['1', '2', '3']);
  });
}
