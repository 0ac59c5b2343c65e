/**
 * Paths into data, as argument binding writes them: parts separated by `:`, each `key`, `key[0]`, `key[*]`, or `[0]`.
 * A key applied to a list is applied to each element; `[*]` maps over all elements.
 */

import { isSecret } from './secret.js';
import { isUnknown } from './unknown.js';

export type PathPart =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'star' };

export type DataPath = readonly PathPart[];

export type PathResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads the text form. `a:b[0][*]:c`; a part of digits without brackets is a key. */
export function parsePath(text: string): PathResult<DataPath> {
  const parts: PathPart[] = [];
  for (const piece of text.split(':')) {
    const open = piece.indexOf('[');
    const key = open === -1 ? piece : piece.slice(0, open);
    if (key === '' && open === -1) return { ok: false, problem: `the path '${text}' has an empty part` };
    if (key !== '') parts.push({ kind: 'key', key });
    if (open === -1) continue;
    const indexes = piece.slice(open);
    if (!/^(\[[^[\]]*\])+$/.test(indexes)) {
      return {
        ok: false,
        problem: `'${piece}' is not a key with indexes: brackets must be closed and stand at the end`,
      };
    }
    for (const [, inner = ''] of indexes.matchAll(/\[([^[\]]*)\]/g)) {
      if (inner === '*') parts.push({ kind: 'star' });
      else if (/^\d+$/.test(inner)) parts.push({ kind: 'index', index: Number(inner) });
      else return { ok: false, problem: `'[${inner}]' is not an index: only digits and * are` };
    }
  }
  return { ok: true, value: parts };
}

/** The text form that `parsePath` reads. */
export function pathText(path: DataPath): string {
  let text = '';
  for (const part of path) {
    if (part.kind === 'key') text += text === '' ? part.key : `:${part.key}`;
    else text += part.kind === 'star' ? '[*]' : `[${part.index}]`;
  }
  return text;
}

/** Follows a path. The problem names the part that could not be followed and what stood there. */
export function getPath(value: unknown, path: DataPath): PathResult<unknown> {
  return follow(value, path, 0);
}

function follow(value: unknown, path: DataPath, at: number): PathResult<unknown> {
  const part = path[at];
  if (part === undefined) return { ok: true, value };
  const here = at === 0 ? 'the state' : `'${pathText(path.slice(0, at))}'`;
  if (part.kind === 'key') {
    if (Array.isArray(value)) return followEach(value, path, at);
    if (value === null || typeof value !== 'object') {
      return { ok: false, problem: `${here} is ${describe(value)} and has no key '${part.key}'` };
    }
    if (!Object.hasOwn(value, part.key)) {
      const keys = Object.keys(value);
      const has =
        keys.length === 0 ? 'it is empty' : `it has ${keys.slice(0, 12).join(', ')}${keys.length > 12 ? ', …' : ''}`;
      return { ok: false, problem: `${here} has no key '${part.key}' (${has})` };
    }
    return follow((value as Record<string, unknown>)[part.key], path, at + 1);
  }
  if (!Array.isArray(value)) {
    return {
      ok: false,
      problem: `${here} is ${describe(value)}, so '${pathText([part])}' cannot be applied: only lists have indexes`,
    };
  }
  if (part.kind === 'star') return followEach(value, path, at + 1);
  if (part.index >= value.length) {
    return { ok: false, problem: `${here} has ${value.length} elements, so there is no index ${part.index}` };
  }
  return follow(value[part.index], path, at + 1);
}

function followEach(list: readonly unknown[], path: DataPath, at: number): PathResult<unknown> {
  const found: unknown[] = [];
  for (const element of list) {
    const inner = follow(element, path, at);
    if (!inner.ok) return inner;
    found.push(inner.value);
  }
  return { ok: true, value: found };
}

/** What a value is, in words for a message; never the value itself. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (isSecret(value)) return 'a secret';
  if (isUnknown(value)) return 'a value that is not known yet';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date) return 'a date';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'a boolean';
    case 'number':
    case 'bigint':
      return 'a number';
    default:
      return 'a mapping';
  }
}
