/** Mistakes in templates: the diagnostic names what the author wrote. `case.json` of each says where that is, so that no golden is taken on trust. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, spanText } from '../../src/kernel/index.js';
import { engineHook } from './engine-hook.js';
import { caseFolders, caseOptions, runCase } from './run-case.js';

const folders = caseFolders(fileURLToPath(new URL('./templates/', import.meta.url)));

const related = (diagnostic: Diagnostic | undefined): string[] =>
  (diagnostic?.related ?? []).flatMap(({ span }) => (span === undefined ? [] : [spanText(span)]));

describe('mistakes in templates', () => {
  it('are of at least 60 kinds', () => {
    expect(folders.length).toBeGreaterThanOrEqual(60);
  });

  it.each(folders.map((folder) => [basename(folder), folder]))('%s', async (_name, folder) => {
    const meant = caseOptions(folder);
    const result = await runCase(folder, engineHook);
    if ('skipped' in result) throw new Error(result.skipped);
    const { diagnostics, goldens } = result;
    expect(diagnostics.map(({ span, summary }) => `${span === undefined ? '-' : spanText(span)} ${summary}`)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    const relative = (place: string): string => place.replace(`${folder}/`, '');
    expect(relative(diagnostic?.span === undefined ? '-' : spanText(diagnostic.span)), diagnostic?.summary).toBe(meant.at);
    expect(related(diagnostic).map(relative)).toEqual(expect.arrayContaining([...(meant.related ?? [])]));
    for (const [name, content] of Object.entries(goldens)) {
      const path = join(folder, name);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, content);
      expect(content, name).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
    }
  });
});
