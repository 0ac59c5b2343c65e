/** What a plugin's functions get: the narrow services they may use, and nothing ambient. */
import type { Clock, Files, Http, LogLevel, Processes, Random } from '../kernel/index.js';
import type { Cloud } from './cloud.js';
import type { EsmAccess } from './esm.js';
import type { ExecReturn } from './exec.js';

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
}

export interface SlsFiles {
  /** Refs, looked for in the SLS sources of the run. */
  readonly refs: readonly string[];
  /** Refs of files of params, over the params of the run. */
  readonly paramRefs: readonly string[];
  /** Params over all others, visible in these files only. */
  readonly params: Readonly<Record<string, unknown>>;
}

export type Need = 'run.extend';
