import { describe, expect, it } from 'vitest';
import { field, type JournalFrame } from '../../../contract/index.js';
import { isSecret, isUnknown, reveal, secret, unknown } from '../../../kernel/index.js';
import { chunkRunner, type FakeResourceOptions, fakeResource } from '../../../testing/index.js';

const setup = (options: FakeResourceOptions = {}) => {
  const { definition, world } = fakeResource(options);
  return { world, definition, run: chunkRunner(definition) };
};
const types = (frames: readonly JournalFrame[]): string[] => frames.map((frame) => frame.type);

describe('present', () => {
  it('creates what is absent, with defaults, and changes nothing the second time', async () => {
    const { world, run } = setup();
    const first = await run.apply({ fun: 'present', id: 'web', args: { zone: 'a', tags: { env: 'x' } } });
    expect(first).toMatchObject({
      outcome: 'changed',
      result: true,
      action: 'create',
      comment: ['created i-1'],
      oldState: null,
      newState: { name: 'web', resource_id: 'i-1', size: 1, zone: 'a', tags: { env: 'x' }, address: '10.0.0.1' },
      changes: { new: { name: 'web', size: 1, zone: 'a', tags: { env: 'x' } } },
    });
    expect(first.changes).not.toHaveProperty('new.address');
    const before = run.state.frames.length;
    const second = await run.next().apply({ fun: 'present', id: 'web', args: { zone: 'a', tags: { env: 'x' } } });
    expect(second).toMatchObject({ outcome: 'unchanged', action: 'none', changes: {} });
    expect(world.writes).toBe(1);
    expect(run.next().state.frames.length).toBe(before);
  });

  it('announces a creation before it, says the birth at once, and closes it with the record', async () => {
    const { run } = setup();
    await run.apply({ fun: 'present', id: 'web' });
    expect(types(run.state.frames)).toEqual(['intent', 'born', 'put', 'settled', 'put']);
    expect(run.state.openIntents()).toEqual([]);
    expect(run.state.get('fake.thing_|-web_|-web_|-')).toMatchObject({
      state: { resource_id: 'i-1', name: 'web' },
      meta: {
        id: 'i-1',
        state: 'fake.thing',
        status: 'complete',
        origins: { name: 'given' },
        provider: 'fake',
        declared: { entries: ['site'] },
      },
    });
  });

  it('updates only what is named, and leaves what is not given alone', async () => {
    const { world, run } = setup();
    const thing = world.add({ name: 'web', size: 3, zone: 'a', tags: { env: 'x' } });
    const result = await run.apply({ fun: 'present', id: 'web', args: { tags: { env: 'y' }, size: null } });
    expect(result).toMatchObject({
      outcome: 'changed',
      action: 'update',
      changes: { old: { tags: { env: 'x' } }, new: { tags: { env: 'y' } } },
      leaves: [{ path: 'tags:env', old: 'x', new: 'y' }],
    });
    expect(world.calls.filter((call) => call !== 'observe')).toEqual(['update i-1 tags:env']);
    expect(thing.state).toEqual({ name: 'web', size: 3, zone: 'a', tags: { env: 'y' } });
  });

  it('adopts exactly one that nobody owns, and says so', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 3 });
    const planned = await run.plan({ fun: 'present', id: 'web' });
    expect(planned).toMatchObject({ outcome: 'unchanged', action: 'adopt' });
    expect(planned.notes).toEqual(['adopted i-1, which was there already']);
    const byId = await run.plan({ fun: 'present', id: 'web', args: { resource_id: 'i-1' } });
    expect([byId.action, byId.notes], 'who gives its id knows').toEqual(['adopt', undefined]);
    expect(run.state.get('fake.thing_|-web_|-web_|-')).toBeUndefined();
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({
      outcome: 'unchanged',
      action: 'adopt',
      comment: ['adopted i-1, which was there already'],
    });
    expect((await run.next().apply({ fun: 'present', id: 'web' })).action).toBe('none');
  });

  it('fails when several match, lists them, and is content with an id', async () => {
    const { world, run } = setup();
    world.add({ name: 'web' });
    world.add({ name: 'web' });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.outcome).toBe('failed');
    expect(result.diagnostics[0]).toMatchObject({
      code: 'call/ambiguous',
      hints: [
        "to take over one of them: holdfast esm adopt 'fake.thing_|-web_|-web_|-' i-1",
        'or name the one that is meant: `- resource_id: i-1`',
      ],
    });
    expect(result.comment[0]).toContain('i-1, i-2');
    const named = await run.apply({ fun: 'present', id: 'web', args: { resource_id: 'i-2' } });
    expect(named).toMatchObject({ outcome: 'unchanged', newState: { resource_id: 'i-2' } });
  });

  it('prints the command that adopts what is in the way of a creation', async () => {
    const { world, run } = setup();
    for (let times = 0; times < 2; times++) {
      world.misbehave({
        on: 'create',
        when: 'before',
        error: { class: 'conflict', message: 'taken', existing: 'i-7' },
      });
    }
    const told = await run.apply({ fun: 'present', id: 'web' });
    expect(told.diagnostics[0]?.hints).toEqual([
      "to take over what is there: holdfast esm adopt 'fake.thing_|-web_|-web_|-' i-7",
    ]);
    world.misbehave({ on: 'create', times: 2, when: 'before', error: { class: 'conflict' } });
    const untold = await run.apply({ fun: 'present', id: "it's" });
    expect(untold.diagnostics[0]?.hints).toEqual([
      String.raw`if it is there already and shall be this one: holdfast esm adopt 'fake.thing_|-it'\''s_|-it'\''s_|-' ID`,
    ]);
    expect(run.state.openIntents()).toEqual([]);
  });

  it('never adopts what belongs to another', async () => {
    const { world, run } = setup();
    world.add({ name: 'web' }, { owner: 'them' });
    const result = await run.apply({ fun: 'present', id: 'web', args: { size: 9 } });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'call/not-ours',
      hints: expect.arrayContaining(["if it is to be yours: holdfast esm adopt 'fake.thing_|-web_|-web_|-' i-1"]),
    });
    expect(world.writes).toBe(0);
  });

  it('recreates what vanished, and says so', async () => {
    const { world, run } = setup();
    await run.apply({ fun: 'present', id: 'web' });
    world.things.clear();
    const result = await run.next().apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({ outcome: 'changed', action: 'create', comment: ['i-1 vanished', 'created i-2'] });
  });

  it('fails on an id that stands for nothing, but recreates a known one once', async () => {
    const { world, run } = setup();
    const spec = { fun: 'present', id: 'web', args: { resource_id: 'i-1' } };
    expect((await run.apply(spec)).diagnostics[0]?.code).toBe('call/not-found');
    world.add({ name: 'web' });
    expect((await run.apply(spec)).outcome).toBe('unchanged');
    world.things.clear();
    expect((await run.next().apply(spec)).comment).toEqual(['i-1 vanished', 'created i-2']);
  });

  it('finds the recreated one again although the declaration still names the old id', async () => {
    const { world, run } = setup();
    const spec = { fun: 'present', id: 'web', args: { resource_id: 'i-1' } };
    world.add({ name: 'web' });
    await run.apply(spec);
    world.things.clear();
    const second = run.next();
    await second.apply(spec);
    expect((await second.next().apply(spec)).outcome).toBe('unchanged');
    expect(world.things.size).toBe(1);
  });

  it('says once what it no longer manages', async () => {
    const { run } = setup();
    await run.apply({ fun: 'present', id: 'web', args: { size: 2, tags: { a: 'b' } } });
    const next = run.next();
    const spec = { fun: 'present', id: 'web', args: { size: 2 } };
    expect((await next.plan(spec)).comment).toEqual(['no longer manages tags', 'i-1 is as wished']);
    expect((await next.apply(spec)).comment).toEqual(['no longer manages tags', 'i-1 is as wished']);
    expect((await next.next().apply(spec)).comment).toEqual(['i-1 is as wished']);
  });

  it('adopts a namesake of what vanished instead of making a second one', async () => {
    const { world, run } = setup();
    await run.apply({ fun: 'present', id: 'web' });
    world.things.clear();
    world.add({ name: 'web' });
    const result = await run.next().apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({
      action: 'adopt',
      comment: ['i-1 vanished', 'adopted i-2, which was there already'],
    });
  });

  it('is pending when the world ignores what is wished', async () => {
    const { definition, world } = setup();
    const deaf = chunkRunner({ ...definition, update: async () => undefined });
    world.add({ name: 'web', size: 1 });
    const result = await deaf.apply({ fun: 'present', id: 'web', args: { size: 2 } });
    expect(result).toMatchObject({
      outcome: 'pending',
      comment: [expect.anything(), 'updated size', 'size still differs from what is wished'],
    });
    expect(result.rerunData).toBeUndefined();
  });

  it('fails when it cannot be read back', async () => {
    const { definition } = setup();
    const blind = chunkRunner({ ...definition, observe: async () => ({ kind: 'absent' }) });
    const result = await blind.apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({
      outcome: 'failed',
      newState: { resource_id: 'i-1' },
      diagnostics: [{ code: 'call/never-settled' }],
    });
    expect(blind.state.get('fake.thing_|-web_|-web_|-')?.meta).toMatchObject({ id: 'i-1', status: 'incomplete' });
  });

  it('wishes more through the further functions', async () => {
    const { world, run } = setup();
    const result = await run.apply({ fun: 'busy', id: 'web' });
    expect(result).toMatchObject({ outcome: 'changed', newState: { status: 'BUSY' } });
    expect(world.calls.filter((call) => !call.startsWith('observe'))).toEqual(['create', 'update i-1 status']);
    expect((await run.next().apply({ fun: 'busy', id: 'web' })).outcome).toBe('unchanged');
  });

  it('leaves ignored arguments alone once the thing is there', async () => {
    const { world, run } = setup();
    const spec = {
      fun: 'present',
      id: 'web',
      args: { size: 2, tags: { a: '1', b: '2' } },
      keywords: { ignore_changes: ['size', 'tags:a'] },
    };
    await run.apply(spec);
    const thing = world.things.get('i-1');
    Object.assign(thing?.state ?? {}, { size: 7, tags: { a: 'other', b: '2' } });
    expect((await run.next().apply(spec)).outcome).toBe('unchanged');
    Object.assign(thing?.state ?? {}, { tags: { a: 'other', b: 'other' } });
    expect((await run.next().apply(spec)).leaves).toEqual([{ path: 'tags:b', old: 'other', new: '2' }]);
  });

  it('waits for what changes by itself', async () => {
    const { world, run } = setup({ changing: 30_000 });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.outcome).toBe('changed');
    expect(run.ports.clock.monotonic()).toBeGreaterThanOrEqual(30_000);
    expect(world.writes).toBe(1);
  });

  it('is pending when it does not come to rest within the time limit', async () => {
    const { world, run } = setup();
    world.add({ name: 'web' }, { changingUntil: 1e9 });
    const result = await run.apply({ fun: 'present', id: 'web', keywords: { timeout: '5s' } });
    expect(result).toMatchObject({ outcome: 'pending', result: true, rerunData: { waiting: true } });
  });

  it('believes reads only after they have settled', async () => {
    const { world, run } = setup({ lag: 3000 });
    expect((await run.apply({ fun: 'present', id: 'web', args: { size: 2 } })).outcome).toBe('changed');
    expect((await run.next().apply({ fun: 'present', id: 'web', args: { size: 5 } })).newState).toMatchObject({
      size: 5,
    });
    expect(world.writes).toBe(2);
  });
});

describe('what a list told', () => {
  it('suffices to see that nothing differs, and is looked at before it is changed', async () => {
    const { world, run } = setup();
    world.add({ name: 'same', size: 1 });
    world.add({ name: 'other', size: 2 });
    run.env.world.announce('fake.thing', 'fake', 900);
    expect((await run.apply({ fun: 'present', id: 'same', args: { size: 1 } })).outcome).toBe('unchanged');
    expect(world.calls).toEqual(['list']);
    expect((await run.apply({ fun: 'present', id: 'other', args: { size: 1 } })).outcome).toBe('changed');
    expect(world.calls).toEqual(['list', 'observe', 'update i-2 size', 'observe']);
  });
});

describe('replacement', () => {
  const args = { zone: 'b' };

  it('asks the walk first when the old thing goes first', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', zone: 'a' });
    const step = await run.step({ fun: 'present', id: 'web', args });
    expect(step).toMatchObject({
      kind: 'replace',
      current: { id: 'i-1' },
      leaves: [{ path: 'zone', old: 'a', new: 'b', replaces: true }],
    });
    expect(world.writes).toBe(0);
    const result = await run.apply({ fun: 'present', id: 'web', args });
    expect(result).toMatchObject({
      outcome: 'changed',
      action: 'replace',
      oldState: { resource_id: 'i-1', zone: 'a' },
      newState: { resource_id: 'i-2', zone: 'b' },
    });
    expect([...world.things.keys()]).toEqual(['i-2']);
    expect(run.state.get('fake.thing_|-web_|-web_|-')?.meta.id).toBe('i-2');
  });

  it('creates the new one first where that is wished, and keeps the old one until it is retired', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', zone: 'a' });
    const spec = { fun: 'present', id: 'web', args, keywords: { recreate_on_update: { create_before_destroy: true } } };
    const step = await run.step(spec);
    expect(step).toMatchObject({
      kind: 'deposed',
      old: { id: 'i-1' },
      result: { action: 'replace', newState: { resource_id: 'i-2' } },
    });
    expect([...world.things.keys()]).toEqual(['i-1', 'i-2']);
    expect(run.state.get('fake.thing_|-web_|-web_|-')?.meta).toMatchObject({ id: 'i-2', deposed: [{ id: 'i-1' }] });
  });

  it('removes all that earlier runs deposed, and forgets what is gone already', async () => {
    const { world, run } = setup({ parts: { replace: 'create-first' } });
    world.add({ name: 'web', zone: 'a' });
    let now = run;
    for (const zone of ['b', 'c', 'd']) {
      now = now.next();
      // Retiring is the walk's work, and it never comes to it.
      const created = await now.step({ fun: 'present', id: 'web', args: { zone } });
      expect(created.kind).toBe('deposed');
    }
    world.things.delete('i-1');
    const spec = { fun: 'present', id: 'web', args: { zone: 'd' } };
    now = now.next();
    expect((await now.plan(spec)).leaves.map(({ old }) => old)).toEqual(['i-2', 'i-3']);
    await now.apply(spec);
    expect([...world.things.keys()]).toEqual(['i-4']);
    expect(now.state.get('fake.thing_|-web_|-web_|-')?.meta).not.toHaveProperty('deposed');
  });

  it('retires in the next run what an earlier one deposed', async () => {
    const { world, run } = setup({ parts: { replace: 'create-first' } });
    world.add({ name: 'web', zone: 'a' });
    const spec = { fun: 'present', id: 'web', args };
    await run.step(spec);
    const next = run.next();
    expect(await next.plan(spec)).toMatchObject({
      outcome: 'would-change',
      action: 'remove',
      comment: ['i-2 is as wished', 'would remove i-1, which it has replaced'],
      leaves: [{ path: '(deposed)', old: 'i-1' }],
    });
    expect(await next.apply(spec)).toMatchObject({
      outcome: 'changed',
      comment: expect.arrayContaining(['removes i-1, which it has replaced']),
    });
    expect([...world.things.keys()]).toEqual(['i-2']);
    expect(next.state.get('fake.thing_|-web_|-web_|-')?.meta).not.toHaveProperty('deposed');
  });

  it('replaces on every change where there is no update', async () => {
    const { world, run } = setup({ fixed: true });
    world.add({ name: 'web', size: 1 });
    expect(await run.plan({ fun: 'present', id: 'web', args: { size: 2 } })).toMatchObject({
      outcome: 'would-change',
      action: 'replace',
    });
    expect((await run.apply({ fun: 'present', id: 'web', args: { size: 2 } })).newState).toMatchObject({
      resource_id: 'i-2',
      size: 2,
    });
  });

  it('asks a rule by both values', async () => {
    const { world, run } = setup({ fields: { size: field.integer({ immutable: (from, to) => to < from }) } });
    world.add({ name: 'web', size: 5 });
    expect((await run.plan({ fun: 'present', id: 'web', args: { size: 6 } })).action).toBe('update');
    expect((await run.plan({ fun: 'present', id: 'web', args: { size: 4 } })).action).toBe('replace');
  });

  it('is refused for what is protected', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', zone: 'a' });
    const result = await run.apply({ fun: 'present', id: 'web', args, keywords: { protect: true } });
    expect(result.diagnostics[0]?.code).toBe('call/protected');
    expect(world.writes).toBe(0);
  });
});

describe('absent', () => {
  it('removes, and is content when there is nothing', async () => {
    const { world, run } = setup();
    await run.apply({ fun: 'present', id: 'web', args: { size: 3 } });
    const second = run.next();
    const result = await second.apply({ fun: 'absent', id: 'web' });
    expect(result).toMatchObject({
      outcome: 'changed',
      action: 'remove',
      comment: ['removed i-1'],
      newState: null,
      changes: { old: { size: 3 } },
    });
    expect(world.things.size).toBe(0);
    expect([...second.state.entries()]).toEqual([]);
    expect((await second.next().apply({ fun: 'absent', id: 'web' })).outcome).toBe('unchanged');
  });

  it('is refused for what is, or was, protected', async () => {
    const { run } = setup();
    await run.apply({ fun: 'present', id: 'web', keywords: { protect: true } });
    const result = await run.next().apply({ fun: 'absent', id: 'web' });
    expect(result.diagnostics[0]?.code).toBe('call/protected');
    await run.apply({ fun: 'present', id: 'web' });
    expect((await run.next().apply({ fun: 'absent', id: 'web' })).outcome).toBe('failed');
    await run.apply({ fun: 'present', id: 'web', keywords: { protect: false } });
    expect((await run.next().apply({ fun: 'absent', id: 'web' })).outcome).toBe('changed');
  });

  it('counts a thing that is gone meanwhile as removed', async () => {
    const { world, run } = setup();
    world.add({ name: 'web' });
    world.misbehave({ on: 'remove', error: { class: 'not-found' }, until: async () => world.things.clear() });
    expect((await run.apply({ fun: 'absent', id: 'web' })).outcome).toBe('changed');
  });

  it('is pending while the thing is still there', async () => {
    const { world, run } = setup();
    world.add({ name: 'web' });
    world.misbehave({ on: 'remove', error: { class: 'not-found' } });
    expect((await run.apply({ fun: 'absent', id: 'web' })).outcome).toBe('pending');
  });
});

describe('absent and namesakes', () => {
  it('never removes a namesake of what was recorded', async () => {
    const { world, run } = setup();
    await run.apply({ fun: 'present', id: 'web' });
    world.things.clear();
    world.add({ name: 'web' });
    expect((await run.next().apply({ fun: 'absent', id: 'web' })).outcome).toBe('unchanged');
    expect(world.things.size).toBe(1);
  });
});

describe('search', () => {
  it('reads one and records nothing', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 4 });
    const result = await run.apply({ fun: 'search', id: 'web' });
    expect(result).toMatchObject({ outcome: 'unchanged', action: 'read', newState: { size: 4, resource_id: 'i-1' } });
    expect(run.state.frames).toEqual([]);
  });

  it('fails on none and on several', async () => {
    const { world, run } = setup();
    expect((await run.apply({ fun: 'search', id: 'web' })).diagnostics[0]?.code).toBe('call/not-found');
    world.add({ name: 'web' });
    world.add({ name: 'web' });
    expect((await run.apply({ fun: 'search', id: 'web' })).diagnostics[0]?.code).toBe('call/ambiguous');
  });
});

describe('plan mode', () => {
  it('predicts a creation and writes nothing', async () => {
    const { world, run } = setup();
    const result = await run.plan({
      fun: 'present',
      id: 'web',
      args: { size: 3, zone: unknown('net is known after applying') },
      bound: ['zone'],
    });
    expect(result).toMatchObject({
      outcome: 'would-change',
      result: null,
      action: 'create',
      newState: { size: 3, name: 'web' },
    });
    expect(isUnknown(result.newState?.resource_id)).toBe(true);
    expect(isUnknown(result.newState?.zone)).toBe(true);
    expect(result.leaves.find((leaf) => leaf.path === 'zone')?.new).toBe('(net is known after applying)');
    expect(world.writes).toBe(0);
    expect(run.state.frames).toEqual([]);
  });

  it('predicts an update: what it is, with the wishes over it', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 3, address: '10.0.0.9' });
    const result = await run.plan({ fun: 'present', id: 'web', args: { size: 4 } });
    expect(result).toMatchObject({
      outcome: 'would-change',
      action: 'update',
      newState: { size: 4, address: '10.0.0.9' },
      changes: { old: { size: 3 }, new: { size: 4 } },
    });
    expect(world.writes).toBe(0);
  });

  it('takes an unknown wish for a change', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 3 });
    const result = await run.plan({ fun: 'present', id: 'web', args: { size: unknown('later') }, bound: ['size'] });
    expect(result).toMatchObject({ outcome: 'would-change', leaves: [{ path: 'size', old: 3, new: '(later)' }] });
  });

  it('does not look for what cannot be named yet', async () => {
    const { world, run } = setup();
    const result = await run.plan({
      fun: 'present',
      id: 'web',
      name: undefined as never,
      args: { name: unknown('later') },
    });
    expect(result).toMatchObject({ outcome: 'would-change', action: 'create' });
    expect(world.calls).toEqual([]);
  });

  it('is what noop makes of one chunk', async () => {
    const { world, run } = setup();
    const result = await run.apply({ fun: 'present', id: 'web', keywords: { noop: true } });
    expect(result).toMatchObject({ outcome: 'would-change', result: null });
    expect(world.writes).toBe(0);
  });

  it('is also what an unknown bound value makes of a chunk in an applying run', async () => {
    const { world, run } = setup();
    const result = await run.apply({
      fun: 'present',
      id: 'web',
      args: { zone: unknown('its target is noop') },
      bound: ['zone'],
    });
    expect(result).toMatchObject({ outcome: 'would-change', action: 'create' });
    expect(world.writes).toBe(0);
  });

  it('shows what the provider says', async () => {
    const { run } = setup({ parts: { preview: async () => ({ notes: ['costs 3 a month'] }) } });
    expect((await run.plan({ fun: 'present', id: 'web' })).comment).toEqual(['would create', 'costs 3 a month']);
  });
});

describe('errors of the provider', () => {
  it.each(['transient', 'throttled', 'unreachable'] as const)(
    'tries a %s one again, with the same token',
    async (kind) => {
      const { world, run } = setup();
      world.misbehave({ on: 'create', times: 2, error: { class: kind } });
      const result = await run.apply({ fun: 'present', id: 'web' });
      expect(result.outcome).toBe('changed');
      expect(world.things.size).toBe(1);
      expect(types(run.state.frames).filter((type) => type === 'intent')).toHaveLength(1);
      expect(run.events.some((event) => event.type === 'step-note' && event.until !== undefined)).toBe(true);
    },
  );

  it('gives up after some attempts, and leaves no intent open', async () => {
    const { world, run } = setup();
    world.misbehave({ on: 'create', times: 99, error: { class: 'transient', message: 'try later' } });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({ outcome: 'failed', result: false });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'call/provider-failed',
      about: 'fake.thing_|-web_|-web_|-present',
    });
    expect(result.comment[0]).toContain('try later');
    expect(run.next().state.openIntents()).toEqual([]);
  });

  it('looks before it creates again when the effect is unknown', async () => {
    const { world, run } = setup({ tokens: false });
    world.misbehave({ on: 'create', when: 'after', error: { class: 'transient' } });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.outcome).toBe('changed');
    expect([...world.things.keys()]).toEqual(['i-1']);
  });

  it('does not try again what is final', async () => {
    const { world, run } = setup();
    world.misbehave({
      on: 'create',
      error: { class: 'invalid', message: 'no such zone', providerCode: 'Zone.Unknown' },
    });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.comment[0]).toBe('the provider refused (Zone.Unknown): no such zone');
    expect(world.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it('takes what another made meanwhile after a conflict', async () => {
    const { world, run } = setup();
    world.misbehave({
      on: 'create',
      error: { class: 'conflict' },
      until: async () => void world.add({ name: 'web', size: 1 }),
    });
    const result = await run.apply({ fun: 'present', id: 'web', args: { size: 2 } });
    expect(result).toMatchObject({ outcome: 'changed', newState: { resource_id: 'i-1', size: 2 } });
    expect(world.calls.filter((call) => !call.startsWith('observe'))).toEqual(['create', 'update i-1 size']);
  });

  it('keeps a thing whose creation failed after it was born', async () => {
    const { world, run } = setup();
    world.misbehave({ on: 'create', when: 'after', error: { class: 'invalid', effect: 'none', message: 'half done' } });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result).toMatchObject({
      outcome: 'failed',
      comment: [expect.stringContaining('half done'), 'it got the id i-1'],
    });
    expect(run.state.get('fake.thing_|-web_|-web_|-')?.meta).toMatchObject({ id: 'i-1', status: 'incomplete' });
    const next = await run.next().apply({ fun: 'present', id: 'web' });
    expect(next.outcome).toBe('unchanged');
    expect(world.things.size).toBe(1);
  });

  it('says which plugin threw what is no error of a provider', async () => {
    const { world, run } = setup();
    world.misbehave({ on: 'observe', error: { message: 'x is not a function' } });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'call/plugin-failed',
      summary: "'fake.thing.present' failed: x is not a function",
      detail: 'the plugin is holdfast.plugins/states/fake/thing.ts',
    });
  });

  it('updates again only what an unfinished update left over', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 1 });
    world.misbehave({ on: 'update', when: 'after', error: { class: 'transient' } });
    const result = await run.apply({ fun: 'present', id: 'web', args: { size: 2 } });
    expect(result.outcome).toBe('changed');
    expect(world.calls.filter((call) => call.startsWith('update'))).toEqual(['update i-1 size']);
  });
});

describe('stopping', () => {
  it('leaves the intent of a write in flight open', async () => {
    const { world, definition } = setup();
    const controller = new AbortController();
    const run = chunkRunner(definition, { abort: controller.signal });
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const never = new Promise<void>(() => undefined);
    world.misbehave({
      on: 'create',
      until: () => {
        entered();
        return never;
      },
    });
    const applying = run.apply({ fun: 'present', id: 'web' });
    await inside;
    controller.abort();
    const result = await applying;
    expect(result).toMatchObject({ outcome: 'interrupted', result: false });
    expect(result.diagnostics[0]?.code).toBe('call/effect-unknown');
    expect(run.next().state.openIntents()).toHaveLength(1);
  });

  it('fails a read that does not end in time, and has nothing to look up', async () => {
    const { world, run } = setup();
    world.misbehave({ on: 'observe', until: () => new Promise<void>(() => undefined) });
    const result = await run.apply({ fun: 'present', id: 'web', keywords: { timeout: 2 } });
    expect(result).toMatchObject({ outcome: 'failed', comment: ['did not end within 2 s'] });
    expect(result.diagnostics[0]?.code).toBe('call/timed-out');
    expect(run.state.frames).toEqual([]);
  });

  it('writes nothing after the lock was lost', async () => {
    const { world, run } = setup();
    run.state.fence();
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(result.diagnostics[0]?.code).toBe('esm/fenced');
    expect(world.writes).toBe(0);
  });
});

describe('secrets', () => {
  it('are handed to the provider and seen by nobody else', async () => {
    const { world, run } = setup();
    const result = await run.apply({
      fun: 'present',
      id: 'web',
      args: { password: secret('hunter22'), tags: { key: secret('s3cr3t!') } },
    });
    expect(world.things.get('i-1')?.state).toMatchObject({ password: 'hunter22', tags: { key: 's3cr3t!' } });
    expect(JSON.stringify([result, run.state.frames, run.events])).not.toMatch(/hunter22|s3cr3t!/);
    expect(isSecret(result.newState?.password)).toBe(true);
    expect(reveal(result.newState?.password)).toBe('hunter22');
    expect(
      (await run.next().apply({ fun: 'present', id: 'web', args: { password: secret('hunter22') } })).outcome,
    ).toBe('unchanged');
    const changed = await run.next().apply({ fun: 'present', id: 'web', args: { password: 'other-one' } });
    expect(changed.leaves).toEqual([{ path: 'password', old: '********', new: '********' }]);
  });

  it('that are never read back are compared with what was given before', async () => {
    const { world, run } = setup();
    await run.apply({ fun: 'present', id: 'web', args: { pin: '1234' } });
    expect(world.calls.filter((call) => call.startsWith('update'))).toEqual([]);
    expect((await run.next().apply({ fun: 'present', id: 'web', args: { pin: '1234' } })).outcome).toBe('unchanged');
    const changed = await run.next().apply({ fun: 'present', id: 'web', args: { pin: '9999' } });
    expect(changed).toMatchObject({ outcome: 'changed', leaves: [{ path: 'pin', new: '********' }] });
    expect(JSON.stringify(run.state.frames)).not.toContain('1234');
  });

  it('told once are in the result and not in the record', async () => {
    const { definition } = setup();
    const run = chunkRunner({
      ...definition,
      create: async (ctx, args) => ({ ...(await definition.create(ctx, args)), once: { private_key: 'PEM' } }),
    });
    const result = await run.apply({ fun: 'present', id: 'web' });
    expect(reveal(result.newState?.private_key)).toBe('PEM');
    expect(run.state.get('fake.thing_|-web_|-web_|-')?.state).not.toHaveProperty('private_key');
  });

  it('are not shown where the author calls them sensitive', async () => {
    const { world, run } = setup();
    world.add({ name: 'web', size: 1, tags: {} });
    const result = await run.apply({
      fun: 'present',
      id: 'web',
      args: { size: 2, tags: { a: 'b' } },
      keywords: { sensitive: ['tags'] },
    });
    expect(result.changes).toEqual({ old: { size: 1 }, new: { size: 2 } });
    expect(result.leaves.find((leaf) => leaf.path.startsWith('tags'))?.new).toBe('********');
    expect(isSecret(result.newState?.tags)).toBe(true);
  });
});
