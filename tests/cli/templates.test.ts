/** Templates, SLS files in TypeScript, and the commands that show what became of them. */
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';

const library = `{% macro network(name, block) %}
{{ name }}:
  cloud.network.present:
    - address_block: {{ block }}
{% endmacro %}
`;
const site = `{% import 'lib/net.jinja' as lib %}
{% for n in range(2) %}
{{ lib.network('net%d' % n, '10.%d.0.0/16' % n) }}
{% endfor %}
`;

describe('templates', () => {
  const holdfast = scratchCommand();

  it('are the default, and the plan names the lines of the template', async () => {
    holdfast.files({ 'lib/net.jinja': library, 'site.sls': site });
    const { stdout, code } = await holdfast.run(['plan', 'site.sls']);
    expect(code).toBe(0);
    expect(stdout).toContain('+ create  cloud.network.present net1  lib/net.jinja:3:3');
  });

  it('call what reads, and what writes only when it is permitted', async () => {
    holdfast.files({
      'reads.sls':
        'a:\n  test.succeed_with_comment:\n    - comment: "{{ hub.exec.cloud.realm.list().ret | length }} realms"\n',
      'writes.sls':
        'a:\n  test.succeed_with_comment:\n    - comment: "{{ hub.exec.cloud.network.create(name=\'x\').result }}"\n',
    });
    expect((await holdfast.run(['state', 'reads.sls', '--yes'])).stdout).toContain('2 realms');
    const refused = await holdfast.run(['state', 'writes.sls', '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('writes.sls:3:');
    expect(refused.stderr).toContain('operations/template-writes');
    expect((await holdfast.run(['exec', 'cloud.network.list', '--json'])).stdout).not.toContain('"x"');
    const permitted = await holdfast.run(['state', 'writes.sls', '--yes', '--allow-template-exec', 'cloud.network.*']);
    expect(permitted.stdout).toContain('True');
  });

  it('of delayed blocks see what has run', async () => {
    holdfast.files({
      'site.sls':
        "net:\n  cloud.network.present: []\n#!require:net\nlate:\n  test.succeed_with_comment:\n    - comment: got {{ hub.idem.arg_bind.resolve('${cloud.network:net:resource_id}') }}\n",
    });
    const { stdout } = await holdfast.run(['state', 'site.sls', '--yes']);
    expect(stdout).toMatch(/got net\d+/);
  });
});

describe('holdfast render', () => {
  const holdfast = scratchCommand();

  it('shows each stage, and places on request', async () => {
    holdfast.files({ 'lib/net.jinja': library, 'site.sls': site });
    const all = await holdfast.run(['render', 'site.sls']);
    expect(all.code).toBe(0);
    expect(all.stdout).toContain('# site.sls:1 jinja\n');
    expect(all.stdout).toContain(
      '# site.sls:1 yaml\nnet0:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16',
    );
    const lines = await holdfast.run(['render', 'site.sls', '--stage', 'jinja', '--positions']);
    expect(lines.stdout).toMatch(/^lib\/net\.jinja:2:1\s+\| net0:$/m);
    const members = await holdfast.run(['render', 'site.sls', '--stage', 'last', '--positions']);
    expect(members.stdout).toMatch(/^lib\/net\.jinja:4:7\s+\| net1:cloud\.network\.present\[0\]:address_block$/m);
  });

  it('gives JSON, with what is wrong beside what was rendered', async () => {
    holdfast.files({ 'site.sls': 'a:\n  test.nop:\n    - x: {{ 1 + 1 }}\n    - require: 5\n' });
    const { stdout, code } = await holdfast.run(['render', 'site.sls', '--json']);
    expect(code).toBe(2);
    const { blocks, diagnostics } = JSON.parse(stdout) as {
      blocks: { stages: object[] }[];
      diagnostics: { code: string }[];
    };
    expect(blocks[0]?.stages).toEqual([
      { renderer: 'jinja', text: 'a:\n  test.nop:\n    - x: 2\n    - require: 5\n' },
      { renderer: 'yaml', data: { a: { 'test.nop': [{ x: 2 }, { require: 5 }] } } },
    ]);
    expect(diagnostics.map((one) => one.code)).toEqual(['sls/bad-requisite']);
  });
});

describe('holdfast why', () => {
  const holdfast = scratchCommand();
  const base = `net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - hardware_profile: m1-small
    - user_data: "x-\${cloud.network:net:address_block}"
`;
  const main = 'include: [base]\nextend:\n  web:\n    cloud.instance:\n      - hardware_profile: m1-large\n';

  it('walks from an argument back to what was written', async () => {
    holdfast.files({ 'base.sls': base, 'main.sls': main });
    const extended = await holdfast.run(['why', 'web', 'hardware_profile', 'main.sls']);
    expect(extended.stdout).toContain(
      'hardware_profile of cloud.instance_|-web_|-web_|-present = "m1-large"  main.sls:5:27',
    );
    expect(extended.stdout).toContain("put in by extend of 'web' in SLS main  main.sls:3:3");
    const bound = await holdfast.run(['why', 'web', 'user_data', 'main.sls', '--json']);
    const { steps } = JSON.parse(bound.stdout) as { steps: { kind: string; depth: number; value?: unknown }[] };
    expect(steps.map(({ kind, depth }) => `${depth} ${kind}`)).toEqual([
      '0 given',
      '0 include',
      '0 binding',
      '1 enforced',
      '1 given',
      '1 include',
    ]);
    expect(steps.at(-2)?.value).toBe('10.0.0.0/16');
  });

  it('names the template line and the calls that led there', async () => {
    holdfast.files({ 'lib/net.jinja': library, 'site.sls': site });
    const { stdout } = await holdfast.run(['why', 'net1', 'address_block', 'site.sls']);
    expect(stdout).toContain('= "10.1.0.0/16"  lib/net.jinja:4:22');
    expect(stdout).toContain("called here: macro 'network'  site.sls:3:1");
    expect(stdout).toContain('iteration 2 of this loop  site.sls:2:4');
  });

  it('tells the params that the template names, and what they override', async () => {
    holdfast.files({
      'site.sls': "a:\n  test.succeed_with_comment:\n    - comment: in {{ params.get('zone') }}\n",
      'one.sls': 'zone: here\n',
      'two.sls': 'zone: there\n',
    });
    const { stdout } = await holdfast.run([
      'why',
      'a',
      'comment',
      'site.sls',
      '--params',
      'one.sls',
      '--params',
      'two.sls',
    ]);
    expect(stdout).toContain('= "in there"  site.sls:3:16');
    expect(stdout).toContain(`the param 'zone' is that of SLS two = "there"  two.sls:1:`);
    expect(stdout).toContain('which overrides that of SLS one = "here"  one.sls:1:');
  });

  it('says of what is not given whether it was enforced', async () => {
    holdfast.files({ 'base.sls': base, 'holdfast.yaml': 'run_name: here\n' });
    await holdfast.run(['state', 'base.sls', '--yes']);
    const { stdout } = await holdfast.run(['why', 'net', 'resource_id']);
    expect(stdout).toContain('resource_id is not given in SLS base, so it is left as it is  base.sls:2:3');
    expect(stdout).toMatch(/it was so when it was last enforced = "net\d+"/);
  });

  it.each([
    {
      words: ['why', 'wbe', 'hardware_profile', 'base.sls'],
      code: 'operations/unknown-chunk',
      hint: "did you mean 'web'?",
    },
    {
      words: ['why', 'web', 'hardware_profle', 'base.sls'],
      code: 'operations/unknown-argument',
      hint: "did you mean 'hardware_profile'?",
    },
    { words: ['why', 'never', 'x'], code: 'operations/unknown-chunk', hint: 'name the SLS files' },
  ])('refuses $words', async ({ words, code, hint }) => {
    holdfast.files({ 'base.sls': base });
    const ended = await holdfast.run(words);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(code);
    expect(ended.stderr).toContain(hint);
  });
});

describe('SLS files in TypeScript', () => {
  const holdfast = scratchCommand();

  it('run like others, include them and are included', async () => {
    holdfast.files({
      'site.sls.ts': `import { bind, sls, state } from 'holdfast/sls';
import { size } from './lib/size.js';
export default sls(async ({ hub }) => ({
  include: ['other'],
  web: state('cloud.instance.present', {
    hardware_profile: size,
    network_id: bind('cloud.network', 'net', 'resource_id'),
    realm_id: ((await hub.exec('cloud.realm.list')).ret as { id: string }[])[0]?.id,
  }),
}));
`,
      'lib/size.ts': "export const size: string = 'm1-small';\n",
      'other.sls': 'net:\n  cloud.network.present: []\n',
      'main.sls': 'include: [site]\n',
    });
    const { stdout, stderr, code } = await holdfast.run(['plan', 'main.sls']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('+ create  cloud.instance.present web  site.sls.ts:5:8');
  });

  it('are explained at their line', async () => {
    holdfast.files({
      'site.sls.ts':
        "import { state } from 'holdfast/sls';\nexport default {\n  a: state('test.nop', { require: 5 as never }),\n};\n",
    });
    const { stderr, code } = await holdfast.run(['plan', 'site.sls.ts']);
    expect(code).toBe(2);
    expect(stderr).toContain('site.sls.ts:3:');
  });

  it('have types for every state', async () => {
    const { stdout, code } = await holdfast.run(['types']);
    expect(code).toBe(0);
    expect(stdout).toContain("    'cloud.network.present': {");
    expect(stdout).toContain("    'cloud.realm.list'");
  });
});
