/** The live region as lines: counters, what runs and for how long, what waits for what. */
import { escapeControls, parseTag } from '../../kernel/index.js';
import type { ProgressModel, RunningStep } from '../progress/progress-model.js';
import type { Waiting } from '../progress/waiting.js';
import type { Paint } from '../style.js';
import { durationText, idLabel, tagLabel } from './value-text.js';

export interface ProgressViewInput {
  readonly model: ProgressModel;
  readonly waiting: Waiting;
  /** Monotonic milliseconds. */
  readonly now: number;
  readonly started: number;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const MOST_STEPS = 10;
const MOST_WAITING = 3;

export function spinner(now: number): string {
  return SPINNER[Math.floor(now / FRAME_MS) % SPINNER.length] as string;
}

export function progressLines(input: ProgressViewInput): string[] {
  const { model, now, started, columns, rows, paint } = input;
  const room = Math.max(1, Math.min(MOST_STEPS, rows - 6));
  const running = [...model.running.values()];
  const lines = [
    `${spinner(now)} ${countersText(model, running.length, paint)}  ${durationText((now - started) / 1000)}`,
  ];
  for (const step of running.slice(0, room)) lines.push(stepLine(step, now, columns, paint));
  if (running.length > room) lines.push(paint('dim', `  … and ${running.length - room} more`));
  lines.push(...waitingLines(input));
  return lines;
}

function countersText(model: ProgressModel, running: number, paint: Paint): string {
  const planned = model.count('would-change') + model.count('unpredictable');
  const parts = [`${Math.min(model.done, model.total)}/${model.total} ${model.mode === 'plan' ? 'looked at' : 'done'}`];
  if (model.mode === 'plan') parts.push(paint('change', `${planned} to change`));
  else parts.push(paint('change', `${model.count('changed')} changed`));
  const failed = model.count('failed') + model.count('interrupted');
  if (failed > 0) parts.push(paint('error', `${failed} failed`));
  const skipped = model.count('skipped: dependency');
  if (skipped > 0) parts.push(paint('remove', `${skipped} skipped`));
  parts.push(`${running} running`);
  if (model.stopping) parts.push(paint('warning', 'stopping'));
  return parts.join(' · ');
}

function stepLine(step: RunningStep, now: number, columns: number, paint: Paint): string {
  const took = durationText((now - step.since) / 1000);
  const doing = step.step === 'apply' ? '' : `${step.step} `;
  const note = step.note === undefined ? '' : `  ${escapeControls(step.note)}`;
  const plain = `  ${doing}${labelOf(step.tag)}  ${took}${note}`;
  const line = plain.length > columns - 1 ? `${plain.slice(0, Math.max(0, columns - 2))}…` : plain;
  const label = `  ${doing}${labelOf(step.tag)}`;
  return line.startsWith(label) ? `${label}${paint('dim', line.slice(label.length))}` : line;
}

function waitingLines({ model, waiting, columns, paint }: ProgressViewInput): string[] {
  const edges = waiting.waiting(
    MOST_WAITING,
    (tag) => model.running.has(tag),
    (tag) => model.hasEnded(tag),
  );
  return edges.map(({ waits, on, requisite }) => {
    const text = `  ${shortLabel(waits)} waits for ${shortLabel(on)} (${requisite})`;
    return paint('dim', text.length > columns - 1 ? `${text.slice(0, Math.max(0, columns - 2))}…` : text);
  });
}

export function labelOf(tag: string): string {
  const parsed = parseTag(tag);
  return parsed === undefined ? escapeControls(tag) : tagLabel(parsed);
}

function shortLabel(tag: string): string {
  const parsed = parseTag(tag);
  return parsed === undefined ? escapeControls(tag) : `${escapeControls(parsed.state)} ${idLabel(parsed)}`;
}
