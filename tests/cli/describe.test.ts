/** `describe` from outside: what it writes is SLS of which a plan changes nothing. */
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { describedText } from '../../src/cli/views/described.js';
import { composeYaml } from '../../src/kernel/index.js';
import { scratchCommand } from './command.js';

type Sls = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

/** Many of everything, each hanging on others. */
function populated(count: { networks: number; instances: number; volumes: number; addresses: number; images: number }) {
  const lines: string[] = [];
  const add = (id: string, reference: string, ...args: string[]): void => {
    lines.push(`${id}:`, `  ${reference}:`, ...args.map((arg) => `    - ${arg}`));
  };
  for (let at = 0; at < count.networks; at++) {
    add(`bn${at}`, 'cloud.network.present', `address_block: 10.${at}.0.0/16`, `tags: {owner: "team: ${at % 5}"}`);
    for (const half of [0, 1])
      add(
        `bs${2 * at + half}`,
        'cloud.subnet.present',
        `network_id: \${cloud.network:bn${at}:resource_id}`,
        `address_block: 10.${at}.${half}.0/24`,
      );
  }
  for (let at = 0; at < count.instances; at++)
    add(
      `bi${at}`,
      at % 7 === 0 ? 'cloud.instance.stopped' : 'cloud.instance.running',
      `subnet_id: \${cloud.subnet:bs${at % (2 * count.networks)}:resource_id}`,
      `network_id: \${cloud.network:bn${Math.floor((at % (2 * count.networks)) / 2)}:resource_id}`,
      `hardware_profile: ${at % 3 === 0 ? 'm1-large' : 'm1-small'}`,
      'user_data: "#!/bin/sh\\necho $HOME\\n"',
    );
  for (let at = 0; at < count.volumes; at++)
    add(
      `bv${at}`,
      'cloud.volume.present',
      `capacity: ${at + 1}`,
      `attached_to: \${cloud.instance:bi${at}:resource_id}`,
      'device: /dev/sdb',
    );
  for (let at = 0; at < count.addresses; at++)
    add(`ba${at}`, 'cloud.address.present', `associated_with: \${cloud.instance:bi${at}:resource_id}`);
  for (let at = 0; at < count.images; at++)
    add(`bm${at}`, 'cloud.image.present', `instance_id: \${cloud.instance:bi${7 * at}:resource_id}`);
  return `${lines.join('\n')}\n`;
}

describe('describing', () => {
  const holdfast = scratchCommand();

  const described = async (...words: readonly string[]): Promise<Sls> => {
    const ended = await holdfast.run(['describe', ...words, '--json']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    return JSON.parse(ended.stdout) as Sls;
  };
  const argsOf = (sls: Sls, id: string): Record<string, unknown> =>
    Object.assign({}, ...Object.values(sls[id] ?? {}).flat()) as Record<string, unknown>;
  const network = async (...words: readonly string[]): Promise<void> => {
    const ended = await holdfast.run(['exec', 'cloud.network.create', ...words]);
    expect(ended.code, ended.stderr).toBe(0);
  };

  it('of a thousand things of every kind, and a plan of it is empty', { timeout: 120_000 }, async () => {
    holdfast.files({
      'many.sls': populated({ networks: 100, instances: 400, volumes: 200, addresses: 60, images: 40 }),
    });
    await holdfast.run(['exec', 'cloud.mock.configure', 'transition_ms=0']);
    const made = await holdfast.run(['state', 'many.sls', '--yes', '--output', 'summary']);
    expect(made.code, made.stderr).toBe(0);
    const { stdout, stderr, code } = await holdfast.run(['describe']);
    expect([code, stderr]).toEqual([0, '']);
    const sls = load(stdout) as Sls;
    expect(Object.keys(sls).length).toBeGreaterThanOrEqual(1000);
    const kinds = new Set(Object.values(sls).flatMap((body) => Object.keys(body)));
    expect([...kinds].sort()).toEqual(
      ['address', 'image', 'instance', 'key', 'network', 'subnet', 'volume'].map((kind) => `cloud.${kind}.present`),
    );
    holdfast.files({ 'here.sls': stdout });
    const plan = await holdfast.run(['plan', 'here.sls', '--detailed-exitcode', '--run-name', 'other']);
    expect([plan.code, plan.stdout, plan.stderr]).toEqual([0, expect.stringContaining('Nothing would change'), '']);
    // The same text, whenever it is asked.
    expect((await holdfast.run(['describe'])).stdout).toBe(stdout);
  });

  it('leaves out what goes without saying, and refers to what is described too', async () => {
    holdfast.files({
      'site.sls':
        'net:\n  cloud.network.present: []\nfront:\n  cloud.subnet.present:\n    - network_id: ${cloud.network:net:resource_id}\n    - address_block: 10.0.1.0/24\n',
    });
    await holdfast.run(['state', 'site.sls', '--yes']);
    const both = await described('cloud.*net*');
    expect(Object.keys(argsOf(both, 'net'))).toEqual(['resource_id']);
    expect(argsOf(both, 'front')['network_id']).toBe('${cloud.network:net:resource_id}');
    // By itself, there is nothing to refer to.
    expect(argsOf(await described('cloud.subnet'), 'front')['network_id']).toBe(argsOf(both, 'net')['resource_id']);
  });

  const awkward = ['a b: c', '{{ x }}', '{% raw %}', 'yes', '123', '12:30:00', '2020-01-01', '1e3', '~', '- x', '#c'];
  it('of things with awkward names', { timeout: 60_000 }, async () => {
    const names = [
      ...awkward,
      '"q"',
      "it's",
      'include',
      '__x',
      '__proto__',
      'a[b]',
      '*',
      'two\nlines',
      ' blank ',
      'é✓',
    ];
    for (const name of [...names, 'twin', 'twin']) await network(`name=${name}`);
    const { stdout, stderr, code } = await holdfast.run(['describe', 'cloud.*']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.startsWith('#!yaml\n')).toBe(true);
    expect(Object.keys(load(stdout) as Sls)).toEqual(expect.arrayContaining([...awkward, 'twin-net24', 'twin-net25']));
    holdfast.files({ 'here.sls': stdout });
    const plan = await holdfast.run(['plan', 'here.sls', '--detailed-exitcode']);
    expect([plan.code, plan.stderr]).toEqual([0, '']);
  });

  it('puts into comments what SLS cannot say', async () => {
    await network('name=a_|-b');
    await holdfast.run(['exec', 'cloud.instance.create', 'name=shell', 'user_data=echo ${HOME}', 'network_id=net3']);
    const { stdout, stderr, code } = await holdfast.run(['describe', 'cloud.instance', 'cloud.network']);
    expect(code).toBe(0);
    expect(stderr).toContain("warning[operations/not-described]: cloud.network.present 'a-b'");
    expect(stdout).toContain("# name is left out: no name may hold '_|-'\n# a-b:\n#   cloud.network.present:");
    expect(stdout).toContain("# user_data is left out: '${HOME}' in it would be read as an argument binding\nshell:\n");
    // What stands in a comment is not referred to.
    expect(stdout).toContain('    - network_id: net3\n');
    holdfast.files({ 'here.sls': stdout });
    expect((await holdfast.run(['plan', 'here.sls', '--detailed-exitcode'])).code).toBe(0);
  });

  it('takes globs, regular expressions and several of them, each once', async () => {
    const kinds = (sls: Sls): string[] => [...new Set(Object.values(sls).flatMap((body) => Object.keys(body)))];
    expect(kinds(await described('cloud.*net'))).toEqual(['cloud.network.present', 'cloud.subnet.present'].slice(1));
    expect(kinds(await described('/cloud\\.(network|subnet)/'))).toEqual([
      'cloud.network.present',
      'cloud.subnet.present',
    ]);
    expect(kinds(await described('cloud.key', '/cloud\\.k../'))).toEqual(['cloud.key.present']);
    // Examples of calls are told of only to who asks for them.
    expect(kinds(await described('*'))).not.toContain('test.nop');
    expect(kinds(await described('test'))).toContain('test.nop');
  });

  const wrong = [
    {
      name: 'an unknown state',
      reason: 'it is misspelt',
      words: ['cloud.netwrk'],
      says: "did you mean 'cloud.network'",
    },
    {
      name: 'a function',
      reason: 'states are described',
      words: ['cloud.network.present'],
      says: "without its function: 'cloud.network'",
    },
    {
      name: 'a regular expression without slashes',
      reason: 'the original takes it so',
      words: ['cloud\\..*'],
      says: "between slashes: '/cloud\\..*/'",
    },
    { name: 'a bad expression', reason: 'it has a mistake', words: ['/clo(ud/'], says: 'operations/bad-pattern' },
    {
      name: 'a bad filter',
      reason: 'it is checked before anything is asked',
      words: ['cloud.key', '--filter', "[?name=='x'"],
      says: 'error[operations/bad-filter]: the filter is not a JMESPath expression (column 12)',
    },
    {
      name: 'a filter that takes things apart',
      reason: 'no SLS can be made of names alone',
      words: ['cloud.key', '--filter', '[].name'],
      says: '--output jmespath prints whatever a filter gives',
    },
  ];
  it.each(wrong)('refuses $name', async ({ words, says }) => {
    const ended = await holdfast.run(['describe', ...words]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(says);
  });

  it('filters by all that is known, and converts back', async () => {
    const by = (filter: string): Promise<Sls> => described('cloud.*', '--filter', filter);
    expect(Object.keys(await by("[?resource[?address_block=='10.0.0.0/8']]"))).toEqual(['network2']);
    // Computed values and defaults are no arguments, and known all the same.
    expect(Object.keys(await by("[?ref=='cloud.network.present'] | [?resource[?state=='UP']]"))).toEqual([
      'network1',
      'network2',
    ]);
    expect(Object.keys(await by("[?ref=='cloud.instance.present'] | [?resource[?state=='RUNNING']] | [0]"))).toEqual([
      'Mock Instance With Profile Change',
    ]);
    const renamed = await by(
      "[?name=='network2'].{name: join('-', ['my', name]), ref: ref, resource: resource[?name]}",
    );
    expect(renamed).toEqual({ 'my-network2': { 'cloud.network.present': [{ name: 'network2' }] } });
    // What only got another name is the same thing, and what only the provider sets is no argument.
    const mine = "[?name=='network2'].{name: 'mine', ref: ref, resource: resource}";
    expect(await by(mine)).toEqual({
      mine: {
        'cloud.network.present': [{ name: 'network2' }, { address_block: '10.0.0.0/8' }, { resource_id: 'net2' }],
      },
    });
    const computed = "[?name=='network2'].{name: name, ref: ref, resource: resource[?state || resource_id]}";
    expect(await by(computed)).toEqual({ network2: { 'cloud.network.present': [{ resource_id: 'net2' }] } });
    const twice = await holdfast.run(['describe', 'cloud.network', '--filter', '[@[0], @[0]]']);
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("gives two things the name 'network1'")]);
    const raw = await holdfast.run(['describe', 'cloud.network', '--output', 'jmespath', '--filter', '[].name']);
    expect(JSON.parse(raw.stdout)).toEqual(['network1', 'network2']);
    const none = await holdfast.run(['describe', 'cloud.*', '--filter', "[?name=='nobody']"]);
    expect([none.code, none.stdout]).toEqual([0, '{}\n']);
    expect(none.stderr).toContain('warning[operations/nothing-described]');
  });

  it('of what a plugin lists: secrets, circles, and what cannot be read back', async () => {
    const plugin = (ref: string, more: string): string => `import { field, resource } from 'holdfast/plugin';
const things = [
  { id: 'p1', name: 'one', peer: 'p2', peers: ['p3'], password: 'hunter2secret' },
  { id: 'p2', name: 'two', peer: 'p1', peers: [], password: null },
  { id: 'p3', name: 'three', peer: '', peers: ['px'], password: null },
].map(({ id, ...state }) => ({ kind: 'present', id, state: { ...state, resource_id: id } }));
export default resource({
  ref: '${ref}',
  summary: 'Peers.',
  fields: {
    name: field.string({}),
    resource_id: field.string({ computed: true, stable: true }),
    peer: field.string({ default: '', example: '\${my.free:other:resource_id}' }),
    peers: field.list(field.string({ example: '\${my.free:other:resource_id}' })),
    password: field.string({ secret: true }),
    ${more}
  },
  identity: { kind: 'id', of: (_args, { resource_id }) => ({ resource_id }) },
  observe: async (_ctx, { resource_id }) => things.find(({ id }) => id === resource_id) ?? { kind: 'absent' },
  create: async () => ({ id: 'none' }),
  remove: async () => {},
  listing: 'complete',
  async *list() {
    yield* things.toReversed();
  },
});
`;
    holdfast.files({
      'holdfast.yaml': 'project: peers\n',
      'holdfast.plugins/states/my/free.js': plugin('my.free', ''),
      'holdfast.plugins/states/my/unread.js': plugin(
        'my.unread',
        'must: field.string({ required: true, write_only: true }),',
      ),
    });
    const { stdout, stderr, code } = await holdfast.run(['describe', 'my.free', 'my.unread']);
    expect(code, stderr).toBe(0);
    const sls = load(stdout) as Sls;
    // Those of the other state stand in comments.
    expect(Object.keys(sls)).toEqual(['one', 'two', 'three']);
    // A circle cannot be brought into an order; a list is bound element by element.
    expect(argsOf(sls, 'one')).toEqual({ peer: 'p2', peers: ['${my.free:three:resource_id}'], resource_id: 'p1' });
    expect(argsOf(sls, 'three')).toEqual({ peers: ['px'], resource_id: 'p3' });
    expect(stdout).toContain(
      '# password is secret and left out\n# must is required and cannot be read back\n# one-p1:\n',
    );
    expect(stdout + stderr).not.toContain('hunter2');
    holdfast.files({ 'here.sls': stdout });
    expect((await holdfast.run(['plan', 'here.sls', '--detailed-exitcode'])).code).toBe(0);
    await holdfast.run(['refresh', 'my.*']);
    expect((await holdfast.run(['esm', 'show', '--json'])).stdout).not.toContain('hunter2');
  });

  it('goes on when one state cannot be read, and says which', async () => {
    const failing = JSON.stringify([{ operation: 'networks.list', effect: 'none', every: 1, times: null }]);
    await holdfast.run(['exec', 'cloud.mock.configure', `failures=${failing}`]);
    const ended = await holdfast.run(['describe', 'cloud.*', '--json']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('error[operations/cannot-describe]: cloud.network cannot be described: ');
    expect(Object.keys(JSON.parse(ended.stdout) as Sls)).toEqual(expect.arrayContaining(['subnet1', 'vol1', 'img1']));
    const hard = await holdfast.run(['describe', 'cloud.*', '--hard-fail']);
    expect([hard.code, hard.stdout]).toEqual([1, '']);
  });

  it('is patient with a provider that throttles', async () => {
    await holdfast.run(['exec', 'cloud.mock.configure', 'throttle_every=2', 'retry_after=1']);
    expect(Object.keys(await described('cloud.*')).length).toBeGreaterThan(15);
  });
});

describe('the text of what exists', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...Array.from('{}[]:#&*!|>-?%@`"\',.=<~ \n\tabyno0123_+eE/')) }),
    fc.constantFrom(
      'on',
      'No',
      'y',
      '0x1f',
      '1_000',
      '190:20:30',
      '.inf',
      '.nan',
      '2020-01-01 10:00:00',
      '0b1',
      '=',
      '<<',
    ),
    fc.integer(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true, noInteger: true }),
    fc.boolean(),
  );

  it('is read back as it was, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(value, value, async (one, other) => {
        const args = [{ resource_id: String(one) }, { tags: { [String(other)]: other } }, { list: [one, other] }];
        const text = await describedText([
          { label: `x${String(one)}`, reference: 'a.present', args, notes: [String(other)], enforceable: true },
        ]);
        const read = composeYaml(`${text.replace(/^#!yaml\n/, '')}\n`);
        expect(read.ok && read.data).toEqual({ [`x${String(one)}`]: { 'a.present': args } });
        // Neither a template nor a block begins in it.
        expect(text.startsWith('#!yaml\n') || !/\{[{%#]/.test(text)).toBe(true);
        expect(text.replace(/^#!yaml\n/, '')).not.toMatch(/^#!/m);
      }),
      {
        numRuns: 400,
        examples: [
          [false, '\n{ '],
          ['a \n', 'b\n\n'],
        ],
      },
    );
  });
});
