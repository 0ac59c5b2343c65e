import { renderer } from '../../contract/index.js';
import { composeJson } from '../../kernel/index.js';
import { composeInput } from '../formats/compose-input.js';

/** JSON text (RFC 8259) to data. A key that stands twice is an error. */
export default renderer({
  ref: 'json',
  summary: 'JSON text to data.',
  render: (input, ctx) => composeInput(input, ctx, 'sls/bad-json', composeJson),
});
