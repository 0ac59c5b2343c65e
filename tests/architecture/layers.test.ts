import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sourceFile, sourceFiles } from './imports.js';
import { printed, violations } from './rules.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the structure of the sources', () => {
  it('keeps to the table of layers', () => {
    const folders = ['src', 'web'].filter((folder) => existsSync(`${root}/${folder}`));
    const files = folders.flatMap((folder) => sourceFiles(root, folder));
    expect(files.length).toBeGreaterThan(0);
    expect(violations(files).map(printed)).toEqual([]);
  });
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly given: Readonly<Record<string, string>>;
  readonly want: readonly string[];
}

const wrong: readonly Case[] = [
  {
    name: 'upward',
    reason: 'the kernel knows nothing of the engine, not even its types',
    given: { 'src/kernel/a.ts': `\nimport type { Walk } from '../engine/index.js';` },
    want: ['src/kernel/a.ts:2: kernel may not import engine, which stands above it'],
  },
  {
    name: 'upward by import()',
    reason: 'a late import is an import',
    given: { 'src/esm/a.ts': `export const late = () => import('../cli/index.js');` },
    want: ['src/esm/a.ts:1: esm may not import cli, which stands above it'],
  },
  {
    name: 'upward by a type query',
    reason: 'a type taken by import() is an import',
    given: { 'src/graph/a.ts': `export type Run = import('../engine/index.js').Run;` },
    want: ['src/graph/a.ts:1: graph may not import engine, which stands above it'],
  },
  {
    name: 'sideways',
    reason: 'areas of one layer are strangers',
    given: { 'src/sls/a.ts': `import { read } from '../esm/index.js';` },
    want: ['src/sls/a.ts:1: sls may not import esm, which stands beside it'],
  },
  {
    name: 'deep',
    reason: 'an area is what its index names',
    given: { 'src/engine/a.ts': `export { diff } from '../kernel/diff.js';` },
    want: ['src/engine/a.ts:1: ../kernel/diff.js reaches past src/kernel/index.ts'],
  },
  {
    name: 'deep into a folder',
    reason: 'only the index of the area itself counts',
    given: { 'src/app/a.ts': `import '../engine/requisites/index.js';` },
    want: ['src/app/a.ts:1: ../engine/requisites/index.js reaches past src/engine/index.ts'],
  },
  {
    name: 'export *',
    reason: 'what is offered is named',
    given: { 'src/kernel/index.ts': `export * from './diff.js';\nexport type * from './tag.js';` },
    want: [
      'src/kernel/index.ts:1: export *: name what is offered',
      'src/kernel/index.ts:2: export *: name what is offered',
    ],
  },
  {
    name: 'a plugin that knows the engine',
    reason: 'third parties could not write it',
    given: { 'src/plugins/states/a/b.ts': `import { run } from '../../../engine/index.js';` },
    want: ['src/plugins/states/a/b.ts:1: plugins imports only contract and kernel, not engine'],
  },
  {
    name: 'a plugin that reaches around its context',
    reason: 'plan and test mode must be able to refuse writes',
    given: {
      'src/plugins/states/file.ts': `import { writeFile } from 'node:fs/promises';\nimport { join } from 'node:path';`,
    },
    want: ['src/plugins/states/file.ts:1: a plugin may not import node:fs/promises: use what its context offers'],
  },
  {
    name: 'an area that names a plugin',
    reason: 'only the composition root names concrete pieces',
    given: { 'src/engine/a.ts': `import state from '../plugins/states/test.js';` },
    want: ['src/engine/a.ts:1: plugins may not be imported by engine'],
  },
  {
    name: 'a plugin entry that offers the engine',
    reason: 'holdfast/plugin is the contract',
    given: { 'src/plugin.ts': `export { walk } from './engine/index.js';` },
    want: ['src/plugin.ts:1: plugin.ts imports only contract and kernel, not engine'],
  },
  {
    name: 'a page that imports ours',
    reason: 'pages speak HTTP',
    given: { 'web/page.ts': `import { tag } from '../src/kernel/index.js';` },
    want: ['web/page.ts:1: web imports nothing of src'],
  },
  {
    name: 'a circle of three',
    reason: 'none of them can be understood alone',
    given: {
      'src/kernel/a.ts': `import './b.js';`,
      'src/kernel/b.ts': `\nexport { c } from './c.js';`,
      'src/kernel/c.ts': `export const late = () => import('./a.js');`,
      'src/kernel/d.ts': `import './a.js';`,
    },
    want: [
      'src/kernel/a.ts:1: imports go in a circle: src/kernel/a.ts → src/kernel/b.ts → src/kernel/c.ts → src/kernel/a.ts',
    ],
  },
  {
    name: 'an empty name',
    reason: 'a drawer for everything',
    given: { 'src/engine/requisites/utils.ts': '' },
    want: ['src/engine/requisites/utils.ts:1: a file called utils: name it for what it holds'],
  },
  {
    name: 'a new area',
    reason: 'it must get a place in the table',
    given: { 'src/magic/index.ts': '' },
    want: ['src/magic/index.ts:1: the area magic is not in the table of layers'],
  },
  {
    name: 'the environment below the composition root',
    reason: 'nothing is ambient',
    given: { 'src/cli/a.ts': `// process.env is elsewhere\nexport const home = process.env['HOME'];` },
    want: ['src/cli/a.ts:2: the process environment and arguments are read in src/app only, and handed down'],
  },
  {
    name: 'a specifier without extension',
    reason: 'Node resolves none',
    given: { 'src/kernel/a.ts': `import './b';` },
    want: ['src/kernel/a.ts:1: ./b: relative imports end in .js'],
  },
];

const right: Readonly<Record<string, string>> = {
  'src/engine/a.ts': `import { x } from '../kernel/index.js';\nimport './deep/b.js';\nimport { readFile } from 'node:fs/promises';`,
  'src/engine/a.test.ts': `import '../testing/index.js';\nimport '../plugins/states/test.js';\nimport '../../tests/world.js';`,
  'src/app/main.ts': `export const table = { test: () => import('../plugins/states/test.js') };\nprocess.env['HOME'];`,
  'src/plugins/states/cloud/instance.ts': `import { resource } from '../../../contract/index.js';\nimport './wire.js';`,
  'src/plugins/states/cloud/instance.test.ts': `import { suite } from '../../../testing/index.js';`,
  'src/index.ts': `export { walk } from './engine/index.js';\n// export * from './nothing.js';`,
  'src/graph/a.ts': `import type {\n  A,\n} from './a.js';\nexport type { B } from './a.js';`,
  'src/template/a.ts': `const text = "import x from '../engine/index.js'";`,
};

describe('the checks', () => {
  it.each(wrong)('find $name: $reason', ({ given, want }) => {
    const files = Object.entries(given).map(([path, text]) => sourceFile(path, text));
    expect(violations(files).map(printed)).toEqual(want);
  });

  it.each(Object.entries(right))('let %s pass', (path, text) => {
    expect(violations([sourceFile(path, text)]).map(printed)).toEqual([]);
  });
});
