/** Fields as JSON Schema (draft 2020-12), for editors. */
import type { Field, Fields } from '../contract/index.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** An argument of any type may be bound; the whole string is then one reference. */
const BINDING: JsonSchema = { type: 'string', pattern: '^\\$\\{[^${}]+\\}$' };

const TYPES = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  record: 'object',
  object: 'object',
};

/** What a function's arguments look like: an object with a property per field. Computed fields that are not stable are no arguments. */
export function jsonSchemaOf({ fields, free }: { readonly fields: Fields; readonly free?: boolean }): JsonSchema {
  const taken = Object.entries(fields).filter(([, one]) => one.computed !== true || one.stable === true);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...objectSchema(Object.fromEntries(taken), free === true),
  };
}

function objectSchema(fields: Fields, free: boolean): JsonSchema {
  const required = Object.keys(fields).filter((name) => fields[name]?.required === true);
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: free,
  };
}

function fieldSchema(field: Field): JsonSchema {
  const notes = {
    ...(field.doc === undefined ? {} : { description: field.doc }),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.example === undefined ? {} : { examples: [field.example] }),
  };
  if (field.type === 'any')
    return field.one_of === undefined ? notes : { ...notes, anyOf: [{ enum: field.one_of }, BINDING] };
  const value: JsonSchema = { ...typeSchema(field), ...(field.one_of === undefined ? {} : { enum: field.one_of }) };
  const bindable = field.type !== 'string' || field.one_of !== undefined;
  // Null means: not given.
  const choices = [value, ...(bindable ? [BINDING] : []), ...(field.required ? [] : [{ type: 'null' }])];
  return choices.length === 1 ? { ...notes, ...value } : { ...notes, anyOf: choices };
}

function typeSchema(field: Field): JsonSchema {
  if (field.type === 'any') return {};
  if (field.type === 'object') return objectSchema(field.fields ?? {}, false);
  const items = field.items === undefined ? {} : fieldSchema(field.items);
  if (field.type === 'list') return { type: 'array', items };
  if (field.type === 'record') return { type: 'object', additionalProperties: items };
  return { type: TYPES[field.type] };
}
