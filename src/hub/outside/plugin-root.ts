/** Where plugins from outside are: the project's folder, and folders of packages the project depends on. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../kernel/index.js';
import { HUB_CODES } from '../codes.js';

export const PROJECT_FOLDER = 'holdfast.plugins';

/** One folder with plugins in it. */
export interface PluginRoot {
  readonly origin: 'project' | 'package';
  /** The folder that holds `states/`, `exec/`, …; absolute. */
  readonly directory: string;
  /** Nothing outside this folder is run on behalf of its plugins; absolute, links resolved. */
  readonly boundary: string;
  /** The package's name; undefined for the project. */
  readonly package?: string;
}

/** A path as a person would write it: relative to the project, or after the package's name. */
export function shownPath(root: PluginRoot, path: string): string {
  const inside = relative(root.boundary, path).split(sep).join('/');
  if (inside.startsWith('..')) return path;
  return root.package === undefined ? inside : `${root.package}:${inside}`;
}

/** The project's folder first, then packages in the order of their names. */
export function pluginRoots(projectDirectory: string, problems: Diagnostic[]): PluginRoot[] {
  if (!existsSync(projectDirectory)) return [];
  const boundary = realpathSync(projectDirectory);
  const roots: PluginRoot[] = [];
  const directory = join(boundary, PROJECT_FOLDER);
  if (isDirectory(directory)) roots.push({ origin: 'project', directory, boundary });
  const manifest = readManifest(join(boundary, 'package.json'), 'package.json', problems);
  const names = Object.keys({ ...recordOf(manifest?.['dependencies']), ...recordOf(manifest?.['devDependencies']) });
  for (const name of names.sort()) {
    const root = packageRoot(name, boundary, problems);
    if (root !== undefined) roots.push(root);
  }
  return roots;
}

function packageRoot(name: string, projectDirectory: string, problems: Diagnostic[]): PluginRoot | undefined {
  const installed = installedAt(name, projectDirectory);
  if (installed === undefined) return undefined;
  const file = `${name}:package.json`;
  const entry = readManifest(join(installed, 'package.json'), file, problems)?.['holdfast'];
  if (entry === undefined) return undefined;
  const plugins = recordOf(entry)['plugins'];
  if (typeof plugins !== 'string') {
    problems.push(badManifest(file, 'its `holdfast` entry has no `plugins`', 'write "holdfast": {"plugins": "./dir"}'));
    return undefined;
  }
  const directory = resolve(installed, plugins);
  if (!isDirectory(directory)) {
    problems.push(
      badManifest(file, `there is no folder '${plugins}'`, 'name a folder of the package, such as "./plugins"'),
    );
    return undefined;
  }
  return { origin: 'package', directory, boundary: installed, package: name };
}

/** Folder of an installed package, looked for as Node does: in `node_modules` here and in each folder above. */
function installedAt(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function readManifest(
  path: string,
  shown: string,
  problems: Diagnostic[],
): Readonly<Record<string, unknown>> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return recordOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    problems.push(badManifest(shown, error instanceof Error ? error.message : String(error), 'correct the file'));
    return undefined;
  }
}

function badManifest(file: string, what: string, hint: string): Diagnostic {
  return {
    severity: 'error',
    code: HUB_CODES.code('bad-manifest'),
    summary: `${file} cannot be used: ${what}`,
    about: file,
    hints: [hint, 'run with --no-plugins to leave plugins from outside alone'],
  };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Whether a path is a folder or below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
