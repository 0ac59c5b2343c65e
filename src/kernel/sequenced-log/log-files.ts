/** The file operations a sequenced log needs. Small, so that a test can fail or stop a process before and after each. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Obligations: every operation is atomic as far as the operating system makes it so, except `write`, which may leave a
 * part behind. Failures are thrown as the system's errors with a `code` (`ENOSPC`, `EACCES`, …), except where a result
 * says otherwise.
 */
export interface LogFiles {
  /** Creates a folder and its parents, readable by the owner only; an existing one is left alone. True when it was created. */
  makeFolder(path: string): Promise<boolean>;
  /** Names in a folder, in any order; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** All bytes; undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a new file, readable by the owner only; `durable`: returns after its content reached the disk. */
  write(path: string, parts: readonly Uint8Array[], durable: boolean): Promise<void>;
  /** Gives a file a second name. Exclusive: of several callers for one name, one gets `done`. */
  link(from: string, to: string): Promise<'done' | 'exists' | 'unsupported' | 'gone'>;
  /** Renames, replacing a file of that name. */
  replace(from: string, to: string): Promise<void>;
  /** Renames a folder. Exclusive, as long as no folder of that name is empty. */
  renameFolder(from: string, to: string): Promise<'done' | 'exists'>;
  /** Removes a file, or a folder with its content; what is not there is fine. */
  remove(path: string): Promise<void>;
  /** Returns after the names in a folder reached the disk. */
  syncFolder(path: string): Promise<void>;
  /** Bytes, and when a file was last written, ms; undefined when there is none. Of times only differences are used. */
  status(path: string): Promise<{ readonly size: number; readonly modified: number } | undefined>;
  /** How long ago a file was written, ms, rather too few than too many; for files that know the present of the clock they are stamped by. */
  age?(path: string): Promise<number | undefined>;
  /** Fresh unpredictable bytes. */
  nonce(bytes: number): Uint8Array;
}

/** The files of this machine. */
export function nodeLogFiles(): LogFiles {
  return {
    makeFolder: async (path) => (await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined,
    list: (folder) => absentAs(readdir(folder), []),
    read: readSegmentFile,
    write: writeNew,
    link: linkNew,
    replace: rename,
    renameFolder: async (from, to) => {
      try {
        await rename(from, to);
        return 'done';
      } catch (error) {
        if (
          ['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '') &&
          (await exists(to))
        ) {
          return 'exists';
        }
        throw error;
      }
    },
    remove,
    syncFolder,
    status: async (path) => {
      const found = await absentAs(stat(path), undefined);
      return found && { size: found.size, modified: found.mtimeMs };
    },
    nonce: (bytes) => randomBytes(bytes),
  };
}

/** The `code` of a system error. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

async function absentAs<Value, Absent>(reading: Promise<Value>, absent: Absent): Promise<Value | Absent> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return absent;
    throw error;
  }
}

/** Name of the file inside the folder that stands for a segment where hard links do not exist. */
export const INNER_FILE = 'data';

async function readSegmentFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await absentAs(readFile(path), undefined);
  } catch (error) {
    if (errorCode(error) === 'EISDIR') return absentAs(readFile(join(path, INNER_FILE)), undefined);
    throw error;
  }
}

async function writeNew(path: string, parts: readonly Uint8Array[], durable: boolean): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    // One write call for one buffer: a segment is small, and joining it costs less than a call per part.
    await handle.writeFile(parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
    if (durable) await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function linkNew(from: string, to: string): Promise<'done' | 'exists' | 'unsupported' | 'gone'> {
  try {
    await link(from, to);
    return 'done';
  } catch (error) {
    switch (errorCode(error)) {
      case 'EEXIST':
        return 'exists';
      case 'ENOENT':
        return 'gone';
      case 'EPERM':
      case 'ENOTSUP':
      case 'EOPNOTSUPP':
      case 'ENOSYS':
      case 'EMLINK':
      case 'EISDIR':
        return 'unsupported';
      default:
        throw error;
    }
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    // A folder in a segment's place; systems differ in what `unlink` says of one.
    if (errorCode(error) !== 'ENOENT') await rm(path, { recursive: true, force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Some systems cannot open or flush a folder (Windows, some network shares); they order names themselves.
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(errorCode(error) ?? '')) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await absentAs(stat(path), undefined)) !== undefined;
}
