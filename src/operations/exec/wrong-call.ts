/** Input that is wrong before anything was called, found only inside of a function that calls something else. */
import { type Diagnostic, DiagnosticError } from '../../kernel/index.js';

const WRONG_CALL = Symbol('wrong call');

/** An error that whoever calls a function gets as it is, instead of a return that says so. */
export function wrongCall(diagnostics: readonly Diagnostic[]): DiagnosticError {
  return Object.assign(new DiagnosticError(diagnostics), { [WRONG_CALL]: true });
}

export function isWrongCall(thrown: unknown): boolean {
  return thrown instanceof DiagnosticError && WRONG_CALL in thrown;
}
