/** Credentials that stand in SLS files themselves are not shown either. */
import { accountOf } from '../../accounts/index.js';
import { type Masker, secret } from '../../kernel/index.js';
import type { Chunk, LowState } from '../../sls/index.js';
import type { Services } from '../services.js';

/** Tells the masker what chunks are given in secret: by `acct_data`, and to functions whose further arguments are secrets. */
export async function rememberSecretArguments({ chunks }: LowState, { hub, masker }: Services): Promise<void> {
  const functions = new Map<string, FreeSecret>();
  for (const chunk of chunks) {
    const data = chunk.keywords.get('acct_data')?.value;
    if (data !== undefined) addAccountData(data, masker);
    const { state, fun } = chunk.declaration;
    const reference = `${state}.${fun}`;
    if (!functions.has(reference)) functions.set(reference, await freeSecretOf(hub, state, fun));
    addArguments(chunk, functions.get(reference), masker);
  }
}

/** Names of the arguments that are not secret; undefined where none is. */
type FreeSecret = ReadonlySet<string> | undefined;

async function freeSecretOf(hub: Services['hub'], state: string, fun: string): Promise<FreeSecret> {
  // What cannot be loaded is told when the tree is prepared.
  const plugin = await hub.load('states', state).catch(() => undefined);
  const found = plugin?.kind === 'state-functions' ? plugin.definition.functions[fun] : undefined;
  return found?.freeSecret === true ? new Set(Object.keys(found.fields)) : undefined;
}

function addArguments({ args }: Chunk, open: FreeSecret, masker: Masker): void {
  if (open === undefined) return;
  for (const [name, { value }] of args) if (!open.has(name)) masker.add(secret(value));
}

/** Whatever its shape: what is wrong with it is told later. */
function addAccountData(value: unknown, masker: Masker): void {
  const profiles = (value as { readonly profiles?: unknown } | null)?.profiles;
  for (const named of Object.values((profiles ?? {}) as object))
    for (const data of Object.values((named ?? {}) as object))
      masker.add(typeof data === 'object' && data !== null ? accountOf(data as Record<string, unknown>) : secret(data));
}
