import { field, resource, type Subnet } from '../../../contract/index.js';
import { foundIn, idField, nameField, removedFrom, tagsField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('front'),
  resource_id: idField('subnet', 'subnet5'),
  network_id: field.string({
    required: true,
    immutable: true,
    doc: 'The network it is a part of.',
    example: '${cloud.network:net:resource_id}',
  }),
  address_block: field.string({
    required: true,
    immutable: true,
    doc: "A part of the network's block, in CIDR notation, that no other subnet has.",
    example: '10.0.1.0/24',
  }),
  tags: tagsField,
  state: field.string({ computed: true, doc: 'UP, DOWN or PENDING.', example: 'UP' }),
};

export default resource<typeof fields>({
  ref: 'cloud.subnet',
  summary: 'A part of the addresses of a network.',
  fields,
  ...foundIn('subnets', present, (one) => one.state === 'PENDING'),

  async create(ctx, { name, network_id, address_block, tags }) {
    const create = ability(await collectionOf(ctx, 'subnets'), 'create');
    const { id } = await create(given({ name, network_id, address_block, tags }), creation(ctx));
    ctx.born(id);
    return { id };
  },

  async update(ctx, current, _args, difference) {
    const changed = pick(wishedValues(current.state, difference), ['name', 'tags']);
    if (changed === undefined) return;
    await ability(await collectionOf(ctx, 'subnets'), 'update')(current.id, changed, { signal: ctx.signal });
  },

  remove: removedFrom('subnets'),
});

function present({ id, name, network_id, address_block, tags, state }: Subnet) {
  return { kind: 'present', id, state: { name, resource_id: id, network_id, address_block, tags, state } } as const;
}
