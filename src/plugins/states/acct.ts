/** Credentials that are made while a run goes on. */
import { field, type StateContext, type StateReturn, stateFunction, stateFunctions } from '../../contract/index.js';
import { reveal } from '../../kernel/index.js';

const fields = {
  provider_name: field.string({
    required: true,
    doc: 'Whose profile it is: the first component of state refs.',
    example: 'cloud',
  }),
  profile_name: field.string({ doc: 'Name of the profile. Default: the name of the state.', example: 'assumed' }),
  source_profile: field.string({
    doc: 'Profile of the same provider that the values are laid over.',
    example: 'default',
  }),
  driver: field.string({ doc: 'Which driver speaks to the cloud. Not secret, as the next four.', example: 'mock' }),
  provider: field.string({ doc: 'Which endpoint of it.', example: 'default' }),
  region: field.string({ doc: 'Which region.', example: 'eu-central-1' }),
  endpoint: field.string({ doc: 'Its address.', example: 'https://cloud' }),
  simulation: field.record(field.any(), { doc: 'How the built-in cloud misbehaves.', example: { latency: 10 } }),
};

export default stateFunctions({
  ref: 'acct',
  summary: 'Account profiles for the rest of the run.',
  functions: {
    profile: stateFunction({
      summary:
        'Adds an account profile for the rest of the run; states that name it wait for it. All further arguments are its values, and are secret. Also done in a plan.',
      fields,
      free: true,
      freeSecret: true,
      // It writes nothing in the world, and what a plan reads may need the profile.
      effects: 'none',
      needs: ['run.accounts'],
      keeps: false,
      run: async (ctx, { name, provider_name, profile_name, source_profile, ...data }) => {
        const profile = profile_name ?? name;
        return addProfile(ctx, provider_name, profile, data, source_profile ?? undefined);
      },
    }),
  },
});

async function addProfile(
  { accounts, test }: StateContext,
  provider: string,
  name: string,
  data: Readonly<Record<string, unknown>>,
  source: string | undefined,
): Promise<StateReturn> {
  if (accounts === undefined) return { result: false, comment: 'there are no account profiles here' };
  const before = accounts.added(provider);
  await accounts.add({
    provider,
    name,
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => reveal(value) !== null)),
    ...(source === undefined ? {} : { source }),
  });
  const replaced = before.includes(name);
  return {
    result: true,
    comment: replaced
      ? `Put the profile '${name}' of '${provider}' in the place of another`
      : `Added the profile '${name}' of '${provider}'`,
    // The next run begins without it again: nothing in the world would change.
    changes: replaced || test ? {} : { old: { profiles: before }, new: { profiles: [...before, name] } },
    new_state: null,
  };
}
