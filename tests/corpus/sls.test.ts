import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { slsCodes } from '../../src/sls/index.js';
import { engineHook } from './engine-hook.js';
import { caseFolders, caseOptions, goldensIn, runCase } from './run-case.js';

const root = fileURLToPath(new URL('./sls/', import.meta.url));
const update = process.env['UPDATE_GOLDEN'] === '1';
const seen = new Set<string>();

describe.each(['valid', 'invalid'])('the %s SLS corpus', (kind) => {
  const folders = caseFolders(join(root, kind));
  it.each(folders.map((folder) => [basename(folder), folder]))('%s', async (_name, folder) => {
    const result = await runCase(folder, engineHook);
    if ('skipped' in result) return;
    for (const code of result.codes) seen.add(code);
    if (kind === 'invalid') expect(result.codes, 'an invalid case has at least one diagnostic').not.toEqual([]);
    if (update) {
      for (const stray of goldensIn(folder)) {
        if (!(stray in result.goldens) && stray !== 'outcomes.json') rmSync(join(folder, stray));
      }
      for (const [name, content] of Object.entries(result.goldens)) writeFileSync(join(folder, name), content);
    }
    for (const [name, content] of Object.entries(result.goldens)) {
      const path = join(folder, name);
      expect(content, name).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
    }
  });
});

describe('the SLS corpus as a whole', () => {
  const folders = [...caseFolders(join(root, 'valid')), ...caseFolders(join(root, 'invalid'))];

  it('has no stray goldens', () => {
    const allowed = (folder: string): string[] =>
      basename(join(folder, '..')) === 'invalid' ? ['expected.json', 'expected.txt'] : ['expected.json', 'outcomes.json'];
    const stray = folders.flatMap((folder) =>
      goldensIn(folder)
        .filter((name) => !allowed(folder).includes(name))
        .map((name) => join(folder, name)),
    );
    expect(stray).toEqual([]);
    expect(folders.filter((folder) => readdirSync(folder).length === goldensIn(folder).length)).toEqual([]);
  });

  it('raises every code of the area', () => {
    // Only files that a running state asks for can go on for ever; `compile.test.ts` raises it.
    const whileRunning = ['endless-run'];
    const codes = Object.keys(slsCodes.table).flatMap((name) => (whileRunning.includes(name) ? [] : [`sls/${name}`]));
    expect(codes.filter((code) => !seen.has(code))).toEqual([]);
  });

  it('holds at least 120 cases that need no engine', () => {
    expect(folders.filter((folder) => caseOptions(folder).needs === undefined).length).toBeGreaterThanOrEqual(120);
  });
});
