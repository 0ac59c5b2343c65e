import { describe, expect, it } from 'vitest';
import { type AppendLog, type StateMap, type StoreDefinition, store } from '../contract/index.js';
import { MemoryDisk } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { FakeClock, FakeLogStore, fakeContext } from './fake-place.js';
import { examine, readState } from './index.js';

/** A store in memory of the four functions; parts of it may be replaced. */
function mapStore(parts: Partial<StoreDefinition> = {}): StoreDefinition {
  let state: StateMap = { 'test_|-a_|-a_|-': { name: 'a' } };
  let locked = false;
  return store({
    ref: 'map',
    summary: 'In memory.',
    enter: async () => {
      if (locked) throw new Error('held');
      locked = true;
    },
    exit_: async () => {
      locked = false;
    },
    get_state: async () => state,
    set_state: async (_ctx, next) => {
      state = next;
    },
    ...parts,
  });
}

describe('trying a store', () => {
  const context = () => fakeContext(new FakeClock());
  const verdicts = async (definition: StoreDefinition) => {
    const report = await examine({ store: definition, context: context() });
    return Object.fromEntries(report.findings.map(({ promise, verdict }) => [promise.split(':')[0], verdict]));
  };

  it('finds that the local store keeps every promise, and leaves its state alone', async () => {
    const definition = localStore(new MemoryDisk().process());
    const report = await examine({ store: definition, context: context() });
    expect(report.findings.filter(({ verdict }) => verdict === 'no')).toEqual([]);
    expect(report.findings.length).toBe(8);
    expect((await readState({ store: definition, context: context() })).position).toBe(0);
    // What the first examination left does not disturb the second.
    expect((await examine({ store: definition, context: context() })).findings).toHaveLength(8);
  });

  it('says what a store of four functions cannot promise', async () => {
    const found = await verdicts(mapStore());
    expect(found).toMatchObject({
      'it can be entered': 'yes',
      'one writer at a time': 'yes',
      'what was written is read back': 'yes',
    });
    expect(Object.values(found).filter((verdict) => verdict === 'absent')).toHaveLength(3);
  });

  it('says when a log cannot tell how long ago something was written', async () => {
    const definition = localStore(new MemoryDisk().process());
    const silent: StoreDefinition = {
      ...definition,
      log: async (ctx) => {
        const log = await definition.log?.(ctx);
        const { age: _age, ...rest } = log as AppendLog;
        return rest;
      },
    };
    expect(await verdicts(silent)).toMatchObject({
      'a holder that went silent is recognised without comparing clocks': 'absent',
    });
  });

  const broken = [
    { name: 'lets everybody in', parts: { enter: async () => undefined }, promise: 'one writer at a time' },
    {
      name: 'forgets',
      parts: { set_state: async () => {}, get_state: async () => ({ x: Math.random() }) },
      promise: 'what was written is read back',
    },
    {
      name: 'cannot be reached',
      parts: { enter: () => Promise.reject(new Error('no route')) },
      promise: 'it can be entered',
    },
  ] as const;
  it.each(broken)('finds one that $name', async ({ parts, promise }) => {
    expect((await verdicts(mapStore(parts)))[promise]).toBe('no');
  });

  it('finds a log that lets two writers through', async () => {
    const fake = new FakeLogStore();
    const careless = {
      ...fake.definition,
      log: async () => {
        const log = await fake.definition.log?.(context());
        if (log === undefined) throw new Error('no log');
        return {
          ...log,
          append: async (after: number, frames: readonly Uint8Array[]) => {
            await log.append(after, frames);
            return after + 1;
          },
        };
      },
    };
    const found = await verdicts(careless);
    expect(found['one writer at a time']).toBe('no');
    expect(found['a run that lost its lock cannot write any more']).toBe('no');
  });
});
