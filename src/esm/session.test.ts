import { describe, expect, it } from 'vitest';
import type { EnforcedRecord, Intent, JournalFrame, StateMap } from '../contract/index.js';
import { store } from '../contract/index.js';
import { type Diagnostic, diagnosticsOf, isSecret, secret } from '../kernel/index.js';
import { decodeFrame, encodeFrame } from './codec.js';
import { FakeClock, FakeLiveness, FakeLogStore, fakeContext } from './fake-place.js';
import {
  history,
  isSecretMarker,
  lockHolder,
  METADATA,
  openSession,
  type Place,
  readState,
  type Session,
  unlock,
} from './index.js';

const TAG = 'test_|-a_|-a_|-';
const record = (name: string): EnforcedRecord => ({ state: { name }, meta: { state: 'test', status: 'complete' } });
const put = (name: string): JournalFrame => ({
  type: 'put',
  esmTag: `test_|-${name}_|-${name}_|-`,
  record: record(name),
});
const intent = (token: string): Intent => ({
  token,
  tag: 'test_|-a_|-a_|-present',
  esmTag: TAG,
  ref: 'test',
  action: 'create',
  time: '2026-01-01T00:00:00.000Z',
});

interface World {
  readonly clock: FakeClock;
  readonly liveness: FakeLiveness;
  readonly log: FakeLogStore;
  readonly place: Place;
}

function world(): World {
  const clock = new FakeClock();
  const log = new FakeLogStore();
  return { clock, log, liveness: new FakeLiveness(), place: { store: log.definition, context: fakeContext(clock) } };
}

function open({ place, liveness }: World, operation = 'state site.sls', waitMs = 0): Promise<Session> {
  return openSession({ ...place, liveness, waitMs, run: { id: `run of ${operation}`, operation, who: 'alice' } });
}

async function refusal(act: () => unknown): Promise<Diagnostic | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return diagnosticsOf(error)?.[0];
  }
}

/** The frames of each segment, by type. */
function written({ log }: World): string[][] {
  return log.segments.map((segment) => segment.frames.map((bytes) => decodeFrame(bytes, 'segment').type));
}

describe('a session', () => {
  it('remembers what was put, and forgets what was deleted', async () => {
    const one = world();
    const first = await open(one);
    await first.append([put('a'), put('b')], 'durable');
    await first.append([{ type: 'delete', esmTag: TAG }], 'soon');
    expect(first.get(TAG)).toBeUndefined();
    await first.close('done');
    const second = await open(one);
    expect([...second.entries()]).toEqual([['test_|-b_|-b_|-', record('b')]]);
    expect(second.diagnostics).toEqual([]);
    expect(second.holder.epoch).toBe(2);
    await second.close('done');
    expect((await readState(one.place)).snapshot.holder).toBeUndefined();
  });

  it('writes what comes in one turn at once, and what nobody waits for with it', async () => {
    const one = world();
    const session = await open(one);
    await session.append([put('early')], 'soon');
    await Promise.all(
      ['a', 'b', 'c'].map((name) => session.append([{ type: 'intent', intent: intent(name) }], 'durable')),
    );
    expect(written(one)).toEqual([
      ['epoch', 'run-started'],
      ['put', 'intent', 'intent', 'intent'],
    ]);
    await session.close('done');
  });

  it('writes what nobody waits for by itself after a moment', async () => {
    const one = world();
    const session = await open(one);
    await session.append([put('a')], 'soon');
    expect(one.log.head).toBe(1);
    await one.clock.advance(1000);
    expect(written(one).at(-1)).toEqual(['put']);
    await session.close('done');
  });

  it('gives open intents of an earlier run, with what was born, until they are settled', async () => {
    const one = world();
    const first = await open(one);
    await first.append([{ type: 'intent', intent: intent('t1') }], 'durable');
    await first.append([{ type: 'intent', intent: intent('t2') }], 'durable');
    await first.append([{ type: 'born', token: 't1', id: 'i-1' }], 'durable');
    expect(first.openIntents()).toEqual([]);
    one.liveness.life = { state: 'dead' };
    const second = await open(one);
    expect(second.openIntents()).toEqual([{ ...intent('t1'), bornId: 'i-1' }, intent('t2')]);
    await second.append([{ type: 'settled', token: 't1', effect: 'done' }], 'soon');
    await second.append([{ type: 'intent', intent: intent('t3') }], 'soon');
    expect(second.openIntents()).toEqual([intent('t2')]);
    await second.close('failed');
  });

  it('keeps digests in the place of secrets', async () => {
    const one = world();
    const session = await open(one);
    const given = { name: 'a', deep: [{ password: secret('hunter2-hunter2') }] };
    await session.append([{ type: 'put', esmTag: TAG, record: { ...record('a'), state: given } }], 'durable');
    const stored = session.get(TAG)?.state as typeof given;
    expect(isSecretMarker(stored.deep[0]?.password)).toBe(true);
    expect(isSecret(given.deep[0]?.password)).toBe(true);
    expect(session.seal(given)).toEqual(stored);
    expect(session.seal({ ...given, deep: [{ password: secret('another') }] })).not.toEqual(stored);
    await session.close('done');
    for (const segment of one.log.segments) {
      for (const frame of segment.frames) expect(Buffer.from(frame).includes('hunter2')).toBe(false);
    }
    const again = await open(one);
    expect(again.seal(given)).toEqual(stored);
    await again.close('done');
  });

  it('exports the form of the original when something changed', async () => {
    const one = world();
    await (await open(one)).close('done');
    expect(one.log.exported).toBeUndefined();
    const session = await open(one);
    await session.append([put('a')], 'soon');
    await session.close('done');
    expect(Object.keys(one.log.exported ?? {})).toEqual([TAG, METADATA]);
    expect(one.log.exported?.[TAG]).toEqual({ name: 'a' });
    expect(one.log.exported?.[METADATA]).toMatchObject({ version: [2, 0, 0] });
  });

  it('begins with a file of the original that is there before the log', async () => {
    const one = world();
    one.log.imported = { [TAG]: { name: 'a' }, [METADATA]: { version: [1, 0, 0] } };
    expect((await readState(one.place)).snapshot.records.size).toBe(1);
    await (await open(one)).close('done');
    one.log.imported = {};
    const session = await open(one);
    expect(session.get(TAG)).toEqual({ state: { name: 'a' }, meta: { state: 'test', status: 'complete' } });
    await session.close('done');
  });

  it('writes a snapshot when as much was written as a snapshot holds', async () => {
    const one = world();
    const session = await open(one);
    const large = { ...record('a'), state: { name: 'a', text: 'x'.repeat(2_000_000) } };
    await session.append([{ type: 'put', esmTag: TAG, record: large }], 'durable');
    await session.close('done');
    expect(one.log.taken?.position).toBe(one.log.head);
    expect((await readState(one.place)).snapshot.records.get(TAG)).toEqual(large);
    const position = one.log.taken?.position;
    await (await open(one)).close('done');
    expect(one.log.taken?.position).toBe(position);
  });
});

describe('the lock', () => {
  it('is refused while its holder lives; holder, activity and next step are named', async () => {
    const one = world();
    const first = await open(one, 'state site.sls');
    const answer = {
      id: first.holder.id,
      operation: 'state site.sls',
      since: first.holder.since,
      activity: 'web1: creating',
    };
    one.liveness.life = { state: 'alive', answer };
    const refused = await refusal(() => open(one));
    expect(refused).toMatchObject({ code: 'esm/locked', detail: 'web1: creating', about: first.holder.id });
    expect(refused?.summary).toBe(
      'The enforced state cli is locked by state site.sls (process 100 of alice on host) since 2026-01-01T00:00:00.000Z',
    );
    expect(refused?.hints).toHaveLength(1);
    await one.clock.advance(10_000_000);
    expect((await refusal(() => open(one)))?.code).toBe('esm/locked');
  });

  it('names the way out when it cannot be seen whether the holder lives', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'unknown' };
    expect((await refusal(() => open(one)))?.hints?.at(-1)).toContain(`holdfast esm unlock ${first.holder.id}`);
  });

  it('is taken over at once from a holder that is proven dead, and said so', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'dead' };
    const second = await open(one);
    expect(second.diagnostics).toMatchObject([{ code: 'esm/took-over', severity: 'warning' }]);
    expect(one.liveness.buried.map((holder) => holder.id)).toEqual([first.holder.id]);
    await second.close('done');
  });

  it('refuses every write of a holder from which it was taken', async () => {
    const one = world();
    const first = await open(one, 'state old.sls');
    one.liveness.life = { state: 'dead' };
    const second = await open(one, 'state new.sls');
    const refused = await refusal(() => first.append([put('late')], 'durable'));
    expect(refused?.code).toBe('esm/fenced');
    expect(refused?.detail).toContain('state new.sls');
    expect((await refusal(() => first.check()))?.code).toBe('esm/fenced');
    expect((await refusal(() => first.append([put('later')], 'durable')))?.code).toBe('esm/fenced');
    await first.append([put('later')], 'soon');
    expect((await refusal(() => first.close('done')))?.code).toBe('esm/fenced');
    await second.append([put('b')], 'durable');
    await second.close('done');
    expect([...(await readState(one.place)).snapshot.records.keys()]).toEqual(['test_|-b_|-b_|-']);
  });

  it('is free when its holder was silent for longer than its lease, and the silent one may not go on', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'unknown' };
    // A stopped process: time passes, and its timers do not fire.
    const stopped = new FakeClock();
    await stopped.advance(first.holder.lease + 1);
    first.check();
    const second = await openSession({
      ...one.place,
      context: { ...one.place.context, clock: stopped },
      liveness: one.liveness,
      run: { id: 'other', operation: 'state other.sls', who: 'bob' },
    });
    expect(second.diagnostics[0]?.summary).toContain('silent for 60 s');
    await second.close('done');
    expect((await refusal(() => first.append([put('late')], 'durable')))?.code).toBe('esm/fenced');
  });

  it('is renewed by a holder that has nothing to write', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'unknown' };
    for (let minute = 0; minute < 10; minute++) {
      for (let part = 0; part < 6; part++) await one.clock.advance(10_000);
      first.check();
      expect((await refusal(() => open(one)))?.code).toBe('esm/locked');
    }
    await first.close('done');
    await (await open(one)).close('done');
  });

  it('is renewed by a holder that writes all the time', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'unknown' };
    for (let part = 0; part < 60; part++) {
      await one.clock.advance(5_000);
      await first.append([put('a')], 'durable');
      expect((await refusal(() => open(one)))?.code).toBe('esm/locked');
    }
    await first.close('done');
  });

  it('is judged by the clock of the store, not by those of two machines', async () => {
    const one = world();
    const first = await open(one);
    one.liveness.life = { state: 'unknown' };
    const fast = new FakeClock();
    await fast.advance(3_600_000);
    const elsewhere = { ...one, place: { ...one.place, context: { ...one.place.context, clock: fast } } };
    one.log.age = 2_000;
    expect((await refusal(() => open(elsewhere)))?.code).toBe('esm/locked');
    expect(await lockHolder(elsewhere.place, one.liveness)).toMatchObject({ abandoned: false });
    one.log.age = first.holder.lease + 1;
    expect(await lockHolder(one.place, one.liveness)).toMatchObject({ abandoned: true });
    const second = await open(one);
    expect(second.diagnostics[0]?.code).toBe('esm/took-over');
    await second.close('done');
    await first.close('done').catch(() => undefined);
  });

  it('may not be trusted by a holder that could not renew it', async () => {
    const one = world();
    const first = await open(one);
    one.log.next.push(() => {
      throw new Error('cut off');
    });
    await one.clock.advance(30_000);
    expect((await refusal(() => first.check()))?.code).toBe('esm/unreachable');
    const second = world();
    const silent = await open(second);
    // The clock jumps before any timer of the run fires.
    const jump = second.clock.advance(100_000);
    expect((await refusal(() => silent.check()))?.code).toBe('esm/fenced');
    await jump;
    silent.check();
  });

  it('is waited for when asked', async () => {
    const one = world();
    const first = await open(one);
    const waiting = open(one, 'state second.sls', 60_000);
    await one.clock.advance(200);
    await first.close('done');
    await one.clock.advance(5_000);
    const second = await waiting;
    expect(second.holder.epoch).toBe(2);
    await second.close('done');
  });

  it('goes to one of many who come at once', async () => {
    const one = world();
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => open(one, `run ${index}`)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      expect(result.status === 'fulfilled' || diagnosticsOf(result.reason)?.[0]?.code === 'esm/locked').toBe(true);
    }
  });

  it('can be looked at by anybody', async () => {
    const one = world();
    expect(await lockHolder(one.place, one.liveness)).toBeUndefined();
    const first = await open(one);
    one.liveness.life = { state: 'dead' };
    expect(await lockHolder(one.place, one.liveness)).toEqual({
      holder: first.holder,
      life: { state: 'dead' },
      abandoned: true,
    });
    await first.close('done');
    expect(await lockHolder(one.place, one.liveness)).toBeUndefined();
  });

  it('is broken by its id only', async () => {
    const one = world();
    const first = await open(one);
    const run = { id: 'unlock', operation: 'esm unlock', who: 'bob' };
    const refused = await refusal(() => unlock(one.place, one.liveness, run, 'another id'));
    expect(refused).toMatchObject({ code: 'esm/no-such-lock', about: first.holder.id });
    expect((await unlock(one.place, one.liveness, run, first.holder.id))?.id).toBe(first.holder.id);
    expect((await refusal(() => first.append([put('late')], 'durable')))?.code).toBe('esm/fenced');
    expect((await refusal(() => unlock(one.place, one.liveness, run, first.holder.id)))?.code).toBe('esm/no-such-lock');
    await (await open(one)).close('done');
  });
});

describe('a store that fails', () => {
  it('loses nothing when the connection broke after the write', async () => {
    const one = world();
    const session = await open(one);
    one.log.next.push((append) => {
      append();
      throw new Error('connection reset');
    });
    await session.append([put('a')], 'durable');
    one.log.next.push((append) => {
      append();
      return append();
    });
    await session.append([put('b')], 'durable');
    await session.close('done');
    expect((await readState(one.place)).snapshot.records.size).toBe(2);
  });

  it('stops the run, which releases what it can', async () => {
    const one = world();
    const session = await open(one);
    one.log.next.push(() => {
      throw new Error('status 500');
    });
    const refused = await refusal(() => session.append([{ type: 'intent', intent: intent('t1') }], 'durable'));
    expect(refused).toMatchObject({ code: 'esm/unreachable', detail: 'status 500', about: 'fake' });
    expect((await refusal(() => session.check()))?.code).toBe('esm/unreachable');
    expect((await refusal(() => session.close('failed')))?.code).toBe('esm/unreachable');
    expect(written(one)).toEqual([['epoch', 'run-started']]);
  });
});

describe('formats', () => {
  it('newer than known are refused untouched', async () => {
    const one = world();
    await (await open(one)).close('done');
    const before = one.log.segments.length;
    one.log.segments.push({ position: before + 1, frames: [Uint8Array.of(99, 0)] });
    expect((await refusal(() => open(one)))?.code).toBe('esm/newer-format');
    expect(one.log.segments).toHaveLength(before + 1);
    const original = world();
    original.log.imported = { [METADATA]: { version: [3, 0, 0] } };
    expect((await refusal(() => open(original)))?.code).toBe('esm/newer-format');
    expect(original.log.segments).toEqual([]);
  });

  it('that make no sense are damage', async () => {
    const broken: Uint8Array[] = [Uint8Array.of(1, 0x7b), Uint8Array.of(1, 0x35), encodeFrame({ type: 'x' } as never)];
    for (const bytes of broken) {
      const one = world();
      one.log.segments.push({ position: 1, frames: [bytes] });
      expect((await refusal(() => readState(one.place)))?.code).toBe('esm/corrupt');
    }
    const maps: StateMap[] = [{ 'no tag': {} }, { [TAG]: 7 }, { [METADATA]: { version: 'one' } }];
    for (const map of maps) {
      const one = world();
      one.log.imported = map;
      expect((await refusal(() => readState(one.place)))?.code).toBe('esm/corrupt');
    }
  });
});

describe('run names', () => {
  it('are file names', async () => {
    for (const runName of ['', '.', '..', '.hidden', 'a/b', 'a\\b', 'ü', 'x'.repeat(101)]) {
      const one = world();
      const place = { ...one.place, context: fakeContext(one.clock, { runName }) };
      expect((await refusal(() => readState(place)))?.code, runName).toBe('esm/bad-run-name');
    }
  });
});

describe('a store of four functions', () => {
  function mapWorld() {
    const one = world();
    const calls: string[] = [];
    let state: StateMap = {};
    let entered = false;
    const definition = store({
      ref: 'four',
      summary: 'A map in memory.',
      enter: async () => {
        if (entered) throw new Error('process 7 is in');
        entered = true;
        return 'handle';
      },
      exit_: async (_ctx, handle, error) => {
        entered = false;
        calls.push(`exit_ ${String(handle)} ${error instanceof Error ? error.message : 'fine'}`);
      },
      get_state: async () => state,
      set_state: async (_ctx, next) => {
        calls.push('set_state');
        state = structuredClone(next);
      },
    });
    return { ...one, calls, place: { ...one.place, store: definition } };
  }

  it('keeps open intents inside the state', async () => {
    const one = mapWorld();
    const first = await open(one);
    await first.append([{ type: 'intent', intent: intent('t1') }, put('a')], 'durable');
    expect(one.calls).toEqual(['set_state']);
    await first.close('stopped', new Error('stopped'));
    expect(one.calls.at(-1)).toBe('exit_ handle stopped');
    const second = await open(one);
    expect(second.openIntents()).toEqual([intent('t1')]);
    expect(second.get(TAG)).toEqual(record('a'));
    await second.append([{ type: 'settled', token: 't1', effect: 'none' }], 'soon');
    await second.close('done');
    expect((await readState(one.place)).snapshot.intents.size).toBe(0);
  });

  it('writes nothing when nothing changed', async () => {
    const one = mapWorld();
    await (await open(one)).close('done');
    expect(one.calls).toEqual(['exit_ handle fine']);
  });

  it('keeps a record of which nothing but the beginning is known', async () => {
    const one = mapWorld();
    const session = await open(one);
    const half: EnforcedRecord = { state: null, meta: { state: 'test', status: 'incomplete' } };
    await session.append([{ type: 'put', esmTag: TAG, record: half }], 'durable');
    await session.close('failed');
    expect((await readState(one.place)).snapshot.records.get(TAG)).toEqual(half);
  });

  it('says why it did not let the run in, and can be forced open', async () => {
    const one = mapWorld();
    await open(one);
    const refused = await refusal(() => open(one));
    expect(refused).toMatchObject({ code: 'esm/not-entered', detail: 'Error: process 7 is in' });
    await unlock(one.place, one.liveness, { id: 'u', operation: 'esm unlock', who: 'bob' }, undefined);
    await (await open(one)).close('done');
  });

  it('is refused where it gives no map, and empty where it gives nothing', async () => {
    const one = mapWorld();
    const giving = (given: unknown) => ({
      ...one.place,
      store: { ...one.place.store, get_state: async () => given as StateMap },
    });
    for (const given of [5, 'text', [1]]) {
      expect(await refusal(() => readState(giving(given)))).toMatchObject({ code: 'esm/corrupt' });
    }
    expect((await readState(giving(undefined))).snapshot.records.size).toBe(0);
  });

  it('has no history', async () => {
    const found: unknown[] = [];
    for await (const entry of history(mapWorld().place)) found.push(entry);
    expect(found).toEqual([]);
  });
});
