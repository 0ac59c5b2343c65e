/** The file system of this machine. */
import type { Stats } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileStatus, Files, Random } from '../../kernel/index.js';

const DEFAULT_FILE_MODE = 0o644;
const PERMISSIONS = 0o7777;

export function nodeFiles(random: Random): Files {
  return {
    read: (path) => unlessMissing(readFile(path)),
    status: async (path) => {
      const found = await unlessMissing(lstat(path));
      return found === undefined ? undefined : statusOf(found);
    },
    list: async (path) => (await unlessMissing(readdir(path)))?.toSorted(),
    readLink: (path) => unlessMissing(readlink(path)),
    realPath: (path) => unlessMissing(realpath(path)),
    write: (path, content, options = {}) => writeAtomically(path, content, options, random),
    async makeDirectory(path, options = {}) {
      if (options.parents === true) await mkdir(dirname(path), { recursive: true });
      try {
        await mkdir(path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
        throw error;
      }
      // The mode mkdir takes is cut down by the umask.
      if (options.mode !== undefined) await chmod(path, options.mode);
    },
    makeLink: (path, target) => linkAtomically(path, target, random),
    changeMode: (path, mode) => chmod(path, mode),
    changeOwner: (path, uid, gid) => chown(path, uid, gid),
    remove: (path, options = {}) => remove(path, options.recursive === true),
  };
}

/**
 * Writes a temporary file beside the target, flushes it, renames it over the target and flushes the folder. Mode and owner of what is replaced are
 * kept unless given; a link is followed, so that its target is replaced and the link stays.
 */
async function writeAtomically(
  path: string,
  content: Uint8Array,
  options: { mode?: number; uid?: number; gid?: number },
  random: Random,
): Promise<void> {
  const target = (await unlessMissing(realpath(path))) ?? path;
  const before = await unlessMissing(stat(target));
  const temporary = temporaryBeside(target, random);
  const mode = options.mode ?? (before === undefined ? DEFAULT_FILE_MODE : before.mode & PERMISSIONS);
  const uid = options.uid ?? before?.uid;
  const gid = options.gid ?? before?.gid;
  try {
    // Nobody else may read it before it has its mode and owner.
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      const made = await file.stat();
      const [owner, group] = [uid ?? made.uid, gid ?? made.gid];
      const given = options.uid !== undefined || options.gid !== undefined;
      if (owner !== made.uid || group !== made.gid) {
        await file.chown(owner, group).catch((error: unknown) => {
          // The owner of what is replaced is kept where this user may; what was asked for must be.
          if (given || codeOf(error) !== 'EPERM') throw error;
        });
      }
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(target));
}

/** Puts a link in the place of a link or of nothing; anything else at the path is an error (`EEXIST`). */
async function linkAtomically(path: string, target: string, random: Random): Promise<void> {
  const before = await unlessMissing(lstat(path));
  if (before === undefined) return symlink(target, path);
  if (!before.isSymbolicLink()) {
    throw Object.assign(new Error(`EEXIST: ${path} is not a symbolic link`), { code: 'EEXIST', path });
  }
  const temporary = temporaryBeside(path, random);
  await symlink(target, temporary);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function remove(path: string, recursive: boolean): Promise<void> {
  const found = await unlessMissing(lstat(path));
  if (found === undefined) return;
  if (!found.isDirectory()) await unlessMissing(unlink(path));
  else if (recursive) await rm(path, { recursive: true, force: true });
  else await unlessMissing(rmdir(path));
}

function temporaryBeside(path: string, random: Random): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${Buffer.from(random.bytes(6)).toString('hex')}.tmp`);
}

/** A rename is durable when its folder is flushed. Windows cannot flush a folder, nor has to. */
async function syncDirectory(path: string): Promise<void> {
  let folder: Awaited<ReturnType<typeof open>>;
  try {
    folder = await open(path, 'r');
  } catch (error) {
    if (['EISDIR', 'EPERM', 'EACCES'].includes(codeOf(error) ?? '')) return;
    throw error;
  }
  try {
    await folder.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await folder.close();
  }
}

function statusOf(found: Stats): FileStatus {
  return {
    kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'symlink' : 'other',
    size: found.size,
    mode: found.mode & PERMISSIONS,
    uid: found.uid,
    gid: found.gid,
    modified: found.mtimeMs,
  };
}

/** Undefined where there is nothing: also where a part of the path is no folder. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
