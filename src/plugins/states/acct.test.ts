import { describe, expect, it } from 'vitest';
import type { NewProfile, RunAccounts, StateReturn } from '../../contract/index.js';
import { fakeContext } from '../fake-context.js';
import acct from './acct.js';

/** Profiles of one run. */
function runAccounts(): RunAccounts & { readonly all: NewProfile[] } {
  const all: NewProfile[] = [];
  return {
    all,
    added: (provider) => all.filter((one) => one.provider === provider).map(({ name }) => name),
    add: async (profile) => {
      const at = all.findIndex((one) => one.provider === profile.provider && one.name === profile.name);
      all.splice(at === -1 ? all.length : at, at === -1 ? 0 : 1, profile);
    },
  };
}

const profile = async (
  args: Readonly<Record<string, unknown>>,
  given: Parameters<typeof fakeContext>[0],
): Promise<StateReturn | undefined> =>
  acct.functions['profile']?.run(fakeContext(given), { name: 'state', provider_name: 'cloud', ...args });

describe('acct.profile', () => {
  it('takes the name of the state, and everything else as values', async () => {
    const accounts = runAccounts();
    const returned = await profile({ token: 'hunter2', nothing: null, driver: 'mock', list: [1] }, { accounts });
    expect(accounts.all).toEqual([
      { provider: 'cloud', name: 'state', data: { token: 'hunter2', driver: 'mock', list: [1] } },
    ]);
    expect(returned).toMatchObject({ result: true, new_state: null });
    expect(JSON.stringify(returned)).not.toContain('hunter2');
  });

  it('tells names only, those before and those after', async () => {
    const accounts = runAccounts();
    await profile({ profile_name: 'first', token: 'x' }, { accounts });
    const returned = await profile({ profile_name: 'second', source_profile: 'first' }, { accounts });
    expect(returned?.changes).toEqual({ old: { profiles: ['first'] }, new: { profiles: ['first', 'second'] } });
    expect(accounts.all[1]).toEqual({ provider: 'cloud', name: 'second', source: 'first', data: {} });
  });

  it('changes nothing that could be told when it replaces one, and in a plan', async () => {
    const accounts = runAccounts();
    const planned = await profile({ token: 'x' }, { accounts, test: true });
    expect(planned).toMatchObject({ result: true, changes: {} });
    expect(accounts.all).toHaveLength(1);
    expect(await profile({ token: 'y' }, { accounts })).toMatchObject({ result: true, changes: {} });
  });

  it('fails where a run has no profiles', async () => {
    expect(await profile({}, {})).toMatchObject({ result: false });
  });
});
