/** Account data for the engine, out of the credentials file that the settings name. */
import { resolve } from 'node:path';
import { type Accounts, openAccounts, readKey } from '../accounts/index.js';
import { DiagnosticError, type Masker, type Ports, reveal, revealDeep } from '../kernel/index.js';
import type { Services, Settings } from '../operations/index.js';

export interface AccountDataOptions {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly masker: Masker;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Data that says where something is and how it is spoken to: no secrets, and not to be masked in every text. */
const PLACES: readonly string[] = ['driver', 'provider', 'region', 'endpoint', 'simulation'];

/**
 * The file is read when data is first asked for. A profile that is not there is an error only where the provider has others: what needs
 * no account is not bothered with one.
 */
export function accountData({ settings, ports, masker, environment }: AccountDataOptions): Services['account'] {
  let opened: Promise<Accounts> | undefined;
  const { acctFile, acctKey } = settings;
  const open = (): Promise<Accounts> =>
    openAccounts({
      files: ports.files,
      ...(acctFile === undefined ? {} : { file: acctFile }),
      ...(acctKey === undefined
        ? {}
        : {
            key: () =>
              readKey(reveal(acctKey), {
                files: ports.files,
                processes: ports.processes,
                environment,
                resolve: (path) => resolve(settings.directory, path),
                signal: new AbortController().signal,
              }),
          }),
    });
  return async (provider, name = settings.acctProfile) => {
    if (acctFile === undefined) return {};
    opened ??= open();
    const accounts = await opened;
    const profile = accounts.profile(provider, name);
    if (profile !== undefined) {
      const data = openPlaces(profile.data);
      masker.add(data);
      return data;
    }
    const hasOthers = (accounts.names()[provider] ?? []).length > 0;
    if (name !== undefined && hasOthers) throw new DiagnosticError(accounts.unknownProfile(provider, name));
    return {};
  };
}

function openPlaces(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, PLACES.includes(key) ? revealDeep(value) : value]),
  );
}
