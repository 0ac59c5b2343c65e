/** System errors of the log's files, as diagnostics. */
import { DiagnosticError, diagnosticsOf } from '../diagnostics.js';
import { LOG_CODES } from './codes.js';
import { errorCode } from './log-files.js';

const WRITE_CODES: Readonly<Record<string, 'no-space' | 'not-writable'>> = {
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'not-writable',
  EACCES: 'not-writable',
  EPERM: 'not-writable',
};

/** What is to be done, by code. */
const HINTS: Readonly<Record<'no-space' | 'not-writable' | 'write-failed' | 'read-failed', string>> = {
  'no-space': 'Make room and run again. What was acknowledged before is complete.',
  'not-writable': 'Correct owner and permissions of the folder, or choose another root (--root-dir), and run again.',
  'write-failed': 'Run again: reading the log tells whether the last write took effect.',
  'read-failed': 'Correct what the message names and run again.',
};

/** Runs file operations that write; what the system reports comes out as a diagnostic about `folder`. */
export async function writing<Value>(folder: string, what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw failure(error, (code) => WRITE_CODES[code] ?? 'write-failed', `${what} in ${folder} failed`, folder);
  }
}

/** Runs file operations that only read. */
export async function reading<Value>(folder: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw failure(error, () => 'read-failed', `The log in ${folder} cannot be read`, folder);
  }
}

function failure(
  error: unknown,
  name: (code: string) => 'no-space' | 'not-writable' | 'write-failed' | 'read-failed',
  summary: string,
  about: string,
): unknown {
  const code = errorCode(error);
  if (code === undefined || diagnosticsOf(error) !== undefined) return error;
  const found = name(code);
  return new DiagnosticError(
    {
      severity: 'error',
      code: LOG_CODES.code(found),
      summary,
      detail: (error as Error).message,
      hints: [HINTS[found]],
      about,
    },
    { cause: error },
  );
}
