/** `--target`, `--except` and `--needs` from outside. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Row {
  readonly __id__: string;
  readonly name: string;
  readonly outcome: string;
  readonly comment: readonly string[];
  readonly enforced_at?: string;
  readonly enforced_age_seconds?: number;
}

const site = `include: [parts]
net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - names: [web1, web2]
    - network_id: \${cloud.network:net:resource_id}
note:
  test.nop: []
`;
const parts = 'disk:\n  cloud.volume.present: [{capacity: 1}]\nnote2: test.nop\n';

describe('targets', () => {
  const holdfast = scratchCommand();

  const run = async (...words: readonly string[]) => {
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', ...words]);
    const rows = JSON.parse(ended.stdout) as Record<string, Row>;
    return { ...ended, rows };
  };
  const ran = ({ rows }: Awaited<ReturnType<typeof run>>): readonly string[] =>
    Object.values(rows)
      .filter(({ outcome }) => outcome !== 'skipped: target')
      .map(({ __id__, name }) => (name === __id__ ? name : `${__id__}[${name}]`))
      .sort();

  const named = [
    { name: 'an ID', targets: ['web'], want: ['net', 'web[web1]', 'web[web2]'] },
    { name: 'a name', targets: ['web2'], want: ['net', 'web[web2]'] },
    { name: 'an ID with a name, as reports write it', targets: ['web[web1]'], want: ['net', 'web[web1]'] },
    { name: 'a pattern', targets: ['note*'], want: ['note', 'note2'] },
    { name: 'a tag', targets: ['cloud.instance_|-web_|-web1_|-present'], want: ['net', 'web[web1]'] },
    { name: 'a tag as records have it', targets: ['cloud.network_|-net_|-net_|-'], want: ['net'] },
    { name: 'a pattern of tags', targets: ['cloud.vol*'], want: ['disk'] },
    { name: 'an SLS ref', targets: ['parts'], want: ['disk', 'note2'] },
    { name: 'an SLS ref that says so', targets: ['sls:parts'], want: ['disk', 'note2'] },
    { name: 'a state ref', targets: ['cloud.volume'], want: ['disk'] },
    { name: 'a path reference', targets: ['cloud.network.present'], want: ['net'] },
    { name: 'several', targets: ['note', 'net'], want: ['net', 'note'] },
  ];
  it.each(named)('name $name', async ({ targets, want }) => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    const ended = await run(...targets.flatMap((target) => ['--target', target]));
    expect([ended.code, ran(ended)]).toEqual([0, want]);
    const plan = await holdfast.run(['plan', 'site.sls', '--json', ...targets.flatMap((one) => ['--target', one])]);
    expect(Object.values(JSON.parse(plan.stdout) as Record<string, Row>).map(({ outcome }) => outcome)).not.toContain(
      'would-change',
    );
  });

  it('that match nothing are an error with a suggestion, and nothing runs', async () => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    for (const [option, word, hint] of [
      ['--target', 'wbe1', "did you mean 'web1'?"],
      ['--except', 'ntoe', "did you mean 'note'?"],
    ] as const) {
      const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', option, word]);
      expect(ended.code).toBe(2);
      const { diagnostics } = JSON.parse(ended.stdout) as { diagnostics: { code: string; hints: string[] }[] };
      expect(diagnostics.map(({ code }) => code)).toEqual(['engine/unknown-selection']);
      expect(diagnostics[0]?.hints).toContain(hint);
    }
    expect((await holdfast.run(['esm', 'show', '--json'])).stdout.trim()).toBe('{}');
  });

  it('leave records of what is not selected alone', async () => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    await run();
    const before = (await holdfast.run(['esm', 'show', '--json'])).stdout;
    holdfast.files({ 'parts.sls': 'note2: test.nop\n' });
    const pruned = await run('--target', 'web', '--prune');
    expect([pruned.code, pruned.stderr]).toEqual([0, '']);
    const ids = (text: string): readonly string[] => Object.keys(JSON.parse(text) as object).sort();
    expect(ids((await holdfast.run(['esm', 'show', '--json'])).stdout)).toEqual(ids(before));
  });

  it('need not run what they need where that was enforced, and say how old it is', async () => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    const never = await run('--target', 'web', '--needs', 'enforced');
    expect(ran(never)).toEqual(['net', 'web[web1]', 'web[web2]']);
    const again = await run('--target', 'web', '--needs', 'enforced');
    expect(ran(again)).toEqual(['web[web1]', 'web[web2]']);
    const net = again.rows['cloud.network_|-net_|-net_|-present'];
    expect(net?.comment[0]).toMatch(/^not run: taken as it was enforced (?:just now|\d+ seconds? ago)$/);
    expect(Date.parse(net?.enforced_at ?? '')).not.toBeNaN();
    expect(net?.enforced_age_seconds).toBeGreaterThan(0);
    expect(again.stderr).toContain(
      'note[engine/from-record]: 1 state that is needed is not run, but taken as enforced',
    );
    const text = await holdfast.run([
      'plan',
      'site.sls',
      '--target',
      'web',
      '--needs',
      'enforced',
      '--output',
      'state',
    ]);
    expect(text.stdout).toContain('Comment: not run: taken as it was enforced');
  });

  it('keep what stands for their needs in a plan', async () => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    await run('--target', 'net');
    await holdfast.run(['plan', 'site.sls', '--target', 'web', '--needs', 'enforced', '-o', 'site.plan']);
    const applied = await holdfast.run(['apply', 'site.plan', '--yes', '--json']);
    const outcomes = Object.values(JSON.parse(applied.stdout) as Record<string, Row>).map(
      ({ name, outcome }) => `${name} ${outcome}`,
    );
    expect(outcomes.filter((one) => !one.endsWith('target')).sort()).toEqual(['web1 changed', 'web2 changed']);
  });

  const late = {
    'site.sls': `base:
  test.present: [{new_state: {k: v}}]
other: test.nop
group:
  sls.run: [{sls_sources: [inner]}, {require: [{test: base}]}]
#!require:base
after:
  test.succeed_with_comment:
    - comment: "{{ hub.idem.arg_bind.resolve('\${test:base:k}') }}"
    - require: [{test: mid}]
mid:
  test.nop: [{require: [{test: other}]}]
stray: test.nop
#!END
`,
    'inner.sls': 'one: test.nop\ntwo:\n  test.nop: [{require: [{test: one}]}]\nthree: test.nop\n',
  };
  const growing = [
    { name: 'a state of a delayed block', words: ['--target', 'after'], want: ['after', 'base', 'mid', 'other'] },
    { name: 'one whose block nothing else needs', words: ['--target', 'stray'], want: ['base', 'stray'] },
    {
      name: 'a member of a group',
      words: ['--target', 'group.two'],
      want: ['base', 'group', 'group.one', 'group.two'],
    },
    {
      name: 'a pattern of members',
      words: ['--target', 'group.t*'],
      want: ['base', 'group', 'group.one', 'group.three', 'group.two'],
    },
    { name: 'what is there already', words: ['--target', 'other'], want: ['other'] },
    {
      name: 'all but a member',
      words: ['--except', 'group.three'],
      want: ['after', 'base', 'group', 'group.one', 'group.two', 'mid', 'other', 'stray'],
    },
  ];
  it.each(growing)('reach into what a run adds: $name', async ({ words, want }) => {
    holdfast.files(late);
    const ended = await run(...words);
    expect([ended.code, ran(ended), ended.stderr]).toEqual([0, want, '']);
    const serial = await run(...words, '--runtime', 'serial');
    expect(ran(serial)).toEqual(want);
  });

  it('may release a block by what was enforced', async () => {
    holdfast.files(late);
    await run('--target', 'base');
    const ended = await run('--target', 'after', '--needs', 'enforced');
    expect(ran(ended)).toEqual(['after', 'mid', 'other']);
    expect(Object.values(ended.rows).find(({ __id__ }) => __id__ === 'after')?.comment).toEqual(['v']);
  });

  it('that nothing added matches either are an error at the end', async () => {
    holdfast.files(late);
    const ended = await run('--target', 'group.twoo');
    expect([ended.code, ran(ended)]).toEqual([1, ['base', 'group']]);
    expect(ended.stderr).toContain("error[engine/unknown-selection]: nothing matches the target 'group.twoo'");
    expect(ended.stderr).toContain("did you mean 'group.two'?");
  });

  it('are inverted with what hangs on them, and nothing else is', async () => {
    holdfast.files({ 'site.sls': site, 'parts.sls': parts });
    await run();
    const ended = await run('--invert', '--target', 'web1');
    expect(ran(ended)).toEqual(['web[web1]']);
    const left = Object.keys(JSON.parse((await holdfast.run(['esm', 'show', '--json'])).stdout) as object);
    expect(left.sort()).toEqual([
      'cloud.instance_|-web_|-web2_|-',
      'cloud.network_|-net_|-net_|-',
      'cloud.volume_|-disk_|-disk_|-',
    ]);
  });
});
