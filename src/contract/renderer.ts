/** Renderers: one stage of a render pipe, text or data in, text or data out, positions kept. */
import type { PlaceChain, Pos, SourceIndex, Span, TextMarks } from '../kernel/index.js';
import type { ExecReturn } from './exec.js';
import { type Marked, mark } from './mark.js';
import type { TemplateExtension } from './template-extension.js';

/** Where the parts of rendered data were written: per container, the position of each member's key and value. */
export interface Positions {
  /** Position of a mapping's key, or of a list's element. */
  key(container: object, key: string | number): Pos;
  /** Position of the value under it. */
  value(container: object, key: string | number): Pos;
  /** Where a container itself begins. */
  start(container: object): Pos;
  /** Keys of a mapping in written order; objects put keys like `10` first. Absent: the object's own order. */
  keys?(container: object): readonly string[];
}

/**
 * Text between two stages. What makes data of it turns each scalar that overlaps a secret range into a `Secret`, each that overlaps an unknown
 * range into an `Unknown`, and the null marker into null; the kernel's composers and `LeafMarks` do so. What makes text of it moves the ranges along.
 */
export interface RenderText extends TextMarks {
  readonly kind: 'text';
  readonly text: string;
  /** Place of an offset in the text, when an earlier stage made the text; undefined means the offset in the file itself. */
  readonly placeAt?: (offset: number) => Span | undefined;
  /** By what the text at an offset came to be there: the macro calls, loops and includes of a template, from the inside out. */
  readonly chainAt?: (offset: number) => PlaceChain;
}

export interface RenderData {
  readonly kind: 'data';
  readonly data: unknown;
  readonly positions: Positions;
}

export interface RenderContext {
  /** SLS ref and file name of what is rendered. */
  readonly sls: string;
  readonly file: string;
  readonly sources: SourceIndex;
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Absent where nothing answers, as in a test: a template that needs it then fails with a message. */
  readonly services?: RenderServices;
}

/** What rendering may ask of its surroundings. All of it only reads. */
export interface RenderServices {
  /** A file of the SLS sources, first source first, by its path from their top; undefined when there is none. */
  load(path: string): Promise<{ readonly file: string; readonly text: string } | undefined>;
  /** Calls an exec function. Throws a `DiagnosticError` when there is no such function or it may not be called from here. */
  exec(ref: string, args: Readonly<Record<string, unknown>>, positional?: readonly unknown[]): Promise<ExecReturn>;
  /** Refs of the exec plugins there are. */
  readonly execRefs: readonly string[];
  /**
   * What `${state.ref:id:path}` refers to among what has run: null while it has not, an `Unknown` in a plan. Throws a `DiagnosticError` when there
   * is no such ID, or no such path in its new state.
   */
  resolve(reference: string): unknown;
  /** What plugins add to templates. Throws a `DiagnosticError` when two of them add the same name. */
  readonly extensions?: () => Promise<readonly TemplateExtension[]>;
  /** Milliseconds from any beginning, for limits on time. */
  readonly now?: () => number;
}

export interface RendererDefinition {
  readonly ref: string;
  readonly summary: string;
  /** Throws a `DiagnosticError` whose spans are the author's places. Must not keep anything between calls. */
  render(
    input: RenderText | RenderData,
    ctx: RenderContext,
  ): Promise<RenderText | RenderData> | RenderText | RenderData;
}

export function renderer(definition: RendererDefinition): RendererDefinition & Marked<'renderer'> {
  return mark('renderer', definition);
}
