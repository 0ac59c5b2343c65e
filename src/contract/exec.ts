/** Exec functions: called by name, from the command line, from templates, from states. They keep nothing. */
import type { Context } from './context.js';
import type { Fields, ValuesOf } from './field.js';
import { type Marked, mark } from './mark.js';

export interface ExecReturn {
  readonly result: boolean;
  readonly ret: unknown;
  readonly comment?: string | readonly string[];
  /** For a state that calls it: asks to be called again with this as `ctx.rerunData`. */
  readonly rerun_data?: unknown;
  /** For a state that calls it: what it changed, when that is not all that it returned. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** `none` only reads: such a function may be called in test mode and from templates. */
export type Effects = 'none' | 'write';

export interface ExecFunction<F extends Fields = Fields> {
  readonly summary: string;
  readonly fields: F;
  /** Arguments beyond `fields` are passed on. */
  readonly free?: boolean;
  readonly effects: Effects;
  run(ctx: Context, args: ValuesOf<F> & Readonly<Record<string, unknown>>): ExecReturn | Promise<ExecReturn>;
}

export interface ExecDefinition {
  /** Where it lives: `cloud.instance` in `exec/cloud/instance.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  readonly functions: Readonly<Record<string, ExecFunction>>;
}

/** Keeps the types of one function's fields. */
export function execFunction<const F extends Fields>(definition: ExecFunction<F>): ExecFunction {
  return definition as unknown as ExecFunction;
}

export function execFunctions(definition: ExecDefinition): ExecDefinition & Marked<'exec'> {
  return mark('exec', definition);
}
