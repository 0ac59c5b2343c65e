/** An enforced state in memory, and the next run's view of the same journal. */
import type { EnforcedRecord, Intent, JournalFrame } from '../contract/index.js';
import type { EnforcedState } from '../engine/index.js';

export interface MemoryState extends EnforcedState {
  /** Everything appended so far, in order. */
  readonly frames: readonly JournalFrame[];
  /** Frames that were durable when the last `durable` append resolved. */
  readonly durable: number;
  /** What the next run sees after this one ended at a prefix of the journal. Default: at its end. */
  reopen(prefix?: number): MemoryState;
  /** The lock is lost from now on. */
  fence(): void;
}

/** `inherited`: the journal of earlier runs. */
export function memoryState(inherited: readonly JournalFrame[] = []): MemoryState {
  const frames: JournalFrame[] = [];
  const records = new Map<string, EnforcedRecord>();
  const intents = new Map<string, Intent>();
  let durable = 0;
  let fenced = false;
  const add = (frame: JournalFrame): void => {
    frames.push(frame);
    applyFrame(frame, records, intents);
  };
  for (const frame of inherited) add(frame);
  const old = new Set(intents.keys());
  return {
    frames,
    get durable() {
      return durable;
    },
    get: (esmTag) => records.get(esmTag),
    entries: () => records.entries(),
    openIntents: () => [...intents.values()].filter((intent) => old.has(intent.token)),
    async append(added, when) {
      for (const frame of added) add(frame);
      const position = frames.length;
      if (when === 'soon') return;
      await Promise.resolve();
      durable = Math.max(durable, position);
    },
    check() {
      if (fenced) throw Object.assign(new Error('the lock was lost'), { diagnostics: [FENCED] });
    },
    reopen: (prefix = frames.length) => memoryState(frames.slice(0, prefix)),
    fence() {
      fenced = true;
    },
  };
}

const FENCED = { severity: 'error', code: 'esm/fenced', summary: 'the lock was taken over' };

function applyFrame(frame: JournalFrame, records: Map<string, EnforcedRecord>, intents: Map<string, Intent>): void {
  if (frame.type === 'put') records.set(frame.esmTag, frame.record);
  else if (frame.type === 'delete') records.delete(frame.esmTag);
  else if (frame.type === 'intent') intents.set(frame.intent.token, frame.intent);
  else if (frame.type === 'settled') intents.delete(frame.token);
  else if (frame.type === 'born') {
    const intent = intents.get(frame.token);
    if (intent !== undefined) intents.set(frame.token, { ...intent, bornId: frame.id });
  }
}
