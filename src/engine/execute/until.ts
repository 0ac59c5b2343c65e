/**
 * `until` of `retry`: what must be true of a result. `true` or `false` is compared with the result itself; text is a path into it, alone
 * (the value is there and not false), or with `==` or `!=` and a value: `new_state:status == RUNNING`. The path begins with one of result, outcome,
 * comment, changes, old_state, new_state.
 */
import { type DataPath, equal, getPath, parsePath, revealDeep } from '../../kernel/index.js';
import type { CallResult } from './call.js';

export type Until =
  | { readonly kind: 'result'; readonly value: boolean }
  | { readonly kind: 'there'; readonly path: DataPath; readonly text: string }
  | {
      readonly kind: 'compare';
      readonly path: DataPath;
      readonly not: boolean;
      readonly value: unknown;
      readonly text: string;
    };

const ROOTS = ['result', 'outcome', 'comment', 'changes', 'old_state', 'new_state'];

/** The condition, or in words what it must look like. */
export function parseUntil(value: unknown): Until | string {
  if (typeof value === 'boolean') return { kind: 'result', value };
  if (typeof value !== 'string') return 'true, false, or text such as `new_state:status == RUNNING`';
  const match = /^(.*?)\s*(==|!=)\s*(.*)$/s.exec(value.trim());
  const path = parsePath((match?.[1] ?? value).trim());
  if (!path.ok) return `a path: ${path.problem}`;
  const root = path.value[0];
  if (root?.kind !== 'key' || !ROOTS.includes(root.key)) return `a path that begins with one of ${ROOTS.join(', ')}`;
  if (match === null) return { kind: 'there', path: path.value, text: value };
  return { kind: 'compare', path: path.value, not: match[2] === '!=', value: literal(match[3] as string), text: value };
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.replace(/^'(.*)'$/s, '$1');
  }
}

export function isMet(until: Until, result: CallResult): boolean {
  if (until.kind === 'result') return result.result === until.value;
  const found = getPath(
    {
      result: result.result,
      outcome: result.outcome,
      comment: result.comment,
      changes: result.changes,
      old_state: result.oldState,
      new_state: result.newState,
    },
    until.path,
  );
  const value = found.ok ? revealDeep(found.value) : undefined;
  if (until.kind === 'there') return value !== undefined && value !== null && value !== false;
  return equal(value, until.value) !== until.not;
}

export function untilText(until: Until): string {
  return until.kind === 'result' ? `result is ${until.value}` : until.text;
}
