import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Masker, secret } from '../../kernel/index.js';
import { fileLog, nodePorts, noLog } from './index.js';

const ports = nodePorts({ log: noLog(), environment: { PATH: process.env['PATH'], KEPT: 'yes', GONE: 'yes' } });
const { clock, files, http, processes, random } = ports;
const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString();
const bytes = (content: string): Uint8Array => Buffer.from(content);

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'ports-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the clock', () => {
  it('sleeps, and stops at once when aborted', async () => {
    await clock.sleep(1);
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
  });
});

describe('random values', () => {
  it('have the sizes and ranges they should', () => {
    expect(random.bytes(7)).toHaveLength(7);
    expect(random.uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
    const fraction = random.fraction();
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThan(1);
  });
});

describe('files', () => {
  it('are undefined where there is nothing', async () => {
    const path = join(folder, 'nothing', 'here');
    expect(await files.read(path)).toBeUndefined();
    expect(await files.status(path)).toBeUndefined();
    expect(await files.list(path)).toBeUndefined();
    expect(await files.readLink(path)).toBeUndefined();
    expect(await files.realPath(path)).toBeUndefined();
    await files.remove(path);
  });

  it('are written whole, keep their mode, and leave nothing beside them', async () => {
    const path = join(folder, 'kept');
    await files.write(path, bytes('one'), { mode: 0o640 });
    await files.write(path, bytes('two'));
    expect(text(await files.read(path))).toBe('two');
    expect(await files.status(path)).toMatchObject({ kind: 'file', mode: 0o640, size: 3 });
    await files.changeMode(path, 0o600);
    expect((await files.status(path))?.mode).toBe(0o600);
    expect((await files.list(folder))?.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('are written through a link', async () => {
    const target = join(folder, 'target');
    const link = join(folder, 'through');
    writeFileSync(target, 'one');
    symlinkSync(target, link);
    await files.write(link, bytes('two'));
    expect(readFileSync(target, 'utf8')).toBe('two');
    expect(await files.readLink(link)).toBe(target);
  });

  it('leave no temporary file when the write fails', async () => {
    const path = join(folder, 'a-folder');
    await files.makeDirectory(join(path, 'inside'), { parents: true });
    await expect(files.write(path, bytes('x'))).rejects.toThrow();
    expect((await files.list(folder))?.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('folders are made with their mode, and removed only with recursive when not empty', async () => {
    const path = join(folder, 'deep', 'deeper');
    await expect(files.makeDirectory(path)).rejects.toThrow('ENOENT');
    await files.makeDirectory(path, { parents: true, mode: 0o750 });
    expect(statSync(path).mode & 0o777).toBe(0o750);
    await files.makeDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o750);
    await expect(files.remove(join(folder, 'deep'))).rejects.toThrow();
    await files.remove(join(folder, 'deep'), { recursive: true });
    expect(await files.status(join(folder, 'deep'))).toBeUndefined();
  });

  it('links are replaced, other things are not', async () => {
    const path = join(folder, 'link');
    await files.makeLink(path, 'one');
    await files.makeLink(path, 'two');
    expect(await files.readLink(path)).toBe('two');
    expect((await files.status(path))?.kind).toBe('symlink');
    writeFileSync(join(folder, 'plain'), '');
    await expect(files.makeLink(join(folder, 'plain'), 'x')).rejects.toThrow('EEXIST');
  });
});

describe('processes', () => {
  it('get their arguments, folder, input and environment', async () => {
    const script =
      'console.log(JSON.stringify([process.argv[1], process.cwd(), process.env.KEPT, process.env.GONE ?? null]))';
    const args = ['-e', script, 'with blank'];
    const env = { GONE: undefined };
    const ran = await processes.run({ command: process.execPath, args, cwd: folder, env });
    expect(JSON.parse(text(ran.stdout))).toEqual(['with blank', folder, 'yes', null]);
    expect(ran).toMatchObject({ status: 0, truncated: false, timedOut: false });
    expect(text((await processes.run({ command: 'cat', input: 'hello' })).stdout)).toBe('hello');
  });

  it('run through a shell', async () => {
    const ran = await processes.run({ command: 'echo "$KEPT" | tr y Y; echo no >&2; exit 3', shell: '/bin/sh' });
    expect([text(ran.stdout), text(ran.stderr), ran.status]).toEqual(['Yes\n', 'no\n', 3]);
  });

  it('reject only when they cannot be started', async () => {
    await expect(processes.run({ command: join(folder, 'no-such-program') })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keep only so much output', async () => {
    const ran = await processes.run({ command: 'echo 1234567890', shell: '/bin/sh', maxOutput: 4 });
    expect([text(ran.stdout), ran.truncated, ran.status]).toEqual(['1234', true, 0]);
  });

  it('end with all they started when their time is over', async () => {
    const ran = await processes.run({ command: 'sleep 60 & echo $!; wait', shell: '/bin/sh', timeout: 150 });
    expect(ran).toMatchObject({ timedOut: true, status: undefined, signal: 'SIGTERM' });
    const child = Number(text(ran.stdout));
    const state = (await processes.run({ command: 'ps', args: ['-o', 'stat=', '-p', String(child)] })).stdout;
    expect(text(state).trim()).toMatch(/^(Z.*)?$/);
  });

  it('are killed when they do not listen', async () => {
    const command = 'trap "" TERM; while :; do sleep 0.05; done';
    expect(await processes.run({ command, shell: '/bin/sh', timeout: 150 })).toMatchObject({ signal: 'SIGKILL' });
  });

  it('are ended by a signal, and not started after it', async () => {
    const stop = new AbortController();
    const running = processes.run({ command: 'sleep', args: ['60'], signal: stop.signal });
    stop.abort(new Error('enough'));
    expect(await running).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    await expect(processes.run({ command: 'true', signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('http', () => {
  it('gives status, headers and body', async () => {
    const server = createServer((request, response) => {
      response.writeHead(404, { 'X-Method': request.method ?? '' });
      request.pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const answer = await http.request({ method: 'PUT', url, body: 'echo', timeout: 5000 });
    expect([answer.status, answer.headers['x-method'], text(answer.body)]).toEqual([404, 'PUT', 'echo']);
    await expect(http.request({ url, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('the log', () => {
  it('writes one masked JSON object a line, from a level on', () => {
    const masker = new Masker();
    const password = secret('hunter22');
    masker.add(password);
    const path = join(folder, 'run.log');
    const log = fileLog({ path, level: 'info', clock: { ...clock, now: () => 0 }, masker });
    log.write('debug', 'dropped');
    log.write('warn', 'it was hunter22', { password, error: new Error('no'), time: 'not mine' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'it was ********',
      password: '********',
      error: { name: 'Error', message: 'no' },
    });
    noLog().write('error', 'nowhere');
  });
});
