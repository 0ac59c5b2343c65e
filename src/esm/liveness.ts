/** Who holds a lock, and whether it still lives. */
import type { LockHolder } from '../contract/index.js';

export type ProcessIdentity = Pick<LockHolder, 'machine' | 'boot' | 'namespace' | 'pid' | 'started' | 'user'>;

/** What a holder says of itself when it is asked. */
export interface HolderAnswer {
  readonly id: string;
  readonly operation: string;
  readonly since: string;
  /** What it is doing at this moment. */
  readonly activity: string;
}

/**
 * `alive`: it answered, or its process is there. `dead`: proven on the same boot and process namespace. `unknown`:
 * neither; only the lease can tell.
 */
export type Life =
  | { readonly state: 'alive'; readonly answer?: HolderAnswer }
  | { readonly state: 'dead' }
  | { readonly state: 'unknown' };

/** Processes and their sockets, as far as locks need them. */
export interface Liveness {
  self(): Promise<ProcessIdentity>;
  /** Never throws; what cannot be found out is `unknown`. Takes a second at most. */
  probe(holder: LockHolder): Promise<Life>;
  /** Removes what a dead holder left behind: its socket. */
  bury(holder: LockHolder): Promise<void>;
  /** Answers whoever asks the lock `id`. `folder` is where the socket is put when its path is short enough. */
  listen(id: string, folder: string, answer: () => HolderAnswer): Promise<ListeningSocket>;
}

export interface ListeningSocket {
  /** Undefined when no socket could be opened; the lease is then the only proof of life. */
  readonly address: string | undefined;
  close(): Promise<void>;
}
