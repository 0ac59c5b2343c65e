import type { Runtime } from '../runtime/runtime.js';
import { compare } from '../values/compare.js';
import { dictItems, isDict } from '../values/dict.js';
import { Fault } from '../values/fault.js';
import { Tuple } from '../values/model.js';
import { quote } from '../values/quote.js';
import { repr } from '../values/text.js';
import { typeName } from '../values/type-name.js';

const WIDTH = 80;

/** A value as Python's `pprint.pformat` lays it out in 80 columns. */
export function prettyText(runtime: Runtime, value: unknown): string {
  return layout(runtime, value, 0, 0);
}

function layout(runtime: Runtime, value: unknown, indent: number, after: number): string {
  const flat = sortedRepr(runtime, value);
  if (flat.length <= WIDTH - indent - after) return flat;
  const opened = runtime.open(value);
  if (isDict(opened)) {
    const pairs = sortedPairs(runtime, opened);
    const parts = pairs.map(({ items }, at) => {
      const key = repr(runtime, items[0]);
      const last = at === pairs.length - 1;
      return `${key}: ${layout(runtime, items[1], indent + key.length + 3, last ? after + 1 : 1)}`;
    });
    return `{${parts.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  if (Array.isArray(opened)) return `[${lines(runtime, opened, indent, after)}]`;
  if (opened instanceof Tuple)
    return `(${lines(runtime, opened.items, indent, after)}${opened.items.length === 1 ? ',' : ''})`;
  if (typeof opened === 'string') return longText(opened, indent, after);
  return flat;
}

function lines(runtime: Runtime, items: readonly unknown[], indent: number, after: number): string {
  return items
    .map((item, at) => layout(runtime, item, indent + 1, at === items.length - 1 ? after + 1 : 1))
    .join(`,\n${' '.repeat(indent + 1)}`);
}

/** A text that does not fit, in pieces that end at blanks. */
function longText(text: string, indent: number, after: number): string {
  const textLines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const start = indent === 0 ? 1 : 0;
  const inner = indent + start;
  const chunks: string[] = [];
  textLines.forEach((line, at) => {
    const lastLine = at === textLines.length - 1;
    const whole = quote(line);
    if (whole.length <= WIDTH - inner - (lastLine ? after + start : 0)) {
      chunks.push(whole);
      return;
    }
    let current = '';
    const parts = line.match(/\S*\s*/g)?.filter((part) => part !== '') ?? [];
    parts.forEach((part, index) => {
      const room = WIDTH - inner - (lastLine && index === parts.length - 1 ? after + start : 0);
      if (quote(current + part).length > room) {
        if (current !== '') chunks.push(quote(current));
        current = part;
      } else {
        current += part;
      }
    });
    if (current !== '') chunks.push(quote(current));
  });
  if (chunks.length === 1) return chunks[0] as string;
  const body = chunks.join(`\n${' '.repeat(inner)}`);
  return indent === 0 ? `(${body})` : body;
}

function sortedPairs(runtime: Runtime, dict: object): Tuple[] {
  return dictItems(dict).sort((a, b) => {
    try {
      return compare(runtime, '<', a.items[0], b.items[0], 0) ?? 0;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const [left, right] = [typeName(a.items[0]), typeName(b.items[0])];
      return left < right ? -1 : left > right ? 1 : 0;
    }
  });
}

function sortedRepr(runtime: Runtime, given: unknown, depth = 0): string {
  const value = runtime.open(given);
  if (depth > runtime.limits.depth) throw new Fault('RecursionError', 'maximum recursion depth exceeded');
  runtime.tick();
  if (isDict(value)) {
    const parts = sortedPairs(runtime, value).map(
      ({ items }) => `${repr(runtime, items[0])}: ${sortedRepr(runtime, items[1], depth + 1)}`,
    );
    return `{${joined(runtime, parts)}}`;
  }
  if (Array.isArray(value))
    return `[${joined(
      runtime,
      value.map((item) => sortedRepr(runtime, item, depth + 1)),
    )}]`;
  if (value instanceof Tuple) {
    const parts = value.items.map((item) => sortedRepr(runtime, item, depth + 1));
    return `(${joined(runtime, parts)}${parts.length === 1 ? ',' : ''})`;
  }
  return repr(runtime, value);
}

function joined(runtime: Runtime, parts: readonly string[]): string {
  const text = parts.join(', ');
  runtime.text(text.length);
  return text;
}
