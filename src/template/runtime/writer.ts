import { escapeHtml } from '../values/markup.js';
import { UnknownTouched } from '../values/meter.js';
import { Marked, Markup, markedForm, UNKNOWN_MARK } from '../values/model.js';
import { str } from '../values/text.js';
import type { Runtime } from './runtime.js';

const FIRST_CAPACITY = 16;
const LOOK_EVERY = 64 * 1024;

/** Where output came from: for each piece its offset in the output, its place in the source, and its frame. */
export interface Segments {
  readonly count: number;
  readonly offsets: Uint32Array;
  /** Source offset times two; odd when the piece is text of the template itself. */
  readonly places: Uint32Array;
  readonly frames: Uint32Array;
}

/**
 * Collects output. Text is one growing string; beside it go three numbers a piece and, only when something secret or
 * unknown was written, the ranges it takes.
 */
export class Writer implements Segments {
  readonly #runtime: Runtime;
  readonly #limit: number;
  #nextLook: number;
  text = '';
  count = 0;
  offsets = new Uint32Array(FIRST_CAPACITY);
  places = new Uint32Array(FIRST_CAPACITY);
  frames = new Uint32Array(FIRST_CAPACITY);
  /** Triples start, end, mark. */
  ranges: number[] | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#limit = runtime.limits.text;
    this.#nextLook = Math.min(LOOK_EVERY, this.#limit + 1);
  }

  /** Writes text; `place` as in `Segments`. */
  write(place: number, text: string): void {
    if (text.length === 0) return;
    const { count } = this;
    if (count === this.offsets.length) this.#grow();
    this.offsets[count] = this.text.length;
    this.places[count] = place;
    this.frames[count] = this.#runtime.frame;
    this.count = count + 1;
    this.text += text;
    if (this.text.length >= this.#nextLook) this.#look();
  }

  #look(): void {
    this.#runtime.text(this.text.length);
    // Reading a character makes the engine lay out a text that was put together piece by piece, and free the pieces. That copies the
    // whole text, so the longer it is the seldomer it is done.
    this.#nextLook = Math.min(this.text.length + Math.max(LOOK_EVERY, this.text.length >> 2), this.#limit + 1);
    this.text.charCodeAt(this.text.length - 1);
  }

  #grow(): void {
    const size = this.offsets.length * 4;
    const grown = (old: Uint32Array) => {
      const fresh = new Uint32Array(size);
      fresh.set(old);
      return fresh;
    };
    this.offsets = grown(this.offsets);
    this.places = grown(this.places);
    this.frames = grown(this.frames);
  }

  /** Writes the text of a value. */
  put(at: number, value: unknown): void {
    if (typeof value !== 'string') this.#put(at, value, false);
    else if (this.#runtime.captures.size === 0) this.write(at * 2, value);
    else this.#captured(at, value);
  }

  /** Like `put`, with characters that mean something in HTML escaped unless the value is markup already. */
  escape(at: number, value: unknown): void {
    if (typeof value === 'string') this.write(at * 2, escapeHtml(value));
    else this.#put(at, value, true);
  }

  #put(at: number, value: unknown, escape: boolean): void {
    const runtime = this.#runtime;
    runtime.at = at;
    if (value === null) return this.write(at * 2, runtime.engine.none);
    if (typeof value === 'object' && value !== null) {
      const marked = markedForm(value);
      if (marked !== undefined) return this.#marked(at, marked, escape);
    }
    runtime.taint = 0;
    let text: string;
    try {
      text = str(runtime, value);
    } catch (error) {
      if (!(error instanceof UnknownTouched)) throw error;
      return this.#marked(at, error.unknown, escape);
    }
    if (escape && !(value instanceof Markup)) text = escapeHtml(text);
    const start = this.text.length;
    this.write(at * 2, text);
    if (runtime.taint !== 0) {
      this.#range(start, this.text.length, runtime.taint);
      runtime.taint = 0;
    }
  }

  #marked(at: number, marked: Marked, escape: boolean): void {
    const start = this.text.length;
    if (marked.ranges === undefined) {
      const whole = (marked.mark & UNKNOWN_MARK) !== 0 ? String(marked.value) : str(this.#runtime, marked.value);
      this.#runtime.taint = 0;
      this.write(at * 2, escape && !(marked.value instanceof Markup) ? escapeHtml(whole) : whole);
      this.#range(start, this.text.length, marked.mark);
      return;
    }
    const text = marked.value instanceof Markup ? marked.value.text : String(marked.value);
    const keep = !escape || marked.value instanceof Markup;
    if (keep) this.#captured(at, text);
    else this.write(at * 2, escapeHtml(text));
    this.ranges ??= [];
    for (let index = 0; index < marked.ranges.length; index += 3) {
      const [from, to, mark] = [marked.ranges[index], marked.ranges[index + 1], marked.ranges[index + 2]] as [
        number,
        number,
        number,
      ];
      const shifted = (offset: number) => start + (keep ? offset : escapeHtml(text.slice(0, offset)).length);
      this.ranges.push(shifted(from), shifted(to), mark);
    }
  }

  #range(start: number, end: number, mark: number): void {
    if (end === start) return;
    this.ranges ??= [];
    this.ranges.push(start, end, mark);
  }

  /** Writes a text that may be that of a block set: then its pieces keep the places they were written at. */
  #captured(at: number, text: string): void {
    const pieces = this.#runtime.captures.get(text);
    if (pieces === undefined) return this.write(at * 2, text);
    const { frame } = this.#runtime;
    for (let piece = 0; piece < pieces.count; piece++) {
      this.#runtime.frame = pieces.frames[piece] as number;
      const end = piece + 1 < pieces.count ? pieces.offsets[piece + 1] : text.length;
      this.write(pieces.places[piece] as number, text.slice(pieces.offsets[piece], end));
    }
    this.#runtime.frame = frame;
  }

  /** Like `value`, for a block set: where its text is output again, its places are known. */
  blockValue(): unknown {
    if (this.count > 0) this.#runtime.captures.set(this.text, this);
    return this.value();
  }

  /** What was written, as a value: markup while escaping is on, marked where something marked was written. */
  value(): unknown {
    const text = this.#runtime.autoescape ? new Markup(this.text) : this.text;
    if (this.ranges === undefined) return text;
    let mark = 0;
    for (let index = 2; index < this.ranges.length; index += 3) mark |= this.ranges[index] as number;
    return new Marked(text, mark, this.ranges);
  }
}
