import { renderer } from '../../contract/index.js';
import { composeInput } from '../formats/compose-input.js';
import { composeJson5 } from '../formats/compose-json5.js';

/**
 * JSON5 text to data: JSON with comments, trailing commas, unquoted keys, single quotes, hexadecimal numbers. A key that stands twice is an
 * error; integers that a number cannot hold exactly are kept exactly.
 */
export default renderer({
  ref: 'json5',
  summary: 'JSON5 text to data.',
  render: (input, ctx) => composeInput(input, ctx, 'sls/bad-json5', composeJson5),
});
