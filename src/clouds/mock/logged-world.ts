/**
 * A world that lasts: its operations in a sequenced log, shared by any number of processes.
 *
 * Operations are tried on the world as it is known here and appended; when somebody else was faster, what they did is
 * replayed and the operations are tried anew. What is asked for while an append is under way goes into the next one
 * together, so many callers at once share one file.
 */
import { ProviderError } from '../../contract/index.js';
import {
  type Diagnostic,
  diagnosticsOf,
  type Log,
  type LogFiles,
  openLog,
  type SequencedLog,
} from '../../kernel/index.js';
import { type Answer, type Operation, operate } from './operate.js';
import { seedWorld } from './seed.js';
import type { World } from './world.js';
import { damaged, readFormat, WORLD_FORMAT, type WorldData, worldData, worldFromData } from './world-data.js';
import type { Version, WorldStore } from './world-store.js';

export interface LoggedWorldOptions {
  readonly folder: string;
  readonly files: LogFiles;
  readonly log: Log;
  /** Whether every operation is flushed to the disk before it is answered. */
  readonly durable: boolean;
  /** Appends between two snapshots. */
  readonly snapshotEvery?: number;
}

/** An operation in the log. */
type Frame = Operation & { readonly format: number };

interface Waiting {
  readonly operation: Operation;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

interface Reading {
  readonly resolve: (world: World) => void;
  readonly reject: (reason: unknown) => void;
}

interface Known {
  readonly log: SequencedLog;
  world: World;
  /** Of the last segment that is part of `world`. */
  position: number;
  snapshotAt: number;
}

/** Keeps what is written at the most for the next append, so that no file grows beyond some megabytes. */
const MOST_FRAMES = 2000;
const SNAPSHOT_EVERY = 200;
/** Where history is not wanted for its own sake, little of it is kept. */
const ARCHIVE_BYTES = 8 * 1024 * 1024;

export class LoggedWorld implements WorldStore {
  readonly #options: LoggedWorldOptions;
  readonly #changed: (version: Version) => void;
  #known: Known | undefined;
  #waiting: Waiting[] = [];
  #readings: Reading[] = [];
  #working = false;

  constructor(options: LoggedWorldOptions, changed: (version: Version) => void) {
    this.#options = options;
    this.#changed = changed;
  }

  get #snapshotEvery(): number {
    return this.#options.snapshotEvery ?? SNAPSHOT_EVERY;
  }

  refresh(): Promise<World> {
    return new Promise((resolve, reject) => {
      this.#readings.push({ resolve, reject });
      this.#start();
    });
  }

  perform(operation: Operation, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operation, signal, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    if (this.#working) return;
    this.#working = true;
    // A turn later, so that everything asked for now goes together. It never rejects: every caller gets its own answer.
    void Promise.resolve().then(() => this.#work());
  }

  /** Serves what was asked for until nothing is left. Never rejects. */
  async #work(): Promise<void> {
    while (this.#waiting.length > 0 || this.#readings.length > 0) {
      const readings = this.#readings;
      const waiting = this.#waiting.splice(0, MOST_FRAMES).filter(notAborted);
      this.#readings = [];
      try {
        const known = await this.#open();
        if (waiting.length > 0) await this.#commit(known, waiting);
        else await this.#catchUp(known);
        for (const { resolve } of readings) resolve(known.world);
        if (waiting.length > 0) await this.#snapshot(known);
      } catch (error) {
        const reason = outOfReach(error, 'none');
        for (const { reject } of [...waiting, ...readings]) reject(reason);
      }
    }
    this.#working = false;
  }

  async #open(): Promise<Known> {
    if (this.#known !== undefined) return this.#known;
    const { folder, files, durable } = this.#options;
    const opened = await openLog({ folder, files, durable });
    this.#warn(opened.diagnostics);
    const known: Known = {
      log: opened.log,
      world: this.#worldIn(opened.snapshot?.bytes),
      position: opened.snapshot?.position ?? 0,
      snapshotAt: opened.snapshot?.position ?? 0,
    };
    this.#changed({ world: known.world, at: Number.NEGATIVE_INFINITY });
    this.#replay(known, opened.entries);
    this.#known = known;
    return known;
  }

  /** Replays what others appended. */
  async #catchUp(known: Known): Promise<void> {
    const batch = await known.log.read(known.position);
    if (batch !== 'compacted') {
      this.#replay(known, batch.entries);
      // Whoever appended that one keeps the world whole.
      known.snapshotAt = Math.max(known.snapshotAt, known.position - (known.position % this.#snapshotEvery));
      return;
    }
    const { snapshot, diagnostics } = await known.log.snapshot();
    this.#warn(diagnostics);
    if (snapshot === undefined) throw damaged(this.#options.folder, 'The log', undefined);
    known.world = this.#worldIn(snapshot.bytes);
    known.position = snapshot.position;
    known.snapshotAt = snapshot.position;
    this.#changed({ world: known.world, at: Number.NEGATIVE_INFINITY });
    await this.#catchUp(known);
  }

  #replay(
    known: Known,
    entries: readonly { readonly position: number; readonly frames: readonly Uint8Array[] }[],
  ): void {
    const { folder } = this.#options;
    for (const { position, frames } of entries) {
      const what = `Entry ${position}`;
      const operations = frames.map((bytes) => readFormat<Frame>(bytes, folder, what));
      let { world } = known;
      const versions = operations.map((operation): Version => {
        try {
          world = operate(world, operation).world;
        } catch (error) {
          throw damaged(folder, what, error);
        }
        return { world, at: operation.now };
      });
      known.world = world;
      known.position = position;
      for (const version of versions) this.#changed(version);
    }
  }

  /** Tries the operations until they are kept, and answers them. */
  async #commit(known: Known, waiting: readonly Waiting[]): Promise<void> {
    // What changes nothing must not be answered from a world that others may have changed meanwhile.
    for (let fresh = false; ; fresh = true) {
      if (fresh) await this.#catchUp(known);
      const { world, answers, frames, versions } = tryAll(known.world, waiting);
      if (!fresh && frames.length < waiting.length) continue;
      if (frames.length > 0) {
        // After an error it may be there or not; the next reading shows.
        const appended = await known.log.append(known.position, frames).catch((error: unknown) => {
          throw outOfReach(error, 'unknown');
        });
        if (appended === 'conflict') continue;
        known.world = world;
        known.position = appended.position;
        for (const version of versions) this.#changed(version);
      }
      waiting.forEach(({ resolve }, at) => resolve(answers[at] as Answer));
      return;
    }
  }

  /** Now and then, keeps the world whole, so that nobody has to replay everything. Whoever appends the n-th does it. */
  async #snapshot(known: Known): Promise<void> {
    const every = this.#snapshotEvery;
    if (known.position <= known.snapshotAt) return;
    if (known.position % every !== 0 && known.position - known.snapshotAt < 3 * every) return;
    known.snapshotAt = known.position;
    try {
      await known.log.writeSnapshot(known.position, Buffer.from(JSON.stringify(worldData(known.world))));
      await known.log.compact({ archiveBytes: ARCHIVE_BYTES });
    } catch (error) {
      // The log is complete without it, and the next one will do.
      this.#options.log.write('warn', 'The built-in cloud could not write a snapshot', { error: String(error) });
    }
  }

  #worldIn(snapshot: Uint8Array | undefined): World {
    const { folder } = this.#options;
    if (snapshot === undefined) return seedWorld();
    const data = readFormat<WorldData>(snapshot, folder, 'The snapshot');
    try {
      return worldFromData(data);
    } catch (error) {
      throw damaged(folder, 'The snapshot', error);
    }
  }

  #warn(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) this.#options.log.write('warn', one.summary, { code: one.code });
  }
}

function tryAll(start: World, waiting: readonly Waiting[]) {
  let world = start;
  const answers: Answer[] = [];
  const frames: Uint8Array[] = [];
  const versions: Version[] = [];
  for (const { operation } of waiting) {
    const answer = operate(world, operation);
    answers.push(answer);
    if (answer.world === world) continue;
    world = answer.world;
    const frame: Frame = { format: WORLD_FORMAT, ...operation };
    frames.push(Buffer.from(JSON.stringify(frame)));
    versions.push({ world, at: operation.now });
  }
  return { world, answers, frames, versions };
}

function notAborted({ signal, reject }: Waiting): boolean {
  if (signal?.aborted !== true) return true;
  reject(signal.reason);
  return false;
}

/** What a caller gets when the data cannot be reached. */
function outOfReach(error: unknown, effect: 'none' | 'unknown'): unknown {
  const [first] = diagnosticsOf(error) ?? [];
  if (first === undefined) return error;
  return new ProviderError(first.summary, {
    class: 'unreachable',
    effect,
    providerCode: first.code,
    hints: first.hints ?? [],
    cause: error,
  });
}
