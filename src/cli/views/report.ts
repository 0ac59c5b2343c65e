/** What a person wants to know when a run is over: how many of what, what failed and why, what took long. */
import type { ChunkResult, OutcomeKind, RunReport } from '../../engine/index.js';
import { escapeControls, tagText } from '../../kernel/index.js';
import type { Paint, Style } from '../style.js';
import { unplannedLines, vanishedLines } from './left-alone.js';
import { durationText, tagLabel } from './value-text.js';

const SLOWEST = 5;
/** Steps faster than this are not worth a line, in seconds. */
const SLOW = 0.5;

export function reportText(report: RunReport, paint: Paint): string {
  const { results, vanished } = report;
  const parts = [
    failures(results, paint),
    unplannedLines(results, paint),
    vanishedLines(vanished, results, paint),
    slowest(results, paint),
    [summaryLine(report, paint)],
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

const shown: readonly { readonly outcome: OutcomeKind; readonly style: Style }[] = [
  { outcome: 'changed', style: 'change' },
  { outcome: 'unchanged', style: 'same' },
  { outcome: 'would-change', style: 'null' },
  { outcome: 'unpredictable', style: 'null' },
  { outcome: 'pending', style: 'null' },
  { outcome: 'failed', style: 'error' },
  { outcome: 'interrupted', style: 'error' },
  { outcome: 'skipped: dependency', style: 'remove' },
  { outcome: 'skipped: requisite', style: 'null' },
  { outcome: 'skipped: plan', style: 'remove' },
  { outcome: 'skipped: target', style: 'dim' },
  { outcome: 'skipped: cancelled', style: 'null' },
];

/** `2 changed, 3 unchanged, 1 failed in 0.42 s`; the number of changed ones is always there. */
export function summaryLine({ results, seconds, stopped }: RunReport, paint: Paint): string {
  const counts = new Map<OutcomeKind, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = shown.flatMap(({ outcome, style }) => {
    const count = counts.get(outcome) ?? 0;
    if (count === 0) return outcome === 'changed' ? ['0 changed'] : [];
    return [
      paint(style, outcome.startsWith('skipped: ') ? `${count} skipped (${outcome.slice(9)})` : `${count} ${outcome}`),
    ];
  });
  return `${stopped ? 'Stopped: ' : ''}${parts.join(', ')} in ${durationText(seconds)}`;
}

function failures(results: readonly ChunkResult[], paint: Paint): string[] {
  const dependants = new Map<string, number>();
  for (const { outcome, root } of results) {
    if (outcome === 'skipped: dependency' && root !== undefined) dependants.set(root, (dependants.get(root) ?? 0) + 1);
  }
  return results
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'interrupted' || outcome === 'pending')
    .flatMap((result) => {
      const where = result.declared === undefined ? '' : `${escapeControls(result.declared)}: `;
      const skipped = dependants.get(tagText(result.tag)) ?? 0;
      const because = skipped === 0 ? [] : [paint('dim', `    ${skipped} skipped because of it`)];
      return [
        `${paint('bold', where)}${paint(result.outcome === 'pending' ? 'null' : 'error', result.outcome)} ${tagLabel(result.tag)}`,
        ...result.comment.flatMap((comment) => escapeControls(comment, true).split('\n')).map((line) => `    ${line}`),
        ...result.diagnostics
          .flatMap(({ hints }) => hints ?? [])
          .map((hint) => `    ${paint('note', 'hint')}: ${escapeControls(hint)}`),
        ...because,
      ];
    });
}

function slowest(results: readonly ChunkResult[], paint: Paint): string[] {
  const slow = results
    .filter(({ totalSeconds }) => totalSeconds >= SLOW)
    .toSorted((a, b) => b.totalSeconds - a.totalSeconds)
    .slice(0, SLOWEST);
  if (slow.length === 0) return [];
  return [
    paint('dim', 'Slowest:'),
    ...slow.map(({ tag, totalSeconds }) => `  ${durationText(totalSeconds).padStart(12)}  ${tagLabel(tag)}`),
  ];
}
