import { Fault, typeError } from './fault.js';
import type { Meter } from './meter.js';
import { Dict, type DictEntry, Float, Markup, Tuple, Undefined } from './model.js';
import { typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

/** The one thing equal keys share, fit for a `Map`. */
export function hashKey(meter: Meter, key: unknown): unknown {
  if (typeof key === 'string') return key.startsWith('\0') ? `\0s${key}` : key;
  if (typeof key === 'boolean') return key ? 1 : 0;
  if (typeof key !== 'object' || key === null) return key;
  const opened = meter.peek(key);
  if (opened !== key) return hashKey(meter, opened);
  if (key instanceof Float) return key.value === 0 ? 0 : key.value;
  if (key instanceof Markup) return hashKey(meter, key.text);
  if (key instanceof Tuple) {
    meter.tick(key.items.length);
    const hash = `\0t${key.items.map((item) => keyText(hashKey(meter, item))).join(',')}`;
    meter.text(hash.length);
    return hash;
  }
  if (key instanceof Undefined) return undefinedKey(key);
  if (Array.isArray(key) || isDict(key)) throw typeError(`unhashable type: '${typeName(key)}'`);
  return key;
}

function undefinedKey(key: Undefined): unknown {
  if (key.mode === 'strict') throw undefinedFault(key);
  return `\0u${key.mode}`;
}

function keyText(key: unknown): string {
  // Its length says where it ends; escaping would double it at every level of nesting.
  if (typeof key === 'string') return `s${key.length}:${key}`;
  if (key === null || typeof key === 'number' || typeof key === 'bigint') return `${typeof key}${String(key)}`;
  throw typeError(`unhashable type inside a tuple: '${typeName(key)}'`);
}

export type DictData = Dict | Map<unknown, unknown> | Record<string, unknown>;

/** A dict of either make: a `Dict`, or plain data. `Map` comes with data, too. */
export function isDict(value: unknown): value is DictData {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof Dict || value instanceof Map) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  return prototype === null && Object.getOwnPropertySymbols(value).length === 0;
}

export function newDict(meter: Meter, pairs: Iterable<readonly [unknown, unknown]>): Dict {
  const dict = new Dict();
  for (const [key, value] of pairs) dictSet(meter, dict, key, value);
  return dict;
}

/** The value under a key; undefined when there is none (None is null, so it cannot be confused). */
export function dictGet(meter: Meter, dict: object, key: unknown): unknown {
  if (dict instanceof Dict) return dict.entries.get(hashKey(meter, key))?.value;
  const name = typeof key === 'string' ? key : hashKey(meter, key);
  if (dict instanceof Map) return dict.get(name);
  if (typeof name !== 'string') return undefined;
  return Object.hasOwn(dict, name) ? (dict as Record<string, unknown>)[name] : undefined;
}

export function dictHas(meter: Meter, dict: object, key: unknown): boolean {
  if (dict instanceof Dict) return dict.entries.has(hashKey(meter, key));
  const name = hashKey(meter, key);
  if (dict instanceof Map) return dict.has(name);
  return typeof name === 'string' && Object.hasOwn(dict, name);
}

/** Refuses to change what the caller of the engine has frozen. */
export function assertChangeable(target: object): void {
  if (Object.isFrozen(target))
    throw new Fault('TypeError', 'this value was given to the template and cannot be changed');
}

export function dictSet(meter: Meter, dict: object, key: unknown, item: unknown): void {
  if (dict instanceof Dict) {
    const hash = hashKey(meter, key);
    const entry = dict.entries.get(hash);
    if (entry !== undefined) {
      entry.value = item;
      return;
    }
    meter.items(dict.entries.size + 1);
    dict.entries.set(hash, { key, value: item });
    return;
  }
  assertChangeable(dict);
  if (dict instanceof Map) {
    dict.set(hashKey(meter, key), item);
    return;
  }
  if (typeof key !== 'string')
    throw typeError(`only strings can be keys of data given to the template, not '${typeName(key)}'`);
  Object.defineProperty(dict, key, { value: item, writable: true, enumerable: true, configurable: true });
}

export function dictDelete(meter: Meter, dict: object, key: unknown): void {
  if (dict instanceof Dict) {
    dict.entries.delete(hashKey(meter, key));
    return;
  }
  assertChangeable(dict);
  const name = hashKey(meter, key);
  if (dict instanceof Map) dict.delete(name);
  else if (typeof name === 'string') delete (dict as Record<string, unknown>)[name];
}

export function dictClear(dict: object): void {
  if (dict instanceof Dict) {
    dict.entries.clear();
    return;
  }
  assertChangeable(dict);
  if (dict instanceof Map) dict.clear();
  else for (const key of Object.keys(dict)) delete (dict as Record<string, unknown>)[key];
}

export function dictKeys(dict: object): unknown[] {
  if (dict instanceof Dict) return Array.from(dict.entries.values(), (entry: DictEntry) => entry.key);
  if (dict instanceof Map) return [...dict.keys()];
  return Object.keys(dict);
}

export function dictValues(dict: object): unknown[] {
  if (dict instanceof Dict) return Array.from(dict.entries.values(), (entry: DictEntry) => entry.value);
  if (dict instanceof Map) return [...dict.values()];
  return Object.values(dict);
}

export function dictItems(dict: object): Tuple[] {
  if (dict instanceof Dict)
    return Array.from(dict.entries.values(), (entry: DictEntry) => new Tuple([entry.key, entry.value]));
  if (dict instanceof Map) return Array.from(dict, (pair) => new Tuple(pair));
  return Object.keys(dict).map((key) => new Tuple([key, (dict as Record<string, unknown>)[key]]));
}

export function dictSize(dict: object): number {
  if (dict instanceof Dict) return dict.entries.size;
  if (dict instanceof Map) return dict.size;
  return Object.keys(dict).length;
}

export function dictCopy(dict: object): Dict {
  if (dict instanceof Dict) {
    return new Dict(
      new Map(Array.from(dict.entries, ([hash, entry]) => [hash, { key: entry.key, value: entry.value }])),
    );
  }
  const copy = new Dict();
  for (const { items } of dictItems(dict)) copy.entries.set(plainHash(items[0]), { key: items[0], value: items[1] });
  return copy;
}

function plainHash(key: unknown): unknown {
  return typeof key === 'string' && key.startsWith('\0') ? `\0s${key}` : key;
}
