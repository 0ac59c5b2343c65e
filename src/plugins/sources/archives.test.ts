import { describe, expect, it } from 'vitest';
import type { SourceContext } from '../../contract/index.js';
import { diagnosticsOf, type HttpRequest, secret } from '../../kernel/index.js';
import { tarGzOf, tarOf, zipOf } from '../archives/writers.js';
import file from './file.js';
import http from './http.js';
import json from './json.js';
import tar from './tar.js';
import zip from './zip.js';

const member = { name: 'a/b.sls', text: 'x: test.nop\n' };

function context(
  given: Partial<SourceContext> & { readonly held?: Readonly<Record<string, Uint8Array>> },
): SourceContext {
  const { held = {}, ...rest } = given;
  const files = {
    realPath: async (path: string) => (path in held ? path : undefined),
    status: async (path: string) => ({ kind: 'file', size: held[path]?.length ?? 0 }),
    read: async (path: string) => held[path],
  };
  return { files, account: {}, signal: new AbortController().signal, ...rest } as unknown as SourceContext;
}

async function problem(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => diagnosticsOf(error)?.[0],
  );
}

describe('archives on this machine', () => {
  it.each([
    { name: 'zip', plugin: zip, bytes: zipOf([member]) },
    { name: 'tar', plugin: tar, bytes: tarOf([member]) },
    { name: 'tar.gz', plugin: tar, bytes: tarGzOf([member]) },
  ])('$name', async ({ name, plugin, bytes }) => {
    const source = await plugin.open(context({ held: { '/srv/t': bytes } }), '/srv/t', name);
    expect(new TextDecoder().decode((await source.read('b.sls'))?.bytes)).toBe(member.text);
  });

  it.each([
    { name: 'tree.zip', bytes: zipOf([member]) },
    { name: 'tree.tar', bytes: tarOf([member]) },
    { name: 'tree.TGZ', bytes: tarGzOf([member]) },
  ])('a file source knows $name by its ending', async ({ name, bytes }) => {
    const source = await file.open(context({ held: { [`/srv/${name}`]: bytes } }), `/srv/${name}`, 'file');
    expect(new TextDecoder().decode((await source.read('b.sls'))?.bytes)).toBe(member.text);
  });

  it.each([
    { name: 'no file', location: '/none', says: 'there is no file' },
    { name: 'no archive', location: '/srv/t', says: 'cannot be read' },
  ])('$name', async ({ location, says }) => {
    const ctx = context({ held: { '/srv/t': Buffer.alloc(600, 'x') } });
    for (const plugin of [zip, tar]) {
      const found = await problem(plugin.open(ctx, location, 'zip'));
      expect(found).toMatchObject({ code: 'sls/bad-source', summary: expect.stringContaining(says) });
    }
  });
});

describe('JSON', () => {
  it('gives files by their refs, as data or as text', async () => {
    const source = await json.open(
      context({}),
      '{"a.b": {"x": {"test.nop": []}}, "c.init": "y: test.nop", "d.txt": "z"}',
      'json',
    );
    const read = async (path: string) => new TextDecoder().decode((await source.read(path))?.bytes);
    expect(JSON.parse(await read('a/b.sls'))).toEqual({ x: { 'test.nop': [] } });
    expect(await read('c/init.sls')).toBe('y: test.nop');
    expect(await read('d.txt')).toBe('z');
    expect(await source.read('toString')).toBeUndefined();
  });

  it.each([
    { name: 'no JSON', text: '{', says: 'is not JSON' },
    { name: 'no object', text: '[1]', says: 'must be an object' },
  ])('$name', async ({ text, says }) => {
    expect(await problem(json.open(context({}), text, 'json'))).toMatchObject({
      summary: expect.stringContaining(says),
    });
  });
});

describe('archives behind a URL', () => {
  function served(status: number, body: Uint8Array, asked: HttpRequest[] = []): Partial<SourceContext> {
    return {
      http: {
        async request(request) {
          asked.push(request);
          return { status, headers: {}, body };
        },
      },
    };
  }

  it.each([
    { name: 'zip', body: zipOf([member]) },
    { name: 'tar', body: tarOf([member]) },
    { name: 'tar.gz', body: tarGzOf([member]) },
  ])('tells $name by its content', async ({ body }) => {
    const source = await http.open(context(served(200, body)), 'host/t?x=1', 'https');
    expect((await source.read('b.sls'))?.file).toBe('https://host/t?x=1!/a/b.sls');
  });

  it.each([
    { name: 'a token', account: { token: secret('t0ken') }, want: 'Bearer t0ken' },
    { name: 'a user', account: { username: 'me', password: secret('pw') }, want: 'Basic bWU6cHc=' },
    { name: 'nothing', account: {}, want: undefined },
  ])('sends $name of the profile', async ({ account, want }) => {
    const asked: HttpRequest[] = [];
    await http.open(context({ ...served(200, zipOf([member]), asked), account }), 'host/t', 'https');
    expect(asked[0]?.headers?.['authorization']).toBe(want);
    expect(asked[0]?.url).toBe('https://host/t');
  });

  it.each([
    { name: 'no archive at the end of its name', ctx: served(404, new Uint8Array()), says: 'answers 404' },
    { name: 'not allowed', ctx: served(401, new Uint8Array()), says: 'answers 401' },
    { name: 'no archive', ctx: served(200, Buffer.from('<html>')), says: 'is no archive' },
    {
      name: 'out of reach',
      ctx: { http: { request: async () => Promise.reject(new Error('ECONNREFUSED')) } },
      says: 'cannot be reached',
    },
  ])('says so: $name', async ({ ctx, says }) => {
    expect(await problem(http.open(context(ctx), 'host/t.zip', 'https'))).toMatchObject({
      code: 'sls/bad-source',
      summary: expect.stringContaining(says),
    });
  });
});

describe('files below a URL', () => {
  const site: Readonly<Record<string, string>> = {
    'https://host/tree': '<html>index</html>',
    'https://host/tree/a/b.sls': member.text,
    'https://host/tree/a/b.sls?key=1': 'signed',
    'https://host/tree/%C3%BC.sls': 'umlaut',
  };
  const serving = (asked: HttpRequest[] = []): Partial<SourceContext> => ({
    http: {
      async request(request) {
        asked.push(request);
        const text = site[request.url];
        return { status: text === undefined ? 404 : 200, headers: {}, body: Buffer.from(text ?? 'nothing here') };
      },
    },
  });
  const read = async (location: string, path: string) => {
    const source = await http.open(context(serving()), location, 'https');
    const found = await source.read(path);
    return found && new TextDecoder().decode(found.bytes);
  };

  it.each([
    { name: 'a file', location: 'host/tree', path: 'a/b.sls', want: member.text },
    { name: 'a URL with a slash at its end', location: 'host/tree/', path: 'a/b.sls', want: member.text },
    { name: 'a query, which holds for each file', location: 'host/tree?key=1', path: 'a/b.sls', want: 'signed' },
    { name: 'a name beyond ASCII', location: 'host/tree', path: 'ü.sls', want: 'umlaut' },
    { name: 'a missing file', location: 'host/tree', path: 'c.sls', want: undefined },
    { name: 'a URL without an answer of its own', location: 'host', path: 'tree/a/b.sls', want: member.text },
    { name: 'a path that leads out', location: 'host/tree/a', path: '../a/b.sls', want: undefined },
  ])('$name', async ({ location, path, want }) => {
    expect(await read(location, path)).toBe(want);
  });

  it('sends the account with each request, and says what is refused', async () => {
    const asked: HttpRequest[] = [];
    const source = await http.open(
      context({ ...serving(asked), account: { token: secret('t0ken') } }),
      'host/tree',
      'https',
    );
    await source.read('a/b.sls');
    expect(asked.map(({ headers }) => headers?.['authorization'])).toEqual(['Bearer t0ken', 'Bearer t0ken']);
    const denied = context({ http: { request: async () => ({ status: 403, headers: {}, body: Buffer.from('') }) } });
    expect(await problem(http.open(denied, 'host/tree', 'https'))).toMatchObject({
      summary: 'https://host/tree answers 403',
    });
  });
});
