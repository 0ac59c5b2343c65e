/** The key of the secrets in the enforced state: as the settings say, or, for the store of this machine, made on first use. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bytesOfKey, readKey } from '../accounts/index.js';
import type { StateKeys } from '../esm/index.js';
import { type Ports, reveal, type Secret } from '../kernel/index.js';
import type { Services, Settings } from '../operations/index.js';

export interface StateKeysOptions {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Stores that are of this machine alone. All others are shared, and a key has to be given before a secret is kept there. */
const OWN_STORES: readonly string[] = ['local', 'none'];

export function stateKeys({ settings, ports, environment }: StateKeysOptions): NonNullable<Services['stateKeys']> {
  const read = async (setting: Secret<string>): Promise<Uint8Array> =>
    bytesOfKey(
      await readKey(reveal(setting), {
        files: ports.files,
        processes: ports.processes,
        environment,
        resolve: (path) => resolve(settings.directory, path),
        signal: new AbortController().signal,
      }),
    );
  const { esmKey, esmKeyBefore, root } = settings;
  return async (store, known): Promise<StateKeys> => {
    const earlier = esmKeyBefore === undefined ? [] : [await read(esmKeyBefore)];
    if (esmKey !== undefined) return { current: await read(esmKey), earlier };
    if (!OWN_STORES.includes(store)) return { current: undefined, earlier, demanded: true };
    const path = join(root, 'var/lib/holdfast/esm.key');
    // Where the state has a key already, another one would be of no use.
    let bytes = await ports.files.read(path);
    if (bytes === undefined && known === undefined && store !== 'none') {
      await makeKey(path);
      bytes = await ports.files.read(path);
    }
    return { current: bytes === undefined ? undefined : bytesOfKey(new TextDecoder().decode(bytes).trim()), earlier };
  };
}

/** Of several that come first at once, one makes it. */
async function makeKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, `${randomBytes(32).toString('base64url')}=\n`, { mode: 0o600, flag: 'wx', flush: true });
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
