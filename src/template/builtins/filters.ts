import type { Builtin } from '../runtime/runtime.js';
import { DATA_FILTERS } from './filters/data.js';
import { HTML_FILTERS } from './filters/html.js';
import { NUMBER_FILTERS } from './filters/number.js';
import { SEQUENCE_FILTERS } from './filters/sequence.js';
import { TEXT_FILTERS } from './filters/text.js';

const ALIASES = [
  ['d', 'default'],
  ['e', 'escape'],
  ['count', 'length'],
] as const;

/** All filters of the engine by name. */
export function builtinFilters(): Map<string, Builtin> {
  const all = [...TEXT_FILTERS, ...SEQUENCE_FILTERS, ...NUMBER_FILTERS, ...HTML_FILTERS, ...DATA_FILTERS];
  const filters = new Map(all.map((filter) => [filter.name, filter]));
  for (const [alias, name] of ALIASES) filters.set(alias, filters.get(name) as Builtin);
  return filters;
}
