import { field, resource, type StorageVolume } from '../../../contract/index.js';
import { foundIn, idField, nameField, tagsField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, unlessGone, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('data'),
  resource_id: idField('volume', 'vol4'),
  capacity: field.integer({
    default: 1,
    immutable: (from: number, to: number) => to < from,
    doc: 'GB. It grows in place; less makes another volume.',
    example: 10,
  }),
  realm_id: field.string({
    immutable: true,
    doc: 'Where it is. Default: where the instance is that it is attached to, else the first available realm.',
    example: 'us',
  }),
  description: field.string({ default: '', doc: 'What it holds.', example: 'the database' }),
  attached_to: field.string({
    default: '',
    doc: 'Id of the instance it is attached to. Empty: to none.',
    example: '${cloud.instance:web:resource_id}',
  }),
  device: field.string({
    doc: 'The device it is on the instance. Default: the first that is free.',
    example: '/dev/sdb',
  }),
  tags: tagsField,
  state: field.string({ computed: true, doc: 'AVAILABLE, IN-USE, PENDING or ERROR.', example: 'IN-USE' }),
  created: field.string({ computed: true, doc: 'ISO 8601.', example: '2026-01-31T12:00:00.000Z' }),
};

export default resource<typeof fields>({
  ref: 'cloud.volume',
  summary: 'A disk that outlives the instances it is attached to.',
  fields,
  ...foundIn('storage_volumes', present, (one) => one.state === 'PENDING'),

  async create(ctx, args) {
    const create = ability(await collectionOf(ctx, 'storage_volumes'), 'create');
    const { name, capacity, description, tags } = args;
    const realm_id = args.realm_id ?? (args.attached_to ? await realmOf(ctx, args.attached_to) : undefined);
    const { id } = await create(given({ name, capacity, description, tags, realm_id }), creation(ctx));
    ctx.born(id);
    return { id };
  },

  async update(ctx, current, args, difference) {
    const volumes = await collectionOf(ctx, 'storage_volumes');
    const call = { signal: ctx.signal };
    const wished = wishedValues(current.state, difference);
    const changed = pick(wished, ['name', 'description', 'capacity', 'tags']);
    if (changed) await ability(volumes, 'update')(current.id, changed, call);

    if (wished.attached_to === undefined && wished.device === undefined) return;
    const holder = current.state.attached_to;
    const instance_id = (wished.attached_to as string | undefined) ?? holder;
    // A device says nothing about a volume that is attached to nothing.
    if (holder && (instance_id !== holder || wished.device !== undefined))
      await ability(volumes, 'detach')(current.id, call);
    const device = args.device;
    if (instance_id) await ability(volumes, 'attach')(current.id, given({ instance_id, device }), call);
  },

  async remove(ctx, current) {
    const volumes = await collectionOf(ctx, 'storage_volumes');
    const call = { signal: ctx.signal };
    if (current.state.attached_to) await unlessGone(ability(volumes, 'detach')(current.id, call));
    await unlessGone(ability(volumes, 'destroy')(current.id, call));
  },
});

async function realmOf(ctx: Parameters<typeof collectionOf>[0], instance: string): Promise<string | undefined> {
  const instances = await collectionOf(ctx, 'instances');
  return (await instances.get(instance, { signal: ctx.signal }))?.realm_id;
}

function present(volume: StorageVolume) {
  const { id, name, capacity, realm_id, description, device, tags, state, created } = volume;
  const values = {
    name,
    resource_id: id,
    capacity,
    realm_id,
    description,
    attached_to: volume.attached_to ?? '',
    device,
  };
  return { kind: 'present', id, state: { ...values, tags, state, created } } as const;
}
