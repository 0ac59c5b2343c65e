/**
 * An SLS module made one file that runs by itself: with what it imports from its SLS source and with `holdfast/sls` inside, packages outside.
 * The files are asked of the source, wherever that is. Bundles are kept by the content of all they are made of.
 */
import { readFile } from 'node:fs/promises';
import { extname, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, Message, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { type Diagnostic, DiagnosticError, type Span } from '../../kernel/index.js';
import { HUB_CODES } from '../codes.js';
import { digest, digestOf, LOADERS, NODE_MODULES, OWN_QUESTION, withRequire } from '../outside/bundle.js';
import { BundleCache } from '../outside/bundle-cache.js';

export interface SlsCodeOptions {
  /** Where packages are looked for. */
  readonly projectDirectory: string;
  /** Where bundles are kept; made when needed. */
  readonly cacheDirectory: string;
  /** The package's entries to the file URLs of those that are running; `holdfast/sls` is among them. */
  readonly running: Readonly<Record<string, string>>;
}

export interface SlsModule {
  /** Path in its source: `aws/site.sls.ts`. */
  readonly path: string;
  /** As a person knows it. */
  readonly file: string;
  readonly text: string;
  /** Another file of the source. */
  load(path: string): Promise<{ readonly file: string; readonly text: string } | undefined>;
}

/** Begins the names of files of an SLS source, in notes and in source maps. */
export const SLS_SPACE = 'sls';

const ENTRY = 'holdfast:entry';
const RUNNER = `import { parentPort, workerData } from 'node:worker_threads';
import { runSlsCode } from 'holdfast/sls';
runSlsCode(() => import('${ENTRY}'), workerData, {
  post: (message) => parentPort.postMessage(message),
  onReply: (take) => parentPort.on('message', take),
});`;

/** The file URL of the module's bundle. Throws a `DiagnosticError` whose spans are the author's places. */
export async function bundleSls(module: SlsModule, options: SlsCodeOptions): Promise<string> {
  const read = async (path: string): Promise<string | null> => {
    if (!path.startsWith(`${SLS_SPACE}:`)) return digestOf(path);
    const text =
      path === `${SLS_SPACE}:${module.path}`
        ? module.text
        : (await module.load(path.slice(SLS_SPACE.length + 1)))?.text;
    return text === undefined ? null : digest(text);
  };
  const cache = new BundleCache(options.cacheDirectory, options.running, read);
  const key = `${SLS_SPACE}:${module.file}`;
  return (await cache.find(key)) ?? (await cache.keep(key, await build(module, options)));
}

/** What is noted while a bundle is made. */
interface Making {
  readonly module: SlsModule;
  readonly options: SlsCodeOptions;
  readonly inputs: Map<string, string | null>;
  readonly externals: Set<string>;
  /** Files of the source by their path. */
  readonly files: Map<string, { readonly file: string; readonly text: string }>;
}

async function build(module: SlsModule, options: SlsCodeOptions): Promise<Parameters<BundleCache['keep']>[1]> {
  const esbuild = await import('esbuild');
  const making: Making = {
    module,
    options,
    inputs: new Map(),
    externals: new Set(),
    files: new Map([[module.path, module]]),
  };
  try {
    const built = await esbuild.build({
      stdin: { contents: RUNNER, resolveDir: options.projectDirectory, sourcefile: 'holdfast-runner.js', loader: 'js' },
      absWorkingDir: options.projectDirectory,
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
      treeShaking: true,
      tsconfigRaw: {},
      plugins: [houseRules(making)],
    });
    const { inputs, externals } = making;
    return {
      code: withRequire(built.outputFiles[0]?.text ?? '', `${options.projectDirectory}/sls.mjs`),
      inputs,
      externals,
    };
  } catch (thrown) {
    throw buildFailed(making, thrown as BuildFailure);
  }
}

function houseRules(making: Making): Plugin {
  const { running, projectDirectory } = making.options;
  return {
    name: 'holdfast-sls',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args): Promise<OnResolveResult | undefined> => {
        const { path: specifier, kind, namespace, importer } = args;
        if (args.pluginData === OWN_QUESTION) return undefined;
        if (specifier === ENTRY) return { path: making.module.path, namespace: SLS_SPACE };
        if (specifier.startsWith('node:') || NODE_MODULES.has(specifier)) return { path: specifier, external: true };
        const own = running[specifier];
        if (own !== undefined) return { path: fileURLToPath(own), sideEffects: false };
        // Below holdfast's own files all is as it is there; what they do not use is dropped.
        if (namespace === 'file' && importer !== '' && kind !== 'entry-point') {
          const found = await build.resolve(specifier, {
            kind,
            importer,
            resolveDir: args.resolveDir,
            pluginData: OWN_QUESTION,
          });
          return { ...found, sideEffects: false };
        }
        if (specifier.startsWith('.') || specifier.startsWith('/')) return resolveInSource(args, making);
        const found = await build.resolve(specifier, { kind, resolveDir: projectDirectory, pluginData: OWN_QUESTION });
        if (found.errors.length > 0)
          return refused(`there is no '${specifier}'`, [`npm install ${packageOf(specifier)}`]);
        making.externals.add(found.path);
        return { path: pathToFileURL(found.path).href, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: SLS_SPACE }, ({ path }): OnLoadResult => {
        const { text } = making.files.get(path) as { text: string };
        making.inputs.set(`${SLS_SPACE}:${path}`, digest(text));
        return { contents: text, loader: path.endsWith('.json') ? 'json' : (LOADERS[extname(path)] ?? 'ts') };
      });
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        making.inputs.set(path, digest(await readFile(path)));
        return undefined;
      });
    },
  };
}

/** A file of the same source, named as Node or TypeScript would name it. */
async function resolveInSource({ path: specifier, importer }: OnResolveArgs, making: Making): Promise<OnResolveResult> {
  const path = posix.join(posix.dirname(importer), specifier);
  if (path.startsWith('../') || specifier.startsWith('/')) {
    return refused(`'${specifier}' leads outside of the SLS source`, [
      'keep the file in the source, or make it a package and depend on that',
    ]);
  }
  const tried = [
    path,
    path.replace(/\.(m?)js$/, '.$1ts'),
    `${path}.ts`,
    `${path}.js`,
    `${path}/index.ts`,
    `${path}/index.js`,
  ];
  for (const one of new Set(tried)) {
    const found = making.files.get(one) ?? (await making.module.load(one));
    if (found !== undefined) {
      making.files.set(one, found);
      return { path: one, namespace: SLS_SPACE };
    }
    making.inputs.set(`${SLS_SPACE}:${one}`, null);
  }
  return refused(`there is no '${specifier}'`, [`looked for ${path} in the SLS source`]);
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function refused(text: string, hints: readonly string[]): OnResolveResult {
  return { errors: [{ text, detail: { hints } }] };
}

function buildFailed(making: Making, failure: BuildFailure): Error {
  if (!Array.isArray(failure.errors)) return failure;
  return new DiagnosticError(
    failure.errors.map((message) => messageDiagnostic(making, message)),
    { cause: failure },
  );
}

function messageDiagnostic({ files, module }: Making, { text, location, detail, notes }: Message): Diagnostic {
  const given = (detail as { readonly hints?: readonly string[] } | undefined)?.hints;
  const hints = given ?? notes.flatMap((note) => (note.text === '' ? [] : [note.text]));
  const file = location === null ? undefined : files.get(location.file.replace(`${SLS_SPACE}:`, ''))?.file;
  return {
    severity: 'error',
    code: HUB_CODES.code('module-syntax'),
    summary: `${module.file} cannot be read: ${text}`,
    span: location === null ? { file: module.file, line: 1, column: 1 } : spanOf(file ?? location.file, location),
    ...(hints.length === 0 ? {} : { hints }),
  };
}

/** esbuild counts columns in bytes. */
function spanOf(file: string, { line, column, length, lineText }: NonNullable<Message['location']>): Span {
  const bytes = Buffer.from(lineText);
  const from = bytes.subarray(0, column).toString().length + 1;
  const to = bytes.subarray(0, column + length).toString().length + 1;
  return { file, line, column: from, ...(length > 0 ? { endLine: line, endColumn: to } : {}) };
}
