/** Gives a recorded thing the tag of another declaration: after a rename it is the same thing, and not a new one. */
import type { JournalFrame } from '../../contract/index.js';
import type { EnforcedState } from '../../engine/index.js';
import { type Diagnostic, DiagnosticError, esmTagText, parseTag, type Tag } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { type Change, changeRecords, type FoundRecord, findRecord, type RecordChangeRequest } from './change-record.js';

export interface MoveRequest extends RecordChangeRequest {
  /** A tag, an ESM tag, or an ID that only one record has. */
  readonly from: string;
  /** A tag or ESM tag of the same state, or an ID. */
  readonly to: string;
}

export interface MovedRecord {
  readonly from: string;
  readonly to: string;
  readonly id: string | undefined;
  readonly moved: boolean;
  /** ESM tags of records that need the thing, and now know it by its new tag. */
  readonly needed_by: readonly string[];
}

/** Throws a `DiagnosticError` when it cannot be moved. */
export async function moveRecord(
  request: MoveRequest,
): Promise<{ readonly result: MovedRecord; readonly diagnostics: readonly Diagnostic[] }> {
  return changeRecords(request, `move ${request.from} ${request.to}`, (enforced) => planMove(enforced, request));
}

function planMove(enforced: EnforcedState, { from, to, test }: MoveRequest): Change<MovedRecord> {
  const found = findRecord(enforced, from);
  const { record, esmTag } = found;
  const target = esmTagText(targetOf(found, to));
  check(enforced, found, target);
  const needing = [...enforced.entries()].filter(([, { meta }]) => meta.needs?.includes(esmTag) === true);
  const frames: JournalFrame[] = [
    { type: 'put', esmTag: target, record },
    { type: 'delete', esmTag },
    ...needing.map(([other, one]): JournalFrame => {
      const needs = one.meta.needs?.map((needed) => (needed === esmTag ? target : needed)) ?? [];
      return { type: 'put', esmTag: other, record: { ...one, meta: { ...one.meta, needs } } };
    }),
  ];
  const needed_by = needing.map(([other]) => other);
  return { frames, result: { from: esmTag, to: target, id: record.meta.id, moved: !test, needed_by } };
}

/** A mere ID keeps the name, unless the name was the ID. */
function targetOf({ tag }: FoundRecord, to: string): Tag {
  const given = parseTag(to);
  if (given !== undefined) return { ...given, fun: '' };
  return { ...tag, id: to, name: tag.name === tag.id ? to : tag.name };
}

function check(enforced: EnforcedState, { tag, esmTag }: FoundRecord, target: string): void {
  const state = parseTag(target)?.state;
  const why =
    state !== tag.state
      ? `a ${tag.state} cannot become a ${state}`
      : target === esmTag
        ? 'it is there already'
        : enforced.get(target) !== undefined
          ? `there is a record '${target}' already`
          : enforced.openIntents().some((intent) => intent.esmTag === esmTag || intent.esmTag === target)
            ? 'an interrupted call on it is not resolved yet'
            : undefined;
  if (why === undefined) return;
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('cannot-move'),
    summary: `'${esmTag}' cannot be moved: ${why}`,
    hints: ['holdfast esm show lists what is recorded'],
  });
}
