import { truthy } from '../../values/compare.js';
import { typeError, valueError } from '../../values/fault.js';
import { Markup, Undefined } from '../../values/model.js';
import { str } from '../../values/text.js';
import { typeName } from '../../values/type-name.js';
import { builtin } from '../define.js';
import { jsonText } from '../json-text.js';
import { prettyText } from '../pretty-text.js';
import { intArgument } from '../string-methods.js';

const HTML_UNSAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

export const DATA_FILTERS = [
  builtin('default', 'do_default', 'value default_value? boolean?', (runtime, [value, otherwise, boolean]) => {
    const absent =
      value instanceof Undefined || (boolean !== undefined && truthy(runtime, boolean) && !truthy(runtime, value));
    if (!absent) return value;
    return otherwise === undefined ? '' : otherwise;
  }),
  builtin('tojson', 'do_tojson', 'value indent?', (runtime, [value, indent]) => {
    const step =
      indent === undefined || indent === null
        ? undefined
        : typeof indent === 'string'
          ? indent
          : ' '.repeat(Math.max(0, spaces(indent)));
    const text = jsonText(runtime, value, step);
    return new Markup(text.replace(/[<>&']/g, (character) => HTML_UNSAFE[character] as string));
  }),
  builtin('pprint', 'do_pprint', 'value', (runtime, [value]) => prettyText(runtime, value)),
  builtin('b64encode', 'b64encode', 'value', (runtime, [value]) => {
    if (value === null) return '';
    return Buffer.from(str(runtime, value), 'utf8').toString('base64');
  }),
  builtin('b64decode', 'b64decode', 'value', (runtime, [value]) => {
    if (value === null) return '';
    const encoded = str(runtime, value).replace(/[^A-Za-z0-9+/=]/g, '');
    if (encoded.length % 4 !== 0) throw valueError('Incorrect padding');
    const bytes = Buffer.from(encoded, 'base64');
    const text = bytes.toString('utf8');
    if (text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(bytes))
      throw valueError('the decoded bytes are no UTF-8 text');
    return text;
  }),
];

function spaces(indent: unknown): number {
  if (typeof indent === 'object') throw typeError(`can't multiply sequence by non-int of type '${typeName(indent)}'`);
  const count = intArgument(indent);
  if (count > 1000) throw valueError('the indentation is too wide');
  return count;
}
