/**
 * Builds `dist/`: the command and the package's entries as split ES modules, their type declarations, and the licences
 * of what was bundled. Packages under `dependencies` and `peerDependencies` stay outside; everything else that the
 * sources import is bundled, so that the command starts with few file reads.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { entries } from './entries.js';
import { thirdPartyLicenses } from './third-party-licenses.js';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const outside = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

await main();

async function main(): Promise<void> {
  const started = performance.now();
  const present = Object.entries(entries).filter(([name, source]) => {
    if (!existsSync(source)) console.log(`skipped ${name}: there is no ${source} yet`);
    return existsSync(source);
  });
  removeLeftovers();
  const fresh = `dist.${process.pid}`;
  mkdirSync(fresh);
  try {
    const metafile = await bundle(Object.fromEntries(present), fresh);
    refuseUndeclared(metafile);
    declarations(
      present.map(([, source]) => source).filter((source) => source !== entries.main),
      fresh,
    );
    cpSync('docs/reference/events.schema.json', join(fresh, 'events.schema.json'));
    writeFileSync(join(fresh, 'THIRD-PARTY-LICENSES'), thirdPartyLicenses(Object.keys(metafile.inputs)));
    exchange(fresh, 'dist');
    report(metafile, performance.now() - started);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function bundle(entryPoints: Record<string, string>, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    chunkNames: 'chunks/[name]-[hash]',
    external: outside.flatMap((name) => [name, `${name}/*`]),
    // Its usual entry looks for a native addon at each start; the plain one does without.
    alias: {
      'msgpackr/pack': resolve('node_modules/msgpackr/pack.js'),
      'msgpackr/unpack': resolve('node_modules/msgpackr/unpack.js'),
      msgpackr: resolve('node_modules/msgpackr/index.js'),
    },
    define: { HOLDFAST_VERSION: JSON.stringify(manifest.version) },
    // Bundled CommonJS packages call require() for Node's own modules, which an ES module does not have. Each module has this line, so it
    // does nothing until it is needed.
    banner: { js: 'const require = (name) => process.getBuiltinModule(name);' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/** A module that is neither bundled, nor Node's, nor declared would be missing after an install. */
function refuseUndeclared(metafile: Metafile): void {
  const known = new Set([...builtinModules, ...outside]);
  for (const [file, { imports }] of Object.entries(metafile.outputs)) {
    for (const { path, external, kind } of imports) {
      if (external && kind === 'require-call' && !builtinModules.includes(path.replace(/^node:/, '')))
        throw new Error(`${file} requires ${path}, which only an import can load`);
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      if (external && !path.startsWith('node:') && !known.has(name)) {
        throw new Error(`${file} imports ${path}, which package.json does not declare`);
      }
    }
  }
}

function declarations(sources: readonly string[], out: string): void {
  if (sources.length === 0) return;
  const config = `${out}/tsconfig.json`;
  const options = { outDir: 'types', rootDir: '../src' };
  const files = sources.map((source) => `../${source}`);
  writeFileSync(config, JSON.stringify({ extends: '../tsconfig.types.json', compilerOptions: options, files }));
  execFileSync('node_modules/.bin/tsc', ['-p', config], { stdio: 'inherit' });
  rmSync(config);
}

/** A build that was killed leaves its folder behind. */
function removeLeftovers(): void {
  const minutes = 10;
  for (const name of readdirSync('.').filter((one) => /^dist\.\d+(\.old)?$/.test(one))) {
    if (statSync(name).mtimeMs < Date.now() - minutes * 60_000) rmSync(name, { recursive: true });
  }
}

/** Puts `fresh` in the place of `old`, so that a command started meanwhile finds the one or the other whole. */
function exchange(fresh: string, old: string): void {
  const aside = `${fresh}.old`;
  if (existsSync(old)) renameSync(old, aside);
  renameSync(fresh, old);
  rmSync(aside, { recursive: true, force: true });
}

function report(metafile: Metafile, milliseconds: number): void {
  const outputs = Object.values(metafile.outputs);
  const kilobytes = Math.round(outputs.reduce((sum, { bytes }) => sum + bytes, 0) / 1024);
  const types = existsSync('dist/types') ? readdirSync('dist/types', { recursive: true }).length : 0;
  console.log(
    `built dist/: ${outputs.length} modules, ${kilobytes} kB, ${types} declarations, ${Math.round(milliseconds)} ms`,
  );
}
