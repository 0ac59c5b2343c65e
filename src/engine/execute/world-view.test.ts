import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError, type ResourceDefinition } from '../../contract/index.js';
import {
  type ChunkRunner,
  chunkRunner,
  type FakeResourceOptions,
  fakeClock,
  fakeRandom,
  fakeResource,
} from '../../testing/index.js';
import { announceReadings } from './announce.js';
import { createCallLimit } from './call-limit.js';
import { resourceContext } from './contexts.js';
import { createListing, identityText } from './listing.js';
import { createWorldView, type Question } from './world-view.js';

function setup(options: FakeResourceOptions = {}) {
  const { definition, world } = fakeResource(options);
  const run = chunkRunner(definition);
  const view = createWorldView({ clock: run.ports.clock, random: run.ports.random });
  const ask = (identity: Question['identity'], tag = JSON.stringify(identity), fresh = false) =>
    view.observe(questionOf(run, definition, identity, tag, fresh));
  return { definition, world, run, view, ask };
}

function questionOf(
  run: ChunkRunner,
  definition: ResourceDefinition,
  identity: Question['identity'],
  tag: string,
  fresh: boolean,
): Question {
  const base = run.env.contexts.forPlugin(tag, {}, undefined, run.env.options.abort);
  return {
    definition,
    provider: 'fake',
    profile: undefined,
    identity,
    ctx: resourceContext(base, '', () => undefined),
    for: tag,
    fresh,
  };
}

describe('the world view', () => {
  it('asks equal questions at the same time once', async () => {
    const { world, ask } = setup();
    world.add({ name: 'a' });
    const [one, two] = await Promise.all([ask({ name: 'a' }, 'x'), ask({ name: 'a' }, 'y')]);
    expect(one).toBe(two);
    expect(world.calls).toEqual(['observe']);
  });

  it('asks anew for whoever asks a second time, and after a write', async () => {
    const { world, ask } = setup();
    world.add({ name: 'a' });
    await ask({ name: 'a' });
    await ask({ name: 'a' });
    await ask({ name: 'a' }, 'other', true);
    expect(world.calls).toHaveLength(3);
  });

  it('reads a list when many questions are open', async () => {
    const { world, ask } = setup();
    for (let at = 0; at < 100; at++) world.add({ name: `n${at}` });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => ask({ name: `n${at}` })));
    expect(
      answers.every(
        (answer, at) => answer.observation.kind === 'present' && answer.observation.state.name === `n${at}`,
      ),
    ).toBe(true);
    expect(world.calls.filter((call) => call === 'list')).toHaveLength(1);
    expect(world.calls.filter((call) => call === 'observe').length).toBeLessThanOrEqual(4);
  });

  it('reads a list at once when many questions are announced', async () => {
    const { world, view, ask } = setup();
    view.announce('fake.thing', 'fake', 900);
    world.add({ name: 'a' });
    world.add({ name: 'twice' });
    world.add({ name: 'twice' });
    expect((await ask({ name: 'a' })).from).toBe('list');
    expect((await ask({ name: 'none' })).observation.kind).toBe('absent');
    expect((await ask({ id: 'i-1' })).observation).toMatchObject({ kind: 'present', id: 'i-1' });
    expect((await ask({ name: 'twice' })).observation).toEqual({ kind: 'ambiguous', ids: ['i-2', 'i-3'] });
    expect(world.calls).toEqual(['list']);
  });

  it('is told what is planned by the chunks themselves', async () => {
    const { world, run, view, ask } = setup();
    const calls = Array.from({ length: 5 }, (_, at) => run.call({ fun: 'present', id: `n${at}` }));
    announceReadings(view, calls);
    await ask({ name: 'n0' });
    expect(world.calls).toEqual(['list']);
  });

  it('does not answer from a list what a list cannot tell', async () => {
    const { world, view, ask } = setup();
    view.announce('fake.thing', 'fake', 900);
    world.add({ name: 'a' }, { token: 't-1' });
    expect((await ask({ token: 't-1' })).observation).toMatchObject({ kind: 'present', id: 'i-1' });
    expect(world.calls).toEqual(['list', 'observe']);
  });

  it.each([
    { name: 'there is no list', options: { unlisted: true } },
    { name: 'the list is partial', options: { parts: { listing: 'partial' } } },
  ] as const)('asks one by one when $name', async ({ options }) => {
    const { world, ask } = setup(options);
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask({ name: `n${at}` })));
    expect(world.calls).toEqual(Array.from({ length: 20 }, () => 'observe'));
  });

  it('asks one by one when listing is denied', async () => {
    const { world, view, ask } = setup();
    world.add({ name: 'a' });
    view.announce('fake.thing', 'fake', 900);
    world.misbehave({ on: 'list', times: 9, error: { class: 'auth' } });
    expect((await ask({ name: 'a' })).from).toBe('observe');
    expect(world.calls).toEqual(['list', 'observe']);
  });

  it('forgets the list after a write', async () => {
    const { definition, world, run, view, ask } = setup();
    view.announce('fake.thing', 'fake', 900);
    world.add({ name: 'a' });
    await ask({ name: 'a' }, 'x');
    await view.write(questionOf(run, definition, {}, 'x', true), async () => void world.add({ name: 'b' }));
    expect((await ask({ name: 'b' }, 'y')).observation.kind).toBe('present');
    expect(world.calls).toEqual(['list', 'observe']);
  });

  it('tries reading again what passes, and lets through what does not', async () => {
    const { world, ask } = setup();
    world.misbehave({ on: 'observe', times: 2, error: { class: 'throttled', retryAfter: 7000 } });
    expect((await ask({ name: 'a' })).observation.kind).toBe('absent');
    world.misbehave({ on: 'observe', error: { class: 'auth', message: 'denied' } });
    await expect(ask({ name: 'b' })).rejects.toThrow('denied');
  });

  it('knows what was read for whom, and how old it is', async () => {
    const { run, view, ask } = setup();
    await ask({ name: 'a' }, 'tag');
    const before = run.ports.clock.now();
    await run.ports.clock.sleep(5000);
    await ask({ name: 'b' }, 'tag');
    expect(view.readAt('tag')).toBe(before);
    expect(view.readAt('other')).toBeUndefined();
    expect(view.trace()).toMatchObject([
      { for: 'tag', ref: 'fake.thing', identity: { name: 'a' } },
      { identity: { name: 'b' } },
    ]);
  });
});

describe('the limit of calls in flight', () => {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);

  it('is halved by a refusal, grows slowly, and is never passed', async () => {
    const clock = fakeClock();
    const limit = createCallLimit(clock);
    let running = 0;
    let most = 0;
    const call = async () => {
      most = Math.max(most, ++running);
      await clock.sleep(10);
      running--;
    };
    await Promise.all(Array.from({ length: 100 }, () => limit.run(call, signal)));
    expect(most).toBeLessThanOrEqual(limit.limit);
    const before = limit.limit;
    const refusal = () => Promise.reject(new ProviderError('slow down', { class: 'throttled' }));
    await expect(limit.run(refusal, signal)).rejects.toThrow();
    await expect(limit.run(refusal, signal)).rejects.toThrow();
    expect(limit.limit).toBe(Math.floor(before / 2));
    expect(limit.load).toBe(0);
  });

  it('keeps quiet for as long as the provider asks', async () => {
    const clock = fakeClock();
    const limit = createCallLimit(clock);
    await limit
      .run(() => Promise.reject(new ProviderError('slow', { class: 'throttled', retryAfter: 4000 })), signal)
      .catch(() => undefined);
    await limit.run(async () => undefined, signal);
    expect(clock.monotonic()).toBe(4000);
  });

  it('lets go of whoever stops waiting', async () => {
    const limit = createCallLimit(fakeClock());
    const gate: (() => void)[] = [];
    const held = Array.from({ length: 16 }, () =>
      limit.run(() => new Promise<void>((resolve) => void gate.push(resolve)), signal),
    );
    const controller = new AbortController();
    const waiting = limit.run(async () => undefined, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('aborted');
    for (const open of gate) open();
    await Promise.all(held);
    expect(limit.load).toBe(0);
  });
});

describe('a list', () => {
  it('answers as observing each thing would', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.constantFrom('a', 'b', 'c', 'd'), (present, asked) => {
        const { definition, world } = fakeResource();
        for (const name of present) world.add({ name });
        const things = [...world.things.values()].map(({ id, state }) => ({ kind: 'present' as const, id, state }));
        const answer = createListing(definition, things, 0).answer({ name: asked });
        const count = present.filter((name) => name === asked).length;
        expect(answer?.kind).toBe(count === 0 ? 'absent' : count === 1 ? 'present' : 'ambiguous');
      }),
      { numRuns: 200 },
    );
  });

  it('knows identities whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (identity) => {
        const turned = Object.fromEntries(Object.entries(identity).reverse());
        expect(identityText(turned)).toBe(identityText(identity));
      }),
      { numRuns: 200 },
    );
  });

  it('is of no use for what it could not name', () => {
    const { definition } = fakeResource();
    const things = [{ kind: 'present' as const, id: 'i', state: {} }];
    expect(createListing(definition, things, 0).answer({ name: 'a' })).toBeUndefined();
    expect(fakeRandom(3).uuid()).toBe(fakeRandom(3).uuid());
  });
});
