import type { Builtin, Runtime } from '../runtime/runtime.js';
import { modulo } from '../values/arithmetic.js';
import { TemplateCallable } from '../values/callable.js';
import { contains, equals, type Ordering, ordered } from '../values/compare.js';
import { hashKey, isDict } from '../values/dict.js';
import { DictView, HostObject, Markup, Once, Range, Tuple, Undefined } from '../values/model.js';
import { isFloat, numberOf } from '../values/number.js';
import { isIterable } from '../values/sequence.js';
import { str } from '../values/text.js';
import { undefinedFault } from '../values/undefined.js';
import { builtin } from './define.js';
import { formatPercent } from './percent-format.js';

function isText(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Markup;
}

function comparison(names: readonly string[], label: string, operator: Ordering): Builtin[] {
  return names.map((name) =>
    builtin(name, label, 'a b', (runtime, [left, right]) => ordered(runtime, operator, left, right)),
  );
}

function rest(runtime: Runtime, value: unknown, by: unknown): unknown {
  return isText(value) ? formatPercent(runtime, value as string | Markup, by) : modulo(value, by);
}

function isSequence(value: unknown): boolean {
  if (value instanceof Undefined) {
    if (value.mode === 'strict') return false;
    return true;
  }
  return isText(value) || Array.isArray(value) || value instanceof Tuple || value instanceof Range || isDict(value);
}

const TESTS: readonly Builtin[] = [
  builtin('odd', 'test_odd', 'value', (runtime, [value]) => equals(runtime, rest(runtime, value, 2), 1)),
  builtin('even', 'test_even', 'value', (runtime, [value]) => equals(runtime, rest(runtime, value, 2), 0)),
  builtin('divisibleby', 'test_divisibleby', 'value num', (runtime, [value, by]) =>
    equals(runtime, rest(runtime, value, by), 0),
  ),
  builtin('defined', 'test_defined', 'value', (_, [value]) => !(value instanceof Undefined)),
  builtin('undefined', 'test_undefined', 'value', (_, [value]) => value instanceof Undefined),
  builtin('filter', 'test_filter', 'value', (runtime, [value]) =>
    runtime.engine.filters.has(hashKey(runtime, value) as string),
  ),
  builtin('test', 'test_test', 'value', (runtime, [value]) =>
    runtime.engine.tests.has(hashKey(runtime, value) as string),
  ),
  builtin('none', 'test_none', 'value', (_, [value]) => value === null),
  builtin('boolean', 'test_boolean', 'value', (_, [value]) => typeof value === 'boolean'),
  builtin('true', 'test_true', 'value', (_, [value]) => value === true),
  builtin('false', 'test_false', 'value', (_, [value]) => value === false),
  builtin('integer', 'test_integer', 'value', (_, [value]) => typeof value === 'bigint' || Number.isSafeInteger(value)),
  builtin('float', 'test_float', 'value', (_, [value]) => isFloat(value)),
  builtin('number', 'test_number', 'value', (_, [value]) => numberOf(value) !== undefined),
  builtin('string', 'test_string', 'value', (_, [value]) => isText(value)),
  builtin('mapping', 'test_mapping', 'value', (_, [value]) => isDict(value)),
  builtin('sequence', 'test_sequence', 'value', (_, [value]) => isSequence(value)),
  builtin('iterable', 'test_iterable', 'value', (_, [value]) => {
    if (value instanceof Undefined && value.mode === 'strict') throw undefinedFault(value);
    return isIterable(value) || value instanceof DictView || value instanceof Once;
  }),
  builtin('callable', 'callable', 'obj', (_, [value]) => {
    if (value instanceof HostObject) return value.call !== undefined;
    return typeof value === 'function' || value instanceof TemplateCallable || value instanceof Undefined;
  }),
  builtin('escaped', 'test_escaped', 'value', (_, [value]) => value instanceof Markup),
  builtin('lower', 'test_lower', 'value', (runtime, [value]) => {
    const text = str(runtime, value);
    return /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text);
  }),
  builtin('upper', 'test_upper', 'value', (runtime, [value]) => {
    const text = str(runtime, value);
    return /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text);
  }),
  builtin(
    'sameas',
    'test_sameas',
    'value other',
    (_, [value, other]) => value === other && !(value instanceof Undefined),
  ),
  builtin('in', 'test_in', 'value seq', (runtime, [value, sequence]) => contains(runtime, sequence, value)),
  ...['eq', '==', 'equalto'].map((name) =>
    builtin(name, 'eq', 'a b', (runtime, [left, right]) => equals(runtime, left, right)),
  ),
  ...['ne', '!='].map((name) => builtin(name, 'ne', 'a b', (runtime, [left, right]) => !equals(runtime, left, right))),
  ...comparison(['gt', '>', 'greaterthan'], 'gt', '>'),
  ...comparison(['ge', '>='], 'ge', '>='),
  ...comparison(['lt', '<', 'lessthan'], 'lt', '<'),
  ...comparison(['le', '<='], 'le', '<='),
];

/** All tests of the engine by name. */
export function builtinTests(): Map<string, Builtin> {
  return new Map(TESTS.map((test) => [test.name, test]));
}
