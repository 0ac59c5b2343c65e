/** The names that a template can use before anybody adds one, and the file that each belongs to. */
import { builtinFilters } from './filters.js';
import { builtinGlobals } from './globals.js';
import { builtinTests } from './tests.js';

export type TemplateNameKind = 'filter' | 'test' | 'global';

/** Where a built-in name comes from; undefined when it is free. */
export function builtinPlace(kind: TemplateNameKind, name: string): string | undefined {
  const { file, names } = KINDS[kind];
  return names().has(name) ? `src/template/builtins/${file}.ts` : undefined;
}

const KINDS = {
  filter: { file: 'filters', names: builtinFilters },
  test: { file: 'tests', names: builtinTests },
  global: { file: 'globals', names: builtinGlobals },
} satisfies Readonly<Record<TemplateNameKind, { file: string; names: () => { has(name: string): boolean } }>>;
