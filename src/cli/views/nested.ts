/** Data as an indented outline, for people. */
import { escapeControls, isSecret, isUnknown, MASK, plainScalar } from '../../kernel/index.js';

/** What begins, holds or ends with a sign of YAML. */
const UNCLEAR = /^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`\s]|\s$|:(?:\s|$)|\s#/;

export function nestedLines(value: unknown, indent = 0): string[] {
  const pad = ' '.repeat(indent);
  if (isLeaf(value)) return leafLines(value).map((line) => pad + line);
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${pad}[]`];
    return value.flatMap((inner) => {
      const [first = '', ...rest] = nestedLines(inner, indent + 2);
      return [`${pad}- ${first.trimStart()}`, ...rest];
    });
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length === 0) return [`${pad}{}`];
  return entries.flatMap(([key, inner]) => {
    const name = key === '' ? "''" : unambiguous(escapeControls(key));
    if (isLeaf(inner)) {
      const lines = leafLines(inner);
      return lines.length === 1
        ? [`${pad}${name}: ${lines[0]}`]
        : [`${pad}${name}:`, ...lines.map((line) => `${pad}  ${line}`)];
    }
    if (Object.keys(inner as object).length === 0) return [`${pad}${name}: ${Array.isArray(inner) ? '[]' : '{}'}`];
    return [`${pad}${name}:`, ...nestedLines(inner, indent + 2)];
  });
}

function isLeaf(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date || isSecret(value) || isUnknown(value);
}

function leafLines(value: unknown): string[] {
  if (isSecret(value)) return [MASK];
  if (value === null || value === undefined) return ['null'];
  if (value instanceof Date) return [value.toISOString()];
  if (value === '') return ["''"];
  const lines = escapeControls(String(value), true).split('\n');
  return typeof value === 'string' && lines.length === 1 ? [unambiguous(lines[0] as string)] : lines;
}

/** In quotes what could be taken for something else: the text `0` for a number, `- a` for a list. */
function unambiguous(text: string): string {
  if (text === MASK || (plainScalar(text) === text && !UNCLEAR.test(text))) return text;
  return `'${text.replaceAll("'", "''")}'`;
}
