/** `exec` from outside: arguments typed by the function, and functions that call states. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Returned {
  readonly result: boolean;
  readonly comment: readonly string[];
  readonly ret: unknown;
}

describe('exec', () => {
  const holdfast = scratchCommand();

  const exec = async (...words: readonly string[]): Promise<Returned & { code: number | null }> => {
    const { stdout, code } = await holdfast.run(['exec', ...words, '--json']);
    return { ...(JSON.parse(stdout) as Returned), code };
  };

  const tests: readonly { readonly name: string; readonly words: readonly string[]; readonly gives: object }[] = [
    { name: 'test.ping', words: ['test.ping'], gives: { result: true, ret: true, code: 0 } },
    { name: 'a leading exec.', words: ['exec.test.aping'], gives: { result: true, ret: true, code: 0 } },
    { name: 'test.fail', words: ['test.fail'], gives: { result: false, comment: ['Expected failure'], code: 1 } },
    { name: 'test.afail', words: ['test.afail', 'any=1'], gives: { result: false, code: 1 } },
    { name: 'test.echo', words: ['test.echo', 'hello'], gives: { ret: 'hello' } },
    { name: 'test.aecho with YAML', words: ['test.aecho', 'value={a: [1, x]}'], gives: { ret: { a: [1, 'x'] } } },
    { name: 'test.event', words: ['test.event', 'body=5'], gives: { ret: 5 } },
    { name: 'rerun data', words: ['test.reconcile_with_rerun_data'], gives: { result: false, code: 1 } },
    { name: 'esm.version', words: ['esm.version'], gives: { ret: '2.0.0' } },
    { name: 'esm.validate', words: ['esm.validate'], gives: { result: true } },
    {
      name: 'text that looks like a number',
      words: ['cloud.network.create', 'name=007'],
      gives: { ret: { name: '007' } },
    },
  ];
  it.each(tests)('calls $name', async ({ words, gives }) => {
    expect(await exec(...words)).toMatchObject(gives);
  });

  const wrong = [
    { name: 'a misspelt plugin', reason: 'tst', words: ['tst.ping'], says: "did you mean 'test.ping'" },
    { name: 'a misspelt function', reason: 'pign', words: ['test.pign'], says: "did you mean 'test.ping'" },
    { name: 'a plugin', reason: 'it has functions', words: ['test'], says: 'there are test.ping, test.aping' },
    {
      name: 'a state',
      reason: 'states are called otherwise',
      words: ['cloud.network.present', 'name=x'],
      says: 'holdfast exec state.run cloud.network.present name=…',
    },
    {
      name: 'what every object has',
      reason: 'it is no function',
      words: ['test.constructor'],
      says: 'there is no function',
    },
    { name: 'a missing argument', reason: 'it is required', words: ['test.echo'], says: "test.echo needs 'value'" },
    {
      name: 'a wrong type',
      reason: 'text',
      words: ['cloud.volume.create', 'capacity=x'],
      says: "'capacity' must be an integer",
    },
    {
      name: 'an unknown argument',
      reason: 'misspelt',
      words: ['cloud.network.create', 'nam=x'],
      says: "did you mean 'name'",
    },
    {
      name: 'state.run of no state',
      reason: 'misspelt',
      words: ['state.run', 'cloud.netwrk.present'],
      says: "there is no state 'cloud.netwrk'",
    },
    {
      name: 'state.run of no function',
      reason: 'misspelt',
      words: ['state.run', 'cloud.network.presnt'],
      says: "did you mean 'present'",
    },
    {
      name: 'state.run with an unknown argument',
      reason: 'misspelt',
      words: ['state.run', 'cloud.network.present', 'adress_block=x'],
      says: "did you mean 'address_block'",
    },
  ];
  it.each(wrong)('refuses $name', async ({ words, says }) => {
    const ended = await holdfast.run(['exec', ...words]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(says);
    const json = await holdfast.run(['exec', ...words, '--json']);
    expect((JSON.parse(json.stdout) as { diagnostics: unknown[] }).diagnostics.length).toBeGreaterThan(0);
  });

  it('calls a state by itself: it is made, and nothing is remembered', async () => {
    const words = ['state.run', 'cloud.network.present', 'name=12', 'address_block=10.7.0.0/16'];
    expect(await exec(...words, 'test=true')).toMatchObject({ result: true, ret: { result: null, name: '12' } });
    expect(await exec('cloud.network.list')).toMatchObject({ ret: { length: 2 } });
    expect(await exec(...words)).toMatchObject({ ret: { result: true, new_state: { address_block: '10.7.0.0/16' } } });
    expect(await exec(...words)).toMatchObject({ ret: { result: true, changes: {} } });
    expect((await holdfast.run(['esm', 'show', '--json'])).stdout.trim()).toBe('{}');
    const failed = await exec('state.run', 'test.fail_without_changes');
    expect(failed).toMatchObject({ code: 1, result: false, comment: ['Failure!'] });
  });

  it('is not called from within a run', async () => {
    holdfast.files({ 'site.sls': 'a:\n  exec.run: [{path: state.run}, {kwargs: {path: test.nop}}]\n' });
    const ended = await holdfast.run(['state', 'site.sls', '--yes']);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('A state cannot be called from within a run');
  });
});
