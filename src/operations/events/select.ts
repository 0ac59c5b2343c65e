/** Which types of events are wanted. */
import { DiagnosticError, didYouMean, globMatcher, isGlob } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { bodies } from './bodies.js';
import { DETAIL, type EventType } from './event.js';

export const eventTypes = Object.keys(bodies) as readonly EventType[];

/**
 * The types that any pattern matches: a glob, or `/a regular expression/` that fits the whole name. Without patterns all but those of detail.
 * Throws a `DiagnosticError` when a pattern matches none.
 */
export function selectEvents(patterns: readonly string[]): ReadonlySet<EventType> {
  if (patterns.length === 0) return new Set(eventTypes.filter((type) => !DETAIL.has(type)));
  return new Set(patterns.flatMap(typesOf));
}

function typesOf(pattern: string): readonly EventType[] {
  const found = eventTypes.filter(matcher(pattern));
  if (found.length > 0) return found;
  const hint = isGlob(pattern) ? undefined : didYouMean(pattern, eventTypes);
  throw unusable(`no type of event is called '${pattern}'`, [
    ...(hint === undefined ? [] : [hint]),
    `there are ${eventTypes.join(', ')}`,
  ]);
}

function matcher(pattern: string): (type: string) => boolean {
  const source = /^\/(.*)\/$/s.exec(pattern)?.[1];
  if (source === undefined) return globMatcher(pattern);
  try {
    const whole = new RegExp(`^(?:${source})$`);
    return (type) => whole.test(type);
  } catch (error) {
    throw unusable(
      `${pattern} is no regular expression: ${error instanceof Error ? error.message : String(error)}`,
      [],
    );
  }
}

function unusable(summary: string, hints: readonly string[]): DiagnosticError {
  return new DiagnosticError({ severity: 'error', code: operationCodes.code('unknown-event-type'), summary, hints });
}
