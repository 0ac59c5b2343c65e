import { valueError } from '../values/fault.js';
import { pointLength } from '../values/sequence.js';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const LETTER = '[\\p{L}\\p{M}_]';
const WORD = '[\\p{L}\\p{N}\\p{M}_]';
const BEFORE_DASHES = `(?<=[\\p{L}\\p{N}\\p{M}_!"'&.,?])`;

/** A text in pieces it may be broken between: blanks, words, and the parts of hyphenated words. */
const PIECES = new RegExp(
  [
    '(\\s+)',
    `(${BEFORE_DASHES}-{2,}(?=${WORD}))`,
    `(\\S+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=\\s|$)|${BEFORE_DASHES}(?=-{2,}${WORD})))`,
  ].join('|'),
  'gu',
);

/** One line broken into lines of at most `width` code points. */
export function wrapText(line: string, options: WrapOptions): string[] {
  if (options.width <= 0) throw valueError(`invalid width ${options.width} (must be > 0)`);
  const pieces =
    (options.breakOnHyphens ? line.match(PIECES) : line.split(/(\s+)/).filter((piece) => piece !== '')) ?? [];
  pieces.reverse();
  const lines: string[] = [];
  while (pieces.length > 0) {
    if (lines.length > 0 && isBlank(pieces.at(-1))) pieces.pop();
    const current: string[] = [];
    let length = 0;
    while (pieces.length > 0) {
      const next = pointLength(pieces.at(-1) as string);
      if (length + next > options.width) break;
      current.push(pieces.pop() as string);
      length += next;
    }
    if (pieces.length > 0 && pointLength(pieces.at(-1) as string) > options.width)
      breakLong(pieces, current, length, options);
    if (isBlank(current.at(-1))) current.pop();
    if (current.length > 0) lines.push(current.join(''));
  }
  return lines;
}

function isBlank(piece: string | undefined): boolean {
  return piece !== undefined && piece.trim() === '';
}

/** Takes from a word that is longer than a line what still fits. */
function breakLong(pieces: string[], current: string[], length: number, options: WrapOptions): void {
  const room = options.width < 1 ? 1 : options.width - length;
  const word = Array.from(pieces.at(-1) as string);
  if (!options.breakLongWords) {
    if (current.length === 0) current.push(pieces.pop() as string);
    return;
  }
  let end = room;
  if (options.breakOnHyphens && word.length > room) {
    const hyphen = word.lastIndexOf('-', room - 1);
    if (hyphen > 0 && word.slice(0, hyphen).some((character) => character !== '-')) end = hyphen + 1;
  }
  current.push(word.slice(0, end).join(''));
  pieces[pieces.length - 1] = word.slice(end).join('');
}
