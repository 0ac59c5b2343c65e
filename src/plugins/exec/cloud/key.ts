import { execFunctions, field } from '../../../contract/index.js';
import { creating, destroying, getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'keys', one: 'key', many: 'keys' };

export default execFunctions({
  ref: 'cloud.key',
  summary: 'Keys of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, { name: field.string({ doc: 'Only those of this name.', example: 'test-key' }) }),
    get: getting(noun),
    // The answer to the creation is the only place where the private half ever shows; whoever calls it wants it.
    create: creating(noun, {
      name: field.string({ required: true, doc: 'What it is called; instances name it so.', example: 'deploy' }),
      public_key: field.string({
        doc: 'The public half. Default: a pair is generated, and the answer holds the private half.',
        example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea',
      }),
    }),
    destroy: destroying(noun, 'Destroys a key. Instances that were started with it keep it.'),
  },
});
