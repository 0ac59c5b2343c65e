import { HARDWARE_PROFILES, OWNER } from '../profiles.js';
import { conflict, unknownReference } from '../refusals.js';
import { change, insert, needRow, removeRow, rowOf, rowsOf } from '../world.js';
import { given, type Handler, made, type On, type Tags, timeText } from './handler.js';

export interface ImageOperations {
  readonly 'images.create': {
    readonly instance_id: string;
    readonly name?: string;
    readonly description?: string;
    readonly tags?: Tags;
  };
  readonly 'images.update': On<{ readonly name?: string; readonly description?: string; readonly tags?: Tags }>;
  readonly 'images.destroy': On;
}

export const imageOperations: { readonly [N in keyof ImageOperations]: Handler<ImageOperations[N]> } = {
  'images.create': (world, { instance_id, name, description, tags }, stamp) => {
    const instance = rowOf(world, 'instances', instance_id)?.value;
    if (instance === undefined) {
      throw unknownReference(
        'instances',
        instance_id,
        rowsOf(world, 'instances').map((row) => row.value.id),
      );
    }
    if (!instance.create_image) {
      throw conflict('IncorrectState', `No image can be made of instance '${instance_id}'`, 'take another instance');
    }
    const source = rowOf(world, 'images', instance.image_id)?.value;
    return made(
      insert(world, 'images', stamp.token, (id) => ({
        value: {
          id,
          name: name || id,
          description: description ?? '',
          owner_id: OWNER,
          architecture: source?.architecture ?? 'i386',
          state: 'AVAILABLE',
          creation_time: timeText(stamp.now),
          root_type: source?.root_type ?? 'transient',
          instance_id,
          hardware_profiles: source?.hardware_profiles ?? HARDWARE_PROFILES.map((profile) => profile.id),
          tags: tags ?? {},
        },
        inner: null,
      })),
    );
  },

  'images.update': (world, { id, name, description, tags }) => {
    const after = change(world, 'images', needRow(world, 'images', id), given({ name, description, tags }));
    return { world: after, value: needRow(after, 'images', id).value };
  },

  // Instances made of it go on running: they have their copy.
  'images.destroy': (world, { id }) => ({
    world: removeRow(world, 'images', needRow(world, 'images', id)),
    value: undefined,
  }),
};
