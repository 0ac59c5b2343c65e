/** Credentials as people use them: encrypt, decrypt, edit, keys, profiles, stores; and nothing of them shown. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decryptAccounts, encryptAccounts } from '../../src/accounts/index.js';
import { nodePorts, noLog } from '../../src/app/ports/index.js';
import { reveal, revealDeep, secret } from '../../src/kernel/index.js';
import { type Scratch, scratchCommand } from './command.js';
import { converse, whyNoTerminal } from './pseudo-terminal.js';

const KEY = /^[\w-]{43}=\n$/;
const PLAIN =
  'cloud:\n  default: {driver: mock, token: t0ken-of-default}\n  prod: {driver: mock, token: t0ken-of-prod}\n';
const DATA = {
  cloud: { default: { driver: 'mock', token: 't0ken-of-default' }, prod: { driver: 'mock', token: 't0ken-of-prod' } },
};
const site = `net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n`;
/** Result of one state, of those that are asked for here. */
interface Shown {
  readonly __id__: string;
  readonly result: boolean | null;
  readonly outcome: string;
  readonly comment: readonly string[];
  readonly changes: unknown;
  readonly new_state: Readonly<Record<string, unknown>> | null;
  readonly diagnostics?: readonly { readonly code: string; readonly hints?: readonly string[] }[];
}

type Answer = Readonly<Record<string, Shown>>;

/** Code of the first diagnostic of a command that did nothing. */
function codeIn(answer: unknown): string | undefined {
  return (answer as { readonly diagnostics?: readonly { readonly code: string }[] }).diagnostics?.[0]?.code;
}

const holdfast = scratchCommand();

const noTerminal = whyNoTerminal();

const path = (name: string): string => join(holdfast.directory, name);
const mode = (name: string): number => statSync(path(name)).mode & 0o777;

const ports = nodePorts({ log: noLog(), environment: {} });

/** Encrypts a plain file; the key is also in the file `key`. */
async function encrypted(plain = PLAIN, method: 'fernet' | 'aesgcm256' = 'fernet', file = 'c.yaml'): Promise<string> {
  holdfast.files({ [file]: plain });
  const { newKey } = await encryptAccounts({ path: path(file), method, ports });
  const key = reveal(newKey) as string;
  holdfast.files({ key });
  return key;
}

async function decrypted(file: string, key = readFileSync(path('key'), 'utf8').trim()): Promise<unknown> {
  return revealDeep(await decryptAccounts(path(file), secret(key), ports.files));
}

function editor(name: string, script: string): string {
  holdfast.files({ [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(path(name), 0o755);
  return path(name);
}

describe('encrypt and decrypt', () => {
  it('prints only the new key, and writes for the owner alone what decrypt opens', async () => {
    holdfast.files({ 'c.yaml': PLAIN });
    const done = await holdfast.run(['encrypt', 'c.yaml']);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(KEY) });
    expect(done.stderr).toContain('c.yaml.fernet written');
    expect(done.stderr).not.toContain(done.stdout.trim());
    expect(mode('c.yaml.fernet')).toBe(0o600);
    const shown = await holdfast.run(['decrypt', 'c.yaml.fernet'], { env: { ACCT_KEY: done.stdout.trim() } });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('  prod:\n    driver: mock\n    token: t0ken-of-prod\n');
  });

  it('says as JSON what it wrote, and the key only when it is new', async () => {
    holdfast.files({ 'c.yaml': PLAIN });
    const first = JSON.parse((await holdfast.run(['encrypt', 'c.yaml', '--json'])).stdout);
    expect(first).toEqual({ file: 'c.yaml.fernet', crypto_plugin: 'fernet', key: expect.any(String) });
    const words = ['encrypt', 'c.yaml', '--output-file', 'other', '--acct-key', first.key as string];
    expect(JSON.parse((await holdfast.run([...words, '--json'])).stdout)).toEqual({
      file: 'other',
      crypto_plugin: 'fernet',
    });
    expect((await holdfast.run(words)).stdout).toBe('');
    expect(await decrypted('other', first.key)).toEqual(DATA);
  });

  it('knows the other method, and sees it from the file', async () => {
    holdfast.files({ 'c.yaml': PLAIN });
    const { stdout: key } = await holdfast.run(['encrypt', 'c.yaml', '--crypto-plugin', 'aesgcm256']);
    const { stdout } = await holdfast.run(['decrypt', 'c.yaml.aesgcm256', '--acct-key', key.trim(), '--json']);
    expect(JSON.parse(stdout)).toEqual(DATA);
  });

  it('names the profile of a source that is not there, also without a credentials file', async () => {
    const ended = await holdfast.run(['validate', 'site', '--sls-sources', 'git+file://dev@/nowhere']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain("error[accounts/unknown-profile]: there is no account profile 'dev' of 'git'");
  });

  it('renders the plain file: jinja, params, or what its first line says', async () => {
    await encrypted();
    holdfast.files({
      'c.yaml': 'cloud:\n{% for n in [1, 2] %}  p{{ n }}: {token: "{{ params.get(\'t\') }}-{{ n }}"}\n{% endfor %}',
    });
    const by = await holdfast.run(['encrypt', 'c.yaml', '--acct-key', 'file:key', '--output-file', 'd'], {
      env: { HOLDFAST_PARAM: 't=x' },
    });
    expect(by.code, by.stderr).toBe(0);
    expect(await decrypted('d')).toEqual({ cloud: { p1: { token: 'x-1' }, p2: { token: 'x-2' } } });
    holdfast.files({ 'raw.yaml': '#!yaml\ncloud: {default: {token: "{{ raw }}"}}\n' });
    await holdfast.run(['encrypt', 'raw.yaml', '--acct-key', 'file:key']);
    expect(await decrypted('raw.yaml.fernet')).toEqual({ cloud: { default: { token: '{{ raw }}' } } });
  });

  it('keeps every value through YAML, whatever it looks like', async () => {
    const odd = {
      a: 'yes',
      b: '012',
      c: '1:30',
      d: '',
      e: ' x ',
      f: 'a: b',
      g: '# h',
      h: '2001-01-01',
      i: 'n\nm',
      j: '~',
    };
    holdfast.files({ 'odd.yaml': JSON.stringify({ cloud: { default: odd } }) });
    const { stdout: key } = await holdfast.run(['encrypt', 'odd.yaml', '--render-pipe', 'yaml']);
    const shown = await holdfast.run(['decrypt', 'odd.yaml.fernet', '--acct-key', key.trim()]);
    holdfast.files({ 'again.yaml': shown.stdout });
    await holdfast.run(['encrypt', 'again.yaml', '--render-pipe', 'yaml', '--acct-key', key.trim()]);
    expect(await decrypted('again.yaml.fernet', key.trim())).toEqual({ cloud: { default: odd } });
  });

  it.each([
    { name: 'no file', words: ['encrypt', 'nope.yaml'], code: 'accounts/no-file' },
    { name: 'a folder', words: ['encrypt', '.'], code: 'accounts/unreadable' },
    { name: 'an encrypted file', words: ['encrypt', 'c.yaml.fernet'], code: 'accounts/already-encrypted' },
    { name: 'bad YAML', words: ['encrypt', 'bad.yaml', '--render-pipe', 'yaml'], code: 'accounts/bad-yaml', line: 3 },
    { name: 'bad YAML behind a template', words: ['encrypt', 'bad.yaml'], code: 'sls/bad-yaml', line: 3 },
    { name: 'a level too few', words: ['encrypt', 'flat.yaml'], code: 'accounts/bad-shape', line: 2 },
    {
      name: 'a reference to a state',
      words: ['encrypt', 'refers.yaml'],
      code: 'template/call-failed',
    },
    {
      name: 'another key',
      words: ['decrypt', 'c.yaml.fernet', '--acct-key', 'file:other'],
      code: 'accounts/wrong-key',
    },
    { name: 'no key', words: ['decrypt', 'c.yaml.fernet'], code: 'accounts/no-key' },
    {
      name: 'no such key file',
      words: ['decrypt', 'c.yaml.fernet', '--acct-key', 'file:no'],
      code: 'accounts/key-unavailable',
    },
    {
      name: 'what is no key',
      words: ['decrypt', 'c.yaml.fernet', '--acct-key', 'hunter2-hunter2'],
      code: 'accounts/bad-key',
    },
    {
      name: 'a file that was cut off',
      words: ['decrypt', 'cut', '--acct-key', 'file:key'],
      code: 'accounts/bad-token',
    },
    { name: 'no file named', words: ['decrypt'], code: 'operations/no-account-file' },
  ])('refuses $name, with its place and without its content', async ({ words, code, line }) => {
    await encrypted();
    holdfast.files({
      'bad.yaml': 'cloud:\n  default:\n    token: *hunter2-hunter2\n',
      'flat.yaml': 'cloud:\n  token: hunter2-hunter2\n',
      'refers.yaml': "cloud: {default: {token: {{ hub.idem.arg_bind.resolve('${cloud.key:hunter2-hunter2:x}') }} }}\n",
      other: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    });
    holdfast.files({ cut: readFileSync(path('c.yaml.fernet'), 'utf8').slice(0, 60) });
    const { code: exit, stdout, stderr } = await holdfast.run([...words, '--json']);
    expect(exit, stderr).toBe(2);
    const [found] = JSON.parse(stdout).diagnostics;
    expect(found).toMatchObject({ code });
    if (line !== undefined) expect(found.span.line).toBe(line);
    const told = await holdfast.run(words);
    expect(stdout + stderr + told.stdout + told.stderr).not.toMatch(/hunter2|t0ken/);
    expect(existsSync(path('bad.yaml.fernet'))).toBe(false);
  });

  it('suggests a method', async () => {
    const { code, stderr } = await holdfast.run(['encrypt', 'c.yaml', '--crypto-plugin', 'fernt']);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean 'fernet'");
  });
});

describe('acct edit', () => {
  const drafts = (): string[] => {
    const folder = path('../root/var/tmp');
    return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  };
  const change = 'sed -i \'s/t0ken-of-prod/changed-of-prod/\' "$1"';

  it('opens the text for the owner alone, encrypts it again with the same key and method, and leaves nothing', async () => {
    await encrypted(PLAIN, 'aesgcm256');
    const seen = `stat -c '%a %n' "$1" "$(dirname "$1")" > seen; ${change}`;
    const done = await holdfast.run(['acct', 'edit', 'c.yaml.aesgcm256', '--acct-key', 'file:key'], {
      env: { EDITOR: editor('ed', seen) },
    });
    expect(done).toMatchObject({ code: 0, stdout: '' });
    expect(done.stderr).toContain('c.yaml.aesgcm256 written, encrypted with aesgcm256');
    expect(readFileSync(path('seen'), 'utf8')).toMatch(/^600 .*\.yaml\n700 /);
    expect(await decrypted('c.yaml.aesgcm256')).toMatchObject({ cloud: { prod: { token: 'changed-of-prod' } } });
    expect(drafts()).toEqual([]);
  });

  it('takes the editor of the option, then $VISUAL, then $EDITOR; with arguments', async () => {
    await encrypted();
    const env = {
      VISUAL: `${editor('visual', 'echo visual "$1" >> who')} --wait`,
      EDITOR: editor('ed', 'echo ed >> who'),
    };
    const words = ['acct_edit', 'c.yaml.fernet', '--acct-key', 'file:key'];
    await holdfast.run([...words, '--editor', editor('option', 'echo option >> who')], { env });
    await holdfast.run(words, { env });
    await holdfast.run(words, { env: { ...env, VISUAL: '' } });
    await holdfast.run(words, { env: { EDITOR: `WHO=shell; echo $WHO >> who; ${env.EDITOR}` } });
    expect(readFileSync(path('who'), 'utf8')).toBe('option\nvisual --wait\ned\nshell\ned\n');
  });

  it('does not write what is unchanged or emptied', async () => {
    await encrypted();
    const before = readFileSync(path('c.yaml.fernet'));
    for (const script of ['exit 0', 'echo "# a comment" >> "$1"', ': > "$1"']) {
      const words = [
        'acct',
        'edit',
        'c.yaml.fernet',
        '--acct-key',
        'file:key',
        '--editor',
        editor('ed', script),
        '--json',
      ];
      const { stdout } = await holdfast.run(words);
      expect(JSON.parse(stdout)).toEqual({ file: 'c.yaml.fernet', changed: false });
    }
    expect(readFileSync(path('c.yaml.fernet'))).toEqual(before);
    expect(drafts()).toEqual([]);
  });

  it('makes a file that is not there, and prints its new key alone', async () => {
    const script = 'printf "cloud:\\n  default: {token: \'{{ not a template }}\'}\\n" > "$1"';
    const done = await holdfast.run(['acct', 'edit', 'new.fernet', '--editor', editor('ed', script)]);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(KEY) });
    expect(mode('new.fernet')).toBe(0o600);
    expect(await decrypted('new.fernet', done.stdout.trim())).toEqual({
      cloud: { default: { token: '{{ not a template }}' } },
    });
  });

  it('encrypts a plain file that was edited, and follows a link to it', async () => {
    holdfast.files({ 'c.yaml': PLAIN });
    symlinkSync('c.yaml', path('link'));
    const done = await holdfast.run(['acct', 'edit', 'link', '--editor', editor('ed', change)]);
    expect(done.stdout).toMatch(KEY);
    expect(readFileSync(path('c.yaml'), 'utf8')).toMatch(/^gAAAAA/);
  });

  it('writes nothing when the editor fails or is not there', async () => {
    await encrypted();
    const before = readFileSync(path('c.yaml.fernet'));
    for (const [command, says] of [
      [editor('ed', `${change}; exit 3`), 'ended with 3'],
      ['no-such-editor', 'ENOENT'],
    ] as const) {
      const done = await holdfast.run(['acct', 'edit', 'c.yaml.fernet', '--acct-key', 'file:key', '--editor', command]);
      expect(done.code).toBe(2);
      expect(done.stderr).toContain('error[cli/editor-failed]');
      expect(done.stderr).toContain(says);
    }
    expect(readFileSync(path('c.yaml.fernet'))).toEqual(before);
    expect(drafts()).toEqual([]);
  });

  it('without a terminal keeps what cannot be used, and says where it is wrong and where it is', async () => {
    await encrypted();
    const before = readFileSync(path('c.yaml.fernet'));
    const script = 'printf "cloud:\\n  default: hunter2-hunter2\\n" > "$1"';
    const done = await holdfast.run([
      'acct',
      'edit',
      'c.yaml.fernet',
      '--acct-key',
      'file:key',
      '--editor',
      editor('ed', script),
    ]);
    expect(done.code).toBe(2);
    expect(done.stderr).toMatch(/c\.yaml:2:3: error\[accounts\/bad-shape\]/);
    expect(done.stderr).toContain('note[operations/account-draft-kept]');
    expect(done.stderr).not.toContain('hunter2');
    const draft = drafts().find((name) => name.endsWith('.yaml')) ?? '';
    expect(readFileSync(join(path('../root/var/tmp'), draft), 'utf8')).toContain('hunter2');
    expect(readFileSync(path('c.yaml.fernet'))).toEqual(before);
  });

  it.skipIf(noTerminal !== undefined)('at a terminal offers to edit again, and begins where one was', async () => {
    await encrypted();
    const again =
      'grep -q hunter2 "$1" && printf "cloud: {p: {token: right}}" > "$1" || echo "cloud: hunter2-hunter2" > "$1"';
    const edit = (send: string) =>
      converse({
        command: [
          process.execPath,
          holdfast.main,
          'acct',
          'edit',
          'c.yaml.fernet',
          '--acct-key',
          'file:key',
          '--editor',
          editor('ed', again),
        ],
        cwd: holdfast.directory,
        env: holdfast.env,
        steps: [{ wait: '[y/N]', send }],
      });
    const before = readFileSync(path('c.yaml.fernet'));
    const forgotten = await edit('y\n');
    expect(forgotten.output).toContain('accounts/bad-shape');
    expect([forgotten.code, readFileSync(path('c.yaml.fernet'))]).toEqual([0, before]);
    const second = await edit('n\n');
    expect([second.code, second.unmet]).toEqual([0, []]);
    expect(forgotten.output + second.output).not.toContain('hunter2');
    expect(await decrypted('c.yaml.fernet')).toEqual({ cloud: { p: { token: 'right' } } });
    expect(drafts()).toEqual([]);
  });

  it('does not overwrite what somebody else wrote meanwhile', async () => {
    const key = await encrypted();
    holdfast.files({ 'theirs.yaml': 'cloud: {theirs: {token: x}}\n' });
    await holdfast.run(['encrypt', 'theirs.yaml', '--acct-key', key]);
    const script = `${change}; cp theirs.yaml.fernet c.yaml.fernet`;
    const done = await holdfast.run([
      'acct',
      'edit',
      'c.yaml.fernet',
      '--acct-key',
      key,
      '--editor',
      editor('ed', script),
    ]);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('operations/account-file-changed') });
    expect(await decrypted('c.yaml.fernet', key)).toEqual({ cloud: { theirs: { token: 'x' } } });
    expect(drafts().filter((name) => name.endsWith('.yaml'))).toHaveLength(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('removes what was decrypted on %s', async (signal) => {
    await encrypted();
    const command = editor('ed', 'echo ready >&2; exec sleep 60');
    const done = await holdfast.run(['acct', 'edit', 'c.yaml.fernet', '--acct-key', 'file:key', '--editor', command], {
      onStderr: (text, kill) => {
        if (text.includes('ready')) kill(signal);
      },
    });
    expect(done.code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(drafts()).toEqual([]);
  });
});

describe('profiles', () => {
  const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout, code, stderr } = await holdfast.run([...words, '--json'], { env });
    return { code, stderr, answer: JSON.parse(stdout) as Answer };
  };

  it('are listed by name, with where each comes from', async () => {
    holdfast.files({
      'acct.yaml':
        'default: prod\naws.iam: {dev: {id: hunter2-hunter2}}\nacct-backends:\n  env: {ci: {profiles: {cloud: {ci: {token: CI_TOKEN}}}}}\n  file: {team: {path: sub/team.fernet, key: "file:key"}}\n  command: {vault: {command: "cat vault.json"}}\n',
      'vault.json': '{"git": {"forge": {"token": "hunter2-hunter2"}}}',
    });
    holdfast.files({ 'sub/x': '' });
    await encrypted(PLAIN, 'fernet', 'sub/team');
    const env = { CI_TOKEN: 'hunter2-hunter2', ACCT_FILE: 'acct.yaml' };
    const { code, answer } = await run(['acct', 'show'], env);
    expect(code).toBe(0);
    expect(answer).toEqual({
      file: 'acct.yaml',
      crypto_plugin: null,
      default_profile: 'prod',
      profiles: [
        { provider: 'aws', plugin: 'iam', name: 'dev', from: 'acct.yaml' },
        { provider: 'cloud', name: 'ci', from: 'acct-backends env ci' },
        { provider: 'cloud', name: 'default', from: 'acct-backends file team' },
        { provider: 'cloud', name: 'prod', from: 'acct-backends file team' },
        { provider: 'git', name: 'forge', from: 'acct-backends command vault' },
      ],
    });
    const text = await holdfast.run(['acct', 'show'], { env });
    expect(text.stdout).toContain('  cloud  prod  (default; acct-backends file team)\n');
    expect(text.stdout + text.stderr).not.toMatch(/hunter2|t0ken/);
  });

  it.each([
    { name: 'an unknown kind', store: 'comand: {x: {command: cat}}', says: "did you mean 'command'?" },
    {
      name: 'an unknown option',
      store: 'file: {x: {pth: hunter2-hunter2}}',
      says: "it takes no 'pth'; did you mean 'path'?",
    },
    { name: 'a missing option', store: 'file: {x: {}}', says: "'path' is missing" },
    { name: 'a wrong type', store: 'command: {x: {command: [hunter2-hunter2]}}', says: "'command' must be text" },
    { name: 'no such file', store: 'file: {x: {path: nope}}', says: 'there is no credentials file' },
    { name: 'a command that fails', store: 'command: {x: {command: "echo no >&2; exit 4"}}', says: 'ended with 4: no' },
    { name: 'a variable that is not set', store: 'env: {x: {profiles: {a: {b: {c: NONE}}}}}', says: 'NONE' },
    {
      name: 'what is no credentials',
      store: 'command: {x: {command: "echo hunter2-hunter2"}}',
      says: 'must map each provider',
    },
  ])('of a store that is not right are refused before anything runs: $name', async ({ store, says }) => {
    holdfast.files({ 'acct.yaml': `acct-backends:\n  ${store}\n`, 'site.sls': site });
    const done = await holdfast.run(['state', 'site.sls', '--yes', '--acct-file', 'acct.yaml']);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain(says);
    expect(done.stderr).not.toContain('hunter2');
  });

  it('come from a project plugin, too', async () => {
    holdfast.files({
      'holdfast.yaml': 'acct_file: acct.yaml\n',
      'acct.yaml': 'acct-backends:\n  acme: {x: {token: hunter2-hunter2}}\n',
      'holdfast.plugins/acct/acme.ts':
        "import { accountBackend, field } from 'holdfast/plugin';\nexport default accountBackend({ ref: 'acme', summary: 'Acme.', fields: { token: field.string({ secret: true, doc: 'It.' }) }, async unlock(ctx, { token }) { if (ctx.variable('FAIL')) throw new Error(`not with ${token}`); return { test: { default: { user: token } } }; } });\n",
      'site.sls': 'a:\n  test.acct: []\n',
    });
    const { code, answer, stderr } = await run(['state', 'site.sls', '--yes']);
    expect(code, stderr).toBe(0);
    expect(Object.values(answer)[0]?.new_state).toEqual({ user: '********' });
    const failed = await holdfast.run(['plan', 'site.sls'], { env: { FAIL: '1' } });
    expect(failed.stderr).toContain('not with ********');
  });

  it('are left alone by commands that need none', async () => {
    await encrypted();
    holdfast.files({ 'holdfast.yaml': 'acct_file: c.yaml.fernet\n', 'site.sls': site });
    for (const words of [
      ['validate', 'site.sls'],
      ['esm', 'show'],
      ['render', 'site.sls'],
      ['graph', 'site.sls'],
    ]) {
      const { code, stderr } = await holdfast.run(words);
      expect({ words, code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('no-key') });
    }
  });

  it('wrong keys and missing ones are told before anything runs', async () => {
    await encrypted();
    holdfast.files({ 'site.sls': site });
    for (const command of ['state', 'plan']) {
      const words = [command, 'site.sls', ...(command === 'state' ? ['--yes'] : []), '--acct-file', 'c.yaml.fernet'];
      const { code, answer } = await run(words);
      expect({ code, found: codeIn(answer) }).toEqual({ code: 2, found: 'accounts/no-key' });
    }
  });

  it.each([
    { name: 'the option', options: ['--acct-key', 'file:key'], env: {} },
    { name: 'a variable of its own', options: ['--acct-key', 'env:MINE'], env: { MINE: 'key' } },
    { name: 'a command', options: ['--acct-key', 'command:cat key'], env: {} },
    { name: 'ACCT_KEY', options: [], env: { ACCT_KEY: 'key' } },
    { name: 'the config file', options: [], env: {}, config: 'acct_key: "command:cat key"\n' },
    { name: "a section of Idem's config file", options: [], env: {}, config: 'acct: {acct_key: "file:key"}\n' },
  ])('open with a key from $name', async ({ options, env, config }) => {
    const key = await encrypted();
    holdfast.files({ 'site.sls': site, ...(config === undefined ? {} : { 'holdfast.yaml': config }) });
    const given = Object.fromEntries(Object.entries(env).map(([name]) => [name, key]));
    const { code, stderr } = await run(['plan', 'site.sls', '--acct-file', 'c.yaml.fernet', ...options], given);
    expect(code, stderr).toBe(0);
  });

  it('default to the one the file names; another default tomorrow does not touch what is there', async () => {
    holdfast.files({ 'c.yaml': `default: prod\n${PLAIN}`, 'site.sls': site });
    expect((await run(['state', 'site.sls', '--yes', '--acct-file', 'c.yaml'])).code).toBe(0);
    expect((await run(['plan', 'site.sls', '--detailed-exitcode', '--acct-file', 'c.yaml'])).code).toBe(0);
    expect((await run(['plan', 'site.sls', '--acct-file', 'c.yaml', '--acct-profile', 'prod'])).code).toBe(0);
    writeFileSync(path('c.yaml'), PLAIN);
    const { answer } = await run(['plan', 'site.sls', '--acct-file', 'c.yaml']);
    const [net] = Object.values(answer);
    expect(net?.comment[0]).toContain("was enforced with the account profile 'prod', and this run uses 'default'");
  });

  it('that are not there are told with those that are', async () => {
    holdfast.files({
      'c.yaml': `${PLAIN}aws: {only: {id: x}}\n`,
      'site.sls':
        'a:\n  test.nop:\n    - acct_profile: only\nb:\n  test.nop:\n    - acct_profile: nobody\nc:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n    - acct_profile: prd\n',
    });
    const { code, answer } = await run(['state', 'site.sls', '--yes', '--acct-file', 'c.yaml']);
    expect(code).toBe(1);
    const [a, b, c] = Object.values(answer);
    expect(a?.result).toBe(true);
    expect(b?.diagnostics?.[0]).toMatchObject({ code: 'accounts/unknown-profile', span: { line: 5 } });
    expect(b?.diagnostics?.[0]?.hints).toContain("there are no profiles of 'test'; there are some of cloud, aws");
    expect(c?.diagnostics?.[0]?.hints).toContain("'cloud' has default, prod");
  });

  it('that a chunk brings are its alone', async () => {
    holdfast.files({
      'c.yaml': 'test: {default: {user: of-the-file}}\n',
      'site.sls':
        'own:\n  test.acct:\n    - acct_data: {profiles: {test: {default: {user: hunter2-hunter2, other: 1}}}}\nnamed:\n  test.acct:\n    - acct_profile: x\n    - acct_data: {profiles: {test.plugin: {x: {third: 1}}}}\nmissing:\n  test.acct:\n    - acct_profile: y\n    - acct_data: {profiles: {test: {x: {third: 1}}}}\nplain:\n  test.acct: []\n',
    });
    const { answer, stderr } = await run(['state', 'site.sls', '--yes', '--acct-file', 'c.yaml']);
    const states = Object.fromEntries(Object.values(answer).map((one) => [one.__id__, one]));
    expect(Object.keys(states['own']?.new_state ?? {})).toEqual(['user', 'other']);
    expect(Object.keys(states['named']?.new_state ?? {})).toEqual(['third']);
    expect(states['missing']?.comment[0]).toBe("there is no account profile 'y' of 'test'");
    expect(Object.keys(states['plain']?.new_state ?? {})).toEqual(['user']);
    expect(JSON.stringify(answer) + stderr).not.toContain('hunter2');
    holdfast.files({ 'wrong.sls': 'a:\n  test.nop:\n    - acct_data: {test: {x: hunter2-hunter2}}\n' });
    const wrong = await holdfast.run(['plan', 'wrong.sls']);
    expect(wrong.stderr).toContain("wrong.sls:3:7: error[call/bad-keyword]: 'acct_data' must be a mapping `profiles`");
    expect(wrong.stderr.split('\n')[0]).not.toContain('hunter2');
  });

  it('of an exec function are those of its own provider, also when a state calls it', async () => {
    holdfast.files({
      'c.yaml': 'vault: {default: {token: v1, a: 1}, other: {token: v2, b: 1}}\n',
      'holdfast.plugins/exec/vault.mjs':
        "export default { [Symbol.for('holdfast/1')]: 'exec', ref: 'vault', summary: 'x', functions: { keys: { summary: 'x', fields: {}, effects: 'none', run: (ctx) => ({ result: true, ret: { keys: Object.keys(ctx.account) } }) } } };\n",
      'site.sls':
        'a:\n  exec.run:\n    - path: vault.keys\nb:\n  exec.run:\n    - path: vault.keys\n    - acct_profile: other\n',
      'holdfast.yaml': 'acct_file: c.yaml\n',
    });
    const { answer } = await run(['state', 'site.sls', '--yes']);
    const [a, b] = Object.values(answer);
    expect([a?.new_state, b?.new_state]).toEqual([{ keys: ['token', 'a'] }, { keys: ['token', 'b'] }]);
  });
});

describe('acct.profile', () => {
  const made = `made:
  acct.profile:
    - provider_name: test
    - profile_name: assumed
    - source_profile: base
    - password: hunter2-hunter2
use:
  test.acct:
    - acct_profile: assumed
    - require:
      - acct: made
`;
  const accounts = 'test: {base: {user: of-base, password: old-password}}\n';
  const answerOf = async (words: readonly string[]) => {
    const { stdout, stderr } = await holdfast.run([...words, '--acct-file', 'c.yaml', '--json']);
    return { stdout, stderr, answer: JSON.parse(stdout) as Answer };
  };

  it('adds a profile for what requires it, tells only names, and is no change in a plan', async () => {
    holdfast.files({ 'c.yaml': accounts, 'site.sls': made });
    const { answer, stdout, stderr } = await answerOf(['state', 'site.sls', '--yes']);
    const [profile, use] = Object.values(answer);
    expect(profile).toMatchObject({ result: true, new_state: null });
    expect(profile?.changes).toEqual({ old: { profiles: [] }, new: { profiles: ['assumed'] } });
    expect(use?.new_state).toEqual({ user: '********', password: '********' });
    const plan = await answerOf(['plan', 'site.sls', '-o', 'site.plan']);
    const applied = await answerOf(['apply', 'site.plan', '--yes']);
    expect(Object.values(applied.answer)[0]?.changes).toEqual(profile?.changes);
    expect(Object.values(plan.answer)[0]).toMatchObject({ outcome: 'unchanged', result: true, changes: {} });
    expect(Object.values(plan.answer)[1]?.new_state).toEqual(use?.new_state);
    expect(stdout + stderr + plan.stdout + plan.stderr + applied.stdout).not.toMatch(/hunter2|old-password|of-base/);
  });

  it('is waited for by what names it, and comes along with it', async () => {
    holdfast.files({
      'c.yaml': 'test: {default: {user: x}}\n',
      'site.sls':
        'use:\n  test.acct:\n    - acct_profile: new\ncalled:\n  exec.run:\n    - path: test.ping\n    - acct_profile: new\nnew:\n  acct.profile:\n    - provider_name: test.plugin\n    - user: hunter2-hunter2\nother:\n  test.nop: []\n',
    });
    for (const more of [[], ['--runtime', 'serial'], ['--target', 'use']]) {
      const { answer } = await answerOf(['state', 'site.sls', '--yes', ...more]);
      const order = Object.values(answer).filter(({ outcome }) => outcome !== 'skipped: target');
      const ids = order.map((one) => one.__id__);
      expect(ids.indexOf('new')).toBeLessThan(ids.indexOf('use'));
      expect(order.map(({ result }) => result)).toEqual(order.map(() => true));
    }
  });

  it('connects a cloud with it', async () => {
    holdfast.files({
      'c.yaml': 'cloud: {default: {driver: mock}}\n',
      'site.sls': `p:\n  acct.profile:\n    - provider_name: cloud\n    - driver: no-such-driver\nnet:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n    - acct_profile: p\n    - require:\n      - acct: p\n`,
    });
    const { answer } = await answerOf(['state', 'site.sls', '--yes']);
    expect(Object.values(answer)[1]?.comment[0]).toContain("there is no driver 'no-such-driver'");
  });

  it('lays one profile over another, and says when there is none to take', async () => {
    holdfast.files({
      'c.yaml': accounts,
      'site.sls': `${made}again:\n  acct.profile:\n    - provider_name: test\n    - profile_name: assumed\n    - more: 1\n    - require:\n      - test: use\nnone:\n  acct.profile:\n    - provider_name: test\n    - source_profile: bse\n`,
    });
    const { answer } = await answerOf(['state', 'site.sls', '--yes']);
    const states = Object.fromEntries(Object.values(answer).map((one) => [one.__id__, one]));
    expect(states['again']).toMatchObject({ result: true, changes: {}, outcome: 'unchanged' });
    expect(states['none']?.comment[0]).toContain("there is no account profile 'bse' of 'test'");
  });

  it('goes before what requires it when a tree is inverted', async () => {
    holdfast.files({
      'c.yaml': 'cloud: {default: {driver: mock}}\n',
      'site.sls': `net:\n  cloud.network.present:\n    - address_block: 10.0.0.0/16\n    - acct_profile: p\n    - require:\n      - acct: p\np:\n  acct.profile:\n    - provider_name: cloud\n    - driver: mock\n`,
    });
    await answerOf(['state', 'site.sls', '--yes']);
    for (const more of [
      ['--runtime', 'parallel'],
      ['--runtime', 'serial'],
    ]) {
      const { answer } = await answerOf(['state', 'site.sls', '--yes', '--invert', ...more]);
      expect(Object.entries(answer).map(([tag, one]) => [tag, one.result])).toEqual([
        ['acct_|-p_|-p_|-profile', true],
        ['cloud.network_|-net_|-net_|-absent', true],
      ]);
    }
  });
});

describe('what a credentials file holds', () => {
  const CANARY = 'Kanarienvogel-9d2kQ7yb';
  const needles = [CANARY, CANARY.toUpperCase(), Buffer.from(CANARY).toString('base64').replace(/=+$/, '')];

  it('is in no output and in no file, whatever is done with it', async () => {
    holdfast.files({
      'holdfast.yaml': 'run_name: canary\nacct_file: c.fernet\nacct_key: "file:key"\n',
      'c.yaml': `test: {default: {user: ${CANARY}, list: [{deep: ${CANARY}}]}}\ncloud: {default: {driver: mock, token: ${CANARY}}}\nvault: {default: {token: ${CANARY}}}\n`,
      'holdfast.plugins/exec/vault.mjs':
        "export default { [Symbol.for('holdfast/1')]: 'exec', ref: 'vault', summary: 'x', functions: { read: { summary: 'x', fields: {}, effects: 'none', run: (ctx) => ({ result: true, ret: { token: ctx.account.token } }) } } };\n",
      'site.sls': `shown:
  test.acct: []
net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
read:
  exec.run:
    - path: vault.read
bound:
  test.succeed_with_comment:
    - comment: 'it is \${exec:read:token}'
again:
  acct.profile:
    - provider_name: test
    - user: '\${exec:read:token}'
    - literal: ${CANARY}
own:
  test.acct:
    - acct_data: {profiles: {test: {default: {user: ${CANARY}}}}}
said:
  cmd.run:
    - cmd: 'echo \${exec:read:token}; exit 3'
`,
    });
    expect((await holdfast.run(['encrypt', 'c.yaml', '--output-file', 'c.fernet'])).code).toBe(2);
    const made = await holdfast.run(['encrypt', 'c.yaml', '-o', 'c.fernet', '-c', '/dev/null']);
    holdfast.files({ key: made.stdout });
    const commands: readonly (readonly string[])[] = [
      ['plan', 'site.sls', '-o', 'site.plan'],
      ['plan', 'site.sls', '--json'],
      ['state', 'site.sls', '--yes', '--verbose', '--events', 'events', '--log-file', 'log'],
      ['state', 'site.sls', '--yes', '--json'],
      ['state', 'site.sls', '--yes', '--events', '-'],
      ['apply', 'site.plan', '--yes'],
      ['exec', 'vault.read', '--json'],
      ['exec', 'cloud.network.list', '--json'],
      ['render', 'site.sls'],
      ['render', 'site.sls', '--json', '--positions'],
      ['why', 'again', 'literal', 'site.sls'],
      ['why', 'again', 'user', 'site.sls', '--json'],
      ['why', 'own', 'acct_data', 'site.sls'],
      ['why', 'bound', 'comment', 'site.sls'],
      ['validate', 'site.sls', '--json'],
      ['graph', 'site.sls'],
      ['describe', 'cloud.*'],
      ['esm', 'show', '--json'],
      ['esm', 'history'],
      ['config', 'show'],
      ['acct', 'show'],
      ['exec', 'vault.read', '--acct-profile', 'nope'],
      ['state', 'site.sls', '--yes', '--acct-key', 'file:c.yaml'],
      ['state', 'site.sls', '--yes', '--invert'],
    ];
    const seen: string[] = [];
    for (const words of commands) {
      const { stdout, stderr } = await holdfast.run(words);
      expect(stdout + stderr, words.join(' ')).not.toBe('');
      expect(stderr, words.join(' ')).not.toContain('cli/bug');
      for (const needle of needles) if ((stdout + stderr).includes(needle)) seen.push(words.join(' '));
    }
    expect(seen).toEqual([]);
    expect(filesWith(holdfast, needles)).toEqual([]);
  });
});

/** Files that hold one of the texts, but for those that are meant to. */
function filesWith({ directory }: Scratch, needles: readonly string[]): string[] {
  const meant = ['c.yaml', 'site.sls'].map((name) => join(directory, name));
  return readdirSync(join(directory, '..'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !meant.includes(file))
    .filter((file) => needles.some((needle) => readFileSync(file, 'latin1').includes(needle)));
}
