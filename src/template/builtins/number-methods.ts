import type { Method, MethodTable } from '../values/attributes.js';
import { Fault } from '../values/fault.js';
import { Float, float, int, Tuple } from '../values/model.js';
import { intOf } from '../values/number.js';

function table(definitions: Record<string, (self: never) => unknown>): MethodTable {
  const methods = Object.create(null) as Record<string, Method>;
  for (const [name, method] of Object.entries(definitions)) methods[name] = (_runtime, self) => method(self);
  return methods;
}

function bits(self: unknown): string {
  const value = BigInt(intOf(self) ?? 0);
  return (value < 0n ? -value : value).toString(2);
}

export const NUMBER_METHODS: MethodTable = table({
  bit_length: (self) => (intOf(self) === 0 ? 0 : bits(self).length),
  bit_count: (self) => bits(self).replaceAll('0', '').length,
  conjugate: (self) => intOf(self),
  as_integer_ratio: (self) => new Tuple([intOf(self), 1]),
});

function valueOf(self: unknown): number {
  return self instanceof Float ? self.value : (self as number);
}

export const FLOAT_METHODS: MethodTable = table({
  is_integer: (self) => Number.isInteger(valueOf(self)),
  conjugate: (self) => float(valueOf(self)),
  as_integer_ratio: (self) => integerRatio(valueOf(self)),
});

function integerRatio(value: number): Tuple {
  if (!Number.isFinite(value)) throw new Fault('OverflowError', 'cannot convert Infinity to integer ratio');
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return new Tuple([int(BigInt(scaled)), int(denominator)]);
}
