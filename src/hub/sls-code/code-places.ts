/** Where data that code made was written: the line of the `state(…)` that made it, the one place of its key, or what is around it. */
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Positions } from '../../contract/index.js';
import { isSecret, isUnknown, NO_POS, type Pos } from '../../kernel/index.js';
import { SLS_SPACE } from './bundle-sls.js';

/** A place in a file of the SLS source. Line and column from 1. */
export interface AuthorPlace {
  /** In the source: `aws/site.sls.ts`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /([0-9a-f]{64}\.mjs):(\d+):(\d+)/g;
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/** The way back from a bundle's places to the author's. */
export async function bundlePlaces(url: string): Promise<(stack: string) => AuthorPlace | undefined> {
  const code = await readFile(fileURLToPath(url), 'utf8');
  const encoded = INLINE_MAP.exec(code.slice(code.lastIndexOf('//# sourceMappingURL=')))?.[1];
  if (encoded === undefined) return () => undefined;
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  return (stack) => {
    for (const [, , line, column] of stack.matchAll(FRAME)) {
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry) || !entry.originalSource.startsWith(`${SLS_SPACE}:`)) continue;
      return {
        path: entry.originalSource.slice(SLS_SPACE.length + 1),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
    }
    return undefined;
  };
}

/** A key in front of a colon, quoted or not. */
const KEY = /(?<![\w$.'"])(?:'([^'\\\n]+)'|"([^"\\\n]+)"|([A-Za-z_$][\w$]*))\s*:(?!:)/g;

/** Offsets of keys that stand only once in a text. */
export function uniqueKeys(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  for (const match of text.matchAll(KEY)) {
    const key = match[1] ?? match[2] ?? (match[3] as string);
    if (found.has(key)) repeated.add(key);
    else found.set(key, match.index);
  }
  for (const key of repeated) found.delete(key);
  return found;
}

interface Container {
  readonly start: Pos;
  /** Places of keys that are known better than the container. */
  readonly keys: ReadonlyMap<string, Pos>;
}

export interface CodePlacesOptions {
  readonly data: unknown;
  /** Where a container was made, if that is known. */
  siteOf(container: object): Pos | undefined;
  /** Where a key stands, if there is only one place. */
  keyAt(key: string): Pos | undefined;
  /** For what is not known better. */
  readonly fallback: Pos;
}

export function codePlaces({ data, siteOf, keyAt, fallback }: CodePlacesOptions): Positions {
  const containers = new Map<object, Container>();
  const walk = (value: unknown, around: Pos): void => {
    if (!isContainer(value) || containers.has(value)) return;
    const start = siteOf(value) ?? around;
    const keys = new Map<string, Pos>();
    containers.set(value, { start, keys });
    for (const [key, inner] of Object.entries(value)) {
      const own = isContainer(inner) ? siteOf(inner) : undefined;
      const at = (Array.isArray(value) ? undefined : keyAt(key)) ?? own;
      if (at !== undefined) keys.set(key, at);
      walk(inner, at ?? start);
    }
  };
  walk(data, fallback);
  const startOf = (container: object): Pos => containers.get(container)?.start ?? NO_POS;
  const keyOf = (container: object, key: string | number): Pos =>
    containers.get(container)?.keys.get(String(key)) ?? startOf(container);
  return { key: keyOf, value: keyOf, start: startOf };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isSecret(value) && !isUnknown(value);
}
