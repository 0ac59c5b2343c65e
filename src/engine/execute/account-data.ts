/** Credentials that a chunk brings itself, as the keyword `acct_data`. */
import { accountOf } from '../../accounts/index.js';
import { isSecret, isUnknown, reveal, revealDeep } from '../../kernel/index.js';

/** Account data of one profile, as plugins get it. */
export type Account = Readonly<Record<string, unknown>>;

/** `provider` or `provider.plugin` to the name of a profile to its data. */
export type AccountData = Readonly<Record<string, Readonly<Record<string, Account>>>>;

/** Reads `{profiles: {provider: {profile: data}}}`; undefined when it is something else. What is in it becomes secret. */
export function accountDataOf(given: unknown): AccountData | undefined {
  const profiles = mapping(mapping(given)?.['profiles']);
  if (profiles === undefined) return undefined;
  const read: Record<string, Record<string, Account>> = {};
  for (const [provider, named] of Object.entries(profiles)) {
    const found = mapping(named);
    if (found === undefined) return undefined;
    const accounts: Record<string, Account> = {};
    for (const [name, value] of Object.entries(found)) {
      const data = mapping(value);
      if (data === undefined) return undefined;
      accounts[name] = accountOf(revealDeep(data) as Account);
    }
    read[provider] = accounts;
  }
  return read;
}

/** Profiles of a provider, those of its plugins too. */
export function profilesOf(data: AccountData, provider: string): ReadonlyMap<string, Account> {
  return new Map(
    Object.entries(data)
      .filter(([key]) => key === provider || key.startsWith(`${provider}.`))
      .flatMap(([, named]) => Object.entries(named)),
  );
}

function mapping(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const open: unknown = isSecret(value) ? reveal(value) : value;
  const isMapping = typeof open === 'object' && open !== null && !Array.isArray(open) && !isUnknown(open);
  return isMapping ? (open as Readonly<Record<string, unknown>>) : undefined;
}
