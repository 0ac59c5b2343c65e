/**
 * Bundles on disk. A bundle is named by the digest of its own bytes; beside it, a note per plugin says what it was made of. A note whose
 * digests still hold spares the bundler. Files are put in place by renaming, so that processes may share the folder.
 */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, digest, digestOf } from './bundle.js';

/** Raised when bundles are made differently, so that old notes no longer count. */
const FORMAT = 1;

interface Note {
  /** Digest of the bundle. */
  readonly bundle: string;
  readonly inputs: readonly (readonly [path: string, digest: string | null])[];
  readonly externals: readonly string[];
}

export class BundleCache {
  readonly #directory: string;
  readonly #running: string;
  readonly #digestInput: typeof digestOf;

  /** `digestInput` gives the digest of an input as it is now, null when there is none; by default that of a file. */
  constructor(directory: string, running: Readonly<Record<string, string>>, digestInput: typeof digestOf = digestOf) {
    this.#directory = directory;
    this.#digestInput = digestInput;
    this.#running = JSON.stringify(Object.entries(running).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** File URL of the plugin's bundle, when there is one that is made of just what is on disk now. */
  async find(path: string): Promise<string | undefined> {
    const note = await this.#readNote(path);
    if (note === undefined || !note.externals.every((one) => existsSync(one))) return undefined;
    const file = this.#bundleFile(note.bundle);
    const found = await Promise.all([digestOf(file), ...note.inputs.map(([one]) => this.#digestInput(one))]);
    const wanted = [note.bundle, ...note.inputs.map(([, digest]) => digest)];
    return wanted.every((wish, at) => found[at] === wish) ? pathToFileURL(file).href : undefined;
  }

  /** Keeps a bundle and gives its file URL. */
  async keep(path: string, { code, inputs, externals }: Bundle): Promise<string> {
    const name = digest(code);
    const note: Note = { bundle: name, inputs: [...inputs], externals: [...externals] };
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await replaceFile(this.#bundleFile(name), code);
    await replaceFile(this.#noteFile(path), JSON.stringify(note));
    return pathToFileURL(this.#bundleFile(name)).href;
  }

  async #readNote(path: string): Promise<Note | undefined> {
    try {
      return JSON.parse(await readFile(this.#noteFile(path), 'utf8')) as Note;
    } catch {
      // Missing or damaged: the bundle is made anew.
      return undefined;
    }
  }

  #noteFile(path: string): string {
    return join(this.#directory, `${digest(`${FORMAT}\n${path}\n${this.#running}`)}.json`);
  }

  #bundleFile(name: string): string {
    return join(this.#directory, `${name}.mjs`);
  }
}

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
