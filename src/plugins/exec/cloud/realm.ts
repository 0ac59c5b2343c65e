import { execFunctions, field } from '../../../contract/index.js';
import { getting, listing, type Noun } from '../../cloud/exec-functions.js';

const noun: Noun = { collection: 'realms', one: 'realm', many: 'realms' };

export default execFunctions({
  ref: 'cloud.realm',
  summary: 'The places a cloud has: data centres, zones.',
  functions: {
    list: listing(noun, {
      name: field.string({ doc: 'Only those of this name.', example: 'Europe' }),
      state: field.string({ doc: 'AVAILABLE or UNAVAILABLE.', example: 'AVAILABLE' }),
    }),
    get: getting(noun),
  },
});
