/**
 * The values templates compute with, where JavaScript has no type of its own for what Python tells apart.
 *
 * | Python | here |
 * |---|---|
 * | None, bool, str | null, boolean, string |
 * | int | a safe integer `number`, otherwise `bigint` |
 * | float | any other `number`; `Float` when the value is integral (`1.0`, `-0.0`) |
 * | list | array |
 * | dict | `Dict`, or a plain object that came with the data |
 * | tuple | `Tuple` |
 */
import { isSecret, isUnknown, reveal, type Secret, type Unknown } from '../../kernel/index.js';

/** A float whose value is integral, kept apart from the int. Made by `float`, never directly. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A float: boxed only when a bare number would read as an int. */
export function float(value: number): number | Float {
  return Number.isSafeInteger(value) ? new Float(value) : value;
}

/** An int of any size: a number when it fits, a bigint otherwise. */
export function int(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export class Tuple {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** What `groupby` gives: a pair whose parts also have names. */
export class Group extends Tuple {
  constructor(grouper: unknown, list: readonly unknown[]) {
    super([grouper, list]);
  }
}

export interface DictEntry {
  readonly key: unknown;
  value: unknown;
}

/** A dict made by a template. Keys are hashed as Python hashes them: `1`, `1.0` and `True` are one key. */
export class Dict {
  readonly entries: Map<unknown, DictEntry>;

  constructor(entries: Map<unknown, DictEntry> = new Map()) {
    this.entries = entries;
  }
}

/** Text that needs no escaping any more. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
}

/** `x[start:stop:step]` before it is applied. */
export class Slice {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;

  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

export type ViewKind = 'keys' | 'values' | 'items';

/** What `d.keys()`, `d.values()` and `d.items()` give: a live view. */
export class DictView {
  readonly dict: object;
  readonly kind: ViewKind;

  constructor(dict: object, kind: ViewKind) {
    this.dict = dict;
    this.kind = kind;
  }
}

/** An iterator that can be walked once, as `map` and `select` give it. */
export class Once {
  readonly #items: readonly unknown[];
  #next = 0;
  /** As Python names the type: `generator`, `list_reverseiterator`, … */
  readonly type: string;

  constructor(items: readonly unknown[], type = 'generator') {
    this.#items = items;
    this.type = type;
  }

  /** All that is left; afterwards nothing is. */
  rest(): unknown[] {
    const left = this.#items.slice(this.#next);
    this.#next = this.#items.length;
    return left;
  }

  next(): { value: unknown } | undefined {
    return this.#next < this.#items.length ? { value: this.#items[this.#next++] } : undefined;
  }
}

/** `namespace(…)`: the one object whose attributes templates may set. */
export class Namespace {
  readonly attributes = new Map<string, unknown>();
}

export type UndefinedMode = 'strict' | 'default' | 'chainable' | 'debug';

/** Stands for "no object" in an `Undefined`, because null is a value. */
export const NO_OBJECT: unique symbol = Symbol('no object');

/** A name, attribute or element that is not there. Most uses of it fail with `message`. */
export class Undefined {
  readonly mode: UndefinedMode;
  readonly name: unknown;
  readonly object: unknown;
  readonly hint: string | undefined;

  constructor(mode: UndefinedMode, name: unknown, object: unknown = NO_OBJECT, hint?: string) {
    this.mode = mode;
    this.name = name;
    this.object = object;
    this.hint = hint;
  }
}

/** Keyword arguments of a call: own properties of an object without a prototype. */
export type Keywords = Readonly<Record<string, unknown>>;

/**
 * An object of the host that templates may look into: `hub`. The engine asks it and nothing else of it; no own property
 * of it is ever read.
 */
export abstract class HostObject {
  /** As it appears in messages (`'hub' object has no attribute …`). */
  abstract readonly typeName: string;
  /** True when a call below it may give a promise: rendering then begins in the asynchronous form. */
  readonly async: boolean = false;

  /** The attribute or item of that name; undefined when there is none. Must not have effects: it may be asked twice. */
  get(_name: string): unknown {
    return undefined;
  }

  /** Names that could be meant, for "did you mean". */
  names(): Iterable<string> {
    return [];
  }

  /** Undefined: not callable. Arguments arrive as plain data; what is tainted arrives as a kernel `Secret`. */
  readonly call: ((args: readonly unknown[], keywords: Keywords) => unknown) | undefined = undefined;

  /** How it prints. */
  text(): string {
    return `<${this.typeName}>`;
  }
}

/** Marks are bits, so that text built from both kinds carries both. */
export const SECRET_MARK = 1;
export const UNKNOWN_MARK = 2;

/**
 * A value that is secret or unknown, in whole or (text only) in part. `ranges` holds triples start, end, mark;
 * undefined means all of it.
 */
export class Marked {
  readonly value: unknown;
  readonly mark: number;
  readonly ranges: readonly number[] | undefined;

  constructor(value: unknown, mark: number, ranges?: readonly number[]) {
    this.value = value;
    this.mark = mark;
    this.ranges = ranges;
  }
}

/** The marked form of a marked value, a kernel `Secret` or a kernel `Unknown`; undefined for every other value. */
export function markedForm(value: unknown): Marked | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (value instanceof Marked) return value;
  if (isSecret(value)) return new Marked(reveal(value as Secret), SECRET_MARK);
  if (isUnknown(value)) return new Marked(value as Unknown, UNKNOWN_MARK);
  return undefined;
}

/** An object literal, or what a parser made; never an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || (prototype === null && !isSecret(value) && !isUnknown(value));
}
