import { dictItems, dictKeys, dictSize, dictValues, isDict } from './dict.js';
import { Fault, typeError, valueError } from './fault.js';
import type { Meter } from './meter.js';
import { DictView, Marked, Markup, markedForm, Once, Range, type Slice, Tuple, Undefined } from './model.js';
import { toIndex } from './number.js';
import { typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

const SURROGATES = /[\ud800-\udfff]/;

/** A text as what Python counts: an array of code points when it must be, the text itself when units and points agree. */
export function points(text: string): string | string[] {
  return SURROGATES.test(text) ? Array.from(text) : text;
}

export function pointLength(text: string): number {
  return points(text).length;
}

/** All elements, as an array that must not be changed. Fails as Python does when the value cannot be iterated. */
export function iterate(meter: Meter, subject: unknown): readonly unknown[] {
  if (Array.isArray(subject)) return subject;
  if (typeof subject === 'string') return Array.from(subject);
  if (typeof subject === 'object' && subject !== null) {
    const items = iterateObject(meter, subject);
    if (items !== undefined) return items;
  }
  throw typeError(`'${typeName(subject)}' object is not iterable`);
}

function iterateObject(meter: Meter, subject: object): readonly unknown[] | undefined {
  if (subject instanceof Tuple) return subject.items;
  if (subject instanceof DictView) return viewItems(subject);
  if (subject instanceof Range) return rangeItems(meter, subject);
  if (subject instanceof Once) return subject.rest();
  if (subject instanceof Markup) return Array.from(subject.text, (one) => new Markup(one));
  if (subject instanceof Undefined) {
    if (subject.mode === 'strict') throw undefinedFault(subject);
    return [];
  }
  if (isDict(subject)) return dictKeys(subject);
  if (subject instanceof Set) return [...subject];
  const opened = meter.open(subject);
  return opened === subject ? undefined : iterate(meter, opened);
}

export function viewItems(view: DictView): unknown[] {
  if (view.kind === 'keys') return dictKeys(view.dict);
  return view.kind === 'values' ? dictValues(view.dict) : dictItems(view.dict);
}

function rangeItems(meter: Meter, range: Range): number[] {
  meter.items(range.length);
  meter.tick(range.length >> 4);
  const items = new Array<number>(range.length);
  for (let at = 0; at < range.length; at++) items[at] = range.start + at * range.step;
  return items;
}

export function isIterable(subject: unknown): boolean {
  if (typeof subject === 'string' || Array.isArray(subject)) return true;
  if (typeof subject !== 'object' || subject === null) return false;
  return (
    subject instanceof Tuple ||
    subject instanceof DictView ||
    subject instanceof Range ||
    subject instanceof Once ||
    subject instanceof Markup ||
    subject instanceof Undefined ||
    subject instanceof Set ||
    isDict(subject)
  );
}

/** `len(x)`, undefined when the value has none. */
export function lengthOf(subject: unknown): number | undefined {
  if (typeof subject === 'string') return pointLength(subject);
  if (Array.isArray(subject)) return subject.length;
  if (typeof subject !== 'object' || subject === null) return undefined;
  if (subject instanceof Tuple) return subject.items.length;
  if (subject instanceof Markup) return pointLength(subject.text);
  if (subject instanceof Range) return subject.length;
  if (subject instanceof DictView) return dictSize(subject.dict);
  if (subject instanceof Undefined) {
    if (subject.mode === 'strict') throw undefinedFault(subject);
    return 0;
  }
  if (subject instanceof Set) return subject.size;
  return isDict(subject) ? dictSize(subject) : undefined;
}

export function requireLength(subject: unknown): number {
  const length = lengthOf(subject);
  if (length === undefined) throw typeError(`object of type '${typeName(subject)}' has no len()`);
  return length;
}

export function repeat(meter: Meter, sequence: string | Markup | unknown[] | Tuple, times: number): unknown {
  const count = Math.max(0, times);
  if (typeof sequence === 'string' || sequence instanceof Markup) {
    const text = typeof sequence === 'string' ? sequence : sequence.text;
    meter.text(text.length * count);
    const repeated = text === '' ? '' : text.repeat(count);
    return typeof sequence === 'string' ? repeated : new Markup(repeated);
  }
  const items = Array.isArray(sequence) ? sequence : sequence.items;
  meter.items(items.length * count);
  meter.tick(items.length * count);
  const repeated: unknown[] = [];
  if (items.length > 0) for (let round = 0; round < count; round++) repeated.push(...items);
  return Array.isArray(sequence) ? repeated : new Tuple(repeated);
}

/** Start, stop and step of a slice over so many elements, as Python clips them. */
export function sliceBounds(slice: Slice, length: number): { start: number; stop: number; step: number } {
  const step = slice.step === null ? 1 : sliceIndex(slice.step);
  if (step === 0) throw valueError('slice step cannot be zero');
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const clip = (bound: unknown, otherwise: number): number => {
    if (bound === null) return otherwise;
    const index = sliceIndex(bound);
    return index < 0 ? Math.max(index + length, low) : Math.min(index, high);
  };
  return { start: clip(slice.start, step < 0 ? high : low), stop: clip(slice.stop, step < 0 ? low : high), step };
}

function sliceIndex(bound: unknown): number {
  if (bound instanceof Undefined) throw undefinedFault(bound);
  const index = toIndex(bound);
  if (index === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return index;
}

/** `x[slice]`; undefined when the value cannot be sliced. */
export function sliceOf(subject: unknown, slice: Slice): unknown {
  if (typeof subject === 'string') return sliceText(subject, slice);
  if (Array.isArray(subject)) return pick(subject, slice);
  if (subject instanceof Tuple) return new Tuple(pick(subject.items, slice));
  if (subject instanceof Markup) return new Markup(sliceText(subject.text, slice));
  if (subject instanceof Range) {
    const { start, stop, step } = sliceBounds(slice, subject.length);
    const at = (index: number) => subject.start + index * subject.step;
    return new Range(at(start), at(stop), step * subject.step);
  }
  return undefined;
}

function sliceText(text: string, slice: Slice): string {
  const counted = points(text);
  if (typeof counted !== 'string') return pick(counted, slice).join('');
  const { start, stop, step } = sliceBounds(slice, counted.length);
  if (step === 1) return counted.slice(start, Math.max(start, stop));
  return pick(Array.from(counted), slice).join('');
}

function pick<T>(items: readonly T[], slice: Slice): T[] {
  const { start, stop, step } = sliceBounds(slice, items.length);
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const picked: T[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) picked.push(items[at] as T);
  return picked;
}

/** The element at an index that may be negative; undefined when the value has no indexes or not this one. */
export function elementAt(subject: unknown, index: number): unknown {
  const length = Array.isArray(subject) ? subject.length : lengthOf(subject);
  if (length === undefined) return undefined;
  const at = index < 0 ? index + length : index;
  if (at < 0 || at >= length) return undefined;
  if (Array.isArray(subject)) return subject[at] === undefined ? null : subject[at];
  if (typeof subject === 'string') return points(subject)[at];
  if (subject instanceof Tuple) return subject.items[at];
  if (subject instanceof Markup) return new Markup(points(subject.text)[at] as string);
  if (subject instanceof Range) return subject.start + at * subject.step;
  return undefined;
}

/** The parts an assignment to several targets takes, exactly as many as there are targets. */
export function unpack(meter: Meter, subject: unknown, count: number): readonly unknown[] {
  if (subject instanceof Tuple && subject.items.length === count) return subject.items;
  const marked = markedForm(subject);
  if (marked !== undefined)
    return unpack(meter, meter.peek(marked), count).map((item) => new Marked(item, marked.mark));
  if (!isIterable(subject)) throw typeError(`cannot unpack non-iterable ${typeName(subject)} object`);
  const items = iterate(meter, subject);
  if (items.length > count) throw new Fault('ValueError', `too many values to unpack (expected ${count})`);
  if (items.length < count) {
    throw new Fault('ValueError', `not enough values to unpack (expected ${count}, got ${items.length})`);
  }
  return items;
}
