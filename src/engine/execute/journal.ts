/** The journal as a call writes it: intents first and durable, results without waiting. */
import type { JournalFrame } from '../../contract/index.js';
import type { EnforcedState } from '../run.js';

export interface Journal {
  /** Resolves when the frames and everything before them are on disk, and this run still holds the lock. */
  before(frames: readonly JournalFrame[]): Promise<void>;
  /** Adds frames in order without waiting; `durable` asks that they reach the disk at once. A failure comes out at the next `before`, and at `settled`. */
  after(frames: readonly JournalFrame[], when?: 'durable' | 'soon'): void;
  /** Resolves when everything added so far was taken; throws the first failure. */
  settled(): Promise<void>;
}

export function createJournal(enforced: EnforcedState): Journal {
  const waiting = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;
  const checkFailure = (): void => {
    if (failure !== undefined) throw failure.thrown;
  };
  return {
    async before(frames) {
      checkFailure();
      await enforced.append(frames, 'durable');
      checkFailure();
      enforced.check();
    },
    after(frames, when = 'soon') {
      const added: Promise<void> = enforced
        .append(frames, when)
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => waiting.delete(added));
      waiting.add(added);
    },
    async settled() {
      await Promise.all(waiting);
      checkFailure();
    },
  };
}
