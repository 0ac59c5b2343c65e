/** What a run or a plan leaves as it is, and a person has to know of. */
import type { ChunkResult, Vanished } from '../../engine/index.js';
import { escapeControls } from '../../kernel/index.js';
import type { Paint } from '../style.js';
import { idLabel, tagLabel } from './value-text.js';

const MOST_NAMED = 8;

/** `2 vanished: cloud.network net, cloud.instance web (protected); removed only with --prune`. Empty when all was dealt with. */
export function vanishedLines(
  vanished: readonly Vanished[],
  results: readonly ChunkResult[],
  paint: Paint,
): readonly string[] {
  const dealtWith = new Set(results.filter(({ tag }) => tag.fun === 'absent').map(({ esmTag }) => esmTag));
  const left = vanished.filter(({ esmTag }) => !dealtWith.has(esmTag));
  if (left.length === 0) return [];
  const named = left.slice(0, MOST_NAMED).map(({ tag, protect }) => {
    return `${escapeControls(tag.state)} ${idLabel(tag)}${protect ? ' (protected)' : ''}`;
  });
  const more = left.length > named.length ? `, and ${left.length - named.length} more` : '';
  return [paint('remove', `${left.length} vanished: ${named.join(', ')}${more}; removed only with --prune`)];
}

/** Steps that a plan does not have, or that it has otherwise. */
export function unplannedLines(results: readonly ChunkResult[], paint: Paint): readonly string[] {
  return results
    .filter(({ outcome }) => outcome === 'skipped: plan')
    .flatMap(({ tag, comment, declared }) => {
      const where = declared === undefined ? '' : `${escapeControls(declared)}: `;
      return [
        `${where}${paint('remove', 'not done')} ${tagLabel(tag)}`,
        ...comment.map((line) => `    ${escapeControls(line)}`),
      ];
    });
}
