/** `why` and `graph` from outside. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

interface Step {
  readonly kind: string;
  readonly message: string;
  readonly value?: unknown;
  readonly span?: { readonly file: string; readonly line: number };
}

describe('why', () => {
  const holdfast = scratchCommand();

  const why = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout, stderr, code } = await holdfast.run(['why', ...words, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    return (JSON.parse(stdout) as { steps: Step[] }).steps.map(({ kind, message, value, span }) =>
      [kind, message, JSON.stringify(value), span === undefined ? '' : `${span.file}:${span.line}`].join(' | '),
    );
  };
  const files = {
    'site.sls': `{% set block = params.get('block', '10.0.0.0/16') %}
net:
  cloud.network.present:
    - address_block: {{ block }}
    - tags:
        zone: {{ params['zone'] }}
        plain: text
web:
  cloud.instance.present:
    - network_id: \${cloud.network:net:resource_id}
    - user_data: "\${cloud.network:net:tags:zone}"
`,
    'base.sls': 'zone: eu\nblock: 10.1.0.0/16\n',
    'prod.sls': 'include: [base]\nzone: us\n',
  };
  const params = ['site.sls', '--params', 'prod.sls'];

  it('follows a value to the param that set it, and to those it overrode', async () => {
    holdfast.files(files);
    expect(await why('net', 'tags:zone', ...params, '--param', 'zone=ap')).toEqual([
      'given | tags:zone of cloud.network_|-net_|-net_|-present | "ap" | site.sls:6',
      'param | the param \'zone\' is that of --param | "ap" | ',
      'param | which overrides that of SLS prod | "us" | prod.sls:2',
      'param | which overrides that of SLS base | "eu" | base.sls:1',
    ]);
  });

  it('points at the part that was asked for, and says when there is none', async () => {
    holdfast.files({
      'deep.sls':
        'a:\n  test.present:\n    - new_state:\n        q: 1\n        deep:\n          - x: 1\n          - y: 2\n',
    });
    expect(await why('a', 'new_state:deep[1]:y', 'deep.sls')).toEqual([
      'given | new_state:deep[1]:y of test_|-a_|-a_|-present | 2 | deep.sls:7',
    ]);
    const { stderr, code } = await holdfast.run(['why', 'a', 'new_state:z', 'deep.sls']);
    expect([code, stderr]).toEqual([2, expect.stringContaining("the state has no key 'z' (it has q, deep)")]);
  });

  it('says that a file cannot be read, and does not take it for a bug', async () => {
    symlinkSync('circle.sls', join(holdfast.directory, 'circle.sls'));
    const { stderr, code } = await holdfast.run(['why', 'a', 'x', 'circle.sls']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('error[sls/unreadable]')]);
  });

  it('draws the line where a file is wrong', async () => {
    holdfast.files({ 'wrong.sls': 'a: 5\n' });
    const { stderr, code } = await holdfast.run(['why', 'a', 'x', 'wrong.sls']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('> 1 | a: 5')]);
  });

  it('goes through variables of the template', async () => {
    holdfast.files(files);
    expect(await why('net', 'address_block', ...params)).toEqual([
      'given | address_block of cloud.network_|-net_|-net_|-present | "10.1.0.0/16" | site.sls:4',
      "template | the variable 'block' is set |  | site.sls:1",
      'param | the param \'block\' is that of SLS base | "10.1.0.0/16" | base.sls:2',
    ]);
    expect(await why('net', 'address_block', 'site.sls', '--param', 'zone=x')).toContain(
      "param | the param 'block' was not given |  | ",
    );
  });

  it('goes through bindings', async () => {
    holdfast.files(files);
    const steps = await why('web', 'user_data', ...params);
    expect(steps).toContain('param | which overrides that of SLS base | "eu" | base.sls:1');
    const text = await holdfast.run(['why', 'web', 'user_data', ...params]);
    expect(text.stdout).toContain('prod.sls:2:1');
  });

  it('says so when there is no such state or argument', async () => {
    holdfast.files(files);
    const state = await holdfast.run(['why', 'nett', 'tags', ...params]);
    expect([state.code, state.stderr]).toEqual([2, expect.stringContaining("did you mean 'net'")]);
    const argument = await holdfast.run(['why', 'net', 'tagz', ...params]);
    expect([argument.code, argument.stderr]).toEqual([2, expect.stringContaining("did you mean 'tags'")]);
  });
});

describe('graph', () => {
  const holdfast = scratchCommand();
  const site = `net:
  cloud.network.present: []
web:
  cloud.instance.running: [{network_id: "\${cloud.network:net:resource_id}"}]
other:
  test.nop: [{require: [{cloud.instance: web}]}]
`;
  const graph = async (...words: readonly string[]): Promise<string> => {
    holdfast.files({ 'site.sls': site });
    const { stdout, code, stderr } = await holdfast.run(['graph', 'site.sls', ...words]);
    expect(code, stderr).toBe(0);
    return stdout;
  };

  it('draws what would be run, and nothing else', async () => {
    expect(await graph('--target', 'web')).toBe(
      'cloud.network.present net\ncloud.instance.running web\n  arg_bind cloud.network.present net\n',
    );
    const { chunks } = JSON.parse(await graph('--target', 'net', '--json')) as { chunks: unknown[] };
    expect(chunks).toMatchObject([{ id: 'net' }]);
    expect(await graph('--target', 'net', '--format', 'dot')).not.toContain('web');
  });

  it('draws the opposite, in reverse', async () => {
    expect(await graph('--invert')).toBe(
      'cloud.network.absent net\n  require cloud.instance.absent web\ncloud.instance.absent web\ntest.nop other\n',
    );
  });

  const commands = ['plan', 'validate', 'graph'];
  it.each(commands)('%s takes what state takes', async (command) => {
    holdfast.files({
      'tree/site.sls': '#!jinja|yaml\na:\n  test.nop: [{k: {{ params.k }}}, {z: {{ params.z }}}]\nb: test.nop\n',
      'params/p.sls': 'k: 1\n',
    });
    const words = [
      'site',
      '-T',
      'tree',
      '--params',
      'p',
      '--param-sources',
      'params',
      '--param',
      'z=2',
      '--target',
      'a',
    ];
    const ended = await holdfast.run([command, ...words, '--run-name', 'x', '--render', 'yaml', '--json']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    // A plan names what is not selected, and says so.
    if (command === 'plan') expect(ended.stdout).toContain('skipped: target');
    else expect(ended.stdout).not.toContain('test_|-b_|-b');
  });

  it('render takes it as well', async () => {
    holdfast.files({ 'tree/site.sls': 'a:\n  test.nop: [{k: {{ params.k }}}]\n' });
    const ended = await holdfast.run(['render', 'site', '--sls-sources', 'tree', '--param', 'k=5', '--stage', 'last']);
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('k: 5')]);
  });
});
