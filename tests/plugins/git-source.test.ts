/** The git source against the git program and a repository in a scratch folder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodePorts, noLog } from '../../src/app/ports/index.js';
import type { SourceContext } from '../../src/contract/index.js';
import { diagnosticsOf, type ProcessRequest, secret } from '../../src/kernel/index.js';
import git from '../../src/plugins/sources/git.js';

const installed = hasGit();
if (!installed && process.env['CI']) throw new Error('git is not installed');

let scratch: string;
let repository: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'git-source-'));
  repository = join(scratch, 'repository');
  if (!installed) return;
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', repository]);
  commit('a.sls', 'one: test.nop\n');
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe.skipIf(!installed)('git', () => {
  it('reads the newest commit, and the next one after it', async () => {
    expect(await read('a.sls')).toBe('one: test.nop\n');
    commit('a.sls', 'two: test.nop\n');
    expect(await read('a.sls')).toBe('two: test.nop\n');
    expect(await read('none.sls')).toBeUndefined();
  });

  it('reads the branch of the profile', async () => {
    run('checkout', '--quiet', '-b', 'other');
    commit('a.sls', 'other: test.nop\n');
    run('checkout', '--quiet', 'main');
    expect(await read('a.sls', { branch: secret('other') })).toBe('other: test.nop\n');
    expect(await read('a.sls')).toBe('one: test.nop\n');
  });

  it('follows no link of the repository', async () => {
    symlinkSync('/etc/hostname', join(repository, 'link.sls'));
    run('add', '.');
    run('commit', '--quiet', '-m', 'a link');
    expect(await read('link.sls')).toBeUndefined();
  });

  it.each([
    { name: 'no repository', account: {}, place: 'nowhere', says: 'cannot be read' },
    { name: 'no such branch', account: { branch: 'nothing' }, place: 'repository', says: 'cannot be read' },
    {
      name: 'a branch that is an option',
      account: { branch: '--upload-pack=x' },
      place: 'repository',
      says: 'no name of a branch',
    },
  ])('says so: $name', async ({ account, place, says }) => {
    const opened = git.open(context(account), join(scratch, place), 'git+file');
    const found = await opened.then(
      () => undefined,
      (error: unknown) => diagnosticsOf(error)?.[0],
    );
    expect(found).toMatchObject({ code: 'sls/bad-source', summary: expect.stringContaining(says) });
  });

  it.each([
    {
      protocol: 'git+http',
      place: 'host/r.git',
      account: { port: 8080, username: 'me' },
      url: 'http://host:8080/r.git',
    },
    {
      protocol: 'git+ssh',
      place: 'host/r.git',
      account: { port: '22', username: 'me' },
      url: 'ssh://me@host:22/r.git',
    },
    {
      protocol: 'git+ssh',
      place: 'you@host:1/r.git',
      account: { port: 22, username: 'me' },
      url: 'ssh://you@host:1/r.git',
    },
    { protocol: 'git+file', place: '/r.git', account: { port: 22 }, url: 'file:///r.git' },
  ])('$protocol of $place: port and user of the profile stand where the place names none', async (one) => {
    const asked: ProcessRequest[] = [];
    const processes: SourceContext['processes'] = {
      async run(request) {
        asked.push(request);
        const fails = request.args?.includes('fetch') === true;
        return {
          status: fails ? 1 : 0,
          stdout: new Uint8Array(),
          stderr: new Uint8Array(),
          truncated: false,
          timedOut: false,
        };
      },
    };
    await git.open({ ...context(one.account), processes }, one.place, one.protocol).catch(() => undefined);
    expect(asked.at(-1)?.args).toContain(one.url);
  });

  it('takes no port that is none', async () => {
    await expect(git.open(context({ port: '1 2' }), 'host/r.git', 'git+http')).rejects.toMatchObject({
      diagnostics: [{ code: 'sls/bad-source', summary: expect.stringContaining('is no port') }],
    });
  });

  it('allows no protocol that runs programs, and hands credentials over in the environment only', async () => {
    const asked: ProcessRequest[] = [];
    const account = { username: 'me', password: secret('hunter2'), ssh_key: "/k'ey" };
    const ctx = context(account);
    const processes: SourceContext['processes'] = {
      run(request) {
        asked.push(request);
        return ctx.processes.run(request);
      },
    };
    await git.open({ ...ctx, processes }, repository, 'git+file');
    expect(asked.map(({ args }) => JSON.stringify(args)).join()).not.toContain('hunter2');
    for (const { args, env } of asked) {
      expect(args).toContain('protocol.ext.allow=never');
      expect(env).toMatchObject({
        GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
        GIT_PROTOCOL_FROM_USER: '0',
        GIT_TERMINAL_PROMPT: '0',
        GIT_SSH_COMMAND: "ssh -o BatchMode=yes -o IdentitiesOnly=yes -i '/k'\\''ey'",
        HOLDFAST_GIT_PASSWORD: 'hunter2',
      });
    }
  });
});

function context(account: Readonly<Record<string, unknown>>): SourceContext {
  const ports = nodePorts({ log: noLog(), environment: { PATH: process.env['PATH'], HOME: scratch } });
  return { ...ports, account, cacheDirectory: join(scratch, 'cache'), signal: new AbortController().signal };
}

async function read(path: string, account: Readonly<Record<string, unknown>> = {}): Promise<string | undefined> {
  const source = await git.open(context(account), repository, 'git+file');
  const found = await source.read(path);
  return found && new TextDecoder().decode(found.bytes);
}

function commit(file: string, content: string): void {
  writeFileSync(join(repository, file), content);
  run('add', '.');
  run('commit', '--quiet', '-m', `writes ${file}`);
}

function run(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
  execFileSync('git', ['-C', repository, ...identity, ...words]);
}

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
}
