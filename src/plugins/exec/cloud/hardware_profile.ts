import { execFunctions, field } from '../../../contract/index.js';
import { getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'hardware_profiles', one: 'hardware profile', many: 'hardware profiles' };

export default execFunctions({
  ref: 'cloud.hardware_profile',
  summary: 'The sizes an instance can have.',
  functions: {
    list: listing(noun, { name: field.string({ doc: 'Only those of this name.', example: 'm1-small' }) }),
    get: getting(noun),
  },
});
