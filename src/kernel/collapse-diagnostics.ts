/** One mistake, told once: a place in a loop or a macro makes many things, and all of them have it. */
import type { Diagnostic } from './diagnostics.js';
import type { Span } from './span.js';

/**
 * Diagnostics of the same code, place and summary become the first of them, which says how many there were. The order stays. What has no place is
 * kept as it is.
 */
export function collapseDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<number | string, { readonly first: Diagnostic; count: number }>();
  for (const [at, one] of diagnostics.entries()) {
    const key = one.span === undefined ? at : sameMistake(one, one.span);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: one, count: 1 });
    else group.count++;
  }
  if (groups.size === diagnostics.length) return diagnostics;
  return [...groups.values()].map(({ first, count }) => (count === 1 ? first : counted(first, count)));
}

function sameMistake({ severity, code, summary }: Diagnostic, { file, line, column }: Span): string {
  return JSON.stringify([severity, code, summary, file, line, column]);
}

function counted(first: Diagnostic, count: number): Diagnostic {
  const said = `this place made ${count} with the same mistake; the first is shown`;
  return { ...first, detail: first.detail === undefined ? said : `${first.detail}\n${said}` };
}
