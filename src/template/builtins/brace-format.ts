import type { Runtime } from '../runtime/runtime.js';
import { dictGet, isDict } from '../values/dict.js';
import { Fault, valueError } from '../values/fault.js';
import { Undefined } from '../values/model.js';
import { quote } from '../values/quote.js';
import { repr, str } from '../values/text.js';
import { describeType, typeName } from '../values/type-name.js';
import { undefinedFault } from '../values/undefined.js';
import { formatValue } from './format-spec.js';

interface Numbering {
  next: number;
  manual: boolean;
}

/** `template.format(*args, **named)`. */
export function formatBraces(
  runtime: Runtime,
  template: string,
  args: readonly unknown[],
  named: unknown,
  depth = 2,
  numbering: Numbering = { next: 0, manual: false },
): string {
  if (depth < 0) throw valueError('Max string recursion exceeded');
  let out = '';
  let at = 0;
  while (at < template.length) {
    const open = template.slice(at).search(/[{}]/);
    if (open === -1) return out + template.slice(at);
    out += template.slice(at, at + open);
    at += open;
    if (template[at] === template[at + 1]) {
      out += template[at];
      at += 2;
      continue;
    }
    if (template[at] === '}') throw valueError("Single '}' encountered in format string");
    const end = fieldEnd(template, at);
    out += field(runtime, template.slice(at + 1, end), args, named, depth, numbering);
    runtime.text(out.length);
    at = end + 1;
  }
  return out;
}

function fieldEnd(template: string, open: number): number {
  let depth = 0;
  for (let at = open; at < template.length; at++) {
    if (template[at] === '{') depth++;
    else if (template[at] === '}' && --depth === 0) return at;
  }
  throw valueError(
    template.length === open + 1 ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

function field(
  runtime: Runtime,
  text: string,
  args: readonly unknown[],
  named: unknown,
  depth: number,
  numbering: Numbering,
): string {
  const match = /^([^!:]*)(?:!([\s\S]))?(?::([\s\S]*))?$/.exec(text);
  if (match === null) throw valueError("expected ':' after conversion specifier");
  const [, path = '', conversion, spec = ''] = match;
  let value = lookUp(runtime, path, args, named, numbering);
  if (conversion === 'r' || conversion === 'a') value = repr(runtime, value);
  else if (conversion === 's') value = str(runtime, value);
  else if (conversion !== undefined) throw valueError(`Unknown conversion specifier ${quote(conversion)}`);
  const inner = spec.includes('{') ? formatBraces(runtime, spec, args, named, depth - 1, numbering) : spec;
  return formatValue(runtime, runtime.open(value), inner);
}

function lookUp(
  runtime: Runtime,
  path: string,
  args: readonly unknown[],
  named: unknown,
  numbering: Numbering,
): unknown {
  const [, first = '', rest = ''] = /^([^.[]*)([\s\S]*)$/.exec(path) ?? [];
  let value = firstValue(runtime, first, args, named, numbering);
  for (const step of rest.matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) {
    const [, name, key] = step;
    const found =
      name === undefined
        ? runtime.engine.getItem(runtime, value, /^\d+$/.test(key as string) ? Number(key) : key)
        : attributeOf(runtime, value, name);
    if (found instanceof Undefined) throw missing(value, name, key as string, found);
    value = found;
  }
  return value;
}

function attributeOf(runtime: Runtime, value: unknown, name: string): unknown {
  return isDict(value) ? runtime.undefined(name, value) : runtime.engine.getAttribute(runtime, value, name);
}

function missing(value: unknown, name: string | undefined, key: string, found: Undefined): Fault {
  if (value instanceof Undefined) return undefinedFault(found);
  if (name !== undefined) return new Fault('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`);
  if (isDict(value)) return new Fault('KeyError', quote(key));
  return /^\d+$/.test(key)
    ? new Fault('IndexError', `${describeType(value).replace(' object', '')} index out of range`)
    : new Fault('TypeError', `${typeName(value)} indices must be integers or slices, not str`);
}

function firstValue(
  runtime: Runtime,
  name: string,
  args: readonly unknown[],
  named: unknown,
  numbering: Numbering,
): unknown {
  if (name === '' || /^\d+$/.test(name)) {
    if (name === '' ? numbering.manual : numbering.next > 0) {
      throw valueError(
        name === ''
          ? 'cannot switch from manual field specification to automatic field numbering'
          : 'cannot switch from automatic field numbering to manual field specification',
      );
    }
    if (name !== '') numbering.manual = true;
    const index = name === '' ? numbering.next++ : Number(name);
    if (index >= args.length)
      throw new Fault('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    return args[index];
  }
  const found = isDict(named) ? dictGet(runtime, named, name) : undefined;
  if (found === undefined) throw new Fault('KeyError', quote(name));
  return found;
}
