/** Why a YAML text could not be read is seldom said best by its parser: what the lines around the place suggest. */

import type { TextProblem } from './composition.js';

interface Habit {
  /** Looked for in the line of the problem and the one before it. */
  readonly looks: RegExp;
  readonly hint: string;
}

const COLUMNS = 'keys of one mapping, and dashes of one list, stand in the same column';

const HABITS: readonly Habit[] = [
  {
    looks: /\{\{|\{%/,
    hint: 'this looks like a template: begin the file with #!jinja|yaml, or quote the value',
  },
  { looks: /^\s*\t/, hint: 'indent with spaces: YAML allows no tabs there' },
  { looks: /^\s*(?:- +)?[\w.-]+:(?![\s/])\S/, hint: 'write a space after the colon: key: value' },
  { looks: /^\s*-(?![\s-])\S/, hint: 'write a space after the dash: - item' },
  { looks: /:\s+(?!['"[{|>#]).*\S:\s/, hint: "quote a value that holds a colon and a space: key: 'a: b'" },
  { looks: /^\s*(?:- +)?(?:[\w.-]+: +)?[@`%]/, hint: 'quote a value that begins with @, ` or %' },
  { looks: /^\s*[\w.-]+ *=/, hint: 'write key: value instead of key = value' },
];

/** A text of several lines where a key was expected: the parser notices it only behind its end. */
const KEY_OF_SEVERAL_LINES = 'can not read a block mapping entry; a multiline key may not be an implicit key';

/** What the parser says, in words that help, and what usually leads to it. */
const REASONS: Readonly<Record<string, { readonly summary: string; readonly hint?: string }>> = {
  'bad indentation of a mapping entry': { summary: 'this does not continue the mapping above it', hint: COLUMNS },
  'bad indentation of a sequence entry': { summary: 'this does not continue the list above it', hint: COLUMNS },
  [KEY_OF_SEVERAL_LINES]: {
    summary: 'a key, a colon and a value are expected here',
    hint: 'indent the line if it belongs to the value above it, or quote a value of several lines',
  },
  'deficient indentation': { summary: 'a quote, bracket or brace above is still open here' },
  'end of the stream or a document separator is expected': {
    summary: 'this does not continue what stands above it',
    hint: COLUMNS,
  },
  'expected valid JSON character': {
    summary: 'a control character must be escaped',
    hint: 'in double quotes, write it like \\u0007',
  },
  'missed comma between flow collection entries': { summary: 'a comma or a closing bracket is expected here' },
  'name of an alias node must contain at least one character': {
    summary: 'an asterisk begins an alias, and no name follows',
    hint: "quote a value that begins with an asterisk: '*'",
  },
  'tab characters must not be used in indentation': { summary: 'a tab stands in the indentation' },
  'the stream contains non-printable characters': { summary: 'the text holds characters that cannot be printed' },
  'unexpected end of the stream within a double quoted scalar': {
    summary: 'the text ends before a double quote is closed',
  },
  'unexpected end of the stream within a flow collection': {
    summary: 'the text ends before a bracket or brace is closed',
  },
  'unexpected end of the stream within a single quoted scalar': {
    summary: 'the text ends before a single quote is closed',
  },
  'unknown escape sequence': {
    summary: 'the backslash begins an escape that does not exist',
    hint: 'use single quotes, in which a backslash is just that, or double it',
  },
};

/** Reasons that an open bracket may have. */
const OPEN_REASONS: ReadonlySet<string> = new Set([
  'deficient indentation',
  'missed comma between flow collection entries',
  'unexpected end of the stream within a flow collection',
]);

/** The problem a parser's reason at an offset stands for. */
export function yamlProblem(reason: string, text: string, noticed: number): TextProblem {
  const offset = reason === KEY_OF_SEVERAL_LINES ? lineWithoutColon(text, noticed) : noticed;
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  const nested = /^nesting exceeded maxDepth \((\d+)\)$/.exec(reason)?.[1];
  const habits = habitsAt(text, offset);
  const quote = openQuote(text, offset);
  const related = quote === undefined ? [] : [{ message: 'a quote is opened here', offset: quote, length: 1 }];
  const bracket = quote === undefined && OPEN_REASONS.has(reason) ? openBracket(text, offset) : undefined;
  if (bracket !== undefined) related.push({ message: `this '${text[bracket]}' is open`, offset: bracket, length: 1 });
  const here = lineStartOf(text, offset);
  for (const { line } of habits)
    if (line !== here) related.push({ message: 'perhaps the mistake is here', offset: line, length: 0 });
  const hints = habits.map(({ hint }) => hint);
  if (quote !== undefined) hints.push(`close the ${text[quote] === '"' ? 'double' : 'single'} quote`);
  if (hints.length === 0 && known?.hint !== undefined) hints.push(known.hint);
  return {
    summary: nested === undefined ? (known?.summary ?? reason) : `values are nested more than ${nested} deep`,
    offset,
    length: 1,
    hints,
    ...(related.length === 0 ? {} : { related }),
  };
}

/** The first of the lines above an offset that hold no key. */
function lineWithoutColon(text: string, noticed: number): number {
  let first = noticed;
  for (let end = noticed; end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const content = text.slice(start, end);
    const blank = content.trim() === '';
    if (!blank && /:(?:\s|$)/.test(content)) break;
    if (!blank) first = start + (/^\s*/.exec(content)?.[0].length ?? 0);
    end = start - 1;
  }
  return first;
}

/** What habits the line of an offset, and the last one before it, suggest. */
export function yamlHints(text: string, offset: number): string[] {
  return habitsAt(text, offset).map(({ hint }) => hint);
}

function habitsAt(text: string, offset: number): { readonly hint: string; readonly line: number }[] {
  const lines = linesAt(text, offset);
  return HABITS.flatMap(({ looks, hint }) => {
    const found = lines.find(({ content }) => looks.test(content));
    return found === undefined ? [] : [{ hint, line: found.start + (/^\s*/.exec(found.content)?.[0].length ?? 0) }];
  });
}

function lineStartOf(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
}

/** The line of an offset and the last one before it that is not blank. */
function linesAt(text: string, offset: number): { readonly start: number; readonly content: string }[] {
  const lines: { start: number; content: string }[] = [];
  for (let end = text.indexOf('\n', offset), at = offset; lines.length < 2; ) {
    const start = at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    const content = text.slice(start, end === -1 ? text.length : end);
    if (content.trim() !== '' || start === at) lines.push({ start, content });
    if (start === 0) break;
    end = start - 1;
    at = start - 1;
  }
  return lines;
}

/** Offset of a quote that begins a value and is still open where the line of the problem begins. */
function openQuote(text: string, offset: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const opening = /(?:^|[:\-,[{]\s+|^\s+)(["'])/gm;
  for (let match = opening.exec(text); match !== null && match.index < offset; match = opening.exec(text)) {
    const at = match.index + match[0].length - 1;
    const close = closingQuote(text, at);
    if (close === -1) return at;
    if (close >= lineStart && at < lineStart) return at;
    opening.lastIndex = close + 1;
  }
  return undefined;
}

/** Offset of the innermost bracket or brace that is still open. */
function openBracket(text: string, offset: number): number | undefined {
  let closed = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const char = text[at];
    if (char === ']' || char === '}') closed++;
    else if ((char === '[' || char === '{') && closed-- === 0) return at;
  }
  return undefined;
}

function closingQuote(text: string, open: number): number {
  const closing = text[open] === '"' ? /(?:[^"\\]|\\.)*"/sy : /(?:[^']|'')*'/sy;
  closing.lastIndex = open + 1;
  return closing.test(text) ? closing.lastIndex - 1 : -1;
}
