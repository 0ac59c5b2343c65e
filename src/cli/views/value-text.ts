/** Values and names as one line of text for people. */
import { escapeControls, isSecret, isUnknown, MASK, type Tag } from '../../kernel/index.js';

const WIDEST_VALUE = 72;

/** A value on one line, cut when long. Secrets are masked, unknowns give their reason. */
export function valueText(value: unknown, widest = WIDEST_VALUE): string {
  const text = rawText(value);
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}

function rawText(value: unknown): string {
  if (value === undefined) return '(none)';
  if (isSecret(value)) return MASK;
  if (isUnknown(value)) return escapeControls(String(value));
  if (typeof value === 'string') return /^[\w./:@+*-]+( [\w./:@+*-]+)*$/.test(value) ? value : quoted(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(rawText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${escapeControls(key)}: ${rawText(inner)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  return escapeControls(JSON.stringify(text));
}

/** `cloud.instance.present web[web1]`; the name is left out where it is the ID. */
export function tagLabel(tag: Tag): string {
  return escapeControls(`${tag.state}.${tag.fun} ${idLabel(tag)}`);
}

/** `web[web1]`, or `net`. */
export function idLabel(tag: Pick<Tag, 'id' | 'name'>): string {
  return escapeControls(tag.name === tag.id ? tag.id : `${tag.id}[${tag.name}]`);
}

/** `0.42 s`, `12.3 s`, `4 min 05 s`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
