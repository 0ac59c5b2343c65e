import { type Context, execFunctions, field, type Instance } from '../../../contract/index.js';
import {
  acting,
  creating,
  done,
  getting,
  listing,
  type NamedThing,
  type Noun,
  refused,
} from '../../cloud/exec-functions.js';
import { bringTo } from '../../cloud/instance-state.js';
import { ability, collectionOf } from '../../cloud/neutral-thing.js';

const noun: Noun = { collection: 'instances', one: 'instance', many: 'instances' };

export default execFunctions({
  ref: 'cloud.instance',
  summary: 'Instances of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'web1' }),
      state: field.string({ doc: 'Only those in this state.', example: 'RUNNING' }),
      realm_id: field.string({ doc: 'Only those in this realm.', example: 'us' }),
      image_id: field.string({ doc: 'Only those made of this image.', example: 'img1' }),
      network_id: field.string({ doc: 'Only those in this network.', example: 'net1' }),
    }),
    get: getting(noun),
    create: creating(noun, {
      name: field.string({ doc: 'What it is called. Default: its id.', example: 'web1' }),
      image_id: field.string({ doc: 'Default: the first that runs on the hardware profile.', example: 'img1' }),
      hardware_profile: field.string({ default: 'm1-small', doc: 'Its size.', example: 'm1-small' }),
      hardware_overrides: field.record(field.any(), {
        doc: 'Other values for properties of the profile, within what it allows.',
        example: { memory: 12288 },
      }),
      realm_id: field.string({ doc: 'Default: the first available realm.', example: 'us' }),
      network_id: field.string({ doc: 'The network it is in. Default: none.', example: 'net1' }),
      subnet_id: field.string({ doc: 'The subnet it is in. Default: none.', example: 'subnet1' }),
      key_name: field.string({ doc: 'Name of the key that opens it.', example: 'test-key' }),
      user_data: field.string({ doc: 'Text that it finds when it starts.', example: '#cloud-config' }),
      tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
      initial_state: field.string({
        one_of: ['STARTED', 'STOPPED'],
        default: 'STARTED',
        doc: 'Whether it is started at once.',
        example: 'STOPPED',
      }),
    }),
    destroy: acting(
      noun,
      'Destroys an instance that is stopped.',
      { force: field.boolean({ default: false, doc: 'Stop it first when it runs.', example: true }) },
      async (ctx, thing, { force }) => {
        const instances = await collectionOf(ctx, 'instances');
        const { state, actions } = thing as Instance;
        if (force !== true && !actions.includes('destroy')) {
          return refused(
            `Instance '${thing.id}' is ${state} and cannot be destroyed`,
            'stop it first, or give force=true',
          );
        }
        if (force === true) await bringTo(ctx, instances, thing.id, state, 'STOPPED');
        await ability(instances, 'destroy')(thing.id, { signal: ctx.signal });
        return done(null, `Destroyed instance '${thing.id}'`);
      },
    ),
    start: acting(noun, 'Starts an instance that is stopped.', {}, (ctx, thing) => move(ctx, thing, 'start')),
    stop: acting(noun, 'Stops an instance that runs.', {}, (ctx, thing) => move(ctx, thing, 'stop')),
    reboot: acting(noun, 'Restarts an instance that runs.', {}, (ctx, thing) => move(ctx, thing, 'reboot')),
  },
});

async function move(ctx: Context, { id }: NamedThing, action: 'start' | 'stop' | 'reboot') {
  const moved = await ability(await collectionOf(ctx, 'instances'), action)(id, { signal: ctx.signal });
  return done(moved, `Instance '${id}' is ${moved.state}`);
}
