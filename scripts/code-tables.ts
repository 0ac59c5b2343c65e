import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeInfo, CodeTable } from '../src/kernel/index.js';

/** A table of diagnostic codes, where it stands and what it is called there. */
export interface FoundTable {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly exportName: string;
  readonly area: string;
  readonly table: CodeTable;
}

/** Every table that a `codes.ts` below `src/` exports, in order of path. */
export async function codeTables(root: string): Promise<FoundTable[]> {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => ['src', ...path.split(sep)].join('/'))
    .filter((path) => path.endsWith('/codes.ts'))
    .toSorted();
  const found: FoundTable[] = [];
  for (const path of paths) {
    const module = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
    for (const [exportName, value] of Object.entries(module)) {
      if (isTable(value)) found.push({ path, exportName, area: value.area, table: value.table });
    }
  }
  return found;
}

/** Each full code once, with what it says of itself, in alphabetical order. */
export function allCodes(tables: readonly FoundTable[]): { readonly code: string; readonly info: CodeInfo }[] {
  return tables
    .flatMap(({ area, table }) => Object.entries(table).map(([name, info]) => ({ code: `${area}/${name}`, info })))
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
}

function isTable(value: unknown): value is { area: string; table: CodeTable } {
  return typeof value === 'object' && value !== null && 'area' in value && 'table' in value && 'code' in value;
}
