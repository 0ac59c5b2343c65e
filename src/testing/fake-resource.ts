/**
 * A resource over a world in memory that can be made to misbehave: slow, eventually consistent, throttling, failing before or after the effect.
 * For tests of the engine, and as the smallest complete example of the contract.
 */
import {
  type Fields,
  field,
  type Identity,
  type Observation,
  type Present,
  ProviderError,
  type ProviderErrorOptions,
  type ResourceContext,
  type ResourceDefinition,
  resource,
} from '../contract/index.js';

export type FakeOperation = 'observe' | 'create' | 'update' | 'remove' | 'list';

/** What happens at a call instead of, or around, its work. */
export interface Misbehaviour {
  readonly on: FakeOperation;
  /** How many calls behave so. Default 1. */
  readonly times?: number;
  /** Fails before anything happened, or after the effect (and then says that the effect is unknown). */
  readonly when?: 'before' | 'after';
  /** A provider's error; without `class` an error that is none. */
  readonly error?: Partial<ProviderErrorOptions> & { readonly message?: string };
  /** Waits for this before going on: a call in flight. */
  readonly until?: () => Promise<void>;
}

export interface FakeThing {
  readonly id: string;
  state: Record<string, unknown>;
  /** Marks of an owner; undefined: none. */
  owner?: string;
  token?: string;
  /** Milliseconds of the clock until which reads say that it is changing. */
  changingUntil?: number;
  /** Reads before this time do not see it yet, or see what was before. */
  visibleAt?: number;
  before?: Record<string, unknown>;
}

export interface FakeWorld {
  readonly things: Map<string, FakeThing>;
  /** Every call in order: `create`, `update i-1 size`, `observe`. */
  readonly calls: string[];
  /** Calls that wrote. */
  readonly writes: number;
  /** Adds a thing behind the engine's back. */
  add(state: Readonly<Record<string, unknown>>, parts?: Partial<FakeThing>): FakeThing;
  misbehave(how: Misbehaviour): void;
  /** Copy of all states by id, to see that nothing changed. */
  snapshot(): Readonly<Record<string, unknown>>;
}

export interface FakeResourceOptions {
  readonly ref?: string;
  /** Beside name and resource_id. Default: size (integer), zone (immutable), tags, and a secret. */
  readonly fields?: Fields;
  readonly identity?: 'name' | 'id' | 'token';
  /** Milliseconds for which reads lag behind writes. Default 0. */
  readonly lag?: number;
  /** Milliseconds for which a created or updated thing is changing by itself. Default 0. */
  readonly changing?: number;
  /** Whether a token repeated gives the thing the first call made. Default true. */
  readonly tokens?: boolean;
  readonly parts?: Partial<Pick<ResourceDefinition, 'replace' | 'consistency' | 'functions' | 'preview' | 'listing'>>;
  /** Leaves out `update`, so that every change replaces. */
  readonly fixed?: boolean;
  /** Leaves out `list`. */
  readonly unlisted?: boolean;
}

const DEFAULT_FIELDS: Fields = {
  size: field.integer({ doc: 'How big it is.', default: 1 }),
  zone: field.string({ doc: 'Where it is.', immutable: true }),
  tags: field.record(field.string(), { doc: 'Text by text.' }),
  password: field.string({ doc: 'Never shown.', secret: true }),
  pin: field.string({ doc: 'Never read back.', write_only: true }),
  address: field.string({ doc: 'Given by the world.', computed: true }),
  status: field.string({ doc: 'What it is doing.', computed: true }),
};

export function fakeResource(options: FakeResourceOptions = {}): {
  readonly definition: ResourceDefinition;
  readonly world: FakeWorld;
} {
  const ref = options.ref ?? 'fake.thing';
  const fields: Fields = {
    name: field.string({ doc: 'What it is called.' }),
    resource_id: field.string({ doc: 'Its id.', computed: true, stable: true }),
    ...(options.fields ?? DEFAULT_FIELDS),
  };
  const inner = new InnerWorld(options);
  const definition = resource({
    ref,
    summary: 'A thing in memory.',
    fields,
    identity: { kind: options.identity ?? 'name', of: identityOf(options.identity ?? 'name') },
    observe: (ctx, identity) => inner.around('observe', '', ctx, async () => inner.observe(ctx, identity)),
    create: (ctx, args) => inner.around('create', '', ctx, async () => inner.create(ctx, args, fields)),
    ...(options.fixed === true
      ? {}
      : {
          update: (ctx, current, _args, difference) =>
            inner.around(
              'update',
              `${current.id} ${difference.map((leaf) => leaf.path.join(':')).join(' ')}`,
              ctx,
              async () => inner.update(ctx, current, difference),
            ),
        }),
    remove: (ctx, current) => inner.around('remove', current.id, ctx, async () => inner.remove(current.id)),
    ...(options.unlisted === true
      ? {}
      : {
          listing: 'complete',
          async *list(ctx: ResourceContext) {
            const all = await inner.around('list', '', ctx, async () => inner.visible(ctx));
            yield* all;
          },
        }),
    functions: {
      busy: { summary: 'Exists and is busy.', wish: () => ({ status: 'BUSY' }) },
    },
    ...(options.lag === undefined ? {} : { consistency: { settle: options.lag * 2 + 1000 } }),
    ...options.parts,
  } as ResourceDefinition);
  return { definition, world: inner };
}

function identityOf(kind: 'name' | 'id' | 'token'): ResourceDefinition['identity']['of'] {
  return (args, known): Identity | undefined => {
    if (known.resource_id !== undefined) return { id: known.resource_id };
    if (kind === 'token' && known.token !== undefined) return { token: known.token };
    return kind === 'name' && typeof args.name === 'string' ? { name: args.name } : undefined;
  };
}

class InnerWorld implements FakeWorld {
  readonly things = new Map<string, FakeThing>();
  readonly calls: string[] = [];
  writes = 0;
  #count = 0;
  readonly #options: FakeResourceOptions;
  readonly #misbehaviours: (Misbehaviour & { left: number })[] = [];

  constructor(options: FakeResourceOptions) {
    this.#options = options;
  }

  misbehave(how: Misbehaviour): void {
    this.#misbehaviours.push({ ...how, left: how.times ?? 1 });
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.things].map(([id, thing]) => [id, structuredClone(thing.state)]));
  }

  add(state: Readonly<Record<string, unknown>>, parts: Partial<FakeThing> = {}): FakeThing {
    const id = parts.id ?? `i-${++this.#count}`;
    const thing: FakeThing = { ...parts, id, state: { ...state } };
    this.things.set(id, thing);
    return thing;
  }

  async around<T>(on: FakeOperation, about: string, ctx: ResourceContext, work: () => Promise<T>): Promise<T> {
    this.calls.push(about === '' ? on : `${on} ${about}`);
    const how = this.#misbehaviours.find((one) => one.on === on && one.left > 0);
    if (how === undefined) return await work();
    how.left--;
    if (how.until !== undefined && how.when !== 'after') await how.until();
    if (how.error !== undefined && how.when !== 'after') throw errorOf(how, 'none');
    const value = await work();
    if (how.until !== undefined && how.when === 'after') await how.until();
    if (how.error !== undefined) throw errorOf(how, 'unknown');
    ctx.signal.throwIfAborted();
    return value;
  }

  observe(ctx: ResourceContext, identity: Identity): Observation {
    const now = ctx.clock.monotonic();
    const found = [...this.things.values()].filter(
      (thing) => this.#matches(thing, identity) && this.#seen(thing, now) !== undefined,
    );
    const [first] = found;
    if (first === undefined) return { kind: 'absent' };
    if (found.length > 1) return { kind: 'ambiguous', ids: found.map((thing) => thing.id) };
    const present = this.#present(first, now);
    if (first.changingUntil !== undefined && first.changingUntil > now) {
      return { kind: 'changing', id: present.id, state: present.state, recheckAfter: first.changingUntil - now };
    }
    return present;
  }

  visible(ctx: ResourceContext): Present[] {
    const now = ctx.clock.monotonic();
    return [...this.things.values()]
      .filter((thing) => this.#seen(thing, now) !== undefined)
      .map((thing) => this.#present(thing, now));
  }

  create(ctx: ResourceContext, args: Readonly<Record<string, unknown>>, fields: Fields): { id: string } {
    const earlier =
      this.#options.tokens === false ? undefined : [...this.things.values()].find((thing) => thing.token === ctx.token);
    if (earlier !== undefined) {
      ctx.born(earlier.id);
      return { id: earlier.id };
    }
    this.writes++;
    const state: Record<string, unknown> = { address: `10.0.0.${this.#count + 1}`, status: 'IDLE' };
    for (const name of Object.keys(fields))
      if (args[name] !== undefined && name !== 'resource_id') state[name] = args[name];
    const thing = this.add(state, { token: ctx.token, ...this.#times(ctx) });
    ctx.born(thing.id);
    return { id: thing.id };
  }

  update(
    ctx: ResourceContext,
    current: Present,
    difference: readonly { readonly path: readonly (string | number)[]; readonly new?: unknown }[],
  ): void {
    const thing = this.things.get(current.id);
    if (thing === undefined) throw new ProviderError(`${current.id} is gone`, { class: 'not-found' });
    this.writes++;
    thing.before = structuredClone(thing.state);
    for (const leaf of difference) setAt(thing.state, leaf.path, leaf.new);
    Object.assign(thing, this.#times(ctx));
  }

  remove(id: string): void {
    if (this.things.delete(id)) this.writes++;
  }

  #times(ctx: ResourceContext): Partial<FakeThing> {
    const now = ctx.clock.monotonic();
    const { lag, changing } = this.#options;
    return {
      ...(lag === undefined ? {} : { visibleAt: now + lag }),
      ...(changing === undefined ? {} : { changingUntil: now + changing }),
    };
  }

  /** The state a read sees; undefined when it sees nothing yet. */
  #seen(thing: FakeThing, now: number): Record<string, unknown> | undefined {
    return thing.visibleAt !== undefined && thing.visibleAt > now ? thing.before : thing.state;
  }

  #present(thing: FakeThing, now: number): Present {
    const state = { ...(this.#seen(thing, now) ?? thing.state), resource_id: thing.id };
    if ('pin' in state) delete (state as Record<string, unknown>).pin;
    return { kind: 'present', id: thing.id, state, ...(thing.owner === undefined ? {} : { ours: false }) };
  }

  #matches(thing: FakeThing, identity: Identity): boolean {
    if (identity.id !== undefined) return thing.id === identity.id;
    if (identity.token !== undefined) return thing.token === identity.token;
    return thing.state.name === identity.name;
  }
}

function errorOf(how: Misbehaviour, effect: 'none' | 'unknown'): Error {
  const message = how.error?.message ?? 'the fake world misbehaves';
  if (how.error?.class === undefined) return new Error(message);
  return new ProviderError(message, { effect, ...how.error, class: how.error.class });
}

function setAt(state: Record<string, unknown>, path: readonly (string | number)[], value: unknown): void {
  let here: Record<string | number, unknown> = state;
  for (const part of path.slice(0, -1)) {
    const inner = here[part];
    const copy = (typeof inner === 'object' && inner !== null ? structuredClone(inner) : {}) as Record<
      string | number,
      unknown
    >;
    here[part] = copy;
    here = copy;
  }
  const last = path.at(-1) as string | number;
  if (value === undefined) delete here[last];
  else here[last] = value;
}
