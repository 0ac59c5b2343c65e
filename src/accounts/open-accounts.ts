/** Accounts: what credentials a provider is called with. */
import { type Diagnostic, DiagnosticError, didYouMean, type FileReader, type Secret, secret } from '../kernel/index.js';
import { accountCodes } from './codes.js';
import { type Credentials, isMapping, type ProfileData, readCredentials } from './credentials.js';
import { openCredentials } from './credentials-file.js';

export interface AccountOptions {
  /** The credentials file, absolute; without one there are no accounts. */
  readonly file?: string;
  /** Asked for once, and only when the file is encrypted. */
  readonly key?: () => Promise<Secret<string>>;
  readonly files: FileReader;
  /**
   * Opens a further store that the file names below `acct-backends`, with the store's own credentials, and gives its data in the same
   * three levels; undefined when no plugin serves that kind of store.
   */
  readonly backend?: (kind: string, data: ProfileData) => Promise<unknown>;
}

/** One profile. Every value in `data` is a secret; mappings and lists are open, so that keys can be told. */
export interface AccountProfile {
  readonly provider: string;
  /** The plugin that makes credentials of the data, for an entry `provider.plugin`. */
  readonly plugin?: string;
  readonly name: string;
  readonly data: ProfileData;
}

export interface Accounts {
  /** Profile of whoever names none. */
  readonly defaultProfile: string;
  /** Undefined when there is none of that name. Throws when two entries of the provider offer it. */
  profile(provider: string, name?: string): AccountProfile | undefined;
  /** What to say when a profile that was asked for by its name is not there. */
  unknownProfile(provider: string, name: string): Diagnostic;
  /** Names of the profiles of each provider; names are not secret. */
  names(): Readonly<Record<string, readonly string[]>>;
}

interface Entry {
  readonly profile: AccountProfile;
  /** Key of the file or store it stands below. */
  readonly key: string;
}

/** Reads the file, and the stores that it names. Throws diagnostics `accounts/…`. */
export async function openAccounts(options: AccountOptions): Promise<Accounts> {
  if (options.file === undefined) return accountsOf([], undefined);
  const { credentials } = await openCredentials(options.file, options.files, options.key);
  const stores = await openBackends(credentials, options);
  return accountsOf([credentials, ...stores], credentials.defaultProfile);
}

async function openBackends({ backends }: Credentials, { backend }: AccountOptions): Promise<Credentials[]> {
  const opened: Credentials[] = [];
  for (const [kind, profiles] of Object.entries(backends)) {
    for (const [name, data] of Object.entries(profiles)) {
      const held = await backend?.(kind, data);
      if (held === undefined) throw new DiagnosticError(unknownBackend(kind, name));
      opened.push(readCredentials(held, `acct-backends ${kind} ${name}`, () => undefined));
    }
  }
  return opened;
}

function accountsOf(all: readonly Credentials[], defaultProfile = 'default'): Accounts {
  const byProvider = new Map<string, Map<string, Entry[]>>();
  for (const { providers } of all) {
    for (const [key, profiles] of Object.entries(providers)) {
      const [provider = key, ...plugin] = key.split('.');
      const named = byProvider.get(provider) ?? new Map<string, Entry[]>();
      byProvider.set(provider, named);
      for (const [name, data] of Object.entries(profiles)) {
        const profile = { provider, name, data: sealed(data) as ProfileData };
        const entry = { key, profile: plugin.length === 0 ? profile : { ...profile, plugin: plugin.join('.') } };
        named.set(name, [...(named.get(name) ?? []), entry]);
      }
    }
  }
  const namesOf = (provider: string): string[] => [...(byProvider.get(provider)?.keys() ?? [])];
  return {
    defaultProfile,
    profile(provider, name = defaultProfile) {
      const [first, second] = byProvider.get(provider)?.get(name) ?? [];
      if (first !== undefined && second !== undefined) throw new DiagnosticError(sameProfile(name, first, second));
      return first?.profile;
    },
    unknownProfile: (provider, name) => unknownProfile(provider, name, namesOf(provider)),
    names: () => Object.fromEntries([...byProvider.keys()].map((provider) => [provider, namesOf(provider)])),
  };
}

/** Each value that is no mapping or list becomes a secret. */
function sealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sealed);
  if (!isMapping(value)) return secret(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sealed(inner)]));
}

function unknownProfile(provider: string, name: string, names: readonly string[]): Diagnostic {
  const guess = didYouMean(name, names);
  const held = names.length === 0 ? `there are no profiles of '${provider}'` : `'${provider}' has ${names.join(', ')}`;
  return {
    severity: 'error',
    code: accountCodes.code('unknown-profile'),
    summary: `there is no account profile '${name}' of '${provider}'`,
    hints: guess === undefined ? [held] : [guess, held],
  };
}

function sameProfile(name: string, first: Entry, second: Entry): Diagnostic {
  return {
    severity: 'error',
    code: accountCodes.code('same-profile'),
    summary: `account profile '${name}' stands below '${first.key}' and below '${second.key}'`,
    hints: ['rename one of the two: a provider has one profile of a name'],
  };
}

function unknownBackend(kind: string, name: string): Diagnostic {
  return {
    severity: 'error',
    code: accountCodes.code('unknown-backend'),
    summary: `nothing can open the store '${kind}' that acct-backends names`,
    about: `acct-backends ${kind} ${name}`,
  };
}
