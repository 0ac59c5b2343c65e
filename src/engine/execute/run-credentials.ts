/** Credentials of a run: those of the credentials file, those that chunks bring, and those that are added on the way. */
import { accountOf, unknownProfile } from '../../accounts/index.js';
import type { NewProfile } from '../../contract/index.js';
import { DiagnosticError, revealDeep } from '../../kernel/index.js';
import type { EngineServices, RunOptions } from '../run.js';
import { type Account, type AccountData, profilesOf } from './account-data.js';
import { firstComponent } from './signature.js';

type Services = Pick<EngineServices, 'account' | 'accountNames' | 'masker'>;

interface Added {
  readonly account: Account;
  /** Tag of the chunk that added it; it may do so more than once, first to see what it would do. */
  readonly by: string;
}

const NOTHING: Account = Object.freeze({});

export class RunCredentials {
  readonly #services: Services;
  readonly #profile: string | undefined;
  /** Of the file: provider to profile. */
  readonly #read = new Map<string, Map<string | undefined, Account | Promise<Account>>>();
  readonly #added = new Map<string, Map<string, Added>>();

  constructor(services: Services, { profile }: Pick<RunOptions, 'profile'>) {
    this.#services = services;
    this.#profile = profile;
  }

  /** Given at once when it was asked for before. `own`: what a chunk brings, and then nothing else counts. */
  of(provider: string, profile: string | undefined, own?: AccountData): Account | Promise<Account> {
    if (own !== undefined) return this.#own(provider, profile ?? this.#profile ?? 'default', own);
    return this.#added.size === 0 ? this.#ofFile(provider, profile) : this.#withAdded(provider, profile);
  }

  /** Whether a profile did not come from the file. */
  async isOfRun(provider: string, profile: string | undefined): Promise<boolean> {
    return this.#added.get(provider)?.has(await this.#nameOf(profile)) === true;
  }

  addedByOthers(provider: string, tag: string): readonly string[] {
    return [...(this.#added.get(provider) ?? [])].filter(([, { by }]) => by !== tag).map(([name]) => name);
  }

  /** Every profile of a provider. */
  async names(provider: string, own?: AccountData): Promise<readonly string[]> {
    if (own !== undefined) return [...profilesOf(own, provider).keys()];
    const { of } = (await this.#services.accountNames?.()) ?? { of: () => [] };
    return [...new Set([...of(provider), ...(this.#added.get(provider)?.keys() ?? [])])];
  }

  async add({ provider: key, name, source, data }: NewProfile, by: string, own?: AccountData): Promise<void> {
    const provider = firstComponent(key);
    let from: Account = NOTHING;
    if (source !== undefined) {
      const names = await this.names(provider, own);
      if (!names.includes(source)) throw new DiagnosticError(unknownProfile(provider, source, names));
      from = await this.of(provider, source, own);
    }
    const account = accountOf({ ...from, ...(revealDeep(data) as Account) });
    this.#services.masker.add(account);
    const named = this.#added.get(provider) ?? new Map<string, Added>();
    this.#added.set(provider, named.set(name, { account, by }));
  }

  async #own(provider: string, name: string, own: AccountData): Promise<Account> {
    const named = profilesOf(own, provider);
    const found = named.get(name);
    if (found === undefined && named.size > 0)
      throw new DiagnosticError(unknownProfile(provider, name, [...named.keys()]));
    this.#services.masker.add(found);
    return found ?? NOTHING;
  }

  async #withAdded(provider: string, profile: string | undefined): Promise<Account> {
    const name = await this.#nameOf(profile);
    const added = this.#added.get(provider)?.get(name);
    if (added !== undefined) return added.account;
    // Meant for another provider, that of an exec function, say.
    const elsewhere = [...this.#added.values()].some((named) => named.has(name));
    if (elsewhere && (await this.names(provider)).length === 0) return NOTHING;
    return this.#ofFile(provider, profile);
  }

  async #nameOf(profile: string | undefined): Promise<string> {
    return profile ?? this.#profile ?? (await this.#services.accountNames?.())?.defaultProfile ?? 'default';
  }

  #ofFile(provider: string, profile: string | undefined): Account | Promise<Account> {
    let ofProvider = this.#read.get(provider);
    if (ofProvider === undefined) this.#read.set(provider, (ofProvider = new Map()));
    const known = ofProvider.get(profile);
    if (known !== undefined) return known;
    const asked = this.#services.account(provider, profile).then((account) => {
      this.#services.masker.add(account);
      ofProvider.set(profile, account);
      return account;
    });
    ofProvider.set(profile, asked);
    return asked;
  }
}
