/** Examples of calls, made from a function's fields. */
import type { Field, Fields } from '../contract/index.js';

const WORDS = /^(true|false|yes|no|on|off|y|n|null|~)$/i;
const PLAIN = /^[A-Za-z_/.][\w/.@ +-]*$/;

/** An SLS entry that calls a function: its required arguments, and those that have an example. */
export function exampleEntry(ref: string, fun: string, fields: Fields): string {
  const given = exampleArguments(fields);
  const head = `my_${ref.split('.').at(-1)}:\n  ${ref}.${fun}`;
  if (given.length === 0) return `${head}: []\n`;
  return `${head}:\n${given.map(([name, value]) => `    - ${name}: ${flow(value)}\n`).join('')}`;
}

/** The command line that calls an exec function. */
export function exampleCommand(ref: string, fun: string, fields: Fields): string {
  const words = exampleArguments(fields).map(([name, value]) => {
    const text = `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
    return /^[\w./:=@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  });
  return ['holdfast exec', `${ref}.${fun}`, ...words].join(' ');
}

function exampleArguments(fields: Fields): [string, unknown][] {
  return Object.entries(fields)
    .filter(([, field]) => field.required || field.example !== undefined)
    .map(([name, field]) => [name, exampleValue(name, field)]);
}

function exampleValue(name: string, field: Field): unknown {
  if (field.example !== undefined) return field.example;
  if (field.default !== undefined) return field.default;
  if (field.one_of?.[0] !== undefined) return field.one_of[0];
  switch (field.type) {
    case 'string':
    case 'any':
      return `my_${name}`;
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'list':
      return field.items === undefined ? [] : [exampleValue(name, field.items)];
    case 'record':
      return field.items === undefined ? {} : { key: exampleValue('value', field.items) };
    case 'object':
      return Object.fromEntries(exampleArguments(field.fields ?? {}));
  }
}

/** A value on one line of YAML. */
function flow(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value) && !WORDS.test(value) && !value.endsWith(' ')) return value;
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
