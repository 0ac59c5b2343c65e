import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referencePages } from '../../scripts/reference-pages.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the generated reference pages are fresh: npm run reference writes them anew', async () => {
  const stale = [...(await referencePages(root))].filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  expect(stale.map(([path]) => path)).toEqual([]);
});
