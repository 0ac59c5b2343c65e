/** Archives read into memory: what they hold, and what is refused. */
import type { OpenSource } from '../../contract/index.js';
import { DiagnosticError } from '../../kernel/index.js';

/** Bytes of a member, unpacked when they are asked for. */
export type Members = ReadonlyMap<string, () => Uint8Array>;

/** How much an archive may hold; what is beyond is refused, so that a small file cannot fill the memory. */
export const LIMITS = {
  /** Bytes of the archive as it is stored. */
  archive: 256 * 1024 * 1024,
  /** Bytes of a whole tar archive after decompression. */
  unpacked: 512 * 1024 * 1024,
  /** Bytes of one member after decompression. */
  member: 32 * 1024 * 1024,
  members: 100_000,
};

export type Limits = Readonly<typeof LIMITS>;

/** An archive that cannot be used; becomes a diagnostic that names it. */
export class BadArchive extends Error {}

/** The name of a member as a source knows it; undefined when it would lead out of the archive, or is no name of a file. */
export function memberName(name: string): string | undefined {
  const path = name.replace(/^(?:\.\/)+/, '');
  if (path === '' || path.endsWith('/') || /[\\\0:]/.test(path)) return undefined;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') ? path : undefined;
}

/**
 * The members as a source. Nothing is ever unpacked to disk; links are no members, so a path is a member's name or it is nothing. When all lies
 * in one folder, as archives of a repository have it, what is not found by its whole name is looked for below that folder too, unless `root` says
 * otherwise.
 */
export function archiveSource(label: string, members: Members, options: { readonly root?: string } = {}): OpenSource {
  const top = options.root ?? commonFolder(members);
  return {
    async read(path) {
      const name = members.has(path) ? path : top + path;
      const bytes = members.get(name);
      return bytes === undefined ? undefined : { file: `${label}!/${name}`, bytes: orRefused(label, bytes) };
    },
  };
}

/** Runs what reads an archive; says what is wrong with it. */
export function orRefused<T>(label: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw badSource(`${label} cannot be read: ${error.message}`);
  }
}

export function badSource(summary: string, more: { detail?: string; hints?: readonly string[] } = {}): DiagnosticError {
  return new DiagnosticError({ severity: 'error', code: 'sls/bad-source', summary, ...more });
}

function commonFolder(members: Members): string {
  let top: string | undefined;
  for (const name of members.keys()) {
    const folder = name.slice(0, name.indexOf('/') + 1);
    if (folder === '' || (top !== undefined && folder !== top)) return '';
    top = folder;
  }
  return top ?? '';
}
