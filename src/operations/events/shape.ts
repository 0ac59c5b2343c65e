/** Shapes of JSON values: one definition from which the type and the JSON Schema both follow. */

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A JSON value; `T` is what the schema says, as a type. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  readonly optional?: boolean;
  /** Never there: carries the type. */
  readonly of?: T;
}

interface Optional<T> extends Shape<T> {
  readonly optional: true;
}

/** The type of a shape. */
export type Of<S> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape<unknown>>>;

type OptionalNames<M extends Members> = { [K in keyof M]: M[K] extends Optional<unknown> ? K : never }[keyof M];

type OfMembers<M extends Members> = { readonly [K in Exclude<keyof M, OptionalNames<M>>]: Of<M[K]> } & {
  readonly [K in OptionalNames<M>]?: Of<M[K]>;
};

export const text: Shape<string> = { schema: { type: 'string' } };
export const number: Shape<number> = { schema: { type: 'number' } };
export const integer: Shape<number> = { schema: { type: 'integer' } };
export const boolean: Shape<boolean> = { schema: { type: 'boolean' } };
export const anything: Shape<unknown> = { schema: {} };

export function oneOf<const V extends readonly (string | number)[]>(...values: V): Shape<V[number]> {
  return { schema: values.length === 1 ? { const: values[0] } : { enum: values } };
}

export function list<T>(items: Shape<T>): Shape<readonly T[]> {
  return { schema: { type: 'array', items: items.schema } };
}

export function record<T>(values: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { schema: { type: 'object', additionalProperties: values.schema } };
}

/** May be null. */
export function nullable<T>({ schema }: Shape<T>): Shape<T | null> {
  const { type } = schema;
  return { schema: typeof type === 'string' ? { ...schema, type: [type, 'null'] } : schema };
}

export function optional<T>({ schema }: Shape<T>): Optional<T> {
  return { schema, optional: true };
}

/** Members that are not named here may come to it later. */
export function object<const M extends Members>(members: M): Shape<OfMembers<M>> {
  const required = Object.keys(members).filter((name) => members[name]?.optional !== true);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
      ...(required.length === 0 ? {} : { required }),
    },
  };
}

/** The same value with a sentence about it. */
export function about<S extends Shape<unknown>>(description: string, shape: S): S {
  return { ...shape, schema: { description, ...shape.schema } };
}

/** A shape that stands by name in the schema's `$defs`. */
export function named<T>(name: string): Shape<T> {
  return { schema: { $ref: `#/$defs/${name}` } };
}
