import type { Runtime } from '../../runtime/runtime.js';
import { isDict } from '../../values/dict.js';
import { Fault } from '../../values/fault.js';
import { DictView, Markup, Once, Range, Tuple, Undefined } from '../../values/model.js';
import { isIterable, iterate } from '../../values/sequence.js';
import { undefinedFault } from '../../values/undefined.js';

/** `value | reverse`: a text, or an iterator over the elements from the last. */
export function reversed(runtime: Runtime, value: unknown): unknown {
  if (typeof value === 'string') return Array.from(value).reverse().join('');
  if (value instanceof Markup) return new Markup(Array.from(value.text).reverse().join(''));
  if (value instanceof Undefined && value.mode === 'strict') throw undefinedFault(value);
  if (!isIterable(value)) throw new Fault('FilterArgumentError', 'argument must be iterable');
  const items = iterate(runtime, value).slice().reverse();
  return value instanceof Once || value instanceof Set ? items : new Once(items, iteratorType(value));
}

function iteratorType(value: unknown): string {
  if (Array.isArray(value)) return 'list_reverseiterator';
  if (value instanceof Tuple) return 'reversed';
  if (value instanceof Range) return 'range_iterator';
  if (value instanceof DictView) return `dict_reverse${value.kind.slice(0, -1)}iterator`;
  return isDict(value) ? 'dict_reversekeyiterator' : 'reversed';
}
