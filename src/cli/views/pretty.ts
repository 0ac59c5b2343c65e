/** Data as JSON that is easy on the eye: keys sorted, and on one line what fits there. */

const WIDTH = 80;

export function prettyText(value: unknown, indent = 0): string {
  const line = oneLine(value);
  if (indent + line.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const pad = ' '.repeat(indent + 1);
  if (Array.isArray(value)) return `[${value.map((inner) => prettyText(inner, indent + 1)).join(`,\n${pad}`)}]`;
  const entries = sortedEntries(value).map(([key, inner]) => {
    const name = `${JSON.stringify(key)}: `;
    const text = prettyText(inner, indent + 1 + name.length);
    // A value that begins far to the right starts on a line of its own.
    return text.includes('\n') && name.length > WIDTH / 4
      ? `${name.trimEnd()}\n${pad}  ${prettyText(inner, indent + 3)}`
      : name + text;
  });
  return `{${entries.join(`,\n${pad}`)}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value ?? null);
  return `{${sortedEntries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${oneLine(inner)}`)
    .join(', ')}}`;
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
