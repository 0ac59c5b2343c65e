/** A value that will be known only after something was applied. Plans carry it; no provider ever receives it. */

const UNKNOWN = Symbol.for('holdfast/1/unknown');

export interface Unknown {
  readonly [UNKNOWN]: true;
  /** Why it is not known yet: `cloud.network:net:resource_id is known after applying`. */
  readonly reason: string;
}

export function unknown(reason: string): Unknown {
  const value = Object.create(null) as Record<PropertyKey, unknown>;
  Object.defineProperty(value, UNKNOWN, { value: true });
  value.reason = reason;
  const text = `(${reason})`;
  Object.defineProperty(value, 'toString', { value: () => text });
  Object.defineProperty(value, 'toJSON', { value: () => ({ unknown: reason }) });
  return Object.freeze(value) as unknown as Unknown;
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && (value as Partial<Unknown>)[UNKNOWN] === true;
}

/** The first unknown inside plain data. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (isUnknown(value)) return value;
  if (Array.isArray(value)) {
    for (const inner of value) {
      const found = findUnknown(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const inner of Object.values(value)) {
      const found = findUnknown(inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
