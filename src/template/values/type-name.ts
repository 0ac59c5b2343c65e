import { TemplateCallable } from './callable.js';
import {
  Dict,
  DictView,
  Float,
  HostObject,
  isPlainObject,
  Markup,
  Namespace,
  Once,
  Range,
  Slice,
  Tuple,
  Undefined,
} from './model.js';

const UNDEFINED_TYPES = {
  strict: 'StrictUndefined',
  default: 'Undefined',
  chainable: 'ChainableUndefined',
  debug: 'DebugUndefined',
} as const;

/** The name Python gives a value's type. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float';
    case 'function':
      return 'function';
    case 'undefined':
      return 'NoneType';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Dict || value instanceof Map || isPlainObject(value)) return 'dict';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Float) return 'float';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof Undefined) return UNDEFINED_TYPES[value.mode];
  if (value instanceof Range) return 'range';
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof Once) return value.type;
  if (value instanceof Namespace) return 'Namespace';
  if (value instanceof Slice) return 'slice';
  if (value instanceof TemplateCallable || value instanceof HostObject) return value.typeName;
  if (value instanceof Date) return 'datetime';
  if (value instanceof Set) return 'set';
  if (value instanceof Uint8Array) return 'bytes';
  return 'object';
}

/** The type of a value as messages about missing attributes name it. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  const name = typeName(value);
  const qualified = QUALIFIED[name];
  return `${qualified ?? name} object`;
}

const QUALIFIED: Readonly<Record<string, string>> = {
  Markup: 'markupsafe.Markup',
  Namespace: 'jinja2.utils.Namespace',
  Cycler: 'jinja2.utils.Cycler',
  Joiner: 'jinja2.utils.Joiner',
  Macro: 'jinja2.runtime.Macro',
  LoopContext: 'jinja2.runtime.LoopContext',
  TemplateReference: 'jinja2.runtime.TemplateReference',
  BlockReference: 'jinja2.runtime.BlockReference',
  TemplateModule: 'jinja2.environment.TemplateModule',
};
