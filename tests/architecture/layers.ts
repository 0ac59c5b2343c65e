/**
 * The one table of layers. A folder directly below `src/` is an area; a file directly below `src/` is an entry of the
 * package. An area imports areas of lower layers, through their `index.ts`, and nothing else of ours.
 */

/** Areas from the bottom up. Areas on one line may not import each other, unless `within` says so. */
export const layers: readonly (readonly string[])[] = [
  ['kernel'],
  ['contract', 'graph', 'template'],
  ['hub', 'sls', 'esm', 'accounts', 'clouds'],
  ['engine'],
  ['watch', 'verify', 'environment'],
  ['operations', 'api', 'pki'],
  ['server', 'cli', 'testing'],
  ['app'],
];

/** Areas and entries that may import less, or more, than their place in the table says. */
export const exceptions: Readonly<Record<string, Exception>> = {
  plugins: { only: ['contract', 'kernel'], reason: 'a built-in plugin sees what a third party sees' },
  app: { also: ['plugins'], deep: ['plugins'], reason: 'the composition root names the concrete pieces' },
  'plugin.ts': { only: ['contract', 'kernel'], reason: 'the entry `holdfast/plugin`' },
};

/** Tests beside the code may use these as well, whatever their layer. */
export const forTests: Exception = {
  also: ['testing', 'plugins'],
  deep: ['plugins'],
  reason: 'tests hold real plugins to the suites',
};

export interface Exception {
  /** The only areas that may be imported. */
  readonly only?: readonly string[];
  /** Further areas that may be imported. */
  readonly also?: readonly string[];
  /** Areas whose files may be imported without going through an `index.ts`. */
  readonly deep?: readonly string[];
  readonly reason: string;
}

/** Names that say nothing about what a file holds. */
export const bannedNames: readonly string[] = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];

/** Modules a plugin may not import: its context offers these services, and refuses what the run does not allow. */
export const notForPlugins: readonly RegExp[] = [
  /^(node:)?(fs|fs\/promises|child_process|cluster|dgram|dns|http|http2|https|net|process|tls|worker_threads)$/,
  /^(execa|undici|chokidar)$/,
];

/** Files that may read the process environment and arguments: the composition root, and nothing below it. */
export const readsProcess: readonly RegExp[] = [/^src\/app\//];

/** Height of an area in the table; entries of the package stand above all areas. */
export function layerOf(area: string): number | undefined {
  if (area.endsWith('.ts')) return layers.length;
  const found = layers.findIndex((row) => row.includes(area));
  return found < 0 ? undefined : found;
}
