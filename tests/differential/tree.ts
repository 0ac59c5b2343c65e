/** The trees, what is asked of them, and what the original answered. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One run over a tree; every run of a tree has the same scratch root. */
export interface TreeRun {
  /** Default: `main`. */
  readonly refs?: readonly string[];
  readonly test?: boolean;
  readonly invert?: boolean;
  readonly runtime?: 'serial' | 'parallel';
  readonly run_name?: string;
  readonly target?: string;
  readonly params?: readonly string[];
  /** In the order of the command line, besides the tree's own folder. */
  readonly sls_sources?: readonly string[];
  readonly param_sources?: readonly string[];
  readonly render?: string;
  /** Default: `none`. */
  readonly reconciler?: string;
  /** Below the tree. */
  readonly acct_file?: string;
  readonly acct_profile?: string;
  /** Files of the tree that are written before the run, as JSON: what others did to the world meanwhile. */
  readonly before?: Readonly<Record<string, unknown>>;
}

export interface Tree {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  readonly sections: readonly string[];
  /** Uses the state `thing` of this suite. */
  readonly things?: boolean;
  readonly runs: readonly TreeRun[];
}

export interface RecordedResult {
  readonly result: boolean | null;
  readonly changes: unknown;
  readonly old_state: unknown;
  readonly new_state: unknown;
  /** Number of the execution in its run. */
  readonly run: number;
}

/** What one run gave. Without results it ended before anything was run, or in the middle of it. */
export interface Answer {
  readonly results?: Readonly<Record<string, RecordedResult>>;
  /** Enforced state afterwards: ESM tag to state. Null: there is no file. */
  readonly enforced: Readonly<Record<string, unknown>> | null;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const treesDirectory = here('./trees');
/** Plugins of the suite's own, for a project's folder. */
export const pluginsDirectory = here('./plugins');

export function readTrees(): readonly Tree[] {
  return readdirSync(treesDirectory)
    .sort()
    .map((name) => ({ ...(readJson(`./trees/${name}/case.json`) as Omit<Tree, 'name'>), name }));
}

export function readFixture(tree: Tree): readonly Answer[] {
  return (readJson(`./fixtures/${tree.name}.json`) as { runs: readonly Answer[] }).runs;
}

/** Why answers differ, and which ones: every difference is listed, word for word. */
export interface Differences {
  /** Name of a reason to the reason, with why ours is deliberate. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly trees: Readonly<Record<string, { readonly because: readonly string[]; readonly lines: readonly string[] }>>;
}

export function readDifferences(): Differences {
  return readJson('./differences.json') as Differences;
}

/** Stands where nobody has said yet why an answer differs. */
export const UNEXPLAINED = 'unexplained';

/** Writes the list with the lines that were found; trees that were not run keep theirs. */
export function writeDifferences(old: Differences, found: ReadonlyMap<string, readonly string[]>): void {
  const names = [...new Set([...Object.keys(old.trees), ...found.keys()])].sort();
  const trees: Record<string, Differences['trees'][string]> = {};
  for (const name of names) {
    const lines = found.get(name) ?? old.trees[name]?.lines ?? [];
    if (lines.length > 0) trees[name] = { because: old.trees[name]?.because ?? [UNEXPLAINED], lines };
  }
  writeFileSync(here('./differences.json'), `${JSON.stringify({ reasons: old.reasons, trees }, undefined, 2)}\n`);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(here(path), 'utf8'));
}
