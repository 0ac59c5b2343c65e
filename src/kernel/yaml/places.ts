/** Where the parts of composed data were written, kept in one table of numbers beside the plain data. */
import type { Pos } from '../span.js';

/** Beyond this many keys a mapping gets an index of its own on first use. */
const SMALL = 12;

/**
 * Positions of the containers of one document. A list takes one number per element, a mapping two per key (key, value), and
 * each one more for its start. All are offsets to `base`.
 */
export class Places {
  readonly #base: Pos;
  readonly #records = new Map<object, number>();
  /** Written keys of mappings that hold keys like `10`, which objects put first. */
  readonly #written = new Map<object, readonly string[]>();
  readonly #indexes = new Map<object, Map<string, number>>();
  #table = new Int32Array(1024);
  #used = 0;
  #lastContainer: object | undefined;
  #lastRecord = -1;

  /** `base` is added to every offset: the packed position of the text's beginning. */
  constructor(base: Pos = 0) {
    this.#base = base;
  }

  /** Position of a mapping's key, or of a list's element. Of something unknown, the position where its container starts. */
  key(container: object, key: string | number): Pos {
    return this.#at(container, key, 0);
  }

  /** Position of the value under a key; of an element the same as `key`. */
  value(container: object, key: string | number): Pos {
    return this.#at(container, key, 1);
  }

  /** Position of a container's beginning; -1 when the container is not of this document. */
  start(container: object): Pos {
    const record = this.#records.get(container);
    return record === undefined ? -1 : this.#base + (this.#table[record] as number);
  }

  /** The keys of a mapping in the order they were written. */
  keys(container: object): readonly string[] {
    return this.#written.get(container) ?? Object.keys(container);
  }

  /** Keeps the numbers from `from` on in `scratch`, start first, and cuts them off there. */
  add(container: object, scratch: number[], from: number, writtenKeys?: readonly string[]): void {
    const count = scratch.length - from;
    if (this.#used + count + 1 > this.#table.length) this.#grow(count + 1);
    this.#records.set(container, this.#used);
    this.#table[this.#used++] = scratch[from] as number;
    this.#table[this.#used++] = count - 1;
    for (let at = from + 1; at < scratch.length; at++) this.#table[this.#used++] = scratch[at] as number;
    scratch.length = from;
    if (writtenKeys !== undefined) this.#written.set(container, writtenKeys);
  }

  /** Offset of a key (`part` 0) or value (1), without the base. */
  offset(container: object, key: string | number, part: 0 | 1): number {
    return this.#at(container, key, part) - this.#base;
  }

  #grow(count: number): void {
    const larger = new Int32Array(Math.max(this.#table.length * 2, this.#used + count));
    larger.set(this.#table);
    this.#table = larger;
  }

  /** A record is the start, how many numbers follow, and those. */
  #at(container: object, key: string | number, part: 0 | 1): Pos {
    const record = this.#recordOf(container);
    if (record === -1) return -1;
    const count = this.#table[record + 1] as number;
    const index = Array.isArray(container) ? Number(key) : 2 * this.#indexOf(container, String(key), count / 2) + part;
    if (index < 0 || index >= count) return this.#base + (this.#table[record] as number);
    return this.#base + (this.#table[record + 2 + index] as number);
  }

  /** Whoever reads a container asks for it several times in a row. */
  #recordOf(container: object): number {
    if (container !== this.#lastContainer) {
      this.#lastContainer = container;
      this.#lastRecord = this.#records.get(container) ?? -1;
    }
    return this.#lastRecord;
  }

  /** Place of a key among `count` written keys; -1 when it is none of them. */
  #indexOf(container: object, key: string, count: number): number {
    const keys = this.#written.get(container);
    if (count <= SMALL) {
      if (keys !== undefined) return keys.indexOf(key);
      let index = 0;
      for (const own in container) {
        if (own === key) return index;
        index++;
      }
      return -1;
    }
    let known = this.#indexes.get(container);
    if (known === undefined) {
      known = new Map((keys ?? Object.keys(container)).map((one, at) => [one, at]));
      this.#indexes.set(container, known);
    }
    return known.get(key) ?? -1;
  }
}

/** Keys that JavaScript objects do not keep in written order. */
export function isIndexKey(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && /^(?:0|[1-9]\d*)$/.test(key);
}

/** Sets a member also when its key is `__proto__`. */
export function setMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}
