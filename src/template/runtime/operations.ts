/** What generated code calls. Each takes the common case first and notes its place only when something unusual begins. */
import { METHOD_NAMES } from '../builtins/method-names.js';
import { formatPercent } from '../builtins/percent-format.js';
import * as arithmetic from '../values/arithmetic.js';
import { getAttribute, getItem, methodsOf } from '../values/attributes.js';
import { TemplateCallable } from '../values/callable.js';
import { contains, equals, type Ordering, ordered, truthy } from '../values/compare.js';
import { dictItems, dictSet, isDict } from '../values/dict.js';
import { Fault, typeError } from '../values/fault.js';
import { escapeHtml } from '../values/markup.js';
import { UnknownTouched } from '../values/meter.js';
import {
  Dict,
  HostObject,
  type Keywords,
  Marked,
  Markup,
  markedForm,
  Namespace,
  Tuple,
  UNKNOWN_MARK,
  Undefined,
} from '../values/model.js';
import { isIterable, iterate, unpack } from '../values/sequence.js';
import { str } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { undefinedFault } from '../values/undefined.js';
import { callOutside, type HostFunction } from './host-function.js';
import type { Builtin, Runtime } from './runtime.js';

/** `object.name` when no builtin type has a method of that name. */
export function plainAttribute(runtime: Runtime, object: unknown, name: string, at: number): unknown {
  if (
    typeof object === 'object' &&
    object !== null &&
    Object.getPrototypeOf(object) === Object.prototype &&
    Object.hasOwn(object, name)
  ) {
    const found = (object as Record<string, unknown>)[name];
    return found === undefined ? null : found;
  }
  return attribute(runtime, object, name, at);
}

export function attribute(runtime: Runtime, object: unknown, name: string, at: number): unknown {
  runtime.at = at;
  if (object instanceof Namespace) {
    const found = object.attributes.get(name);
    if (found !== undefined) return found;
  }
  if (markedForm(object) !== undefined) return runtime.guarded(() => getAttribute(runtime, object, name));
  return getAttribute(runtime, object, name);
}

export function item(runtime: Runtime, object: unknown, key: unknown, at: number): unknown {
  if (typeof key === 'number' && key >= 0 && Array.isArray(object)) {
    const found: unknown = object[key];
    if (found !== undefined) return found;
  }
  runtime.at = at;
  if (markedForm(object) !== undefined || markedForm(key) !== undefined)
    return runtime.guarded(() => getItem(runtime, object, key));
  return getItem(runtime, object, key);
}

export function truth(runtime: Runtime, value: unknown, at: number): boolean {
  if (value === true || value === false) return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return value !== 0;
  runtime.at = at;
  return truthy(runtime, value);
}

/** Runs a binary operation on operands that may be marked. */
function binary(
  runtime: Runtime,
  left: unknown,
  right: unknown,
  at: number,
  operate: (a: unknown, b: unknown) => unknown,
): unknown {
  runtime.at = at;
  if (markedForm(left) === undefined && markedForm(right) === undefined) return operate(left, right);
  return runtime.guarded(() => operate(runtime.open(left), runtime.open(right)));
}

export function add(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right)
  ) {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (isText(left) && isText(right)) return concatenate(runtime, [left, right], at);
  return binary(runtime, left, right, at, (a, b) => arithmetic.add(runtime, a, b));
}

function isText(value: unknown): boolean {
  if (typeof value === 'string' || value instanceof Markup) return true;
  const marked = markedForm(value);
  return marked !== undefined && (typeof marked.value === 'string' || marked.value instanceof Markup);
}

export function subtract(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right)
  ) {
    const difference = left - right;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return binary(runtime, left, right, at, (a, b) => arithmetic.subtract(runtime, a, b));
}

export function multiply(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right)
  ) {
    const product = left * right;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return binary(runtime, left, right, at, (a, b) => arithmetic.multiply(runtime, a, b));
}

export function divide(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  return binary(runtime, left, right, at, arithmetic.divide);
}

export function floorDivide(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right) &&
    right !== 0
  ) {
    return Math.floor(left / right) + 0;
  }
  return binary(runtime, left, right, at, arithmetic.floorDivide);
}

export function modulo(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right) &&
    right !== 0
  ) {
    const rest = left % right;
    return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0;
  }
  return binary(runtime, left, right, at, (a, b) =>
    typeof a === 'string' || a instanceof Markup ? formatPercent(runtime, a, b) : arithmetic.modulo(a, b),
  );
}

export function power(runtime: Runtime, left: unknown, right: unknown, at: number): unknown {
  return binary(runtime, left, right, at, (a, b) => arithmetic.power(runtime, a, b));
}

export function negate(runtime: Runtime, value: unknown, at: number): unknown {
  return binary(runtime, value, undefined, at, (a) => arithmetic.negate(a));
}

export function positive(runtime: Runtime, value: unknown, at: number): unknown {
  return binary(runtime, value, undefined, at, (a) => arithmetic.positive(a));
}

/** `a ~ b ~ c`. Marked parts keep their ranges. */
export function concatenate(runtime: Runtime, parts: readonly unknown[], at: number): unknown {
  let out = '';
  let ranges: number[] | undefined;
  let mark = 0;
  runtime.at = at;
  const markup = parts.some((part) => part instanceof Markup || (markedForm(part)?.value as unknown) instanceof Markup);
  const escape = markup;
  for (const part of parts) {
    if (typeof part === 'string') {
      out += escape ? escapeHtml(part) : part;
      continue;
    }
    const start = out.length;
    const marked = markedForm(part) ?? textOf(runtime, part);
    const text = markedText(runtime, marked instanceof Marked ? marked.value : marked);
    out += escape && !isMarkupPart(part, marked) ? escapeHtml(text) : text;
    if (!(marked instanceof Marked)) continue;
    ranges ??= [];
    mark |= marked.mark;
    const own = escape && !isMarkupPart(part, marked) ? undefined : marked.ranges;
    if (own === undefined) ranges.push(start, out.length, marked.mark);
    else
      for (let at = 0; at < own.length; at += 3)
        ranges.push(start + (own[at] as number), start + (own[at + 1] as number), own[at + 2] as number);
  }
  runtime.text(out.length);
  const result = markup ? new Markup(out) : out;
  return ranges === undefined ? result : new Marked(result, mark, ranges);
}

function isMarkupPart(part: unknown, marked: unknown): boolean {
  return part instanceof Markup || (marked instanceof Marked && marked.value instanceof Markup);
}

function textOf(runtime: Runtime, part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return str(runtime, part);
  return runtime.guarded(() => str(runtime, part));
}

function markedText(runtime: Runtime, value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null) return String(value);
  return str(runtime, value);
}

export function equal(runtime: Runtime, left: unknown, right: unknown, at: number): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  runtime.at = at;
  return equals(runtime, left, right);
}

function order(operator: Ordering) {
  return (runtime: Runtime, left: unknown, right: unknown, at: number): boolean => {
    runtime.at = at;
    return ordered(runtime, operator, left, right);
  };
}

export const less = order('<');
export const lessOrEqual = order('<=');
export const greater = order('>');
export const greaterOrEqual = order('>=');

export function isIn(runtime: Runtime, needle: unknown, haystack: unknown, at: number): boolean {
  runtime.at = at;
  if (typeof needle === 'string' && Array.isArray(haystack) && haystack.includes(needle)) return true;
  return contains(runtime, haystack, needle);
}

export function dict(runtime: Runtime, flat: readonly unknown[], at: number): Dict {
  runtime.at = at;
  const made = new Dict();
  for (let index = 0; index < flat.length; index += 2) dictSet(runtime, made, flat[index], flat[index + 1]);
  return made;
}

export function filter(
  runtime: Runtime,
  builtin: Builtin,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
): unknown {
  runtime.at = at;
  const before = runtime.taint;
  runtime.taint = 0;
  try {
    const result = builtin.invoke(runtime, args, keywords);
    if (typeof result === 'string') runtime.text(result.length);
    return runtime.taint === 0 ? result : runtime.remark(result);
  } catch (error) {
    if (error instanceof UnknownTouched) return error.unknown;
    throw error;
  } finally {
    runtime.taint = before;
  }
}

/** Tests answer yes or no, which is not secret. */
export function test(
  runtime: Runtime,
  builtin: Builtin,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
): unknown {
  runtime.at = at;
  const before = runtime.taint;
  const result = builtin.invoke(runtime, args, keywords);
  runtime.taint = before;
  return result;
}

export function call(
  runtime: Runtime,
  callee: unknown,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
): unknown {
  runtime.at = at;
  if (callee instanceof TemplateCallable) return invoke(runtime, callee, args, keywords);
  if (typeof callee === 'function' || callee instanceof HostObject) {
    runtime.tick();
    return callOutside(runtime, callee as HostFunction, args, keywords);
  }
  if (callee instanceof Undefined) throw undefinedFault(callee);
  const marked = markedForm(callee);
  if (marked !== undefined && (marked.mark & UNKNOWN_MARK) !== 0) return marked;
  throw typeError(`'${typeName(callee)}' object is not callable`);
}

function invoke(
  runtime: Runtime,
  callee: TemplateCallable,
  args: readonly unknown[],
  keywords: Keywords | undefined,
): unknown {
  runtime.tick();
  const before = runtime.taint;
  runtime.taint = 0;
  try {
    const result = callee.call(runtime, args, keywords);
    return runtime.taint === 0 ? result : runtime.remark(result);
  } catch (error) {
    if (error instanceof UnknownTouched) return error.unknown;
    throw error;
  } finally {
    runtime.taint = before;
  }
}

/** `object.name(…)` without the detour over a bound method. */
export function method(
  runtime: Runtime,
  object: unknown,
  name: string,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
): unknown {
  const found = methodsOf(object)[name];
  if (found === undefined) {
    if (markedForm(object) === undefined)
      return call(runtime, attribute(runtime, object, name, at), args, keywords, at);
    return runtime.guarded(() => call(runtime, getAttribute(runtime, object, name), args, keywords, at));
  }
  runtime.at = at;
  const before = runtime.taint;
  runtime.taint = 0;
  try {
    const result = found(runtime, object as never, args, keywords);
    if (typeof result === 'string') runtime.text(result.length);
    return runtime.taint === 0 ? result : runtime.remark(result);
  } catch (error) {
    if (error instanceof UnknownTouched) return error.unknown;
    throw error;
  } finally {
    runtime.taint = before;
  }
}

export function isMethodName(name: string): boolean {
  return METHOD_NAMES.has(name);
}

/** The elements a loop walks. Elements of something marked are marked. */
export function loopItems(runtime: Runtime, value: unknown, at: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  runtime.at = at;
  const marked = markedForm(value);
  if (marked === undefined) return iterate(runtime, value);
  const items = iterate(runtime, runtime.open(value));
  runtime.taint = 0;
  return items.map((item) => new Marked(item, marked.mark));
}

/** `*args` of a call. */
export function spread(runtime: Runtime, value: unknown, at: number): readonly unknown[] {
  runtime.at = at;
  const opened = runtime.peek(value);
  if (!isIterable(opened)) throw typeError(`Value after * must be an iterable, not ${typeName(opened)}`);
  return loopItems(runtime, value, at);
}

/** `**kwargs` of a call, on top of the named ones. */
export function spreadKeywords(runtime: Runtime, named: Record<string, unknown>, value: unknown, at: number): Keywords {
  runtime.at = at;
  const opened = runtime.peek(value);
  if (opened instanceof Undefined) throw undefinedFault(opened);
  if (!isDict(opened)) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  for (const { items } of dictItems(opened)) {
    const [key, inner] = items;
    if (typeof key !== 'string') throw typeError('keywords must be strings');
    if (key in named) throw typeError(`got multiple values for keyword argument '${key}'`);
    named[key] = inner;
  }
  return named;
}

export function unpackInto(runtime: Runtime, value: unknown, count: number, at: number): readonly unknown[] {
  if (value instanceof Tuple && value.items.length === count) return value.items;
  runtime.at = at;
  return unpack(runtime, value, count);
}

export function setAttribute(runtime: Runtime, object: unknown, name: string, value: unknown, at: number): void {
  runtime.at = at;
  if (!(object instanceof Namespace)) {
    throw new Fault('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
  }
  object.attributes.set(name, value);
}
