import { execFunctions, field } from '../../../contract/index.js';
import { creating, destroying, getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'networks', one: 'network', many: 'networks' };

export default execFunctions({
  ref: 'cloud.network',
  summary: 'Networks of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, { name: field.string({ doc: 'Only those of this name.', example: 'net' }) }),
    get: getting(noun),
    create: creating(noun, {
      name: field.string({ doc: 'What it is called. Default: its id.', example: 'net' }),
      address_block: field.string({
        default: '10.0.0.0/16',
        doc: 'The IPv4 block in CIDR notation.',
        example: '10.0.0.0/16',
      }),
      tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
    }),
    destroy: destroying(noun, 'Destroys a network that has no subnets and no instances.'),
  },
});
