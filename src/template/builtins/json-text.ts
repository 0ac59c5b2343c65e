import type { Runtime } from '../runtime/runtime.js';
import { dictItems, isDict } from '../values/dict.js';
import { Fault, typeError } from '../values/fault.js';
import { floatText } from '../values/float-text.js';
import { Float, Markup, Tuple } from '../values/model.js';
import { bigText } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { stableSort } from './list-methods.js';

const NON_ASCII = /[\u007f-\uffff]/g;

function jsonString(text: string): string {
  return JSON.stringify(text).replace(NON_ASCII, (character) =>
    character === '\x7f' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value as Python's `json.dumps` writes it with sorted keys; `step` is one level of indentation. */
export function jsonText(runtime: Runtime, value: unknown, step: string | undefined): string {
  return write(runtime, value, step, '', 0);
}

function write(runtime: Runtime, given: unknown, step: string | undefined, indent: string, depth: number): string {
  const value = runtime.open(given);
  if (depth > runtime.limits.depth)
    throw new Fault('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object');
  runtime.tick();
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'boolean':
      return String(value);
    case 'bigint':
      return bigText(value);
    case 'number':
      return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : jsonFloat(value);
    default:
      break;
  }
  if (value === null || value === undefined) return 'null';
  if (value instanceof Float) return jsonFloat(value.value);
  if (value instanceof Markup) return jsonString(value.text);
  const inner = indent + (step ?? '');
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    return enclosed(
      runtime,
      items.map((item) => write(runtime, item, step, inner, depth + 1)),
      '[',
      ']',
      step,
      indent,
    );
  }
  if (isDict(value)) {
    const pairs = stableSort(runtime, dictItems(value), (pair) => runtime.peek(pair.items[0]), false);
    const parts = pairs.map(
      ({ items }) => `${jsonKey(runtime, items[0])}: ${write(runtime, items[1], step, inner, depth + 1)}`,
    );
    return enclosed(runtime, parts, '{', '}', step, indent);
  }
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function enclosed(
  runtime: Runtime,
  parts: readonly string[],
  open: string,
  close: string,
  step: string | undefined,
  indent: string,
): string {
  if (parts.length === 0) return open + close;
  const gap = step === undefined ? '' : `\n${indent}${step}`;
  const text =
    open + gap + parts.join(step === undefined ? ', ' : `,${gap}`) + (step === undefined ? '' : `\n${indent}`) + close;
  runtime.text(text.length);
  return text;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatText(value);
}

function jsonKey(runtime: Runtime, given: unknown): string {
  const key = runtime.open(given);
  if (typeof key === 'string') return jsonString(key);
  if (key instanceof Markup) return jsonString(key.text);
  if (key === null || typeof key === 'boolean' || typeof key === 'number' || typeof key === 'bigint')
    return `"${write(runtime, key, undefined, '', 0)}"`;
  if (key instanceof Float) return `"${jsonFloat(key.value)}"`;
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}
