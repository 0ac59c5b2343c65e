/** Runs of the past and what differs between two moments, for people. */
import { escapeControls, parseTag } from '../../kernel/index.js';
import type { RecordChange, RunSummary, StateDifference, Timeline } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { idLabel, plural, valueText } from './value-text.js';

/** Newest first. */
export function historyText({ runs, oldest, newest }: Timeline, paint: Paint): string {
  if (newest === 0) return 'no history is kept';
  const lines = runs.toReversed().map((run, at) => runLine(run, at === 0, paint));
  return [...lines, '', `what is kept reaches from @${oldest} to @${newest}: these can be shown and compared`].join(
    '\n',
  );
}

/** Only the newest may still run: whoever came after another had taken its lock. */
function runLine(run: RunSummary, newest: boolean, paint: Paint): string {
  const counts = [
    run.puts === 0 ? undefined : plural(run.puts, 'write'),
    run.deletes === 0 ? undefined : plural(run.deletes, 'removal'),
    run.calls === 0 ? undefined : plural(run.calls, 'call'),
  ].filter((one) => one !== undefined);
  const outcome = run.outcome ?? (newest ? 'interrupted or running' : 'interrupted');
  const message = run.message === undefined ? '' : `\n      ${escapeControls(run.message)}`;
  const style = run.outcome === 'done' ? 'dim' : 'warning';
  return `${paint('bold', `@${run.last}`.padEnd(6))}  ${run.started}  ${escapeControls(run.who)}  ${escapeControls(run.operation)}  ${paint(style, outcome)}  ${counts.join(', ') || 'nothing changed'}${message}`;
}

export function differenceText({ before, after, changes }: StateDifference, paint: Paint): string {
  const lines = changes.flatMap((change) => changeLines(change, paint));
  const count =
    changes.length === 0
      ? 'nothing differs'
      : `${plural(changes.length, 'record')} differ${changes.length === 1 ? 's' : ''}`;
  return [...lines, `${count} between @${before} and @${after}`].join('\n');
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

export function changeLines({ esmTag, kind, leaves }: RecordChange, paint: Paint): string[] {
  const tag = parseTag(esmTag);
  const label = tag === undefined ? escapeControls(esmTag) : `${escapeControls(tag.state)} ${idLabel(tag)}`;
  return [
    paint('bold', `${SIGNS[kind]} ${label}`),
    ...leaves.map(
      (leaf) => `    ${escapeControls(leaf.path.join('.'))}: ${valueText(leaf.old)} → ${valueText(leaf.new)}`,
    ),
  ];
}
