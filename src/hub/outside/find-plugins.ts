/** The plugins in a folder, by their places: `states/a/b.ts` is `states a.b`. Nothing is loaded. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, suggest } from '../../kernel/index.js';
import { HUB_CODES } from '../codes.js';
import type { PluginFolder } from '../hub.js';
import { type PluginRoot, shownPath } from './plugin-root.js';

const FOLDERS: readonly PluginFolder[] = [
  'states',
  'exec',
  'esm',
  'renderers',
  'sources',
  'drivers',
  'templates',
  'events',
  'pending',
  'acct',
];

const MODULE = /^(.*)\.(ts|mts|js|mjs)$/;
const NOT_A_PLUGIN = /^[._]|^node_modules$|\.(test|spec)\.\w+$|\.d\.m?ts$/;
const REF_PART = /^[A-Za-z][\w-]*$/;

export interface FoundPlugin {
  readonly folder: PluginFolder;
  readonly ref: string;
  /** Absolute. */
  readonly path: string;
}

/** Every plugin of a root, in the order of their places. */
export function findPlugins(root: PluginRoot, problems: Diagnostic[]): FoundPlugin[] {
  const found: FoundPlugin[] = [];
  for (const entry of entriesOf(root.directory)) {
    if (!entry.isDirectory()) continue;
    const folder = FOLDERS.find((one) => one === entry.name);
    if (folder !== undefined) walk(root, folder, [], found, problems);
    else if (root.origin === 'project') noteMisspelt(root, entry.name, problems);
  }
  return found;
}

function walk(
  root: PluginRoot,
  folder: PluginFolder,
  parts: readonly string[],
  found: FoundPlugin[],
  problems: Diagnostic[],
): void {
  const directory = join(root.directory, folder, ...parts);
  for (const entry of entriesOf(directory)) {
    if (NOT_A_PLUGIN.test(entry.name)) continue;
    const path = join(directory, entry.name);
    const name = entry.isDirectory() ? entry.name : MODULE.exec(entry.name)?.[1];
    if (name === undefined) continue;
    if (!REF_PART.test(name)) problems.push(badName(root, path, name));
    else if (entry.isDirectory()) walk(root, folder, [...parts, name], found, problems);
    else found.push({ folder, ref: refOf(parts, name), path });
  }
}

/** `index` stands for its folder. */
function refOf(parts: readonly string[], name: string): string {
  return (name === 'index' && parts.length > 0 ? parts : [...parts, name]).join('.');
}

function entriesOf(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function badName(root: PluginRoot, path: string, name: string): Diagnostic {
  return {
    severity: 'error',
    code: HUB_CODES.code('bad-name'),
    summary: `${shownPath(root, path)}: '${name}' cannot be part of a ref`,
    about: shownPath(root, path),
    hints: [
      'use letters, digits, _ and -, beginning with a letter; a dot of the ref is a folder',
      'begin the name of a file that is no plugin with an underscore',
    ],
  };
}

function noteMisspelt(root: PluginRoot, name: string, problems: Diagnostic[]): void {
  const [close] = suggest(name, FOLDERS, 1);
  if (close === undefined) return;
  problems.push({
    severity: 'error',
    code: HUB_CODES.code('unknown-folder'),
    summary: `${shownPath(root, join(root.directory, name))}/ is no folder of plugins`,
    about: name,
    hints: [`did you mean ${close}/? The folders are: ${FOLDERS.join(', ')}`],
  });
}
