/** Account data for the engine, out of the credentials file that the settings name and the stores that it names. */
import { resolve } from 'node:path';
import { type Accounts, accountOf, openAccounts, readKey } from '../accounts/index.js';
import type { Hub } from '../hub/index.js';
import { DiagnosticError, type Masker, type Ports, reveal, type Secret } from '../kernel/index.js';
import type { Services, Settings } from '../operations/index.js';
import { accountBackends } from './account-backends.js';

export interface AccountDataOptions {
  readonly settings: Settings;
  readonly hub: Hub;
  readonly ports: Ports;
  readonly masker: Masker;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type AccountServices = Required<Pick<Services, 'account' | 'accountNames' | 'accounts'>>;

/**
 * The file is read when data is first asked for, or when a run begins. A profile that was asked for by its name and is not there is an error, unless
 * it is one of other providers, for then it was not meant for this one.
 */
export function accountData(options: AccountDataOptions): AccountServices {
  const { settings, ports, masker, environment } = options;
  const { acctFile, acctKey } = settings;
  const readSetting = (setting: string): Promise<Secret<string>> =>
    readKey(setting, {
      files: ports.files,
      processes: ports.processes,
      environment,
      resolve: (path) => resolve(settings.directory, path),
      signal: new AbortController().signal,
    });
  const key = acctKey === undefined ? undefined : once(() => readSetting(reveal(acctKey)));
  let opened: Accounts | undefined;
  const open = once(async () => {
    opened = await openAccounts({
      files: ports.files,
      ...(acctFile === undefined ? {} : { file: acctFile }),
      ...(key === undefined ? {} : { key }),
      backend: accountBackends({ ...options, readSetting }),
      backendKinds: options.hub.refs('acct'),
    });
    return opened;
  });
  return {
    async account(provider, name = settings.acctProfile) {
      if (acctFile === undefined) return {};
      const accounts = await open();
      const profile = accounts.profile(provider, name);
      if (profile !== undefined) {
        const data = accountOf(profile.data);
        masker.add(data);
        return data;
      }
      if (isMissed(accounts, provider, name))
        throw new DiagnosticError(accounts.unknownProfile(provider, name ?? accounts.defaultProfile));
      return {};
    },
    async accountNames() {
      const accounts = await open();
      const names = accounts.names();
      return { defaultProfile: accounts.defaultProfile, of: (provider) => names[provider] ?? [] };
    },
    accounts: { open, defaultProfile: () => nameOfDefault(opened), ...(key === undefined ? {} : { key }) },
  };
}

/** `default` needs no saying. */
function nameOfDefault(opened: Accounts | undefined): string | undefined {
  return opened === undefined || opened.defaultProfile === 'default' ? undefined : opened.defaultProfile;
}

function isMissed(accounts: Accounts, provider: string, name: string | undefined): boolean {
  const names = accounts.names();
  if ((names[provider] ?? []).length > 0) return true;
  if (name === undefined || name === 'default' || name === accounts.defaultProfile) return false;
  return !Object.values(names).some((others) => others.includes(name));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
