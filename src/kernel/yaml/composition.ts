/** What composing a text gives: data with places, or the one problem that stopped it. */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../span.js';
import type { Places } from './places.js';

/** What is wrong with a text, in offsets of that text; becomes a diagnostic with a code of whoever reads it. */
export interface TextProblem {
  readonly summary: string;
  readonly detail?: string;
  readonly offset: number;
  readonly length?: number;
  readonly related?: readonly { readonly message: string; readonly offset: number; readonly length?: number }[];
  readonly hints?: readonly string[];
}

export type Composition =
  | { readonly ok: true; readonly data: unknown; readonly places: Places }
  | { readonly ok: false; readonly problem: TextProblem };

/** Ends composing from deep inside; whoever composes catches it and returns its problem. */
export class ComposeFailure extends Error {
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem.summary);
    this.problem = problem;
  }
}

/** The diagnostic of a problem. `spanAt` gives the author's place of an offset and length in the text. */
export function problemDiagnostic(
  code: string,
  problem: TextProblem,
  spanAt: (offset: number, length: number) => Span | undefined,
): Diagnostic {
  const span = spanAt(problem.offset, problem.length ?? 0);
  return {
    severity: 'error',
    code,
    summary: problem.summary,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(span === undefined ? {} : { span }),
    ...(problem.related === undefined
      ? {}
      : {
          related: problem.related.map(({ message, offset, length }) => {
            const place = spanAt(offset, length ?? 0);
            return place === undefined ? { message } : { message, span: place };
          }),
        }),
    ...(problem.hints === undefined || problem.hints.length === 0 ? {} : { hints: problem.hints }),
  };
}
