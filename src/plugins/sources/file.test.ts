import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceContext } from '../../contract/index.js';
import type { FileReader } from '../../kernel/index.js';
import { fakeHttp, fakeProcesses, memoryFiles } from '../../testing/index.js';
import file from './file.js';

function context(files: FileReader): SourceContext {
  return {
    files: { ...memoryFiles(), ...files },
    processes: fakeProcesses(),
    http: fakeHttp(),
    log: { write: () => undefined },
    account: {},
    cacheDirectory: '/cache',
    signal: new AbortController().signal,
  };
}

describe('the file source', () => {
  it('reads what lies below its root', async () => {
    const source = await file.open(context(memoryFiles({ '/srv/sls/a/b.sls': 'x' })), '/srv/sls', 'file');
    const found = await source.read('a/b.sls');
    expect(found?.file).toBe('/srv/sls/a/b.sls');
    expect(await source.read('a')).toBeUndefined();
    expect(await source.read('missing.sls')).toBeUndefined();
  });

  it('is an error when its root is no directory', async () => {
    const files = memoryFiles({ '/srv/file': 'x' });
    await expect(file.open(context(files), '/srv/none', 'file')).rejects.toMatchObject({
      diagnostics: [{ code: 'sls/bad-source' }],
    });
    await expect(file.open(context(files), '/srv/file', 'file')).rejects.toMatchObject({
      diagnostics: [{ code: 'sls/bad-source' }],
    });
  });

  it('answers a link out of its root like a missing file, also into a folder whose name begins like the root', async () => {
    const files = memoryFiles({ '/srv/sls/in.sls': 'in', '/srv/slsx/out.sls': 'out' });
    await files.makeLink('/srv/sls/out.sls', '/srv/slsx/out.sls');
    await files.makeLink('/srv/sls/link.sls', '/srv/sls/in.sls');
    const source = await file.open(context(files), '/srv/sls', 'file');
    expect(await source.read('out.sls')).toBeUndefined();
    expect((await source.read('link.sls'))?.file).toBe('/srv/sls/link.sls');
  });

  it('never asks for anything outside of its root, whatever the path', async () => {
    const asked: string[] = [];
    const spy = (path: string): undefined => {
      asked.push(path);
    };
    const memory = memoryFiles({ '/srv/sls/a.sls': 'x' });
    const source = await file.open(context(memory), '/srv/sls', 'file');
    const watched = await file.open(
      context({
        ...memory,
        realPath: async (path) => (path === '/srv/sls' ? path : spy(path)),
        read: async (path) => spy(path),
      }),
      '/srv/sls',
      'file',
    );
    const part = fc.constantFrom('a', '..', '.', '', '/', '\\', 'C:', '\0', 'a.sls', '%2e%2e', '~');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        await watched.read(parts.join('/'));
        await source.read(parts.join('/'));
        expect(asked.every((path) => path.startsWith('/srv/sls/') && !path.split('/').includes('..'))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
