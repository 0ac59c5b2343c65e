/** `--invert` and `--except` from outside. */
import { readdirSync } from 'node:fs';
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

describe('inverting returns the world to where it was', () => {
  const holdfast = scratchCommand();

  const net = 'net:\n  cloud.network.present: []\n';
  const on = (id: string, requisite: string, target: string, more = ''): string =>
    `${id}:\n  cloud.network.present: [{${requisite}: [{cloud.network: ${target}}]}${more}]\n`;

  const trees: readonly { readonly name: string; readonly reason: string; readonly files: Record<string, string> }[] = [
    {
      name: 'with bindings in a chain',
      reason: 'what is bound is gone when its holder is to be removed',
      files: {
        'site.sls': `${net}sub:
  cloud.subnet.present: [{network_id: "\${cloud.network:net:resource_id}"}, {address_block: 10.0.1.0/24}]
web:
  cloud.instance.running:
    - subnet_id: \${cloud.subnet:sub:resource_id}
    - network_id: \${cloud.network:net:resource_id}
disk:
  cloud.volume.present: [{attached_to: "\${cloud.instance:web:resource_id}"}, {device: /dev/sdb}]
address:
  cloud.address.present: [{associated_with: "\${cloud.instance:web:resource_id}"}]
`,
      },
    },
    {
      name: 'with a bound name',
      reason: 'the tag is known only after binding',
      files: {
        'site.sls': `${net}other:\n  cloud.network.present: [{name: "of-\${cloud.network:net:resource_id}"}]\n`,
      },
    },
    {
      name: 'with names',
      reason: 'one ID is several things',
      files: {
        'site.sls': `${net}web:
  cloud.instance.running: [{names: [a, b: [{hardware_profile: m1-large}]]}, {network_id: "\${cloud.network:net:resource_id}"}]
`,
      },
    },
    {
      name: 'with sls.run',
      reason: 'the chunks come while it runs',
      files: {
        'site.sls': `${net}group:\n  sls.run: [{sls_sources: [part]}, {params: []}]\nlast:\n  test.nop: [{require: [{sls: group}]}]\n`,
        'part.sls': 'web:\n  cloud.instance.running: [{network_id: "${cloud.network:net:resource_id}"}]\n',
      },
    },
    {
      name: 'with files and folders',
      reason: 'a folder goes after what is in it',
      files: {
        'site.sls': `out:\n  directory.present: [{name: out}]\nfile:\n  file.present: [{name: out/a}, {contents: x}, {require: [{directory: out}]}]\nlink:\n  symlink.present: [{name: out/b}, {target: a}, {require: [{file: file}]}]\n`,
      },
    },
    {
      name: 'with requisites of every kind',
      reason: 'the direction of each is turned',
      files: {
        'site.sls': [
          net,
          ...['require', 'watch', 'onchanges', 'listen', 'prereq'].flatMap((kind) => [
            on(`after-${kind}`, kind, 'net'),
            `of-${kind}:\n  cloud.network.present: []\n`,
            on(`before-${kind}`, `${kind}_in`, `of-${kind}`),
          ]),
          ...['require_any', 'watch_any', 'onchanges_any'].map((kind) => on(kind, kind, '"after-*"')),
        ].join(''),
      },
    },
    {
      name: 'with onfail',
      reason: 'it did not run, so there is nothing of it',
      files: { 'site.sls': `${net}${on('other', 'onfail', 'net')}` },
    },
    {
      name: 'with requisites of others',
      reason: 'what cannot be inverted still runs',
      files: {
        'site.sls': `first: test.nop\n${net}other:\n  cloud.network.present: [{require: [{test: first}, {cloud.network: net}]}]\nlast:\n  test.nop: [{watch: [{cloud.network: "*"}]}, {onchanges: [{cloud.network: net}]}]\nexec:\n  exec.run: [{path: test.ping}]\nwait:\n  time.sleep: [{duration: 0}]\n`,
      },
    },
    {
      name: 'with keywords',
      reason: 'they hold for the opposite too',
      files: {
        'site.sls': `${net}a:\n  cloud.network.present: [{order: last}, {retry: 2}, {timeout: 20s}, {sensitive: [address_block]}, {unless: "false"}]\nb:\n  cloud.network.present: [{order: first}, {ignore_changes: [tags]}, {tags: {x: y}}]\n`,
      },
    },
    {
      name: 'with include and extend',
      reason: 'the argument comes from elsewhere',
      files: {
        'site.sls': 'include: [base]\nextend:\n  net:\n    cloud.network.present: [{tags: {a: b}}]\n',
        'base.sls': net,
      },
    },
  ];

  const cloud = async (): Promise<unknown> => {
    const { stdout, code } = await holdfast.run(['describe', 'cloud.*', '--json']);
    expect(code).toBe(0);
    return JSON.parse(stdout) as unknown;
  };
  const run = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout, stderr, code } = await holdfast.run(['state', 'site.sls', '--yes', '--json', ...words]);
    expect(code, stdout + stderr).toBe(0);
    return Object.values(JSON.parse(stdout) as Record<string, Row>).map(({ outcome }) => outcome);
  };

  it.each(trees)('$name', { timeout: 30_000 }, async ({ files }) => {
    const before = await cloud();
    holdfast.files(files);
    const there = new Set(readdirSync(holdfast.directory, { recursive: true }).map(String));
    await run();
    expect(await run('--invert')).toContain('changed');
    expect(await cloud()).toEqual(before);
    expect(new Set(readdirSync(holdfast.directory, { recursive: true }).map(String))).toEqual(there);
    expect(await run('--invert')).not.toContain('failed');
    expect(await cloud()).toEqual(before);
    // And it can be made again.
    expect(await run()).toContain('changed');
  });

  it('of things that were replaced', async () => {
    const before = await cloud();
    const tree = (block: string): string =>
      `net:\n  cloud.network.present: [{address_block: ${block}}]\nweb:\n  cloud.instance.running: [{network_id: "\${cloud.network:net:resource_id}"}]\n`;
    holdfast.files({ 'site.sls': tree('10.0.0.0/16') });
    await run();
    holdfast.files({ 'site.sls': tree('10.1.0.0/16') });
    await run();
    await run('--invert');
    expect(await cloud()).toEqual(before);
  });

  it('also from nothing but what is remembered, and from nothing at all', async () => {
    const before = await cloud();
    holdfast.files({ 'site.sls': net });
    await run();
    holdfast.files({ 'site.sls': 'net:\n  cloud.network.present: [{address_block: 10.5.0.0/16}, {name: net}]\n' });
    await run('--invert');
    expect(await cloud()).toEqual(before);
    await run('--invert', '--run-name', 'never-ran');
    expect(await cloud()).toEqual(before);
  });

  it('of what describe wrote, in the right order', async () => {
    holdfast.files({
      'site.sls': trees[0]?.files['site.sls'] ?? '',
    });
    const before = await cloud();
    await run();
    const { stdout } = await holdfast.run([
      'describe',
      'cloud.*',
      '--filter',
      "[?contains(['net','sub','web','disk'], name)]",
    ]);
    holdfast.files({ 'site.sls': stdout });
    const other = ['--run-name', 'other'];
    await run(...other);
    await holdfast.run(['state', 'site.sls', '--invert', '--yes', ...other]);
    const left = Object.keys((await cloud()) as object);
    expect(left.filter((name) => !Object.hasOwn(before as object, name))).toHaveLength(1);
  });
});
