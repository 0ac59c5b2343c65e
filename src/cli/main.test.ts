import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../kernel/index.js';
import type { Host } from './host.js';
import { runCommandLine } from './main.js';

function fakeHost(argv: readonly string[], more: Partial<Host> = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const host: Host = {
    version: '1.2.3',
    argv,
    env: {},
    cwd: '/',
    defaultRoot: '/root',
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: { isTTY: false, readLine: async () => undefined },
    ports: () => Promise.reject(new Error('ports are broken')),
    services: () => Promise.reject(new Error('services are broken')),
    onSignal: () => () => {},
    appendTo: () => ({ problem: 'no files here' }),
    every: () => () => {},
    after: () => () => {},
    runEditor: async () => 0,
    exitNow: () => {
      throw new Error('exit');
    },
    bugReport: (thrown) => ({ severity: 'error', code: 'cli/bug', summary: `a bug: ${String(thrown)}` }),
    ...more,
  };
  return { host, written };
}

describe('one run of the command', () => {
  it('prints help and version on standard output', async () => {
    const help = fakeHost(['--help']);
    expect(await runCommandLine(help.host)).toBe(0);
    expect(help.written.stdout).toContain('Usage: holdfast');
    const version = fakeHost(['-V']);
    expect(await runCommandLine(version.host)).toBe(0);
    expect(version.written).toEqual({ stdout: '1.2.3\n', stderr: '' });
  });

  it('helps on standard error when the command is missing', async () => {
    for (const words of [[], ['esm']]) {
      const { host, written } = fakeHost(words);
      expect(await runCommandLine(host)).toBe(2);
      expect(written.stdout).toBe('');
      expect(written.stderr).toContain('Usage: holdfast');
    }
  });

  it('tells what nobody expected as a bug', async () => {
    const { host, written } = fakeHost(['config', 'show']);
    expect(await runCommandLine(host)).toBe(70);
    expect(written.stdout).toBe('');
    expect(written.stderr).toBe('error[cli/bug]: a bug: Error: ports are broken\n');
  });

  it('answers wrong input on standard error, and as JSON on standard output', async () => {
    const text = fakeHost(['sate']);
    expect(await runCommandLine(text.host)).toBe(2);
    expect(text.written.stdout).toBe('');
    expect(text.written.stderr).toContain("error[cli/unknown-command]: there is no command 'sate'");
    const json = fakeHost(['sate', '--json']);
    expect(await runCommandLine(json.host)).toBe(2);
    expect(json.written.stderr).toBe('');
    expect(JSON.parse(json.written.stdout)).toMatchObject({ diagnostics: [{ code: 'cli/unknown-command' }] });
  });

  it('gives the exit code of what was refused', async () => {
    const locked = new DiagnosticError({ severity: 'error', code: 'esm/locked', summary: 'locked' });
    const { host } = fakeHost(['config', 'show'], { ports: () => Promise.reject(locked) });
    expect(await runCommandLine(host)).toBe(75);
  });
});
