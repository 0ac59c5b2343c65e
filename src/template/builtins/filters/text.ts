import type { Runtime } from '../../runtime/runtime.js';
import { capitalize, splitLines, strip } from '../../values/characters.js';
import { truthy } from '../../values/compare.js';
import { newDict } from '../../values/dict.js';
import { Fault, typeError } from '../../values/fault.js';
import { escapeHtml } from '../../values/markup.js';
import { Markup, Tuple, Undefined } from '../../values/model.js';
import { pointLength, points, requireLength } from '../../values/sequence.js';
import { str } from '../../values/text.js';
import { typeName } from '../../values/type-name.js';
import { undefinedFault } from '../../values/undefined.js';
import { builtin, variadic } from '../define.js';
import { formatPercent } from '../percent-format.js';
import { center, intArgument, replaceText, textArgument } from '../string-methods.js';
import { wrapText } from '../word-wrap.js';
import { reversed } from './reverse.js';

/** A text stays the kind of text it is, everything else becomes text. */
function softText(runtime: Runtime, value: unknown): { text: string; again: (text: string) => string | Markup } {
  if (value instanceof Markup) return { text: value.text, again: (text) => new Markup(text) };
  return { text: str(runtime, value), again: (text) => text };
}

function mapText(name: string, label: string, change: (text: string) => string) {
  return builtin(name, label, 's', (runtime, [value]) => {
    const { text, again } = softText(runtime, value);
    return again(change(text));
  });
}

/** Words begin after blanks, hyphens and opening brackets. */
function titleWords(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map((word) => {
      const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
      return word === '' ? '' : first.toUpperCase() + word.slice(first.length).toLowerCase();
    })
    .join('');
}

/** The number of code points, and a text cut to some of them. */
function cut(text: string, length: number): string {
  const counted = points(text);
  const end = length < 0 ? Math.max(0, counted.length + length) : length;
  return typeof counted === 'string' ? counted.slice(0, end) : counted.slice(0, end).join('');
}

function assertion(message: string): Fault {
  return new Fault('ValueError', message);
}

export const TEXT_FILTERS = [
  mapText('upper', 'do_upper', (text) => text.toUpperCase()),
  mapText('lower', 'do_lower', (text) => text.toLowerCase()),
  mapText('capitalize', 'do_capitalize', capitalize),
  mapText('title', 'do_title', titleWords),
  builtin('string', 'soft_str', 's', (runtime, [value]) => (value instanceof Markup ? value : str(runtime, value))),
  builtin('trim', 'do_trim', 'value chars?', (runtime, [value, chars]) => {
    const { text, again } = softText(runtime, value);
    if (chars !== undefined && chars !== null && typeof chars !== 'string')
      throw typeError('strip arg must be None or str');
    return again(strip(text, chars ?? undefined, true, true));
  }),
  builtin('replace', 'do_replace', 's old new count?', (runtime, [value, old, replacement, count]) => {
    const most = count === undefined || count === null ? -1 : intArgument(count);
    if (!runtime.autoescape)
      return replaceText(runtime, str(runtime, value), str(runtime, old), str(runtime, replacement), most);
    const escape = old instanceof Markup || (replacement instanceof Markup && !(value instanceof Markup));
    const subject = escape && !(value instanceof Markup) ? new Markup(escapeHtml(str(runtime, value))) : value;
    const { text, again } = softText(runtime, subject);
    const part = (given: unknown) =>
      subject instanceof Markup && !(given instanceof Markup) ? escapeHtml(str(runtime, given)) : str(runtime, given);
    return again(replaceText(runtime, text, part(old), part(replacement), most));
  }),
  builtin('center', 'do_center', 'value width?', (runtime, [value, width]) => {
    const { text, again } = softText(runtime, value);
    return again(center(runtime, text, width === undefined ? 80 : intArgument(width)));
  }),
  variadic('format', (runtime, [template, ...args], keywords) => {
    if (template === undefined) throw typeError("do_format() missing 1 required positional argument: 'value'");
    if (args.length > 0 && keywords !== undefined) {
      throw new Fault('FilterArgumentError', "can't handle positional and keyword arguments at the same time");
    }
    const values = keywords === undefined ? new Tuple(args) : newDict(runtime, Object.entries(keywords));
    return formatPercent(runtime, template instanceof Markup ? template : str(runtime, template), values);
  }),
  builtin('indent', 'do_indent', 's width? first? blank?', (runtime, [value, width, first, blank]) => {
    if (value instanceof Undefined) throw undefinedFault(value);
    const indentation =
      typeof width === 'string' ? width : ' '.repeat(limited(runtime, width === undefined ? 4 : intArgument(width)));
    if (typeof value !== 'string' && !(value instanceof Markup)) {
      if (Array.isArray(value)) throw new Fault('AttributeError', "'list' object has no attribute 'splitlines'");
      if (value instanceof Tuple) throw typeError('can only concatenate tuple (not "str") to tuple');
      throw typeError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
    }
    const text = typeof value === 'string' ? value : value.text;
    const lines = splitLines(`${text}\n`, false);
    runtime.text(text.length + lines.length * indentation.length);
    const all = blank !== undefined && truthy(runtime, blank);
    const rest = lines.slice(1).map((line) => (all || line !== '' ? indentation + line : line));
    const result = [lines[0] ?? '', ...rest].join('\n');
    const indented = first !== undefined && truthy(runtime, first) ? indentation + result : result;
    return value instanceof Markup ? new Markup(indented) : indented;
  }),
  builtin(
    'truncate',
    'do_truncate',
    's length? killwords? end? leeway?',
    (runtime, [value, length, killWords, end, leeway]) => {
      const long = requireLength(value);
      const most = length === undefined ? 255 : intArgument(length);
      const tail = end === undefined ? '...' : textArgument(end);
      const slack = leeway === undefined || leeway === null ? 5 : intArgument(leeway);
      if (most < pointLength(tail)) throw assertion(`expected length >= ${pointLength(tail)}, got ${most}`);
      if (slack < 0) throw assertion(`expected leeway >= 0, got ${slack}`);
      if (long <= most + slack) return value;
      if (typeof value !== 'string' && !(value instanceof Markup)) {
        throw new Fault('AttributeError', `'${typeName(value)}' object has no attribute 'rsplit'`);
      }
      const text = typeof value === 'string' ? value : value.text;
      const kept = cut(text, most - pointLength(tail));
      if (killWords !== undefined && truthy(runtime, killWords)) return kept + tail;
      const space = kept.lastIndexOf(' ');
      return (space === -1 ? kept : kept.slice(0, space)) + tail;
    },
  ),
  builtin(
    'wordwrap',
    'do_wordwrap',
    's width? break_long_words? wrapstring? break_on_hyphens?',
    (runtime, [value, width, long, glue, hyphens]) => {
      if (value instanceof Undefined) throw undefinedFault(value);
      if (typeof value !== 'string' && !(value instanceof Markup)) {
        throw new Fault('AttributeError', `'${typeName(value)}' object has no attribute 'splitlines'`);
      }
      const text = textArgument(value);
      const options = {
        width: width === undefined ? 79 : intArgument(width),
        breakLongWords: long === undefined || truthy(runtime, long),
        breakOnHyphens: hyphens === undefined || truthy(runtime, hyphens),
      };
      const separator = glue === undefined || glue === null ? '\n' : textArgument(glue);
      runtime.tick(text.length >> 2);
      return splitLines(text, false)
        .map((line) => wrapText(line, options).join(separator))
        .join(separator);
    },
  ),
  builtin(
    'wordcount',
    'do_wordcount',
    's',
    (runtime, [value]) => str(runtime, value).match(/[\p{L}\p{N}\p{M}_]+/gu)?.length ?? 0,
  ),
  builtin('reverse', 'do_reverse', 'value', (runtime, [value]) => reversed(runtime, value)),
];

function limited(runtime: Runtime, width: number): number {
  runtime.text(width);
  return Math.max(0, width);
}
