import type { RelatedSpan, Span } from '../kernel/index.js';
import type { CompiledTemplate } from './runtime/compiled.js';
import { CALLED, type Frames } from './runtime/frames.js';
import type { Segments } from './runtime/writer.js';

/** Where a piece of output was written, and by what it came to be there, from the inside out. */
export interface Place {
  readonly span: Span;
  readonly chain: readonly RelatedSpan[];
}

/** The way back from an output offset to the templates. Nothing is worked out before it is asked for. */
export class SourceMap {
  readonly #segments: Segments;
  readonly #frames: Frames;
  readonly #templates: readonly CompiledTemplate[];

  constructor(segments: Segments, frames: Frames, templates: readonly CompiledTemplate[]) {
    this.#segments = segments;
    this.#frames = frames;
    this.#templates = templates;
  }

  /** The place that wrote the character at an offset; undefined when nothing was written at all. */
  placeAt(offset: number): Place | undefined {
    const { count, offsets, places, frames } = this.#segments;
    if (count === 0) return undefined;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((offsets[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const place = places[low] as number;
    const verbatim = place % 2 === 1;
    const at = (place - (verbatim ? 1 : 0)) / 2 + (verbatim ? Math.max(0, offset - (offsets[low] as number)) : 0);
    return chainOf(this.#frames, this.#templates, frames[low] as number, at);
  }
}

/** The span of a source offset in a frame, and the frames around it. */
export function chainOf(frames: Frames, templates: readonly CompiledTemplate[], frame: number, at: number): Place {
  const spanIn = (of: number, offset: number): Span =>
    (templates[frames.templates[of] as number] as CompiledTemplate).source.span(offset);
  const chain: RelatedSpan[] = [];
  for (let inner = frame; inner !== 0; inner = frames.parents[inner] as number) {
    const parent = frames.parents[inner] as number;
    const iteration = frames.iterations[inner] as number;
    const label = frames.labels.get(inner) ?? 'template';
    const message =
      iteration >= 0
        ? `iteration ${iteration + 1} of this loop`
        : iteration === CALLED
          ? `called here: ${label}`
          : label;
    chain.push({ message, span: spanIn(parent, frames.sites[inner] as number) });
  }
  return { span: spanIn(frame, at), chain };
}
