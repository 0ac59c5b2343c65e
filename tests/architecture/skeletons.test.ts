import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, SkeletonError, writeSkeleton } from '../../scripts/skeleton.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('npm run new', () => {
  let clone: string;
  let written: string[];

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'skeletons-'));
    for (const path of ['src', 'package.json', 'tsconfig.json', 'vitest.config.ts', '.oxlintrc.json']) {
      cpSync(join(root, path), join(clone, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    written = Object.keys(kinds).flatMap((kind) => writeSkeleton(clone, kind, 'acme.paper_box').written);
  });

  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  /** Runs a tool of the repository over the copy. */
  async function tool(path: string, ...args: string[]): Promise<{ code: number; output: string }> {
    type Ended = { code?: number; stdout: string; stderr: string };
    const ended: Ended = await run(process.execPath, [join('node_modules', path), ...args], { cwd: clone }).catch(
      (failure: Ended) => failure,
    );
    return { code: ended.code ?? 0, output: `${ended.stdout}${ended.stderr}` };
  }

  it('writes a source and a test for every kind', () => {
    const sources = written.filter((path) => path.endsWith('.ts'));
    expect(sources).toHaveLength(2 * Object.keys(kinds).length);
    expect(sources).toContain('src/plugins/states/acme/paper_box.ts');
    expect(sources).toContain('src/cli/commands/acme-paper-box.test.ts');
  });

  it('writes what passes the type check', async () => {
    const { output } = await tool('@typescript/native/bin/tsc', '-p', '.', '--pretty', 'false');
    expect(output.split('\n').filter((line) => written.includes(line.slice(0, line.indexOf('('))))).toEqual([]);
  });

  it('writes tests that pass', async () => {
    const tests = written.filter((path) => path.endsWith('.test.ts'));
    const { code, output } = await tool('vitest/vitest.mjs', 'run', ...tests);
    expect(code, output).toBe(0);
  });

  it('writes what the linter lets pass', async () => {
    const { code, output } = await tool('oxlint/bin/oxlint', ...written.filter((path) => path.endsWith('.ts')));
    expect(code, output).toBe(0);
  });

  it('refuses a kind it does not know, a ref that is none, and what exists', () => {
    expect(() => writeSkeleton(clone, 'gadget', 'a.b')).toThrow(SkeletonError);
    expect(() => writeSkeleton(clone, 'state', '../a')).toThrow(SkeletonError);
    expect(() => writeSkeleton(clone, 'state', 'acme.paper_box')).toThrow(
      /^there is already src\/plugins\/states\/acme/,
    );
  });

  it('has no skeleton without a kind', () => {
    expect(readdirSync(join(root, 'scripts/skeletons')).toSorted()).toEqual(Object.keys(kinds).toSorted());
  });
});
