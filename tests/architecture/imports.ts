import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** One mention of another module in a source file: import, export … from, `import()` and `import('…')` in a type. */
export interface Import {
  readonly specifier: string;
  /** Path from the root of the repository when the specifier is relative, with `.ts`. */
  readonly target?: string;
  readonly line: number;
  /** `import type` and `export type`: gone when the program runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path from the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** A source file as the checks see it. `import()` and type-only imports count like any other. */
export function sourceFile(path: string, text: string): SourceFile {
  const starts = lineStarts(text);
  const imports = ts.preProcessFile(text, true, false).importedFiles.map(({ fileName, pos }): Import => {
    const line = lineAt(starts, pos);
    const typeOnly = /\b(import|export)\s+type\b[^'"`;]*$/.test(text.slice(Math.max(0, pos - 2000), pos));
    if (!fileName.startsWith('.')) return { specifier: fileName, line, typeOnly };
    const target = posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts');
    return { specifier: fileName, target, line, typeOnly };
  });
  return { path, text, imports };
}

/** All TypeScript files below `folder`, in stable order. */
export function sourceFiles(root: string, folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => sourceFile(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')));
}

/** Line numbers, from 1, at which `pattern` matches. */
export function linesMatching(text: string, pattern: RegExp): number[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
