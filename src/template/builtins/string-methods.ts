import { bind, type Signature, signature } from '../runtime/parameters.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MethodTable } from '../values/attributes.js';
import {
  capitalize,
  isDecimal,
  isTitle,
  splitLines,
  splitWhitespace,
  splitWhitespaceRight,
  strip,
  swapCase,
  title,
} from '../values/characters.js';
import { dictGet, dictSet, isDict } from '../values/dict.js';
import { typeError, valueError } from '../values/fault.js';
import { escapeHtml } from '../values/markup.js';
import { Dict, type Keywords, Markup, Slice, Tuple } from '../values/model.js';
import { intOf, toIndex } from '../values/number.js';
import { isIterable, iterate, pointLength, points, sliceBounds } from '../values/sequence.js';
import { typeName } from '../values/type-name.js';
import { formatBraces } from './brace-format.js';
import { pad } from './padding.js';

type TextMethod = (runtime: Runtime, self: string, args: readonly unknown[], keywords: Keywords | undefined) => unknown;

const table: Record<
  string,
  (runtime: Runtime, self: string | Markup, args: readonly unknown[], keywords: Keywords | undefined) => unknown
> = Object.create(null) as Record<string, never>;

/** All methods of `str`. Methods of markup give markup. */
export const STRING_METHODS: MethodTable = table as unknown as MethodTable;

function define(
  name: string,
  parameters: string,
  method: (runtime: Runtime, self: string, args: readonly unknown[]) => unknown,
): void {
  const shape: Signature = signature(parameters);
  defineRaw(name, (runtime, self, args, keywords) => method(runtime, self, bind(`str.${name}`, shape, args, keywords)));
}

function defineRaw(name: string, method: TextMethod): void {
  table[name] = (runtime, self, given, keywords) => {
    const args = given.some((arg) => typeof arg === 'object' && arg !== null)
      ? given.map((arg) => runtime.open(arg))
      : given;
    if (typeof self === 'string') return method(runtime, self, args, keywords);
    const escaped = args.map((arg) => (typeof arg === 'string' && ESCAPING.has(name) ? escapeHtml(arg) : arg));
    return asMarkup(method(runtime, self.text, escaped, keywords));
  };
}

const ESCAPING = new Set(['join', 'replace', 'format', 'ljust', 'rjust', 'center']);

function asMarkup(result: unknown): unknown {
  if (typeof result === 'string') return new Markup(result);
  if (Array.isArray(result)) return result.map(asMarkup);
  return result instanceof Tuple ? new Tuple(result.items.map(asMarkup)) : result;
}

/** A text argument. */
export function textArgument(value: unknown, what = 'must be str'): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  throw typeError(`${what}, not ${typeName(value)}`);
}

export function intArgument(value: unknown): number {
  const index = toIndex(value);
  if (index === undefined) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return index;
}

define('upper', '', (_, self) => self.toUpperCase());
define('lower', '', (_, self) => self.toLowerCase());
define('casefold', '', (_, self) => self.toLowerCase().replaceAll('ß', 'ss'));
define('swapcase', '', (_, self) => swapCase(self));
define('capitalize', '', (_, self) => capitalize(self));
define('title', '', (_, self) => title(self));
define('strip', 'chars?', (_, self, [chars]) => strip(self, stripSet(chars, 'strip'), true, true));
define('lstrip', 'chars?', (_, self, [chars]) => strip(self, stripSet(chars, 'lstrip'), true, false));
define('rstrip', 'chars?', (_, self, [chars]) => strip(self, stripSet(chars, 'rstrip'), false, true));

function stripSet(chars: unknown, method: string): string | undefined {
  if (chars === undefined || chars === null) return undefined;
  if (typeof chars !== 'string' && !(chars instanceof Markup)) throw typeError(`${method} arg must be None or str`);
  return typeof chars === 'string' ? chars : chars.text;
}

define('split', 'sep? maxsplit?', (runtime, self, [sep, limit]) => {
  const most = limit === undefined ? -1 : intArgument(limit);
  runtime.tick(self.length >> 4);
  const separator = separatorOf(sep);
  if (separator === undefined) return splitWhitespace(self, most);
  const parts = self.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
});
define('rsplit', 'sep? maxsplit?', (runtime, self, [sep, limit]) => {
  const most = limit === undefined ? -1 : intArgument(limit);
  runtime.tick(self.length >> 4);
  const separator = separatorOf(sep);
  if (separator === undefined) return splitWhitespaceRight(self, most);
  const parts = splitRight(self, separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  const cut = parts.length - most;
  return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
});

function separatorOf(sep: unknown): string | undefined {
  if (sep === undefined || sep === null) return undefined;
  const text = textArgument(sep, 'must be str or None');
  if (text === '') throw valueError('empty separator');
  return text;
}

function splitRight(text: string, separator: string): string[] {
  const parts: string[] = [];
  let end = text.length;
  while (true) {
    const at = end < separator.length ? -1 : text.lastIndexOf(separator, end - separator.length);
    if (at === -1) break;
    parts.push(text.slice(at + separator.length, end));
    end = at;
  }
  parts.push(text.slice(0, end));
  return parts.reverse();
}

define('splitlines', 'keepends?', (_, self, [keep]) => splitLines(self, keep === true || (intOf(keep) ?? 0) !== 0));
define('partition', 'sep', (_, self, [sep]) => {
  const separator = separatorOf(textArgument(sep)) as string;
  const at = self.indexOf(separator);
  return new Tuple(at === -1 ? [self, '', ''] : [self.slice(0, at), separator, self.slice(at + separator.length)]);
});
define('rpartition', 'sep', (_, self, [sep]) => {
  const separator = separatorOf(textArgument(sep)) as string;
  const at = self.lastIndexOf(separator);
  return new Tuple(at === -1 ? ['', '', self] : [self.slice(0, at), separator, self.slice(at + separator.length)]);
});

define('join', 'iterable', (runtime, self, [iterable]) => {
  if (!isIterable(iterable)) throw typeError('can only join an iterable');
  const items = iterate(runtime, iterable);
  let length = 0;
  const texts = items.map((item, at) => {
    const opened = runtime.open(item);
    if (typeof opened !== 'string' && !(opened instanceof Markup)) {
      throw typeError(`sequence item ${at}: expected str instance, ${typeName(opened)} found`);
    }
    const text = typeof opened === 'string' ? opened : opened.text;
    length += text.length + self.length;
    runtime.text(length);
    return text;
  });
  return texts.join(self);
});

define('replace', 'old new count?', (runtime, self, [old, replacement, count]) => {
  const [from, to] = [
    textArgument(old, 'replace() argument 1 must be str'),
    textArgument(replacement, 'replace() argument 2 must be str'),
  ];
  return replaceText(runtime, self, from, to, count === undefined ? -1 : intArgument(count));
});

/** `text.replace(from, to, most)`; the length of the result is checked before it is built. */
export function replaceText(runtime: Runtime, text: string, from: string, to: string, most: number): string {
  runtime.tick(text.length >> 6);
  if (from === '') {
    const characters = Array.from(text);
    const times = most < 0 ? characters.length + 1 : Math.min(most, characters.length + 1);
    runtime.text(text.length + times * to.length);
    let out = '';
    characters.forEach((character, at) => {
      out += (at < times ? to : '') + character;
    });
    return times > characters.length ? out + to : out;
  }
  const parts = text.split(from);
  const times = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  runtime.text(text.length + times * (to.length - from.length));
  if (times === parts.length - 1) return parts.join(to);
  return [parts.slice(0, times + 1).join(to), ...parts.slice(times + 1)].join(from);
}

/** Text between optional bounds that count code points, and where it begins. */
function part(self: string, start: unknown, end: unknown): { text: string | string[]; offset: number } | undefined {
  const counted = points(self);
  const bounds = sliceBounds(new Slice(start ?? null, end ?? null, null), counted.length);
  const from = start === undefined || start === null ? 0 : intArgument(start);
  if (from > counted.length || bounds.stop < bounds.start) return undefined;
  return { text: counted.slice(bounds.start, bounds.stop), offset: bounds.start };
}

function find(self: string, args: readonly unknown[], last: boolean): number {
  const needle = textArgument(args[0]);
  const within = part(self, args[1], args[2]);
  if (within === undefined) return -1;
  const text = typeof within.text === 'string' ? within.text : within.text.join('');
  const unit = last ? text.lastIndexOf(needle) : text.indexOf(needle);
  if (unit === -1) return -1;
  return within.offset + (typeof within.text === 'string' ? unit : pointLength(text.slice(0, unit)));
}

define('find', 'sub start? end?', (_, self, args) => find(self, args, false));
define('rfind', 'sub start? end?', (_, self, args) => find(self, args, true));
define('index', 'sub start? end?', (_, self, args) => found(find(self, args, false)));
define('rindex', 'sub start? end?', (_, self, args) => found(find(self, args, true)));

function found(at: number): number {
  if (at === -1) throw valueError('substring not found');
  return at;
}

define('count', 'sub start? end?', (runtime, self, [sub, start, end]) => {
  const needle = textArgument(sub);
  const within = part(self, start, end);
  if (within === undefined) return 0;
  runtime.tick(self.length >> 6);
  if (needle === '') return within.text.length + 1;
  return (typeof within.text === 'string' ? within.text : within.text.join('')).split(needle).length - 1;
});

function affix(name: 'startsWith' | 'endsWith', label: string) {
  return (_: Runtime, self: string, [given, start, end]: readonly unknown[]): boolean => {
    const wanted = given instanceof Tuple ? given.items : [given];
    const within = part(self, start, end);
    const text =
      within === undefined ? undefined : typeof within.text === 'string' ? within.text : within.text.join('');
    return wanted.some((one) => {
      if (typeof one !== 'string' && !(one instanceof Markup)) {
        throw typeError(`${label} first arg must be str or a tuple of str, not ${typeName(one)}`);
      }
      return text?.[name](typeof one === 'string' ? one : one.text) ?? false;
    });
  };
}

define('startswith', 'prefix start? end?', affix('startsWith', 'startswith'));
define('endswith', 'suffix start? end?', affix('endsWith', 'endswith'));
define('removeprefix', 'prefix', (_, self, [prefix]) => {
  const text = textArgument(prefix);
  return self.startsWith(text) ? self.slice(text.length) : self;
});
define('removesuffix', 'suffix', (_, self, [suffix]) => {
  const text = textArgument(suffix);
  return text !== '' && self.endsWith(text) ? self.slice(0, -text.length) : self;
});

function fillCharacter(given: unknown): string {
  if (given === undefined) return ' ';
  const text = typeof given === 'string' ? given : given instanceof Markup ? given.text : undefined;
  if (text === undefined) throw typeError(`The fill character must be a unicode character, not ${typeName(given)}`);
  if (pointLength(text) !== 1) throw typeError('The fill character must be exactly one character long');
  return text;
}

define('ljust', 'width fillchar?', (runtime, self, [width, fill]) =>
  pad(runtime, self, intArgument(width), fillCharacter(fill), () => 0),
);
define('rjust', 'width fillchar?', (runtime, self, [width, fill]) =>
  pad(runtime, self, intArgument(width), fillCharacter(fill), (missing) => missing),
);
define('center', 'width fillchar?', (runtime, self, [width, fill]) =>
  center(runtime, self, intArgument(width), fillCharacter(fill)),
);

export function center(runtime: Runtime, text: string, width: number, fill = ' '): string {
  return pad(runtime, text, width, fill, (missing) => Math.floor(missing / 2) + (missing & width & 1));
}

define('zfill', 'width', (runtime, self, [width]) => {
  const signed = self.startsWith('-') || self.startsWith('+');
  const digits = signed ? self.slice(1) : self;
  const filled = pad(runtime, digits, intArgument(width) - (signed ? 1 : 0), '0', (missing) => missing);
  return signed ? (self[0] as string) + filled : filled;
});
define('expandtabs', 'tabsize?', (runtime, self, [size]) => {
  const width = size === undefined ? 8 : Math.max(0, intArgument(size));
  runtime.text(self.length + (self.split('\t').length - 1) * width);
  let column = 0;
  let out = '';
  for (const character of self) {
    if (character === '\t') {
      const missing = width === 0 ? 0 : width - (column % width);
      out += ' '.repeat(missing);
      column += missing;
    } else {
      out += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return out;
});

function everyCharacter(pattern: RegExp) {
  return (_: Runtime, self: string): boolean => self !== '' && pattern.test(self);
}

define('isalnum', '', everyCharacter(/^[\p{L}\p{Nd}\p{Nl}\p{No}]+$/u));
define('isalpha', '', everyCharacter(/^\p{L}+$/u));
define('isascii', '', (_, self) => !/[^\p{ASCII}]/u.test(self));
define('isdecimal', '', everyCharacter(/^\p{Nd}+$/u));
define('isdigit', '', (_, self) => isDecimal(self));
define('isnumeric', '', everyCharacter(/^[\p{Nd}\p{Nl}\p{No}]+$/u));
define('isidentifier', '', everyCharacter(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u));
define('isprintable', '', (_, self) => !/[\p{C}\p{Z}]/u.test(self.replaceAll(' ', '')));
define('isspace', '', everyCharacter(/^[\s\x1c-\x1f\x85]+$/u));
define('istitle', '', (_, self) => isTitle(self));
define('islower', '', (_, self) => /\p{Ll}/u.test(self) && !/[\p{Lu}\p{Lt}]/u.test(self));
define('isupper', '', (_, self) => /\p{Lu}/u.test(self) && !/[\p{Ll}\p{Lt}]/u.test(self));

defineRaw('format', (runtime, self, args, keywords) => formatBraces(runtime, self, args, keywords ?? {}));
define('format_map', 'mapping', (runtime, self, [mapping]) => formatBraces(runtime, self, [], mapping));

function characterOf(code: number): string {
  if (code < 0 || code > 0x10ffff) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(code);
}

define('translate', 'table', (runtime, self, [translation]) => {
  if (!isDict(translation)) throw typeError(`'${typeName(translation)}' object is not subscriptable`);
  let out = '';
  for (const character of self) {
    const to = dictGet(runtime, translation, character.codePointAt(0));
    if (to === undefined) out += character;
    else if (to !== null) out += typeof to === 'string' ? to : characterOf(intArgument(to));
    runtime.text(out.length);
  }
  return out;
});
define('maketrans', 'x y? z?', (runtime, _self, [from, to, drop]) => {
  const made = new Dict();
  if (isDict(from)) {
    for (const key of iterate(runtime, from)) {
      dictSet(runtime, made, typeof key === 'string' ? key.codePointAt(0) : key, dictGet(runtime, from, key));
    }
    return made;
  }
  const [source, target] = [Array.from(textArgument(from)), Array.from(textArgument(to))];
  if (source.length !== target.length) throw valueError('the first two maketrans arguments must have equal length');
  source.forEach((character, at) => {
    dictSet(runtime, made, character.codePointAt(0), (target[at] as string).codePointAt(0));
  });
  if (drop !== undefined)
    for (const character of textArgument(drop)) dictSet(runtime, made, character.codePointAt(0), null);
  return made;
});
