/**
 * Stretches of a text that are more than text. A template may have written a secret, something not known yet, or null; composing turns the
 * scalars that hold them into what they stand for.
 */
import { MASK, secret } from '../secret.js';
import { unknown } from '../unknown.js';
import type { TextProblem } from './composition.js';

/** `[start, end)` in UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** In order and not overlapping. */
export interface TextMarks {
  /** Secret, or made from something secret. */
  readonly secretRanges?: readonly TextRange[] | undefined;
  /** Stands for something that is known only after something was applied. */
  readonly unknownRanges?: readonly TextRange[] | undefined;
}

/** What a parameter that is null prints as: two characters for private use, so that no text holds them by chance. */
export const NULL_MARKER = '\uf8f0\uf8f1';

/** A text that is the marker becomes null; inside a longer text the marker is cut out. */
export function withoutNullMarker(text: string): string | null {
  if (text === NULL_MARKER) return null;
  return text.includes(NULL_MARKER) ? text.replaceAll(NULL_MARKER, '') : text;
}

const NOT_KNOWN_YET = 'known after applying';

/** The marks of one text, asked for each scalar that is composed from it. */
export class LeafMarks {
  readonly #secrets: readonly TextRange[];
  readonly #unknowns: readonly TextRange[];

  private constructor(secrets: readonly TextRange[], unknowns: readonly TextRange[]) {
    this.#secrets = secrets;
    this.#unknowns = unknowns;
  }

  /** Undefined for a text that is nothing but text, which costs one search. */
  static of(text: string, marks: TextMarks = {}): LeafMarks | undefined {
    const { secretRanges: secrets = [], unknownRanges: unknowns = [] } = marks;
    const marked = secrets.length > 0 || unknowns.length > 0 || text.includes(NULL_MARKER);
    return marked ? new LeafMarks(secrets, unknowns) : undefined;
  }

  /** What a scalar written in `[start, end)` stands for. */
  leaf(value: unknown, start: number, end: number): unknown {
    if (touches(this.#unknowns, start, end)) return unknown(NOT_KNOWN_YET);
    const plain = typeof value === 'string' ? withoutNullMarker(value) : value;
    return touches(this.#secrets, start, end) ? secret(plain) : plain;
  }

  /**
   * Composes a collection in brackets that begins at an offset. One that begins inside of a mark is all of what the mark says, keys included: a
   * template wrote it at once, as `tojson` does.
   */
  collection<Value>(start: number, compose: (inside: LeafMarks) => Value): unknown {
    const isUnknown = touches(this.#unknowns, start, start + 1);
    if (!isUnknown && !touches(this.#secrets, start, start + 1)) return compose(this);
    const value = compose(new LeafMarks([], []));
    return isUnknown ? unknown(NOT_KNOWN_YET) : secret(value);
  }

  /** A key must be known, and is seen by everyone. */
  keyProblem(key: string, start: number, end: number): TextProblem | undefined {
    const place = { offset: start, length: 1 };
    if (touches(this.#secrets, start, end)) {
      return {
        ...place,
        summary: 'a key is made of something secret',
        hints: ['keys and IDs are shown; use another value for the key'],
      };
    }
    if (touches(this.#unknowns, start, end)) {
      return {
        ...place,
        summary: 'a key is made of something that is known only after applying',
        hints: ['put this part into a block that begins with #!require:ID'],
      };
    }
    if (!key.includes(NULL_MARKER)) return undefined;
    return {
      ...place,
      summary: 'a key is made of a parameter that is null or was not given',
      hints: ['give the parameter, or a default: params.get(name, default)'],
    };
  }

  /** A problem without what is secret in the text it quotes. */
  masked(problem: TextProblem, text: string): TextProblem {
    const mask = (quoted: string): string => {
      let masked = quoted;
      for (const { start, end } of this.#secrets) {
        for (const part of text.slice(start, end).split('\n')) {
          if (part.trim() !== '') masked = masked.replaceAll(part.trim(), MASK);
        }
      }
      return masked.replaceAll(NULL_MARKER, '');
    };
    return {
      ...problem,
      summary: mask(problem.summary),
      ...(problem.detail === undefined ? {} : { detail: mask(problem.detail) }),
      ...(problem.hints === undefined ? {} : { hints: problem.hints.map(mask) }),
    };
  }
}

/** Whether a range overlaps `[start, end)`; an empty stretch overlaps nothing. */
function touches(ranges: readonly TextRange[], start: number, end: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as TextRange).end <= start) low = middle + 1;
    else high = middle;
  }
  const first = ranges[low];
  return first !== undefined && first.start < end && start < end;
}
