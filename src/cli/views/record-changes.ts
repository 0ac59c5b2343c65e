/** Records that are written, or would be, for people. */
import type { RecordChange } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { changeLines } from './esm-history.js';
import { plural } from './value-text.js';

export interface RecordCounts {
  readonly changes: readonly RecordChange[];
  readonly unchanged: number;
  /** Nothing was written. */
  readonly test: boolean;
}

export function recordChangesText({ changes, unchanged, test }: RecordCounts, paint: Paint): string {
  const added = changes.filter(({ kind }) => kind === 'added').length;
  const would = test ? 'would be ' : '';
  const parts = [
    ...(added === 0 ? [] : [`${plural(added, 'record')} ${would}added`]),
    ...(changes.length === added ? [] : [`${plural(changes.length - added, 'record')} ${would}changed`]),
    ...(unchanged === 0 && changes.length > 0 ? [] : [`${unchanged} unchanged`]),
  ];
  return [...changes.flatMap((change) => changeLines(change, paint)), parts.join(', ')].join('\n');
}
