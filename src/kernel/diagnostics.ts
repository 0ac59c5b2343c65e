/**
 * Diagnostics are data. Functions return or collect them; `throw` is for bugs, and for the one carrier below where a
 * value cannot be returned (deep in a parser, or out of a plugin).
 */
import type { Span } from './span.js';

export type Severity = 'error' | 'warning' | 'note';

/** One thing a person should know. Text output is drawn from this form and from nothing else. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Registered in an area's `codes.ts`: `area/what-is-wrong`. */
  readonly code: string;
  /** One line, no full stop at the end, without the position. */
  readonly summary: string;
  /** What was found, what was expected, in as many lines as it takes. */
  readonly detail?: string;
  readonly span?: Span;
  /** Other places that matter: the first declaration, each edge of a cycle, the include chain from the inside out. */
  readonly related?: readonly RelatedSpan[];
  /** What to do about it, each one sentence or one command. */
  readonly hints?: readonly string[];
  /** Tag of the chunk, name of the plugin, command-line option: whatever the message is about. */
  readonly about?: string;
  readonly cause?: Diagnostic;
}

export interface RelatedSpan {
  readonly message: string;
  readonly span?: Span;
}

/** Carries diagnostics through code that cannot return them. Recognised by brand, not by class. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: { cause?: unknown }) {
    const list: readonly Diagnostic[] = Array.isArray(diagnostics) ? diagnostics : [diagnostics as Diagnostic];
    super(list.map((one) => one.summary).join('\n'), options);
    this.name = 'DiagnosticError';
    this.diagnostics = list;
  }
}

/** The diagnostics an unknown thrown value carries, also when it was made by another copy of this package. */
export function diagnosticsOf(thrown: unknown): readonly Diagnostic[] | undefined {
  if (thrown === null || typeof thrown !== 'object') return undefined;
  const list = (thrown as { diagnostics?: unknown }).diagnostics;
  if (!Array.isArray(list)) return undefined;
  return list.every((one) => typeof one === 'object' && one !== null && 'code' in one && 'summary' in one)
    ? (list as Diagnostic[])
    : undefined;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}
