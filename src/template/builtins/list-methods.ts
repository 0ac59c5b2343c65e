import { bind, signature } from '../runtime/parameters.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Method, MethodTable } from '../values/attributes.js';
import { compare, equals, truthy } from '../values/compare.js';
import { assertChangeable } from '../values/dict.js';
import { Fault, valueError } from '../values/fault.js';
import { type Keywords, Range, type Tuple } from '../values/model.js';
import { iterate } from '../values/sequence.js';
import { repr } from '../values/text.js';
import { intArgument } from './string-methods.js';

function methods<Self>(
  type: string,
  definitions: Record<string, [string, (runtime: Runtime, self: Self, args: readonly unknown[]) => unknown]>,
): MethodTable {
  const table = Object.create(null) as Record<string, Method>;
  for (const [name, [parameters, method]] of Object.entries(definitions)) {
    const shape = signature(parameters);
    table[name] = ((runtime: Runtime, self: Self, args: readonly unknown[], keywords: Keywords | undefined) =>
      method(runtime, self, bind(`${type}.${name}`, shape, args, keywords))) as unknown as Method;
  }
  return table;
}

function changing(runtime: Runtime, list: unknown[], more: number): void {
  assertChangeable(list);
  runtime.items(list.length + more);
  runtime.tick();
}

function indexOf(runtime: Runtime, items: readonly unknown[], value: unknown, type: string): number {
  runtime.tick(items.length >> 3);
  const at = items.findIndex((item) => equals(runtime, item, value));
  if (at === -1)
    throw valueError(type === 'tuple' ? 'tuple.index(x): x not in tuple' : `${repr(runtime, value)} is not in list`);
  return at;
}

function count(runtime: Runtime, items: readonly unknown[], value: unknown): number {
  runtime.tick(items.length >> 3);
  return items.filter((item) => equals(runtime, item, value)).length;
}

/** Methods of `list`. Those that change the list give None, as in Python. */
export const LIST_METHODS: MethodTable = methods<unknown[]>('list', {
  append: [
    'object',
    (runtime, self, [item]) => {
      changing(runtime, self, 1);
      self.push(item);
      return null;
    },
  ],
  extend: [
    'iterable',
    (runtime, self, [iterable]) => {
      const items = iterate(runtime, runtime.open(iterable)).slice();
      changing(runtime, self, items.length);
      for (const item of items) self.push(item);
      return null;
    },
  ],
  insert: [
    'index object',
    (runtime, self, [index, item]) => {
      changing(runtime, self, 1);
      self.splice(intArgument(index), 0, item);
      return null;
    },
  ],
  pop: [
    'index?',
    (runtime, self, [index]) => {
      changing(runtime, self, 0);
      if (self.length === 0) throw new Fault('IndexError', 'pop from empty list');
      const at = index === undefined ? self.length - 1 : intArgument(index);
      const from = at < 0 ? at + self.length : at;
      if (from < 0 || from >= self.length) throw new Fault('IndexError', 'pop index out of range');
      return self.splice(from, 1)[0];
    },
  ],
  remove: [
    'value',
    (runtime, self, [value]) => {
      changing(runtime, self, 0);
      const at = self.findIndex((item) => equals(runtime, item, value));
      if (at === -1) throw valueError('list.remove(x): x not in list');
      self.splice(at, 1);
      return null;
    },
  ],
  clear: [
    '',
    (runtime, self) => {
      changing(runtime, self, 0);
      self.length = 0;
      return null;
    },
  ],
  reverse: [
    '',
    (runtime, self) => {
      changing(runtime, self, 0);
      self.reverse();
      return null;
    },
  ],
  sort: [
    'key? reverse?',
    (runtime, self, [, reverse]) => {
      changing(runtime, self, 0);
      runtime.tick(self.length);
      const sorted = stableSort(runtime, self, (item) => item, reverse !== undefined && truthy(runtime, reverse));
      for (let at = 0; at < sorted.length; at++) self[at] = sorted[at];
      return null;
    },
  ],
  copy: ['', (_runtime, self) => self.slice()],
  index: ['value start? stop?', (runtime, self, [value]) => indexOf(runtime, self, value, 'list')],
  count: ['value', (runtime, self, [value]) => count(runtime, self, value)],
});

export const TUPLE_METHODS: MethodTable = methods<Tuple | Range>('tuple', {
  index: [
    'value',
    (runtime, self, [value]) =>
      indexOf(runtime, iterate(runtime, self), value, self instanceof Range ? 'range' : 'tuple'),
  ],
  count: ['value', (runtime, self, [value]) => count(runtime, iterate(runtime, self), value)],
});

/** Sorted as Python sorts: stable, by keys compared with `<`, also when reversed. */
export function stableSort<T>(runtime: Runtime, items: readonly T[], key: (item: T) => unknown, reverse: boolean): T[] {
  const walked = reverse ? items.slice().reverse() : items;
  const keyed = walked.map((item, at) => ({ item, at, key: key(item) }));
  const order = (a: { key: unknown; at: number }, b: { key: unknown; at: number }): number => {
    runtime.tick();
    // Python asks whether the later one is less than the earlier one; its error names the operands in that order.
    return a.at < b.at ? -(compare(runtime, '<', b.key, a.key, 0) ?? 0) : (compare(runtime, '<', a.key, b.key, 0) ?? 0);
  };
  keyed.sort(order);
  const sorted = keyed.map((one) => one.item);
  return reverse ? sorted.reverse() : sorted;
}
