/** What the states of the neutral cloud model have in common: fields, finding one and all of a collection, removing one. */
import {
  type Cloud,
  type Collection,
  type Context,
  type Fields,
  field,
  type Identity,
  type Observation,
  type Present,
} from '../../contract/index.js';
import {
  ability,
  type CollectionName,
  collectionOf,
  identity,
  observeIn,
  presentIn,
  unlessGone,
} from './neutral-thing.js';

/** A thing of a collection. */
type ThingOf<Name extends CollectionName> = NonNullable<Cloud[Name]> extends Collection<infer T> ? T : never;

export const nameField = (example: string) =>
  field.string({ doc: 'What it is called. Names are not unique in a cloud.', example });

export const idField = (noun: string, example: string) =>
  field.string({ computed: true, stable: true, doc: `Its id; given, exactly this ${noun} is managed.`, example });

export const tagsField = field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } });

/** Found by token, id or name; listed whole; seen to be settled within ten seconds. `settling`: it is in transition by itself. */
export function foundIn<const Name extends CollectionName, F extends Fields>(
  name: Name,
  present: (thing: ThingOf<Name>) => Present<F>,
  settling?: (thing: ThingOf<Name>) => boolean,
) {
  // Of one name a compiler cannot tell that its collection is one of its things.
  const things = async (ctx: Context) => (await collectionOf(ctx, name)) as unknown as Collection<ThingOf<Name>>;
  return {
    identity,
    async observe(ctx: Context, asked: Identity): Promise<Observation<F>> {
      const seen = await observeIn(ctx, await things(ctx), asked, present, settling);
      // Only where the answer decides how long an interrupted creation is looked for.
      if (seen.kind !== 'absent' || asked.token === undefined) return seen;
      return (await (await ctx.cloud()).readsLag?.()) === false ? { kind: 'absent', certain: true } : seen;
    },
    listing: 'complete',
    async *list(ctx: Context) {
      yield* presentIn(ctx, await things(ctx), present);
    },
    consistency: { settle: 10_000 },
  } as const;
}

/** Removes one that nothing has to be taken off first. */
export function removedFrom(name: 'images' | 'networks' | 'subnets' | 'keys') {
  return async (ctx: Context, { id }: { readonly id: string }): Promise<void> => {
    const destroy = ability<
      { destroy?(id: string, call: { readonly signal: AbortSignal }): Promise<unknown> },
      'destroy'
    >(await collectionOf(ctx, name), 'destroy');
    await unlessGone(destroy(id, { signal: ctx.signal }));
  };
}
