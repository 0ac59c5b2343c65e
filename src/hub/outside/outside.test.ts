import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Diagnostic, diagnosticsOf } from '../../kernel/index.js';
import { createHub } from '../create-hub.js';
import type { BuiltIn, Hub, PluginFolder } from '../hub.js';

let top = '';
let project = '';
let running: Record<string, string> = {};
let count = 0;

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'outside-'));
  const outfile = join(top, 'running', 'plugin.mjs');
  await build({
    entryPoints: ['src/contract/index.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'silent',
  });
  running = { 'holdfast/plugin': pathToFileURL(outfile).href };
});
afterAll(() => rmSync(top, { recursive: true, force: true }));
beforeEach(() => void (project = join(top, `project-${count++}`)));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(project, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function hub(builtIns: readonly BuiltIn[] = []): Hub {
  const modules = { import: (url: string): Promise<unknown> => import(/* @vite-ignore */ url) };
  return createHub({
    builtIns,
    outside: { projectDirectory: project, cacheDirectory: join(project, 'cache'), running, modules },
  });
}

/** A plugin with one function that answers `value`, an expression. */
const plugin = (
  ref: string,
  value = `'${ref}'`,
  head = '',
): string => `import { execFunction, execFunctions } from 'holdfast/plugin';
${head}
const get = execFunction({ summary: 'Gets.', fields: {}, effects: 'none', run: () => ({ result: true, ret: ${value} }) });
export default execFunctions({ ref: '${ref}', summary: 'For tests.', functions: { get } });
`;

async function answer(from: Hub, ref: string): Promise<unknown> {
  const loaded = await from.load('exec', ref);
  return (await loaded?.definition.functions['get']?.run({} as never, {}))?.ret;
}

/** The first thing that is wrong with what is found. */
function problem(found: Hub): Diagnostic | undefined {
  try {
    found.refs('exec');
  } catch (thrown) {
    return diagnosticsOf(thrown)?.[0];
  }
  return undefined;
}

async function refused(ref: string, folder: PluginFolder = 'exec'): Promise<Diagnostic | undefined> {
  try {
    await hub().load(folder, ref);
  } catch (thrown) {
    const found = diagnosticsOf(thrown)?.[0];
    if (found === undefined) throw thrown;
    return found;
  }
  return undefined;
}

describe('plugins of the project', () => {
  it('are found by their place without loading', () => {
    write({
      'holdfast.plugins/exec/a/b.ts': 'throw new Error()',
      'holdfast.plugins/exec/c/index.mjs': '',
      'holdfast.plugins/exec/_shared.ts': '',
      'holdfast.plugins/exec/a/b.test.ts': '',
      'holdfast.plugins/exec/types.d.ts': '',
      'holdfast.plugins/exec/README.md': '',
      'holdfast.plugins/states/d.js': '',
      'holdfast.plugins/lib/x.ts': '',
    });
    const found = hub();
    expect([found.refs('exec'), found.refs('states'), found.refs('esm')]).toEqual([['a.b', 'c'], ['d'], []]);
    expect(found.place('exec', 'a.b')).toEqual({
      folder: 'exec',
      ref: 'a.b',
      origin: 'project',
      file: 'holdfast.plugins/exec/a/b.ts',
    });
    expect(existsSync(join(project, 'cache'))).toBe(false);
  });

  it('are loaded as TypeScript and as JavaScript, with what they import', async () => {
    write({
      'node_modules/dep/package.json': '{"name": "dep", "type": "module", "exports": {"import": "./main.js"}}',
      'node_modules/dep/main.js': `export const where = import.meta.url;`,
      'package.json': '{"dependencies": {"dep": "1"}}',
      'holdfast.plugins/_lib/text.ts': `export const text: string = 'shared'; export const here = import.meta.url;`,
      'holdfast.plugins/exec/a/b.ts': plugin(
        'a.b',
        '[text, where, here, basename("/x/y")] as const',
        `import { basename } from 'node:path'; import { where } from 'dep'; import { here, text } from '../../_lib/text.js';`,
      ),
      'holdfast.plugins/exec/plain.js': plugin(
        'plain',
        '[typeof require, read("fs").existsSync("/")]',
        'const read = require;',
      ),
      'holdfast.plugins/exec/own.ts': plugin(
        'own',
        '[require("dep2").two, import.meta.dirname]',
        `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`,
      ),
      'node_modules/dep2/package.json': '{"name": "dep2", "main": "main.cjs"}',
      'node_modules/dep2/main.cjs': 'exports.two = 2;',
      'holdfast.plugins/exec/data.mts': plugin('data', 'data.a', `import data from './_data.json';`),
      'holdfast.plugins/exec/_data.json': '{"a": 1}',
    });
    const found = hub();
    const url = (path: string): string => pathToFileURL(join(project, path)).href;
    expect(await answer(found, 'a.b')).toEqual([
      'shared',
      url('node_modules/dep/main.js'),
      url('holdfast.plugins/_lib/text.ts'),
      'y',
    ]);
    expect(await answer(found, 'plain')).toEqual(['function', true]);
    expect(await answer(found, 'data')).toBe(1);
    expect(await answer(found, 'own')).toEqual([2, join(project, 'holdfast.plugins/exec')]);
  });

  it('are bundled once, and again when a file they are made of changes', async () => {
    write({
      'holdfast.plugins/exec/a.ts': plugin('a', 'text', `import { text } from '../_lib/text';`),
      'holdfast.plugins/_lib/text.ts': `export const text = 1;`,
    });
    const bundles = (): string[] => readdirSync(join(project, 'cache')).filter((name) => name.endsWith('.mjs'));
    expect(await answer(hub(), 'a')).toBe(1);
    expect(await answer(hub(), 'a')).toBe(1);
    expect(bundles()).toHaveLength(1);
    write({ 'holdfast.plugins/_lib/text.ts': `export const text = 2;` });
    expect(await answer(hub(), 'a')).toBe(2);
    expect(bundles()).toHaveLength(2);
  });

  it('survive a damaged cache, and several loads at once', async () => {
    write({ 'holdfast.plugins/exec/a.ts': plugin('a', '7') });
    await hub().load('exec', 'a');
    for (const name of readdirSync(join(project, 'cache'))) writeFileSync(join(project, 'cache', name), 'broken');
    expect(await Promise.all([hub(), hub(), hub(), hub()].map((one) => answer(one, 'a')))).toEqual([7, 7, 7, 7]);
    expect(readdirSync(join(project, 'cache')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('plugins of packages', () => {
  const packaged = (name: string, entry: string): void =>
    write({
      'package.json': JSON.stringify({ dependencies: { [name]: '1', missing: '1' }, devDependencies: { other: '1' } }),
      [`node_modules/${name}/package.json`]: `{"name": "${name}", "type": "module", "holdfast": ${entry}}`,
      [`node_modules/${name}/plugins/exec/from/package.js`]: plugin('from.package'),
      'node_modules/other/package.json': '{"name": "other"}',
      'node_modules/stranger/package.json': '{"name": "stranger", "holdfast": {"plugins": "./nowhere"}}',
    });

  it('are those of direct dependencies that say so', async () => {
    packaged('@me/plugins', '{"plugins": "./plugins"}');
    const found = hub();
    expect(found.place('exec', 'from.package')).toMatchObject({
      origin: 'package',
      file: '@me/plugins:plugins/exec/from/package.js',
    });
    expect(await answer(found, 'from.package')).toBe('from.package');
  });

  it.each([
    { name: 'no plugins entry', entry: '{}', says: /has no `plugins`/ },
    { name: 'no such folder', entry: '{"plugins": "./none"}', says: /no folder '\.\/none'/ },
    { name: 'broken JSON', entry: '{', says: /pkg:package\.json cannot be used/ },
  ])('refuse $name', ({ entry, says }) => {
    packaged('pkg', entry);
    expect(problem(hub())).toMatchObject({ code: 'hub/bad-manifest', summary: expect.stringMatching(says) });
  });

  it('may not point outside themselves', async () => {
    packaged('pkg', '{"plugins": "../stray"}');
    write({ 'node_modules/stray/exec/a.js': plugin('a') });
    expect(await refused('a')).toMatchObject({ code: 'hub/outside' });
  });
});

describe('clashes', () => {
  const builtIn: BuiltIn = { folder: 'exec', ref: 'a', load: () => Promise.reject(new Error('not loaded')) };

  it('with a built-in name both files', () => {
    write({ 'holdfast.plugins/exec/a.ts': '' });
    const files = 'src/plugins/exec/a.ts and holdfast.plugins/exec/a.ts';
    expect(problem(hub([builtIn]))).toMatchObject({ code: 'hub/clash', summary: expect.stringContaining(files) });
  });

  it('of files that differ in their extension, or with a folder, are clashes too', () => {
    write({
      'holdfast.plugins/exec/a.ts': '',
      'holdfast.plugins/exec/a.js': '',
      'holdfast.plugins/exec/a/index.ts': '',
    });
    const summary = expect.stringMatching(/exec\/a\.js|a\/index\.ts/);
    expect(problem(hub())).toMatchObject({ code: 'hub/clash', summary });
  });

  it('do not exist when plugins from outside are turned off', () => {
    write({ 'holdfast.plugins/exec/a.ts': '' });
    expect(createHub({ builtIns: [builtIn] }).refs('exec')).toEqual(['a']);
  });
});

describe('what is wrong with a plugin is said at its place', () => {
  const at = (line: number, column: number, file = 'holdfast.plugins/exec/a.ts') => ({ file, line, column });

  it('a syntax error', async () => {
    write({ 'holdfast.plugins/exec/a.ts': 'const x: number = 1;\nexport default {{;\n' });
    expect(await refused('a')).toMatchObject({ code: 'hub/syntax', span: at(2, 17) });
  });

  it('a syntax error in a file it imports', async () => {
    write({ 'holdfast.plugins/exec/a.ts': `import './_b.js';`, 'holdfast.plugins/exec/_b.ts': '\n\n  let = ;' });
    expect(await refused('a')).toMatchObject({
      code: 'hub/syntax',
      span: { file: 'holdfast.plugins/exec/_b.ts', line: 3 },
    });
  });

  it('a package that is not installed', async () => {
    write({ 'holdfast.plugins/exec/a.ts': `\nimport { x } from '@some/thing/deep';\nexport default x;` });
    expect(await refused('a')).toMatchObject({
      code: 'hub/load-failed',
      summary: `exec a cannot be loaded: there is no '@some/thing/deep'`,
      span: at(2, 19),
      hints: ['npm install @some/thing'],
    });
  });

  it('an entry that holdfast does not have', async () => {
    write({ 'holdfast.plugins/exec/a.ts': `import 'holdfast/plugins';` });
    expect(await refused('a')).toMatchObject({ hints: [`did you mean 'holdfast/plugin'?`] });
  });

  it('an import that leads out of the project', async () => {
    write({ 'holdfast.plugins/exec/a.ts': `import '../../../outside.js';` });
    writeFileSync(join(top, 'outside.js'), 'throw new Error("must not run")');
    expect(await refused('a')).toMatchObject({ code: 'hub/outside', span: at(1, 8) });
  });

  it('a link that leads out of the project', async () => {
    write({ 'holdfast.plugins/exec/b.ts': '' });
    writeFileSync(join(top, 'outside.js'), 'throw new Error("must not run")');
    symlinkSync(join(top, 'outside.js'), join(project, 'holdfast.plugins/exec/a.js'));
    expect(await refused('a')).toMatchObject({ code: 'hub/outside' });
  });

  it('no default export, another kind, another ref', async () => {
    write({
      'holdfast.plugins/exec/none.ts': `export const x = 1;`,
      'holdfast.plugins/states/wrong.ts': plugin('wrong'),
      'holdfast.plugins/exec/moved/here.ts': plugin('moved.her'),
    });
    expect(await refused('none')).toMatchObject({
      code: 'hub/not-a-plugin',
      hints: [expect.stringContaining('execFunctions'), expect.stringContaining('underscore')],
    });
    expect(await refused('wrong', 'states')).toMatchObject({
      code: 'hub/wrong-kind',
      hints: ['move the file to exec/'],
    });
    expect(await refused('moved.here')).toMatchObject({
      code: 'hub/wrong-ref',
      hints: [`did you mean ref: 'moved.here'?`],
    });
  });

  it('names that cannot be part of a ref', () => {
    write({ 'holdfast.plugins/exec/a.b.ts': '' });
    const summary = `holdfast.plugins/exec/a.b.ts: 'a.b' cannot be part of a ref`;
    expect(problem(hub())).toMatchObject({ code: 'hub/bad-name', summary });
  });

  it('misspelt folders', () => {
    write({ 'holdfast.plugins/state/a.ts': '' });
    const summary = 'holdfast.plugins/state/ is no folder of plugins';
    expect(problem(hub())).toMatchObject({ code: 'hub/unknown-folder', summary });
  });

  it('an error while it is evaluated', async () => {
    write({
      'holdfast.plugins/exec/a.ts': `interface Long {\n  readonly x: number;\n}\nthrow new TypeError('no luck');\n`,
    });
    expect(await refused('a')).toMatchObject({
      code: 'hub/load-failed',
      summary: 'exec a cannot be loaded from holdfast.plugins/exec/a.ts: TypeError: no luck',
    });
  });
});
