/**
 * An append-only log in a folder, shared by any number of processes without a lock.
 *
 * One append is one immutable file, numbered one above the last; the exclusive `link` of that number is the
 * compare-and-append. Every segment carries the hash of the one before, so a change anywhere shows.
 *
 * Compaction frees numbers: a writer that slept meanwhile could take one of them again, and its file would be a *stray*.
 * One rule keeps strays apart. Segments are removed only when an archive holds them, so a number above the last
 * archived one (the *floor*) was never free for a second time. Hence whoever created or read a file looks at the
 * floor afterwards: above it, what was seen is the log; at or below it, the archive is the log.
 */
import type { Diagnostic } from '../diagnostics.js';
import { DiagnosticError } from '../diagnostics.js';
import { LOG_CODES } from './codes.js';
import { type Compaction, type CompactOptions, compactFolder } from './compaction.js';
import { reading, writing } from './failures.js';
import type { LogFiles } from './log-files.js';
import { type ArchiveFile, LogFolder, lastArchived } from './log-folder.js';
import { BLOCK_KIND, type Block, corrupt, encodeBlock, NO_HASH, NONCE_BYTES, type Position } from './segment-format.js';

/** What one append wrote. */
export interface LogEntry {
  readonly position: Position;
  readonly frames: readonly Uint8Array[];
}

export interface LogBatch {
  /** Of the last entry; when there is none, the position that was asked from. */
  readonly position: Position;
  readonly entries: readonly LogEntry[];
}

export interface LogSnapshot {
  readonly position: Position;
  readonly bytes: Uint8Array;
}

export interface LogOptions {
  /** Created at the first write; reading a folder that is not there reads an empty log. */
  readonly folder: string;
  readonly files: LogFiles;
  /** Whether an append returns only when it is on the disk. Default true. */
  readonly durable?: boolean;
}

/** All functions throw `DiagnosticError` with a `log/…` code when the files cannot be read, written or understood. */
export interface SequencedLog {
  readonly folder: string;
  /** The newest valid snapshot, or the newest at or below a position. A damaged one is skipped with a warning in `diagnostics`. */
  snapshot(
    atMost?: Position,
  ): Promise<{ readonly snapshot: LogSnapshot | undefined; readonly diagnostics: readonly Diagnostic[] }>;
  /** Everything after `from`, in order. `compacted` when retention has dropped part of that: start from the snapshot. */
  read(from: Position): Promise<LogBatch | 'compacted'>;
  /** Position of the last segment. */
  head(): Promise<Position>;
  /**
   * Writes the frames as segment `after + 1`. `conflict`: somebody else did so before, and nothing was written; `read`,
   * decide anew, try again. After an error the outcome is unknown until the log was read again.
   */
  append(after: Position, frames: readonly Uint8Array[]): Promise<{ readonly position: Position } | 'conflict'>;
  /** Milliseconds since a segment was written, by the clock that stamps the files; undefined when that cannot be told. */
  age(position: Position): Promise<number | undefined>;
  /** Keeps what all segments up to `at` amount to. `at` is at most the head. Frees nothing: see `compact`. */
  writeSnapshot(at: Position, bytes: Uint8Array): Promise<void>;
  /** Moves segments below the newest snapshot into the archive and applies retention. Any process, at any time. */
  compact(options?: CompactOptions): Promise<Compaction>;
  /** All entries that are still kept, from the oldest or from after `from`, one at a time. */
  history(from?: Position): AsyncIterable<LogEntry>;
}

export interface OpenedLog {
  readonly log: SequencedLog;
  /** Where to start from. */
  readonly snapshot: LogSnapshot | undefined;
  /** Everything after the snapshot. */
  readonly entries: readonly LogEntry[];
  readonly position: Position;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Opens a log and reads its newest valid snapshot and all that follows. Writes nothing. */
export async function openLog(options: LogOptions): Promise<OpenedLog> {
  const log = new FolderLog(options);
  for (let round = 0; ; round++) {
    const { snapshot, diagnostics } = await log.snapshot();
    await log.checkForGap();
    const batch = await log.read(snapshot?.position ?? 0);
    if (batch !== 'compacted') return { log, snapshot, ...batch, diagnostics };
    // A compaction between the two reads; a second time it is damage.
    if (round >= 5) throw missing(options.folder, 'the segments after the newest valid snapshot are gone');
  }
}

/** How often reading starts over because others compact meanwhile; each round means that one of them got on. */
const MOST_ROUNDS = 100;
/** Files read at once when many follow each other. */
const READ_AHEAD = 16;

class FolderLog implements SequencedLog {
  readonly folder: string;
  readonly #folder: LogFolder;
  readonly #durable: boolean;
  /** The last block seen, to spare reading it again for its hash. */
  #tip: { readonly position: Position; readonly hash: string } = { position: 0, hash: NO_HASH };
  #created = false;

  constructor(options: LogOptions) {
    this.folder = options.folder;
    this.#folder = new LogFolder(options.folder, options.files);
    this.#durable = options.durable ?? true;
  }

  snapshot(atMost?: Position): ReturnType<SequencedLog['snapshot']> {
    return reading(this.folder, async () => {
      const diagnostics: Diagnostic[] = [];
      for (const position of await this.#folder.listSnapshots()) {
        if (atMost !== undefined && position > atMost) continue;
        try {
          const block = await this.#folder.readSnapshot(position);
          if (block === undefined) continue;
          if (atMost === undefined) this.#tip = { position, hash: block.previous };
          return { snapshot: { position, bytes: block.frames[0] ?? new Uint8Array() }, diagnostics };
        } catch (error) {
          diagnostics.push(damagedSnapshot(error));
        }
      }
      return { snapshot: undefined, diagnostics };
    });
  }

  read(from: Position): Promise<LogBatch | 'compacted'> {
    return reading(this.folder, async () => {
      const blocks = await this.#readBlocks(from);
      if (blocks === 'compacted') return blocks;
      this.#checkChain(from, blocks);
      const last = blocks.at(-1);
      if (last !== undefined) this.#tip = last;
      return { position: last?.position ?? from, entries: blocks };
    });
  }

  async head(): Promise<Position> {
    for (let from = this.#tip.position; ; ) {
      const batch = await this.read(from);
      if (batch !== 'compacted') return batch.position;
      from = (await this.snapshot()).snapshot?.position ?? 0;
    }
  }

  append(after: Position, frames: readonly Uint8Array[]): ReturnType<SequencedLog['append']> {
    return writing(this.folder, 'Appending to the log', async () => {
      await this.#create();
      const position = after + 1;
      const previous = await this.#hashAt(after);
      if (previous === undefined || (await this.#floor()) >= position) return 'conflict';
      const { hash, parts } = encodeBlock(BLOCK_KIND.segment, { position, previous, frames }, this.#nonce());
      const folder = this.#folder;
      const published = await folder.withTemporary(folder.segments, parts, this.#durable, (path) =>
        folder.publishSegment(path, parts, position, this.#durable),
      );
      if (!published || (await this.#isStray(position, hash))) return 'conflict';
      if (this.#durable) await folder.files.syncFolder(folder.segments);
      this.#tip = { position, hash };
      return { position };
    });
  }

  age(position: Position): Promise<number | undefined> {
    const { files, segments } = this.#folder;
    const path = this.#folder.segmentPath(position);
    return reading(this.folder, async () => {
      if (files.age !== undefined) return files.age(path);
      const written = (await files.status(path))?.modified;
      if (written === undefined) return undefined;
      // The clock of a share is that of its server, which stamps a file that is written now.
      const now = await this.#folder.withTemporary(segments, [], false, (fresh) => files.status(fresh));
      return now === undefined ? undefined : Math.max(0, now.modified - written);
    });
  }

  writeSnapshot(at: Position, bytes: Uint8Array): Promise<void> {
    return writing(this.folder, 'Writing a snapshot', async () => {
      await this.#create();
      const folder = this.#folder;
      const previous = await this.#hashAt(at);
      if (previous === undefined) {
        // Segment `at` is archived already: others have a newer snapshot.
        if ((await this.#floor()) >= at) return;
        throw missing(this.folder, `there is no segment ${at} to write a snapshot of`);
      }
      const { parts } = encodeBlock(BLOCK_KIND.snapshot, { position: at, previous, frames: [bytes] }, this.#nonce());
      await folder.withTemporary(folder.snapshots, parts, true, (path) =>
        folder.files.replace(path, folder.snapshotPath(at)),
      );
      await folder.files.syncFolder(folder.snapshots);
    });
  }

  compact(options: CompactOptions = {}): Promise<Compaction> {
    return writing(this.folder, 'Compacting the log', () => compactFolder(this.#folder, options));
  }

  async *history(from?: Position): AsyncIterable<LogEntry> {
    const archives = await reading(this.folder, () => this.#folder.listArchives());
    let last = { position: from ?? (archives[0]?.first ?? 1) - 1, hash: from === 0 ? NO_HASH : undefined };
    for (let end = false; !end; ) {
      const part = await reading(this.folder, () => this.#historyPart(last.position));
      if (part === undefined) continue;
      for (const block of part.blocks) {
        if (last.hash !== undefined && block.previous !== last.hash) throw this.#brokenChain(block);
        last = block;
        yield block;
      }
      end = part.end;
    }
  }

  /** What follows a position in one archive file, or else in the segments; undefined when the file vanished meanwhile. */
  async #historyPart(position: Position): Promise<{ blocks: Block[]; end: boolean } | undefined> {
    const archive = bestArchive(await this.#folder.listArchives(), position + 1);
    const blocks = archive === undefined ? await this.#readBlocks(position) : await this.#folder.readArchive(archive);
    if (blocks === 'compacted') throw missing(this.folder, `segment ${position + 1} is no longer kept`);
    return blocks && { blocks: blocks.filter((block) => block.position > position), end: archive === undefined };
  }

  /** Finds a segment that is missing between others; ordinary reading would take it for the end. */
  checkForGap(): Promise<void> {
    return reading(this.folder, async () => {
      const listed = new Set(await this.#folder.listSegments());
      const last = [...listed].at(-1) ?? 0;
      for (let position = (await this.#floor()) + 1; position < last; position++) {
        if (listed.has(position)) continue;
        // A listing may miss what is created while it is made, and what is archived meanwhile is no longer here.
        const path = this.#folder.segmentPath(position);
        if ((await this.#folder.files.read(path)) !== undefined || (await this.#floor()) >= position) continue;
        throw missing(path, `segment ${position} is missing although ${last} exists`);
      }
    });
  }

  /** Blocks after `from`: first as if nothing were archived, then, when it turns out otherwise, from the archive. */
  async #readBlocks(from: Position): Promise<Block[] | 'compacted'> {
    let start = from;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const live = await this.#readLive(start);
      const archives = await this.#folder.listArchives();
      const floor = lastArchived(archives);
      if (floor > start) {
        start = floor;
        continue;
      }
      if (start === from) return live;
      const archived = await this.#readArchived(archives, from, start);
      if (archived === 'compacted') return archived;
      if (archived !== undefined) return archived.concat(live);
    }
    throw new DiagnosticError({
      severity: 'error',
      code: LOG_CODES.code('read-failed'),
      summary: `The log in ${this.folder} cannot be read: its archive keeps changing`,
    });
  }

  async #readLive(from: Position): Promise<Block[]> {
    const blocks: Block[] = [];
    let ahead = 1;
    for (;;) {
      const next = from + blocks.length + 1;
      const read = await Promise.all(
        Array.from({ length: ahead }, (_, index) => this.#folder.readSegment(next + index)),
      );
      for (const block of read) {
        if (block === undefined) return blocks;
        blocks.push(block);
      }
      ahead = Math.min(ahead * 2, READ_AHEAD);
    }
  }

  /** Undefined when an archive file vanished meanwhile. */
  async #readArchived(
    archives: readonly ArchiveFile[],
    from: Position,
    to: Position,
  ): Promise<Block[] | 'compacted' | undefined> {
    const blocks: Block[] = [];
    let position = from;
    while (position < to) {
      const archive = bestArchive(archives, position + 1);
      if (archive === undefined) return 'compacted';
      const found = await this.#folder.readArchive(archive);
      if (found === undefined) return undefined;
      for (const block of found) if (block.position > position && block.position <= to) blocks.push(block);
      position = Math.min(archive.last, to);
    }
    return blocks;
  }

  #checkChain(from: Position, blocks: readonly Block[]): void {
    let previous = from === this.#tip.position ? this.#tip.hash : from === 0 ? NO_HASH : undefined;
    for (const block of blocks) {
      if (previous !== undefined && block.previous !== previous) throw this.#brokenChain(block);
      previous = block.hash;
    }
  }

  #brokenChain(block: Block): DiagnosticError {
    const what = `it does not follow segment ${block.position - 1}: one of the two was changed or belongs to another log`;
    return corrupt(this.#folder.segmentPath(block.position), 84, what);
  }

  /** Hash of the segment at a position; undefined when there is none to build on. */
  async #hashAt(position: Position): Promise<string | undefined> {
    if (position === this.#tip.position) return this.#tip.hash;
    if (position === 0) return NO_HASH;
    return (await this.#folder.readSegment(position))?.hash;
  }

  /** Whether a segment just created took a number that was used before; a stray is removed. */
  async #isStray(position: Position, hash: string): Promise<boolean> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const archives = await this.#folder.listArchives();
      if (lastArchived(archives) < position) return false;
      const archive = bestArchive(archives, position);
      const blocks = archive === undefined ? [] : await this.#folder.readArchive(archive);
      if (blocks === undefined) continue;
      const archived = blocks.find((block) => block.position === position);
      if (archived === undefined) break;
      if (archived.hash === hash) return false;
      await this.#folder.files.remove(this.#folder.segmentPath(position));
      return true;
    }
    throw new DiagnosticError({
      severity: 'error',
      code: LOG_CODES.code('write-failed'),
      summary: `Whether segment ${position} was written to ${this.folder} cannot be told: retention dropped it meanwhile`,
    });
  }

  async #floor(): Promise<Position> {
    return lastArchived(await this.#folder.listArchives());
  }

  async #create(): Promise<void> {
    if (!this.#created) await this.#folder.create();
    this.#created = true;
  }

  #nonce(): Uint8Array {
    return this.#folder.files.nonce(NONCE_BYTES);
  }
}

/** Of the archives that hold a segment, the one that reaches furthest. */
function bestArchive(archives: readonly ArchiveFile[], position: Position): ArchiveFile | undefined {
  let best: ArchiveFile | undefined;
  for (const archive of archives) {
    if (archive.first <= position && archive.last >= position && archive.last > (best?.last ?? 0)) best = archive;
  }
  return best;
}

/** A warning for a damaged snapshot; anything but damage is thrown on. */
function damagedSnapshot(error: unknown): Diagnostic {
  const cause = error instanceof DiagnosticError ? error.diagnostics[0] : undefined;
  if (cause?.code !== LOG_CODES.code('corrupt')) throw error;
  return {
    severity: 'warning',
    code: LOG_CODES.code('snapshot-damaged'),
    summary: 'A damaged snapshot is passed over; an older one and the segments since then take its place',
    ...(cause.about === undefined ? {} : { about: cause.about }),
    cause,
  };
}

function missing(path: string, what: string): DiagnosticError {
  return corrupt(path, 0, what);
}
