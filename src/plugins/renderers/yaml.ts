import { renderer } from '../../contract/index.js';
import { composeYaml } from '../../kernel/index.js';
import { composeInput } from '../formats/compose-input.js';

/**
 * YAML text to data. YAML 1.1 as PyYAML reads it, except that `y`, `n` and dates are text. Keys are text as written. One
 * document; a key that stands twice is an error; anchors, aliases and merge keys work within limits.
 */
export default renderer({
  ref: 'yaml',
  summary: 'YAML text to data.',
  render: (input, ctx) => composeInput(input, ctx, 'sls/bad-yaml', composeYaml),
});
