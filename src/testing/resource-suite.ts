/**
 * The conformance suite of resources: what `src/contract/resource.ts` obliges every definition to. Each test carries the resource out with the
 * engine's own calls, in a world of its own.
 *
 *     resourceSuite({ describe, it, expect }, {
 *       name: 'cloud.network',
 *       fresh: async () => ({ definition: network, services: { cloud: async () => mockCloud() } }),
 *       args: { address_block: '10.0.0.0/16' },
 *       changed: { tags: { env: 'test' } },
 *       replaced: { address_block: '10.1.0.0/16' },
 *     });
 */
import type { Identity, Observation, Present, ResourceContext, ResourceDefinition } from '../contract/index.js';
import { type CallResult, describeResource, type EngineServices, resolveOpenIntents } from '../engine/index.js';
import { isUnknown, type Ports, redact } from '../kernel/index.js';
import { type ChunkRunner, type ChunkSpec, chunkRunner } from './chunk-runner.js';
import type { TestApi } from './store-suite.js';

/** One world, used by one test. */
export interface ResourceWorld {
  readonly definition: ResourceDefinition;
  readonly ports?: Partial<Ports>;
  readonly services?: Partial<EngineServices>;
  /** Everything in the world as comparable data, read without the resource. Without it, whether something was written is judged by reading. */
  snapshot?(): unknown;
}

type Values = Readonly<Record<string, unknown>>;

export interface ResourceCase {
  readonly name: string;
  /** A world without the thing. */
  fresh(): Promise<ResourceWorld>;
  /** The chunk's name. Default `conforming`. */
  readonly thing?: string;
  /** Arguments of a creation. */
  readonly args: Values;
  /** Further or other arguments that are changed in place. */
  readonly changed?: Values;
  /** Further or other arguments that need a replacement. */
  readonly replaced?: Values;
  /** Whether a creation repeated with the same token makes nothing twice. */
  readonly tokens?: boolean;
}

interface Tried {
  readonly world: ResourceWorld;
  readonly run: ChunkRunner;
  readonly spec: ChunkSpec;
}

/** Declares the tests of one resource. */
export function resourceSuite(api: TestApi, one: ResourceCase): void {
  const { describe, it } = api;
  const start = async (): Promise<Tried> => {
    const world = await one.fresh();
    const run = chunkRunner(world.definition, {
      ...(world.ports === undefined ? {} : { ports: world.ports }),
      ...(world.services === undefined ? {} : { services: world.services }),
    });
    return { world, run, spec: { fun: 'present', id: one.thing ?? 'conforming', args: one.args } };
  };
  describe(`resource ${one.name}`, () => {
    declarationTests(api, start);
    presentTests(api, start, one);
    planTests(api, start, one);
    removalTests(api, start);
    const changing: [string, Values | undefined, (tried: Tried, args: Values) => Promise<void>][] = [
      [
        'changes in place what is asked for, and nothing else',
        one.changed,
        (tried, args) => changesOnlyThat(api, tried, args),
      ],
      ['is replaced when something immutable changes', one.replaced, (tried, args) => isReplaced(api, tried, args)],
    ];
    for (const [name, args, body] of changing) {
      if (args === undefined) it.skip(`${name} (the case names no such arguments)`);
      else it(name, async () => body(await start(), { ...one.args, ...args }));
    }
    if (one.tokens === true)
      it('makes nothing twice with the same token', async () => makesNothingTwice(api, await start()));
    else it.skip('makes nothing twice with the same token (it takes no tokens)');
  });
}

function declarationTests({ it, expect }: TestApi, start: () => Promise<Tried>): void {
  it('has an id that is computed and stable', async () => {
    const { definition } = (await start()).world;
    const id = definition.fields.resource_id;
    expect({ computed: id?.computed, stable: id?.stable, summary: definition.summary !== '' }).toEqual({
      computed: true,
      stable: true,
      summary: true,
    });
  });

  it('tells a pure identity', async () => {
    const { world, run, spec } = await start();
    const args = run.call(spec).args;
    const identify = () => world.definition.identity.of(args, { oldState: null });
    expect(identify()).toEqual(identify());
    expect(world.definition.identity.of(args, { resource_id: 'x', oldState: null }) === undefined).toEqual(false);
  });
}

function presentTests({ it, expect }: TestApi, start: () => Promise<Tried>, one: ResourceCase): void {
  it('creates, and changes nothing the second time', async () => {
    const { world, run, spec } = await start();
    expect(outcomeOf(await run.apply(spec))).toEqual('changed');
    const before = await world.snapshot?.();
    expect(outcomeOf(await run.next().apply(spec))).toEqual('unchanged');
    expect(await world.snapshot?.()).toEqual(before);
  });

  it('reads without writing, and reads the same twice', async () => {
    const { world, run, spec } = await start();
    const id = idOf(await run.apply(spec));
    const before = await world.snapshot?.();
    const first = await look(run, world.definition, byId(run, world.definition, spec, id));
    expect(await look(run, world.definition, byId(run, world.definition, spec, id))).toEqual(first);
    expect(await world.snapshot?.()).toEqual(before);
  });

  it('is found again by its id, and without a record by what it is known by', async () => {
    const { world, run, spec } = await start();
    const id = idOf(await run.apply(spec));
    expect(presentId(await look(run, world.definition, byId(run, world.definition, spec, id)))).toEqual(id);
    const identity = world.definition.identity.of(run.call(spec).args, { oldState: null });
    if (identity !== undefined) expect(presentId(await look(run, world.definition, identity))).toEqual(id);
  });

  it('gives back what was asked for', async () => {
    const { run, spec } = await start();
    const { newState, diagnostics } = await run.apply(spec);
    const read = Object.keys(one.args).filter((name) => newState?.[name] !== undefined && newState[name] !== null);
    const hidden = Object.keys(one.args).filter(
      (name) => run.plugin.kind === 'resource' && run.plugin.definition.fields[name]?.write_only === true,
    );
    expect({ names: [...read, ...hidden].sort(), diagnostics }).toEqual({
      names: Object.keys(one.args).sort(),
      diagnostics: [],
    });
  });

  it('is found by the next run wherever this one ended', async () => {
    const whole = await start();
    await whole.run.apply(whole.spec);
    for (let prefix = 1; prefix <= whole.run.state.frames.length; prefix++) {
      const { run, spec } = await start();
      await run.apply(spec);
      const next = run.next({ prefix });
      await resolveOpenIntents(next.env);
      const result = await next.apply(spec);
      expect({ prefix, outcome: result.outcome, diagnostics: result.diagnostics }).toEqual({
        prefix,
        outcome: 'unchanged',
        diagnostics: [],
      });
    }
  });

  it('lists what there is as it reads it, and what it describes changes nothing', async () => {
    const { world, run, spec } = await start();
    const id = idOf(await run.apply(spec));
    if (world.definition.list === undefined) return;
    const described = [];
    for await (const entry of describeResource(run.plugin, run.env)) described.push(entry);
    const mine = described.find((entry) => entry.args.resource_id === id);
    expect(mine === undefined).toEqual(false);
    const { name, ...args } = mine?.args ?? {};
    const again = chunkRunner(world.definition, {
      ports: run.ports,
      ...(world.services === undefined ? {} : { services: world.services }),
    });
    const result = await again.apply({
      fun: 'present',
      id: mine?.label ?? '',
      args,
      ...(typeof name === 'string' ? { name } : {}),
    });
    expect(outcomeOf(result)).toEqual('unchanged');
  });
}

function planTests({ it, expect }: TestApi, start: () => Promise<Tried>, one: ResourceCase): void {
  it('writes nothing in plan mode, and predicts what the run does', async () => {
    const { world, run, spec } = await start();
    for (const args of [one.args, ...(one.changed === undefined ? [] : [{ ...one.args, ...one.changed }])]) {
      const before = await world.snapshot?.();
      const frames = run.state.frames.length;
      const planned = await run.plan({ ...spec, args });
      expect([planned.outcome, run.state.frames.length, await world.snapshot?.()]).toEqual([
        'would-change',
        frames,
        before,
      ]);
      const done = await run.apply({ ...spec, args });
      // What the provider sets may follow from a change; only what is asked for can be foretold.
      const { fields } = world.definition;
      const known = Object.keys(planned.newState ?? {}).filter(
        (name) => !isUnknown(planned.newState?.[name]) && fields[name]?.computed !== true,
      );
      const only = (state: CallResult['newState']) =>
        redact(Object.fromEntries(known.map((name) => [name, state?.[name] ?? null])));
      expect({ action: planned.action, state: only(planned.newState) }).toEqual({
        action: done.action,
        state: only(done.newState),
      });
    }
  });
}

function removalTests({ it, expect }: TestApi, start: () => Promise<Tried>): void {
  it('removes, and succeeds when it is already gone', async () => {
    const { world, run, spec } = await start();
    const id = idOf(await run.apply(spec));
    const identity = byId(run, world.definition, spec, id);
    const current = await look(run, world.definition, identity);
    expect(outcomeOf(await run.next().apply({ ...spec, fun: 'absent', args: {} }))).toEqual('changed');
    expect((await look(run, world.definition, identity)).kind).toEqual('absent');
    await world.definition.remove(context(run), current as Present);
    expect(outcomeOf(await run.next().apply({ ...spec, fun: 'absent', args: {} }))).toEqual('unchanged');
  });

  it('is recreated when it vanished', async () => {
    const { world, run, spec } = await start();
    const id = idOf(await run.apply(spec));
    const current = await look(run, world.definition, byId(run, world.definition, spec, id));
    await world.definition.remove(context(run), current as Present);
    expect(outcomeOf(await run.next().apply(spec))).toEqual('changed');
  });
}

async function changesOnlyThat({ expect }: TestApi, { world, run, spec }: Tried, args: Values): Promise<void> {
  const before = await run.apply(spec);
  const result = await run.next().apply({ ...spec, args });
  expect({ outcome: outcomeOf(result), action: result.action, id: idOf(result) }).toEqual({
    outcome: 'changed',
    action: 'update',
    id: idOf(before),
  });
  const asked = new Set(result.leaves.map((leaf) => leaf.path.split(/[:[]/, 1)[0]));
  const others = Object.keys(world.definition.fields).filter(
    (name) => !asked.has(name) && world.definition.fields[name]?.computed !== true,
  );
  const only = (state: CallResult['newState']) =>
    redact(Object.fromEntries(others.map((name) => [name, state?.[name] ?? null])));
  expect(only(result.newState)).toEqual(only(before.newState));
  expect(outcomeOf(await run.next().apply({ ...spec, args }))).toEqual('unchanged');
}

async function isReplaced({ expect }: TestApi, { run, spec }: Tried, args: Values): Promise<void> {
  await run.apply(spec);
  const next = run.next();
  expect((await next.plan({ ...spec, args })).action).toEqual('replace');
  const result = await next.apply({ ...spec, args });
  expect({ outcome: outcomeOf(result), action: result.action }).toEqual({ outcome: 'changed', action: 'replace' });
  expect(outcomeOf(await next.next().apply({ ...spec, args }))).toEqual('unchanged');
}

async function makesNothingTwice({ expect }: TestApi, { world, run, spec }: Tried): Promise<void> {
  const { args } = run.call(spec);
  const ctx = { ...context(run), token: 'b0b0b0b0-0000-4000-8000-000000000001' };
  const first = await world.definition.create(ctx, args);
  const before = await world.snapshot?.();
  const second = await world.definition.create(ctx, args);
  expect(second.id).toEqual(first.id);
  expect(await world.snapshot?.()).toEqual(before);
}

function context(run: ChunkRunner): ResourceContext {
  const call = run.call({ fun: 'present' });
  const base = run.env.contexts.forCall(call, {}, run.env.options.abort, false, run.env);
  return { ...base, token: '', born: () => undefined };
}

/** Looks until the thing is at rest. */
async function look(run: ChunkRunner, definition: ResourceDefinition, identity: Identity): Promise<Observation> {
  const ctx = context(run);
  for (;;) {
    const seen = await definition.observe(ctx, identity);
    if (seen.kind !== 'changing') return seen;
    await ctx.clock.sleep(seen.recheckAfter, ctx.signal);
  }
}

function byId(run: ChunkRunner, definition: ResourceDefinition, spec: ChunkSpec, id: string): Identity {
  return definition.identity.of(run.call(spec).args, { resource_id: id, oldState: null }) ?? { id };
}

/** With the reason where it failed, so that a failing test says it. */
function outcomeOf(result: CallResult): string {
  return result.outcome === 'failed' || result.outcome === 'pending'
    ? `${result.outcome}: ${result.comment.join('; ')}`
    : result.outcome;
}

function idOf(result: CallResult): string {
  return String(result.newState?.resource_id ?? `none: ${result.comment.join('; ')}`);
}

function presentId(seen: Observation): string {
  return seen.kind === 'present' ? seen.id : seen.kind;
}
