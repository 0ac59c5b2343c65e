/** The exec functions every collection of the neutral cloud model has: list, get, create, and acting on one thing. */
import {
  type CallOptions,
  type Collection,
  type Context,
  type ExecFunction,
  type ExecReturn,
  execFunction,
  type Fields,
  field,
  isProviderError,
  type ValuesOf,
} from '../../contract/index.js';
import { ability, type CollectionName, collectionOf, given } from './neutral-thing.js';

/** A thing that can be found by id or name. */
export interface NamedThing {
  readonly id: string;
  readonly name: string;
}

/** The arguments that name one thing. */
const which = {
  resource_id: field.string({ doc: 'Id of the one that is meant.', example: 'inst4' }),
  id: field.string({ doc: 'The same, as lists call it.' }),
  name: field.string({ doc: 'Its name instead, when no other has that name.', example: 'web1' }),
};

/** What one collection holds, in the words of messages. */
export interface Noun {
  readonly collection: CollectionName;
  readonly one: string;
  readonly many: string;
}

/** A function that lists a collection; its fields are the filters. */
export function listing(noun: Noun, filters: Fields): ExecFunction {
  return execFunction({
    summary: `All ${noun.many}, or those that match what is given.`,
    fields: filters,
    effects: 'none',
    run: (ctx, args) =>
      answer(async () => {
        const asked = Object.entries(given(args)).map(([name, value]) => [name, String(value)]);
        return done(await (await namedThings(ctx, noun)).list(Object.fromEntries(asked), { signal: ctx.signal }));
      }),
  });
}

/** A function that gives one thing. */
export function getting(noun: Noun): ExecFunction {
  return execFunction({
    summary: `One ${noun.one}.`,
    fields: which,
    effects: 'none',
    run: (ctx, args) => answer(async () => withThing(ctx, noun, args, async (thing) => done(thing))),
  });
}

/** A function that creates; its fields are the arguments of the driver's `create`. Twice makes two. */
export function creating(noun: Noun, fields: Fields): ExecFunction {
  return execFunction({
    summary: `Creates one more ${noun.one}; unlike a state it does so on every call.`,
    fields,
    effects: 'write',
    run: (ctx, args) =>
      answer(async () => {
        const create = ability(await namedThings(ctx, noun), 'create');
        const made = await create(given(args), { signal: ctx.signal });
        return done(made, `Created ${noun.one} '${made.id}'`);
      }),
  });
}

/** A function that does something with one thing; beside what names the thing it takes `fields`. */
export function acting<F extends Fields>(
  noun: Noun,
  summary: string,
  fields: F,
  act: (ctx: Context, thing: NamedThing, args: ValuesOf<F>) => Promise<ExecReturn>,
): ExecFunction {
  return execFunction({
    summary,
    fields: { ...which, ...fields },
    effects: 'write',
    run: (ctx, args) =>
      answer(async () => withThing(ctx, noun, args, (thing) => act(ctx, thing, args as unknown as ValuesOf<F>))),
  });
}

/** A function that destroys one thing. */
export function destroying(noun: Noun, summary: string): ExecFunction {
  return acting(noun, summary, {}, async (ctx, { id }) => {
    const destroy = ability(await namedThings(ctx, noun), 'destroy');
    await destroy(id, { signal: ctx.signal });
    return done(null, `Destroyed ${noun.one} '${id}'`);
  });
}

/** Does it, and makes an answer of what the cloud refuses. */
export async function answer(doing: () => Promise<ExecReturn>): Promise<ExecReturn> {
  try {
    return await doing();
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return refused(error.message, ...error.hints);
  }
}

export function refused(...comment: readonly string[]): ExecReturn {
  return { result: false, ret: null, comment };
}

export function done(ret: unknown, ...comment: readonly string[]): ExecReturn {
  return comment.length === 0 ? { result: true, ret } : { result: true, ret, comment };
}

async function withThing(
  ctx: Context,
  noun: Noun,
  { resource_id, id = resource_id, name }: Readonly<Record<string, unknown>>,
  then: (thing: NamedThing) => Promise<ExecReturn>,
): Promise<ExecReturn> {
  const things = await namedThings(ctx, noun);
  const call = { signal: ctx.signal };
  if (typeof id === 'string') {
    const thing = await things.get(id, call);
    return thing === undefined ? refused(`There is no ${noun.one} '${id}'`) : then(thing);
  }
  if (typeof name !== 'string') return refused(`Which ${noun.one}?`, 'give resource_id, or name');
  const named = await things.list({ name }, call);
  const [thing] = named;
  if (thing === undefined) return refused(`There is no ${noun.one} with the name '${name}'`);
  if (named.length === 1) return then(thing);
  return refused(
    `${named.length} ${noun.many} have the name '${name}': ${named.map((one) => one.id).join(', ')}`,
    'give resource_id',
  );
}

/** What all collections have in common. */
interface NamedThings extends Collection<NamedThing> {
  create?(args: object, call: CallOptions): Promise<NamedThing>;
  destroy?(id: string, call: CallOptions): Promise<void>;
}

async function namedThings(ctx: Context, noun: Noun): Promise<NamedThings> {
  return (await collectionOf(ctx, noun.collection)) as NamedThings;
}
