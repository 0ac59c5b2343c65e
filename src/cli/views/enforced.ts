/** The enforced state as text. */
import type { EnforcedRecord } from '../../contract/index.js';
import { escapeControls, parseTag } from '../../kernel/index.js';
import type { ShownState } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { nestedLines } from './nested.js';
import { idLabel, plural } from './value-text.js';

export function enforcedText({ runName, records, openIntents }: ShownState, paint: Paint): string {
  const entries = Object.entries(records);
  const blocks = entries.map(([tag, record]) => recordLines(tag, record, paint).join('\n'));
  const intents =
    openIntents.length === 0
      ? []
      : [paint('warning', `${plural(openIntents.length, 'interrupted call')}: the next run resolves them`)];
  return [
    ...blocks,
    ...intents,
    `${plural(entries.length, 'record')} in the enforced state ${escapeControls(runName)}`,
  ].join('\n\n');
}

function recordLines(tag: string, { state, meta }: EnforcedRecord, paint: Paint): string[] {
  const parsed = parseTag(tag);
  const label = parsed === undefined ? escapeControls(tag) : `${escapeControls(parsed.state)} ${idLabel(parsed)}`;
  const facts = [
    meta.id,
    meta.status === 'complete' ? undefined : meta.status,
    meta.protect === true ? 'protected' : undefined,
    meta.deposed === undefined
      ? undefined
      : `replaced ${meta.deposed.map(({ id }) => id).join(', ')}, still to be removed`,
    meta.updated,
  ]
    .filter((one) => one !== undefined)
    .map((one) => escapeControls(one));
  return [
    `${paint('bold', label)}  ${paint('dim', facts.join(', '))}`,
    ...(state === null ? ['  (not complete)'] : nestedLines(state, 2)),
  ];
}
