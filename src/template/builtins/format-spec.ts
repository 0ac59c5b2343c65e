/** The small language after the colon of `'{:…}'.format(…)`. */

import type { Runtime } from '../runtime/runtime.js';
import { Fault, typeError, valueError } from '../values/fault.js';
import { exponentDigits, fixedDigits, floatText } from '../values/float-text.js';
import { Float, Markup } from '../values/model.js';
import { intOf, isFloat, numberOf, toFloat } from '../values/number.js';
import { points } from '../values/sequence.js';
import { bigText, str } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { pad } from './padding.js';

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

function parseSpec(text: string, type: string): Spec {
  const match = SPEC.exec(text);
  if (match === null) throw valueError(`Invalid format specifier '${text}' for object of type '${type}'`);
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, kind] = match;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? undefined : '='),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: width === undefined ? 0 : Number(width),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: kind ?? '',
  };
}

/** `format(value, spec)`. */
export function formatValue(runtime: Runtime, value: unknown, text: string): string {
  if (text === '') return str(runtime, value);
  if (typeof value === 'string' || value instanceof Markup) {
    return formatText(runtime, typeof value === 'string' ? value : value.text, parseSpec(text, 'str'));
  }
  const spec = numberOf(value) === undefined ? undefined : parseSpec(text, typeName(value));
  if (spec === undefined) throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  runtime.text(spec.width);
  runtime.bits((spec.precision ?? 0) * BITS_A_DIGIT);
  const whole = intOf(value);
  return whole !== undefined && !'eEfFgG%'.includes(spec.type || ' ')
    ? formatInt(runtime, whole, spec)
    : formatFloat(runtime, value, spec);
}

function formatText(runtime: Runtime, text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownType(spec, 'str');
  if (spec.align === '=' && spec.fill !== '0') throw valueError("'=' alignment not allowed in string format specifier");
  if (spec.sign !== '-') throw valueError('Sign not allowed in string format specifier');
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const counted = points(text);
  const cut =
    spec.precision === undefined
      ? text
      : typeof counted === 'string'
        ? counted.slice(0, spec.precision)
        : counted.slice(0, spec.precision).join('');
  return aligned(runtime, cut, spec, spec.align === '=' ? '<' : (spec.align ?? '<'));
}

function unknownType(spec: Spec, type: string): Fault {
  return valueError(`Unknown format code '${spec.type}' for object of type '${type}'`);
}

function aligned(runtime: Runtime, text: string, spec: Spec, align: string): string {
  return pad(runtime, text, spec.width, spec.fill, (missing) =>
    align === '<' ? 0 : align === '>' ? missing : missing >> 1,
  );
}

/** Digits after the point are made by exact arithmetic on ints of about so many bits each. */
export const BITS_A_DIGIT = 4;

/** The character of a number. */
export function codePoint(value: number | bigint): string {
  if (value < 0 || value > 0x10ffff) throw new Fault('OverflowError', '%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(value));
}

const BASES: Readonly<Record<string, { base: number; prefix: string }>> = {
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0o' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
};

function formatInt(runtime: Runtime, value: number | bigint, spec: Spec): string {
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (spec.type === 'c') return aligned(runtime, codePoint(value), spec, spec.align ?? '<');
  const base = BASES[spec.type];
  if (base === undefined && spec.type !== '' && spec.type !== 'd' && spec.type !== 'n') throw unknownType(spec, 'int');
  if (base !== undefined && spec.grouping === ',') throw valueError(`Cannot specify ',' with '${spec.type}'.`);
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  const digits = base === undefined ? bigText(magnitude) : magnitude.toString(base.base);
  const cased = spec.type === 'X' ? digits.toUpperCase() : digits;
  const prefix = spec.alternate && base !== undefined ? base.prefix : '';
  return numeric(runtime, BigInt(value) < 0n, prefix, cased, '', spec, base === undefined ? 3 : 4);
}

function formatFloat(runtime: Runtime, value: unknown, spec: Spec): string {
  if (isFloat(value) && spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) throw unknownType(spec, 'float');
  const number = value instanceof Float ? value.value : toFloat(numberOf(value) as number | bigint);
  const negative = number < 0 || Object.is(number, -0);
  const text = floatDigits(number, spec.type, spec.precision, spec.alternate);
  const [digits, rest] = splitDigits(text);
  return numeric(runtime, negative, '', digits, rest, spec, 3);
}

function splitDigits(text: string): [string, string] {
  const end = text.search(/[^0-9]/);
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end)];
}

/** Digits of a float without its sign, in one of the notations. */
export function floatDigits(value: number, type: string, precision: number | undefined, alternate = false): string {
  const upper = type !== '' && type === type.toUpperCase() && type !== '%';
  if (Number.isNaN(value)) return upper ? 'NAN' : type === '%' ? 'nan%' : 'nan';
  if (!Number.isFinite(value)) return upper ? 'INF' : type === '%' ? 'inf%' : 'inf';
  switch (type.toLowerCase()) {
    case 'f':
      return fixedDigits(value, precision ?? 6) + (alternate && precision === 0 ? '.' : '');
    case '%':
      return `${fixedDigits(value * 100, precision ?? 6)}%`;
    case 'e': {
      const text = exponentText(value, precision ?? 6);
      return upper ? text.toUpperCase() : text;
    }
    case 'g':
    case 'n': {
      const text = generalText(value, precision ?? 6, alternate);
      return upper ? text.toUpperCase() : text;
    }
    default:
      return precision === undefined
        ? floatText(Math.abs(value))
        : withPoint(generalText(value, precision, false, true));
  }
}

function withPoint(text: string): string {
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function exponentText(value: number, precision: number): string {
  const { digits, exponent } = exponentDigits(value, precision);
  const mantissa = precision === 0 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function generalText(value: number, precision: number, keepZeros: boolean, likeRepr = false): string {
  const significant = Math.max(1, precision);
  const { digits, exponent } = exponentDigits(value, significant - 1);
  const trim = (text: string) => (keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, ''));
  if (exponent < -4 || exponent >= (likeRepr ? significant - 1 || 1 : significant)) {
    const mantissa = trim(digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`);
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trim(fixedDigits(value, Math.max(0, significant - 1 - exponent)));
}

function numeric(
  runtime: Runtime,
  negative: boolean,
  prefix: string,
  digits: string,
  rest: string,
  spec: Spec,
  group: number,
): string {
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const head = sign + prefix;
  const align = spec.align ?? '>';
  if (spec.grouping !== '') {
    const room = align === '=' && spec.fill === '0' ? spec.width - head.length - rest.length : 0;
    const grouped = groupDigits(digits, spec.grouping, group, room);
    return aligned(runtime, head + grouped + rest, spec, align === '=' ? '>' : align);
  }
  if (align !== '=') return aligned(runtime, head + digits + rest, spec, align);
  const missing = Math.max(0, spec.width - head.length - digits.length - rest.length);
  return head + spec.fill.repeat(missing) + digits + rest;
}

function groupDigits(digits: string, separator: string, size: number, room: number): string {
  let padded = digits;
  const lengthOf = (count: number) => count + Math.floor((count - 1) / size);
  while (lengthOf(padded.length) < room) padded = `0${padded}`;
  const parts: string[] = [];
  for (let end = padded.length; end > 0; end -= size) parts.unshift(padded.slice(Math.max(0, end - size), end));
  return parts.join(separator);
}
