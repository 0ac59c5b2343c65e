/** Paths of what is on a disk. */
import { dirname, resolve, sep } from 'node:path';
import { field, ProviderError } from '../../contract/index.js';
import type { FileReader, FileStatus, Files } from '../../kernel/index.js';

/** Fields of everything that has a path. */
export const placeFields = {
  name: field.string({ doc: 'The path; a relative one counts from the project folder.', example: '/etc/motd' }),
  resource_id: field.string({ doc: 'The absolute path.', computed: true, stable: true }),
  makedirs: field.boolean({ doc: 'Makes the folders above it where they are missing.' }),
};

/** The path that a chunk is about: its name, and where only a record is left, what that says. */
export function pathOf(
  args: { readonly name?: string | null },
  known: { readonly resource_id?: string },
): string | undefined {
  return args.name ?? known.resource_id;
}

/**
 * Arguments that say how to act, of those given. They are no property of the thing, so they travel in its identity, and what was wished is
 * read back.
 */
export function instructions<Name extends string>(
  from: { readonly [K in Name]?: unknown },
  names: readonly Name[],
): { [K in Name]?: boolean } {
  const given = names.filter((name) => from[name] !== undefined && from[name] !== null);
  return Object.fromEntries(given.map((name) => [name, from[name] === true])) as { [K in Name]?: boolean };
}

/** The absolute path a creation is about. */
export function wishedPath(
  directory: string,
  args: { readonly name?: string | null; readonly resource_id?: string | null },
): string {
  const path = pathOf(
    args,
    args.resource_id === null || args.resource_id === undefined ? {} : { resource_id: args.resource_id },
  );
  if (path === undefined || path === '')
    throw new ProviderError('there is no path', { class: 'invalid', hints: ['set name'] });
  return absolute(directory, path);
}

/** Absolute, without `.` and `..`. */
export function absolute(directory: string, path: string): string {
  return resolve(directory, path);
}

/** Makes the folders above, or says which is missing. */
export async function ensureParent(files: Files, path: string, makedirs: boolean | null | undefined): Promise<void> {
  const parent = dirname(path);
  if ((await files.status(parent)) !== undefined) return;
  if (makedirs === true) return files.makeDirectory(parent, { parents: true });
  throw new ProviderError(`there is no folder ${parent}`, {
    class: 'invalid',
    hints: ['set makedirs: true, or require the directory.present that makes it'],
  });
}

/** What is at the path in the end, links followed; undefined when there is nothing. Throws on a link that leads nowhere. */
export async function followed(
  files: FileReader,
  path: string,
): Promise<{ readonly path: string; readonly status: FileStatus } | undefined> {
  const status = await files.status(path);
  if (status === undefined) return undefined;
  if (status.kind !== 'symlink') return { path, status };
  const real = await files.realPath(path);
  const target = real === undefined ? undefined : await files.status(real);
  if (real !== undefined && target !== undefined) return { path: real, status: target };
  throw new ProviderError(`${path} is a link to ${(await files.readLink(path)) ?? 'nowhere'}, where there is nothing`, {
    class: 'invalid',
    hints: ['remove the link with symlink.absent, or make its target first'],
  });
}

/** Something else is where this should be. */
export function occupied(path: string, found: FileStatus['kind'], wanted: string, hint: string): ProviderError {
  const what = { file: 'a file', directory: 'a directory', symlink: 'a symbolic link', other: 'a special file' }[found];
  return new ProviderError(`${path} is ${what}, not ${wanted}`, { class: 'invalid', hints: [hint] });
}

/** Whether `inner` is `outer` or below it. */
export function isWithin(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
