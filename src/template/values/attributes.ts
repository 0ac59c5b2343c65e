import { DICT_METHODS } from '../builtins/dict-methods.js';
import { LIST_METHODS, TUPLE_METHODS } from '../builtins/list-methods.js';
import { FLOAT_METHODS, NUMBER_METHODS } from '../builtins/number-methods.js';
import { STRING_METHODS } from '../builtins/string-methods.js';
import type { Runtime } from '../runtime/runtime.js';
import { TemplateCallable } from './callable.js';
import { dateAttribute } from './date.js';
import { dictGet, dictHas, isDict } from './dict.js';
import { Fault } from './fault.js';
import type { Keywords } from './model.js';
import { Float, Group, HostObject, Markup, Namespace, Range, Slice, Tuple, Undefined } from './model.js';
import { toIndex } from './number.js';
import { elementAt, sliceOf } from './sequence.js';
import { repr } from './text.js';
import { describeType, typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

/** A method of a builtin type. Arguments arrive as given; the method opens what is marked when it needs to. */
export type Method = (
  runtime: Runtime,
  self: never,
  args: readonly unknown[],
  keywords: Keywords | undefined,
) => unknown;

export type MethodTable = Readonly<Record<string, Method>>;

const NO_METHODS: MethodTable = Object.create(null) as MethodTable;

/** The methods of a value's type. */
export function methodsOf(value: unknown): MethodTable {
  switch (typeof value) {
    case 'string':
      return STRING_METHODS;
    case 'number':
      return Number.isSafeInteger(value) ? NUMBER_METHODS : FLOAT_METHODS;
    case 'bigint':
    case 'boolean':
      return NUMBER_METHODS;
    default:
      break;
  }
  if (typeof value !== 'object' || value === null) return NO_METHODS;
  if (Array.isArray(value)) return LIST_METHODS;
  if (value instanceof Markup) return STRING_METHODS;
  if (value instanceof Tuple || value instanceof Range) return TUPLE_METHODS;
  if (value instanceof Float) return FLOAT_METHODS;
  return isDict(value) ? DICT_METHODS : NO_METHODS;
}

/** A method that was looked up and not called yet. */
class BoundMethod extends TemplateCallable {
  readonly typeName = 'builtin_function_or_method';
  readonly #self: unknown;
  readonly #name: string;
  readonly #method: Method;

  constructor(self: unknown, name: string, method: Method) {
    super();
    this.#self = self;
    this.#name = name;
    this.#method = method;
  }

  call(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): unknown {
    return this.#method(runtime, this.#self as never, args, keywords);
  }

  override text(): string {
    return `<built-in method ${this.#name} of ${typeName(this.#self)} object>`;
  }
}

/** What `getattr(value, name)` finds; undefined when nothing. Only what is listed here can be reached from a template. */
function ownAttribute(value: unknown, name: string): unknown {
  if (value instanceof Undefined) {
    if (value.mode === 'chainable') return value;
    throw undefinedFault(value);
  }
  const method = methodsOf(value)[name];
  if (method !== undefined) return new BoundMethod(value, name, method);
  if (typeof value !== 'object' || value === null) return numberAttribute(value, name);
  if (value instanceof TemplateCallable) return value.attribute(name);
  if (value instanceof HostObject) return value.get(name);
  if (value instanceof Namespace) return value.attributes.get(name);
  if (value instanceof Group) return name === 'grouper' ? value.items[0] : name === 'list' ? value.items[1] : undefined;
  if (value instanceof Date) return dateAttribute(value, name);
  if (value instanceof Float) return numberAttribute(value, name);
  if (value instanceof Range || value instanceof Slice) {
    return name === 'start' || name === 'stop' || name === 'step' ? value[name] : undefined;
  }
  return undefined;
}

function numberAttribute(value: unknown, name: string): unknown {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean' && !(value instanceof Float))
    return undefined;
  const isInt = !(value instanceof Float) && !(typeof value === 'number' && !Number.isSafeInteger(value));
  const self = typeof value === 'boolean' ? Number(value) : value;
  if (name === 'real') return self;
  if (name === 'imag') return isInt ? 0 : new Float(0);
  if (!isInt) return undefined;
  if (name === 'numerator') return self;
  return name === 'denominator' ? 1 : undefined;
}

/** `value.name`: an attribute, else an item, else undefined. */
export function getAttribute(runtime: Runtime, value: unknown, name: string): unknown {
  const marked = runtime.open(value);
  if (marked !== value) return getAttribute(runtime, marked, name);
  const own = ownAttribute(value, name);
  if (own !== undefined) return own;
  if (isDict(value)) {
    const found = dictGet(runtime, value, name);
    if (found !== undefined) return found;
    if (dictHas(runtime, value, name)) return null;
  }
  return runtime.undefined(name, value);
}

/** `value[key]`: an item, else (for texts) an attribute, else undefined. */
export function getItem(runtime: Runtime, value: unknown, key: unknown): unknown {
  const [openValue, openKey] = [runtime.open(value), runtime.open(key)];
  if (openValue !== value || openKey !== key) return getItem(runtime, openValue, openKey);
  if (value instanceof Undefined) {
    if (value.mode === 'chainable') return value;
    throw undefinedFault(value);
  }
  const found = itemOf(runtime, value, key);
  if (found !== undefined) return found;
  if (typeof key === 'string' || key instanceof Markup) {
    const own = ownAttribute(value, typeof key === 'string' ? key : key.text);
    if (own !== undefined) return own;
  }
  if (typeof key !== 'object' || key === null) return runtime.undefined(key, value);
  if (key instanceof Markup) return runtime.undefined(key.text, value);
  return runtime.undefined(key, value, `${describeType(value)} has no element ${repr(runtime, key)}`);
}

function itemOf(runtime: Runtime, value: unknown, key: unknown): unknown {
  if (key instanceof Slice) return sliced(value, key);
  if (isDict(value)) return dictItem(runtime, value, key);
  if (value instanceof HostObject) return typeof key === 'string' ? value.get(key) : undefined;
  const index = toIndex(key);
  if (index !== undefined) return elementAt(value, index);
  return undefined;
}

function sliced(value: unknown, slice: Slice): unknown {
  const part = sliceOf(value, slice);
  if (part !== undefined) return part;
  throw new Fault(
    'TypeError',
    isDict(value) ? "unhashable type: 'slice'" : `'${typeName(value)}' object is not subscriptable`,
  );
}

function dictItem(runtime: Runtime, dict: object, key: unknown): unknown {
  let found: unknown;
  try {
    found = dictGet(runtime, dict, key);
    if (found === undefined && dictHas(runtime, dict, key)) return null;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'TypeError') return undefined;
    throw error;
  }
  return found;
}
