import { describe, expect, it } from 'vitest';
import { fakeContext } from '../fake-context.js';
import { modeBits, observePermissions, ownerNumbers, permissionFields } from './permissions.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\nalias:x:1000:1000::/:/bin/sh\n';
const tables: Readonly<Record<string, string>> = { '/etc/passwd': passwd, '/etc/group': 'root:x:0:\nstaff:x:50:me\n' };
const files = { ...fakeContext().files, read: (path: string) => Promise.resolve(Buffer.from(tables[path] ?? '')) };

describe('mode', () => {
  it.each([
    { given: '644', want: '0644' },
    { given: '0644', want: '0644' },
    { given: '0o644', want: '0644' },
    { given: '4755', want: '4755' },
    { given: '01777', want: '1777' },
    { given: '0', want: '0000' },
    { given: 'rw', want: 'rw' },
  ])('$given is compared as $want', ({ given, want }) => expect(permissionFields.mode.normalise?.(given)).toBe(want));

  it('is octal', () => {
    expect([modeBits('0640'), modeBits('0o7'), modeBits(null)]).toEqual([0o640, 7, undefined]);
    expect(() => modeBits('0900')).toThrow(`'0900' is not a mode`);
  });
});

describe('owner', () => {
  const status = { kind: 'file', size: 0, mode: 0o600, uid: 1000, gid: 7, modified: 0 } as const;

  it('is read back by name and number; without a name there is a number only', async () => {
    expect(await observePermissions(files, status)).toEqual({
      mode: '0600',
      owner: 'me',
      group: null,
      uid: 1000,
      gid: 7,
    });
  });

  it('is found by name, and the number wins', async () => {
    expect(await ownerNumbers(files, { owner: 'alias', group: 'staff' })).toEqual({ uid: 1000, gid: 50 });
    expect(await ownerNumbers(files, { owner: 'me', uid: 5 })).toEqual({ uid: 5 });
    await expect(ownerNumbers(files, { group: 'nobody-here' })).rejects.toThrow(`no group 'nobody-here'`);
  });
});
