/** Files as functions (`sls.run`) from outside. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Row {
  readonly outcome: string;
  readonly result: boolean | null;
  readonly comment: readonly string[];
  readonly new_state: Readonly<Record<string, unknown>> | null;
}

const network = `net:
  test.present:
    - new_state: {k: "{{ params['k'] }}"}
sub:
  test.succeed_with_arg_bind:
    - parameters: {got: "\${test:net:k}"}
`;

describe('files as functions', () => {
  const holdfast = scratchCommand();

  const state = async (...words: readonly string[]): Promise<Readonly<Record<string, Row>>> => {
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', ...words]);
    expect([0, 1], ended.stdout + ended.stderr).toContain(ended.code);
    return Object.fromEntries(
      Object.entries(JSON.parse(ended.stdout) as Record<string, Row>).map(([tag, row]) => [
        tag.split('_|-')[1] as string,
        row,
      ]),
    );
  };

  const site = (k: string): string => `a:
  sls.run:
    - sls_sources: [network]
    - k: ${k}
b:
  sls.run:
    - sls_sources: [network]
    - k: other
out:
  test.succeed_with_arg_bind:
    - parameters: {a: "\${sls:a:test:net:k}", b: "\${test:b.net:k}", status: "\${sls:a:Status}"}
`;

  it('run once for each set of params, and are bound to from outside', async () => {
    holdfast.files({ 'site.sls': site('one'), 'network.sls': network });
    const first = await state();
    expect(Object.keys(first).sort()).toEqual(['a', 'a.net', 'a.sub', 'b', 'b.net', 'b.sub', 'out']);
    expect(first['a.sub']?.new_state).toEqual({ testing: { got: 'one' } });
    expect(first['out']?.new_state).toEqual({ testing: { a: 'one', b: 'other', status: 'Added 2 states to be run.' } });
  });

  it.each<{
    name: string;
    reason: string;
    files: Readonly<Record<string, string>>;
    ended: Readonly<Record<string, boolean>>;
    says: string;
  }>([
    {
      name: 'a file that runs itself',
      files: { 'site.sls': 'a:\n  sls.run: [{sls_sources: [site]}]\n' },
      reason: 'nothing is other from level to level',
      ended: { a: true, 'a.a': false },
      says: 'site runs itself with the same params',
    },
    {
      name: 'two files that run each other',
      files: {
        'site.sls': 'a:\n  sls.run: [{sls_sources: [other]}, {k: 1}]\n',
        'other.sls': 'b:\n  sls.run: [{sls_sources: [site]}]\n',
      },
      reason: 'the params of both levels are the same the second time',
      ended: { a: true, 'a.b': true, 'a.b.a': false },
      says: 'other runs itself with the same params',
    },
    {
      name: 'a file that counts down',
      files: {
        'site.sls':
          '{% set n = params.get("n", 2) %}\n{% if n > 0 %}\na:\n  sls.run: [{sls_sources: [site]}, {n: {{ n - 1 }}}]\n{% else %}\nend: test.nop\n{% endif %}\n',
      },
      reason: 'it ends',
      ended: { a: true, 'a.a': true, 'a.a.end': true },
      says: '',
    },
  ])('$name: $reason', async ({ files, ended, says }) => {
    holdfast.files(files);
    const rows = await state();
    expect(Object.fromEntries(Object.entries(rows).map(([id, { result }]) => [id, result]))).toEqual(ended);
    expect(JSON.stringify(rows)).toContain(says);
  });

  it('stop at fifty levels, whatever their params', async () => {
    holdfast.files({
      'site.sls': 'a:\n  sls.run: [{sls_sources: [site]}, {n: {{ params.get("n", 0) + 1 }}}]\n',
    });
    const rows = Object.entries(await state());
    expect(rows).toHaveLength(51);
    expect(JSON.stringify(rows.at(-1))).toContain('more than 50 files as functions are nested');
  });

  it('take with them what needs one of their states when they fail, also where an earlier run left a record', async () => {
    const needs = 'needs:\n  test.nop:\n    - require:\n      - test: a.net\n';
    holdfast.files({ 'site.sls': site('one') + needs, 'network.sls': network });
    await state();
    holdfast.files({ 'site.sls': (site('one') + needs).replace('[network]', '[nowhere]') });
    const { a, needs: without, out } = await state();
    expect(a?.comment).toEqual(["'sls.run' failed: SLS ref 'nowhere' was not found in the sources"]);
    for (const row of [without, out])
      expect(row).toMatchObject({ outcome: 'skipped: dependency', root: 'sls_|-a_|-a_|-run' });
  });

  it('are bound to as they are now, not as an earlier run left them', async () => {
    holdfast.files({ 'site.sls': site('one'), 'network.sls': network });
    await state();
    holdfast.files({ 'site.sls': site('two') });
    expect((await state())['out']?.new_state).toMatchObject({ testing: { a: 'two' } });
    expect((await state('--runtime', 'serial'))['out']?.new_state).toMatchObject({ testing: { a: 'two' } });
  });

  it('nest, and see the params of what they stand in', async () => {
    holdfast.files({
      'site.sls': `outer:
  sls.run: [{sls_sources: [one]}, {params: [p]}, {k: inline}]
out:
  test.succeed_with_arg_bind:
    - parameters: {got: "\${sls:outer:sls:inner:test:net:k}"}
    - require: [{sls: [{outer: [{sls: [{inner: [{test: sub}]}]}]}]}, {sls: outer}]
`,
      'one.sls':
        'inner:\n  sls.run: [{sls_sources: [network]}]\nseen:\n  test.succeed_with_comment: [{comment: "{{ params.items() | list }}"}]\n',
      'network.sls': network,
      'p.sls': 'k: file\nonly: file\n',
    });
    const rows = await state('--param', 'k=main', '--param', 'm=main', '-T', '.');
    expect(rows['outer.inner.net']?.new_state).toEqual({ k: 'inline' });
    expect(rows['outer.seen']?.comment.join()).toContain("('k', 'inline'), ('m', 'main'), ('only', 'file')");
    expect(rows['out']?.new_state).toEqual({ testing: { got: 'inline' } });
  });

  it('may hold blocks that wait for their own states', async () => {
    holdfast.files({
      'site.sls': 'a:\n  sls.run: [{sls_sources: [late]}]\n',
      'late.sls': `net:
  test.present: [{new_state: {k: v}}]
#!require:net
after:
  test.succeed_with_comment: [{comment: "{{ hub.idem.arg_bind.resolve('\${test:net:k}') }}"}, {require: [{test: net}]}]
#!END
`,
    });
    expect((await state())['a.after']).toMatchObject({ outcome: 'unchanged', comment: ['v'] });
  });

  it('are planned, and applied from a plan', async () => {
    holdfast.files({
      'site.sls': 'a:\n  sls.run: [{sls_sources: [files]}]\n',
      'files.sls': `f:\n  file.present: [{name: ${holdfast.directory}/made}, {contents: x}]\n`,
    });
    const plan = await holdfast.run(['plan', 'site.sls', '-o', 'site.plan', '--json']);
    expect(plan.code, plan.stdout + plan.stderr).toBe(0);
    expect(Object.values(JSON.parse(plan.stdout) as Record<string, Row>).map(({ outcome }) => outcome)).toContain(
      'would-change',
    );
    const applied = await holdfast.run(['apply', 'site.plan', '--yes', '--json']);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(Object.values(JSON.parse(applied.stdout) as Record<string, Row>).map(({ outcome }) => outcome)).toContain(
      'changed',
    );
  });

  const failing = [
    {
      name: 'a file that is not there',
      reason: 'only that state fails',
      sls: '',
      text: "SLS ref 'network' was not found",
    },
    {
      name: 'a mistake in a file',
      reason: 'the text says what',
      sls: 'x: nonsense\n',
      text: "'nonsense' is not a path reference",
    },
    {
      name: 'a param that is missing',
      reason: 'the text says which',
      sls: 'x:\n  test.nop: [{k: "{{ params[\'none\'] }}"}]\n',
      text: 'none',
    },
    {
      name: 'an unknown state',
      reason: 'nothing of the group is run',
      sls: 'x: test.nop\ny: nope.present\n',
      text: "there is no state 'nope'",
    },
  ];
  it.each(failing)('fail on $name, and nothing is added', async ({ sls, text }) => {
    holdfast.files({
      'site.sls': 'a:\n  sls.run: [{sls_sources: [network]}]\nb: test.nop\n',
      ...(sls === '' ? {} : { 'network.sls': sls }),
    });
    const rows = await state();
    expect(Object.keys(rows).sort()).toEqual(['a', 'b']);
    expect(rows['a']?.outcome).toBe('failed');
    expect(rows['a']?.comment.join('\n')).toContain(text);
    expect(rows['b']?.outcome).toBe('unchanged');
  });
});
