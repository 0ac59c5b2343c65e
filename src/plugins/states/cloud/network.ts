import { field, type Network, resource } from '../../../contract/index.js';
import { foundIn, idField, nameField, removedFrom, tagsField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('net'),
  resource_id: idField('network', 'net3'),
  address_block: field.string({
    immutable: true,
    default: '10.0.0.0/16',
    doc: 'The IPv4 block in CIDR notation. Another block makes another network.',
    example: '10.0.0.0/16',
  }),
  tags: tagsField,
  state: field.string({ computed: true, doc: 'UP, DOWN or PENDING.', example: 'UP' }),
  subnets: field.list(field.string(), { computed: true, unordered: true, doc: 'Ids of its subnets.' }),
};

export default resource<typeof fields>({
  ref: 'cloud.network',
  summary: 'A private network of a cloud: a block of addresses that subnets divide and instances live in.',
  fields,
  ...foundIn('networks', present, (one) => one.state === 'PENDING'),

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

  remove: removedFrom('networks'),
});

function present({ id, name, address_block, tags, state, subnets }: Network) {
  const values = { name, resource_id: id, address_block, tags, state, subnets: [...subnets] };
  return { kind: 'present', id, state: values } as const;
}
