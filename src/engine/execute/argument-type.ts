/** Whether a value fits a field; what is wrong with it, in words. */
import type { Field, FieldType } from '../../contract/index.js';
import { describe, equal, isSecret, isUnknown, reveal } from '../../kernel/index.js';

export interface Misfit {
  readonly kind: 'type' | 'value' | 'member' | 'missing';
  /** Keys and indexes below the argument. */
  readonly path: readonly (string | number)[];
  /** `an integer`, `one of 'a', 'b'`, `one of the members a, b`. */
  readonly expected: string;
  /** What stands there instead; never a secret. */
  readonly found: string;
  /** How to write what was probably meant. */
  readonly hint?: string;
}

const NOUNS: Readonly<Record<FieldType, string>> = {
  string: 'text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  record: 'a mapping',
  object: 'a mapping',
  any: 'anything',
};

/** `skip` tells the places that hold something else later, such as bindings. */
export type Skip = (path: readonly (string | number)[]) => boolean;

const NEVER: Skip = () => false;

/** The first misfit; undefined when the value fits. Null fits everywhere: it means "not given". Unknown values fit. */
export function misfit(
  field: Field,
  value: unknown,
  skip: Skip = NEVER,
  path: readonly (string | number)[] = [],
): Misfit | undefined {
  if (value === null || value === undefined || isUnknown(value)) return undefined;
  const hidden = isSecret(value);
  const plain = reveal(value);
  if (field.type === 'any' && field.one_of === undefined) return undefined;
  if (skip(path)) return undefined;
  if (!isOfType(field.type, plain)) {
    const hint = hidden ? undefined : typeHint(field.type, plain);
    return {
      kind: 'type',
      path,
      expected: NOUNS[field.type],
      found: describe(plain),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  if (field.one_of !== undefined && !field.one_of.some((allowed) => equal(allowed, plain))) {
    const expected = `one of ${field.one_of.map((one) => literalText(one)).join(', ')}`;
    return { kind: 'value', path, expected, found: hidden ? 'a secret' : literalText(plain) };
  }
  return inside(field, plain, skip, path);
}

function inside(field: Field, value: unknown, skip: Skip, path: readonly (string | number)[]): Misfit | undefined {
  if (field.type === 'list' && field.items !== undefined) {
    for (const [at, element] of (value as unknown[]).entries()) {
      const found = misfit(field.items, element, skip, [...path, at]);
      if (found !== undefined) return found;
    }
  } else if (field.type === 'record' && field.items !== undefined) {
    for (const [key, element] of Object.entries(value as object)) {
      const found = misfit(field.items, element, skip, [...path, key]);
      if (found !== undefined) return found;
    }
  } else if (field.type === 'object' && field.fields !== undefined)
    return insideObject(field.fields, value as object, skip, path);
  return undefined;
}

function insideObject(
  fields: Readonly<Record<string, Field>>,
  value: object,
  skip: Skip,
  path: readonly (string | number)[],
): Misfit | undefined {
  const given = value as Readonly<Record<string, unknown>>;
  for (const [key, element] of Object.entries(given)) {
    const member = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (member === undefined) {
      return {
        kind: 'member',
        path: [...path, key],
        expected: `one of the members ${Object.keys(fields).join(', ')}`,
        found: `'${key}'`,
      };
    }
    const found = misfit(member, element, skip, [...path, key]);
    if (found !== undefined) return found;
  }
  for (const [key, member] of Object.entries(fields)) {
    if (member.required && (given[key] === null || given[key] === undefined)) {
      return { kind: 'missing', path, expected: `a member '${key}'`, found: 'none' };
    }
  }
  return undefined;
}

function isOfType(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    case 'number':
      return typeof value === 'bigint' || typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'record':
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    case 'any':
      return true;
  }
}

function typeHint(type: FieldType, value: unknown): string | undefined {
  const scalar = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (type === 'string' && scalar) return `put it in quotes: "${String(value)}"`;
  if (type === 'string' && value instanceof Date) return 'put it in quotes';
  if (type === 'list' && (scalar || typeof value === 'string')) return 'write a list of one: [value]';
  if (typeof value !== 'string') return undefined;
  if ((type === 'integer' || type === 'number') && value.trim() !== '' && !Number.isNaN(Number(value)))
    return 'leave out the quotes';
  if (type === 'boolean' && /^(true|false|yes|no|on|off)$/i.test(value)) {
    return `write ${/^(true|yes|on)$/i.test(value) ? 'true' : 'false'}, without quotes`;
  }
  return undefined;
}

function literalText(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'object') return describe(value);
  return String(value);
}
