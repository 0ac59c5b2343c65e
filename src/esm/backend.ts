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
    if (diagnosticsOf(error) !== undefined) throw error;
    throw new DiagnosticError(
      {
        severity: 'error',
        code: ESM_CODES.code('unreachable'),
        summary: `The store ${store} failed: ${what}`,
        detail: error instanceof Error ? error.message : String(error),
        ...hintsOf(error),
        about: store,
      },
      { cause: error },
    );
  }
}

/** Lets a store take its lock; an error without diagnostics means that it did not let us in. */
export async function entering<Value>(store: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    if (diagnosticsOf(error) !== undefined) throw error;
    throw new DiagnosticError(
      {
        severity: 'error',
        code: ESM_CODES.code('not-entered'),
        summary: `The store ${store} did not let this run in`,
        detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        ...hintsOf(error),
        about: store,
      },
      { cause: error },
    );
  }
}

function hintsOf(error: unknown): { readonly hints?: readonly string[] } {
  return isProviderError(error) && error.hints.length > 0 ? { hints: error.hints } : {};
}
