/** Puts a recorded thing under protection, or lifts it. */
import type { Diagnostic } from '../../kernel/index.js';
import { changeRecords, findRecord, type RecordChangeRequest } from './change-record.js';

export interface ProtectRequest extends RecordChangeRequest {
  /** A tag, an ESM tag, or an ID that only one record has. */
  readonly what: string;
  readonly protect: boolean;
}

export interface ProtectedRecord {
  readonly tag: string;
  readonly id: string | undefined;
  readonly protect: boolean;
  readonly changed: boolean;
}

/** Throws a `DiagnosticError` when there is no such record. A `protect` at a declaration has the last word in the next run. */
export async function protectRecord(
  request: ProtectRequest,
): Promise<{ readonly result: ProtectedRecord; readonly diagnostics: readonly Diagnostic[] }> {
  const { what, protect } = request;
  return changeRecords(request, `esm protect ${what}${protect ? '' : ' --off'}`, (enforced) => {
    const { esmTag, record } = findRecord(enforced, what);
    const changed = (record.meta.protect === true) !== protect;
    const { protect: _before, ...meta } = record.meta;
    const after = { ...record, meta: { ...meta, ...(protect ? { protect } : {}) } };
    return {
      frames: changed ? [{ type: 'put', esmTag, record: after }] : [],
      result: { tag: esmTag, id: record.meta.id, protect, changed },
    };
  });
}
