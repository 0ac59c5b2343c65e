/** `--invert` and `--except` from outside. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Row {
  readonly outcome: string;
  readonly comment: readonly string[];
  readonly new_state: Readonly<Record<string, unknown>> | null;
  readonly __run_num: number;
}

const site = `net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.running:
    - names: [web1, web2]
    - network_id: \${cloud.network:net:resource_id}
note:
  test.nop:
    - require:
      - cloud.instance: web
`;

describe('inverting', () => {
  const holdfast = scratchCommand();

  const state = async (...words: readonly string[]): Promise<Readonly<Record<string, Row>>> => {
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', ...words]);
    expect([0, 1], ended.stdout + ended.stderr).toContain(ended.code);
    return JSON.parse(ended.stdout) as Record<string, Row>;
  };
  const outcomes = (rows: Readonly<Record<string, Row>>): Record<string, string> =>
    Object.fromEntries(Object.entries(rows).map(([tag, { outcome }]) => [tag, outcome]));

  it.each([['parallel'], ['serial']])('removes dependants first (%s), and the second time nothing', async (runtime) => {
    holdfast.files({ 'site.sls': site });
    await state();
    const inverted = await state('--invert', '--runtime', runtime);
    expect(outcomes(inverted)).toEqual({
      'cloud.instance_|-web_|-web1_|-absent': 'changed',
      'cloud.instance_|-web_|-web2_|-absent': 'changed',
      'cloud.network_|-net_|-net_|-absent': 'changed',
      'test_|-note_|-note_|-nop': 'unchanged',
    });
    const number = (tag: string): number => inverted[tag]?.__run_num ?? 0;
    expect(number('cloud.network_|-net_|-net_|-absent')).toBeGreaterThan(
      number('cloud.instance_|-web_|-web2_|-absent'),
    );
    expect(new Set(Object.values(outcomes(await state('--invert'))))).toEqual(new Set(['unchanged']));
  });

  it('is planned and applied from a plan', async () => {
    holdfast.files({ 'site.sls': site });
    await state();
    const plan = await holdfast.run(['plan', 'site.sls', '--invert', '-o', 'site.plan', '--json']);
    expect(Object.values(outcomes(JSON.parse(plan.stdout) as Record<string, Row>))).toContain('would-change');
    const applied = await holdfast.run(['apply', 'site.plan', '--yes', '--json']);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(new Set(Object.values(outcomes(await state('--invert'))))).toEqual(new Set(['unchanged']));
  });

  it('of one target takes along what hangs on it', async () => {
    holdfast.files({ 'site.sls': `${site}other:\n  cloud.network.present:\n    - address_block: 10.1.0.0/16\n` });
    await state();
    const rows = outcomes(await state('--invert', '--target', 'net'));
    expect(rows['cloud.network_|-net_|-net_|-absent']).toBe('changed');
    expect(rows['cloud.instance_|-web_|-web1_|-absent']).toBe('changed');
    expect(rows['cloud.network_|-other_|-other_|-absent']).toBe('skipped: target');
  });

  it('removes the members of a file as a function before what they need', async () => {
    holdfast.files({
      'site.sls': `net:
  cloud.network.present: [{address_block: 10.0.0.0/16}]
group:
  sls.run: [{sls_sources: [servers]}]
`,
      'servers.sls': 'web:\n  cloud.instance.present: [{network_id: "${cloud.network:net:resource_id}"}]\n',
    });
    await state();
    expect(outcomes(await state('--invert'))).toMatchObject({
      'cloud.instance_|-group.web_|-group.web_|-absent': 'changed',
      'cloud.network_|-net_|-net_|-absent': 'changed',
    });
  });

  it('says that blocks which wait are left out', async () => {
    holdfast.files({ 'site.sls': 'a: test.nop\n#!require:a\nb: test.nop\n#!END\n' });
    const ended = await holdfast.run(['plan', 'site.sls', '--invert']);
    expect(ended.stderr).toContain('site.sls:2:1: warning[engine/not-inverted]');
  });

  it('turns absent into present only where that can be done', async () => {
    holdfast.files({
      'site.sls': 'a:\n  cloud.subnet.absent: []\nb:\n  cloud.network.absent: [{address_block: 10.9.0.0/16}]\n',
    });
    expect(outcomes(await state('--invert'))).toEqual({
      'cloud.network_|-b_|-b_|-present': 'changed',
      'cloud.subnet_|-a_|-a_|-absent': 'unchanged',
    });
  });
});

describe('leaving out', () => {
  const holdfast = scratchCommand();

  it('takes what is needed from the enforced state, and says how old it is', async () => {
    holdfast.files({ 'site.sls': site });
    const unknown = await holdfast.run(['state', 'site.sls', '--yes', '--except', 'net']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain(
      "error[engine/except-unknown]: 'web' needs 'net', which is left out and was never enforced",
    );
    await holdfast.run(['state', 'site.sls', '--yes', '--target', 'net']);
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--except', 'net', '--json']);
    const rows = JSON.parse(ended.stdout) as Record<string, Row>;
    expect(Object.entries(rows).map(([tag, { outcome }]) => [tag, outcome])).toEqual(
      expect.arrayContaining([
        ['cloud.network_|-net_|-net_|-present', 'skipped: target'],
        ['cloud.instance_|-web_|-web1_|-running', 'changed'],
        ['test_|-note_|-note_|-nop', 'unchanged'],
      ]),
    );
    const text = await holdfast.run(['plan', 'site.sls', '--except', 'net']);
    expect(text.stderr).toContain("note[engine/from-record]: 'net' is left out: 'web' takes what was enforced of it ");
    expect(text.stderr).toMatch(/enforced of it (?:just now|\d+ \w+ ago)/);
  });

  it('is kept by a plan', async () => {
    holdfast.files({ 'site.sls': site });
    await holdfast.run(['state', 'site.sls', '--yes', '--target', 'net']);
    await holdfast.run(['plan', 'site.sls', '--except', 'net', '-o', 'site.plan']);
    const ended = await holdfast.run(['apply', 'site.plan', '--yes', '--json']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const rows = JSON.parse(ended.stdout) as Record<string, Row>;
    expect(rows['cloud.instance_|-web_|-web1_|-running']?.outcome).toBe('changed');
  });

  it('together with what needs it asks nothing of anybody', async () => {
    holdfast.files({ 'site.sls': site });
    const ended = await holdfast.run(['state', 'site.sls', '--yes', '--json', '--except', 'net', '--except', 'web']);
    expect(ended.code, ended.stderr).toBe(2);
    const all = await holdfast.run([
      'state',
      'site.sls',
      '--yes',
      '--json',
      '--except',
      'net',
      '--except',
      'web',
      '--except',
      'note',
    ]);
    expect(all.code, all.stderr).toBe(0);
    const wrong = await holdfast.run(['plan', 'site.sls', '--except', 'nett']);
    expect(wrong.stderr).toContain("did you mean 'net'");
  });
});
