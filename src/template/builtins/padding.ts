import type { Runtime } from '../runtime/runtime.js';
import { pointLength } from '../values/sequence.js';

/** Blanks or another character around a text, to so many code points. */
export function pad(
  runtime: Runtime,
  text: string,
  width: number,
  fill: string,
  left: (missing: number) => number,
): string {
  const missing = width - pointLength(text);
  if (missing <= 0) return text;
  runtime.text(text.length + missing * fill.length);
  const before = left(missing);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}
