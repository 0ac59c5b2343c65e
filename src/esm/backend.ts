/** What a session needs of a store, whatever the store can do. */
import { isProviderError, type JournalFrame, type LockHolder } from '../contract/index.js';
import { type Diagnostic, DiagnosticError, diagnosticsOf } from '../kernel/index.js';
import { ESM_CODES } from './codes.js';
import type { Snapshot } from './snapshot.js';

export interface Loaded {
  readonly snapshot: Snapshot;
  /** Of the last segment; 0 where the store has none. */
  readonly position: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Backend {
  /** Reads everything. Where the store has a lock of its own, it is taken first, once. */
  load(): Promise<Loaded>;
  /**
   * Makes frames durable. `snapshot` is the state with them, and perhaps with later ones. `conflict`: somebody else wrote,
   * and nothing of this was written.
   */
  commit(frames: readonly JournalFrame[], snapshot: Snapshot): Promise<'done' | 'conflict'>;
  /** Who wrote after a conflict. */
  holderNow(): Promise<LockHolder | undefined>;
  /** Milliseconds since anything was written last, by the store's own clock; undefined when it cannot tell. */
  silence(): Promise<number | undefined>;
  readonly position: number;
  /** Whether the lock stands in the journal and must be renewed; otherwise the store keeps one. */
  readonly leased: boolean;
  /** Before the last frame of a run that changed something: the copy in the original's form. */
  export(snapshot: Snapshot): Promise<void>;
  /** After the last frame of a run: compaction. */
  tidy(snapshot: Snapshot): Promise<void>;
  /** Takes the lock that a log keeps beside itself, if it keeps one. */
  lock(holder: LockHolder): Promise<void>;
  /** Opens that lock, whoever holds it. */
  forceOpen(): Promise<void>;
  /** Releases the store's own lock, if it has one. Also after an error, which it is told. */
  release(error?: unknown): Promise<void>;
}

/** Calls a store; an error without diagnostics gets one. */
export async function calling<Value>(store: string, what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw diagnosticsOf(error) === undefined ? failure(store, what, error) : error;
  }
}

/** Lets a store take its lock; an error that says nothing of its reason means that somebody else holds it. */
export async function entering<Value>(store: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    if (diagnosticsOf(error) !== undefined) throw error;
    if (isProviderError(error) && error.class !== 'conflict') throw failure(store, 'taking its lock', error);
    throw new DiagnosticError(
      {
        severity: 'error',
        code: ESM_CODES.code('not-entered'),
        summary: `The store ${store} did not let this run in`,
        detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        ...hintsOf(error, ['When it is certain that no other run holds its lock: holdfast esm unlock']),
        about: store,
      },
      { cause: error },
    );
  }
}

function failure(store: string, what: string, error: unknown): DiagnosticError {
  const invalid = isProviderError(error) && error.class === 'invalid';
  return new DiagnosticError(
    {
      severity: 'error',
      code: ESM_CODES.code(invalid ? 'bad-profile' : 'unreachable'),
      summary: invalid ? `The store ${store} cannot be used as it is set up` : `The store ${store} failed: ${what}`,
      detail: error instanceof Error ? error.message : String(error),
      ...hintsOf(error, ['Run again when it answers: what was open is looked up and resolved.']),
      about: store,
    },
    { cause: error },
  );
}

function hintsOf(error: unknown, otherwise: readonly string[] = []): { readonly hints?: readonly string[] } {
  const hints = isProviderError(error) && error.hints.length > 0 ? error.hints : otherwise;
  return hints.length > 0 ? { hints } : {};
}
