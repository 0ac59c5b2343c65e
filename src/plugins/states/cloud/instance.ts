import { field, type Instance, type InstanceState, resource } from '../../../contract/index.js';
import { bringTo, inTransition } from '../../cloud/instance-state.js';
import { foundIn, idField, nameField, tagsField } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given, pick, unlessGone, wishedValues } from '../../cloud/neutral-thing.js';

const fields = {
  name: nameField('web1'),
  resource_id: idField('instance', 'inst4'),
  image_id: field.string({
    immutable: true,
    doc: 'The image it is made of. Default: the first that runs on the hardware profile.',
    example: 'img1',
  }),
  hardware_profile: field.string({
    default: 'm1-small',
    doc: 'Its size. A change stops a running instance and starts it again.',
    example: 'm1-small',
  }),
  realm_id: field.string({ immutable: true, doc: 'Where it is. Default: the first available realm.', example: 'us' }),
  network_id: field.string({
    immutable: true,
    doc: 'The network it is in. Default: none, or the one of the subnet.',
    example: '${cloud.network:net:resource_id}',
  }),
  subnet_id: field.string({
    immutable: true,
    doc: 'The subnet it is in. Default: none.',
    example: '${cloud.subnet:front:resource_id}',
  }),
  key_name: field.string({ doc: 'Name of the key that opens it.', example: 'deploy' }),
  user_data: field.string({ doc: 'Text that it finds when it starts.', example: '#cloud-config' }),
  tags: tagsField,
  state: field.string({
    computed: true,
    doc: 'RUNNING, STOPPED, or on the way: PENDING, STOPPING.',
    example: 'RUNNING',
  }),
  public_addresses: field.list(field.string(), { computed: true, doc: 'Where it is reached from outside.' }),
  private_addresses: field.list(field.string(), { computed: true, doc: 'Where it is reached from inside.' }),
  launch_time: field.string({ computed: true, doc: 'ISO 8601.', example: '2026-01-31T12:00:00.000Z' }),
};

export default resource<typeof fields>({
  ref: 'cloud.instance',
  summary: 'A virtual machine.',
  fields,
  ...foundIn('instances', present, (one) => inTransition(one.state)),

  async create(ctx, args) {
    const create = ability(await collectionOf(ctx, 'instances'), 'create');
    const { name, hardware_profile, key_name, user_data, tags } = args;
    const { image_id, realm_id, network_id, subnet_id } = args;
    const place = given({ image_id, realm_id, network_id, subnet_id });
    const made = await create(
      { ...given({ name, hardware_profile, key_name, user_data, tags }), ...place },
      creation(ctx),
    );
    ctx.born(made.id);
    const chosen = (['image_id', 'realm_id', 'hardware_profile'] as const).filter((name) => !args[name]);
    const notes = chosen.length === 0 ? [] : [`chosen: ${chosen.map((name) => `${name} ${made[name]}`).join(', ')}`];
    return { id: made.id, notes };
  },

  async update(ctx, current, _args, difference) {
    const instances = await collectionOf(ctx, 'instances');
    const wished = wishedValues(current.state, difference);
    const changed = pick(wished, ['name', 'key_name', 'user_data', 'tags']);
    if (changed) await ability(instances, 'update')(current.id, changed, { signal: ctx.signal });

    const before = current.state.state as InstanceState;
    const state = wished.state as 'RUNNING' | 'STOPPED' | undefined;
    const hardware = pick(wished, ['hardware_profile']);
    if (hardware) {
      await bringTo(ctx, instances, current.id, before, 'STOPPED');
      await ability(instances, 'update')(current.id, hardware, { signal: ctx.signal });
    }
    const after = state ?? (before === 'STOPPED' ? 'STOPPED' : 'RUNNING');
    if (state !== undefined || hardware)
      await bringTo(ctx, instances, current.id, hardware ? 'STOPPED' : before, after);
  },

  async remove(ctx, current) {
    const instances = await collectionOf(ctx, 'instances');
    const { state } = current.state;
    if (state !== 'ERROR') {
      await unlessGone(bringTo(ctx, instances, current.id, state as InstanceState, 'STOPPED'));
    }
    await unlessGone(ability(instances, 'destroy')(current.id, { signal: ctx.signal }));
  },

  functions: {
    running: { summary: 'Exists and runs.', wish: () => ({ state: 'RUNNING' }) },
    stopped: { summary: 'Exists and does not run.', wish: () => ({ state: 'STOPPED' }) },
  },

  async preview(_ctx, current, args) {
    const wanted = args.hardware_profile;
    const resized = current?.state.state === 'RUNNING' && wanted && wanted !== current.state.hardware_profile;
    return { notes: resized ? [`${current.id} is stopped while its hardware profile changes`] : [] };
  },
});

function present(instance: Instance) {
  const { id, name, image_id, hardware_profile, realm_id, network_id, subnet_id } = instance;
  const { key_name, user_data, tags, state, launch_time } = instance;
  return {
    kind: 'present',
    id,
    state: {
      name,
      resource_id: id,
      image_id,
      hardware_profile,
      realm_id,
      network_id,
      subnet_id,
      key_name,
      user_data,
      tags,
      state,
      public_addresses: instance.public_addresses.map((one) => one.address),
      private_addresses: instance.private_addresses.map((one) => one.address),
      launch_time,
    },
  } as const;
}
