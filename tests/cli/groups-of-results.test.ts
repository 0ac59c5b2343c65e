/** `--group`: results arranged before they are shown, as text and as data. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const site = `zebra: test.succeed_with_changes
ape: test.nop
slow:
  time.sleep: [{duration: 0.2}]
bad: test.fail_without_changes
last:
  test.nop: [{require: [{time: slow}]}]
`;
const NOOP = 'omit_noop_|-noop_count_|-_|-apply';

describe('groups', () => {
  const holdfast = scratchCommand();

  const ids = async (...words: readonly string[]): Promise<readonly string[]> => {
    holdfast.files({ 'site.sls': site });
    const { stdout } = await holdfast.run(['state', 'site.sls', '--yes', ...words]);
    const rows = JSON.parse(stdout) as Record<string, { __id__?: string }>;
    return Object.entries(rows).map(([tag, row]) => row.__id__ ?? tag);
  };

  const cases = [
    { name: 'nothing said', words: [], want: ['zebra', 'ape', 'slow', 'bad', 'last'] },
    { name: 'number', words: ['--group', 'number'], want: ['zebra', 'ape', 'slow', 'bad', 'last'] },
    { name: 'sort, by tag', words: ['--group', 'sort'], want: ['ape', 'bad', 'last', 'zebra', 'slow'] },
    { name: 'tag, its other name', words: ['--group', 'tag'], want: ['ape', 'bad', 'last', 'zebra', 'slow'] },
    {
      name: 'omit_noop, with the count',
      words: ['--group', 'omit_noop'],
      want: ['zebra', 'bad', NOOP],
      reason: 'a sleep changes nothing',
    },
    { name: 'several', words: ['--group', 'omit_noop | sort'], want: ['bad', 'zebra', NOOP] },
    { name: 'outcome, failures last', words: ['--group', 'outcome'], want: ['ape', 'slow', 'last', 'zebra', 'bad'] },
  ];
  it.each(cases)('arrange JSON by $name', async ({ words, want }) => {
    expect(await ids('--json', ...words)).toEqual(want);
  });

  it.each(['duration', 'time'])('arrange by %s, the slowest last', async (name) => {
    expect((await ids('--json', '--group', name)).at(-1)).toBe('slow');
  });

  it('count what was left out, and tell it in text too', async () => {
    holdfast.files({ 'site.sls': site });
    const words = ['state', 'site.sls', '--yes', '--group', 'omit_noop'];
    const json = JSON.parse((await holdfast.run([...words, '--json'])).stdout) as Record<string, object>;
    expect(json[NOOP]).toMatchObject({ count: 3, result: true, comment: ['Total no-op states: 3'] });
    const text = await holdfast.run(words);
    expect(text.stdout).toContain('3 states without changes not shown');
    expect(text.stdout).not.toContain('ID: ape');
    // Counts are of all of them.
    expect(text.stdout).toContain('nop: 2 successful');
    expect(text.stdout).toContain('1 changed, 3 unchanged, 1 failed');
  });

  const wrong: readonly {
    readonly words: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly code: string;
    readonly says: string;
  }[] = [
    { words: ['--group', 'numbr'], env: {}, code: 'cli/usage', says: "did you mean 'number'?" },
    { words: ['--group', 'sort|omit_nop'], env: {}, code: 'cli/usage', says: "did you mean 'omit_noop'?" },
    { words: [], env: { HOLDFAST_GROUP: 'sotr' }, code: 'operations/bad-setting', says: "did you mean 'sort'?" },
  ];
  it.each(wrong)('that are unknown are an error: $words $env', async ({ words, env, code, says }) => {
    holdfast.files({ 'site.sls': site });
    const ended = await holdfast.run(['state', 'site.sls', '--yes', ...words], { env });
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(`error[${code}]`);
    expect(ended.stderr).toContain(says);
  });

  it('may come from the config file, with the place when they are wrong', async () => {
    holdfast.files({ 'holdfast.yaml': 'group: sort\n' });
    expect((await ids('--json'))[0]).toBe('ape');
    holdfast.files({ 'holdfast.yaml': 'run_name: x\ngroup: sort|x\n' });
    const ended = await holdfast.run(['state', 'site.sls', '--yes']);
    expect(ended.stderr).toContain('holdfast.yaml:2:1: error[operations/bad-setting]');
  });
});
