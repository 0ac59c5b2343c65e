/** Accounts: what credentials a provider is called with. */
import {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  didYouMean,
  type FileReader,
  type Secret,
} from '../kernel/index.js';
import { accountCodes } from './codes.js';
import { type Credentials, type ProfileData, readCredentials } from './credentials.js';
import { openCredentials } from './credentials-file.js';
import type { CryptoMethodName } from './crypto-methods.js';
import { sealed } from './seal.js';

export interface AccountOptions {
  /** The credentials file, absolute; without one there are no accounts. */
  readonly file?: string;
  /** Asked for once, and only when the file is encrypted. */
  readonly key?: () => Promise<Secret<string>>;
  readonly files: FileReader;
  /**
   * Opens a further store that the file names below `acct-backends`, with the store's own credentials, and gives its data in the same
   * three levels; undefined when no plugin serves that kind of store. What it throws may be shown.
   */
  readonly backend?: (kind: string, data: ProfileData) => Promise<unknown>;
  /** Kinds of stores there are, for messages. */
  readonly backendKinds?: readonly string[];
}

/** One profile. Every value in `data` is a secret; mappings and lists are open, so that keys can be told. */
export interface AccountProfile {
  readonly provider: string;
  /** The plugin that makes credentials of the data, for an entry `provider.plugin`. */
  readonly plugin?: string;
  readonly name: string;
  readonly data: ProfileData;
}

/** Where a profile is kept, by names only. */
export interface ListedProfile {
  readonly provider: string;
  readonly plugin?: string;
  readonly name: string;
  /** Path of the file, or kind and name of the store. */
  readonly from: string;
}

export interface Accounts {
  /** How the file is encrypted; undefined when it is plain or there is none. */
  readonly method?: CryptoMethodName;
  /** Profile of whoever names none. */
  readonly defaultProfile: string;
  /** Undefined when there is none of that name. Throws when two entries of the provider offer it. */
  profile(provider: string, name?: string): AccountProfile | undefined;
  /** What to say when a profile that was asked for by its name is not there. */
  unknownProfile(provider: string, name: string): Diagnostic;
  /** Names of the profiles of each provider; names are not secret. */
  names(): Readonly<Record<string, readonly string[]>>;
  /** Every entry, in the order of file and stores. */
  list(): readonly ListedProfile[];
}

interface Opened {
  readonly credentials: Credentials;
  readonly from: string;
}

interface Entry {
  readonly profile: AccountProfile;
  /** Key of the file or store it stands below. */
  readonly key: string;
  readonly from: string;
}

/** Reads the file, and the stores that it names. Throws diagnostics `accounts/…`. */
export async function openAccounts(options: AccountOptions): Promise<Accounts> {
  const { file } = options;
  if (file === undefined) return accountsOf([]);
  const { credentials, method } = await openCredentials(file, options.files, options.key);
  const stores = await openBackends(credentials, options);
  const accounts = accountsOf([{ credentials, from: file }, ...stores], credentials.defaultProfile);
  return method === undefined ? accounts : { ...accounts, method };
}

/** All at once, for they may be far away. */
async function openBackends({ backends }: Credentials, options: AccountOptions): Promise<Opened[]> {
  return Promise.all(
    Object.entries(backends).flatMap(([kind, profiles]) =>
      Object.entries(profiles).map(([name, data]) => openBackend(kind, name, data, options)),
    ),
  );
}

async function openBackend(
  kind: string,
  name: string,
  data: ProfileData,
  { backend, backendKinds = [] }: AccountOptions,
): Promise<Opened> {
  const from = `acct-backends ${kind} ${name}`;
  let held: unknown;
  try {
    held = await backend?.(kind, data);
  } catch (thrown) {
    throw new DiagnosticError(backendFailed(from, thrown));
  }
  if (held === undefined) throw new DiagnosticError(unknownBackend(kind, from, backendKinds));
  const credentials = readCredentials(held, from, () => undefined);
  if (Object.keys(credentials.backends).length > 0) throw new DiagnosticError(storeInStore(from));
  return { credentials, from };
}

function accountsOf(all: readonly Opened[], defaultProfile = 'default'): Accounts {
  const byProvider = new Map<string, Map<string, Entry[]>>();
  const listed: ListedProfile[] = [];
  for (const { credentials, from } of all) {
    for (const [key, profiles] of Object.entries(credentials.providers)) {
      const [provider = key, ...rest] = key.split('.');
      const plugin = rest.length === 0 ? {} : { plugin: rest.join('.') };
      const named = byProvider.get(provider) ?? new Map<string, Entry[]>();
      byProvider.set(provider, named);
      for (const [name, data] of Object.entries(profiles)) {
        const profile: AccountProfile = { provider, ...plugin, name, data: sealed(data) as ProfileData };
        listed.push({ provider, ...plugin, name, from });
        named.set(name, [...(named.get(name) ?? []), { key, from, profile }]);
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
    unknownProfile: (provider, name) =>
      unknownProfile(
        provider,
        name,
        namesOf(provider),
        [...byProvider.keys()].filter((one) => namesOf(one).length > 0),
      ),
    names: () => Object.fromEntries([...byProvider.keys()].map((provider) => [provider, namesOf(provider)])),
    list: () => listed,
  };
}

/** What to say of a profile that is not there; `names` are those of the provider. */
export function unknownProfile(
  provider: string,
  name: string,
  names: readonly string[],
  providers: readonly string[] = [],
): Diagnostic {
  const guess = didYouMean(name, names);
  const others = providers.length === 0 ? '' : `; there are some of ${providers.join(', ')}`;
  const held =
    names.length === 0 ? `there are no profiles of '${provider}'${others}` : `'${provider}' has ${names.join(', ')}`;
  return {
    severity: 'error',
    code: accountCodes.code('unknown-profile'),
    summary: `there is no account profile '${name}' of '${provider}'`,
    hints: [
      ...(guess === undefined ? [] : [guess]),
      held,
      'a profile that acct.profile makes is there for states of the same run',
    ],
  };
}

function sameProfile(name: string, first: Entry, second: Entry): Diagnostic {
  const where = ({ key, from }: Entry): string => (first.from === second.from ? `'${key}'` : `'${key}' in ${from}`);
  return {
    severity: 'error',
    code: accountCodes.code('same-profile'),
    summary: `account profile '${name}' stands below ${where(first)} and below ${where(second)}`,
    hints: ['rename one of the two: a provider has one profile of a name'],
  };
}

function unknownBackend(kind: string, about: string, kinds: readonly string[]): Diagnostic {
  const guess = didYouMean(kind, kinds);
  return {
    severity: 'error',
    code: accountCodes.code('unknown-backend'),
    summary: `nothing can open the store '${kind}' that acct-backends names`,
    about,
    hints: [
      ...(guess === undefined ? [] : [guess]),
      ...(kinds.length === 0 ? [] : [`there are stores of the kinds ${kinds.join(', ')}`]),
    ],
  };
}

function backendFailed(about: string, thrown: unknown): Diagnostic {
  const carried = diagnosticsOf(thrown);
  const reason =
    carried === undefined
      ? thrown instanceof Error
        ? thrown.message
        : String(thrown)
      : carried.map(({ summary }) => summary).join('; ');
  const hints = carried?.flatMap((one) => one.hints ?? []) ?? [];
  return {
    severity: 'error',
    code: accountCodes.code('backend-failed'),
    summary: `${about} could not be opened: ${reason}`,
    about,
    ...(hints.length === 0 ? {} : { hints }),
  };
}

function storeInStore(about: string): Diagnostic {
  return {
    severity: 'error',
    code: accountCodes.code('backend-failed'),
    summary: `${about} names further stores itself`,
    about,
    hints: ['name them in the credentials file: a store may not name others'],
  };
}
