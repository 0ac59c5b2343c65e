/** Further stores of credentials, which a credentials file names below `acct-backends`. */
import type { FileReader, Http, LogLevel, Processes } from '../kernel/index.js';
import type { Fields, ValuesOf } from './field.js';
import { type Marked, mark } from './mark.js';

/** What a store of credentials is opened with. Nothing here writes. */
export interface AccountBackendContext {
  readonly files: FileReader;
  /** Only for commands with `effects: 'none'`. */
  readonly processes: Processes;
  readonly http: Http;
  /** A variable of the environment; undefined when it is not set. */
  variable(name: string): string | undefined;
  /**
   * The data of another credentials file, plain or encrypted. A relative path is meant from the file that names the store; `key` is written as
   * `--acct-key` takes it.
   */
  openFile(path: string, key?: string): Promise<unknown>;
  /** Folder of the file that names the store, against which relative paths are read. */
  readonly directory: string;
  /** Every wait must honour it. */
  readonly signal: AbortSignal;
  /** Secrets are masked. */
  log(level: LogLevel, message: string): void;
}

export interface AccountBackendDefinition<F extends Fields = Fields> {
  /** Where it lives, and what it is called below `acct-backends`: `vault` in `acct/vault.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  /** What stands below the name of the store in the credentials file. Checked before `unlock` is called. */
  readonly fields: F;
  /**
   * Reads the store: provider to name of a profile to data, as a credentials file has them. Called once in a command, for each entry; may be called
   * while others are. Writes nothing. What it throws is shown: it may name places and keys, never values.
   */
  unlock(ctx: AccountBackendContext, options: ValuesOf<F>): Promise<unknown>;
}

/** Keeps the types of the fields. */
export function accountBackend<const F extends Fields>(
  definition: AccountBackendDefinition<F>,
): AccountBackendDefinition & Marked<'account-backend'> {
  return mark('account-backend', definition as unknown as AccountBackendDefinition);
}
