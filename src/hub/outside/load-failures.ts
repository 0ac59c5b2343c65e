/** Why a plugin from outside could not be loaded, said so that its author finds the place. */
import { join } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { type Diagnostic, DiagnosticError, type Span } from '../../kernel/index.js';
import { HUB_CODES } from '../codes.js';
import type { PluginPlace } from '../hub.js';
import { stackFrames } from '../thrown-at.js';
import { isWithin, type PluginRoot, shownPath } from './plugin-root.js';

/** What a refused import carries through the bundler. */
export interface FailureDetail {
  readonly name: 'load-failed' | 'outside';
  readonly hints: readonly string[];
}

/** Errors of the bundler: what it could not parse, and imports that were refused. */
export function buildFailed(place: PluginPlace, root: PluginRoot, failure: BuildFailure): Error {
  if (!Array.isArray(failure.errors)) return failure;
  return new DiagnosticError(
    failure.errors.map((message) => messageDiagnostic(place, root, message)),
    { cause: failure },
  );
}

function messageDiagnostic(
  place: PluginPlace,
  root: PluginRoot,
  { text, location, detail, notes }: Message,
): Diagnostic {
  const refused = isFailureDetail(detail) ? detail : undefined;
  const noted = notes.flatMap((note) => (note.text === '' ? [] : [note.text]));
  return {
    severity: 'error',
    code: HUB_CODES.code(refused?.name ?? 'syntax'),
    summary: `${place.folder} ${place.ref} cannot be loaded: ${text}`,
    about: place.ref,
    hints: refused?.hints ?? noted,
    span:
      location === null
        ? { file: place.file, line: 1, column: 1 }
        : {
            file: shownPath(root, join(root.boundary, location.file)),
            line: location.line,
            column: location.column + 1,
            ...(location.length > 0
              ? { endLine: location.line, endColumn: location.column + 1 + location.length }
              : {}),
          },
  };
}

function isFailureDetail(detail: unknown): detail is FailureDetail {
  return typeof detail === 'object' && detail !== null && 'name' in detail && 'hints' in detail;
}

/** What a module threw while it was evaluated. The span is the first place of the author's in its stack. */
export function evaluationFailed(place: PluginPlace, root: PluginRoot, thrown: unknown): DiagnosticError {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const span = authorPlace(root, thrown);
  return new DiagnosticError(
    {
      severity: 'error',
      code: HUB_CODES.code('load-failed'),
      summary: `${place.folder} ${place.ref} cannot be loaded from ${place.file}: ${message}`,
      about: place.ref,
      ...(span === undefined ? {} : { span }),
    },
    { cause: thrown },
  );
}

function authorPlace(root: PluginRoot, thrown: unknown): Span | undefined {
  const frame = stackFrames(thrown).find(({ path }) => isWithin(root.boundary, path));
  return frame === undefined
    ? undefined
    : { file: shownPath(root, frame.path), line: frame.line, column: frame.column };
}
