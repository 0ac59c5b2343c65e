/** A plan as text: one line a change, below it only the leaves that change, what is dangerous first. */
import type { Action, ChunkResult, LeafView, Vanished } from '../../engine/index.js';
import { escapeControls, unifiedDiff } from '../../kernel/index.js';
import type { Paint, Style } from '../style.js';
import { unplannedLines, vanishedLines } from './left-alone.js';
import { tagLabel, valueText } from './value-text.js';

interface Kind {
  readonly sign: string;
  readonly word: string;
  readonly style: Style;
}

/** In order of risk. */
const kinds = {
  remove: { sign: '-', word: 'remove', style: 'remove' },
  replace: { sign: '±', word: 'replace', style: 'remove' },
  call: { sign: '>', word: 'call', style: 'null' },
  update: { sign: '~', word: 'update', style: 'change' },
  adopt: { sign: '=', word: 'adopt', style: 'change' },
  create: { sign: '+', word: 'create', style: 'add' },
} as const satisfies Record<string, Kind>;

/** Lines of a text's difference that a plan shows. */
const MOST_DIFF_LINES = 30;

type KindName = keyof typeof kinds;
const kindNames = Object.keys(kinds) as readonly KindName[];

/** Whether applying what was planned could do anything. */
export function wouldChange(results: readonly ChunkResult[]): boolean {
  return results.some((one) => plannedKind(one) !== undefined);
}

/** The whole plan. Ends with a line of counts. */
export function planText(results: readonly ChunkResult[], paint: Paint, vanished: readonly Vanished[] = []): string {
  const changes = results.flatMap((result) => {
    const kind = plannedKind(result);
    return kind === undefined ? [] : [{ result, kind }];
  });
  changes.sort(
    (a, b) => kindNames.indexOf(a.kind) - kindNames.indexOf(b.kind) || a.result.runNumber - b.result.runNumber,
  );
  const width = Math.min(60, Math.max(0, ...changes.map(({ result }) => tagLabel(result.tag).length)));
  const lines = changes.flatMap(({ result, kind }) => changeLines(result, kinds[kind], width, paint));
  const troubles = results
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'interrupted')
    .flatMap((result) => troubleLines(result, paint));
  const notes = results
    .filter((result) => result.notes !== undefined && plannedKind(result) === undefined && result.result !== false)
    .flatMap((result) => noteLines(result, paint));
  const left = [unplannedLines(results, paint), vanishedLines(vanished, results, paint)];
  const parts = [lines, notes, troubles, ...left, [countsLine(changes, results, paint)]].filter(
    (part) => part.length > 0,
  );
  return parts.map((part) => part.join('\n')).join('\n\n');
}

function plannedKind({ outcome, action }: ChunkResult): KindName | undefined {
  if (outcome === 'unpredictable') return 'call';
  if (outcome !== 'would-change') return undefined;
  return isKind(action) ? action : 'call';
}

function isKind(action: Action): action is Extract<Action, KindName> {
  return action in kinds;
}

function changeLines(result: ChunkResult, kind: Kind, width: number, paint: Paint): string[] {
  const where = result.declared === undefined ? '' : `  ${paint('dim', escapeControls(result.declared))}`;
  const guess = result.outcome === 'unpredictable' ? `  ${paint('null', 'cannot be predicted')}` : '';
  const head = `${paint(kind.style, `${kind.sign} ${kind.word.padEnd(7)}`)} ${tagLabel(result.tag).padEnd(where === '' && guess === '' ? 0 : width)}${guess}${where}`;
  const notes = (result.notes ?? []).map((note) => `    ${paint('dim', escapeControls(note))}`);
  return [head, ...notes, ...result.leaves.flatMap((leaf) => leafLines(leaf, kind, paint))];
}

/** What is to be known of states that stay as they are. */
function noteLines({ tag, declared, notes = [] }: ChunkResult, paint: Paint): string[] {
  const where = declared === undefined ? '' : `  ${paint('dim', escapeControls(declared))}`;
  return [`  note    ${tagLabel(tag)}${where}`, ...notes.map((note) => `    ${escapeControls(note)}`)];
}

function leafLines(leaf: LeafView, kind: Kind, paint: Paint): string[] {
  const path = escapeControls(leaf.path);
  const mark = leaf.replaces === true ? paint('remove', '  (needs a replacement)') : '';
  if (typeof leaf.old === 'string' && typeof leaf.new === 'string' && `${leaf.old}${leaf.new}`.includes('\n')) {
    return [
      `    ${path}:${mark}`,
      ...unifiedDiff(leaf.old, leaf.new, { context: 1, most: MOST_DIFF_LINES })
        .split('\n')
        .map((line) => `      ${paintDiffLine(line, paint)}`),
    ];
  }
  if (leaf.old === undefined || leaf.old === null) return [`    ${path}: ${paint('add', valueText(leaf.new))}${mark}`];
  if (leaf.new === undefined && kind !== kinds.replace)
    return [`    ${path}: ${paint('remove', valueText(leaf.old))} ${paint('dim', '→')} (none)${mark}`];
  return [
    `    ${path}: ${paint('remove', valueText(leaf.old))} ${paint('dim', '→')} ${paint('add', valueText(leaf.new))}${mark}`,
  ];
}

function paintDiffLine(line: string, paint: Paint): string {
  const shown = escapeControls(line);
  if (line.startsWith('+')) return paint('add', shown);
  return line.startsWith('-') ? paint('remove', shown) : paint('dim', shown);
}

function troubleLines(result: ChunkResult, paint: Paint): string[] {
  const where = result.declared === undefined ? '' : `${escapeControls(result.declared)}: `;
  return [
    `${paint('error', '!')} ${where}${tagLabel(result.tag)} ${paint('error', 'fails')}`,
    ...result.comment.map((line) => `    ${escapeControls(line)}`),
  ];
}

function countsLine(changes: readonly { kind: KindName }[], results: readonly ChunkResult[], paint: Paint): string {
  const unchanged = results.filter(({ outcome }) => outcome === 'unchanged').length;
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  const rest = [`${unchanged} unchanged`, ...(failed > 0 ? [paint('error', `${failed} failed`)] : [])].join(', ');
  if (changes.length === 0) return `Nothing would change: 0 to change, ${rest}`;
  const perKind = kindNames.flatMap((kind) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [paint(kinds[kind].style, `${count} to ${kinds[kind].word}`)];
  });
  return `${changes.length} to change: ${perKind.join(', ')}; ${rest}`;
}
