import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { RenderContext, RenderData, RenderServices } from '../../contract/index.js';
import { type Diagnostic, type DiagnosticError, isSecret, reveal, SourceIndex, secret } from '../../kernel/index.js';
import { type RendererCase, rendererSuite } from '../../testing/index.js';
import { typescriptRenderer } from './typescript-renderer.js';

const root = mkdtempSync(join(tmpdir(), 'sls-code-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const cacheDirectory = join(root, 'cache');
const running = { 'holdfast/sls': pathToFileURL(join(import.meta.dirname, '../../sls.ts')).href };
const options = { projectDirectory: root, cacheDirectory, running };
const renderer = typescriptRenderer(options);

const FILES: Readonly<Record<string, string>> = {
  'dir/nets.ts':
    "import { state } from 'holdfast/sls';\nexport const net = (n: number) =>\n  state('cloud.network.present', { block: `10.${n}.0.0/16` });\n",
  'dir/broken.ts': 'export const x = ;\n',
  'top.js': 'export const top = 7;\n',
};

const services: RenderServices = {
  load: async (path) => (path in FILES ? { file: `tree/${path}`, text: FILES[path] as string } : undefined),
  exec: async (ref, args) => {
    if (ref === 'test.fail') throw new Error('it failed on purpose');
    return { result: true, ret: { ref, args } };
  },
  execRefs: ['test'],
  resolve: () => null,
};

function contextOf(given: Partial<RenderContext> = {}): RenderContext {
  return {
    sls: 'dir.site',
    file: 'tree/dir/site.sls.ts',
    sources: new SourceIndex(),
    params: {},
    signal: new AbortController().signal,
    services,
    ...given,
  };
}

async function render(text: string, given: Partial<RenderContext> = {}, one = renderer): Promise<RenderData> {
  return (await one.render({ kind: 'text', text }, contextOf(given))) as RenderData;
}

async function refusal(
  text: string,
  given: Partial<RenderContext> = {},
  one = renderer,
): Promise<Diagnostic | undefined> {
  const thrown: unknown = await render(text, given, one).then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  );
  return (thrown as DiagnosticError).diagnostics[0];
}

const suite: RendererCase = {
  name: 'typescript',
  renderer,
  context: { services },
  right: [
    {
      text: "const size: number = 3;\nexport default {\n  web: { 'test.nop': [{ size }] },\n};\n",
      gives: { web: { 'test.nop': [{ size: 3 }] } },
      places: [
        { path: ['web'], key: 'web' },
        { path: ['web', 'test.nop'], key: "'test.nop'" },
      ],
    },
    {
      text: "import { state } from 'holdfast/sls';\nexport default () => ({\n  ['w' + 1]: state('test.nop', { a: 1 }),\n});\n",
      gives: { w1: { 'test.nop': [{ a: 1 }] } },
      places: [{ path: ['w1'], key: "state('test.nop'" }],
    },
  ],
  wrong: [
    { text: 'export default {\n  a: 1,,\n};\n', code: 'hub/module-syntax', at: ',\n};' },
    {
      text: "import { x } from './nothing.js';\nexport default { x };\n",
      code: 'hub/module-syntax',
      at: "'./nothing.js'",
    },
    {
      text: "import { x } from '../../out.js';\nexport default { x };\n",
      code: 'hub/module-syntax',
      at: "'../../out.js'",
    },
    {
      text: "import x from 'no-such-package';\nexport default { x };\n",
      code: 'hub/module-syntax',
      at: "'no-such-package'",
    },
    {
      text: "const deep = () => {\n  throw new TypeError('no');\n};\nexport default () => deep();\n",
      code: 'hub/module-failed',
      at: 'new TypeError',
    },
    { text: 'export default {\n  a: () => 1,\n};\n', code: 'hub/module-data', at: 'export default' },
    { text: 'export const a = 1;\n', code: 'hub/module-data', at: 'export const' },
  ],
  tooMuch: 'const a: unknown[] = [];\na.push(a);\nexport default { a };\n',
};

rendererSuite({ describe, it, expect }, suite);

describe('a module', () => {
  it('imports from its source, also from above and as JavaScript', async () => {
    const text =
      "import { net } from './nets.js';\nimport { top } from '../top.js';\nexport default { n: net(top) };\n";
    const sources = new SourceIndex();
    const { data, positions } = await render(text, { sources });
    expect(data).toEqual({ n: { 'cloud.network.present': [{ block: '10.7.0.0/16' }] } });
    const body = (data as { n: object }).n;
    expect(sources.span(positions.start(body))).toMatchObject({ file: 'tree/dir/nets.ts', line: 3, column: 3 });
  });

  it('is called with parameters and with exec functions', async () => {
    const text =
      "export default async ({ params, hub }: any) => ({ zone: params.zone, got: (await hub.exec('test.ping', { a: params.zone })).ret });\n";
    const { data } = await render(text, { params: { zone: 'here' } });
    expect(data).toEqual({ zone: 'here', got: { ref: 'test.ping', args: { a: 'here' } } });
  });

  it('keeps secrets wrapped on their way in and out', async () => {
    const text = 'export default ({ params }: any) => ({ a: [params.password, String(params.password)] });\n';
    const { data } = await render(text, { params: { password: secret('hunter2') } });
    const [password, shown] = (data as { a: unknown[] }).a;
    expect([isSecret(password), reveal(password), shown]).toEqual([true, 'hunter2', '********']);
  });

  it('sees nothing of the process, and prints nothing', async () => {
    const text =
      "console.log('hello');\nexport default { keys: Object.keys(process.env).length, argv: process.argv.length };\n";
    expect((await render(text)).data).toEqual({ keys: 0, argv: expect.any(Number) as number });
  });

  it('leaves nothing behind for the next', async () => {
    const text =
      'const g = globalThis as { count?: number };\ng.count = (g.count ?? 0) + 1;\nexport default { count: g.count };\n';
    await render(text);
    expect((await render(text)).data).toEqual({ count: 1 });
  });

  it('is bundled once, and anew when anything it is made of changes', async () => {
    const text = "import { top } from '../top.js';\nexport default { top, once: 1 };\n";
    await render(text);
    const before = readdirSync(cacheDirectory).length;
    await render(text);
    expect(readdirSync(cacheDirectory).length).toBe(before);
    const changed = {
      ...services,
      load: async (path: string) => (path === 'top.js' ? { file: path, text: 'export const top = 8;\n' } : undefined),
    };
    expect((await render(text, { services: changed })).data).toEqual({ top: 8, once: 1 });
  });
});

describe('what goes wrong', () => {
  it('in an imported file is shown there', async () => {
    expect(await refusal("import { x } from './broken.ts';\nexport default { x };\n")).toMatchObject({
      code: 'hub/module-syntax',
      span: { file: 'tree/dir/broken.ts', line: 1, column: 18 },
    });
  });

  it('in a call is shown at the call', async () => {
    const text = "export default async ({ hub }: any) => {\n  await hub.exec('test.fail');\n  return {};\n};\n";
    expect(await refusal(text)).toMatchObject({
      code: 'hub/module-failed',
      summary: 'tree/dir/site.sls.ts failed: it failed on purpose',
    });
  });

  it.each([
    ['a date', 'new Date()', 'at a:0 stands a Date'],
    ['a function', '() => 1', 'at a:0 stands a function'],
    ['undefined in a list', 'undefined', 'at a:0 stands undefined'],
  ])('%s is no data', async (_name, code, message) => {
    expect((await refusal(`export default { a: [${code}] };\n`))?.summary).toContain(message);
  });

  it('a loop without end is ended', async () => {
    const impatient = typescriptRenderer({ ...options, limits: { milliseconds: 300, megabytes: 64 } });
    expect(await refusal('for (;;) {}\nexport default {};\n', {}, impatient)).toMatchObject({
      code: 'hub/module-limit',
    });
  });

  it('memory without end is ended', async () => {
    const small = typescriptRenderer({ ...options, limits: { milliseconds: 20_000, megabytes: 24 } });
    const text =
      'const all: unknown[] = [];\nfor (;;) all.push({ a: [all.length], b: String(all.length) });\nexport default {};\n';
    expect(await refusal(text, {}, small)).toMatchObject({
      code: 'hub/module-limit',
      summary: expect.stringContaining('24 MB') as string,
    });
  });

  it('a module that ends its process fails, and this one goes on', async () => {
    expect(await refusal('process.exit(3);\nexport default {};\n')).toMatchObject({ code: 'hub/module-failed' });
  });

  it('a run that is stopped ends it', async () => {
    const stop = new AbortController();
    const rendering = render('for (;;) {}\nexport default {};\n', { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(rendering).rejects.toThrow('stopped');
  });
});
