import { dictGet, dictHas, dictItems, dictSize, isDict } from './dict.js';
import { Fault, typeError } from './fault.js';
import type { Meter } from './meter.js';
import { DictView, Float, Marked, Markup, Range, Tuple, Undefined } from './model.js';
import { numberOf } from './number.js';
import { isIterable, iterate, viewItems } from './sequence.js';
import { typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

const MAX_DEPTH = 200;

/** `==`, which works between all values and says no between different kinds. */
export function equals(meter: Meter, left: unknown, right: unknown, depth = 0): boolean {
  if (left === right) return !(left instanceof Undefined && left.mode === 'strict') || strictlyUndefined(left);
  if (typeof left === 'string' && typeof right === 'string') return false;
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) return typeof a === typeof b ? a === b : !(a < b) && !(a > b) && a >= b;
  if (typeof left !== 'object' && typeof right !== 'object') return false;
  return equalObjects(meter, left, right, depth);
}

function strictlyUndefined(value: Undefined): never {
  throw undefinedFault(value);
}

function equalObjects(meter: Meter, left: unknown, right: unknown, depth: number): boolean {
  const a = meter.peek(left);
  const b = meter.peek(right);
  if (a !== left || b !== right) return equals(meter, a, b, depth);
  if (left instanceof Undefined || right instanceof Undefined) return equalUndefined(left, right);
  meter.tick();
  if (depth > MAX_DEPTH) throw new Fault('RecursionError', 'maximum recursion depth exceeded in comparison');
  if (Array.isArray(left)) return Array.isArray(right) && equalItems(meter, left, right, depth);
  if (left instanceof Tuple) return right instanceof Tuple && equalItems(meter, left.items, right.items, depth);
  if (left instanceof Markup || right instanceof Markup) {
    const [first, second] = [left instanceof Markup ? left.text : left, right instanceof Markup ? right.text : right];
    return typeof first === 'string' && first === second;
  }
  if (left instanceof Range) {
    return right instanceof Range && equalItems(meter, iterate(meter, left), iterate(meter, right), depth);
  }
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime();
  if (left instanceof DictView && right instanceof DictView && left.kind !== 'values') {
    const [ours, theirs] = [viewItems(left), viewItems(right)];
    return (
      ours.length === theirs.length && ours.every((one) => theirs.some((other) => equals(meter, one, other, depth + 1)))
    );
  }
  if (!isDict(left) || !isDict(right) || dictSize(left) !== dictSize(right)) return false;
  return dictItems(left).every(
    ({ items: [key, value] }) =>
      dictHas(meter, right, key) && equals(meter, value, dictGet(meter, right, key), depth + 1),
  );
}

function equalUndefined(left: unknown, right: unknown): boolean {
  for (const side of [left, right]) if (side instanceof Undefined && side.mode === 'strict') throw undefinedFault(side);
  return left instanceof Undefined && right instanceof Undefined && left.mode === right.mode;
}

function equalItems(meter: Meter, left: readonly unknown[], right: readonly unknown[], depth: number): boolean {
  if (left.length !== right.length) return false;
  return left.every((item, at) => item === right[at] || equals(meter, item, right[at], depth + 1));
}

export type Ordering = '<' | '<=' | '>' | '>=';

/** `<`, `<=`, `>` and `>=`; fails as Python does for values that have no order. */
export function ordered(meter: Meter, operator: Ordering, left: unknown, right: unknown): boolean {
  const order = compare(meter, operator, left, right, 0);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** Negative, zero or positive; undefined when there is no answer (NaN). */
export function compare(
  meter: Meter,
  operator: Ordering,
  left: unknown,
  right: unknown,
  depth: number,
): number | undefined {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined)
    return a < b ? -1 : a > b ? 1 : Number.isNaN(a) || Number.isNaN(b) ? undefined : 0;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const [openLeft, openRight] = [meter.peek(left), meter.peek(right)];
  if (openLeft !== left || openRight !== right) return compare(meter, operator, openLeft, openRight, depth);
  if (left instanceof Markup) return compare(meter, operator, left.text, right, depth);
  if (right instanceof Markup) return compare(meter, operator, left, right.text, depth);
  if (Array.isArray(left) && Array.isArray(right)) return compareItems(meter, operator, left, right, depth);
  if (left instanceof Tuple && right instanceof Tuple)
    return compareItems(meter, operator, left.items, right.items, depth);
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  for (const side of [left, right]) if (side instanceof Undefined) throw undefinedFault(side);
  throw typeError(`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

function compareItems(
  meter: Meter,
  operator: Ordering,
  left: readonly unknown[],
  right: readonly unknown[],
  depth: number,
): number | undefined {
  if (depth > MAX_DEPTH) throw new Fault('RecursionError', 'maximum recursion depth exceeded in comparison');
  const shared = Math.min(left.length, right.length);
  meter.tick(shared);
  for (let at = 0; at < shared; at++) {
    if (!equals(meter, left[at], right[at], depth + 1)) return compare(meter, operator, left[at], right[at], depth + 1);
  }
  return left.length - right.length;
}

const ABOVE_SURROGATES = /[\ud800-\uffff]/;

/** Order of texts by code point. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (!ABOVE_SURROGATES.test(left) || !ABOVE_SURROGATES.test(right)) return left < right ? -1 : 1;
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = ((a[at] as string).codePointAt(0) as number) - ((b[at] as string).codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** `needle in haystack`. */
export function contains(meter: Meter, haystack: unknown, needle: unknown): boolean {
  const [openHay, openNeedle] = [meter.peek(haystack), meter.peek(needle)];
  if (openHay !== haystack || openNeedle !== needle) return contains(meter, openHay, openNeedle);
  if (typeof haystack === 'string' || haystack instanceof Markup) {
    const text = typeof haystack === 'string' ? haystack : haystack.text;
    if (typeof needle === 'string') return text.includes(needle);
    if (needle instanceof Markup) return text.includes(needle.text);
    if (needle instanceof Undefined && needle.mode === 'strict') throw undefinedFault(needle);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(needle)}`);
  }
  if (isDict(haystack)) return dictHas(meter, haystack, needle);
  if (haystack instanceof Undefined && haystack.mode === 'strict') throw undefinedFault(haystack);
  if (haystack instanceof DictView && haystack.kind === 'keys') return dictHas(meter, haystack.dict, needle);
  if (haystack instanceof Range) return inRange(haystack, needle);
  if (!isIterable(haystack)) throw typeError(`argument of type '${typeName(haystack)}' is not iterable`);
  const items = iterate(meter, haystack);
  meter.tick(items.length >> 3);
  for (const item of items) if (item === needle || equals(meter, item, needle)) return true;
  return false;
}

function inRange(range: Range, needle: unknown): boolean {
  const value = numberOf(needle);
  if (value === undefined || typeof value === 'bigint' || !Number.isInteger(value)) return false;
  const index = (value - range.start) / range.step;
  return Number.isInteger(index) && index >= 0 && index < range.length;
}

/** Truth of a value; an undefined one fails when it is strict. */
export function truthy(meter: Meter, value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return value !== 0;
    case 'bigint':
      return true;
    case 'object':
      return value !== null && truthyObject(meter, value);
    case 'function':
      return true;
    default:
      return false;
  }
}

function truthyObject(meter: Meter, value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Undefined) {
    if (value.mode === 'strict') throw undefinedFault(value);
    return false;
  }
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Markup) return value.text.length > 0;
  if (value instanceof Range) return value.length > 0;
  if (value instanceof DictView) return dictSize(value.dict) > 0;
  if (isDict(value)) return dictSize(value) > 0;
  if (value instanceof Marked || Object.getPrototypeOf(value) === null) return truthy(meter, meter.peek(value));
  return true;
}
