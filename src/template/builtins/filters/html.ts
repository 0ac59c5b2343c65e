import { truthy } from '../../values/compare.js';
import { dictItems, isDict } from '../../values/dict.js';
import { Fault, typeError, valueError } from '../../values/fault.js';
import { escapeHtml } from '../../values/markup.js';
import { Markup, Tuple, Undefined } from '../../values/model.js';
import { quote } from '../../values/quote.js';
import { isIterable, iterate, unpack } from '../../values/sequence.js';
import { str } from '../../values/text.js';
import { typeName } from '../../values/type-name.js';
import { undefinedFault } from '../../values/undefined.js';
import { builtin } from '../define.js';
import { intArgument, textArgument } from '../string-methods.js';
import { urlize } from '../urlize.js';

/** `urllib.parse.quote`: everything but letters, digits and `_.-~`, and `/` where it may stand. */
function urlQuote(text: string, query: boolean): string {
  const quoted = encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
  )
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%7E', '~');
  return query ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/');
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
};

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Text without comments and tags, its blanks run together. */
function stripTags(text: string): string {
  let plain = removeBetween(text, '<!--', '-->');
  plain = removeBetween(plain, '<', '>');
  return unescape(
    plain
      .split(/\s+/)
      .filter((word) => word !== '')
      .join(' '),
  );
}

function removeBetween(text: string, open: string, close: string): string {
  let out = '';
  let at = 0;
  while (true) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start + (open === '<' ? 1 : 4));
    if (start === -1 || end === -1) return out + text.slice(at);
    out += text.slice(at, start);
    at = end + close.length;
  }
}

export const HTML_FILTERS = [
  builtin('escape', 'escape', 's', (runtime, [value]) =>
    value instanceof Markup ? value : new Markup(escapeHtml(str(runtime, value))),
  ),
  builtin('forceescape', 'do_forceescape', 'value', (runtime, [value]) => new Markup(escapeHtml(str(runtime, value)))),
  builtin('safe', 'do_mark_safe', 'value', (runtime, [value]) =>
    value instanceof Markup ? value : new Markup(str(runtime, value)),
  ),
  builtin('striptags', 'do_striptags', 'value', (runtime, [value]) => stripTags(str(runtime, value))),
  builtin('urlencode', 'do_urlencode', 'value', (runtime, [value]) => {
    const text = (one: unknown) => str(runtime, runtime.open(one));
    if (typeof value === 'string' || value instanceof Markup || !isIterable(value)) return urlQuote(text(value), false);
    const pairs = isDict(value)
      ? dictItems(value)
      : iterate(runtime, value).map((pair) => new Tuple(unpack(runtime, pair, 2)));
    return pairs.map(({ items }) => `${urlQuote(text(items[0]), true)}=${urlQuote(text(items[1]), true)}`).join('&');
  }),
  builtin('xmlattr', 'do_xmlattr', 'd autospace?', (runtime, [value, autospace]) => {
    if (value instanceof Undefined) throw undefinedFault(value);
    if (!isDict(value)) throw new Fault('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
    const parts: string[] = [];
    for (const { items } of dictItems(value)) {
      const [name, given] = items.map((item) => runtime.open(item));
      if (given === null || given instanceof Undefined) continue;
      const key = textArgument(name, 'expected string or bytes-like object');
      if (/[\s/>=]/.test(key)) throw valueError(`Invalid character in attribute name: ${quote(key)}`);
      parts.push(`${escapeHtml(key)}="${given instanceof Markup ? given.text : escapeHtml(str(runtime, given))}"`);
    }
    const joined = parts.join(' ');
    const result = joined !== '' && (autospace === undefined || truthy(runtime, autospace)) ? ` ${joined}` : joined;
    return runtime.autoescape ? new Markup(result) : result;
  }),
  builtin(
    'urlize',
    'do_urlize',
    'value trim_url_limit? nofollow? target? rel? extra_schemes?',
    (runtime, [value, limit, nofollow, target, rel, schemes]) => {
      const relations = new Set(
        (rel === undefined || rel === null ? '' : textArgument(rel)).split(/\s+/).filter((one) => one !== ''),
      );
      if (nofollow !== undefined && truthy(runtime, nofollow)) relations.add('nofollow');
      relations.add('noopener');
      const extra =
        schemes === undefined || schemes === null ? [] : iterate(runtime, schemes).map((one) => textArgument(one));
      for (const scheme of extra) {
        if (!/^([\w.+-]{2,}:(\/){0,2})$/.test(scheme)) {
          throw new Fault('FilterArgumentError', `${quote(scheme)} is not a valid URI scheme prefix.`);
        }
      }
      const markup = value instanceof Markup;
      if (value === undefined) throw typeError('a text is needed');
      const linked = urlize(markup ? value.text : escapeHtml(str(runtime, value)), {
        limit: limit === undefined || limit === null ? undefined : intArgument(limit),
        rel: [...relations].sort().join(' '),
        target: target === undefined || target === null ? undefined : textArgument(target),
        schemes: extra,
      });
      return runtime.autoescape ? new Markup(linked) : linked;
    },
  ),
];
