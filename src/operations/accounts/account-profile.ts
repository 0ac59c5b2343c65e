/** Which account profile counts where none is named. */
import type { Services } from '../services.js';

/** That of the settings, else the one the credentials file calls the default; undefined stands for `default`. Opens the file. */
export async function accountProfile({ settings, accounts }: Services): Promise<string | undefined> {
  if (settings.acctProfile !== undefined) return settings.acctProfile;
  await accounts?.open();
  return accounts?.defaultProfile();
}
