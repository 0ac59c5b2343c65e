import { describe, expect, it } from 'vitest';
import { type StateFunction, stateFunctions } from '../../contract/index.js';
import { chunkRunner, type FakeResourceOptions, type FakeWorld, fakeResource } from '../../testing/index.js';
import { resolveOpenIntents } from './open-intents.js';

const TAG = 'fake.thing_|-web_|-web_|-';
const SPEC = { fun: 'present', id: 'web', args: { size: 2, zone: 'a' } };

describe('a run that was interrupted', () => {
  it.each([
    { name: 'found by name', options: {} },
    { name: 'found by token', options: { identity: 'token' } },
    { name: 'with reads that lag', options: { lag: 2000 } },
    { name: 'changing for a while', options: { changing: 9000 } },
  ] as readonly { name: string; options: FakeResourceOptions }[])(
    'during a creation makes nothing twice: $name',
    async ({ options }) => {
      const whole = chunkRunner(fakeResource(options).definition);
      await whole.apply(SPEC);
      for (let prefix = 0; prefix <= whole.state.frames.length; prefix++) {
        const { definition, world } = fakeResource(options);
        const run = chunkRunner(definition);
        await run.apply(SPEC);
        // Before the intent was durable, nothing was created.
        if (prefix === 0) world.things.clear();
        const next = run.next({ prefix });
        expect(await resolveOpenIntents(next.env)).toEqual([]);
        const result = await next.apply(SPEC);
        expect([prefix, result.result, world.things.size]).toEqual([prefix, true, 1]);
        expect(next.next().state.openIntents()).toEqual([]);
        expect((await next.next().apply(SPEC)).outcome).toBe('unchanged');
      }
    },
  );

  it('before the call had its effect creates after all', async () => {
    const { definition, world } = fakeResource();
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    world.things.clear();
    const next = run.next({ prefix: 1 });
    expect(await resolveOpenIntents(next.env)).toEqual([]);
    expect(next.state.frames.at(-1)).toMatchObject({ type: 'settled', effect: 'none' });
    expect((await next.apply(SPEC)).comment).toEqual(['created i-2']);
  });

  it('creates with the same token, so that a call that is still on its way makes nothing more', async () => {
    const { definition, world } = fakeResource({ identity: 'token' });
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    const [{ token: sent } = {}] = world.things.values();
    world.things.clear();
    const next = run.next({ prefix: 1 });
    await resolveOpenIntents(next.env);
    await next.apply(SPEC);
    expect([...world.things.values()].map(({ token }) => token)).toEqual([sent]);
    world.things.clear();
    const other = run.next({ prefix: 1 });
    await resolveOpenIntents(other.env);
    await other.apply({ ...SPEC, args: { size: 3, zone: 'a' } });
    expect([...world.things.values()].map(({ token }) => token)).not.toEqual([sent]);
  });

  it('creates with another token where that one made something that is gone', async () => {
    const { definition, world } = fakeResource({ identity: 'token' });
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    world.things.clear();
    // Once, then again after looking.
    world.misbehave({ on: 'create', error: { class: 'conflict', effect: 'none' }, times: 2 });
    const next = run.next({ prefix: 1 });
    await resolveOpenIntents(next.env);
    expect((await next.apply(SPEC)).outcome).toBe('changed');
    expect(next.next().state.openIntents()).toEqual([]);
  });

  it('during a creation waits for nothing where reads are certain', async () => {
    const { definition, world } = fakeResource({ parts: { consistency: { settle: 60_000 } } });
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    world.things.clear();
    const certain: typeof definition = {
      ...definition,
      observe: async (ctx, identity) => {
        const seen = await definition.observe(ctx, identity);
        return seen.kind === 'absent' ? { kind: 'absent', certain: true } : seen;
      },
    };
    const next = chunkRunner(certain).next();
    await next.state.append(run.state.frames.slice(0, 1), 'durable');
    const before = next.env.services.ports.clock.monotonic();
    expect(await resolveOpenIntents(next.env)).toEqual([]);
    expect(next.env.services.ports.clock.monotonic() - before).toBeLessThan(1000);
  });

  it('adopts what was born into the record, incomplete', async () => {
    const { definition } = fakeResource();
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    const next = run.next({ prefix: 2 });
    await resolveOpenIntents(next.env);
    expect(next.state.get(TAG)).toMatchObject({
      state: { resource_id: 'i-1' },
      meta: { id: 'i-1', status: 'incomplete' },
    });
  });

  it('during a removal looks whether it is gone', async () => {
    const { definition, world } = fakeResource();
    const first = chunkRunner(definition);
    await first.apply(SPEC);
    const before = world.snapshot();
    const removing = first.next();
    await removing.apply({ fun: 'absent', id: 'web' });
    const intentAt =
      removing.state.frames.findIndex((frame) => frame.type === 'intent' && frame.intent.action === 'remove') + 1;
    const gone = removing.next({ prefix: intentAt });
    await resolveOpenIntents(gone.env);
    expect(gone.state.get(TAG)).toBeUndefined();
    world.add(before['i-1'] as Record<string, unknown>, { id: 'i-1' });
    const there = removing.next({ prefix: intentAt });
    await resolveOpenIntents(there.env);
    expect(there.state.get(TAG)?.meta.id).toBe('i-1');
    expect(there.state.frames.at(-1)).toMatchObject({ type: 'settled', effect: 'none' });
  });

  it('during a replacement, create first, knows that the old thing still has to go', async () => {
    const { definition } = fakeResource({ identity: 'token', parts: { replace: 'create-first' } });
    const first = chunkRunner(definition);
    await first.apply(SPEC);
    const second = first.next();
    await second.apply({ ...SPEC, args: { size: 2, zone: 'b' } });
    const { frames } = second.state;
    const announced = frames.findLastIndex((frame) => frame.type === 'intent' && frame.intent.action === 'create') + 1;
    const next = second.next({ prefix: announced });
    expect(await resolveOpenIntents(next.env)).toEqual([]);
    expect(next.state.get(TAG)?.meta).toMatchObject({ id: 'i-2', status: 'incomplete', deposed: [{ id: 'i-1' }] });
  });

  it('during the removal of a replaced thing keeps the record of the new one', async () => {
    const { definition } = fakeResource();
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    const record = run.state.get(TAG);
    const identity = { resource_id: 'i-0' };
    const deposed = [{ id: 'i-0', identity }];
    const intent = {
      token: 't',
      tag: `${TAG}present`,
      esmTag: TAG,
      ref: 'fake.thing',
      action: 'remove',
      identity,
      time: '',
    } as const;
    await run.state.append(
      [
        {
          type: 'put',
          esmTag: TAG,
          record: {
            state: record?.state ?? null,
            meta: { state: 'fake.thing', status: 'complete', ...record?.meta, deposed },
          },
        },
        { type: 'intent', intent },
      ],
      'durable',
    );
    const next = run.next();
    expect(await resolveOpenIntents(next.env)).toEqual([]);
    expect(next.state.get(TAG)?.meta).toMatchObject({ id: 'i-1' });
    expect(next.state.get(TAG)?.meta.deposed).toBeUndefined();
  });

  it('during an update leaves the rest to the next look', async () => {
    const { definition, world } = fakeResource();
    const first = chunkRunner(definition);
    await first.apply(SPEC);
    const second = first.next();
    world.misbehave({ on: 'update', error: { class: 'invalid' } });
    await second.apply({ ...SPEC, args: { size: 5 } });
    const next = second.next({ prefix: second.state.frames.length - 1 });
    expect(next.state.openIntents()).toMatchObject([{ action: 'update' }]);
    expect(await resolveOpenIntents(next.env)).toEqual([]);
    expect((await next.apply({ ...SPEC, args: { size: 5 } })).newState).toMatchObject({ size: 5 });
  });
});

describe('what cannot be decided', () => {
  const stuck = async (prepare: (world: FakeWorld) => void, options: FakeResourceOptions = {}) => {
    const { definition, world } = fakeResource(options);
    const run = chunkRunner(definition);
    await run.apply(SPEC);
    prepare(world);
    const next = run.next({ prefix: 1 });
    return { world, next, found: await resolveOpenIntents(next.env) };
  };

  it('stops only that resource, and names the command that decides it', async () => {
    const { world, next, found } = await stuck((things) => void things.add({ name: 'web' }));
    expect(found).toMatchObject([
      { code: 'call/undecided', about: `${TAG}present`, detail: expect.stringContaining('i-1, i-2') },
    ]);
    expect(found[0]?.hints).toContainEqual(expect.stringMatching(/holdfast esm recover adopt \S+ ID/));
    const writes = world.writes;
    expect(await next.apply(SPEC)).toMatchObject({
      outcome: 'interrupted',
      result: false,
      diagnostics: [{ code: 'call/undecided' }],
    });
    expect(world.writes).toBe(writes);
    expect((await next.apply({ ...SPEC, id: 'other' })).outcome).toBe('changed');
    expect(next.next().state.openIntents()).toHaveLength(1);
  });

  it('is what cannot be looked for, or cannot be read', async () => {
    expect((await stuck(() => undefined, { identity: 'id' })).found[0]?.detail).toContain('nothing is known');
    const denied = await stuck((world) =>
      world.misbehave({ on: 'observe', error: { class: 'auth', message: 'denied' } }),
    );
    expect(denied.found[0]?.detail).toContain('denied');
  });

  it.each([
    { interrupted: 'rerun', decided: true },
    { interrupted: 'ask', decided: false },
    { interrupted: undefined, decided: false },
  ] as const)('with a function that says $interrupted: $decided', async ({ interrupted, decided }) => {
    const go: StateFunction = {
      summary: 'x',
      fields: {},
      effects: 'write',
      run: () => ({ result: true }),
      ...(interrupted === undefined ? {} : { interrupted }),
    };
    const run = chunkRunner(stateFunctions({ ref: 'cmd', summary: 'x', functions: { go } }));
    await run.apply({ fun: 'go' });
    const next = run.next({ prefix: 1 });
    expect((await resolveOpenIntents(next.env)).length === 0).toBe(decided);
    expect((await next.apply({ fun: 'go' })).outcome).toBe(decided ? 'unchanged' : 'interrupted');
  });
});
