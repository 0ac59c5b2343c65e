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
  return new DiagnosticError(
    { severity: 'error', code: LOG_CODES.code(name(code)), summary, detail: (error as Error).message, about },
    { cause: error },
  );
}
