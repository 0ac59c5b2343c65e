import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  type Diagnostic,
  diagnosticsOf,
  isSecret,
  type Random,
  revealDeep,
  secret as sealed,
  secret,
} from '../kernel/index.js';
import { decrypt, encrypt, keyBytes } from './fernet.js';
import {
  type AccountOptions,
  decryptAccounts,
  encryptAccounts,
  type KeyPorts,
  newKey,
  openAccounts,
  readKey,
} from './index.js';
import { type MemoryFiles, memoryFiles } from './memory-files.js';

/** Made by the original from PLAIN. */
const ORIGINAL_KEY = '7r3On8W-n0NZJrqqAE48P-EA3qMoc58ADzmYFcZjLJw=';
const ORIGINAL_TOKEN =
  'gAAAAABrAh9yibKv6eaEfPi0QnANRSpA3lHSWNUvKmoJO7QhNUgN3jkAx9ibXrOdVn3n8_pNFfB8Ke1i7t4udSs-LyRP5GBpXfKyCm4PQG48VfRmiVBBng2rBf2D5kVgyfLD8SZ1VCHwyfzeJiJ_cLkHfQPWkcpTIFDb9IqI1PQFPkLqJ61U06NyrhbK8NKgHHYx1RbfWdAmlzOba1eR_dqwZAjPXaQWK5nJYxcbSiemOYRj--xi9XI=';
const PLAIN = `cloud:
  default:
    user: one
    password: "p€"
    count: 5
    large: 12345678901
    share: 1.5
    list: [1, x, null, true]
aws.iam:
  dev-1.x:
    id: abc
default: dev
`;
const DATA = {
  cloud: {
    default: { user: 'one', password: 'p€', count: 5, large: 12345678901, share: 1.5, list: [1, 'x', null, true] },
  },
  'aws.iam': { 'dev-1.x': { id: 'abc' } },
  default: 'dev',
};

/** Bytes that count up, so that a test can say what comes out. */
const random: Random = {
  bytes: (count) => Uint8Array.from({ length: count }, (_, index) => index),
  uuid: () => '00000000-0000-4000-8000-000000000000',
  fraction: () => 0,
};
const clock: Clock = { now: () => 1_700_000_000_000, monotonic: () => 0, sleep: async () => {} };

function ports(files: MemoryFiles) {
  return { files, random, clock };
}

function open(yaml: string, options: Partial<AccountOptions> = {}) {
  return openAccounts({ file: '/c.yaml', files: memoryFiles({ '/c.yaml': yaml }), ...options });
}

async function problems(promise: Promise<unknown>): Promise<readonly Diagnostic[]> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return diagnosticsOf(thrown) ?? [];
}

const key = (text: string) => async () => secret(text);

describe('profiles', () => {
  it('gives a profile of a provider, with every value sealed', async () => {
    const accounts = await open(PLAIN);
    const profile = accounts.profile('cloud', 'default');
    expect(profile?.data['user']).toSatisfy(isSecret);
    expect(inspect(profile, { depth: 9 }) + JSON.stringify(profile)).not.toMatch(/one|p€|123456/);
    expect(revealDeep(profile?.data)).toEqual(DATA.cloud.default);
  });

  it('takes the default that the file names', async () => {
    const accounts = await open('default: dev\na: {dev: {k: v}, default: {k: w}}\n');
    expect(accounts.defaultProfile).toBe('dev');
    expect(revealDeep(accounts.profile('a')?.data)).toEqual({ k: 'v' });
  });

  it('finds what stands below a plugin of the provider, and tells the plugin', async () => {
    const accounts = await open(PLAIN);
    expect(accounts.profile('aws', 'dev-1.x')).toMatchObject({ provider: 'aws', plugin: 'iam', name: 'dev-1.x' });
    expect(accounts.names()).toEqual({ cloud: ['default'], aws: ['dev-1.x'] });
  });

  it('knows nothing without a file, and in an empty file', async () => {
    expect((await openAccounts({ files: memoryFiles({}) })).profile('a')).toBeUndefined();
    expect((await open('')).profile('a')).toBeUndefined();
  });

  it('says that a profile stands twice, when it is asked for', async () => {
    const accounts = await open('a: {p: {}, q: {}}\na.b: {p: {}}\n');
    expect(accounts.profile('a', 'q')).toBeDefined();
    expect(() => accounts.profile('a', 'p')).toThrow("account profile 'p' stands below 'a' and below 'a.b'");
    expect(await problems(Promise.resolve().then(() => accounts.profile('a', 'p')))).toMatchObject([
      { code: 'accounts/same-profile' },
    ]);
  });

  it('says which profiles there are', async () => {
    const accounts = await open('a: {production: {}, test: {}}\n');
    expect(accounts.unknownProfile('a', 'prodction')).toMatchObject({
      code: 'accounts/unknown-profile',
      hints: [expect.stringContaining('production'), "'a' has production, test", expect.any(String)],
    });
    expect(accounts.unknownProfile('b', 'x').hints?.[0]).toBe("there are no profiles of 'b'; there are some of a");
  });
});

describe('further stores', () => {
  const yaml = 'acct-backends:\n  vault:\n    p: {token: t0ken}\na: {here: {k: v}}\n';

  it('are opened with their own credentials, and their profiles are added', async () => {
    const accounts = await open(yaml, {
      backend: async (kind, data) => ({ a: { there: { of: kind, by: data['token'] } } }),
    });
    expect(accounts.names()).toEqual({ a: ['here', 'there'] });
    expect(revealDeep(accounts.profile('a', 'there')?.data)).toEqual({ of: 'vault', by: 't0ken' });
  });

  it('may stand below another key', async () => {
    const renamed = yaml.replace('acct-backends', 'stores').concat('backend_key: stores\n');
    const accounts = await open(renamed, { backend: async () => ({ b: { x: {} } }) });
    expect(accounts.names()).toEqual({ a: ['here'], b: ['x'] });
  });

  it('are an error when nothing can open them', async () => {
    const [found] = await problems(open(yaml, { backendKinds: ['valut', 'file'] }));
    expect(found).toMatchObject({ code: 'accounts/unknown-backend', about: 'acct-backends vault p' });
    expect(found?.hints).toEqual(["did you mean 'valut'?", 'there are stores of the kinds valut, file']);
  });

  it('are an error when they cannot be opened, with the reason', async () => {
    const backend = () => Promise.reject(new Error('permission denied'));
    const [found] = await problems(open(yaml, { backend }));
    expect(found).toMatchObject({ code: 'accounts/backend-failed' });
    expect(found?.summary).toBe('acct-backends vault p could not be opened: permission denied');
  });

  it('may not name stores themselves', async () => {
    const backend = async () => ({ 'acct-backends': { vault: { q: {} } } });
    expect(await problems(open(yaml, { backend }))).toMatchObject([{ code: 'accounts/backend-failed' }]);
  });

  it('may not offer a profile that the file has', async () => {
    const accounts = await open(yaml, { backend: async () => ({ a: { here: {} } }) });
    expect(() => accounts.profile('a', 'here')).toThrow(
      "account profile 'here' stands below 'a' in /c.yaml and below 'a' in acct-backends vault p",
    );
  });
});

describe('what is wrong with a file', () => {
  it.each([
    { name: 'no file', reason: 'nothing is there', path: '/other', code: 'accounts/no-file' },
    {
      name: 'a message that would quote a value',
      reason: 'an unquoted password begins with an asterisk',
      yaml: 'a:\n  p: {k: *secret-text}\n',
      code: 'accounts/bad-yaml',
      line: 2,
    },
    { name: 'bad YAML', reason: 'a list is not closed', yaml: 'a: [1', code: 'accounts/bad-yaml', line: 1 },
    { name: 'a list', reason: 'providers are missing', yaml: '- a\n', code: 'accounts/bad-shape', line: 1 },
    {
      name: 'a provider without profiles',
      reason: 'one level is missing',
      yaml: 'b: {}\na: secret-text\n',
      code: 'accounts/bad-shape',
      line: 2,
    },
    {
      name: 'a profile that is text',
      reason: 'one level is missing',
      yaml: 'a:\n  user: secret-text\n',
      code: 'accounts/bad-shape',
      line: 2,
    },
    {
      name: 'a profile name with a blank',
      reason: 'it could not be asked for',
      yaml: 'a:\n  "x y": {k: v}\n',
      code: 'accounts/bad-shape',
      line: 2,
    },
    {
      name: 'a default that is no text',
      reason: 'it names a profile',
      yaml: 'a: {}\ndefault: [x]\n',
      code: 'accounts/bad-shape',
      line: 2,
    },
    {
      name: 'backends that are text',
      reason: 'they map kinds to profiles',
      yaml: 'acct-backends: secret-text\n',
      code: 'accounts/bad-shape',
      line: 1,
    },
    {
      name: 'an encrypted file without a key',
      reason: 'it cannot be opened',
      yaml: ORIGINAL_TOKEN,
      code: 'accounts/no-key',
    },
    {
      name: 'another key',
      reason: 'the signature does not fit',
      yaml: ORIGINAL_TOKEN,
      key: newKey(random),
      code: 'accounts/wrong-key',
    },
    {
      name: 'a changed file',
      reason: 'the signature does not fit',
      yaml: ORIGINAL_TOKEN.replace('LyRP', 'LyRQ'),
      key: ORIGINAL_KEY,
      code: 'accounts/wrong-key',
    },
    {
      name: 'a file that was cut off',
      reason: 'blocks are missing',
      yaml: ORIGINAL_TOKEN.slice(0, 60),
      key: ORIGINAL_KEY,
      code: 'accounts/bad-token',
    },
    {
      name: 'a text that only begins like a token',
      reason: 'it holds other characters',
      yaml: 'gAAAAA: {x: y}',
      key: ORIGINAL_KEY,
      code: 'accounts/bad-token',
    },
    {
      name: 'what is no key',
      reason: 'it is too short',
      yaml: ORIGINAL_TOKEN,
      key: 'c2hvcnQ=',
      code: 'accounts/bad-key',
    },
  ])('$name: $reason', async ({ path, yaml = '', key: text, code, line }) => {
    const found = await problems(open(yaml, { ...(path && { file: path }), ...(text && { key: key(text) }) }));
    expect(found).toMatchObject([{ severity: 'error', code }]);
    expect(found[0]?.span?.line).toBe(line);
    expect(JSON.stringify(found)).not.toMatch(/secret-text/);
  });

  it('tells everything that is wrong with the shape at once', async () => {
    expect(await problems(open('a: 1\nb: {p: 2}\nc: {p: {}}\n'))).toHaveLength(2);
  });

  it('says so when the file cannot be read', async () => {
    const files = {
      ...memoryFiles({}),
      read: () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })),
    };
    const found = await problems(openAccounts({ file: '/c.yaml', files }));
    expect(found).toMatchObject([{ code: 'accounts/unreadable', summary: expect.stringContaining('(EACCES)') }]);
  });

  it('does not encrypt twice', async () => {
    const files = memoryFiles({ '/c': ORIGINAL_TOKEN });
    const found = await problems(encryptAccounts({ path: '/c', ports: ports(files) }));
    expect(found).toMatchObject([{ code: 'accounts/already-encrypted' }]);
  });

  it('says so when an encrypted file holds no credentials', async () => {
    const bytes = keyBytes(ORIGINAL_KEY) as Buffer;
    for (const plain of [Uint8Array.of(0x81), Uint8Array.of(0xd9, 9)]) {
      const found = await problems(open(encrypt(plain, bytes, { random, clock }), { key: key(ORIGINAL_KEY) }));
      expect(found).toMatchObject([{ code: 'accounts/bad-token' }]);
    }
  });
});

describe('any file', () => {
  const pieces = fc.constantFrom(
    'a:',
    ' ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '"',
    '&x ',
    '*x',
    '!t ',
    'p: ',
    '__proto__: ',
    '1',
    '\t',
  );
  const contents = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.string({ maxLength: 60 }),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.nat({ max: ORIGINAL_TOKEN.length }).map((end) => ORIGINAL_TOKEN.slice(0, end)),
  );

  it('is either read or refused with a diagnostic', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const files = memoryFiles({ '/c': content });
        const opening = openAccounts({ file: '/c', files, key: key(ORIGINAL_KEY) });
        const codes = await opening.then(
          (accounts) => accounts.list().map(() => 'accounts/read'),
          (error: unknown) => (diagnosticsOf(error) ?? [{ code: String(error) }]).map(({ code }) => code),
        );
        expect(codes.filter((code) => !code.startsWith('accounts/'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('encrypted files', () => {
  it('opens a file that the original encrypted', async () => {
    const files = memoryFiles({ '/c.fernet': ORIGINAL_TOKEN });
    expect(revealDeep(await decryptAccounts('/c.fernet', secret(ORIGINAL_KEY), files))).toEqual(DATA);
    const accounts = await openAccounts({ file: '/c.fernet', files, key: key(ORIGINAL_KEY) });
    expect(revealDeep(accounts.profile('aws', 'dev-1.x')?.data)).toEqual({ id: 'abc' });
  });

  it('writes what it opens again, for the owner alone, and hands out the new key once', async () => {
    const files = memoryFiles({ '/c.yaml': PLAIN });
    const { output, newKey: made } = await encryptAccounts({ path: '/c.yaml', ports: ports(files) });
    expect(output).toBe('/c.yaml.fernet');
    expect(files.modes.get(output)).toBe(0o600);
    expect(files.text(output)).toMatch(/^gAAAAA[\w-]+=*$/);
    if (made === undefined) throw new Error('a key was not made');
    expect(revealDeep(await decryptAccounts(output, made, files))).toEqual(DATA);
  });

  it('takes a key and a place that are given', async () => {
    const files = memoryFiles({ '/c.yaml': PLAIN });
    const given = { path: '/c.yaml', output: '/elsewhere', key: sealed(ORIGINAL_KEY) };
    expect(await encryptAccounts({ ...given, ports: ports(files) })).toEqual({ output: '/elsewhere' });
    expect(revealDeep(await decryptAccounts('/elsewhere', secret(ORIGINAL_KEY), files))).toEqual(DATA);
  });

  it('does not encrypt what could not be used', async () => {
    const files = memoryFiles({ '/c.yaml': 'a: text\n' });
    const found = await problems(encryptAccounts({ path: '/c.yaml', ports: ports(files) }));
    expect(found).toMatchObject([{ code: 'accounts/bad-shape' }]);
    expect(files.modes.size).toBe(0);
  });

  it('gives back any bytes, and nothing once one of them was changed', () => {
    const bytes = keyBytes(newKey(random)) as Buffer;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (plain, at) => {
        const token = encrypt(plain, bytes, { random, clock });
        expect(Buffer.from(decrypt(token, bytes) as Uint8Array)).toEqual(Buffer.from(plain));
        const changed = Buffer.from(token, 'base64url');
        const where = 1 + (at % (changed.length - 1));
        changed[where] = (changed[where] as number) ^ 1;
        expect(decrypt(changed.toString('base64url'), bytes)).toBe('wrong-key');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the other method', () => {
  const made = Buffer.from(
    'OEFFbiSaMNZoq3gjmn9RiP43w9ulY6w9LqhGd/Mi+/GaVNLjdH8sAZVZgL+Z1N3jl58pKZTEy17258UH2o/ZOMtO87s=',
    'base64',
  );
  const madeKey = 'pqpEL10enX21tZemB6iz7qbNCKTVSeSVsCqxVnJnYww=';

  it('opens a file that the original encrypted, seeing how from the file', async () => {
    const files = memoryFiles({ '/c': made });
    expect(revealDeep(await decryptAccounts('/c', secret(madeKey), files))).toEqual({
      cloud: { default: { user: 'one', password: 'p€' } },
    });
    expect((await openAccounts({ file: '/c', files, key: key(madeKey) })).method).toBe('aesgcm256');
  });

  it('opens what it wrote, and nothing once a byte of it was changed, or it was cut off', async () => {
    const files = memoryFiles({ '/c.yaml': PLAIN });
    const method = 'aesgcm256';
    const { output, newKey: key = secret('') } = await encryptAccounts({
      path: '/c.yaml',
      method,
      ports: ports(files),
    });
    expect(output).toBe('/c.yaml.aesgcm256');
    expect(revealDeep(await decryptAccounts(output, key, files))).toEqual(DATA);
    const bytes = (await files.read(output)) as Uint8Array;
    for (const at of [0, 12, 40, bytes.length - 1]) {
      const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
      const found = await problems(decryptAccounts('/x', key, memoryFiles({ '/x': changed })));
      expect(found, `byte ${at}`).toMatchObject([{ code: 'accounts/wrong-key' }]);
    }
    const short = memoryFiles({ '/x': bytes.slice(0, 20) });
    expect(await problems(decryptAccounts('/x', key, short))).toMatchObject([{ code: 'accounts/bad-token' }]);
  });
});

describe('the key', () => {
  const keyPorts: KeyPorts = {
    files: memoryFiles({ '/keys/one': `${ORIGINAL_KEY}\n` }),
    environment: { THE_KEY: ORIGINAL_KEY, SHORT: 'abc' },
    resolve: (path) => `/keys/${path}`,
    signal: new AbortController().signal,
    processes: {
      async run({ command }) {
        const [status, stdout] = command === 'pass show it' ? [0, `${ORIGINAL_KEY}\n`] : [1, ''];
        const bytes = (text: string) => new TextEncoder().encode(text);
        return { status, stdout: bytes(stdout), stderr: bytes('locked'), truncated: false, timedOut: false };
      },
    },
  };

  it.each([
    { name: 'itself', setting: ORIGINAL_KEY },
    { name: 'from a variable', setting: 'env:THE_KEY' },
    { name: 'from a file', setting: 'file:one' },
    { name: 'from a command', setting: 'command:pass show it' },
  ])('$name', async ({ setting }) => {
    expect(revealDeep(await readKey(setting, keyPorts))).toBe(ORIGINAL_KEY);
  });

  it.each([
    { name: 'a variable that is not set', setting: 'env:NONE', code: 'accounts/key-unavailable', says: 'NONE' },
    { name: 'a file that is not there', setting: 'file:two', code: 'accounts/key-unavailable', says: 'two' },
    { name: 'a command that fails', setting: 'command:false', code: 'accounts/key-unavailable', says: 'locked' },
    { name: 'a variable with something else', setting: 'env:SHORT', code: 'accounts/bad-key', says: 'env:SHORT' },
    { name: 'a text that is no key', setting: 'hunter2hunter2', code: 'accounts/bad-key', says: '44 characters' },
  ])('$name', async ({ setting, code, says }) => {
    const found = await problems(readKey(setting, keyPorts));
    expect(found).toMatchObject([{ code }]);
    expect(JSON.stringify(found)).toContain(says);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
