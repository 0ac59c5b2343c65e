/**
 * A disk in memory for tests: processes that can be stopped or fail before and after every step and in the middle of a
 * write, and a power failure that forgets what was not flushed.
 */
import { INNER_FILE, type LogFiles } from './log-files.js';

/** What happens at one step. `before`, `after`, `partial` (half a write) end the process there; `error` fails the step. */
export type StepFault = 'before' | 'after' | 'partial' | { readonly error: string };

interface StoredFile {
  bytes: Uint8Array;
  flushed: boolean;
  modified: number;
}

/** Thrown out of every step of a process that was ended. */
export class ProcessEnded extends Error {}

export class MemoryDisk {
  /** Path to file. Two names may share a file. */
  readonly #entries = new Map<string, StoredFile>();
  /** Per folder: the names that a power failure leaves. */
  readonly #flushedNames = new Map<string, ReadonlyMap<string, StoredFile>>();
  readonly #folders = new Set<string>();
  #time = 0;
  #nonces = 0;
  hardLinks = true;

  /** The files as one process sees them. `fault` is asked before each step, which are counted from 0. */
  process(
    fault: (step: number, operation: string) => StepFault | undefined = () => undefined,
    turn: () => Promise<void> = async () => {},
  ): LogFiles & { readonly steps: number } {
    let steps = 0;
    let ended = false;
    const step = async <Value>(operation: string, act: () => Value, half?: () => void): Promise<Value> => {
      await turn();
      if (ended) throw new ProcessEnded();
      const what = fault(steps++, operation);
      if (typeof what === 'object') throw Object.assign(new Error(`${what.error}: ${operation}`), { code: what.error });
      ended = what !== undefined;
      if (what === 'before') throw new ProcessEnded();
      if (what === 'partial') half?.();
      else if (what === 'after') act();
      if (ended) throw new ProcessEnded();
      return act();
    };
    return {
      get steps() {
        return steps;
      },
      makeFolder: (path) => step('makeFolder', () => this.#makeFolder(path)),
      list: (folder) => step('list', () => this.#names(folder)),
      read: (path) =>
        step('read', () => (this.#entries.get(path) ?? this.#entries.get(`${path}/${INNER_FILE}`))?.bytes),
      write: (path, parts, durable) =>
        step(
          'write',
          () => this.#write(path, Buffer.concat(parts), durable),
          () => this.#write(path, Buffer.concat(parts).subarray(0, 7), false),
        ),
      link: (from, to) => step('link', () => this.#link(from, to)),
      replace: (from, to) => step('replace', () => this.#move(from, to)),
      renameFolder: (from, to) => step('renameFolder', () => this.#renameFolder(from, to)),
      remove: (path) => step('remove', () => this.#remove(path)),
      syncFolder: (path) => step('syncFolder', () => this.#flush(path)),
      status: (path) =>
        step('status', () => {
          const file = this.#entries.get(path);
          return file && { size: file.bytes.length, modified: file.modified };
        }),
      nonce: (bytes) => {
        const nonce = Buffer.alloc(bytes);
        nonce.writeUInt32BE(++this.#nonces);
        return nonce;
      },
    };
  }

  /** Paths of all files. */
  paths(): string[] {
    return [...this.#entries.keys()].sort();
  }

  bytes(path: string): Uint8Array | undefined {
    return this.#entries.get(path)?.bytes;
  }

  set(path: string, bytes: Uint8Array): void {
    this.#entries.set(path, { bytes, flushed: true, modified: ++this.#time });
  }

  delete(path: string): void {
    this.#entries.delete(path);
  }

  /** What is there after the power came back: flushed names only, and of files that were not flushed nothing. */
  afterPowerFailure(): MemoryDisk {
    const disk = new MemoryDisk();
    disk.#nonces = this.#nonces;
    for (const [folder, names] of this.#flushedNames) {
      disk.#folders.add(folder);
      for (const [path, file] of names) disk.set(path, file.flushed ? file.bytes : new Uint8Array());
    }
    return disk;
  }

  #names(folder: string): string[] {
    const names = new Set<string>();
    for (const path of this.#entries.keys()) {
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split('/')[0] as string);
    }
    return [...names];
  }

  #makeFolder(path: string): boolean {
    if (this.#folders.has(path)) return false;
    this.#folders.add(path);
    return true;
  }

  #write(path: string, bytes: Uint8Array, durable: boolean): void {
    if (this.#entries.has(path)) throw systemError('EEXIST', path);
    this.#entries.set(path, { bytes: Uint8Array.from(bytes), flushed: durable, modified: ++this.#time });
  }

  #link(from: string, to: string): 'done' | 'exists' | 'unsupported' | 'gone' {
    if (!this.hardLinks) return 'unsupported';
    const file = this.#entries.get(from);
    if (file === undefined) return 'gone';
    if (this.#exists(to)) return 'exists';
    this.#entries.set(to, file);
    return 'done';
  }

  #move(from: string, to: string): void {
    const file = this.#entries.get(from);
    if (file === undefined) throw systemError('ENOENT', from);
    this.#entries.delete(from);
    this.#entries.set(to, file);
  }

  #renameFolder(from: string, to: string): 'done' | 'exists' {
    if (this.#exists(to)) return 'exists';
    for (const path of this.paths()) if (path.startsWith(`${from}/`)) this.#move(path, to + path.slice(from.length));
    return 'done';
  }

  #remove(path: string): void {
    for (const each of this.paths()) if (each === path || each.startsWith(`${path}/`)) this.#entries.delete(each);
  }

  #exists(path: string): boolean {
    return this.paths().some((each) => each === path || each.startsWith(`${path}/`));
  }

  #flush(folder: string): void {
    const names = [...this.#entries].filter(([path]) => path.startsWith(`${folder}/`));
    this.#flushedNames.set(folder, new Map(names));
  }
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
