import { execFunctions, field } from '../../../contract/index.js';
import { acting, creating, destroying, done, getting, listing, type Noun } from '../../cloud/exec-functions.js';
import { ability, collectionOf, given } from '../../cloud/neutral-thing.js';

const noun: Noun = { collection: 'storage_volumes', one: 'volume', many: 'volumes' };

export default execFunctions({
  ref: 'cloud.volume',
  summary: 'Volumes of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'data' }),
      state: field.string({ doc: 'Only those in this state.', example: 'AVAILABLE' }),
      realm_id: field.string({ doc: 'Only those in this realm.', example: 'us' }),
      attached_to: field.string({ doc: 'Only those attached to this instance.', example: 'inst1' }),
    }),
    get: getting(noun),
    create: creating(noun, {
      name: field.string({ doc: 'What it is called. Default: its id.', example: 'data' }),
      capacity: field.integer({ default: 1, doc: 'GB.', example: 10 }),
      realm_id: field.string({ doc: 'Default: the first available realm.', example: 'us' }),
      description: field.string({ doc: 'What it holds.', example: 'the database' }),
      tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
    }),
    attach: acting(
      noun,
      'Attaches a volume that is free to an instance in its realm.',
      {
        instance_id: field.string({ required: true, doc: 'Id of the instance.', example: 'inst1' }),
        device: field.string({
          doc: 'The device it shall be there. Default: the first that is free.',
          example: '/dev/sdb',
        }),
      },
      async (ctx, { id }, { instance_id, device }) => {
        const attach = ability(await collectionOf(ctx, 'storage_volumes'), 'attach');
        const volume = await attach(id, given({ instance_id, device }), { signal: ctx.signal });
        return done(volume, `Attached volume '${id}' to instance '${instance_id}' as ${volume.device}`);
      },
    ),
    detach: acting(noun, 'Detaches a volume from its instance.', {}, async (ctx, { id }) => {
      const detach = ability(await collectionOf(ctx, 'storage_volumes'), 'detach');
      return done(await detach(id, { signal: ctx.signal }), `Detached volume '${id}'`);
    }),
    destroy: destroying(noun, 'Destroys a volume that is not attached.'),
  },
});
