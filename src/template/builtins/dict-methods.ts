import { bind, signature } from '../runtime/parameters.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Method, MethodTable } from '../values/attributes.js';
import {
  dictClear,
  dictCopy,
  dictDelete,
  dictGet,
  dictHas,
  dictItems,
  dictSet,
  dictSize,
  isDict,
} from '../values/dict.js';
import { Fault, typeError, valueError } from '../values/fault.js';
import { Dict, DictView, type Keywords, Tuple } from '../values/model.js';
import { iterate } from '../values/sequence.js';
import { repr } from '../values/text.js';

const table = Object.create(null) as Record<string, Method>;

/** Methods of `dict`, for dicts of templates and for plain data alike. */
export const DICT_METHODS: MethodTable = table;

function define(
  name: string,
  parameters: string,
  method: (runtime: Runtime, self: object, args: readonly unknown[]) => unknown,
): void {
  const shape = signature(parameters);
  table[name] = ((runtime: Runtime, self: object, args: readonly unknown[], keywords: Keywords | undefined) =>
    method(runtime, self, bind(`dict.${name}`, shape, args, keywords))) as unknown as Method;
}

define('keys', '', (_, self) => new DictView(self, 'keys'));
define('values', '', (_, self) => new DictView(self, 'values'));
define('items', '', (_, self) => new DictView(self, 'items'));
define('copy', '', (_, self) => dictCopy(self));
define('get', 'key default?', (runtime, self, [key, otherwise]) => {
  const found = value(runtime, self, key);
  if (found !== undefined) return found;
  return otherwise === undefined ? null : otherwise;
});

/** The value under a key; None given as null when the key is there, undefined when it is not. */
function value(runtime: Runtime, self: object, key: unknown): unknown {
  const found = dictGet(runtime, self, key);
  if (found === undefined) return dictHas(runtime, self, key) ? null : undefined;
  return found;
}

define('setdefault', 'key default?', (runtime, self, [key, otherwise]) => {
  const found = value(runtime, self, key);
  if (found !== undefined) return found;
  dictSet(runtime, self, key, otherwise ?? null);
  return otherwise ?? null;
});
define('pop', 'key default?', (runtime, self, [key, otherwise]) => {
  const found = value(runtime, self, key);
  if (found === undefined) {
    if (otherwise === undefined) throw new Fault('KeyError', repr(runtime, key));
    return otherwise;
  }
  dictDelete(runtime, self, key);
  return found;
});
define('popitem', '', (runtime, self) => {
  const last = dictItems(self).at(-1);
  if (last === undefined) throw new Fault('KeyError', "'popitem(): dictionary is empty'");
  dictDelete(runtime, self, last.items[0]);
  return last;
});
define('clear', '', (_, self) => {
  if (dictSize(self) > 0) dictClear(self);
  return null;
});

table.update = ((runtime: Runtime, self: object, args: readonly unknown[], keywords: Keywords | undefined) => {
  const [other] = args;
  if (args.length > 1) throw typeError(`update expected at most 1 argument, got ${args.length}`);
  if (other !== undefined) updateFrom(runtime, self, runtime.open(other));
  for (const [name, item] of Object.entries(keywords ?? {})) dictSet(runtime, self, name, item);
  return null;
}) as unknown as Method;

/** `target.update(other)`: from a mapping or from pairs. */
export function updateFrom(runtime: Runtime, target: object, other: unknown): void {
  if (isDict(other)) {
    for (const { items } of dictItems(other)) {
      runtime.tick();
      dictSet(runtime, target, items[0], items[1]);
    }
    return;
  }
  iterate(runtime, other).forEach((pair, at) => {
    const items =
      pair instanceof Tuple
        ? pair.items
        : Array.isArray(pair) || typeof pair === 'string'
          ? iterate(runtime, pair)
          : undefined;
    if (items === undefined) throw typeError(`cannot convert dictionary update sequence element #${at} to a sequence`);
    if (items.length !== 2) {
      throw valueError(`dictionary update sequence element #${at} has length ${items.length}; 2 is required`);
    }
    dictSet(runtime, target, items[0], items[1]);
  });
}

define('fromkeys', 'iterable value?', (runtime, _self, [keys, item]) => {
  const made = new Dict();
  for (const key of iterate(runtime, keys)) dictSet(runtime, made, key, item ?? null);
  return made;
});
