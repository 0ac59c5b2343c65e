/** Plugins from outside, as candidates for the hub. */
import { realpathSync } from 'node:fs';
import { type Diagnostic, DiagnosticError } from '../../kernel/index.js';
import type { Candidate } from '../candidate.js';
import { HUB_CODES } from '../codes.js';
import type { PluginPlace } from '../hub.js';
import type { bundle } from './bundle.js';
import type { BundleCache } from './bundle-cache.js';
import { type FoundPlugin, findPlugins } from './find-plugins.js';
import { evaluationFailed } from './load-failures.js';
import type { ModuleLoader } from './module-loader.js';
import { isWithin, type PluginRoot, pluginRoots, shownPath } from './plugin-root.js';

export interface OutsideOptions {
  /** The folder of the config file: its `holdfast.plugins/`, and the dependencies of its package.json. */
  readonly projectDirectory: string;
  /** Where bundles are kept; made when needed. */
  readonly cacheDirectory: string;
  /** The package's entries (`holdfast`, `holdfast/plugin`, `holdfast/testing`) to the file URLs of those that are running. */
  readonly running: Readonly<Record<string, string>>;
  readonly modules: ModuleLoader;
}

/** Every plugin of the project and of its packages. Folders are read, modules are not. */
export function outsideCandidates(options: OutsideOptions, problems: Diagnostic[]): Candidate[] {
  let cache: Promise<PluginCache> | undefined;
  const opened = (): Promise<PluginCache> => (cache ??= openCache(options));
  return pluginRoots(options.projectDirectory, problems).flatMap((root) =>
    findPlugins(root, problems).map((found): Candidate => {
      const place: PluginPlace = {
        folder: found.folder,
        ref: found.ref,
        origin: root.origin,
        file: shownPath(root, found.path),
      };
      return { place, load: async () => load(found, place, root, await opened(), options) };
    }),
  );
}

/** What makes modules of plugins; loaded when there is one. */
interface PluginCache {
  readonly kept: BundleCache;
  readonly bundle: typeof bundle;
}

async function openCache({ cacheDirectory, running }: OutsideOptions): Promise<PluginCache> {
  const [making, keeping] = await Promise.all([import('./bundle.js'), import('./bundle-cache.js')]);
  return { kept: new keeping.BundleCache(cacheDirectory, running), bundle: making.bundle };
}

async function load(
  found: FoundPlugin,
  place: PluginPlace,
  root: PluginRoot,
  cache: PluginCache,
  options: OutsideOptions,
): Promise<unknown> {
  refuseOutside(found, place, root);
  const url =
    (await cache.kept.find(found.path)) ??
    (await cache.kept.keep(found.path, await cache.bundle(found.path, place, root, options)));
  try {
    return ((await options.modules.import(url)) as { readonly default?: unknown }).default;
  } catch (thrown) {
    throw evaluationFailed(place, root, thrown);
  }
}

function refuseOutside(found: FoundPlugin, place: PluginPlace, root: PluginRoot): void {
  const real = realpathSync(found.path);
  if (isWithin(root.boundary, real)) return;
  throw new DiagnosticError({
    severity: 'error',
    code: HUB_CODES.code('outside'),
    summary: `${place.file} leads to ${real}, which is outside ${root.package ?? 'the project'}, and is not run`,
    about: place.ref,
    hints: ['keep the file inside, or make it a package and depend on that'],
  });
}
