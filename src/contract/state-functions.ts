/** Imperative state functions, for what is not a thing with an identity: commands, waits, triggers, tests. */
import type { Need, StateContext } from './context.js';
import type { Effects } from './exec.js';
import type { Fields, ValuesOf } from './field.js';
import { type Marked, mark } from './mark.js';

/** What a state function returns, as the SLS world knows it. `result` null: would change, or undecided. */
export interface StateReturn {
  readonly result: boolean | null;
  readonly comment?: string | readonly string[];
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly old_state?: Readonly<Record<string, unknown>> | null;
  readonly new_state?: Readonly<Record<string, unknown>> | null;
  /** Asks to be called again with this as `ctx.rerunData`: the outcome is `pending`. */
  readonly rerun_data?: unknown;
  /** Keep `new_state` although the result is not true. */
  readonly force_save?: boolean;
}

export interface StateFunction<F extends Fields = Fields> {
  readonly summary: string;
  readonly fields: F;
  /** Arguments beyond `fields` are passed on instead of being errors. */
  readonly free?: boolean;
  /** `write`: never called in plan and test mode; without `predict` the outcome there is `unpredictable`. */
  readonly effects: Effects;
  readonly needs?: readonly Need[];
  /** What a run does when it finds this call interrupted: call again, or stop and ask. Default `ask`. */
  readonly interrupted?: 'rerun' | 'ask';
  /** Its enforced state is kept under the ESM tag. Default true when it returns `new_state`. */
  readonly keeps?: boolean;
  /** Never two at once in a run. */
  readonly unique?: boolean;
  /** Transparent requisites: requisite name to path references; every chunk in the run with such a function becomes a target. */
  readonly requisites?: Readonly<Record<string, readonly string[]>>;
  /** Seconds between calls while pending, and how often at the most. Default 3 and 600. */
  readonly reconcile?: { readonly wait?: number; readonly attempts?: number };

  /**
   * Does it. Called once for a chunk in an applying run, after everything it needs; must honour `ctx.signal`. A thrown error becomes
   * a failed outcome that names the plugin. Must not print, and must not reach around the context.
   */
  run(ctx: StateContext, args: CallArguments<F>): StateReturn | Promise<StateReturn>;

  /** What `run` would do, without writing. Optional; only used with `effects: 'write'`. */
  predict?(ctx: StateContext, args: CallArguments<F>): StateReturn | Promise<StateReturn>;
}

/** Every function gets the chunk's name beside its fields. */
export type CallArguments<F extends Fields = Fields> = ValuesOf<F> & { readonly name: string } & Readonly<
    Record<string, unknown>
  >;

export interface StateFunctionsDefinition {
  /** Where it lives: `cmd` in `states/cmd.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  /**
   * Function name to function. `mod_watch` is the one a `watch` or `listen` requisite refreshes with: it gets the arguments of the chunk's
   * own function and must therefore be `free`.
   */
  readonly functions: Readonly<Record<string, StateFunction>>;
  /** One SLS entry per function or thing, for `describe`. */
  describe?(
    ctx: StateContext,
  ): AsyncIterable<{ readonly id: string; readonly fun: string; readonly args: Readonly<Record<string, unknown>> }>;
}

/** Keeps the types of one function's fields. */
export function stateFunction<const F extends Fields>(definition: StateFunction<F>): StateFunction {
  return definition as unknown as StateFunction;
}

export function stateFunctions(
  definition: StateFunctionsDefinition,
): StateFunctionsDefinition & Marked<'state-functions'> {
  return mark('state-functions', definition);
}
