/** Diagnostics as text, or as the JSON object that takes a result's place. */
import { collapseDiagnostics, type Diagnostic, drawDiagnostic, type SourceText } from '../../kernel/index.js';
import type { Paint } from '../style.js';

export interface DiagnosticsViewOptions {
  readonly paint: Paint;
  source(file: string): SourceText | undefined;
}

/** Errors last, where a person looks first; a line says how many there are when several are. */
export function drawDiagnostics(diagnostics: readonly Diagnostic[], { paint, source }: DiagnosticsViewOptions): string {
  const rank = { note: 0, warning: 1, error: 2 } as const;
  const mistakes = collapseDiagnostics(diagnostics);
  const sorted = mistakes.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  const drawn = sorted.map((one) => drawDiagnostic(one, { source, paint }));
  const errors = mistakes.filter((one) => one.severity === 'error').length;
  if (errors > 1) drawn.push(paint('error', `${errors} errors`));
  return drawn.join('\n\n');
}

export function diagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return JSON.stringify({ diagnostics: collapseDiagnostics(diagnostics) }, undefined, 2);
}
