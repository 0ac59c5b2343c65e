/** Comparing plain data by value: deep equality, leaf changes, and the `{old, new}` shape results carry. */
import { isSecret, sameSecret } from './secret.js';
import { isUnknown } from './unknown.js';

/** One leaf that differs. `path` holds keys and list indexes; `old` or `new` is absent where the leaf is. */
export interface LeafChange {
  readonly path: readonly (string | number)[];
  readonly old?: unknown;
  readonly new?: unknown;
}

export interface CompareOptions {
  /** Lists whose order carries no meaning compare as multisets. */
  readonly unordered?: boolean;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !isSecret(value) &&
    !isUnknown(value)
  );
}

/** Deep equality of plain data. Null and undefined are the same; an unknown equals nothing, itself included. */
export function equal(left: unknown, right: unknown, options: CompareOptions = {}): boolean {
  if (left === right) return !isUnknown(left);
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  if (isUnknown(left) || isUnknown(right)) return false;
  if (isSecret(left)) return isSecret(right) && sameSecret(left, right);
  if (isSecret(right)) return false;
  if (typeof left === 'number' && typeof right === 'number') return Number.isNaN(left) && Number.isNaN(right);
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left instanceof Date || right instanceof Date) {
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  }
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return options.unordered === true
      ? sameMembers(left, right, options)
      : left.every((inner, at) => equal(inner, right[at], options));
  }
  if (Array.isArray(right)) return false;
  const one = left as Record<string, unknown>;
  const two = right as Record<string, unknown>;
  for (const key of Object.keys(one)) if (!equal(one[key], two[key], options)) return false;
  for (const key of Object.keys(two))
    if (!Object.hasOwn(one, key) && !equal(undefined, two[key], options)) return false;
  return true;
}

function sameMembers(left: readonly unknown[], right: readonly unknown[], options: CompareOptions): boolean {
  if (left.every(isSortable) && right.every(isSortable)) {
    const one = left.map(sortKey).sort();
    const two = right.map(sortKey).sort();
    return one.every((key, at) => key === two[at]);
  }
  const rest = [...right];
  return left.every((inner) => {
    const at = rest.findIndex((other) => equal(inner, other, options));
    if (at === -1) return false;
    rest.splice(at, 1);
    return true;
  });
}

function isSortable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function sortKey(value: unknown): string {
  return `${typeof value}:${String(value)}`;
}

/** Every leaf that differs, in the order of the old data's keys and then the new one's. Lists differ leaf by leaf when equally long, else whole. */
export function diff(old: unknown, next: unknown, options: CompareOptions = {}): LeafChange[] {
  const changes: LeafChange[] = [];
  collect(old, next, [], changes, options);
  return changes;
}

function collect(
  old: unknown,
  next: unknown,
  path: readonly (string | number)[],
  into: LeafChange[],
  options: CompareOptions,
): void {
  if (equal(old, next, options)) return;
  if (isRecord(old) && isRecord(next)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)]))
      collect(old[key], next[key], [...path, key], into, options);
    return;
  }
  if (Array.isArray(old) && Array.isArray(next) && old.length === next.length && options.unordered !== true) {
    old.forEach((inner, at) => collect(inner, next[at], [...path, at], into, options));
    return;
  }
  into.push({ path, ...(old === undefined ? {} : { old }), ...(next === undefined ? {} : { new: next }) });
}

/** What differs, as results carry it: `{}`, or `{old, new}` with each side holding only the keys that differ. */
export interface Changes {
  readonly old?: Record<string, unknown>;
  readonly new?: Record<string, unknown>;
  readonly [key: string]: unknown;
}

/** `{}` when equal; else both sides, either of which may be empty. Nested maps are reduced the same way. */
export function changesBetween(old: unknown, next: unknown, options: CompareOptions = {}): Changes {
  const before = isRecord(old) ? old : {};
  const after = isRecord(next) ? next : {};
  const [oldSide, newSide] = reduce(before, after, options);
  if (Object.keys(oldSide).length === 0 && Object.keys(newSide).length === 0) return {};
  return { old: oldSide, new: newSide };
}

function reduce(
  old: Record<string, unknown>,
  next: Record<string, unknown>,
  options: CompareOptions,
): [Record<string, unknown>, Record<string, unknown>] {
  const oldSide: Record<string, unknown> = {};
  const newSide: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const before = old[key];
    const after = next[key];
    if (equal(before, after, options)) continue;
    if (isRecord(before) && isRecord(after)) {
      const [one, two] = reduce(before, after, options);
      if (Object.keys(one).length > 0) oldSide[key] = one;
      if (Object.keys(two).length > 0) newSide[key] = two;
      continue;
    }
    if (before !== undefined && Object.hasOwn(old, key)) oldSide[key] = before;
    if (after !== undefined && Object.hasOwn(next, key)) newSide[key] = after;
  }
  return [oldSide, newSide];
}
