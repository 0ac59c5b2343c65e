/**
 * Fields: one schema for a function's arguments and for what is read back. Plain data, so it becomes documentation, JSON
 * Schema, completion and validation alike.
 */

export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'record' | 'object' | 'any';

/** What a field may say about itself. Defaults: everything false or absent. */
export interface FieldOptions<T> {
  /** One sentence or more for the reference page. */
  readonly doc?: string;
  /** The argument must be given (from the SLS, a binding, or the enforced state). */
  readonly required?: boolean;
  /** Set by the provider: read back, never an argument of `present` unless `stable`. */
  readonly computed?: boolean;
  /** A computed value that identifies the thing for its whole life; it may be given to adopt one. */
  readonly stable?: boolean;
  /** A change replaces the thing. A function decides by the two values (`capacity` downwards). */
  readonly immutable?: boolean | ((from: T, to: T) => boolean);
  /** Its values are secrets: masked everywhere. */
  readonly secret?: boolean;
  /** Sent but never read back: enforced by digest. */
  readonly write_only?: boolean;
  /** A list whose order carries no meaning. */
  readonly unordered?: boolean;
  /** Brings given and observed values to one form before they are compared. Pure. */
  readonly normalise?: (value: T) => T;
  /** Used on creation when the argument is not given, and shown in the reference. Never enforced on what exists. */
  readonly default?: T;
  /** For the reference page and the generated example. */
  readonly example?: T;
  /** The only values allowed. */
  readonly one_of?: readonly T[];
}

export interface Field<T = unknown, Required extends boolean = boolean>
  extends Omit<FieldOptions<T>, 'required' | 'normalise' | 'immutable'> {
  readonly type: FieldType;
  readonly required: Required;
  /** Of a list: its elements. Of a record: its values. */
  readonly items?: Field;
  /** Of an object: its members. */
  readonly fields?: Fields;
  // Methods, so that a field of a narrower type is assignable to `Field`.
  normalise?(value: T): T;
  immutable?: boolean | ImmutableRule;
}

/** Whether a change between two values needs a replacement. */
export type ImmutableRule = (from: never, to: never) => boolean;

export type Fields = Readonly<Record<string, Field>>;

type Options<T> = FieldOptions<T>;
type IsRequired<O> = O extends { readonly required: true } ? true : false;

function make<T, O extends Options<T>>(
  type: FieldType,
  options: O | undefined,
  extra: object = {},
): Field<T, IsRequired<O>> {
  return { type, required: false, ...options, ...extra } as unknown as Field<T, IsRequired<O>>;
}

/** Makers of fields. `field.string({ required: true })`, `field.list(field.string())`, `field.record(field.any())`. */
export const field = {
  string: <const O extends Options<string>>(options?: O): Field<string, IsRequired<O>> => make('string', options),
  integer: <const O extends Options<number>>(options?: O): Field<number, IsRequired<O>> => make('integer', options),
  number: <const O extends Options<number>>(options?: O): Field<number, IsRequired<O>> => make('number', options),
  boolean: <const O extends Options<boolean>>(options?: O): Field<boolean, IsRequired<O>> => make('boolean', options),
  any: <const O extends Options<unknown>>(options?: O): Field<unknown, IsRequired<O>> => make('any', options),
  list: <T, const O extends Options<T[]>>(items: Field<T>, options?: O): Field<T[], IsRequired<O>> =>
    make('list', options, { items }),
  record: <T, const O extends Options<Record<string, T>>>(
    items: Field<T>,
    options?: O,
  ): Field<Record<string, T>, IsRequired<O>> => make('record', options, { items }),
  object: <F extends Fields, const O extends Options<ValuesOf<F>>>(
    fields: F,
    options?: O,
  ): Field<ValuesOf<F>, IsRequired<O>> => make('object', options, { fields }),
};

/** The values of fields: required ones are there, others may be absent. */
export type ValuesOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<unknown, true> ? K : never]: F[K] extends Field<infer T> ? T : never;
} & {
  readonly [K in keyof F as F[K] extends Field<unknown, true> ? never : K]?: F[K] extends Field<infer T>
    ? T | null
    : never;
};
