import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createHub } from '../hub/index.js';
import { builtIns } from './built-ins.js';

const plugins = fileURLToPath(new URL('../plugins/', import.meta.url));
const folders = ['states', 'exec', 'esm', 'renderers', 'sources', 'acct', 'templates', 'events'].filter((folder) =>
  existsSync(join(plugins, folder)),
);

it('the table names every plugin in the box', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(plugins, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .filter((file) => readFileSync(join(plugins, folder, file), 'utf8').includes('export default'))
      .map((file) => `${folder} ${file.slice(0, -3).replaceAll(/[\\/]/g, '.')}`),
  );
  // Those that name a file are parts of an area.
  const table = builtIns.filter(({ file }) => file === undefined).map(({ folder, ref }) => `${folder} ${ref}`);
  expect(table.toSorted()).toEqual(files.toSorted());
});

it('every plugin in the box is what its place says', async () => {
  const hub = createHub({ builtIns });
  for (const { folder, ref } of builtIns)
    expect(await hub.load(folder, ref)).toMatchObject({ place: { folder, ref, origin: 'built-in' } });
});
