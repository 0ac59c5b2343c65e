/** A value that was written on the command line or in the environment. */
import { composeYaml } from '../kernel/index.js';

/** What YAML reads as something else than it says: quotes, blocks, anchors, tags. */
const MARKED = /^\s*["'|>&*!]/;

/**
 * As YAML reads it, so that `3` is a number, `'3'` a text and `[a, b]` a list. Text without quotes stays as it was written: with its line breaks and
 * blanks, and with what YAML would take for a comment. What is no YAML is text.
 */
export function typedWord(text: string): unknown {
  const composed = composeYaml(text);
  if (!composed.ok) return text;
  const { data } = composed;
  const isPlain = typeof data === 'string' && !MARKED.test(text);
  const onlyComment = data === null && text.trimStart().startsWith('#');
  return isPlain || onlyComment ? text : data;
}
