/**
 * Reading plain YAML fast. Nearly all lines of SLS files are of a few kinds: `key:`, `key: value`, `- value`, `- key: value`, with a value
 * that begins and ends in its line. A text of nothing but such lines is read here, several times as fast as by a parser of the whole
 * language. At the first line of any other kind, and at anything that could be a mistake, reading ends without a result, and the parser of the
 * whole language decides. What is read here is read the same there; a property test holds both to it.
 */
import { isIndexKey, type Places } from './places.js';
import { plainScalar } from './plain-scalar.js';

/** The members of a mapping at the top of a text. */
export interface SimpleMembers {
  readonly start: number;
  readonly keys: string[];
  readonly values: unknown[];
  /** Two numbers for each member: the places of its key and its value, in the text. */
  readonly places: number[];
}

interface Container {
  readonly column: number;
  /** Exactly one of both is there; neither at the top, whose members are kept apart. */
  readonly list: unknown[] | undefined;
  readonly mapping: Record<string, unknown> | undefined;
  /** Where its places begin. */
  readonly from: number;
  /** All keys, once there is one that an object does not keep in written order. */
  keys: string[] | undefined;
  /** The key whose value is still to come, and where it ends. */
  waiting: string | undefined;
  waitingEnd: number;
}

const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const DASH = 45;
const COLON = 58;

/** What a plain value may begin with; a dash only in front of a digit. */
const PLAIN_START = /[A-Za-z0-9_/.$+~(]/;
const PRINTABLE = /^[\x20-\x7e]*$/;
const KEY = /[A-Za-z0-9_](?:[\w ./-]{0,200}[\w./-])?(?=:)/y;
const DASH_NUMBER = /^-\d/;
const NOT_SIMPLE: unique symbol = Symbol('not simple');

/** The members at the top of a text; undefined when it is not as simple as that. `shift` is added to the places that `places` gets. */
export function readSimpleBlock(text: string, shift: number, places: Places): SimpleMembers | undefined {
  const reader = new Reader(text, shift, places);
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (!reader.line(at, end)) return undefined;
    at = end + 1;
  }
  return reader.finish();
}

class Reader {
  readonly #text: string;
  readonly #shift: number;
  readonly #places: Places;
  readonly #scratch: number[] = [];
  readonly #open: Container[] = [];
  readonly #members: { start: number; keys: string[]; values: unknown[]; places: number[] } = {
    start: -1,
    keys: [],
    values: [],
    places: [],
  };

  constructor(text: string, shift: number, places: Places) {
    this.#text = text;
    this.#shift = shift;
    this.#places = places;
  }

  /** Reads one line; false when it is not simple. */
  line(start: number, end: number): boolean {
    let at = start;
    while (at < end && this.#text.charCodeAt(at) === SPACE) at++;
    if (at === end || this.#text.charCodeAt(at) === HASH) return PRINTABLE.test(this.#text.slice(at, end));
    const isElement = this.#text.charCodeAt(at) === DASH && this.#text.charCodeAt(at + 1) === SPACE;
    if (!isElement) return this.#entry(at, at - start, end);
    if (!this.#element(at, at - start)) return false;
    const dash = at;
    for (at += 2; at < end && this.#text.charCodeAt(at) === SPACE; ) at++;
    KEY.lastIndex = at;
    if (KEY.test(this.#text) && isEntryEnd(this.#text, KEY.lastIndex, end))
      return this.#entry(at, at - start, end, dash - start);
    const value = this.#value(at, end);
    if (value === NOT_SIMPLE) return false;
    this.#add(value, at);
    return true;
  }

  finish(): SimpleMembers | undefined {
    while (this.#open.length > 0) this.#close();
    return this.#members.keys.length === 0 ? undefined : this.#members;
  }

  /** Makes ready for an element whose dash stands in `column`. */
  #element(at: number, column: number): boolean {
    this.#closeBeyond(column);
    const top = this.#open.at(-1);
    if (top === undefined) return false;
    if (top.list !== undefined) return top.column === column;
    if (top.waiting === undefined || column < top.column) return false;
    this.#begin([], undefined, at, column);
    return true;
  }

  /** Reads `key:` or `key: value`; `dashColumn` when a dash stands before it in its line. */
  #entry(at: number, column: number, end: number, dashColumn?: number): boolean {
    const text = this.#text;
    KEY.lastIndex = at;
    if (!KEY.test(text)) return false;
    const keyEnd = KEY.lastIndex;
    const key = text.slice(at, keyEnd);
    if (!isEntryEnd(text, keyEnd, end) || key === '__proto__') return false;
    if (dashColumn !== undefined) this.#begin(undefined, {}, at, column);
    else if (!this.#mappingAt(at, column)) return false;
    if (!this.#key(key, at, keyEnd)) return false;
    let valueAt = keyEnd + 1;
    while (valueAt < end && text.charCodeAt(valueAt) === SPACE) valueAt++;
    if (valueAt === end) return end === keyEnd + 1;
    const value = this.#value(valueAt, end);
    if (value === NOT_SIMPLE) return false;
    this.#add(value, valueAt);
    return true;
  }

  /** Makes a mapping in `column` the innermost container. */
  #mappingAt(at: number, column: number): boolean {
    this.#closeBeyond(column);
    let top = this.#open.at(-1);
    // A list may stand in the column of the key it belongs to.
    if (top?.list !== undefined && top.column === column) {
      this.#close();
      top = this.#open.at(-1);
    }
    if (top === undefined) {
      if (this.#members.start !== -1 || column !== 0) return false;
      this.#members.start = at;
      this.#open.push({
        column,
        list: undefined,
        mapping: undefined,
        from: -1,
        keys: undefined,
        waiting: undefined,
        waitingEnd: 0,
      });
      return true;
    }
    if (top.list !== undefined) return false;
    if (top.column === column) return true;
    if (top.waiting === undefined) return false;
    this.#begin(undefined, {}, at, column);
    return true;
  }

  #key(key: string, at: number, end: number): boolean {
    const top = this.#open.at(-1) as Container;
    this.#settle(top);
    top.waiting = key;
    top.waitingEnd = end;
    if (top.mapping === undefined) {
      this.#members.places.push(at, end);
      return true;
    }
    if (Object.hasOwn(top.mapping, key)) return false;
    if (top.keys !== undefined) top.keys.push(key);
    else if (isIndexKey(key)) top.keys = [...Object.keys(top.mapping), key];
    this.#scratch.push(this.#shift + at, this.#shift + end);
    return true;
  }

  /** A value for the innermost container: the next element, or the value of the key that waits. */
  #add(value: unknown, at: number): void {
    const top = this.#open.at(-1) as Container;
    if (top.list !== undefined) {
      top.list.push(value);
      this.#scratch.push(this.#shift + at);
      return;
    }
    const key = top.waiting as string;
    top.waiting = undefined;
    if (top.mapping === undefined) {
      this.#members.keys.push(key);
      this.#members.values.push(value);
      this.#members.places[this.#members.places.length - 1] = at;
    } else {
      top.mapping[key] = value;
      this.#scratch[this.#scratch.length - 1] = this.#shift + at;
    }
  }

  #begin(list: unknown[] | undefined, mapping: Record<string, unknown> | undefined, at: number, column: number): void {
    this.#add(list ?? mapping, at);
    const from = this.#scratch.push(this.#shift + at) - 1;
    this.#open.push({ column, list, mapping, from, keys: undefined, waiting: undefined, waitingEnd: 0 });
  }

  /** A key that got no value has null, which stands behind the key. */
  #settle(top: Container): void {
    if (top.waiting !== undefined) this.#add(null, top.waitingEnd);
  }

  #closeBeyond(column: number): void {
    while ((this.#open.at(-1)?.column ?? -1) > column) this.#close();
  }

  #close(): void {
    const top = this.#open.pop() as Container;
    if (top.waiting !== undefined) {
      this.#open.push(top);
      this.#settle(top);
      this.#open.pop();
    }
    if (top.from !== -1) this.#places.add((top.list ?? top.mapping) as object, this.#scratch, top.from, top.keys);
  }

  #value(at: number, end: number): unknown {
    const text = this.#text;
    const first = text.charCodeAt(at);
    const raw = text.slice(at, end);
    if (first === APOSTROPHE || first === QUOTE) return quoted(raw);
    if (raw === '[]' || raw === '{}') {
      const empty = raw === '[]' ? [] : {};
      this.#places.add(empty, [this.#shift + at], 0);
      return empty;
    }
    if (!PLAIN_START.test(raw.charAt(0)) && !DASH_NUMBER.test(raw)) return NOT_SIMPLE;
    if (raw.endsWith(' ') || raw.endsWith(':') || raw.includes(': ') || raw.includes(' #') || !PRINTABLE.test(raw))
      return NOT_SIMPLE;
    return plainScalar(raw);
  }
}

/** Whether a key that ends at a colon is followed by a blank or by the end of its line. */
function isEntryEnd(text: string, colon: number, end: number): boolean {
  return colon < end && text.charCodeAt(colon) === COLON && (colon + 1 === end || text.charCodeAt(colon + 1) === SPACE);
}

/** Text in quotes that ends with its line and holds neither quotes nor escapes. */
function quoted(raw: string): unknown {
  const quote = raw.charAt(0);
  const inner = raw.slice(1, -1);
  if (raw.length < 2 || !raw.endsWith(quote) || inner.includes(quote) || inner.includes('\\') || !PRINTABLE.test(inner))
    return NOT_SIMPLE;
  return inner;
}
