import { execFunctions, field } from '../../../contract/index.js';
import { creating, destroying, getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'subnets', one: 'subnet', many: 'subnets' };

export default execFunctions({
  ref: 'cloud.subnet',
  summary: 'Subnets of a cloud, without any enforced state.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'front' }),
      network_id: field.string({ doc: 'Only those of this network.', example: 'net1' }),
    }),
    get: getting(noun),
    create: creating(noun, {
      name: field.string({ doc: 'What it is called. Default: its id.', example: 'front' }),
      network_id: field.string({ required: true, doc: 'The network it is a part of.', example: 'net1' }),
      address_block: field.string({
        required: true,
        doc: "A part of the network's block that no other subnet has.",
        example: '192.168.3.0/24',
      }),
      tags: field.record(field.string(), { doc: 'Free text to text.', example: { env: 'test' } }),
    }),
    destroy: destroying(noun, 'Destroys a subnet that has no instances.'),
  },
});
