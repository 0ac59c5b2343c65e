/** What exists, as the text of an SLS file. */
import { escapeControls } from '../../kernel/index.js';
import type { DescribedState } from '../../operations/index.js';

/**
 * YAML without its last line break, entry by entry, notes as comments above. What could not be enforced is commented out. Where a text would be read as a template, the first
 * line says that the file is none.
 */
export async function describedText(states: readonly DescribedState[]): Promise<string> {
  const { dump } = await import('js-yaml');
  const entries = states.map(({ label, reference, args, notes, enforceable }) => {
    const comments = notes.map((note) => `# ${escapeControls(note)}`);
    const text = dump({ [label]: { [reference]: args } }, { lineWidth: -1, noRefs: true }).replace(/\n$/, '');
    return [...comments, enforceable ? text : commentedOut(text)].join('\n');
  });
  if (entries.length === 0) return '{}';
  const text = entries.join('\n');
  return /\{[{%#]/.test(text) ? `#!yaml\n${text}` : text;
}

function commentedOut(text: string): string {
  return text
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n');
}
