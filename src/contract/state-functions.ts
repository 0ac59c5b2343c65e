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
  /** Asks to be called again with this as `ctx.rerunData`: the outcome is `pending`. Empty data (null, `{}`, …) asks for nothing. */
  readonly rerun_data?: unknown;
  /** Keep `new_state` although the result is not true. */
  readonly force_save?: boolean;
  /**
   * ESM tag of the declaration whose thing `new_state` is about: nothing is kept under the chunk's own tag, and what the record of that tag knows is
   * brought up to date.
   */
  readonly recorded_as?: string;
}

export interface StateFunction<F extends Fields = Fields> {
  readonly summary: string;
  readonly fields: F;
  /** Arguments beyond `fields` are passed on instead of being errors. */
  readonly free?: boolean;
  /** Arguments beyond `fields` are secrets: masked everywhere, whatever they are. */
  readonly freeSecret?: boolean;
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
  /** How it is called again while it is pending; what is not said here is as the plugin says. */
  readonly reconcile?: Reconcile;

  /**
   * Does it. Called once for a chunk in an applying run, after everything it needs; must honour `ctx.signal`. A thrown error becomes
   * a failed outcome that names the plugin. Must not print, and must not reach around the context.
   */
  run(ctx: StateContext, args: CallArguments<F>): StateReturn | Promise<StateReturn>;

  /** What `run` would do, without writing. Optional; only used with `effects: 'write'`. */
  predict?(ctx: StateContext, args: CallArguments<F>): StateReturn | Promise<StateReturn>;
}

/**
 * How a state is called again while it is pending. Each state waits on a timer of its own. It is given up after `attempts` reruns, and
 * after three in a row that changed neither result nor changes nor `rerun_data`; the latter not while `is_pending` decides and the result is true.
 */
export interface Reconcile {
  /** Default: 3 seconds. */
  readonly wait?: ReconcileWait;
  /** Calls at the most after the first one. Default and upper bound: what the run allows (`--max-pending-reruns`, 600). */
  readonly attempts?: number;
  /**
   * Whether a return is not the last word. Pure. Without it, a state is pending as long as it returns `rerun_data`. A thrown error, or anything
   * but a boolean, becomes a failed outcome.
   */
  is_pending?(ret: StateReturn, counts: PendingCounts): boolean;
}

/** Seconds before the next call. `random`: a whole number, both ends included. `exponential`: wait × multiplier to the power of the reruns so far. */
export type ReconcileWait =
  | number
  | { readonly static: { readonly wait_in_seconds: number } }
  | { readonly random: { readonly min_value: number; readonly max_value: number } }
  | { readonly exponential: { readonly wait_in_seconds: number; readonly multiplier: number } };

/** What is known of a pending state besides its last return. */
export interface PendingCounts {
  /** The state ref. */
  readonly state: string;
  /** Calls after the first one. */
  readonly reruns_count: number;
  /** Reruns in a row that answered like the call before. */
  readonly reruns_wo_change_count: number;
  readonly max_pending_reruns: number;
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
  /** For all functions; a function's own `reconcile` goes before it, member by member. */
  readonly reconcile?: Reconcile;
  /**
   * What `describe` tells of: things that exist (the default), or calls that could be made, which are told of only to who asks for this state by
   * its name.
   */
  readonly describes?: 'things' | 'calls';
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
