/** Which profiles there are, by name. */
import type { ListedProfile } from '../../accounts/index.js';
import type { Services } from '../services.js';
import { accountPath } from './encrypt-accounts.js';

export interface ListedAccounts {
  readonly file: string;
  /** How the file is encrypted; undefined when it is plain. */
  readonly method?: string;
  readonly defaultProfile: string;
  readonly profiles: readonly ListedProfile[];
}

/** Opens the stores that the file names, too. Throws when there is no file, or something cannot be opened. */
export async function listAccounts(services: Services): Promise<ListedAccounts> {
  const file = accountPath(services, undefined);
  const opened = await services.accounts?.open();
  return {
    file,
    ...(opened?.method === undefined ? {} : { method: opened.method }),
    defaultProfile: services.settings.acctProfile ?? opened?.defaultProfile ?? 'default',
    profiles: opened?.list() ?? [],
  };
}
