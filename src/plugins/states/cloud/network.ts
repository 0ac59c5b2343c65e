import { field, type Network, resource } from '../../../contract/index.js';
import {
  ability,
  collectionOf,
  creation,
  given,
  identity,
  observeIn,
  pick,
  presentIn,
  unlessGone,
  wishedValues,
} from '../../cloud/neutral-thing.js';

const fields = {
  name: field.string({ doc: 'What it is called. Names are not unique in a cloud.', example: 'net' }),
  resource_id: field.string({
    computed: true,
    stable: true,
    doc: 'Its id; given, exactly this network is managed.',
    example: 'net3',
  }),
  address_block: field.string({
    immutable: true,
    default: '10.0.0.0/16',
    doc: 'The IPv4 block in CIDR notation. Another block makes another network.',
    example: '10.0.0.0/16',
  }),
  tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
  state: field.string({ computed: true, doc: 'UP, DOWN or PENDING.', example: 'UP' }),
  subnets: field.list(field.string(), { computed: true, unordered: true, doc: 'Ids of its subnets.' }),
};

export default resource<typeof fields>({
  ref: 'cloud.network',
  summary: 'A private network of a cloud: a block of addresses that subnets divide and instances live in.',
  fields,
  identity,

  async observe(ctx, asked) {
    return observeIn(ctx, await collectionOf(ctx, 'networks'), asked, present, (one) => one.state === 'PENDING');
  },

  async create(ctx, { name, address_block, tags }) {
    const create = ability(await collectionOf(ctx, 'networks'), 'create');
    const { id } = await create(given({ name, address_block, tags }), creation(ctx));
    ctx.born(id);
    return { id };
  },

  async update(ctx, current, _args, difference) {
    const changed = pick(wishedValues(current.state, difference), ['name', 'tags']);
    if (changed === undefined) return;
    await ability(await collectionOf(ctx, 'networks'), 'update')(current.id, changed, { signal: ctx.signal });
  },

  async remove(ctx, current) {
    const destroy = ability(await collectionOf(ctx, 'networks'), 'destroy');
    await unlessGone(destroy(current.id, { signal: ctx.signal }));
  },

  listing: 'complete',
  async *list(ctx) {
    yield* presentIn(ctx, await collectionOf(ctx, 'networks'), present);
  },
  consistency: { settle: 10_000 },
});

function present({ id, name, address_block, tags, state, subnets }: Network) {
  const values = { name, resource_id: id, address_block, tags, state, subnets: [...subnets] };
  return { kind: 'present', id, state: values } as const;
}
