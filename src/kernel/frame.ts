/** Drawing a diagnostic as text: position, message, the lines around the place, hints. Works on the JSON form alone. */
import type { Diagnostic, Severity } from './diagnostics.js';
import type { SourceText, Span } from './span.js';

export interface DrawOptions {
  /** Gives the text of a file for its frame; undefined draws none. */
  source(file: string): SourceText | undefined;
  /** Wraps text in terminal colours; the default draws plain text. */
  paint?(style: 'error' | 'warning' | 'note' | 'dim' | 'bold', text: string): string;
}

const LABEL: Record<Severity, string> = { error: 'error', warning: 'warning', note: 'note' };
const LINES_AROUND = 1;
const WIDEST_LINE = 160;

/** `PATH:LINE:COL: error[code]: summary`, then frame, details, related places and hints. */
export function drawDiagnostic(diagnostic: Diagnostic, options: DrawOptions): string {
  const paint = options.paint ?? ((_style, text) => text);
  const lines: string[] = [];
  const place = diagnostic.span === undefined ? '' : `${spanText(diagnostic.span)}: `;
  const label = paint(diagnostic.severity, `${LABEL[diagnostic.severity]}[${diagnostic.code}]`);
  lines.push(`${paint('bold', escapeControls(place))}${label}: ${escapeControls(diagnostic.summary)}`);
  if (diagnostic.span !== undefined) lines.push(...drawFrame(diagnostic.span, options, paint));
  if (diagnostic.detail !== undefined) lines.push(...indent(escapeControls(diagnostic.detail, true)));
  for (const related of diagnostic.related ?? []) {
    const where = related.span === undefined ? '' : `${spanText(related.span)}: `;
    lines.push(`  ${paint('dim', escapeControls(where))}${escapeControls(related.message)}`);
  }
  for (const hint of diagnostic.hints ?? []) lines.push(`  ${paint('note', 'hint')}: ${escapeControls(hint)}`);
  if (diagnostic.cause !== undefined) {
    lines.push(
      '  caused by:',
      ...drawDiagnostic(diagnostic.cause, options)
        .split('\n')
        .map((line) => `    ${line}`),
    );
  }
  return lines.join('\n');
}

export function spanText(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

function drawFrame(span: Span, options: DrawOptions, paint: NonNullable<DrawOptions['paint']>): string[] {
  const source = options.source(span.file);
  if (source?.line(span.line) === undefined) return [];
  const first = Math.max(1, span.line - LINES_AROUND);
  const last = span.line + LINES_AROUND;
  const gutter = String(last).length;
  const lines: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = source.line(number);
    if (text === undefined) continue;
    const shown = escapeControls(text.replaceAll('\t', ' ')).slice(0, WIDEST_LINE);
    const here = number === span.line;
    lines.push(`${here ? paint('error', '>') : ' '} ${paint('dim', `${String(number).padStart(gutter)} |`)} ${shown}`);
    if (!here) continue;
    const end = span.endLine === span.line && span.endColumn !== undefined ? span.endColumn : span.column + 1;
    const width = Math.max(1, Math.min(end, text.length + 1) - span.column);
    if (span.column <= WIDEST_LINE) {
      const marker = `${' '.repeat(span.column - 1)}${'^'.repeat(Math.min(width, WIDEST_LINE))}`;
      lines.push(`  ${' '.repeat(gutter)} ${paint('dim', '|')} ${paint('error', marker)}`);
    }
  }
  return lines;
}

/** Makes control characters visible, so that text from outside cannot move the cursor or change colours. */
export function escapeControls(text: string, keepLines = false): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (char) => {
    if (char === '\n' && keepLines) return char;
    if (char === '\n') return '\\n';
    if (char === '\t') return keepLines ? char : '\\t';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
