import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnosticsOf } from '../kernel/index.js';
import { commandTable } from './commands/table.js';
import { asksForJson, type Request, readCommandLine } from './program.js';

async function run(...words: string[]): Promise<Extract<Request, { kind: 'run' }>> {
  const request = await readCommandLine(words);
  if (request.kind !== 'run') throw new Error(`not a run: ${request.kind}`);
  return request;
}

async function problem(...words: string[]): Promise<Diagnostic> {
  const thrown: unknown = await readCommandLine(words).catch((error: unknown) => error);
  return diagnosticsOf(thrown)?.[0] as Diagnostic;
}

describe('the command line', () => {
  it('reads options before and after the command', async () => {
    const request = await run(
      '--root-dir',
      '/r',
      'state',
      'a.sls',
      'b',
      '-t',
      '--target',
      'x',
      '--target',
      'y*',
      '--batch-size=3',
      '--no-plugins',
      '--no-color',
    );
    expect(request.arguments).toEqual(['a.sls', 'b']);
    expect(request.options).toMatchObject({ test: true, target: ['x', 'y*'], color: false });
    expect(request.given).toEqual({
      root_dir: { value: '/r', flag: '--root-dir' },
      batch_size: { value: '3', flag: '--batch-size' },
      plugins: { value: false, flag: '--no-plugins' },
    });
  });

  it('reads commands of two words', async () => {
    expect((await run('esm', 'show', 'x*', '--json')).command.name).toBe('esm show');
  });

  it('takes what follows -- as arguments', async () => {
    expect((await run('exec', 'test.echo', '--', '--value')).arguments).toEqual(['test.echo', '--value']);
  });

  const helps = [
    { words: [], says: 'Look and check:' },
    { words: ['--help'], says: 'Look and check:' },
    { words: ['help'], says: 'Look and check:' },
    { words: ['esm'], says: 'show' },
    { words: ['state', '--help'], says: 'Examples:' },
    { words: ['state', 'x', '-h', '--whatever'], says: 'Examples:' },
  ];
  it.each(helps)('helps on $words', async ({ words, says }) => {
    const request = await readCommandLine(words);
    expect(request.kind === 'help' && request.text).toContain(says);
  });

  it('knows its version', async () => {
    expect((await readCommandLine(['--version'])).kind).toBe('version');
  });

  const problems = [
    { words: ['sate', 'x'], code: 'cli/unknown-command', hint: "did you mean 'state'?" },
    { words: ['history'], code: 'cli/unknown-command', hint: "did you mean 'esm history'?" },
    { words: ['esm', 'shwo'], code: 'cli/unknown-command', hint: "did you mean 'show'?" },
    { words: ['state', 'x', '--taget', 'y'], code: 'cli/unknown-option', hint: "did you mean '--target'?" },
    { words: ['--versoin'], code: 'cli/unknown-option', hint: "did you mean '--version' or '--verbose'?" },
    { words: ['state'], code: 'cli/usage', hint: 'usage: holdfast state [options] <sls...>' },
    { words: ['state', 'x', '--target'], code: 'cli/usage', hint: "see 'holdfast state --help'" },
    { words: ['state', 'x', '--runtime', 'seriel'], code: 'cli/usage', hint: "see 'holdfast state --help'" },
    { words: ['completion', 'bahs'], code: 'cli/usage', hint: "did you mean 'bash'?" },
    {
      words: ['state', 'x', '--cache-dir', 'y'],
      code: 'cli/unknown-option',
      hint: 'use root_dir (--root-dir): everything that is kept lies below it',
    },
    { words: ['plan', 'x', '--yes'], code: 'cli/unknown-option', hint: "see 'holdfast plan --help'" },
    { words: ['state', 'x', '-R', 'none'], code: 'cli/unknown-option', hint: 'use -r (--reconciler)' },
    { words: ['doc', 'a', 'b'], code: 'cli/usage', hint: "see 'holdfast doc --help'" },
  ];
  it.each(problems)('refuses $words', async ({ words, code, hint }) => {
    const found = await problem(...words);
    expect(found.code).toBe(code);
    expect(found.hints).toContain(hint);
  });

  it('has an example, and a unique set of options, for each command', async () => {
    for (const entry of commandTable) {
      const spec = await entry.load();
      expect(spec.name).toBe(entry.name);
      expect(spec.summary).toBe(entry.summary);
      expect(spec.examples.length).toBeGreaterThan(0);
      expect((await readCommandLine([...entry.name.split(' '), '--help'])).kind).toBe('help');
    }
  });

  it('sees that JSON is wanted before the options are read', () => {
    expect(asksForJson(['state', '--json'])).toBe(true);
    expect(asksForJson(['state', '--output', 'json'])).toBe(true);
    expect(asksForJson(['state', '--output', 'yaml'])).toBe(false);
  });
});
