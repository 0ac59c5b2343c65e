import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHub, documentation, type Hub } from '../../src/hub/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(root, 'docs/guides/write-a-plugin.md'), 'utf8');
const examples = [...guide.matchAll(/```ts\n\/\/ (holdfast\.plugins\/\S+)\n(.*?)```/gs)];

let project = '';
let hub: Hub;
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'guide-'));
  const outfile = join(project, 'plugin.mjs');
  await build({
    entryPoints: [join(root, 'src/plugin.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'silent',
  });
  for (const [, path = '', source = ''] of examples) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), source);
  }
  const modules = { import: (url: string): Promise<unknown> => import(/* @vite-ignore */ url) };
  const running = { 'holdfast/plugin': pathToFileURL(outfile).href };
  hub = createHub({
    builtIns: [],
    outside: { projectDirectory: project, cacheDirectory: join(project, 'cache'), running, modules },
  });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

it('the plugins of the guide are found, load, and document themselves', async () => {
  const documents = await documentation(hub);
  expect(documents.map(({ folder, ref }) => `${folder} ${ref}`)).toEqual([
    'states acme.bell',
    'states acme.box',
    'exec acme.box',
  ]);
  expect(examples).toHaveLength(documents.length);
});

it('the exec function of the guide answers', async () => {
  const loaded = await hub.load('exec', 'acme.box');
  const volume = loaded?.definition.functions['volume'];
  expect(await volume?.run({} as never, { width: 3 })).toEqual({ result: true, ret: 9 });
});
