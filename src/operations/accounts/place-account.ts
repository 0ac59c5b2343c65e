/** Account data for where things are kept and read from. What needs none does not open the credentials file. */
import { DiagnosticError } from '../../kernel/index.js';
import type { Services } from '../services.js';

/** Of the built-in ones. */
const WITHOUT_ACCOUNT: Readonly<Record<'esm' | 'sources', readonly string[]>> = {
  esm: ['local', 'none'],
  sources: ['file', 'json', 'tar', 'zip'],
};

export async function placeAccount(
  { account, accountNames, accounts }: Pick<Services, 'account' | 'accountNames' | 'accounts'>,
  kind: 'esm' | 'sources',
  ref: string,
  profile: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (WITHOUT_ACCOUNT[kind].includes(ref)) return {};
  // A source that names no profile may be open to everybody.
  if (kind === 'sources' && profile === 'default' && !(await accountNames?.())?.of(ref).includes(profile)) return {};
  const data = await account(ref, profile);
  // Without a credentials file a profile that is named would count as empty, and another branch be read than was meant.
  if (kind === 'sources' && profile !== 'default' && Object.keys(data).length === 0) {
    const opened = await accounts?.open();
    if (opened !== undefined && opened.profile(ref, profile) === undefined)
      throw new DiagnosticError(opened.unknownProfile(ref, profile));
  }
  return data;
}
