/** A store with the strong ability: the state is a log, and whoever appends at its head holds it. */
import type { AppendLog, JournalFrame, LockHolder, Segment, StoreContext, StoreDefinition } from '../contract/index.js';
import { type Backend, calling, entering, type Loaded } from './backend.js';
import { decodeFrame, decodeSnapshot, encodeFrame, encodeSnapshot } from './codec.js';
import { migrateStateMap } from './migrations.js';
import { applyFrame, emptySnapshot, type Snapshot } from './snapshot.js';
import { fromStateMap, toStateMap } from './state-map.js';

/** A snapshot is due when as much was written since the last one as it holds, but not for less than this. */
const LEAST_BYTES = 1024 * 1024;
const MOST_SEGMENTS = 512;

export class LogBackend implements Backend {
  readonly leased = true;
  readonly #store: StoreDefinition;
  readonly #context: StoreContext;
  readonly #log: AppendLog;
  #position = 0;
  #snapshotBytes = 0;
  #bytesSince = 0;
  #segmentsSince = 0;
  #locked: LockHolder | undefined;
  #compacting: Promise<void> | undefined;
  /** Why compaction did not come to its end; told when the run ends, because until then nothing needs it. */
  #compactionFailure: { readonly error: unknown } | undefined;

  constructor(store: StoreDefinition, context: StoreContext, log: AppendLog) {
    this.#store = store;
    this.#context = context;
    this.#log = log;
  }

  get position(): number {
    return this.#position;
  }

  async load(): Promise<Loaded> {
    const loaded = await this.#call('reading it', () => this.#log.load());
    const where = `The snapshot of ${this.#context.runName}`;
    const snapshot = loaded.snapshot === undefined ? emptySnapshot() : decodeSnapshot(loaded.snapshot.bytes, where);
    this.#position = loaded.segments.at(-1)?.position ?? loaded.snapshot?.position ?? 0;
    this.#snapshotBytes = loaded.snapshot?.bytes.length ?? 0;
    this.#segmentsSince = loaded.segments.length;
    this.#bytesSince = 0;
    for (const segment of loaded.segments) {
      for (const frame of this.decode(segment)) applyFrame(snapshot, frame);
      for (const bytes of segment.frames) this.#bytesSince += bytes.length;
    }
    const diagnostics = loaded.diagnostics ?? [];
    if (this.#position > 0) return { snapshot, position: this.#position, diagnostics };
    const imported = await this.#imported();
    return { snapshot: imported.snapshot, position: 0, diagnostics: [...diagnostics, ...imported.diagnostics] };
  }

  /** An empty log beside a map that is not: the original's file was put there, and becomes the beginning. */
  async #imported(): Promise<Pick<Loaded, 'snapshot' | 'diagnostics'>> {
    const map = await this.#call('reading its map', () => this.#store.get_state(this.#context));
    const { map: newest, diagnostics } = migrateStateMap(map);
    const imported = fromStateMap(newest, `The state ${this.#context.runName}`);
    return { snapshot: { ...imported, lineage: '', epoch: 0 }, diagnostics };
  }

  async commit(frames: readonly JournalFrame[], snapshot: Snapshot): Promise<'done' | 'conflict'> {
    // Right now the state is what the log amounts to with these frames; while they are written it may go on.
    const whole = this.#isDue() ? copyOf(snapshot) : undefined;
    // What was imported becomes part of the log with its first segment.
    const all = this.#position === 0 ? [...frames, ...recordsOf(snapshot)] : frames;
    const bytes = all.map((frame) => encodeFrame(frame));
    const after = this.#position;
    let result: number | 'conflict' | undefined;
    try {
      result = await this.#call('writing to it', () => this.#log.append(after, bytes));
    } catch (error) {
      // The connection may have been lost after the write. The log knows.
      if (!(await this.#isOurs(after, bytes).catch(() => false))) throw error;
    }
    if (result === 'conflict' && !(await this.#isOurs(after, bytes))) return 'conflict';
    this.#position = after + 1;
    this.#segmentsSince++;
    for (const one of bytes) this.#bytesSince += one.length;
    if (whole !== undefined) this.#compact(whole, this.#position);
    return 'done';
  }

  #isDue(): boolean {
    if (this.#compacting !== undefined || this.#compactionFailure !== undefined || this.#log.snapshot === undefined)
      return false;
    return this.#segmentsSince >= MOST_SEGMENTS || this.#bytesSince >= Math.max(LEAST_BYTES, this.#snapshotBytes);
  }

  /** Beside the run, which goes on appending meanwhile. */
  #compact(snapshot: Snapshot, position: number): void {
    this.#bytesSince = 0;
    this.#segmentsSince = 0;
    const work = async (): Promise<void> => {
      const bytes = await encodeSnapshot(snapshot);
      this.#snapshotBytes = bytes.length;
      await this.#call('writing a snapshot', async () => this.#log.snapshot?.(position, bytes));
    };
    this.#compacting = work()
      .catch((error: unknown) => {
        this.#compactionFailure = { error };
      })
      .finally(() => {
        this.#compacting = undefined;
      });
  }

  async silence(): Promise<number | undefined> {
    const log = this.#log;
    // A store that cannot tell leaves it to the clocks.
    return log.age?.(this.#position).catch(() => undefined);
  }

  async holderNow(): Promise<LockHolder | undefined> {
    const segments = await this.#call('reading it', () => this.#log.after(this.#position));
    const frames = segments.flatMap((segment) => this.decode(segment));
    return frames.findLast((frame) => frame.type === 'epoch')?.holder;
  }

  async export(snapshot: Snapshot): Promise<void> {
    const log = this.#log;
    if (log.export === undefined) return;
    await this.#call('exporting the state', async () => log.export?.(toStateMap(snapshot)));
  }

  async tidy(snapshot: Snapshot): Promise<void> {
    if (this.#isDue()) this.#compact(snapshot, this.#position);
    await this.#compacting;
    if (this.#compactionFailure !== undefined) throw this.#compactionFailure.error;
  }

  async lock(holder: LockHolder): Promise<void> {
    const log = this.#log;
    if (log.lock === undefined) return;
    await entering(this.#store.ref, async () => log.lock?.(holder));
    this.#locked = holder;
  }

  async release(): Promise<void> {
    const holder = this.#locked;
    this.#locked = undefined;
    if (holder !== undefined) await this.#call('releasing its lock', async () => this.#log.unlock?.(holder));
  }

  async forceOpen(): Promise<void> {
    await this.#call('releasing its lock', async () => this.#log.unlock?.(undefined));
  }

  decode(segment: Segment): JournalFrame[] {
    const where = `Segment ${segment.position} of ${this.#context.runName}`;
    return segment.frames.map((bytes) => decodeFrame(bytes, where));
  }

  /** Whether the segment after a position is the one we tried to write. Frames hold ids, so no other run writes the same. */
  async #isOurs(after: number, frames: readonly Uint8Array[]): Promise<boolean> {
    const segments = await this.#call('reading it', () => this.#log.after(after));
    const written = segments[0]?.frames;
    return written?.length === frames.length && written.every((bytes, index) => sameBytes(bytes, frames[index]));
  }

  #call<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
    return calling(this.#store.ref, what, act);
  }
}

/** Records and intents are never changed in place, so the maps alone are copied. */
function copyOf(snapshot: Snapshot): Snapshot {
  return { ...snapshot, records: new Map(snapshot.records), intents: new Map(snapshot.intents) };
}

function* recordsOf(snapshot: Snapshot): Iterable<JournalFrame> {
  for (const [esmTag, record] of snapshot.records) yield { type: 'put', esmTag, record };
  for (const intent of snapshot.intents.values()) yield { type: 'intent', intent };
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && Buffer.compare(a, b) === 0;
}
