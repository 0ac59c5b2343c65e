/**
 * Where something was written.
 *
 * Inside the pipeline a position is one number (`Pos`), because a tree of a hundred thousand states carries millions of
 * them; it becomes a `Span` only when a person has to be told.
 */

/** A place in a text: lines and columns count from 1, columns in UTF-16 code units; `end` is exclusive. */
export interface Span {
  /** Path or locator as a person would write it (`site.sls`, `git+https://…!/a/b.sls`). */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/**
 * A packed position: an offset into all texts of a compile, laid end to end. `NO_POS` when the origin is not text. Made and read by
 * `SourceIndex` only. Stays a small integer, which an engine keeps without a box.
 */
export type Pos = number;

export const NO_POS: Pos = -1;

/** A text that was read, with the offsets of its lines computed on first use. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  get lineStarts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  /** Line and column (from 1) of an offset; offsets beyond the end are clamped to it. */
  lineColumn(offset: number): { line: number; column: number } {
    const starts = this.lineStarts;
    const wanted = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: wanted - (starts[low] as number) + 1 };
  }

  /** The text of a line (from 1) without its line break; undefined when there is no such line. */
  line(number: number): string | undefined {
    const start = this.lineStarts[number - 1];
    if (start === undefined) return undefined;
    const next = this.lineStarts[number];
    const end = next === undefined ? this.text.length : next - 1;
    return this.text.slice(start, end).replace(/\r$/, '');
  }

  span(start: number, end: number = start): Span {
    const from = this.lineColumn(start);
    if (end <= start) return { file: this.file, line: from.line, column: from.column };
    const to = this.lineColumn(end);
    return { file: this.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}

/** By what a place came to be where it is: macro calls, loops, includes; from the inside out. */
export type PlaceChain = readonly { readonly message: string; readonly span?: Span }[];

interface Registered {
  readonly source: SourceText;
  readonly mapped: ((offset: number) => Span | undefined) | undefined;
  readonly chained: ((offset: number) => PlaceChain) | undefined;
  /** Position of its beginning. */
  readonly base: Pos;
}

/**
 * All texts of one compile, and the way back from a packed position to a span.
 *
 * A rendered text may be mapped: `mapped` gives, for an offset in it, the place the author wrote (a template line). The
 * mapping function is called only when a span is asked for.
 */
export class SourceIndex {
  readonly #files: Registered[] = [];

  /** Registers a text and returns its index, to be used with `pos`. */
  add(
    source: SourceText,
    mapped?: (offset: number) => Span | undefined,
    chained?: (offset: number) => PlaceChain,
  ): number {
    const last = this.#files.at(-1);
    // One beyond its end belongs to a text too: the place where something is missing.
    const base = last === undefined ? 0 : last.base + last.source.text.length + 1;
    this.#files.push({ source, mapped, chained, base });
    return this.#files.length - 1;
  }

  pos(file: number, offset: number): Pos {
    return (this.#files[file]?.base ?? 0) + offset;
  }

  span(pos: Pos, length = 0): Span | undefined {
    const entry = this.#at(pos);
    if (entry === undefined) return undefined;
    const offset = pos - entry.base;
    return entry.mapped?.(offset) ?? entry.source.span(offset, offset + length);
  }

  /** By what a place of a rendered text came to be there; empty for what the author wrote just so. */
  chain(pos: Pos): PlaceChain {
    const entry = this.#at(pos);
    return entry?.chained?.(pos - entry.base) ?? [];
  }

  /** What a diagnostic says of a place: its span, and by what it came to be there. */
  place(pos: Pos, length = 0): { readonly span?: Span; readonly related?: PlaceChain } {
    const span = this.span(pos, length);
    const chain = this.chain(pos);
    return { ...(span === undefined ? {} : { span }), ...(chain.length === 0 ? {} : { related: chain }) };
  }

  /** Up to `length` code units of the text at a position, as it was read (a rendered text: as it was rendered). */
  text(pos: Pos, length: number): string {
    const entry = this.#at(pos);
    if (entry === undefined) return '';
    return entry.source.text.slice(pos - entry.base, pos - entry.base + length);
  }

  #at(pos: Pos): Registered | undefined {
    if (pos < 0) return undefined;
    let low = 0;
    let high = this.#files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#files[middle] as Registered).base <= pos) low = middle;
      else high = middle - 1;
    }
    return this.#files[low];
  }

  /** The text a span's file name belongs to, for drawing a frame; what was read goes before what was rendered. */
  source(file: string): SourceText | undefined {
    const written = this.#files.findLast((entry) => entry.source.file === file && entry.mapped === undefined);
    return (written ?? this.#files.findLast((entry) => entry.source.file === file))?.source;
  }
}
