/** Where in a plugin's own file something was thrown. */
import type { Span } from '../kernel/index.js';
import type { PluginPlace } from './hub.js';

/** A frame of a stack trace: path or file URL, line, column. */
const FRAME = /(file:\/\/[^\s()]+|\/[^\s()]+|[A-Za-z]:\\[^()\n]+?):(\d+):(\d+)/g;

export interface StackFrame {
  /** Absolute path with `/`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The frames of an error's stack that name a file, innermost first. */
export function stackFrames(thrown: unknown): StackFrame[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return [...stack.matchAll(FRAME)].map(([, file = '', line, column]) => ({
    path: file.startsWith('file:') ? decodeURIComponent(new URL(file).pathname) : file.replaceAll('\\', '/'),
    line: Number(line),
    column: Number(column),
  }));
}

/** The innermost place of the plugin's own file in the stack of what it threw; undefined when there is none, as for built-ins. */
export function thrownAt(place: PluginPlace, thrown: unknown): Span | undefined {
  if (place.origin === 'built-in') return undefined;
  const inside = `/${place.file.slice(place.file.indexOf(':') + 1)}`;
  const frame = stackFrames(thrown).find(({ path }) => path.endsWith(inside));
  return frame === undefined ? undefined : { file: place.file, line: frame.line, column: frame.column };
}
