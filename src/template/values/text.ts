import { TemplateCallable } from './callable.js';
import { dictItems, isDict } from './dict.js';
import { Fault } from './fault.js';
import { floatText } from './float-text.js';
import type { Meter } from './meter.js';
import { DictView, Float, HostObject, Markup, Namespace, Once, Range, Slice, Tuple, Undefined } from './model.js';
import { quote } from './quote.js';
import { viewItems } from './sequence.js';
import { describeType, typeName } from './type-name.js';
import { undefinedFault } from './undefined.js';

const MAX_DEPTH = 200;

/** `str(x)`: how a value appears in output. Looking into something marked is noted by the meter. */
export function str(meter: Meter, value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return undefinedText(value);
  if (value instanceof Date) return dateText(value);
  return repr(meter, value);
}

function undefinedText(value: Undefined): string {
  if (value.mode === 'strict') throw undefinedFault(value);
  if (value.mode !== 'debug') return '';
  if (value.hint !== undefined) return `{{ undefined value printed: ${value.hint} }}`;
  if (typeof value.object === 'symbol') return `{{ ${String(value.name)} }}`;
  return `{{ no such element: ${describeType(value.object)}[${typeof value.name === 'string' ? quote(value.name) : String(value.name)}] }}`;
}

/** `repr(x)`: how a value appears inside a printed list. */
export function repr(meter: Meter, value: unknown, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : floatText(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return bigText(value);
    case 'function':
      return '<function>';
    case 'object':
      return value === null ? 'None' : reprObject(meter, value, depth);
    default:
      return 'None';
  }
}

/** Python refuses to write ints of more digits. */
const MOST_DIGITS = 4300;

export function bigText(value: bigint): string {
  const text = value.toString();
  if (text.length - (value < 0n ? 1 : 0) > MOST_DIGITS) {
    throw new Fault(
      'ValueError',
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  return text;
}

function reprObject(meter: Meter, value: object, depth: number): string {
  if (depth > MAX_DEPTH)
    throw new Fault('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object');
  meter.tick();
  if (Array.isArray(value)) return `[${list(meter, value, depth)}]`;
  if (value instanceof Tuple) return `(${list(meter, value.items, depth)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Float) return floatText(value.value);
  if (isDict(value)) return `{${pairs(meter, value, depth)}}`;
  if (value instanceof Markup) return `Markup(${quote(value.text)})`;
  if (value instanceof Undefined) return reprUndefined(value);
  if (value instanceof Range) return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  if (value instanceof DictView) return `dict_${value.kind}([${list(meter, viewItems(value), depth)}])`;
  if (value instanceof Namespace) return `<Namespace ${reprMap(meter, value.attributes, depth)}>`;
  if (value instanceof TemplateCallable) return value.text(meter);
  if (value instanceof HostObject) return value.text();
  if (value instanceof Once) return `<${value.type} object>`;
  if (value instanceof Slice) {
    return `slice(${[value.start, value.stop, value.step].map((part) => repr(meter, part, depth + 1)).join(', ')})`;
  }
  if (value instanceof Date) return dateText(value);
  if (value instanceof Set) return value.size === 0 ? 'set()' : `{${list(meter, [...value], depth)}}`;
  const opened = meter.open(value);
  return opened === value ? `<${typeName(value)} object>` : repr(meter, opened, depth + 1);
}

function list(meter: Meter, items: readonly unknown[], depth: number): string {
  const parts: string[] = [];
  let length = 0;
  for (let at = 0; at < items.length; at++) {
    const part = repr(meter, items[at], depth + 1);
    parts.push(part);
    meter.text((length += part.length + 2));
  }
  // Joined and not appended: appending keeps every part alive, which is much for deeply nested lists.
  return parts.join(', ');
}

function pairs(meter: Meter, dict: object, depth: number): string {
  let out = '';
  for (const { items } of dictItems(dict)) {
    if (out !== '') out += ', ';
    out += `${repr(meter, items[0], depth + 1)}: ${repr(meter, items[1], depth + 1)}`;
    meter.text(out.length);
  }
  return out;
}

function reprMap(meter: Meter, map: ReadonlyMap<string, unknown>, depth: number): string {
  return `{${Array.from(map, ([key, value]) => `${quote(key)}: ${repr(meter, value, depth + 1)}`).join(', ')}}`;
}

function reprUndefined(value: Undefined): string {
  if (value.mode === 'strict') return 'Undefined';
  return 'Undefined';
}

/** A moment as Python prints it: the date alone when it is midnight, as YAML dates are. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return 'None';
  const text = value.toISOString();
  const day = text.slice(0, 10);
  const time = text.slice(11, 23);
  if (time === '00:00:00.000') return day;
  return `${day} ${time.endsWith('.000') ? time.slice(0, 8) : `${time}000`}+00:00`;
}
