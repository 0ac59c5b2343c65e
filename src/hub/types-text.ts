/** Types of every installed state and exec function, for editors: what `holdfast types` writes for SLS files in TypeScript. */
import type { Field, Fields } from '../contract/index.js';
import { functionsOf, type PluginFunction } from './functions.js';
import type { Hub } from './hub.js';

const HEAD = `// Written by \`holdfast types\`: the states and functions that are installed here. Write it anew when plugins come or go.
import type { Bound } from 'holdfast/sls';

declare module 'holdfast/sls' {`;

/**
 * The text of a `.d.ts` file that tells `state(…)` and `hub.exec(…)` of \`holdfast/sls\` the references there are and their arguments. Loads every
 * state and exec plugin; throws what loading throws.
 */
export async function typesOf(hub: Hub): Promise<string> {
  const states = await membersOf(hub, 'states', () => true);
  const exec = await membersOf(hub, 'exec', ({ effects }) => effects === 'none');
  return `${HEAD}\n${declaration('StateArguments', states)}\n\n${declaration('ExecArguments', exec)}\n}\n`;
}

async function membersOf(
  hub: Hub,
  folder: 'states' | 'exec',
  takes: (fun: PluginFunction) => boolean,
): Promise<readonly string[]> {
  const members: string[] = [];
  for (const ref of hub.refs(folder)) {
    const plugin = await hub.load(folder, ref);
    if (plugin === undefined) continue;
    for (const fun of functionsOf(plugin).filter(takes)) {
      members.push(
        comment(fun.summary, 4),
        `    '${ref}.${fun.name}': ${objectType(fun.fields, fun.free, 4, folder === 'states')};`,
      );
    }
  }
  return members;
}

function declaration(name: string, members: readonly string[]): string {
  return `  interface ${name} {\n${members.join('\n')}\n  }`;
}

/** Members that may be bound, or be left out by giving null, unless `given` is false. */
function objectType(fields: Fields, free: boolean, indent: number, given: boolean): string {
  const space = ' '.repeat(indent + 2);
  const lines = Object.entries(fields).flatMap(([name, field]) => [
    ...fieldComment(field, indent + 2),
    `${space}readonly ${memberName(name)}${field.required ? '' : '?'}: ${fieldType(field, indent + 2, given)};`,
  ]);
  if (free) lines.push(`${space}readonly [name: string]: unknown;`);
  return lines.length === 0 ? 'Readonly<Record<never, never>>' : `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

function fieldType(field: Field, indent: number, given: boolean): string {
  const plain = plainType(field, indent, given);
  if (plain === 'unknown') return plain;
  const bindable = given && plain !== 'string';
  return [plain, ...(bindable ? ['Bound'] : []), ...(given && !field.required ? ['null'] : [])].join(' | ');
}

function plainType(field: Field, indent: number, given: boolean): string {
  if (field.one_of !== undefined) return field.one_of.map((one) => JSON.stringify(one)).join(' | ');
  const items = field.items === undefined ? 'unknown' : fieldType(field.items, indent, given);
  switch (field.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
      return field.type;
    case 'list':
      return `readonly (${items})[]`;
    case 'record':
      return `Readonly<Record<string, ${items}>>`;
    case 'object':
      return objectType(field.fields ?? {}, false, indent, given);
    case 'any':
      return 'unknown';
  }
}

function fieldComment(field: Field, indent: number): string[] {
  const notes = [
    field.doc,
    field.default === undefined ? undefined : `Default: ${JSON.stringify(field.default)}.`,
    field.example === undefined ? undefined : `For example ${JSON.stringify(field.example)}.`,
    field.immutable === true ? 'A change replaces it.' : undefined,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? [] : [comment(notes.join(' '), indent)];
}

function comment(text: string, indent: number): string {
  return `${' '.repeat(indent)}/** ${text.replaceAll('*/', '*\u200b/').replace(/\s+/g, ' ')} */`;
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
