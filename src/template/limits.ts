/** What one render may use up. A template that reaches a limit ends with `template/limit`. */
export interface Limits {
  /** Characters of output, also of every string in between. */
  readonly text: number;
  /** Loop iterations, calls and elements visited inside filters, together. */
  readonly steps: number;
  /** Nesting of macro calls, includes, imports and recursive loops. */
  readonly depth: number;
  /** Elements of one list, tuple, dict or range. */
  readonly items: number;
  /** Bits of one int. */
  readonly bits: number;
  /** Milliseconds of the clock given to the environment; without a clock there is no such limit. */
  readonly time: number;
  /** Characters of one template's source. */
  readonly source: number;
}

export const DEFAULT_LIMITS: Limits = {
  text: 32 * 1024 * 1024,
  steps: 20_000_000,
  depth: 200,
  items: 2_000_000,
  bits: 65_536,
  time: 30_000,
  source: 8 * 1024 * 1024,
};
