/** Changing what is recorded and not the world: one record found, changed, and written at once under the lock. */
import type { EnforcedRecord, JournalFrame } from '../../contract/index.js';
import type { EnforcedState } from '../../engine/index.js';
import { type Diagnostic, DiagnosticError, didYouMean, esmTagText, parseTag, type Tag } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import { openEnforced } from './enforced.js';

export interface RecordChangeRequest {
  readonly services: Services;
  /** Kept in the history. */
  readonly message?: string;
  /** Only say what would be done. */
  readonly test: boolean;
  readonly signal: AbortSignal;
}

export interface Change<Result> {
  readonly frames: readonly JournalFrame[];
  readonly result: Result;
}

/** All frames reach the store together, or none does. Throws what `change` throws, with nothing written. */
export async function changeRecords<Result>(
  { services, message, test, signal }: RecordChangeRequest,
  operation: string,
  change: (enforced: EnforcedState) => Change<Result> | Promise<Change<Result>>,
): Promise<{ readonly result: Result; readonly diagnostics: readonly Diagnostic[] }> {
  const runId = services.ports.random.uuid();
  const about = message === undefined ? {} : { message };
  const session = await openEnforced({ services, runId, operation, signal, ...about });
  let failure: unknown;
  try {
    const { frames, result } = await change(session.enforced);
    if (!test && frames.length > 0) await session.enforced.append(frames, 'durable');
    return { result, diagnostics: session.diagnostics };
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await session.close({ results: [], diagnostics: [], seconds: 0, stopped: false, vanished: [] }, failure);
  }
}

export interface FoundRecord {
  readonly esmTag: string;
  readonly tag: Tag;
  readonly record: EnforcedRecord;
}

/** The record that a tag, an ESM tag, or an ID or name that only one record has stands for. Throws when there is none, or several. */
export function findRecord(enforced: EnforcedState, what: string): FoundRecord {
  const wanted = parseTag(what);
  const matches = (tag: Tag): boolean =>
    wanted === undefined
      ? tag.id === what || tag.name === what || `${tag.state} ${tag.id}` === what
      : esmTagText(tag) === esmTagText(wanted);
  const all = [...enforced.entries()].flatMap(([esmTag, record]) => {
    const tag = parseTag(esmTag);
    return tag === undefined ? [] : [{ esmTag, tag, record }];
  });
  const found = all.filter(({ tag }) => matches(tag));
  if (found.length === 1) return found[0] as FoundRecord;
  if (found.length > 1) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('ambiguous-record'),
      summary: `'${what}' stands for ${found.length} records`,
      hints: ['name one of them by its tag', ...found.slice(0, 5).map(({ esmTag }) => `'${esmTag}'`)],
    });
  }
  const hint = didYouMean(what, wanted === undefined ? all.map(({ tag }) => tag.id) : all.map(({ esmTag }) => esmTag));
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('no-such-record'),
    summary: `the enforced state has no record '${what}'`,
    hints: [...(hint === undefined ? [] : [hint]), 'holdfast esm show lists them all'],
  });
}
