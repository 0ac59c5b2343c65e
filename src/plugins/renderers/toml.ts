import { renderer } from '../../contract/index.js';
import { composeInput } from '../formats/compose-input.js';
import { composeToml } from '../formats/compose-toml.js';

/**
 * TOML 1.0 text to data: a table is a mapping, an array of tables a list of mappings. Dates and times are text as written; integers that a
 * number cannot hold exactly are kept exactly.
 */
export default renderer({
  ref: 'toml',
  summary: 'TOML text to data.',
  render: (input, ctx) => composeInput(input, ctx, 'sls/bad-toml', composeToml),
});
