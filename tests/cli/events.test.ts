/** Where events go: files, standard output, URLs, and places of plugins. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type EventBody, eventSchema } from '../../src/operations/index.js';
import { scratchCommand } from './command.js';

interface Line {
  readonly seq: number;
  readonly run: string;
  readonly run_name: string;
  readonly body: EventBody;
}

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

const site = 'net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\na:\n  test.nop: []\n';

const linesOf = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const typesOf = (lines: readonly Line[]): readonly string[] => lines.map(({ body }) => body.type);

describe('events', () => {
  const holdfast = scratchCommand();
  const fits = new Ajv2020({ allErrors: true }).compile(eventSchema());
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  /** Answers each request with the next of these statuses, and then with 200; with `undefined` never. */
  async function listening(...statuses: readonly (number | undefined)[]): Promise<{ url: string; asked: Asked[] }> {
    const asked: Asked[] = [];
    server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      request.on('end', () => {
        const at = asked.push({ headers: request.headers, text }) - 1;
        const status = at < statuses.length ? statuses[at] : 200;
        if (status !== undefined) response.writeHead(status).end();
      });
    });
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  const read = (name: string): readonly Line[] => linesOf(readFileSync(join(holdfast.directory, name), 'utf8'));

  it('are what the schema says, in every command and with all details', async () => {
    holdfast.files({ 'site.sls': site, 'wrong.sls': 'a:\n  test.nope: []\n' });
    const all = ['--events', 'all', '--event-types', '*'];
    for (const { words, code } of [
      { words: ['plan', 'site.sls', '-o', 'site.plan'], code: 0 },
      { words: ['apply', 'site.plan', '--yes'], code: 0 },
      { words: ['state', 'site.sls', '--yes'], code: 0 },
      { words: ['exec', 'cloud.network.list'], code: 0 },
      { words: ['describe', 'cloud.*'], code: 0 },
      { words: ['exec', 'test.nope'], code: 2 },
      { words: ['plan', 'wrong.sls'], code: 2 },
    ]) {
      const ended = await holdfast.run([...words, ...all]);
      expect(ended.code, ended.stderr).toBe(code);
    }
    const lines = read('all');
    for (const line of lines) expect(fits(line), JSON.stringify([line, fits.errors])).toBe(true);
    expect(new Set(lines.map(({ run }) => run)).size).toBe(7);
    expect(new Set(typesOf(lines))).toEqual(
      new Set([
        'phase',
        'high-state',
        'low-state',
        'run-started',
        'step-started',
        'call-started',
        'step-ended',
        'chunk-ended',
        'run-ended',
        'exec-started',
        'exec-ended',
        'describe-started',
        'described',
        'describe-ended',
        'diagnostic',
      ]),
    );
    const wrong = lines.at(-1)?.body;
    expect(wrong?.type === 'diagnostic' && wrong.diagnostic.code).toBe('call/unknown-function');
  });

  it('carry the id that the run has in the history', async () => {
    holdfast.files({ 'site.sls': site });
    await holdfast.run(['state', 'site.sls', '--yes', '--run-name', 'blue', '--events', 'events']);
    const { stdout } = await holdfast.run(['esm', 'history', '--run-name', 'blue', '--json']);
    const [{ run, run_name } = { run: '', run_name: '' }] = read('events');
    expect(stdout).toContain(run);
    expect(run_name).toBe('blue');
  });

  it('go to standard output, and then the report goes to standard error', async () => {
    holdfast.files({ 'site.sls': site });
    const { stdout, stderr, code } = await holdfast.run(['state', 'site.sls', '--yes', '--events', '-']);
    expect(code).toBe(0);
    expect(typesOf(linesOf(stdout)).at(-1)).toBe('run-ended');
    expect(stderr).toContain('1 changed, 1 unchanged');
    const quiet = await holdfast.run(['state', 'site.sls', '--yes', '--events', '-', '--quiet']);
    expect(quiet.stderr).toBe('');
    const exec = await holdfast.run(['exec', 'test.ping', '--events', '-']);
    expect(typesOf(linesOf(exec.stdout))).toEqual(['exec-started', 'exec-ended']);
  });

  it.each([
    { name: 'JSON', words: ['plan', 'site.sls', '--json', '--events', '-'], code: 'cli/events-target' },
    { name: 'other data', words: ['plan', 'site.sls', '--output', 'yaml', '--events', '-'], code: 'cli/events-target' },
    { name: 'SLS', words: ['describe', 'cloud.*', '--events', '-'], code: 'cli/events-target' },
    { name: 'no such folder', words: ['plan', 'site.sls', '--events', 'no/such'], code: 'cli/events-target' },
    {
      name: 'no such protocol',
      words: ['plan', 'site.sls', '--events', 'htps://x'],
      code: 'operations/bad-event-target',
    },
    { name: 'no URL', words: ['plan', 'site.sls', '--events', 'https://a b/c'], code: 'operations/bad-event-target' },
    { name: 'no host', words: ['plan', 'site.sls', '--events', 'https://'], code: 'operations/bad-event-target' },
    {
      name: 'no such profile',
      words: ['plan', 'site.sls', '--events', 'https://p@x'],
      code: 'operations/bad-event-target',
    },
    {
      name: 'no such type',
      words: ['plan', 'site.sls', '--events', 'e', '--event-types', 'run-endet'],
      code: 'operations/unknown-event-type',
    },
    {
      name: 'no regular expression',
      words: ['plan', 'site.sls', '--events', 'e', '--event-types', '/(/'],
      code: 'operations/unknown-event-type',
    },
  ])('are refused: $name', async ({ words, code }) => {
    holdfast.files({ 'site.sls': site });
    const ended = await holdfast.run(words);
    expect(ended.code).toBe(2);
    expect(ended.stdout + ended.stderr).toContain(code);
  });

  it('are chosen by type, by a pattern or a regular expression, also in the project file', async () => {
    holdfast.files({
      'site.sls': site,
      'holdfast.yaml': 'run_name: x\nevents: [one, two]\nevent_types: [run-*]\n',
    });
    await holdfast.run(['plan', 'site.sls']);
    expect(typesOf(read('one'))).toEqual(['run-started', 'run-ended']);
    expect(read('two')).toEqual(read('one'));
    await holdfast.run(['plan', 'site.sls', '--events', 'three', '--event-types', '/phase|low-.*/']);
    expect(new Set(typesOf(read('three')))).toEqual(new Set(['phase', 'low-state']));
  });

  it('are added to a file, after a line that was cut off', async () => {
    holdfast.files({ 'site.sls': site, events: '{"whole":1}\n{"cut of' });
    await holdfast.run(['plan', 'site.sls', '--events', 'events']);
    const lines = readFileSync(join(holdfast.directory, 'events'), 'utf8').split('\n');
    expect(lines.slice(0, 2)).toEqual(['{"whole":1}', '{"cut of']);
    expect(typesOf(linesOf(lines.slice(2).join('\n'))).at(-1)).toBe('run-ended');
  });

  it('stand in whole lines when the command is killed', async () => {
    const many = Array.from({ length: 2000 }, (_, at) => `s${at}:\n  test.nop: []\n`).join('');
    holdfast.files({ 'site.sls': many });
    const events = join(holdfast.directory, 'events');
    const child = spawn(process.execPath, [holdfast.main, 'state', 'site.sls', '--yes', '--events', events], {
      cwd: holdfast.directory,
      env: { ...holdfast.env },
      stdio: 'ignore',
    });
    const closed = new Promise((done) => child.on('close', done));
    while (!existsSync(events) || readFileSync(events).length < 50_000)
      await new Promise((done) => setTimeout(done, 2));
    child.kill('SIGKILL');
    await closed;
    const text = readFileSync(events, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect(linesOf(text).map(({ seq }) => seq)).toEqual(linesOf(text).map((_, at) => at + 1));
  });

  it.runIf(existsSync('/dev/full'))('tell at the end that a disk was full, and leave the run alone', async () => {
    holdfast.files({ 'site.sls': site });
    const { stdout, stderr, code } = await holdfast.run([
      'state',
      'site.sls',
      '--yes',
      '--json',
      '--events',
      '/dev/full',
    ]);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toHaveLength(2);
    expect(stderr).toContain('cli/events-lost');
    expect(stderr).toMatch(/\d+ events did not reach \/dev\/full: ENOSPC/);
  });

  it('go to a URL in order, with the credentials that it names, and again when it was busy', async () => {
    const { url, asked } = await listening(503, 503);
    holdfast.files({ 'site.sls': site });
    const { stderr, code } = await holdfast.run([
      'state',
      'site.sls',
      '--yes',
      '--events',
      `http://me:hunter22@${url}/hook`,
      '-v',
    ]);
    expect([code, stderr.includes('hunter22')]).toEqual([0, false]);
    const keys = asked.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(asked.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('me:hunter22').toString('base64')}`);
    const lines = linesOf(
      asked
        .slice(2)
        .map(({ text }) => text)
        .join(''),
    );
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
    expect(typesOf(lines).at(-1)).toBe('run-ended');
  });

  it.each([
    { name: 'refuses them', statuses: [404], says: 'it answers 404' },
    { name: 'is not there', statuses: undefined, says: 'ECONNREFUSED' },
  ])(
    'are told as lost, with the run done, when the other side $name',
    async ({ statuses, says }) => {
      const { url } = await listening(...(statuses ?? []));
      if (statuses === undefined) await new Promise((done) => server?.close(done));
      holdfast.files({ 'site.sls': site });
      const target = `http://me:hunter22@${url}/hook?key=hunter33`;
      const { stdout, stderr, code } = await holdfast.run(['state', 'site.sls', '--yes', '--json', '--events', target]);
      expect(code).toBe(0);
      expect(Object.keys(JSON.parse(stdout) as object)).toHaveLength(2);
      expect(stderr).toContain('cli/events-lost');
      expect(stderr).toMatch(/\d+ events did not reach http:\/\/me@127\.0\.0\.1:\d+\/hook:/);
      expect(stderr).toContain(says);
      expect(stderr).not.toMatch(/hunter/);
    },
    60_000,
  );

  it('go where a plugin of the project takes them, with its account profile', async () => {
    const sink = `import { appendFileSync } from 'node:fs';
import { eventSink, reveal } from 'holdfast/plugin';
export default eventSink({
  ref: 'drop', summary: 'Keeps events.', protocols: ['drop'],
  open: (ctx, path) => ({
    async send(lines) { for (const line of lines) appendFileSync(path, reveal(ctx.account.mark) + line + '\\n'); },
  }),
});`;
    holdfast.files({
      'site.sls': site,
      'holdfast.yaml': 'run_name: x\n',
      'holdfast.plugins/events/drop.ts': sink,
      'accounts.yaml': 'drop:\n  mine:\n    mark: "#"\n',
    });
    const kept = join(holdfast.directory, 'kept');
    const { code, stderr } = await holdfast.run([
      'plan',
      'site.sls',
      '--acct-file',
      'accounts.yaml',
      '--events',
      `drop://mine@${kept}`,
    ]);
    expect(code, stderr).toBe(0);
    const lines = readFileSync(kept, 'utf8').trimEnd().split('\n');
    expect(lines.every((line) => line.startsWith('#{'))).toBe(true);
    expect(typesOf(linesOf(lines.map((line) => line.slice(1)).join('\n'))).at(-1)).toBe('run-ended');
  });

  it.each([[], ['--json']])('show no password where settings are shown (config show %s)', async (...words) => {
    holdfast.files({ 'holdfast.yaml': 'run_name: x\nevents: [https://me:hunter22@host/hook]\n' });
    const { stdout } = await holdfast.run(['config', 'show', ...words]);
    expect(stdout).toContain('https://me:********@host/hook');
    expect(stdout).not.toContain('hunter22');
  });

  it('show no secrets, whatever the type', async () => {
    writeFileSync(
      join(holdfast.directory, 'site.sls'),
      'a:\n  test.succeed_with_comment:\n    - comment: c4n4ry-value\n    - sensitive: [comment]\n',
    );
    await holdfast.run([
      'state',
      'site.sls',
      '--yes',
      '--events',
      'events',
      '--event-types',
      'call-started',
      '--event-types',
      'chunk-ended',
    ]);
    const text = readFileSync(join(holdfast.directory, 'events'), 'utf8');
    expect(text).toContain('call-started');
    expect(text).not.toContain('c4n4ry-value');
  });

  it('have a schema that is printed', async () => {
    const { stdout, code } = await holdfast.run(['schema', '--events']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(eventSchema());
  });
});
