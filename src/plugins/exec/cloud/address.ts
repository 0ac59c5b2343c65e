import { execFunctions, field } from '../../../contract/index.js';
import { acting, creating, destroying, done, getting, listing, type Noun } from '../../cloud/exec-functions.js';
import { ability, collectionOf } from '../../cloud/neutral-thing.js';

const noun: Noun = { collection: 'addresses', one: 'address', many: 'addresses' };

export default execFunctions({
  ref: 'cloud.address',
  summary: 'Public addresses of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'front' }),
      associated_with: field.string({ doc: 'Only those of this instance.', example: 'inst1' }),
    }),
    get: getting(noun),
    create: creating(noun, { name: field.string({ doc: 'What it is called. Default: its id.', example: 'front' }) }),
    associate: acting(
      noun,
      'Gives a free address to an instance.',
      { instance_id: field.string({ required: true, doc: 'Id of the instance.', example: 'inst1' }) },
      async (ctx, { id }, { instance_id }) => {
        const associate = ability(await collectionOf(ctx, 'addresses'), 'associate');
        const address = await associate(id, { instance_id }, { signal: ctx.signal });
        return done(address, `Associated address '${id}' with instance '${instance_id}'`);
      },
    ),
    disassociate: acting(noun, 'Takes an address from its instance.', {}, async (ctx, { id }) => {
      const disassociate = ability(await collectionOf(ctx, 'addresses'), 'disassociate');
      return done(await disassociate(id, { signal: ctx.signal }), `Address '${id}' is free`);
    }),
    destroy: destroying(noun, 'Gives back an address that is free.'),
  },
});
