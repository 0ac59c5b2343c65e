/**
 * Names and files of a log's folder:
 *
 *     segments/0000000000000042.seg                    one per append
 *     snapshots/0000000000000040.snap                  the newest and the one before
 *     archive/0000000000000001-0000000000000039.arc    segments a snapshot made superfluous, oldest first
 */
import { join } from 'node:path';
import { INNER_FILE, type LogFiles } from './log-files.js';
import {
  BLOCK_KIND,
  type Block,
  type BlockKind,
  corrupt,
  decodeArchive,
  decodeFile,
  type Position,
} from './segment-format.js';

export interface ArchiveFile {
  readonly name: string;
  readonly first: Position;
  readonly last: Position;
}

const DIGITS = 16;
const TEMPORARY = '.tmp-';

/** Paths, listing and reading; knows nothing of concurrency. */
export class LogFolder {
  readonly path: string;
  readonly files: LogFiles;
  readonly segments: string;
  readonly snapshots: string;
  readonly archive: string;

  constructor(path: string, files: LogFiles) {
    this.path = path;
    this.files = files;
    this.segments = join(path, 'segments');
    this.snapshots = join(path, 'snapshots');
    this.archive = join(path, 'archive');
  }

  async create(): Promise<void> {
    let created = await this.files.makeFolder(this.path);
    if (created) await this.files.syncFolder(join(this.path, '..'));
    for (const folder of [this.segments, this.snapshots, this.archive]) {
      created = (await this.files.makeFolder(folder)) || created;
    }
    if (created) await this.files.syncFolder(this.path);
  }

  segmentPath(position: Position): string {
    return join(this.segments, `${digits(position)}.seg`);
  }

  snapshotPath(position: Position): string {
    return join(this.snapshots, `${digits(position)}.snap`);
  }

  archivePath(first: Position, last: Position): string {
    return join(this.archive, `${digits(first)}-${digits(last)}.arc`);
  }

  temporaryPath(folder: string): string {
    return join(folder, `${TEMPORARY}${Buffer.from(this.files.nonce(9)).toString('base64url')}`);
  }

  /** Positions of the segment files, ascending. */
  async listSegments(): Promise<Position[]> {
    return numbers(await this.files.list(this.segments), /^(\d{16})\.seg$/);
  }

  /** Positions of the snapshots, newest first. */
  async listSnapshots(): Promise<Position[]> {
    return numbers(await this.files.list(this.snapshots), /^(\d{16})\.snap$/).reverse();
  }

  /** Archive files by first position; of two that begin alike the longer comes first. */
  async listArchives(): Promise<ArchiveFile[]> {
    const found: ArchiveFile[] = [];
    for (const name of await this.files.list(this.archive)) {
      const match = /^(\d{16})-(\d{16})\.arc$/.exec(name);
      if (match !== null) found.push({ name, first: Number(match[1]), last: Number(match[2]) });
    }
    return found.sort((a, b) => a.first - b.first || b.last - a.last);
  }

  async readSegment(position: Position): Promise<Block | undefined> {
    return this.#readBlock(this.segmentPath(position), BLOCK_KIND.segment, position);
  }

  async readSnapshot(position: Position): Promise<Block | undefined> {
    return this.#readBlock(this.snapshotPath(position), BLOCK_KIND.snapshot, position);
  }

  /** The segments of one archive file; undefined when the file is gone. */
  async readArchive(archive: ArchiveFile): Promise<Block[] | undefined> {
    const path = join(this.archive, archive.name);
    const bytes = await this.files.read(path);
    if (bytes === undefined) return undefined;
    const blocks = decodeArchive(bytes, path);
    const first = blocks[0]?.position;
    const last = blocks.at(-1)?.position;
    if (first !== archive.first || last !== archive.last) {
      throw corrupt(path, bytes.length, `it holds segments ${first ?? 0} to ${last ?? 0}`);
    }
    return blocks;
  }

  async #readBlock(path: string, kind: BlockKind, position: Position): Promise<Block | undefined> {
    const bytes = await this.files.read(path);
    return bytes === undefined ? undefined : decodeFile(bytes, path, kind, position);
  }

  /** Writes parts to a temporary file and hands its path on; the file is removed afterwards, whatever happens. */
  async withTemporary<Value>(
    folder: string,
    parts: readonly Uint8Array[],
    durable: boolean,
    use: (path: string) => Promise<Value>,
  ): Promise<Value> {
    const path = this.temporaryPath(folder);
    try {
      await this.files.write(path, parts, durable);
      return await use(path);
    } finally {
      await this.files.remove(path);
    }
  }

  /**
   * Gives a finished temporary file its segment name, for one caller only. Where hard links do not exist (exFAT, some
   * shares) the segment is a folder holding one file: renaming a folder never replaces one that is not empty.
   */
  async publishSegment(
    temporary: string,
    parts: readonly Uint8Array[],
    position: Position,
    durable: boolean,
  ): Promise<boolean> {
    const path = this.segmentPath(position);
    for (;;) {
      const linked = await this.files.link(temporary, path);
      if (linked === 'done') return true;
      if (linked === 'exists') return false;
      if (linked === 'unsupported') break;
      // Somebody swept the temporary file away as a leftover.
      await this.files.write(temporary, parts, durable);
    }
    const folder = this.temporaryPath(this.segments);
    await this.files.makeFolder(folder);
    await this.files.write(join(folder, INNER_FILE), parts, durable);
    if (durable) await this.files.syncFolder(folder);
    if ((await this.files.renameFolder(folder, path)) === 'done') return true;
    await this.files.remove(folder);
    return false;
  }

  /** Removes temporary files of processes that ended: those written long before `reference`, a file just written. */
  async sweep(reference: string, olderThanMs: number): Promise<void> {
    const now = (await this.files.status(reference))?.modified;
    if (now === undefined) return;
    for (const folder of [this.segments, this.snapshots, this.archive]) {
      for (const name of await this.files.list(folder)) {
        if (!name.startsWith(TEMPORARY)) continue;
        const written = (await this.files.status(join(folder, name)))?.modified;
        if (written !== undefined && now - written > olderThanMs) await this.files.remove(join(folder, name));
      }
    }
  }
}

/** The floor: the last segment that an archive holds, 0 when there is none. */
export function lastArchived(archives: readonly ArchiveFile[]): Position {
  return archives.reduce((last, archive) => Math.max(last, archive.last), 0);
}

function digits(position: Position): string {
  return String(position).padStart(DIGITS, '0');
}

function numbers(names: readonly string[], pattern: RegExp): Position[] {
  const found: Position[] = [];
  for (const name of names) {
    const match = pattern.exec(name);
    if (match !== null) found.push(Number(match[1]));
  }
  return found.sort((a, b) => a - b);
}
