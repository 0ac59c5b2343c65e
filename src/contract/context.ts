/** What a plugin's functions get: the narrow services they may use, and nothing ambient. */
import type { Clock, Files, Http, LogLevel, Processes, Random, Secret, Unknown } from '../kernel/index.js';
import type { Cloud } from './cloud.js';
import type { EsmAccess } from './esm.js';
import type { ExecReturn } from './exec.js';
import type { Fields } from './field.js';

/** Services of every call. In plan and test mode the writing half of each service refuses (`call/write-refused`). */
export interface Context {
  readonly run: { readonly name: string; readonly id: string };
  /** True in plan and test mode: nothing may be written. */
  readonly test: boolean;
  /** Aborted when the call's time limit ends or the run is stopped for good. Every wait must honour it. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly processes: Processes;
  readonly http: Http;
  /** The account profile's data, secrets wrapped; empty when there is none. */
  readonly account: Readonly<Record<string, unknown>>;
  /** A line for the log and the event stream, never for standard output. Secrets are masked. */
  log(level: LogLevel, message: string): void;
  /** Where a relative path of the SLS file is to be looked for; the project folder. */
  readonly directory: string;
  /** The cloud behind an account profile; the built-in one by default. */
  cloud(profile?: string): Promise<Cloud>;
  /** The enforced state; only for functions that are called by themselves, not for those a run calls while it holds the lock. */
  readonly esm?: EsmAccess;
  /**
   * Calls another exec function (`test.ping`). Positional arguments fill the function's fields in their order. Refuses functions with
   * `effects: 'write'` in test mode.
   */
  exec(ref: string, args: Readonly<Record<string, unknown>>, positional?: readonly unknown[]): Promise<ExecReturn>;
  /**
   * Calls a state function by itself (`cloud.network.present`): without the enforced state, and without waiting for what is pending. Throws a
   * `DiagnosticError` when there is none, or its arguments do not fit. Only for functions that are called by themselves, as `esm` is.
   */
  state?(
    reference: string,
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: { readonly test: boolean },
  ): Promise<DirectStateReturn>;
  /** The arguments an exec function takes; undefined when there is no such function. Absent where there are none to be called. */
  execFields?(ref: string): Promise<Fields | undefined>;
  /**
   * Renders a template as SLS files are rendered, with nothing but these variables; a missing one is empty. What holds a secret comes as one, and in a plan what
   * is not known yet as an unknown. `file` is for messages. Throws with the places of what is wrong. Absent where there are no templates.
   */
  render?(template: string, variables: Readonly<Record<string, unknown>>, file?: string): Promise<RenderedText>;
  /** Of an exec function that a pending state calls again: the `rerun_data` it returned. */
  readonly rerunData?: unknown;
}

export type RenderedText = string | Secret<string> | Unknown;

/** What a state function that was called by itself returned, with secrets masked. */
export interface DirectStateReturn {
  readonly tag: string;
  readonly name: string;
  readonly result: boolean | null;
  readonly comment: readonly string[];
  readonly changes: Readonly<Record<string, unknown>>;
  readonly old_state: Readonly<Record<string, unknown>> | null;
  readonly new_state: Readonly<Record<string, unknown>> | null;
}

/** What state functions and resources get beside it. */
export interface StateContext extends Context {
  /** The whole tag as text. */
  readonly tag: string;
  /** What was last enforced under this chunk's ESM tag; null when nothing was. */
  readonly oldState: Readonly<Record<string, unknown>> | null;
  /** `META` of the ID and of the SLS file; null when absent. */
  readonly meta: unknown;
  readonly slsMeta: unknown;
  /** Data that the last, pending call asked to get back. */
  readonly rerunData: unknown;
  /** Adds chunks to the running graph; only for functions with `needs: ['run.extend']`. Takes high data, as an SLS file has it. */
  extend(high: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Gathers SLS files and adds their chunks to the running graph, each ID below this chunk's (`<id>.<its ID>`); gives their number. Only for
   * functions with `needs: ['run.extend']`. Throws with the texts of what is wrong in the files, and then nothing is added. Absent where
   * there are no files to be gathered.
   */
  extendFromFiles?(files: SlsFiles): Promise<{ readonly added: number }>;
  /**
   * Profiles of this run; only for functions with `needs: ['run.accounts']`. Their arguments `provider_name` and `profile_name` (by default the name)
   * say which profile they make: what uses it waits for them.
   */
  readonly accounts?: RunAccounts;
}

export interface SlsFiles {
  /** Refs, looked for in the SLS sources of the run. */
  readonly refs: readonly string[];
  /** Refs of files of params, over the params of the run. */
  readonly paramRefs: readonly string[];
  /** Params over all others, visible in these files only. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Credentials that a run makes for itself, and that are gone when it ends. */
export interface RunAccounts {
  /** Names of the profiles of a provider that other states have added so far; names are not secret. */
  added(provider: string): readonly string[];
  /**
   * Adds a profile, or puts it in the place of one of the same name, for all chunks of the run that begin afterwards. Its values become secrets.
   * Throws a `DiagnosticError` when there is no profile `source`.
   */
  add(profile: NewProfile): Promise<void>;
}

export interface NewProfile {
  /** `provider`, or `provider.plugin`. */
  readonly provider: string;
  readonly name: string;
  /** Profile of the same provider that `data` is laid over. */
  readonly source?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Need = 'run.extend' | 'run.accounts';
