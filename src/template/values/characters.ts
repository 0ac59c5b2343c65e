/** Case and blanks of text, as Python sees them. */

/** Python's white space. */
const BLANK = /[\s\x1c-\x1f\x85]/;
const BLANKS = /[\s\x1c-\x1f\x85]+/;

export function strip(text: string, chars: string | undefined, left: boolean, right: boolean): string {
  const drop = chars === undefined ? undefined : new Set(chars);
  const isDropped = (character: string) =>
    drop === undefined ? BLANK.test(character) && character !== '\ufeff' : drop.has(character);
  let start = 0;
  let end = text.length;
  if (left) {
    while (start < end) {
      const character = String.fromCodePoint(text.codePointAt(start) as number);
      if (!isDropped(character)) break;
      start += character.length;
    }
  }
  if (right) {
    while (end > start) {
      const character = lastPoint(text, end);
      if (!isDropped(character)) break;
      end -= character.length;
    }
  }
  return text.slice(start, end);
}

function lastPoint(text: string, end: number): string {
  const pair = end >= 2 ? text.slice(end - 2, end) : '';
  return pair.length === 2 && (pair.codePointAt(0) as number) > 0xffff ? pair : (text[end - 1] as string);
}

/** `text.split()`: parts between runs of blanks, at most so many splits from the left when `most` is not negative. */
export function splitWhitespace(text: string, most: number): string[] {
  let rest = strip(text, undefined, true, false);
  const parts: string[] = [];
  if (most < 0)
    return strip(rest, undefined, false, true)
      .split(BLANKS)
      .filter((part) => part !== '');
  while (rest !== '') {
    if (parts.length === most) {
      parts.push(rest);
      return parts;
    }
    const end = rest.search(BLANK);
    if (end === -1) {
      parts.push(rest);
      break;
    }
    parts.push(rest.slice(0, end));
    rest = strip(rest.slice(end), undefined, true, false);
  }
  return parts;
}

/** `text.rsplit()`: like `splitWhitespace`, from the right. */
export function splitWhitespaceRight(text: string, most: number): string[] {
  let rest = strip(text, undefined, false, true);
  const parts: string[] = [];
  while (rest !== '' && parts.length !== most) {
    let start = rest.length;
    while (start > 0 && !BLANK.test(rest[start - 1] as string)) start--;
    parts.push(rest.slice(start));
    rest = strip(rest.slice(0, start), undefined, false, true);
  }
  if (rest !== '') parts.push(rest);
  return parts.reverse();
}

export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  const ends = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
  let start = 0;
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
    lines.push(text.slice(start, keepEnds ? match.index + match[0].length : match.index));
    start = match.index + match[0].length;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;

function titleCharacter(character: string): string {
  const upper = character.toUpperCase();
  return upper.length > character.length ? upper[0] + upper.slice(1).toLowerCase() : upper;
}

export function capitalize(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return text === '' ? '' : titleCharacter(first) + text.slice(first.length).toLowerCase();
}

export function title(text: string): string {
  let out = '';
  let inWord = false;
  for (const character of text) {
    out += inWord ? character.toLowerCase() : titleCharacter(character);
    inWord = CASED.test(character);
  }
  return out;
}

export function isTitle(text: string): boolean {
  let inWord = false;
  let any = false;
  for (const character of text) {
    const upper = /[\p{Lu}\p{Lt}]/u.test(character);
    const lower = /\p{Ll}/u.test(character);
    if (upper ? inWord : lower && !inWord) return false;
    inWord = upper || lower;
    any ||= inWord;
  }
  return any;
}

export function swapCase(text: string): string {
  let out = '';
  for (const character of text) out += /\p{Lu}/u.test(character) ? character.toLowerCase() : character.toUpperCase();
  return out;
}

const SUPERSCRIPTS = /^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨]+$/u;

/** `text.isdigit()`. */
export function isDecimal(text: string): boolean {
  return SUPERSCRIPTS.test(text);
}
