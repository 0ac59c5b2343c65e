/** Paths as a person would write them. */
import { isAbsolute, relative } from 'node:path';

/** Relative to the working directory where that is shorter. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}
