/** One plugin made one ES module: types stripped, its own files inside, packages and holdfast itself outside. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { didYouMean } from '../../kernel/index.js';
import type { PluginPlace } from '../hub.js';
import type { OutsideOptions } from './candidates.js';
import { buildFailed, type FailureDetail } from './load-failures.js';
import { isWithin, type PluginRoot } from './plugin-root.js';

export interface Bundle {
  readonly code: string;
  /** What it was made of: absolute path to SHA-256; null for a file that was looked for and not there. */
  readonly inputs: ReadonlyMap<string, string | null>;
  /** Files of packages it imports; absolute. */
  readonly externals: ReadonlySet<string>;
}

export const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
};

export const NODE_MODULES = new Set(builtinModules);

/** Marks the resolving that this plugin asks esbuild for. */
export const OWN_QUESTION = Symbol('own question');

/** Bundles the plugin at `path`. Throws a `DiagnosticError` whose spans are the author's places. */
export async function bundle(
  path: string,
  place: PluginPlace,
  root: PluginRoot,
  options: Pick<OutsideOptions, 'running' | 'cacheDirectory'>,
): Promise<Bundle> {
  const esbuild = await import('esbuild');
  const inputs = new Map<string, string | null>();
  const externals = new Set<string>();
  await noteSettings(dirname(path), root.boundary, inputs);
  try {
    const built = await esbuild.build({
      entryPoints: [path],
      // Never written; the sources of the map are relative to it.
      outfile: join(options.cacheDirectory, 'plugin.mjs'),
      absWorkingDir: root.boundary,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      conditions: [],
      sourcemap: 'inline',
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [houseRules({ root, running: options.running, inputs, externals })],
    });
    return { code: withRequire(built.outputFiles[0]?.text ?? '', path), inputs, externals };
  } catch (thrown) {
    throw buildFailed(place, root, thrown as BuildFailure);
  }
}

interface Making extends Pick<OutsideOptions, 'running'> {
  readonly root: PluginRoot;
  readonly inputs: Map<string, string | null>;
  readonly externals: Set<string>;
}

/** What is bundled, what stays outside, and what is refused; and a note of every file that was read. */
function houseRules(making: Making): Plugin {
  return {
    name: 'holdfast',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point' || args.pluginData === OWN_QUESTION) return undefined;
        return resolveOwn(args.path, making.running) ?? resolveFile(build, args, making);
      });
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        const bytes = await readFile(path);
        making.inputs.set(path, digest(bytes));
        const loader = LOADERS[extname(path)];
        return loader === undefined ? undefined : { contents: withPlace(bytes.toString('utf8'), path), loader };
      });
    },
  };
}

/** Node's own modules and those of the running holdfast; undefined for everything else. */
function resolveOwn(specifier: string, running: Readonly<Record<string, string>>): OnResolveResult | undefined {
  const url = running[specifier];
  if (url !== undefined) return { path: url, external: true };
  if (specifier.startsWith('node:') || NODE_MODULES.has(specifier)) return { path: specifier, external: true };
  if (specifier !== 'holdfast' && !specifier.startsWith('holdfast/')) return undefined;
  const hints = [didYouMean(specifier, Object.keys(running)) ?? `holdfast offers: ${Object.keys(running).join(', ')}`];
  return refuse(`holdfast has no entry '${specifier}'`, { name: 'load-failed', hints });
}

/** A file of the plugin's own project or package goes in; a file of a package stays where it is; nothing else is taken. */
async function resolveFile(build: PluginBuild, args: OnResolveArgs, making: Making): Promise<OnResolveResult> {
  const { path: specifier, kind, importer, resolveDir } = args;
  const found = await build.resolve(specifier, { kind, importer, resolveDir, pluginData: OWN_QUESTION });
  const relative = specifier.startsWith('.') || specifier.startsWith('/');
  if (found.errors.length > 0) {
    const hints = relative ? [] : [`npm install ${packageOf(specifier)}`];
    return refuse(`there is no '${specifier}'`, { name: 'load-failed', hints });
  }
  if (belongs(found.path, making.root)) return { path: found.path, namespace: found.namespace };
  if (relative) {
    const hints = ['keep the file inside, or make it a package and depend on that'];
    return refuse(`'${specifier}' leads outside ${making.root.package ?? 'the project'}`, { name: 'outside', hints });
  }
  if (kind === 'require-call' || kind === 'require-resolve') return { path: specifier, external: true };
  making.externals.add(found.path);
  return { path: pathToFileURL(found.path).href, external: true };
}

/** Whether a file is one of the plugin's own, and not of a package installed beside it. */
function belongs(path: string, { boundary }: PluginRoot): boolean {
  return isWithin(boundary, path) && !path.slice(boundary.length).includes(`${sep}node_modules${sep}`);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function refuse(text: string, detail: FailureDetail): OnResolveResult {
  return { errors: [{ text, detail }] };
}

/** Gives a bundle that calls `require` one that looks from the plugin's place. On the first line, so that the map holds. */
export function withRequire(code: string, path: string): string {
  if (!code.includes('__require')) return code;
  const from = JSON.stringify(pathToFileURL(path).href);
  return `import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(${from}); ${code}`;
}

/** A bundled file keeps saying where its source is. */
function withPlace(source: string, path: string): string {
  if (!source.includes('import.meta.')) return source;
  return source
    .replace(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path).href))
    .replace(/\bimport\.meta\.filename\b/g, JSON.stringify(path))
    .replace(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(path)));
}

/** The tsconfig.json that governs a folder is part of what a bundle is made of, also while it is not there. */
async function noteSettings(from: string, boundary: string, inputs: Map<string, string | null>): Promise<void> {
  for (let folder = from; isWithin(boundary, folder); folder = dirname(folder)) {
    const path = join(folder, 'tsconfig.json');
    const found = await digestOf(path);
    inputs.set(path, found);
    if (found !== null) return;
  }
}

/** SHA-256 of a file in hex; null when there is none. */
export async function digestOf(path: string): Promise<string | null> {
  try {
    return digest(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function digest(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
