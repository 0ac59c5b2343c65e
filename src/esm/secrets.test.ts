import { describe, expect, it } from 'vitest';
import type { EnforcedRecord } from '../contract/index.js';
import { diagnosticsOf, isSecret, keptSecret, reveal, secret } from '../kernel/index.js';
import { FakeClock, FakeLiveness, FakeLogStore, fakeContext } from './fake-place.js';
import { isSecretMarker, openSession, readState, type Session, type StateKeys, toStateMap } from './index.js';
import { sealerFor } from './sealer.js';

const ONE = new Uint8Array(32).fill(1);
const TWO = new Uint8Array(32).fill(2);
const TAG = 'test_|-a_|-a_|-';

function record(state: Record<string, unknown>, inputs: Record<string, unknown> = {}): EnforcedRecord {
  return { state, meta: { state: 'test', status: 'complete', inputs } };
}

describe('secrets at rest', () => {
  const open = (store: FakeLogStore, keys?: StateKeys): Promise<Session> =>
    openSession({
      store: store.definition,
      context: fakeContext(new FakeClock()),
      liveness: new FakeLiveness(),
      run: { id: 'run', operation: 'state site', who: 'test' },
      ...(keys === undefined ? {} : { keys: async () => keys }),
    });
  const key = (current: Uint8Array, ...earlier: Uint8Array[]): StateKeys => ({ current, earlier });
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing',
      (error: unknown) => diagnosticsOf(error)?.[0]?.code,
    );
  const text = (store: FakeLogStore): string =>
    store.segments.flatMap(({ frames }) => frames.map((one) => Buffer.from(one).toString())).join('\n');

  /** A run that puts one record. */
  async function put(store: FakeLogStore, keys: StateKeys | undefined, one: EnforcedRecord): Promise<void> {
    const session = await open(store, keys);
    await session.append([{ type: 'put', esmTag: TAG, record: one }], 'durable');
    await session.close('done');
  }

  it('are never written, kept ones sealed and the others as digests', async () => {
    const store = new FakeLogStore();
    await put(
      store,
      key(ONE),
      record({ password: secret('hunter22'), generated: keptSecret({ word: 'open sesame' }) }),
    );
    expect(text(store)).not.toMatch(/hunter22|open sesame/);
    expect(JSON.stringify(store.exported)).not.toMatch(/hunter22|open sesame/);
    const session = await open(store, key(ONE));
    const state = session.get(TAG)?.state ?? {};
    expect(isSecretMarker(state['password'])).toBe(true);
    expect(isSecret(state['generated'])).toBe(true);
    expect(reveal(state['generated'])).toEqual({ word: 'open sesame' });
    expect(session.seal(session.get(TAG))).toEqual(
      (await readState({ store: store.definition, context: fakeContext(new FakeClock()) })).snapshot.records.get(TAG),
    );
    await session.close('done');
  });

  it('need the key that they were written with: without it nothing is written, and nothing compared', async () => {
    const store = new FakeLogStore();
    await put(store, key(ONE), record({}, { password: secret('x') }));
    const before = store.segments.length;
    for (const keys of [undefined, key(TWO), { current: undefined, earlier: [] }]) {
      expect(await codeOf(open(store, keys))).toBe('esm/wrong-key');
    }
    const { snapshot } = await readState({ store: store.definition, context: fakeContext(new FakeClock()) });
    expect(snapshot.holder).toBeUndefined();
    expect(() => sealerFor(snapshot, key(TWO))).toThrow(/another key/);
    // The lock was taken and given back; no record was touched.
    expect(text(store).split('\n').slice(before).join()).not.toMatch(/"put"|"delete"/);
    await (await open(store, key(ONE))).close('done');
  });

  it('outlive a change of the key, and are not called changed', async () => {
    const store = new FakeLogStore();
    await put(store, key(ONE), record({ generated: keptSecret('sesame') }, { password: secret('x') }));
    const session = await open(store, key(TWO, ONE));
    const old = session.get(TAG)?.meta.inputs?.['password'];
    expect(session.seal(secret('x'), old)).toEqual(old);
    expect(session.seal(secret('y'), old)).not.toEqual(old);
    expect(session.seal(secret('x'))).not.toEqual(old);
    await session.append(
      [
        {
          type: 'put',
          esmTag: TAG,
          record: { ...(session.get(TAG) as EnforcedRecord), meta: record({}, { password: secret('x') }).meta },
        },
      ],
      'durable',
    );
    await session.close('done');
    const later = await open(store, key(TWO));
    expect(reveal(later.get(TAG)?.state?.['generated'])).toBe('sesame');
    expect(later.seal(secret('x'))).toEqual(later.get(TAG)?.meta.inputs?.['password']);
    await later.close('done');
  });

  it('may begin without a key and get one', async () => {
    const store = new FakeLogStore();
    await put(store, undefined, record({}, { password: secret('x') }));
    const session = await open(store, key(ONE));
    const old = session.get(TAG)?.meta.inputs?.['password'];
    expect(session.seal(secret('x'), old)).toEqual(old);
    await session.close('done');
  });

  it('are refused by a shared store without a key', async () => {
    const session = await open(new FakeLogStore(), { current: undefined, earlier: [], demanded: true });
    expect(() => session.seal({ a: secret('x') })).toThrow(/no key is given/);
    expect(
      await codeOf(session.append([{ type: 'put', esmTag: TAG, record: record({ a: secret('x') }) }], 'soon')),
    ).toBe('esm/needs-key');
    await session.append([{ type: 'put', esmTag: TAG, record: record({ a: 'plain' }) }], 'durable');
    await session.close('done');
  });

  it('that were changed at rest are found out', async () => {
    const store = new FakeLogStore();
    await put(store, key(ONE), record({ generated: keptSecret('sesame') }));
    const { snapshot } = await readState({ store: store.definition, context: fakeContext(new FakeClock()) });
    const map = structuredClone(toStateMap(snapshot)) as Record<string, { generated: { __sealed__: string } }>;
    const sealed = map[TAG]?.generated as { __sealed__: string };
    sealed.__sealed__ = sealed.__sealed__.replace(/.{6}$/, 'AAAAAA');
    const other = new FakeLogStore();
    other.imported = map;
    const session = await open(other, key(ONE));
    expect(() => session.get(TAG)).toThrow(/was changed/);
    await session.close('done').catch(() => undefined);
  });
});
