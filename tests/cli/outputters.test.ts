/** `--output`: one result in every form. */
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';
import { converse, whyNoTerminal } from './pseudo-terminal.js';

const site = `made: test.succeed_with_changes
kept: test.nop
bad: test.fail_without_changes
`;
const TAG = 'test_|-made_|-made_|-succeed_with_changes';

describe('outputters', () => {
  const holdfast = scratchCommand();

  const state = async (output: string, ...words: readonly string[]) => {
    holdfast.files({ 'site.sls': site });
    return holdfast.run(['state', 'site.sls', '--yes', '--output', output, ...words]);
  };

  it('json: a map from tag to result', async () => {
    const { stdout, code } = await state('json');
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Record<string, object>)[TAG]).toMatchObject({ result: true, outcome: 'changed' });
    expect((await holdfast.run(['state', 'site.sls', '--yes', '--json'])).stdout.startsWith('{\n')).toBe(true);
  });

  it('yaml: the same', async () => {
    const { stdout } = await state('yaml');
    expect((load(stdout) as Record<string, object>)[TAG]).toMatchObject({ result: true, outcome: 'changed' });
  });

  it('raw: the same on one line', async () => {
    const { stdout } = await state('raw');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect((JSON.parse(stdout) as Record<string, object>)[TAG]).toMatchObject({ outcome: 'changed' });
  });

  it.each(['pretty', 'pprint'])('%s: the same, sorted, with short things on one line', async (name) => {
    const { stdout } = await state(name);
    const map = JSON.parse(stdout) as Record<string, object>;
    expect(map[TAG]).toMatchObject({ outcome: 'changed' });
    expect(Object.keys(map)).toEqual(Object.keys(map).toSorted());
    expect(stdout).toContain('"comment": ["Success!"]');
  });

  it('jmespath: a list that an expression can search', async () => {
    const { stdout } = await state('jmespath');
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'made', ref: 'test.succeed_with_changes', resource: { tag: TAG } },
      { name: 'kept', ref: 'test.nop' },
      { name: 'bad', ref: 'test.fail_without_changes' },
    ]);
  });

  it.each(['nested', 'exec'])('%s: an outline', async (name) => {
    const { stdout } = await state(name);
    expect(stdout).toContain(`${TAG}:\n  tag: ${TAG}\n`);
  });

  it('summary: counts and failures only', async () => {
    const { stdout } = await state('summary');
    expect(stdout).toContain('site.sls:3:6: failed test.fail_without_changes bad');
    expect(stdout).toMatch(/^1 changed, 1 unchanged, 1 failed in/m);
    expect(stdout).not.toContain('--------');
  });

  it('state: a block for each result, and counts for each function', async () => {
    const { stdout } = await state('state');
    expect(stdout).toContain(
      [
        '--------',
        '      ID: made',
        'Function: test.succeed_with_changes',
        '  Result: True',
        ' Comment: Success!',
        ' Changes:',
        '          testing:',
      ].join('\n'),
    );
    expect(stdout).toContain(
      '\n\nsucceed_with_changes: 1 successful\nnop: 1 successful\nfail_without_changes: 1 failed\n',
    );
  });

  it('are an error with a suggestion when unknown', async () => {
    const ended = await state('josn');
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain("did you mean 'json'?");
  });

  it.each(['plan', 'state --test'])('take every name for %s as well', async (command) => {
    holdfast.files({ 'site.sls': site });
    for (const output of ['state', 'json', 'yaml', 'nested', 'raw', 'pretty', 'jmespath', 'summary', 'plan']) {
      const { stdout, stderr } = await holdfast.run([...command.split(' '), 'site.sls', '--output', output]);
      expect([output, stdout === '', stderr.includes('error[')]).toEqual([output, false, false]);
    }
  });
});

describe.skipIf(whyNoTerminal() !== undefined)('colours at a terminal', () => {
  const holdfast = scratchCommand();
  const cyan = '\u001b[36m';
  const cases: readonly {
    readonly name: string;
    readonly env: Readonly<Record<string, string>>;
    readonly words: readonly string[];
    readonly colours: boolean;
  }[] = [
    { name: 'are there', env: {}, words: [], colours: true },
    { name: 'are taken away by NO_COLOR', env: { NO_COLOR: '1' }, words: [], colours: false },
    { name: 'are taken away by --no-color', env: {}, words: ['--no-color'], colours: false },
  ];
  it.each(cases)('$name', async ({ env, words, colours }) => {
    holdfast.files({ 'site.sls': site });
    const { output } = await converse({
      command: [process.execPath, holdfast.main, 'state', 'site.sls', '--yes', ...words],
      cwd: holdfast.directory,
      env: { ...holdfast.env, ...env },
    });
    expect(output).toContain('ID: made');
    expect([output.includes(cyan), output.includes('\u001b[91m')]).toEqual([colours, colours]);
  });
});
