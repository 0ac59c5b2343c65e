/** From SLS refs to files: candidates, sources in order, and refs relative to a file. */
import type { OpenSource } from '../contract/index.js';

/** A source that was opened, with the text it was named by. */
export interface NamedSource {
  readonly label: string;
  readonly source: OpenSource;
}

export interface LocatedFile {
  /** The ref with which the file is known from here on: an init file's ends in `.init`. */
  readonly actualRef: string;
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** SLS files that are modules: `site.sls.ts`. */
const CODE_EXTENSIONS = ['ts', 'js', 'mts', 'mjs'] as const;

/** Whether a file is a module of TypeScript or JavaScript, and no text for a render pipe. */
export function isCode(file: string): boolean {
  return /\.sls\.m?[jt]s$/.test(file);
}

/** A file name without what makes it an SLS file. */
export function withoutExtension(path: string): string {
  return path.replace(/\.sls(?:\.m?[jt]s)?$/, '');
}

/** Where a ref may be, in the order of trying, with the actual ref each place gives. */
export function candidates(ref: string): readonly { readonly path: string; readonly actualRef: string }[] {
  const parts = ref.split('.');
  if (parts.some((part) => part === '' || part.includes('/'))) return [];
  const path = parts.join('/');
  const found = [
    { path: `${path}.sls`, actualRef: ref },
    { path: `${path}/init.sls`, actualRef: `${ref}.init` },
  ];
  for (const extension of CODE_EXTENSIONS) {
    found.push(
      { path: `${path}.sls.${extension}`, actualRef: ref },
      { path: `${path}/init.sls.${extension}`, actualRef: `${ref}.init` },
    );
  }
  // The last part may be an extension, and a file name may hold dots.
  if (parts.length > 1) {
    found.push({ path: `${parts.slice(0, -1).join('/')}.${parts.at(-1)}`, actualRef: ref });
    if (parts.length > 2) found.push({ path: ref, actualRef: ref });
    found.push({ path: `${ref}.sls`, actualRef: ref });
  }
  found.push({ path, actualRef: ref });
  return found;
}

/** The first source that holds the ref, left to right. */
export async function locate(ref: string, sources: readonly NamedSource[]): Promise<LocatedFile | undefined> {
  const places = candidates(ref);
  for (const { source } of sources) {
    for (const { path, actualRef } of places) {
      const found = await source.read(path);
      if (found !== undefined) return { actualRef, ...found };
    }
  }
  return undefined;
}

/**
 * The absolute refs an include may mean, in the order of trying. Leading dots count from the including file's actual ref, one part for each
 * dot; without dots it is absolute, and else in the including file's folder. Undefined when the dots leave the top.
 */
export function includeRefs(written: string, from: string): readonly string[] | undefined {
  const entry = written.includes('/') ? normaliseRef(written) : written;
  const dots = /^\.*/.exec(entry)?.[0].length ?? 0;
  const parts = from.split('.');
  if (dots > 0) {
    if (dots > parts.length || entry.length === dots) return undefined;
    return [[...parts.slice(0, parts.length - dots), entry.slice(dots)].join('.')];
  }
  const folder = parts.slice(0, -1);
  return folder.length === 0 ? [entry] : [entry, [...folder, entry].join('.')];
}

/** A ref as a person may write it on the command line: a path with slashes, with or without `.sls`. */
export function normaliseRef(text: string): string {
  const path = text
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/+$/, '');
  return withoutExtension(path).replace(/\/+/g, '.');
}
