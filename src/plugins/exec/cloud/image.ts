import { execFunctions, field } from '../../../contract/index.js';
import { creating, destroying, getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'images', one: 'image', many: 'images' };

export default execFunctions({
  ref: 'cloud.image',
  summary: 'Images of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'golden' }),
      architecture: field.string({ doc: 'Only those for this architecture.', example: 'x86_64' }),
      owner_id: field.string({ doc: 'Only those of this owner.', example: 'mockuser' }),
    }),
    get: getting(noun),
    create: creating(noun, {
      name: field.string({ doc: 'What it is called. Default: its id.', example: 'golden' }),
      instance_id: field.string({ required: true, doc: 'The instance it is made of.', example: 'inst1' }),
      description: field.string({ doc: 'What it holds.', example: 'web server, set up' }),
      tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
    }),
    destroy: destroying(noun, 'Destroys an image. Instances made of it go on.'),
  },
});
