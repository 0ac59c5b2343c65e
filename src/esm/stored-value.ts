/**
 * Values at rest are JSON data. Secrets become markers (`secret-keys.ts`); dates and integers beyond a number's reach become text, bytes
 * a marked base64 text, and members without a value are left out. So what is in memory is what the next run will read.
 */
import { isSecret } from '../kernel/index.js';
import { isSealedMarker, type SecretKeys } from './secret-keys.js';

const BYTES = '__bytes__';

/**
 * A copy of plain data as it is stored; what is stored as it is, is given back and not copied. Where `like`, a stored value, has the
 * marker of the same secret under another key, that marker is taken.
 */
export function storedValue<Value>(value: Value, keys: SecretKeys, like?: unknown): Value {
  return stored(value, keys, like) as Value;
}

function stored(value: unknown, keys: SecretKeys, like: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return keys.marker(value, like);
  if (Array.isArray(value)) return storedList(value, keys, like);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) {
    return { [BYTES]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  return storedMapping(value, keys, like);
}

function storedList(list: readonly unknown[], keys: SecretKeys, like: unknown): unknown {
  let copy: unknown[] | undefined;
  for (const [index, inner] of list.entries()) {
    const kept = inner === undefined ? null : stored(inner, keys, memberOf(like, index));
    if (kept === inner) continue;
    copy ??= [...list];
    copy[index] = kept;
  }
  return copy ?? list;
}

function storedMapping(mapping: object, keys: SecretKeys, like: unknown): unknown {
  let changed = false;
  const entries = Object.entries(mapping);
  for (const entry of entries) {
    const kept = stored(entry[1], keys, memberOf(like, entry[0]));
    if (kept !== entry[1] || kept === undefined) changed = true;
    entry[1] = kept;
  }
  return changed ? Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)) : mapping;
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

/** Stored data with its sealed values opened; what has none is given back as it is. */
export function openedValue<Value>(value: Value, keys: SecretKeys): Value {
  return opened(value, keys) as Value;
}

function opened(value: unknown, keys: SecretKeys): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSealedMarker(value)) return keys.open(value);
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const seen = opened(inner, keys);
    if (seen === inner) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[name] = seen;
  }
  return copy ?? value;
}
