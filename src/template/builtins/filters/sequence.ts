import { didYouMean } from '../../../kernel/index.js';
import { add } from '../../runtime/operations.js';
import { type Builtin, isPromise, type Runtime } from '../../runtime/runtime.js';
import { getAttribute } from '../../values/attributes.js';
import { compare, equals, truthy } from '../../values/compare.js';
import { dictItems, hashKey, isDict } from '../../values/dict.js';
import { Fault, typeError } from '../../values/fault.js';
import { escapeHtml } from '../../values/markup.js';
import { Dict, Group, type Keywords, Markup, Once, Range, type Tuple, Undefined } from '../../values/model.js';
import * as numbers from '../../values/number.js';
import { quote } from '../../values/quote.js';
import { isIterable, iterate, requireLength } from '../../values/sequence.js';
import { str } from '../../values/text.js';
import { typeName } from '../../values/type-name.js';
import { undefinedFault } from '../../values/undefined.js';
import { attributeGetter, attributesGetter, ignoreCase } from '../attribute-path.js';
import { builtin, variadic } from '../define.js';
import { stableSort } from '../list-methods.js';
import { intArgument } from '../string-methods.js';

function isTrue(runtime: Runtime, value: unknown): boolean {
  return value !== undefined && truthy(runtime, value);
}

function caseGetter(runtime: Runtime, attribute: unknown, caseSensitive: unknown): (item: unknown) => unknown {
  return attributeGetter(runtime, attribute, isTrue(runtime, caseSensitive) ? undefined : ignoreCase);
}

function join(runtime: Runtime, value: unknown, glue: unknown, attribute: unknown): string | Markup {
  const items = iterate(runtime, value);
  const chosen = attribute === undefined || attribute === null ? items : items.map(attributeGetter(runtime, attribute));
  const separator = glue === undefined ? '' : glue;
  const escape =
    runtime.autoescape && (separator instanceof Markup || chosen.some((item) => runtime.peek(item) instanceof Markup));
  const text = (item: unknown) => {
    const opened = runtime.open(item);
    return escape && !(opened instanceof Markup) ? escapeHtml(str(runtime, opened)) : str(runtime, opened);
  };
  const between = text(separator);
  let out = '';
  for (let at = 0; at < chosen.length; at++) {
    out += at === 0 ? text(chosen[at]) : between + text(chosen[at]);
    runtime.text(out.length);
  }
  runtime.tick(chosen.length >> 2);
  return escape ? new Markup(out) : out;
}

function extreme(name: 'min' | 'max') {
  return builtin(
    name,
    `do_${name}`,
    'value case_sensitive? attribute?',
    (runtime, [value, caseSensitive, attribute]) => {
      const items = iterate(runtime, value);
      if (items.length === 0) return runtime.undefined(null, undefined, 'No aggregated item, sequence was empty.');
      const key = caseGetter(runtime, attribute, caseSensitive);
      let [best] = items;
      let bestKey = key(best);
      for (const item of items.slice(1)) {
        const own = key(item);
        const order = compare(runtime, name === 'min' ? '<' : '>', own, bestKey, 0) ?? 0;
        if (name === 'min' ? order < 0 : order > 0) [best, bestKey] = [item, own];
      }
      return best;
    },
  );
}

function edge(name: 'first' | 'last') {
  const label = name === 'first' ? 'sync_do_first' : 'do_last';
  return builtin(name, label, 'seq', (runtime, [seq]) => {
    if (name === 'first' && seq instanceof Once) return seq.next()?.value ?? noItem(runtime, name);
    if (name === 'last' && (seq instanceof Once || seq instanceof Set))
      throw typeError(`'${typeName(seq)}' object is not reversible`);
    if (seq instanceof Range && seq.length > 0)
      return name === 'first' ? seq.start : seq.start + (seq.length - 1) * seq.step;
    if (name === 'last' && !(seq instanceof Undefined) && !isIterable(seq))
      throw typeError(`'${typeName(seq)}' object is not reversible`);
    const items = iterate(runtime, seq);
    if (items.length === 0) return noItem(runtime, name);
    return (name === 'first' ? items[0] : items.at(-1)) ?? null;
  });
}

function noItem(runtime: Runtime, which: string): Undefined {
  return runtime.undefined(null, undefined, `No ${which} item, sequence was empty.`);
}

/** A test by name applied to an item, or its truth when no test is given. */
function itemTest(
  runtime: Runtime,
  args: readonly unknown[],
  keywords: Keywords | undefined,
): (item: unknown) => boolean {
  const [name, ...rest] = args;
  if (name === undefined) return (item) => truthy(runtime, item);
  const test = lookUp(runtime, 'test', runtime.engine.tests, name);
  return (item) => truthy(runtime, test.invoke(runtime, [item, ...rest], keywords));
}

function lookUp(runtime: Runtime, kind: string, table: ReadonlyMap<string, Builtin>, name: unknown): Builtin {
  const text = str(runtime, name);
  const found = table.get(text);
  if (found !== undefined) return found;
  const hint = didYouMean(text, table.keys());
  throw new Fault('TemplateRuntimeError', `No ${kind} named ${quote(text)}.`, hint === undefined ? [] : [hint]);
}

function selecting(name: string, keep: boolean, byAttribute: boolean) {
  return variadic(name, (runtime, [value, ...given], keywords) => {
    if (value instanceof Undefined && value.mode === 'strict') throw undefinedFault(value);
    if (byAttribute && given.length === 0)
      throw new Fault('FilterArgumentError', 'Missing parameter for attribute name');
    const pick = byAttribute ? attributeGetter(runtime, given[0]) : (item: unknown) => item;
    const accept = itemTest(runtime, byAttribute ? given.slice(1) : given, keywords);
    const items = isFalsy(runtime, value) ? [] : iterate(runtime, value);
    return new Once(
      items.filter((item) => {
        runtime.tick();
        return accept(pick(item)) === keep;
      }),
    );
  });
}

function isFalsy(runtime: Runtime, value: unknown): boolean {
  return !(value instanceof Once) && !truthy(runtime, value);
}

function mapping(
  runtime: Runtime,
  args: readonly unknown[],
  keywords: Keywords | undefined,
): (item: unknown) => unknown {
  const [name, ...rest] = args;
  if (name === undefined && keywords !== undefined && 'attribute' in keywords) {
    const { attribute, default: otherwise, ...others } = keywords;
    const unexpected = Object.keys(others)[0];
    if (unexpected !== undefined)
      throw new Fault('FilterArgumentError', `Unexpected keyword argument ${quote(unexpected)}`);
    return attributeGetter(runtime, attribute, undefined, otherwise);
  }
  if (name === undefined) throw new Fault('FilterArgumentError', 'map requires a filter argument');
  const filter = lookUp(runtime, 'filter', runtime.engine.filters, name);
  return (item) => {
    runtime.tick();
    return filter.invoke(runtime, [item, ...rest], keywords);
  };
}

export const SEQUENCE_FILTERS = [
  builtin('length', 'len', 'obj', (_, [value]) => requireLength(value)),
  builtin('list', 'sync_do_list', 'value', (runtime, [value]) => {
    const items = iterate(runtime, value);
    runtime.tick(items.length >> 3);
    return items.slice();
  }),
  builtin('join', 'sync_do_join', 'value d? attribute?', (runtime, [value, glue, attribute]) =>
    join(runtime, value, glue, attribute),
  ),
  edge('first'),
  edge('last'),
  extreme('min'),
  extreme('max'),
  builtin('random', 'do_random', 'seq', (runtime, [seq]) => {
    requireLength(seq);
    const items = iterate(runtime, seq);
    if (items.length === 0) return noItem(runtime, 'random');
    return items[Math.floor(runtime.engine.random() * items.length)];
  }),
  builtin(
    'sort',
    'do_sort',
    'value reverse? case_sensitive? attribute?',
    (runtime, [value, reverse, caseSensitive, attribute]) => {
      const items = iterate(runtime, value);
      const after = isTrue(runtime, caseSensitive) ? (item: unknown) => item : ignoreCase;
      const keys = attributesGetter(runtime, attribute, after);
      return stableSort(runtime, items, keys, isTrue(runtime, reverse));
    },
  ),
  builtin(
    'dictsort',
    'do_dictsort',
    'value case_sensitive? by? reverse?',
    (runtime, [value, caseSensitive, by, reverse]) => {
      if (by !== undefined && by !== 'key' && by !== 'value') {
        throw new Fault('FilterArgumentError', 'You can only sort by either "key" or "value"');
      }
      if (value instanceof Undefined) throw undefinedFault(value);
      if (!isDict(value)) throw new Fault('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
      const at = by === 'value' ? 1 : 0;
      const key = (pair: Tuple) => (isTrue(runtime, caseSensitive) ? pair.items[at] : ignoreCase(pair.items[at]));
      return stableSort(runtime, dictItems(value), key, isTrue(runtime, reverse));
    },
  ),
  builtin('items', 'do_items', 'value', (runtime, [value]) => {
    if (value instanceof Undefined) return new Once([]);
    if (!isDict(value)) throw typeError('Can only get item pairs from a mapping.');
    runtime.tick();
    return new Once(dictItems(value));
  }),
  builtin(
    'unique',
    'sync_do_unique',
    'value case_sensitive? attribute?',
    (runtime, [value, caseSensitive, attribute]) => {
      const key = caseGetter(runtime, attribute, caseSensitive);
      const seen = new Set<unknown>();
      const kept: unknown[] = [];
      for (const item of iterate(runtime, value)) {
        const hash = hashKey(runtime, key(item));
        if (seen.has(hash)) continue;
        seen.add(hash);
        kept.push(item);
      }
      return new Once(kept);
    },
  ),
  builtin('groupby', 'sync_do_groupby', 'value attribute default? case_sensitive?', (runtime, args) => {
    const [value, attribute, otherwise, caseSensitive] = args;
    const sensitive = isTrue(runtime, caseSensitive);
    const key = attributeGetter(runtime, attribute, sensitive ? undefined : ignoreCase, otherwise);
    const shown = attributeGetter(runtime, attribute, undefined, otherwise);
    const groups: { key: unknown; items: unknown[] }[] = [];
    for (const item of stableSort(runtime, iterate(runtime, value), key, false)) {
      const own = key(item);
      const last = groups.at(-1);
      if (last !== undefined && equals(runtime, last.key, own)) last.items.push(item);
      else groups.push({ key: own, items: [item] });
    }
    return groups.map((group) => new Group(sensitive ? group.key : shown(group.items[0]), group.items));
  }),
  builtin('sum', 'sync_do_sum', 'iterable attribute? start?', (runtime, [value, attribute, start]) => {
    let total: unknown = start === undefined ? 0 : start;
    if (typeof total === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
    const pick = attribute === undefined || attribute === null ? undefined : attributeGetter(runtime, attribute);
    for (const item of iterate(runtime, value)) {
      runtime.tick();
      total = add(runtime, total, pick === undefined ? item : pick(item), runtime.at);
    }
    return total;
  }),
  builtin('slice', 'sync_do_slice', 'value slices fill_with?', (runtime, [value, slices, fill]) => {
    const items = iterate(runtime, value);
    const count = intArgument(slices);
    if (count === 0) throw new Fault('ZeroDivisionError', 'integer division or modulo by zero');
    runtime.items(count);
    runtime.tick(count);
    const size = Math.floor(items.length / count);
    const extra = items.length - size * count;
    const parts: unknown[] = [];
    for (let number = 0, start = 0; number < count; number++) {
      const end = start + size + (number < extra ? 1 : 0);
      const part = items.slice(start, end);
      if (fill !== undefined && fill !== null && number >= extra) part.push(fill);
      parts.push(part);
      start = end;
    }
    return new Once(parts);
  }),
  builtin('batch', 'do_batch', 'value linecount fill_with?', (runtime, [value, lineCount, fill]) => {
    const items = iterate(runtime, value);
    const size = numbers.numberOf(lineCount);
    const wide =
      size !== undefined && Number.isInteger(Number(size)) && Number(size) > 0
        ? Number(size)
        : Number.POSITIVE_INFINITY;
    const parts: unknown[][] = [];
    if (items.length > 0 && wide === Number.POSITIVE_INFINITY) parts.push(items.slice());
    else for (let at = 0; at < items.length; at += wide) parts.push(items.slice(at, at + wide));
    const last = parts.at(-1);
    if (last !== undefined && fill !== undefined && fill !== null && Number.isFinite(wide)) {
      runtime.items(wide);
      while (last.length < wide) last.push(fill);
    }
    return new Once(parts);
  }),
  selecting('select', true, false),
  selecting('reject', false, false),
  selecting('selectattr', true, true),
  selecting('rejectattr', false, true),
  variadic('map', (runtime, [value, ...args], keywords) => {
    if (isFalsy(runtime, value)) return new Once([]);
    const change = mapping(runtime, args, keywords);
    const results = iterate(runtime, value).map(change);
    return results.some(isPromise) ? Promise.all(results).then((settled) => new Once(settled)) : new Once(results);
  }),
  builtin('attr', 'do_attr', 'obj name', (runtime, [value, name]) => {
    if (typeof name !== 'string') throw typeError(`attribute name must be string, not '${typeName(name)}'`);
    if (isDict(value)) {
      const method = getAttribute(runtime, new Dict(), name);
      return method instanceof Undefined ? runtime.undefined(name, value) : getAttribute(runtime, value, name);
    }
    return getAttribute(runtime, value, name);
  }),
];
