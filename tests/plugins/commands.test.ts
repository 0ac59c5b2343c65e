import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResourceContext } from '../../src/contract/index.js';
import { isSecret, secret } from '../../src/kernel/index.js';
import execCmd from '../../src/plugins/exec/cmd.js';
import execFile from '../../src/plugins/exec/file.js';
import execTest from '../../src/plugins/exec/test.js';
import cmd from '../../src/plugins/states/cmd.js';
import data from '../../src/plugins/states/data.js';
import { realContext } from './real-context.js';

let folder = '';
beforeAll(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'commands-')))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (args: Record<string, unknown>, given: Partial<ResourceContext> = {}) =>
  cmd.functions['run']?.run(realContext(folder, given), { name: 'true', ...args });

describe('cmd.run', () => {
  it('runs its name by default', async () => {
    expect(await run({})).toEqual({
      result: true,
      comment: '`true` exited with 0',
      changes: { new: { stdout: '', stderr: '', retcode: 0 } },
      new_state: { name: 'true', stdout: '', stderr: '', retcode: 0 },
    });
  });

  it.each([
    { name: 'text', reason: 'a shell runs it', args: { cmd: 'echo a | tr a b' }, stdout: 'b\n' },
    { name: 'a list', reason: 'no shell looks at it', args: { cmd: ['echo', '$HOME', 7] }, stdout: '$HOME 7\n' },
    { name: 'standard input', reason: 'it is given', args: { cmd: 'cat', stdin: 'in' }, stdout: 'in' },
    { name: 'an environment', reason: 'it is added', args: { cmd: 'echo $A', env: { A: 1 } }, stdout: '1\n' },
    {
      name: 'a folder',
      reason: 'relative to the project',
      args: { cmd: 'basename "$(pwd)"', cwd: '.' },
      stdout: /^commands-/,
    },
    { name: 'umask of text', reason: 'set before it', args: { cmd: 'umask', umask: '027' }, stdout: '0027\n' },
    {
      name: 'umask of a list',
      reason: 'set before it',
      args: { cmd: ['sh', '-c', 'umask'], umask: '077' },
      stdout: '0077\n',
    },
    {
      name: 'another success',
      reason: 'statuses can be chosen',
      args: { cmd: 'exit 3', success_retcodes: [3] },
      stdout: '',
    },
  ])('with $name: $reason', async ({ args, stdout }) => {
    const ran = await run(args);
    expect(ran?.result).toBe(true);
    const output = ran?.new_state?.['stdout'];
    if (typeof stdout === 'string') expect(output).toBe(stdout);
    else expect(output).toMatch(stdout);
  });

  it('fails with the last lines of standard error', async () => {
    expect(await run({ cmd: 'echo why >&2; exit 4' })).toMatchObject({
      result: false,
      comment: ['`echo why >&2; exit 4` exited with 4', 'why'],
      new_state: { retcode: 4 },
    });
  });

  it('masks secrets in its output and its command', async () => {
    const password = secret('hunter22');
    const ran = await run({ cmd: ['sh', '-c', 'echo $P $0', password], env: { P: password } });
    expect(ran?.new_state?.['stdout']).toBe('******** ********\n');
    expect(JSON.stringify(ran)).not.toContain('hunter22');
  });

  it.each([
    { name: 'no such program', args: { cmd: ['no-such-program'] }, says: /there is no such program/ },
    { name: 'no such folder', args: { cwd: 'none' }, says: /is not a directory/ },
    { name: 'an empty command', args: { cmd: '  ' }, says: /cmd is empty/ },
    { name: 'an umask that is none', args: { umask: '99' }, says: /not a umask/ },
  ])('refuses $name', async ({ args, says }) => {
    await expect(run(args)).rejects.toThrow(says);
  });

  it('ends when the run is stopped', async () => {
    const stop = new AbortController();
    const running = run({ cmd: 'sleep 60' }, { signal: stop.signal });
    setImmediate(() => stop.abort(new Error('stopped')));
    await expect(running).rejects.toThrow('stopped');
  });

  it('as an exec function has a time limit of its own', async () => {
    const ran = await execCmd.functions['run']?.run(realContext(folder), { cmd: 'sleep 60', timeout: 0.05 });
    expect(ran).toMatchObject({ result: false, comment: '`sleep 60` took too long and was ended' });
  });
});

describe('data.write', () => {
  const args = { name: 'd', file_name: 'out.json', parameters: { a: [1] } };
  const content = '{\n    "a": [\n        1\n    ]\n}';

  it('says what it would do, does it, and then has nothing to do', async () => {
    const ctx = realContext(folder);
    const path = join(folder, 'out.json');
    const write = data.functions['write'];
    const next = { 'out.json': content };
    expect(await write?.predict?.(ctx, args)).toEqual({
      result: null,
      comment: `Would write ${path}`,
      changes: { old: {}, new: next },
      old_state: {},
      new_state: next,
    });
    expect(await write?.run(ctx, args)).toMatchObject({ result: true, changes: { new: next } });
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(await write?.run(ctx, args)).toMatchObject({ result: true, changes: {}, old_state: next, new_state: next });
  });

  it('keeps secrets out of its states', async () => {
    const ctx = realContext(folder);
    const wrote = await data.functions['write']?.run(ctx, { ...args, parameters: { a: secret('hunter22') } });
    expect(readFileSync(join(folder, 'out.json'), 'utf8')).toContain('hunter22');
    expect(isSecret(wrote?.new_state?.['out.json'])).toBe(true);
    expect(JSON.stringify(wrote)).not.toContain('hunter22');
  });
});

describe('exec file', () => {
  it('reads and says what is there', async () => {
    const ctx = realContext(folder);
    await ctx.files.write(join(folder, 'f'), Buffer.from('hi'), { mode: 0o640 });
    await ctx.files.makeLink(join(folder, 'l'), 'f');
    const call = async (fun: string, args: object) => execFile.functions[fun]?.run(ctx, args as never);
    expect(await call('read', { path: 'f' })).toEqual({ result: true, ret: 'hi' });
    expect(await call('read', { path: 'f', encoding: 'base64' })).toEqual({ result: true, ret: 'aGk=' });
    expect(await call('read', { path: 'none' })).toMatchObject({ result: false, ret: null });
    expect(await call('stat', { path: 'f' })).toMatchObject({ ret: { kind: 'file', size: 2, mode: '0640' } });
    expect(await call('stat', { path: 'l' })).toMatchObject({ ret: { kind: 'symlink', target: 'f' } });
    expect(await call('stat', { path: 'none' })).toMatchObject({ result: false });
  });
});

describe('exec test', () => {
  it('pings, echoes and fails', async () => {
    const ctx = realContext(folder);
    expect(await execTest.functions['ping']?.run(ctx, {})).toEqual({ result: true, ret: true });
    expect(await execTest.functions['aecho']?.run(ctx, { value: [1] })).toEqual({ result: true, ret: [1] });
    expect(() => execTest.functions['fail']?.run(ctx, {})).toThrow('Expected failure');
  });
});
