/** `exclude`: takes whole files or single IDs out again. */
import { globMatcher } from '../../kernel/index.js';
import type { HighState } from '../high-state.js';

export function applyExclusions(high: HighState): void {
  for (const exclusion of high.exclusions) {
    if (exclusion.kind === 'id') {
      if (high.ids.get(exclusion.id)?.compiled === false) high.ids.delete(exclusion.id);
      continue;
    }
    const matches = globMatcher(exclusion.pattern);
    for (const declaration of high.ids.values()) {
      if (!declaration.compiled && matches(declaration.sls)) high.ids.delete(declaration.id);
    }
  }
}
