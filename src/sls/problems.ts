/** Collecting diagnostics while compiling: positions become spans here, and the include chain is added. */
import type { Diagnostic, Pos, RelatedSpan, Severity, SourceIndex, Span } from '../kernel/index.js';
import type { SlsCode } from './codes.js';

/** The includes that brought a file in, from the entry file on. */
export type IncludeChain = readonly { readonly sls: string; readonly span?: Span }[];

/** How each file came in, by its actual ref. */
export type IncludeChains = Map<string, IncludeChain>;

export interface ProblemOptions {
  readonly at?: Pos;
  /** Length of what stands at `at`, for the marker below it. */
  readonly length?: number;
  /** The file it is about; its include chain is added. */
  readonly sls?: string;
  readonly detail?: string;
  readonly related?: readonly { readonly message: string; readonly at: Pos; readonly length?: number }[];
  readonly hints?: readonly (string | undefined)[];
}

export class Problems {
  readonly list: Diagnostic[] = [];
  readonly #sources: SourceIndex;
  readonly #chains: IncludeChains;

  constructor(sources: SourceIndex, chains: IncludeChains) {
    this.#sources = sources;
    this.#chains = chains;
  }

  get failed(): boolean {
    return this.list.some((one) => one.severity === 'error');
  }

  error(code: SlsCode, summary: string, options: ProblemOptions = {}): void {
    this.list.push(this.#diagnostic('error', code, summary, options));
  }

  warning(code: SlsCode, summary: string, options: ProblemOptions = {}): void {
    this.list.push(this.#diagnostic('warning', code, summary, options));
  }

  /** Takes over what a renderer or source reported, with the include chain of the file. */
  add(diagnostics: readonly Diagnostic[], sls?: string): void {
    for (const one of diagnostics) {
      const related = [...(one.related ?? []), ...this.#chain(sls)];
      this.list.push(related.length === 0 ? one : { ...one, related });
    }
  }

  span(at: Pos, length = 0): Span | undefined {
    return this.#sources.span(at, length);
  }

  #diagnostic(severity: Severity, code: SlsCode, summary: string, options: ProblemOptions): Diagnostic {
    const span = options.at === undefined ? undefined : this.#sources.span(options.at, options.length);
    const related = [
      ...(options.at === undefined ? [] : this.#sources.chain(options.at)),
      ...(options.related ?? []).map(({ message, at, length }) => this.#related(message, at, length)),
      ...this.#chain(options.sls),
    ];
    const hints = (options.hints ?? []).filter((hint) => hint !== undefined);
    return {
      severity,
      code,
      summary,
      ...(options.detail === undefined ? {} : { detail: options.detail }),
      ...(span === undefined ? {} : { span }),
      ...(related.length === 0 ? {} : { related }),
      ...(hints.length === 0 ? {} : { hints }),
    };
  }

  #related(message: string, at: Pos, length?: number): RelatedSpan {
    const span = this.#sources.span(at, length);
    return span === undefined ? { message } : { message, span };
  }

  /** From the inside out. */
  #chain(sls: string | undefined): RelatedSpan[] {
    const chain = sls === undefined ? undefined : this.#chains.get(sls);
    if (chain === undefined) return [];
    return chain
      .toReversed()
      .map(({ sls: by, span }) => ({ message: `included by ${by}`, ...(span === undefined ? {} : { span }) }));
  }
}
