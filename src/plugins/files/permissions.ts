/** Mode and owner of what is on a disk: as arguments, as read back, and as set. */
import { type Difference, field, ProviderError } from '../../contract/index.js';
import type { FileReader, FileStatus, Files } from '../../kernel/index.js';

/** Fields of everything that has an owner. Names and numbers are separate fields, so that each is compared with its own kind. */
export const permissionFields = {
  mode: field.string({
    doc: "Permission bits in octal, in quotes: `'0644'`. Without it the bits are left alone; what is made gets the system's default.",
    example: '0644',
    normalise: (mode) => (isMode(mode) ? modeText(bitsOf(mode)) : mode),
  }),
  owner: field.string({ doc: 'Name of the owning user.', example: 'root' }),
  group: field.string({ doc: 'Name of the owning group.', example: 'root' }),
  uid: field.integer({ doc: 'Number of the owning user, where it has no name here.' }),
  gid: field.integer({ doc: 'Number of the owning group, where it has no name here.' }),
};

export interface Permissions {
  readonly mode?: string | null;
  readonly owner?: string | null;
  readonly group?: string | null;
  readonly uid?: number | null;
  readonly gid?: number | null;
}

function isMode(text: string): boolean {
  return /^(0o?)?[0-7]{1,4}$/.test(text);
}

function bitsOf(mode: string): number {
  return Number.parseInt(mode.replace('o', ''), 8);
}

/** Permission bits of `'0644'`; undefined when none are given. Throws when it is no octal number. */
export function modeBits(mode: string | null | undefined): number | undefined {
  if (mode === null || mode === undefined) return undefined;
  if (isMode(mode)) return bitsOf(mode);
  throw new ProviderError(`'${mode}' is not a mode`, {
    class: 'invalid',
    hints: ["write permission bits in octal and in quotes: mode: '0644'"],
  });
}

/** As `mode` is read back: four octal digits. */
export function modeText(bits: number): string {
  return bits.toString(8).padStart(4, '0');
}

/** What is read back of mode and owner. A user or group without a name here has a number only. */
export async function observePermissions(files: FileReader, status: FileStatus): Promise<Permissions> {
  const [users, groups] = await Promise.all([names(files, '/etc/passwd'), names(files, '/etc/group')]);
  return {
    mode: modeText(status.mode),
    owner: nameOf(users, status.uid) ?? null,
    group: nameOf(groups, status.gid) ?? null,
    uid: status.uid,
    gid: status.gid,
  };
}

/** Numbers of the owner that is wished; a side that is not wished is undefined. Throws when a name is not known here. */
export async function ownerNumbers(files: FileReader, wish: Permissions): Promise<{ uid?: number; gid?: number }> {
  const uid = wish.uid ?? (await numberOf(files, '/etc/passwd', 'user', wish.owner));
  const gid = wish.gid ?? (await numberOf(files, '/etc/group', 'group', wish.group));
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Of what is wished, only what differs. */
export function differing(wish: Permissions, difference: Difference): Permissions {
  const named = new Set(difference.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(wish).filter(([name]) => named.has(name)));
}

/** Sets mode and owner where they are wished and differ. */
export async function applyPermissions(
  files: Files,
  path: string,
  wish: Permissions,
  status: FileStatus,
): Promise<void> {
  const { uid = status.uid, gid = status.gid } = await ownerNumbers(files, wish);
  const owned = uid === status.uid && gid === status.gid;
  if (!owned) await files.changeOwner(path, uid, gid);
  const mode = modeBits(wish.mode);
  // A change of owner may clear bits of the mode.
  if (mode !== undefined && (mode !== status.mode || !owned)) await files.changeMode(path, mode);
}

async function numberOf(
  files: FileReader,
  table: string,
  what: string,
  name: string | null | undefined,
): Promise<number | undefined> {
  if (name === null || name === undefined) return undefined;
  const number = (await names(files, table)).get(name);
  if (number !== undefined) return number;
  throw new ProviderError(`there is no ${what} '${name}' in ${table}`, {
    class: 'invalid',
    hints: [`give the number instead, with ${what === 'user' ? 'uid' : 'gid'}`],
  });
}

async function names(files: FileReader, table: string): Promise<ReadonlyMap<string, number>> {
  const content = await files.read(table);
  const found = new Map<string, number>();
  for (const line of Buffer.from(content ?? [])
    .toString('utf8')
    .split('\n')) {
    const [name, , number] = line.split(':');
    if (name !== undefined && number !== undefined && !found.has(name)) found.set(name, Number(number));
  }
  return found;
}

function nameOf(table: ReadonlyMap<string, number>, number: number): string | undefined {
  for (const [name, its] of table) if (its === number) return name;
  return undefined;
}
