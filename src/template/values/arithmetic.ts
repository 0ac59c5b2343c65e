import { Fault, typeError } from './fault.js';
import type { Meter } from './meter.js';
import { float, int, Markup, Tuple, Undefined } from './model.js';
import { intOf, isFloat, numberOf, toFloat, toIndex } from './number.js';
import { repeat } from './sequence.js';
import { typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

function bothInts(left: unknown, right: unknown): [bigint, bigint] | undefined {
  const a = intOf(left);
  const b = intOf(right);
  return a === undefined || b === undefined ? undefined : [BigInt(a), BigInt(b)];
}

function bothFloats(left: unknown, right: unknown): [number, number] | undefined {
  const a = numberOf(left);
  const b = numberOf(right);
  return a === undefined || b === undefined ? undefined : [toFloat(a), toFloat(b)];
}

function unsupported(operator: string, left: unknown, right: unknown): Fault {
  for (const operand of [left, right]) if (operand instanceof Undefined) return undefinedFault(operand);
  return typeError(`unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

export function add(meter: Meter, left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined) return sized(meter, ints[0] + ints[1]);
  const floats = bothFloats(left, right);
  if (floats !== undefined) return float(floats[0] + floats[1]);
  if (right instanceof Undefined) throw undefinedFault(right);
  if (Array.isArray(left)) {
    if (!Array.isArray(right)) throw cannotConcatenate('list', right);
    meter.items(left.length + right.length);
    meter.tick(left.length + right.length);
    return left.concat(right);
  }
  if (left instanceof Tuple) {
    if (!(right instanceof Tuple)) throw cannotConcatenate('tuple', right);
    meter.items(left.items.length + right.items.length);
    meter.tick(left.items.length + right.items.length);
    return new Tuple(left.items.concat(right.items));
  }
  if (typeof left === 'string') throw typeError(`can only concatenate str (not "${typeName(right)}") to str`);
  throw unsupported('+', left, right);
}

function cannotConcatenate(to: string, what: unknown): Fault {
  return typeError(`can only concatenate ${to} (not "${typeName(what)}") to ${to}`);
}

function sized(meter: Meter, value: bigint): number | bigint {
  const result = int(value);
  if (typeof result === 'bigint') meter.bits(bitLength(result));
  return result;
}

function bitLength(value: bigint): number {
  const hex = (value < 0n ? -value : value).toString(16);
  return hex.length * 4;
}

export function subtract(meter: Meter, left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined) return sized(meter, ints[0] - ints[1]);
  const floats = bothFloats(left, right);
  if (floats !== undefined) return float(floats[0] - floats[1]);
  throw unsupported('-', left, right);
}

export function multiply(meter: Meter, left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined) {
    if (ints[0] !== 0n && ints[1] !== 0n) meter.bits(bitLength(ints[0]) + bitLength(ints[1]) - 8);
    return int(ints[0] * ints[1]);
  }
  const floats = bothFloats(left, right);
  if (floats !== undefined) return float(floats[0] * floats[1]);
  for (const operand of [left, right]) if (operand instanceof Undefined) throw undefinedFault(operand);
  for (const [sequence, times] of [
    [left, right],
    [right, left],
  ]) {
    if (!isSequence(sequence)) continue;
    const count = toIndex(times);
    if (typeof times === 'bigint') throw new Fault('OverflowError', "cannot fit 'int' into an index-sized integer");
    if (count === undefined) throw typeError(`can't multiply sequence by non-int of type '${typeName(times)}'`);
    return repeat(meter, sequence, count);
  }
  throw unsupported('*', left, right);
}

function isSequence(value: unknown): value is string | Markup | unknown[] | Tuple {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Markup;
}

export function divide(left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined && ints[1] !== 0n && (typeof left === 'bigint' || typeof right === 'bigint'))
    return float(divideExactly(ints));
  const floats = bothFloats(left, right);
  if (floats === undefined) throw unsupported('/', left, right);
  if (floats[1] === 0)
    throw zeroDivision(isFloat(left) || isFloat(right) ? 'float division by zero' : 'division by zero');
  return float(floats[0] / floats[1]);
}

/** The float nearest to a quotient of large ints. */
function divideExactly([left, right]: [bigint, bigint]): number {
  const whole = left / right;
  if (whole > 2n ** 60n || whole < -(2n ** 60n)) return quotientToFloat(whole);
  const [top, bottom] = [left < 0n ? -left : left, right < 0n ? -right : right];
  const shift = Math.max(0, bitLength(bottom) - bitLength(top) + 66);
  const magnitude = Number((top << BigInt(shift)) / bottom);
  // In two steps, because a power of two beyond the largest float would be infinite.
  const half = Math.floor(shift / 2);
  const result = magnitude / 2 ** half / 2 ** (shift - half);
  return left < 0n === right < 0n ? result : -result;
}

function quotientToFloat(whole: bigint): number {
  const result = Number(whole);
  if (!Number.isFinite(result)) throw new Fault('OverflowError', 'integer division result too large for a float');
  return result;
}

function zeroDivision(message: string): Fault {
  return new Fault('ZeroDivisionError', message);
}

export function floorDivide(left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined) {
    const [a, b] = ints;
    if (b === 0n) throw zeroDivision('integer division or modulo by zero');
    const quotient = a / b;
    return int(quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient);
  }
  const floats = bothFloats(left, right);
  if (floats === undefined) throw unsupported('//', left, right);
  if (floats[1] === 0) throw zeroDivision('float floor division by zero');
  const [a, b] = floats;
  const rest = floatModulo(a, b);
  const quotient = (a - rest) / b;
  const floor = Math.floor(quotient);
  if (quotient === 0) return float(a / b < 0 || Object.is(a / b, -0) ? -0 : 0);
  return float(quotient - floor > 0.5 ? floor + 1 : floor);
}

/** `%` of numbers; formatting of text is in `percent-format.ts`. */
export function modulo(left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined) {
    const [a, b] = ints;
    if (b === 0n) throw zeroDivision('integer modulo by zero');
    const rest = a % b;
    return int(rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest);
  }
  const floats = bothFloats(left, right);
  if (floats === undefined) throw unsupported('%', left, right);
  if (floats[1] === 0) throw zeroDivision('float modulo');
  return float(floatModulo(floats[0], floats[1]));
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest !== 0 && rest < 0 !== b < 0) return rest + b;
  return rest === 0 ? (b < 0 ? -0 : 0) : rest;
}

export function power(meter: Meter, left: unknown, right: unknown): unknown {
  const ints = bothInts(left, right);
  if (ints !== undefined && ints[1] >= 0n) {
    const [base, exponent] = ints;
    if (base === 0n || base === 1n || base === -1n)
      return int(base ** (exponent > 1n ? 2n - (exponent % 2n) : exponent));
    if (exponent > BigInt(meter.limits.bits)) meter.bits(Number.MAX_SAFE_INTEGER);
    const magnitude = base < 0n ? -base : base;
    meter.bits((magnitude.toString(2).length - 1) * Number(exponent));
    return int(base ** exponent);
  }
  const floats = bothFloats(left, right);
  if (floats === undefined) throw unsupported('** or pow()', left, right);
  const [base, exponent] = floats;
  if (base === 0 && exponent < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  if (base < 0 && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw typeError('complex numbers are not supported in templates');
  }
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent))) return float(1);
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw new Fault('OverflowError', "(34, 'Numerical result out of range')");
  }
  return float(result);
}

export function negate(value: unknown): unknown {
  const whole = intOf(value);
  if (whole !== undefined) return typeof whole === 'bigint' ? int(-whole) : 0 - whole;
  const real = numberOf(value);
  if (real !== undefined) return float(-Number(real));
  if (value instanceof Undefined) throw undefinedFault(value);
  throw typeError(`bad operand type for unary -: '${typeName(value)}'`);
}

export function positive(value: unknown): unknown {
  const whole = intOf(value);
  if (whole !== undefined) return whole;
  if (isFloat(value)) return value;
  if (value instanceof Undefined) throw undefinedFault(value);
  throw typeError(`bad operand type for unary +: '${typeName(value)}'`);
}
