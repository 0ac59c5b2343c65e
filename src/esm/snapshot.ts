/**
 * The enforced state in memory: what all journal frames up to a position amount to. Every prefix of a journal gives a
 * valid one.
 */
import { createHash } from 'node:crypto';
import type { EnforcedRecord, Intent, JournalFrame, LockHolder } from '../contract/index.js';

export interface Snapshot {
  /** Tells one state from another of the same name: the id of the first lock ever taken. Empty before that. */
  lineage: string;
  /** Counts the locks; what was written under an older epoch than the last is refused. */
  epoch: number;
  holder: LockHolder | undefined;
  /** Id of the key that secrets are digested and sealed with; undefined before one was ever given. */
  keyId: string | undefined;
  /** Per ESM tag. */
  readonly records: Map<string, EnforcedRecord>;
  /** Intents without an end, per token, in the order in which they were said. */
  readonly intents: Map<string, Intent>;
}

export function emptySnapshot(): Snapshot {
  return { lineage: '', epoch: 0, holder: undefined, keyId: undefined, records: new Map(), intents: new Map() };
}

/** Applies one frame, in place. */
export function applyFrame(snapshot: Snapshot, frame: JournalFrame): void {
  switch (frame.type) {
    case 'epoch':
      if (snapshot.lineage === '') snapshot.lineage = frame.holder.id;
      snapshot.epoch = frame.epoch;
      snapshot.holder = frame.holder;
      return;
    case 'key':
      snapshot.keyId = frame.id;
      return;
    case 'run-started':
      return;
    case 'run-ended':
      snapshot.holder = undefined;
      return;
    case 'intent':
      snapshot.intents.set(frame.intent.token, frame.intent);
      return;
    case 'born': {
      const intent = snapshot.intents.get(frame.token);
      if (intent !== undefined) snapshot.intents.set(frame.token, { ...intent, bornId: frame.id });
      return;
    }
    case 'settled':
      snapshot.intents.delete(frame.token);
      return;
    case 'put':
      snapshot.records.set(frame.esmTag, frame.record);
      return;
    case 'delete':
      snapshot.records.delete(frame.esmTag);
      return;
  }
}

/** The salt of secret digests: different in every state, the same in all runs of one. */
export function saltOf(snapshot: Snapshot): Uint8Array {
  return createHash('sha256').update(`holdfast/esm/${snapshot.lineage}`).digest();
}
