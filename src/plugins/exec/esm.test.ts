import { describe, expect, it } from 'vitest';
import type { Context, EsmAccess } from '../../contract/index.js';
import esm from './esm.js';

describe('exec esm', () => {
  const call = (fun: string, args: Readonly<Record<string, unknown>>, access?: Partial<EsmAccess>) =>
    Promise.resolve(esm.functions[fun]?.run({ esm: access } as unknown as Context, args as never));

  it('means the local store and the default profile unless others are named', async () => {
    const asked: unknown[] = [];
    const show: EsmAccess['show'] = async (which) => {
      asked.push(which);
      return {};
    };
    await call('show', {}, { show });
    await call('show', { provider: 'aws', profile: 'team' }, { show });
    expect(asked).toEqual([
      { provider: 'local', profile: 'default' },
      { provider: 'aws', profile: 'team' },
    ]);
  });

  it('calls a state bad when something about it is an error', async () => {
    const validate = async () => ({
      version: '1.0.0',
      records: 1,
      openIntents: 0,
      diagnostics: [{ severity: 'error', code: 'x/y', summary: 'bad' }] as const,
    });
    expect(await call('validate', {}, { validate })).toMatchObject({ result: false, comment: ['bad'] });
  });

  it('is not to be had inside a run, which holds the lock', async () => {
    await expect(async () => call('version', {})).rejects.toThrow(/in use by this run/);
  });
});
