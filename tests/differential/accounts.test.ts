/**
 * A credentials file that one tool encrypted opens in the other. With the original at hand, in both directions: set HOLDFAST_ORACLE to the folder
 * that oracle/setup.sh made. What the original wrote is also recorded, in the unit tests of the accounts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decryptAccounts, encryptAccounts } from '../../src/accounts/index.js';
import { nodePorts, noLog } from '../../src/app/ports/index.js';
import { composeYaml, revealDeep, secret } from '../../src/kernel/index.js';

const oracle = process.env['HOLDFAST_ORACLE'];

const PLAIN = `cloud:
  default: {user: one, password: "p€", count: 5, large: 12345678901, negative: -70000, share: 1.5, list: [1, x, null, true], none: null}
  many: {${Array.from({ length: 40 }, (_, index) => `k${index}: ${'v'.repeat(index)}x`).join(', ')}}
aws.iam:
  dev-1.x: {id: abc}
`;

let folder: string;
let plain: string;
const ports = nodePorts({ log: noLog(), environment: {} });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accounts-'));
  plain = join(folder, 'c.yaml');
  writeFileSync(plain, PLAIN);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(oracle === undefined)('credentials of the original (needs HOLDFAST_ORACLE)', () => {
  it('ours opens what the original encrypted', async () => {
    const key = idem('encrypt', plain).trim();
    const opened = await decryptAccounts(`${plain}.fernet`, secret(key), ports.files);
    expect(revealDeep(opened)).toEqual(data(PLAIN));
  });

  it('the original opens what ours encrypted', async () => {
    const { output, newKey } = await encryptAccounts({ path: plain, ports });
    const printed = idem('decrypt', output, `--acct-key=${revealDeep(newKey) as string}`, '--output', 'json');
    expect(JSON.parse(printed)).toEqual(data(PLAIN));
  });

  it('both know the other method', async () => {
    const key = idem('encrypt', plain, '--crypto-plugin', 'aesgcm256').trim();
    const opened = await decryptAccounts(`${plain}.aesgcm256`, secret(key), ports.files);
    expect(revealDeep(opened)).toEqual(data(PLAIN));
    const { output, newKey } = await encryptAccounts({ path: plain, method: 'aesgcm256', ports });
    const words = ['decrypt', output, '--crypto-plugin', 'aesgcm256', `--acct-key=${revealDeep(newKey) as string}`];
    expect(JSON.parse(idem(...words, '--output', 'json'))).toEqual(data(PLAIN));
  });

  it('both use a key that is given', async () => {
    const { newKey } = await encryptAccounts({ path: plain, ports });
    const key = revealDeep(newKey) as string;
    expect(idem('encrypt', plain, `--acct-key=${key}`, '--output-file', join(folder, 'theirs')).trim()).toBe('');
    const opened = await decryptAccounts(join(folder, 'theirs'), secret(key), ports.files);
    expect(revealDeep(opened)).toEqual(data(readFileSync(plain, 'utf8')));
  });
});

function idem(...words: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: folder };
  return execFileSync(join(oracle ?? '', 'bin/idem'), words, { encoding: 'utf8', env });
}

function data(text: string): unknown {
  const composed = composeYaml(text);
  if (!composed.ok) throw new Error(composed.problem.summary);
  return composed.data;
}
