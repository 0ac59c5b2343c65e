import { field, type Image, ProviderError, resource } from '../../../contract/index.js';
import { foundIn, idField, nameField, removedFrom, tagsField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('golden'),
  resource_id: idField('image', 'img4'),
  instance_id: field.string({
    immutable: true,
    doc: 'The instance it is made of; needed to make one. It stays when the instance goes; another one makes another image.',
    example: '${cloud.instance:web:resource_id}',
  }),
  description: field.string({ default: '', doc: 'What it holds.', example: 'web server, set up' }),
  tags: tagsField,
  owner_id: field.string({ computed: true, doc: 'Whose it is.', example: 'mockuser' }),
  architecture: field.string({ computed: true, doc: 'What it runs on.', example: 'x86_64' }),
  state: field.string({ computed: true, doc: 'AVAILABLE, PENDING or FAILED.', example: 'AVAILABLE' }),
  creation_time: field.string({ computed: true, doc: 'ISO 8601.', example: '2026-01-31T12:00:00.000Z' }),
  hardware_profiles: field.list(field.string(), { computed: true, unordered: true, doc: 'Profiles it runs on.' }),
};

export default resource<typeof fields>({
  ref: 'cloud.image',
  summary: 'An image made of an instance, to make further instances of.',
  fields,
  ...foundIn('images', present, (one) => one.state === 'PENDING'),

  async create(ctx, { name, instance_id, description, tags }) {
    if (!instance_id) {
      throw new ProviderError(`There is no image '${name}', and without instance_id none can be made`, {
        class: 'invalid',
      });
    }
    const create = ability(await collectionOf(ctx, 'images'), 'create');
    const { id } = await create({ ...given({ name, description, tags }), instance_id }, creation(ctx));
    ctx.born(id);
    return { id };
  },

  async update(ctx, current, _args, difference) {
    const changed = pick(wishedValues(current.state, difference), ['name', 'description', 'tags']);
    if (changed === undefined) return;
    await ability(await collectionOf(ctx, 'images'), 'update')(current.id, changed, { signal: ctx.signal });
  },

  remove: removedFrom('images'),
});

function present(image: Image) {
  const { id, name, instance_id, description, tags, owner_id, architecture, state, creation_time } = image;
  const hardware_profiles = [...image.hardware_profiles];
  const values = { name, resource_id: id, instance_id, description, tags };
  const computed = { owner_id, architecture, state, creation_time, hardware_profiles };
  return { kind: 'present', id, state: { ...values, ...computed } } as const;
}
