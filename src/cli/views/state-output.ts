/** The outputter `state`: a block per result, then counts per function. */
import type { ChunkResult } from '../../engine/index.js';
import { escapeControls } from '../../kernel/index.js';
import type { Arranged } from '../outputters/groups.js';
import type { Paint, Style } from '../style.js';
import { nestedLines } from './nested.js';
import { plural } from './value-text.js';

/** `all`: what is counted, also when only some are shown. */
export function stateOutput({ results, omitted }: Arranged, all: readonly ChunkResult[], paint: Paint): string {
  const left =
    omitted === undefined || omitted === 0 ? [] : ['--------', `${plural(omitted, 'state')} without changes not shown`];
  return [...results.map((result) => block(result, paint)), ...left, '', ...functionCounts(all)].join('\n');
}

function block(result: ChunkResult, paint: Paint): string {
  const { tag, name = tag.name } = result;
  const changes = Object.keys(result.changes).length === 0 ? [] : nestedLines(result.changes, 10);
  const id = name === tag.id ? tag.id : `${tag.id} (${name})`;
  const lines = [
    '--------',
    `      ID: ${escapeControls(id)}`,
    `Function: ${escapeControls(`${tag.state}.${tag.fun}`)}`,
    `  Result: ${resultText(result.result)}${result.outcome === 'unchanged' || result.outcome === 'changed' ? '' : ` (${result.outcome})`}`,
    ` Comment: ${result.comment.map((line) => escapeControls(line)).join('\n          ')}`,
    ` Changes:${changes.length === 0 ? '' : '\n'}${changes.join('\n')}`,
  ];
  return lines
    .map((line) =>
      line
        .split('\n')
        .map((one) => paint(styleOf(result), one))
        .join('\n'),
    )
    .join('\n');
}

function resultText(result: boolean | null): string {
  if (result === null) return 'None';
  return result ? 'True' : 'False';
}

function styleOf({ result, changes }: ChunkResult): Style {
  if (result === null) return 'null';
  if (!result) return 'false';
  return Object.keys(changes).length > 0 ? 'change' : 'same';
}

/** `present: 2 created successfully`, one line for each way in which a function's chunks ended. */
export function functionCounts(results: readonly ChunkResult[]): string[] {
  const counts = new Map<string, number>();
  for (const result of results) {
    const line = `${result.tag.fun}\u0000${wordFor(result)}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => {
    const [fun = '', word = ''] = line.split('\u0000');
    return `${escapeControls(fun)}: ${count} ${word}`;
  });
}

function wordFor(result: ChunkResult): string {
  if (result.result === null) return result.outcome;
  if (!result.result) return result.outcome === 'failed' ? 'failed' : result.outcome;
  if (result.outcome.startsWith('skipped')) return 'skipped';
  const changed = Object.keys(result.changes).length > 0;
  if (result.tag.fun === 'present') {
    if (!changed) return 'no-op';
    return result.oldState === null || Object.keys(result.oldState).length === 0
      ? 'created successfully'
      : 'updated successfully';
  }
  if (result.tag.fun === 'absent') return changed ? 'deleted successfully' : 'no-op';
  return 'successful';
}
