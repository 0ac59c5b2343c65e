import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, scratchCommand } from './command.js';

const slow = `import { field, stateFunction, stateFunctions } from 'holdfast/plugin';

export default stateFunctions({
  ref: 'slow',
  summary: 'Takes its time.',
  reconcile: { wait: { static: { wait_in_seconds: 0.05 } } },
  functions: {
    present: stateFunction({
      summary: 'Is there after so many calls.',
      fields: { calls: field.integer({ default: 3 }) },
      effects: 'write',
      keeps: false,
      interrupted: 'rerun',
      run(ctx, { calls }) {
        const call = (ctx.rerunData?.call ?? 0) + 1;
        ctx.log('info', 'call ' + call);
        if (call >= calls) return { result: true, comment: 'there', new_state: { call } };
        return { result: true, comment: 'step ' + call, rerun_data: { call } };
      },
    }),
    stuck: stateFunction({
      summary: 'Never gets there.',
      fields: {},
      effects: 'none',
      run: () => ({ result: true, comment: 'asked', rerun_data: { job: 7 } }),
    }),
  },
});
`;

const patient = `import { pendingRule } from 'holdfast/plugin';

export default pendingRule({
  ref: 'patient',
  summary: 'Whatever fails may yet succeed.',
  is_pending: (ret) => ret.result === false,
});
`;

interface Result {
  readonly outcome: string;
  readonly result: boolean | null;
  readonly comment: readonly string[];
  readonly new_state: unknown;
  readonly root?: string;
  readonly pending?: { readonly since: string; readonly reruns: number; readonly end: string };
}

describe('holdfast state, with pending states', () => {
  const scratch = scratchCommand();
  const files = (more: Readonly<Record<string, string>>): void =>
    scratch.files({ 'holdfast.yaml': 'project: p\n', 'holdfast.plugins/states/slow.ts': slow, ...more });
  const state = async (...words: string[]): Promise<Ended & { readonly results: Readonly<Record<string, Result>> }> => {
    const ended = await scratch.run(['state', 'site.sls', '--yes', '--json', ...words]);
    return { ...ended, results: JSON.parse(ended.stdout) as Readonly<Record<string, Result>> };
  };

  it('waits until they are settled', async () => {
    files({ 'site.sls': 'a: slow.present\nb:\n  test.nop:\n    - require: [slow: a]\n' });
    const { code, results } = await state();
    expect([code, results['test_|-b_|-b_|-nop']?.outcome]).toEqual([0, 'unchanged']);
    expect(results['slow_|-a_|-a_|-present']).toMatchObject({
      outcome: 'changed',
      comment: ['step 1', 'step 2', 'there'],
      new_state: { call: 3 },
      pending: { reruns: 2, end: 'settled' },
    });
  });

  it('tells what never settles, since when, how often, and why it gave up', async () => {
    files({ 'site.sls': 'a: slow.stuck\nb:\n  test.nop:\n    - require: [slow: a]\n' });
    const { code, results } = await state();
    expect(code).toBe(1);
    expect(results['slow_|-a_|-a_|-stuck']).toMatchObject({
      outcome: 'pending',
      result: true,
      pending: { since: expect.stringMatching(/^20.*Z$/) as string, reruns: 3, end: 'unchanged' },
    });
    expect(results['test_|-b_|-b_|-nop']).toMatchObject({
      outcome: 'skipped: dependency',
      root: 'slow_|-a_|-a_|-stuck',
    });
    const { stdout, stderr } = await scratch.run(['state', 'site.sls', '--yes']);
    expect(stdout + stderr).toMatch(
      /site\.sls:1:4: pending slow\.stuck a\n {4}asked\n {4}pending since .* called again 3 times/,
    );
  });

  it.each<{ name: string; words: readonly string[]; env: Readonly<Record<string, string>> }>([
    { name: 'flag', words: ['--max-pending-reruns', '1'], env: {} },
    { name: 'environment', words: [], env: { HOLDFAST_MAX_PENDING_RERUNS: '1' } },
  ])('calls again as often as is allowed: $name', async ({ words, env }) => {
    files({ 'site.sls': 'a:\n  slow.present:\n    - calls: 9\n' });
    const { stdout, code } = await scratch.run(['state', 'site.sls', '--yes', '--json', ...words], { env });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        'slow_|-a_|-a_|-present': { comment: ['step 1', 'step 2', expect.anything()], pending: { end: 'most-reruns' } },
      },
    ]);
  });

  it('waits for nothing with --reconciler none', async () => {
    files({ 'site.sls': 'a: slow.present\nb:\n  test.nop:\n    - require: [slow: a]\n' });
    const { code, results } = await state('--reconciler', 'none');
    expect([code, results['test_|-b_|-b_|-nop']?.outcome]).toEqual([0, 'unchanged']);
    expect(results['slow_|-a_|-a_|-present']).toMatchObject({ outcome: 'pending', pending: { end: 'not-awaited' } });
  });

  it('goes on in the next run where a killed one was', async () => {
    files({ 'site.sls': 'a:\n  slow.present:\n    - calls: 30\n' });
    const events = join(scratch.directory, 'events');
    const words = ['state', 'site.sls', '--yes', '--verbose', '--events', events];
    await scratch.run(words, { onStderr: (text, kill) => text.includes('call 5') && kill('SIGKILL') });
    expect(readFileSync(events, 'utf8')).toContain('"type":"pending"');
    const { code, results } = await state();
    const result = results['slow_|-a_|-a_|-present'];
    expect([code, result?.outcome]).toEqual([0, 'changed']);
    expect(Number(result?.comment[0]?.replace('step ', ''))).toBeGreaterThanOrEqual(5);
    const { stdout } = await scratch.run(['esm', 'show', '--json']);
    expect(JSON.parse(stdout)).toEqual({});
  });

  it('ends a wait at once when it is told to stop', async () => {
    const long = slow.replace('wait_in_seconds: 0.05', 'wait_in_seconds: 60');
    files({ 'site.sls': 'a: slow.present\n', 'holdfast.plugins/states/slow.ts': long });
    let told = false;
    const { code, stdout } = await scratch.run(['state', 'site.sls', '--yes', '--json', '--verbose'], {
      onStderr: (text, kill) => {
        if (told || !text.includes('call 1')) return;
        told = true;
        kill('SIGINT');
      },
    });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      130,
      { 'slow_|-a_|-a_|-present': { pending: { end: 'stopped' } } },
    ]);
  });

  it('asks the rule it is told to', async () => {
    files({ 'holdfast.plugins/pending/patient.ts': patient, 'site.sls': 'a:\n  test.fail_without_changes: []\n' });
    const { results } = await state('--pending', 'patient', '--max-pending-reruns', '0');
    expect(results['test_|-a_|-a_|-fail_without_changes']).toMatchObject({
      outcome: 'failed',
      pending: { reruns: 0, end: 'most-reruns' },
    });
  });

  it.each([
    { name: 'an unknown rule', words: ['--pending', 'defalt'], want: /did you mean 'default'/ },
    { name: 'an unknown reconciler', words: ['--reconciler', 'basc'], want: /did you mean 'basic'/ },
    { name: 'no number', words: ['--max-pending-reruns', 'many'], want: /whole number/ },
    { name: 'less than none', words: ['--max-pending-reruns=-1'], want: /0 or more/ },
  ])('refuses $name', async ({ words, want }) => {
    files({ 'site.sls': 'a: slow.present\n' });
    const { code, stderr } = await scratch.run(['state', 'site.sls', '--yes', ...words]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(want)]);
  });

  it('refuses a wait that makes no sense, and runs nothing', async () => {
    const wrong = slow.replace('wait_in_seconds: 0.05', 'wait_in_seconds: 0');
    files({ 'site.sls': 'a: slow.present\n', 'holdfast.plugins/states/slow.ts': wrong });
    const { code, stderr } = await scratch.run(['state', 'site.sls', '--yes']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('call/bad-reconcile')]);
    expect(stderr).toContain('correct `reconcile` in holdfast.plugins/states/slow.ts');
  });
});

describe('the guide on reconciliation', () => {
  const scratch = scratchCommand();

  it('has examples that do what it says', async () => {
    const guide = readFileSync(new URL('../../docs/guides/reconciliation.md', import.meta.url), 'utf8');
    const blocks = [...guide.matchAll(/```(?:ts|yaml)\n((?:\/\/|#) (\S+)\n.*?)```/gs)];
    scratch.files(Object.fromEntries(blocks.map(([, text = '', path = '']) => [path, text])));
    scratch.files({ 'holdfast.yaml': 'project: p\n' });
    const command = /\$ holdfast (state lift\.sls.*)\n(.*) in /.exec(guide);
    const { stdout, stderr, code } = await scratch.run((command?.[1] ?? '').split(' '));
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining(command?.[2] ?? 'nothing')]);
    const patient = await scratch.run(['state', 'lift.sls', '--yes', '--json', '--pending', 'patient']);
    expect([patient.code, patient.stdout]).toEqual([0, expect.stringContaining('"reruns": 2')]);
  });
});

describe('holdfast state, with templates and exec functions', () => {
  const scratch = scratchCommand();
  const state = async (site: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    scratch.files({ 'site.sls': site, ...more });
    return scratch.run(['state', 'site.sls', '--yes', '--json']);
  };

  it('renders templates, with a missing name empty', async () => {
    const site =
      't:\n  template.render:\n    - template: "{% raw %}Hi {{ who }}{{ nobody }}\\n{% endraw %}"\n    - variables: {who: you}\n' +
      'f:\n  template.render:\n    - template_file_name: t.tpl\n    - variables: {all: [a, b]}\n';
    const { stdout, code } = await state(site, { 't.tpl': '{% for one in all %}{{ one }};{% endfor %}\n' });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        'template_|-t_|-t_|-render': {
          changes: { rendered: 'Hi you' },
          new_state: { rendered: 'Hi you' },
          old_state: {},
        },
        'template_|-f_|-f_|-render': { new_state: { rendered: 'a;b;' } },
      },
    ]);
  });

  it.each([
    { name: 'none', site: 't:\n  template.render: []\n', want: /^Either template or template_file_name/ },
    {
      name: 'no such file',
      site: 't:\n  template.render:\n    - template_file_name: no.tpl\n',
      want: /^Template file not found: .*no\.tpl$/,
    },
    {
      name: 'wrong',
      site: 't:\n  template.render:\n    - template: "{% raw %}\\n {{ a | nosuch }}{% endraw %}"\n',
      want: /^template:2:\d+: .*nosuch/,
    },
  ])('fails on a template that is $name', async ({ site, want }) => {
    const { stdout, code } = await state(site);
    const result = (JSON.parse(stdout) as Record<string, Result>)['template_|-t_|-t_|-render'];
    expect([code, result?.result, result?.comment[0]]).toEqual([1, false, expect.stringMatching(want)]);
  });

  it('writes data through a template, once', async () => {
    const site =
      'd:\n  data.write:\n    - file_name: out.txt\n    - template_file_name: t.tpl\n    - parameters: {k: v}\n';
    const tpl = { 't.tpl': 'k={{ parameters.k }}\n' };
    expect((await state(site, tpl)).code).toBe(0);
    expect(readFileSync(join(scratch.directory, 'out.txt'), 'utf8')).toBe('k=v');
    expect((await state(site, tpl)).stdout).toContain('"outcome": "unchanged"');
  });

  it('calls test.reconcile_with_rerun_data until it succeeds', async () => {
    const { stdout, code } = await state('e:\n  exec.run:\n    - path: test.reconcile_with_rerun_data\n');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        'exec_|-e_|-e_|-run': {
          result: true,
          new_state: { hello: 'world' },
          comment: ['holdfast exec test.reconcile_with_rerun_data', 'test'],
          pending: { reruns: 2 },
        },
      },
    ]);
  });

  it('tells what an exec function changed of a thing, and brings its record up to date', async () => {
    const site = (more: string): string => `web:\n  cloud.instance.present: []\n${more}`;
    expect((await state(site(''))).code).toBe(0);
    const shown = JSON.parse((await scratch.run(['esm', 'show', '--json'])).stdout) as Record<
      string,
      { meta: { id: string } }
    >;
    const id = shown['cloud.instance_|-web_|-web_|-']?.meta.id ?? '';
    const stop = `web:\n  exec.stateful:\n    - path: cloud.instance.stop\n    - resource_id: ${id}\n`;
    const { stdout, code } = await state(stop);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        'exec_|-web_|-web_|-stateful': {
          result: true,
          outcome: 'changed',
          changes: { new: expect.anything() as object },
        },
      },
    ]);
    const after = (await scratch.run(['esm', 'show', '--json'])).stdout;
    expect(Object.keys(JSON.parse(after) as object)).toEqual(['cloud.instance_|-web_|-web_|-']);
    expect(after).toContain('"STOPPED"');
  });
});
