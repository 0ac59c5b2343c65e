/** Data as an indented outline, for people. */
import { escapeControls, isSecret, isUnknown, MASK } from '../../kernel/index.js';

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
    const name = escapeControls(key);
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
  const text = escapeControls(String(value), true);
  return text.split('\n');
}
