import type { Runtime } from '../runtime/runtime.js';
import { dictGet, isDict } from '../values/dict.js';
import { Fault, typeError, valueError } from '../values/fault.js';
import { escapeHtml } from '../values/markup.js';
import { Float, Markup, Tuple, Undefined } from '../values/model.js';
import { intOf, isFloat, numberOf, toFloat } from '../values/number.js';
import { quote } from '../values/quote.js';
import { points } from '../values/sequence.js';
import { bigText, repr, str } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { undefinedFault } from '../values/undefined.js';
import { BITS_A_DIGIT, codePoint, floatDigits } from './format-spec.js';
import { pad } from './padding.js';

const DIRECTIVE = /%(?:\(([^)]{0,200})\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S])?/g;

/** `template % values`. */
export function formatPercent(runtime: Runtime, template: string | Markup, values: unknown): string | Markup {
  if (template instanceof Markup) {
    return new Markup(
      format(runtime, template.text, values, (text, value) => (value instanceof Markup ? text : escapeHtml(text))),
    );
  }
  return format(runtime, template, values, (text) => text);
}

type Finish = (text: string, value: unknown) => string;

function format(runtime: Runtime, template: string, values: unknown, finish: Finish): string {
  const queue = new Queue(runtime, values);
  let out = '';
  let last = 0;
  for (const match of template.matchAll(DIRECTIVE)) {
    out += template.slice(last, match.index);
    last = match.index + match[0].length;
    out += directive(runtime, queue, match, finish, template.length);
    runtime.text(out.length);
  }
  queue.finish();
  return out + template.slice(last);
}

/** Hands out the values a template asks for. */
class Queue {
  readonly #runtime: Runtime;
  readonly #values: unknown;
  readonly #items: readonly unknown[];
  #next = 0;
  #byName = false;

  constructor(runtime: Runtime, values: unknown) {
    this.#runtime = runtime;
    this.#values = values;
    this.#items = values instanceof Tuple ? values.items : [values];
  }

  next(): unknown {
    if (this.#next >= this.#items.length) throw typeError('not enough arguments for format string');
    return this.#runtime.open(this.#items[this.#next++]);
  }

  named(name: string): unknown {
    if (!isDict(this.#values)) throw typeError('format requires a mapping');
    this.#byName = true;
    const found = dictGet(this.#runtime, this.#values, name);
    if (found === undefined) throw new Fault('KeyError', quote(name));
    return this.#runtime.open(found);
  }

  finish(): void {
    const ignorable =
      this.#byName || isDict(this.#values) || Array.isArray(this.#values) || this.#values instanceof Undefined;
    if (this.#next < this.#items.length && !ignorable)
      throw typeError('not all arguments converted during string formatting');
  }
}

function directive(runtime: Runtime, queue: Queue, match: RegExpMatchArray, finish: Finish, length: number): string {
  const [whole, name, flags = '', width, precision, type] = match;
  if (type === undefined) throw valueError('incomplete format');
  if (type === '%' && name === undefined) return '%';
  const size = (text: string | undefined) =>
    text === '*' ? Number(intOf(queue.next()) ?? 0) : text === undefined ? undefined : Number(text);
  const [wide, exact] = [size(width) ?? 0, size(precision)];
  runtime.text(Math.abs(wide));
  runtime.bits((exact ?? 0) * BITS_A_DIGIT);
  if (!'diouxXeEfFgGcrsa'.includes(type)) {
    const index = (match.index as number) + whole.length - 1;
    throw valueError(
      `unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)}) at index ${Math.min(index, length - 1)}`,
    );
  }
  const value = name === undefined ? queue.next() : queue.named(name);
  const { sign, body, zero } = convert(runtime, value, type, flags, exact);
  const left = flags.includes('-') || wide < 0;
  const target = Math.abs(wide);
  const padded =
    zero && flags.includes('0') && !left
      ? sign + pad(runtime, body, target - sign.length, '0', (missing) => missing)
      : pad(runtime, sign + body, target, ' ', (missing) => (left ? 0 : missing));
  return 'sra'.includes(type) || type === 'c' ? finish(padded, value) : padded;
}

interface Converted {
  readonly sign: string;
  readonly body: string;
  /** Zeros may be put between sign and body. */
  readonly zero: boolean;
}

function convert(
  runtime: Runtime,
  value: unknown,
  type: string,
  flags: string,
  precision: number | undefined,
): Converted {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? str(runtime, value) : repr(runtime, value);
    const counted = points(text);
    const cut =
      precision === undefined
        ? text
        : typeof counted === 'string'
          ? text.slice(0, precision)
          : counted.slice(0, precision).join('');
    return { sign: '', body: cut, zero: false };
  }
  if (type === 'c') return { sign: '', body: character(value), zero: false };
  const negativeSign = (negative: boolean) =>
    negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if ('eEfFgG'.includes(type)) {
    const number = numberOf(value);
    if (value instanceof Undefined) throw undefinedFault(value);
    if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
    const float = toFloat(number);
    const negative = float < 0 || Object.is(float, -0);
    return {
      sign: negativeSign(negative),
      body: floatDigits(float, type, precision, flags.includes('#')),
      zero: Number.isFinite(float),
    };
  }
  const whole = integer(value, type);
  const magnitude = whole < 0n ? -whole : whole;
  const base = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
  const plain = base === 10 ? bigText(magnitude) : magnitude.toString(base);
  const digits = plain.padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') && base !== 10 ? (base === 8 ? '0o' : `0${type}`) : '';
  return { sign: negativeSign(whole < 0n) + prefix, body: type === 'X' ? digits.toUpperCase() : digits, zero: true };
}

function integer(value: unknown, type: string): bigint {
  const whole = intOf(value);
  if (whole !== undefined) return BigInt(whole);
  if (value instanceof Undefined) throw undefinedFault(value);
  if (isFloat(value) && 'diu'.includes(type)) {
    const number = value instanceof Float ? value.value : value;
    if (!Number.isFinite(number))
      throw new Fault('OverflowError', `cannot convert float ${Number.isNaN(number) ? 'NaN' : 'infinity'} to integer`);
    return BigInt(Math.trunc(number));
  }
  const wanted = 'diu'.includes(type) ? 'a real number is required' : 'an integer is required';
  throw typeError(`%${type} format: ${wanted}, not ${typeName(value)}`);
}

function character(value: unknown): string {
  const code = intOf(value);
  if (code !== undefined) return codePoint(code);
  const text = typeof value === 'string' ? value : value instanceof Markup ? value.text : '';
  if (Array.from(text).length !== 1) throw typeError('%c requires int or char');
  return text;
}
