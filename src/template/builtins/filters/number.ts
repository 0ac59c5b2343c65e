import type { Runtime } from '../../runtime/runtime.js';
import * as arithmetic from '../../values/arithmetic.js';
import { Fault, typeError, valueError } from '../../values/fault.js';
import { fixedDigits, roundFloat } from '../../values/float-text.js';
import { Float, float, int, Markup, Undefined } from '../../values/model.js';
import * as numbers from '../../values/number.js';
import { typeName } from '../../values/type-name.js';
import { undefinedFault } from '../../values/undefined.js';
import { builtin } from '../define.js';
import { parseFloatText, parseIntText } from '../number-text.js';
import { intArgument } from '../string-methods.js';

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Markup ? value.text : undefined;
}

/** `int(value)` of a number. */
function truncate(value: unknown): number | bigint {
  const whole = numbers.intOf(value);
  if (whole !== undefined) return whole;
  if (value instanceof Undefined) throw undefinedFault(value);
  const real = numbers.numberOf(value);
  if (real === undefined) {
    throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
  }
  if (Number.isNaN(real)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(real)) throw new Fault('OverflowError', 'cannot convert float infinity to integer');
  return int(BigInt(Math.trunc(Number(real))));
}

/** Python's `float(value)`; undefined when it is no number. */
function realOf(value: unknown): number | undefined {
  const digits = text(value);
  if (digits !== undefined) return parseFloatText(digits);
  if (value instanceof Undefined) throw undefinedFault(value);
  const number = numbers.numberOf(value);
  return number === undefined ? undefined : numbers.toFloat(number);
}

function toInt(value: unknown, otherwise: unknown, base: number): unknown {
  const digits = text(value);
  if (digits !== undefined) {
    const parsed = parseIntText(digits, base);
    if (parsed !== undefined) return parsed;
    const real = parseFloatText(digits);
    return real !== undefined && Number.isFinite(real) ? truncate(float(real)) : otherwise;
  }
  if (numbers.numberOf(value) === undefined) {
    if (value instanceof Undefined) throw undefinedFault(value);
    return otherwise;
  }
  const number = numbers.numberOf(value);
  if (Number.isNaN(number)) return otherwise;
  return truncate(value);
}

const UNITS = ['B', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

function fileSize(value: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (value === 1) return '1 Byte';
  if (value < base) return `${Math.trunc(value)} Bytes`;
  const units = UNITS.map((unit, at) => (at === 0 ? (binary ? 'KiB' : 'kB') : binary ? `${unit[0]}iB` : unit));
  let power = base ** 2;
  let at = 0;
  while (at < units.length - 1 && value >= power) {
    power *= base;
    at++;
  }
  const scaled = (base * value) / power;
  return `${scaled < 0 ? '-' : ''}${fixedDigits(scaled, 1)} ${units[at]}`;
}

function round(runtime: Runtime, [value, precision, method]: readonly unknown[]): unknown {
  const how = method === undefined ? 'common' : method;
  if (how !== 'common' && how !== 'ceil' && how !== 'floor') {
    throw new Fault('FilterArgumentError', 'method must be common, ceil or floor');
  }
  const digits = precision === undefined ? 0 : precision;
  if (how === 'common') return roundCommon(value, digits);
  if (value instanceof Undefined) throw undefinedFault(value);
  const factor = arithmetic.power(runtime, 10, digits);
  const product = arithmetic.multiply(runtime, value, factor);
  const scaled = numbers.numberOf(product);
  if (scaled === undefined) throw typeError(`must be real number, not ${typeName(product)}`);
  const whole = typeof scaled === 'bigint' ? scaled : BigInt(Math[how](Number(scaled)));
  return arithmetic.divide(int(whole), factor);
}

function roundCommon(value: unknown, digits: unknown): unknown {
  if (value instanceof Undefined) throw undefinedFault(value);
  const number = numbers.numberOf(value);
  if (number === undefined) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  const whole = numbers.intOf(value);
  if (digits === null) return whole ?? int(BigInt(roundFloat(Number(number), 0)));
  const places = intArgument(digits);
  if (whole === undefined) return float(roundFloat(Number(number), places));
  if (places >= 0) return whole;
  if (places < -400) return 0;
  const unit = 10n ** BigInt(-places);
  return int(roundToUnit(BigInt(whole), unit));
}

/** The multiple of a unit nearest to an int, ties to even. */
function roundToUnit(value: bigint, unit: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const below = (magnitude / unit) * unit;
  const twice = (magnitude - below) * 2n;
  const up = twice > unit || (twice === unit && (below / unit) % 2n === 1n);
  const rounded = up ? below + unit : below;
  return value < 0n ? -rounded : rounded;
}

export const NUMBER_FILTERS = [
  builtin('int', 'do_int', 'value default? base?', (_, [value, otherwise, base]) =>
    toInt(value, otherwise === undefined ? 0 : otherwise, base === undefined ? 10 : intArgument(base)),
  ),
  builtin('float', 'do_float', 'value default?', (_, [value, otherwise]) => {
    const real = realOf(value);
    if (real !== undefined) return float(real);
    return otherwise === undefined ? new Float(0) : otherwise;
  }),
  builtin('abs', 'abs', 'x', (_, [value]) => {
    if (value instanceof Undefined) throw undefinedFault(value);
    const number = numbers.numberOf(value);
    if (number === undefined) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
    if (number < 0 || Object.is(number, -0)) return arithmetic.negate(value);
    return arithmetic.positive(value);
  }),
  builtin('round', 'do_round', 'value precision? method?', round),
  builtin('filesizeformat', 'do_filesizeformat', 'value binary?', (_, [value, binary]) => {
    const real = realOf(value);
    if (real === undefined) {
      const digits = text(value);
      if (digits !== undefined) throw valueError(`could not convert string to float: '${digits}'`);
      throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
    }
    return fileSize(real, binary === true);
  }),
];
