import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { entries } from '../../scripts/entries.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

describe('the exports of the package', () => {
  it('are the entries that are built', () => {
    const built = Object.entries(entries)
      .filter(([name, source]) => name !== 'main' && existsSync(join(root, source)))
      .map(([name]) => name);
    const exported = Object.values(manifest.exports).filter((target) => typeof target !== 'string');
    expect(exported.map((target) => target.default).toSorted()).toEqual(
      built.map((name) => `./dist/${name}.js`).toSorted(),
    );
    expect(exported.map((target) => target.types).toSorted()).toEqual(
      built.map((name) => `./dist/types/${name}.d.ts`).toSorted(),
    );
  });
});

describe('bin/holdfast.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bin-'));
  const given = (changes: Partial<Manifest>, main?: string): void => {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...changes }));
    if (main === undefined) return;
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/main.js'), main);
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'bin/holdfast.js'), ...args], { encoding: 'utf8' });

  beforeEach(() => cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says its version without the rest of the program', () => {
    given({ version: '1.2.3' });
    expect(run('--version')).toMatchObject({ status: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('asks for a build where there is none', () => {
    given({});
    expect(run('state')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('npm run build') as string,
    });
  });

  it('says which Node it needs', () => {
    given({ engines: { node: '>=999.1' } });
    expect(run('state').stderr).toMatch(/^holdfast needs Node 999\.1 or later; this is v/);
  });

  it('leaves everything else to the program', () => {
    given({}, 'console.log(process.argv.slice(2).join());');
    expect(run('esm', '--version').stdout).toBe('esm,--version\n');
  });
});
