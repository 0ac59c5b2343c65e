/** The key of the secrets in the enforced state, from outside. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from '../cli/command.js';

const newKey = (): string => `${randomBytes(32).toString('base64url')}=`;

describe('the key of the enforced state', () => {
  const holdfast = scratchCommand();
  const path = (): string => join(holdfast.env['HOLDFAST_ROOT'] as string, 'var/lib/holdfast/esm.key');
  const state = (env: Readonly<Record<string, string>> = {}) => {
    holdfast.files({ 'site.sls': 'net:\n  cloud.network.present: []\n' });
    return holdfast.run(['state', 'site.sls', '--yes', '--output', 'summary'], { env });
  };

  it('is made on first use, for its owner alone, and never by what only reads', async () => {
    holdfast.files({ 'site.sls': 'net:\n  cloud.network.present: []\n' });
    expect((await holdfast.run(['plan', 'site.sls'])).code).toBe(0);
    expect(existsSync(path())).toBe(false);
    expect((await state()).code).toBe(0);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    const key = readFileSync(path(), 'utf8');
    expect((await state()).code).toBe(0);
    expect(readFileSync(path(), 'utf8')).toBe(key);
  });

  it('is demanded when it is another or gone, and nothing is written meanwhile', async () => {
    expect((await state()).code).toBe(0);
    const wrong = await state({ HOLDFAST_ESM_KEY: newKey() });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('error[esm/wrong-key]')]);
    const plan = await holdfast.run(['plan', 'site.sls'], { env: { HOLDFAST_ESM_KEY: newKey() } });
    expect([plan.code, plan.stderr]).toEqual([2, expect.stringContaining('esm/wrong-key')]);
    const key = readFileSync(path());
    rmSync(path());
    const missing = await state();
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('none is given')]);
    expect(existsSync(path())).toBe(false);
    expect(missing.stderr).not.toContain(key.toString().trim());
    expect((await holdfast.run(['esm', 'show'])).code).toBe(0);
  });

  it('tells a secret that a function returned from another one, also after it was changed', async () => {
    const run = async (secret: string, env: Readonly<Record<string, string>> = {}) => {
      const given = `{list: [1, {password: ${secret}}]}`;
      holdfast.files({
        'site.sls': `it:\n  test.present:\n    - new_state: ${given}\n    - sensitive: [new_state]\n`,
      });
      const { stdout } = await holdfast.run(['state', 'site.sls', '--yes', '--json'], { env });
      expect(stdout).not.toContain(secret);
      return Object.values(JSON.parse(stdout) as Record<string, { outcome: string }>).map(({ outcome }) => outcome);
    };
    expect(await run('hunter2-first')).toEqual(['changed']);
    expect(await run('hunter2-first')).toEqual(['unchanged']);
    expect(await run('hunter2-later')).toEqual(['changed']);
    const next = { HOLDFAST_ESM_KEY: newKey(), HOLDFAST_ESM_KEY_BEFORE: `file:${path()}` };
    expect(await run('hunter2-later', next)).toEqual(['unchanged']);
  });

  it('can be changed, as long as the one before is given once', async () => {
    expect((await state()).code).toBe(0);
    const next = newKey();
    const env = { HOLDFAST_ESM_KEY: 'env:MY_KEY', MY_KEY: next };
    expect((await state(env)).code).toBe(2);
    expect((await state({ ...env, HOLDFAST_ESM_KEY_BEFORE: `file:${path()}` })).code).toBe(0);
    expect((await state(env)).code).toBe(0);
    expect((await state()).code).toBe(2);
  });
});
