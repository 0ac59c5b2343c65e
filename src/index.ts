/** The package's entry: what programs that embed Holdfast use. */
export { type Diagnostic, DiagnosticError, diagnosticsOf, type Secret, type Span, type Tag } from './kernel/index.js';
