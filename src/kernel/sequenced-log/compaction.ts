/**
 * Compaction: segments below the newest snapshot move into the archive.
 *
 * Each step leaves a log that reads the same, so the process may end anywhere and several may work at once: the archive
 * is complete on the disk before the first segment goes, and nothing is removed that is not in it.
 */
import { join } from 'node:path';
import { type ArchiveFile, type LogFolder, lastArchived } from './log-folder.js';
import { BLOCK_KIND, type Block, corrupt, decodeFile, type Position } from './segment-format.js';

export interface CompactOptions {
  /** Snapshots kept, at least 1. Default 2: the newest and one to fall back to. */
  readonly keepSnapshots?: number;
  /** Bytes of archive kept for history; the oldest files go first. Default 64 MiB. */
  readonly archiveBytes?: number;
}

export interface Compaction {
  /** Segments that moved into the archive. */
  readonly archived: number;
  /** The first segment still readable; 1 when nothing was ever dropped. */
  readonly oldest: Position;
}

/** Small archives are joined with their successor up to this size, so that their number stays small. */
const JOINED_BYTES = 4 * 1024 * 1024;
const DEFAULT_ARCHIVE_BYTES = 64 * 1024 * 1024;
const FILES_AT_ONCE = 32;
/** A temporary file this much older than a file just written belongs to a process that ended. */
const LEFTOVER_MS = 15 * 60_000;

export async function compactFolder(folder: LogFolder, options: CompactOptions): Promise<Compaction> {
  const snapshot = await newestSnapshot(folder);
  if (snapshot === undefined) return { archived: 0, oldest: await oldest(folder) };
  const segments = await unarchivedBelow(folder, snapshot);
  if (segments.length > 0) await writeArchive(folder, segments);
  await removeArchivedSegments(folder);
  await removeCovered(folder);
  await pruneSnapshots(folder, options.keepSnapshots ?? 2);
  await pruneArchives(folder, options.archiveBytes ?? DEFAULT_ARCHIVE_BYTES);
  await folder.sweep(folder.snapshotPath(snapshot.position), LEFTOVER_MS);
  return { archived: segments.length, oldest: await oldest(folder) };
}

/** Only a snapshot that was read and found sound may make segments superfluous. A damaged newest one stops compaction. */
async function newestSnapshot(folder: LogFolder): Promise<Block | undefined> {
  for (const position of await folder.listSnapshots()) {
    const block = await folder.readSnapshot(position);
    if (block !== undefined) return block;
  }
  return undefined;
}

/** Files of segments above the archive and below the snapshot, ascending; empty when another compaction was faster. */
async function unarchivedBelow(folder: LogFolder, snapshot: Block): Promise<SegmentFile[]> {
  const floor = await floorOf(folder);
  const found: SegmentFile[] = [];
  let expected = snapshot.previous;
  for (let top = snapshot.position; top > floor; top -= FILES_AT_ONCE) {
    const positions = Array.from({ length: Math.min(FILES_AT_ONCE, top - floor) }, (_, index) => top - index);
    for (const file of await Promise.all(positions.map((position) => readSegmentFile(folder, position)))) {
      if (file.block?.hash !== expected) {
        if ((await floorOf(folder)) > floor) return [];
        const what = file.block === undefined ? 'it is missing' : 'it is not the segment that its successor names';
        throw corrupt(folder.segmentPath(file.position), 0, what);
      }
      expected = file.block.previous;
      // The segment the snapshot stands on stays: the next append needs its hash.
      if (file.position < snapshot.position) found.push(file);
    }
  }
  return found.reverse();
}

interface SegmentFile {
  readonly position: Position;
  readonly bytes: Uint8Array;
  readonly block: Block | undefined;
}

async function readSegmentFile(folder: LogFolder, position: Position): Promise<SegmentFile> {
  const path = folder.segmentPath(position);
  const bytes = await folder.files.read(path);
  if (bytes === undefined) return { position, bytes: new Uint8Array(), block: undefined };
  return { position, bytes, block: decodeFile(bytes, path, BLOCK_KIND.segment, position) };
}

async function writeArchive(folder: LogFolder, segments: readonly SegmentFile[]): Promise<void> {
  const parts = segments.map((segment) => segment.bytes);
  let size = parts.reduce((sum, bytes) => sum + bytes.length, 0);
  let first = segments[0]?.position as Position;
  const last = segments.at(-1)?.position as Position;
  for (
    let earlier = await joinable(folder, first, size);
    earlier !== undefined;
    earlier = await joinable(folder, first, size)
  ) {
    parts.unshift(earlier.bytes);
    size += earlier.bytes.length;
    first = earlier.first;
  }
  await folder.withTemporary(folder.archive, parts, true, (path) =>
    folder.files.replace(path, folder.archivePath(first, last)),
  );
  await folder.files.syncFolder(folder.archive);
}

/** The archive that ends right before a segment, when it is small enough to be joined with `size` more bytes. */
async function joinable(
  folder: LogFolder,
  first: Position,
  size: number,
): Promise<(ArchiveFile & { bytes: Uint8Array }) | undefined> {
  for (const archive of await folder.listArchives()) {
    if (archive.last !== first - 1) continue;
    const path = join(folder.archive, archive.name);
    const own = (await folder.files.status(path))?.size;
    if (own === undefined || own > size || own + size > JOINED_BYTES) continue;
    const bytes = await folder.files.read(path);
    if (bytes !== undefined) return { ...archive, bytes };
  }
  return undefined;
}

async function removeArchivedSegments(folder: LogFolder): Promise<void> {
  const floor = await floorOf(folder);
  const positions = (await folder.listSegments()).filter((position) => position <= floor);
  for (let from = 0; from < positions.length; from += FILES_AT_ONCE) {
    const paths = positions.slice(from, from + FILES_AT_ONCE).map((position) => folder.segmentPath(position));
    await Promise.all(paths.map((path) => folder.files.remove(path)));
  }
}

/** Removes archives whose segments are all in another one: they were joined. */
async function removeCovered(folder: LogFolder): Promise<void> {
  await folder.files.syncFolder(folder.archive);
  let reach = 0;
  for (const archive of await folder.listArchives()) {
    if (archive.last <= reach) await folder.files.remove(join(folder.archive, archive.name));
    else reach = archive.last;
  }
}

async function pruneSnapshots(folder: LogFolder, keep: number): Promise<void> {
  const positions = await folder.listSnapshots();
  for (const position of positions.slice(Math.max(1, keep))) await folder.files.remove(folder.snapshotPath(position));
}

/** Drops the oldest archives. Kept in any case: what the oldest snapshot needs to reach the head, and the newest file. */
async function pruneArchives(folder: LogFolder, mostBytes: number): Promise<void> {
  const archives = await folder.listArchives();
  const needed = (await folder.listSnapshots()).at(-1) ?? 0;
  const sizes = await Promise.all(
    archives.map(async (archive) => (await folder.files.status(join(folder.archive, archive.name)))?.size ?? 0),
  );
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (const [index, archive] of archives.slice(0, -1).entries()) {
    if (total <= mostBytes || archive.last > needed) return;
    await folder.files.remove(join(folder.archive, archive.name));
    total -= sizes[index] ?? 0;
  }
}

async function floorOf(folder: LogFolder): Promise<Position> {
  return lastArchived(await folder.listArchives());
}

async function oldest(folder: LogFolder): Promise<Position> {
  const archives = await folder.listArchives();
  return archives[0]?.first ?? (await folder.listSegments())[0] ?? 1;
}
