import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licence texts of all packages among the bundled files, one section a package, by name. */
export function thirdPartyLicenses(bundledFiles: readonly string[]): string {
  const folders = new Set(bundledFiles.map(packageFolder).filter((folder) => folder !== undefined));
  const sections = [...folders].toSorted().map(section);
  const head = 'Holdfast contains the following packages. Each is under the licence that follows its name.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/lib/d.js`. */
function packageFolder(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function section(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0 && license === undefined) throw new Error(`${folder} names no licence: it cannot be bundled`);
  return [`${name} ${version} (${license ?? 'see below'})`, '', ...texts, ''].join('\n');
}
