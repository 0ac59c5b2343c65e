/** Files in memory, for the tests of this area: what was written, and with which permissions. */
import type { FileStatus, Files } from '../kernel/index.js';

export interface MemoryFiles extends Files {
  readonly modes: ReadonlyMap<string, number | undefined>;
  text(path: string): string | undefined;
}

export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): MemoryFiles {
  const held = new Map<string, Uint8Array>(
    Object.entries(contents).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  const modes = new Map<string, number | undefined>();
  const refuse = (): never => {
    throw new Error('these files are only read and written');
  };
  return {
    modes,
    text: (path) => new TextDecoder().decode(held.get(path) ?? new Uint8Array()),
    read: async (path) => held.get(path),
    write: async (path, content, options) => {
      held.set(path, content);
      modes.set(path, options?.mode);
    },
    status: async (path): Promise<FileStatus | undefined> => {
      const bytes = held.get(path);
      return bytes && { kind: 'file', size: bytes.length, mode: 0o600, uid: 0, gid: 0, modified: 0 };
    },
    list: refuse,
    readLink: refuse,
    realPath: async (path) => (held.has(path) ? path : undefined),
    makeDirectory: refuse,
    makeLink: refuse,
    changeMode: refuse,
    changeOwner: refuse,
    remove: refuse,
  };
}
