import { renderer } from '../../contract/index.js';
import { composeInput } from '../formats/compose-input.js';
import { composeXml } from '../formats/compose-xml.js';

/**
 * XML text to data. What stands in the document element is the data: an element with elements in it is a mapping, one with text a scalar as YAML
 * reads it, elements of one name a list; attributes are members. Document type declarations, and with them entities, are refused.
 */
export default renderer({
  ref: 'xml',
  summary: 'XML text to data.',
  render: (input, ctx) => composeInput(input, ctx, 'sls/bad-xml', composeXml),
});
