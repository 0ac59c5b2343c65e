/** A secret of an account goes through templates into all that a state can do with it, and is looked for in every output and every file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, type Scratch, scratchCommand } from '../cli/command.js';

const CANARY = 'Kanarienvogel-7f3aQ9zx';

/** A plugin as it stands in a project; it needs no import to be one. */
const vault = `export default {
  [Symbol.for('holdfast/1')]: 'exec',
  ref: 'vault',
  summary: 'Reads a token.',
  functions: {
    refuse: {
      summary: 'Says what it was given.',
      fields: {},
      free: true,
      effects: 'none',
      run: (_ctx, args) => { throw new Error('not with ' + (args.value[Symbol.for('holdfast/1/secret')]?.() ?? args.value)); },
    },
    read: { summary: 'The token.', fields: {}, effects: 'none', run: (ctx) => ({ result: true, ret: { token: ctx.account.token } }) },
  },
};
`;

/** What careless code does: it opens what it is given and tells everybody. */
const careless = `const open = (value) => value[Symbol.for('holdfast/1/secret')]?.() ?? value;
const told = { fields: {}, free: true, effects: 'write' };
export default {
  [Symbol.for('holdfast/1')]: 'state-functions',
  ref: 'careless',
  summary: 'Tells secrets.',
  functions: {
    throws: { ...told, summary: 'Throws it.', run: (_ctx, { token }) => { throw new Error('not with ' + open(token)); } },
    says: {
      ...told,
      summary: 'Says it.',
      run: (ctx, { token }) => {
        ctx.log('info', 'with ' + open(token));
        return { result: true, comment: 'with ' + open(token), changes: { it: open(token) }, new_state: { it: open(token) } };
      },
    },
  },
};
`;

const lib = `{% macro login(token, user='me') %}{{ user }}:{{ token }}@host{% endmacro %}
{% macro lines(token) %}{{ token[:11] }} {{ token[11:] }}{% endmacro %}
`;

const head = `{% import 'lib.jinja' as lib %}
{% set token = hub.exec.vault.read().ret.token %}
`;

const site = `${head}{% set block %}begin {{ token }} end{% endset %}
plain:
  test.succeed_with_changes:
    - token: {{ token }}
    - upper: {{ token | upper }}
    - base64: {{ token | b64encode }}
    - reversed: {{ token | reverse }}
    - json: {{ {'t': token} | tojson }}
    - list: {{ [token, token | replace('-', '+')] }}
    - part: {{ token[:11] }}
    - block: '{{ block }}'
    - macro: {{ lib.login(token) }}
    - format: '{{ "%s/%s" | format('x', token) }}'
kept:
  test.present:
    - new_state:
        token: {{ token }}
        deep: [{inner: '{{ token | urlencode }}'}]
        macro: {{ lib.lines(token) }}
bound:
  test.present:
    - new_state:
        copy: \${test:kept:token}
        inside: 'a \${test:kept:token} b'
said:
  cmd.run:
    - cmd: 'echo {{ token }} {{ token | upper }}; echo {{ token | reverse }} >&2'
given:
  cmd.run:
    - cmd: 'echo $TOKEN; echo $REVERSED; exit 3'
    - env: {TOKEN: '{{ token }}', REVERSED: '{{ token | reverse }}'}
written:
  file.present:
    - name: out/written
    - contents: '{{ lib.login(token) }}'
    - makedirs: true
data:
  data.write:
    - file_name: data.json
    - parameters: {token: '{{ token }}'}
thrown:
  careless.throws:
    - token: {{ token | reverse }}
told:
  careless.says:
    - token: 'x {{ token | upper }} y'
called:
  exec.run:
    - path: test.echo
    - kwargs: {value: '{{ token }}'}
commented:
  test.succeed_with_comment:
    - comment: 'it is {{ token }}'
`;

const mistakes: readonly (readonly [name: string, sls: string])[] = [
  ['a sum', 'a:\n  test.nop:\n    - x: {{ token + 1 }}\n'],
  ['an attribute', 'a:\n  test.nop:\n    - x: {{ token.nope.x }}\n'],
  ['a missing key', 'a:\n  test.nop:\n    - x: {{ {}[token].y }}\n'],
  ['a number', 'a:\n  test.nop:\n    - x: {{ range(token) }}\n'],
  ['a format', 'a:\n  test.nop:\n    - x: {{ "%d" | format(token) }}\n'],
  ['a template name', '{% include token %}\n'],
  ['a filter by name', 'a:\n  test.nop:\n    - x: {{ [1] | map(token) | list }}\n'],
  ['an exec function', 'a:\n  test.nop:\n    - x: {{ hub.exec[token].list() }}\n'],
  ['an argument of an exec function', 'a:\n  test.nop:\n    - x: {{ hub.exec.test.fail(value=token) }}\n'],
  ['a refusal of an exec function', 'a:\n  test.nop:\n    - x: {{ hub.exec.vault.refuse(value=token | reverse) }}\n'],
  ['an unknown argument of an exec function', 'a:\n  test.nop:\n    - x: {{ hub.exec.vault.read(token) }}\n'],
  ['a reference', 'a:\n  test.nop:\n    - x: {{ hub.idem.arg_bind.resolve(token) }}\n'],
  ['broken YAML', 'a:\n  test.nop:\n    - x: "{{ token }}\n  b\n'],
  ['a colon', 'a:\n  test.nop:\n    - x: {{ token }}: {{ token | upper }}: x\n'],
  ['an ID twice', "{{ token }}:\n  test.nop: []\n'{{ token }}':\n  test.nop: []\n"],
  ['an ID', '{{ token }}:\n  test.npo: []\n'],
  ['a state', 'a:\n  {{ token }}.nop: []\n'],
  ['a function', 'a:\n  test.{{ token }}: []\n'],
  ['an argument name', 'a:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n    - {{ token }}: 1\n'],
  ['a wrong type', "a:\n  cloud.network.present:\n    - address_block: ['{{ token }}']\n"],
  ['a bad value', 'a:\n  cloud.network.present:\n    - address_block: {{ token }}\n'],
  ['a target', 'a:\n  test.nop:\n    - require:\n      - test: {{ token }}\n'],
  ['a requisite', "a:\n  test.nop:\n    - require: '{{ token }}'\n"],
  ['a keyword', 'a:\n  test.nop:\n    - timeout: {{ token }}\n'],
  ['an include', "include: ['{{ token }}']\n"],
  ['a binding', "a:\n  test.nop:\n    - x: '${test:{{ token }}:y}'\n"],
];

const forms = [
  CANARY,
  CANARY.toUpperCase(),
  CANARY.split('').reverse().join(''),
  CANARY.replace('-', '+'),
  CANARY.slice(0, 11),
  CANARY.slice(11),
];
const needles = [
  ...forms.flatMap((form) => [form, Buffer.from(form).toString('base64').replace(/=+$/, '')]),
  Buffer.from(CANARY).toString('hex'),
].map((one) => one.toLowerCase());

/** Where the secret shows, with what stands around it. */
function sightings(where: string, text: string): string[] {
  const lower = text.toLowerCase();
  return needles.flatMap((needle) => {
    const at = lower.indexOf(needle);
    return at === -1 ? [] : [`${where}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
  });
}

function* filesBelow(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

describe('a secret', () => {
  const holdfast = scratchCommand();

  const project = (files: Readonly<Record<string, string>>): void =>
    holdfast.files({
      'holdfast.yaml': 'run_name: canary\nacct_file: acct.yaml\n',
      'acct.yaml': `vault:\n  default:\n    token: ${CANARY}\n`,
      'holdfast.plugins/exec/vault.mjs': vault,
      'holdfast.plugins/states/careless.mjs': careless,
      'lib.jinja': lib,
      ...files,
    });

  it('is found nowhere: results, plans, events, logs, enforced state, graphs', async () => {
    project({ 'site.sls': site });
    const commands: readonly (readonly string[])[] = [
      ['plan', 'site.sls', '--out', 'plan.json'],
      ['plan', 'site.sls', '--json'],
      ['state', 'site.sls', '--yes', '--verbose', '--events', 'events', '--log-file', 'log'],
      ...['json', 'yaml', 'summary', 'nested'].map((output) => ['state', 'site.sls', '--yes', '--output', output]),
      ['state', 'site.sls', '--yes', '--events', '-'],
      ['plan', 'site.sls'],
      ['esm', 'show'],
      ['esm', 'show', '--json'],
      ['esm', 'history'],
      ['graph', 'site.sls'],
      ['graph', 'site.sls', '--format', 'dot'],
      ['render', 'site.sls'],
      ['render', 'site.sls', '--json'],
      ['why', 'test_|-kept_|-kept_|-present', 'new_state'],
      ['why', 'test_|-plain_|-plain_|-succeed_with_changes', 'upper', '--json'],
      ['exec', 'vault.read'],
      ['exec', 'vault.read', '--json'],
    ];
    const seen: string[] = [];
    for (const words of commands) {
      const ended = await holdfast.run(words);
      expect(ended.stderr, words.join(' ')).not.toContain('holdfast/bug');
      expect(ended.stdout + ended.stderr, words.join(' ')).not.toBe('');
      seen.push(...sightings(words.join(' '), ended.stdout), ...sightings(`${words.join(' ')} 2>`, ended.stderr));
    }
    expect([...seen, ...inFiles(holdfast)]).toEqual([]);
    // It did arrive where it was meant to.
    expect(readFileSync(join(holdfast.directory, 'out/written'), 'utf8')).toContain(CANARY);
  });

  it('is in no error', async () => {
    project(Object.fromEntries(mistakes.map(([, sls], at) => [`m${at}.sls`, head + sls])));
    const seen: string[] = [];
    const look = async (name: string, words: readonly string[]): Promise<void> => {
      const ended: Ended = await holdfast.run(words);
      expect(ended.stdout + ended.stderr, name).not.toBe('');
      seen.push(...sightings(name, ended.stdout), ...sightings(`${name} 2>`, ended.stderr));
    };
    for (const [at, [name]] of mistakes.entries()) {
      await Promise.all([
        look(name, ['state', `m${at}.sls`, '--yes', '--log-file', 'log', '--verbose']),
        look(`${name}, JSON`, ['plan', `m${at}.sls`, '--json']),
      ]);
    }
    expect([...seen, ...inFiles(holdfast)]).toEqual([]);
  });
});

/** In whatever was written, but for the account file and what the states were told to write. */
function inFiles({ directory }: Scratch): string[] {
  const meant = ['acct.yaml', 'out/written', 'data.json'].map((path) => join(directory, path));
  const files = [...filesBelow(join(directory, '..'))].filter((path) => !meant.includes(path));
  return files.flatMap((path) => sightings(path, readFileSync(path, 'latin1')));
}
