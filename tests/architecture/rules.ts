import { basename } from 'node:path';
import { type Import, linesMatching, type SourceFile } from './imports.js';
import { bannedNames, type Exception, exceptions, forTests, layerOf, notForPlugins, readsProcess } from './layers.js';

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Everything that is wrong with the structure of the given files, in the order of the files. */
export function violations(files: readonly SourceFile[]): Violation[] {
  return [...files.flatMap(violationsIn), ...cycles(files)];
}

export function printed({ path, line, message }: Violation): string {
  return `${path}:${line}: ${message}`;
}

function violationsIn(file: SourceFile): Violation[] {
  const at = (line: number, message: string): Violation => ({ path: file.path, line, message });
  const area = areaOf(file.path);
  const found: Violation[] = [];
  const name = basename(file.path).replace(/(\.test)?\.ts$/, '');
  if (bannedNames.includes(name)) found.push(at(1, `a file called ${name}: name it for what it holds`));
  if (area !== undefined && layerOf(area) === undefined && exceptions[area] === undefined) {
    found.push(at(1, `the area ${area} is not in the table of layers`));
  }
  for (const line of linesMatching(file.text, /^\s*export\s+(type\s+)?\*/)) {
    found.push(at(line, 'export *: name what is offered'));
  }
  if (!isTest(file.path) && !readsProcess.some((allowed) => allowed.test(file.path))) {
    for (const line of linesMatching(file.text, /^(?!\s*(\*|\/[/*])).*\bprocess\.(env|argv)\b/)) {
      found.push(at(line, 'the process environment and arguments are read in src/app only, and handed down'));
    }
  }
  for (const one of file.imports) {
    const message = wrongWith(file.path, one);
    if (message !== undefined) found.push(at(one.line, message));
  }
  return found;
}

/** Why a file may not import this, or undefined. */
function wrongWith(path: string, { specifier, target }: Import): string | undefined {
  const from = areaOf(path);
  if (target === undefined) {
    const barred = from === 'plugins' && !isTest(path) && notForPlugins.some((module) => module.test(specifier));
    return barred ? `a plugin may not import ${specifier}: use what its context offers` : undefined;
  }
  if (!specifier.endsWith('.js')) return `${specifier}: relative imports end in .js`;
  const to = areaOf(target);
  if (from === undefined) return to === undefined ? undefined : `${path.split('/')[0]} imports nothing of src`;
  if (to === undefined) return isTest(path) ? undefined : `${specifier} is outside src`;
  if (to === from) return undefined;
  const rules: readonly Partial<Exception>[] = [exceptions[from] ?? {}, ...(isTest(path) ? [forTests] : [])];
  const only = rules.find((rule) => rule.only)?.only;
  const also = rules.flatMap((rule) => rule.also ?? []);
  if (!also.includes(to)) {
    if (only !== undefined && !(isTest(path) ? [...only, ...also] : only).includes(to)) {
      return `${from} imports only ${only.join(' and ')}, not ${to}`;
    }
    const [mine, its] = [layerOf(from), layerOf(to)];
    if (its === undefined) return `${to} may not be imported by ${from}`;
    if (mine !== undefined && its > mine) return `${from} may not import ${to}, which stands above it`;
    if (its === mine) return `${from} may not import ${to}, which stands beside it`;
  }
  const deep = rules.flatMap((rule) => rule.deep ?? []).includes(to);
  return deep || target === `src/${to}/index.ts` ? undefined : `${specifier} reaches past src/${to}/index.ts`;
}

/** `kernel` of `src/kernel/values.ts`, `plugin.ts` of `src/plugin.ts`; undefined outside `src`. */
function areaOf(path: string): string | undefined {
  const [root, area] = path.split('/');
  return root === 'src' ? area : undefined;
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/**
 * One shortest cycle of files for each knot of files that import each other when the program runs. Types may refer to
 * each other: a context offers functions, and functions take a context.
 */
function cycles(files: readonly SourceFile[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = (file: SourceFile): Import[] => runTimeImports(file).filter(({ target }) => byPath.has(target ?? ''));
  const reported = new Set<string>();
  const found: Violation[] = [];
  for (const start of knotted(byPath)) {
    if (reported.has(start)) continue;
    const way = shortestWayBack(start, (path) =>
      known(byPath.get(path) as SourceFile).map(({ target }) => target ?? ''),
    );
    if (way === undefined) continue;
    for (const path of way) reported.add(path);
    const line = known(byPath.get(start) as SourceFile).find(({ target }) => target === way[1])?.line ?? 1;
    found.push({ path: start, line, message: `imports go in a circle: ${way.join(' → ')}` });
  }
  return found;
}

function runTimeImports(file: SourceFile): readonly Import[] {
  return file.imports.filter(({ typeOnly }) => !typeOnly);
}

/** Files left when those that import none of the rest are taken away again and again. */
function knotted(byPath: ReadonlyMap<string, SourceFile>): string[] {
  const left = new Set(byPath.keys());
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const path of left) {
      const file = byPath.get(path) as SourceFile;
      if (!runTimeImports(file).some(({ target }) => left.has(target ?? ''))) left.delete(path);
    }
  }
  return [...left];
}

function shortestWayBack(start: string, next: (path: string) => readonly string[]): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const one of next(path)) {
      if (one === start) {
        const way = [start];
        for (let at: string = path; at !== start; at = cameFrom.get(at) ?? start) way.unshift(at);
        return [start, ...way];
      }
      if (cameFrom.has(one)) continue;
      cameFrom.set(one, path);
      queue.push(one);
    }
  }
  return undefined;
}
