import type { FoundTable } from '../../scripts/code-tables.js';

export interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * Codes that no text mentions. A mention is the full code, or the short name in quotes in a text that also names the
 * table it comes from.
 */
export function unmentioned(tables: readonly FoundTable[], texts: readonly Text[]): string[] {
  return tables.flatMap(({ area, table, exportName, path }) => {
    const beside = texts.filter(({ text }) => text.includes(exportName));
    const isMentioned = (name: string): boolean => {
      const full = new RegExp(`(?<![\\w-])${area}/${name}(?![\\w-])`);
      const quoted = new RegExp(`['"\`]${name}['"\`]`);
      return texts.some(({ text }) => full.test(text)) || beside.some(({ text }) => quoted.test(text));
    };
    return Object.keys(table)
      .filter((name) => !isMentioned(name))
      .map((name) => `${area}/${name} (${path})`);
  });
}

/** Codes in quotes that no table has: those after `code:`, and all that begin with the name of a table's area. */
export function unregistered(tables: readonly FoundTable[], texts: readonly Text[]): string[] {
  const known = new Set(tables.flatMap(({ area, table }) => Object.keys(table).map((name) => `${area}/${name}`)));
  const areas = new Set(tables.map(({ area }) => area));
  const literal = /(\bcode:\s*)?(['"`])(([a-z][a-z0-9-]*)\/[a-z0-9-]+)\2/g;
  return texts.flatMap(({ path, text }) =>
    [...text.matchAll(literal)]
      .filter(([, labelled, , code = '', area = '']) => !known.has(code) && (labelled !== undefined || areas.has(area)))
      .map(({ index, 3: code }) => `${path}:${text.slice(0, index).split('\n').length}: ${code}`),
  );
}
