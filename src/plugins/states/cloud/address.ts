import { type ElasticAddress, field, resource } from '../../../contract/index.js';
import { foundIn, idField, nameField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, unlessGone, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('front'),
  resource_id: idField('address', '192.168.0.5'),
  associated_with: field.string({
    default: '',
    doc: 'Id of the instance that is reached by it. Empty: none.',
    example: '${cloud.instance:web:resource_id}',
  }),
  ip: field.string({ computed: true, doc: 'The address itself.', example: '192.168.0.5' }),
};

export default resource<typeof fields>({
  ref: 'cloud.address',
  summary: 'A public address that is kept, and handed from instance to instance.',
  fields,
  ...foundIn('addresses', present),

  async create(ctx, { name }) {
    const create = ability(await collectionOf(ctx, 'addresses'), 'create');
    const { id } = await create(given({ name }), creation(ctx));
    ctx.born(id);
    return { id };
  },

  async update(ctx, current, _args, difference) {
    const addresses = await collectionOf(ctx, 'addresses');
    const call = { signal: ctx.signal };
    const wished = wishedValues(current.state, difference);
    const changed = pick(wished, ['name']);
    if (changed) await ability(addresses, 'update')(current.id, changed, call);

    if (wished.associated_with === undefined) return;
    const instance_id = wished.associated_with as string;
    if (current.state.associated_with) await ability(addresses, 'disassociate')(current.id, call);
    if (instance_id !== '') await ability(addresses, 'associate')(current.id, { instance_id }, call);
  },

  async remove(ctx, current) {
    const addresses = await collectionOf(ctx, 'addresses');
    const call = { signal: ctx.signal };
    if (current.state.associated_with) await unlessGone(ability(addresses, 'disassociate')(current.id, call));
    await unlessGone(ability(addresses, 'destroy')(current.id, call));
  },
});

function present({ id, name, associated_with, ip }: ElasticAddress) {
  return { kind: 'present', id, state: { name, resource_id: id, associated_with: associated_with ?? '', ip } } as const;
}
