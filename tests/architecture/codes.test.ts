import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { allCodes, codeTables, type FoundTable } from '../../scripts/code-tables.js';
import { type Text, unmentioned, unregistered } from './code-mentions.js';
import { sourceFiles } from './imports.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = sourceFiles(root, 'src');
const isTest = ({ path }: Text): boolean => path.endsWith('.test.ts');
const isTable = ({ path }: Text): boolean => path.endsWith('/codes.ts');

/** Tests, and everything below the folders that hold golden files. */
function testTexts(): Text[] {
  const folders = ['tests', 'examples'].filter((folder) => existsSync(join(root, folder)));
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|json|jsonl|txt|golden|stderr|stdout|out)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...sources.filter(isTest), ...files.map((path) => ({ path, text: readFileSync(path, 'utf8') }))];
}

describe('diagnostic codes', () => {
  let tables: FoundTable[];
  beforeAll(async () => {
    tables = await codeTables(root);
  });

  it('are registered once', () => {
    const codes = allCodes(tables).map(({ code }) => code);
    expect(codes.filter((code, index) => codes[index - 1] === code)).toEqual([]);
  });

  it('have a name and a full description', () => {
    const wrong = allCodes(tables).filter(
      ({ code, info }) =>
        !/^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(code) ||
        [info.meaning, info.cause, info.remedy].some((text) => !/^\S.*[.!?`)]$/s.test(text)),
    );
    expect(wrong.map(({ code }) => code)).toEqual([]);
  });

  it('are used by the sources', () => {
    expect(
      unmentioned(
        tables,
        sources.filter((file) => !isTest(file) && !isTable(file)),
      ),
    ).toEqual([]);
  });

  it('are raised by a test or stand in a golden file', () => {
    expect(unmentioned(tables, testTexts())).toEqual([]);
  });

  it('are registered where the sources use them', () => {
    expect(
      unregistered(
        tables,
        sources.filter((file) => !isTest(file)),
      ),
    ).toEqual([]);
  });
});

describe('the checks of codes', () => {
  const info = { meaning: 'A.', cause: 'B.', remedy: 'C.' };
  const table: FoundTable = {
    path: 'src/a/codes.ts',
    exportName: 'A_CODES',
    area: 'a',
    table: { lost: info, 'far-off': info },
  };

  it('see a full code, and a short one beside its table', () => {
    const texts = [
      { path: 'x.ts', text: `throw fail('a/lost')` },
      { path: 'y.ts', text: `A_CODES.code('far-off')` },
    ];
    expect(unmentioned([table], texts)).toEqual([]);
  });

  it('do not take a short name without its table for a mention', () => {
    expect(unmentioned([table], [{ path: 'x.ts', text: `['lost', "see a/far-off"]` }])).toEqual([
      'a/lost (src/a/codes.ts)',
    ]);
  });

  it('find codes that no table has', () => {
    const text = `\nfail('a/lots');\nreturn { code: 'b/none', type: 'text/plain' };`;
    expect(unregistered([table], [{ path: 'x.ts', text }])).toEqual(['x.ts:2: a/lots', 'x.ts:3: b/none']);
  });
});
