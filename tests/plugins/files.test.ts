import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResourceDefinition } from '../../src/contract/index.js';
import directory from '../../src/plugins/states/directory.js';
import file from '../../src/plugins/states/file.js';
import symlink from '../../src/plugins/states/symlink.js';
import { enforce, realContext } from './real-context.js';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...parts: string[]): string => join(folder, ...parts);
const run = (definition: ResourceDefinition, wish: 'present' | 'absent', args: Record<string, unknown>) =>
  enforce(definition, realContext(folder), wish, args);

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly definition: ResourceDefinition;
  readonly args: Readonly<Record<string, unknown>>;
  readonly start?: () => void;
  readonly first?: 'create' | 'update';
}

const user = userInfo();
const cases: readonly Case[] = [
  { name: 'file', reason: 'an empty file is made', definition: file, args: { name: 'f' } },
  {
    name: 'file with contents',
    reason: 'text is written',
    definition: file,
    args: { name: 'f', contents: 'grüße\n', mode: '640' },
  },
  {
    name: 'file with other contents',
    reason: 'text is replaced',
    definition: file,
    args: { name: 'f', contents: 'new' },
    start: () => writeFileSync(at('f'), 'old'),
    first: 'update',
  },
  {
    name: 'file from a source',
    reason: 'bytes are copied, also when they are no text',
    definition: file,
    args: { name: 'deep/er/f', source: 'from', makedirs: true },
    start: () => writeFileSync(at('from'), Buffer.from([0, 255, 128])),
  },
  {
    name: 'file with another mode and its owner',
    reason: 'the content is left alone',
    definition: file,
    args: { name: 'f', mode: '0600', uid: user.uid, gid: user.gid, owner: user.username },
    start: () => writeFileSync(at('f'), 'kept', { mode: 0o644 }),
    first: 'update',
  },
  {
    name: 'directory',
    reason: 'it is made with its mode',
    definition: directory,
    args: { name: 'a/b', makedirs: true, mode: '0750' },
  },
  {
    name: 'directory with another mode',
    reason: 'the mode is changed',
    definition: directory,
    args: { name: 'a', mode: '0700' },
    start: () => mkdirSync(at('a'), { mode: 0o755 }),
    first: 'update',
  },
  { name: 'symlink', reason: 'its target need not exist', definition: symlink, args: { name: 'l', target: 'nowhere' } },
  {
    name: 'symlink with another target',
    reason: 'it is replaced',
    definition: symlink,
    args: { name: 'l', target: 'new' },
    start: () => symlinkSync('old', at('l')),
    first: 'update',
  },
  {
    name: 'symlink in the place of a file',
    reason: 'force replaces it',
    definition: symlink,
    args: { name: 'l', target: 'new', force: true },
    start: () => writeFileSync(at('l'), ''),
  },
];

describe('run twice', () => {
  it.each(cases)('$name: $reason, and the second run changes nothing', async ({ definition, args, start, first }) => {
    start?.();
    const made = await run(definition, 'present', args);
    expect(made.did).toBe(first ?? 'create');
    expect(await run(definition, 'present', args)).toMatchObject({ did: 'nothing', differing: [], state: made.state });
    expect(await run(definition, 'absent', args)).toMatchObject({ did: 'remove', state: undefined });
    expect(await run(definition, 'absent', args)).toMatchObject({ did: 'nothing' });
  });
});

describe('file', () => {
  it('keeps contents in its state only when they are managed', async () => {
    writeFileSync(at('f'), 'private');
    expect((await run(file, 'present', { name: 'f', mode: '0600' })).state).not.toHaveProperty('contents');
    expect((await run(file, 'present', { name: 'f', contents: 'text' })).state).toMatchObject({
      contents: 'text',
      size: 4,
    });
  });

  it('sees that its source changed', async () => {
    writeFileSync(at('from'), 'one');
    await run(file, 'present', { name: 'f', source: 'from' });
    writeFileSync(at('from'), 'two');
    expect(await run(file, 'present', { name: 'f', source: 'from' })).toMatchObject({
      did: 'update',
      differing: ['source'],
    });
    expect(readFileSync(at('f'), 'utf8')).toBe('two');
  });

  it('can be removed when its source is gone', async () => {
    writeFileSync(at('f'), '');
    expect(await run(file, 'absent', { name: 'f', source: 'gone' })).toMatchObject({ did: 'remove', state: undefined });
  });

  it('writes through a link and removes the link only', async () => {
    writeFileSync(at('target'), 'old');
    symlinkSync('target', at('f'));
    await run(file, 'present', { name: 'f', contents: 'new' });
    expect(readFileSync(at('target'), 'utf8')).toBe('new');
    await run(file, 'absent', { name: 'f' });
    expect([existsSync(at('f')), existsSync(at('target'))]).toEqual([false, true]);
  });

  it('keeps the mode it has when none is wished', async () => {
    writeFileSync(at('f'), '');
    chmodSync(at('f'), 0o751);
    await run(file, 'present', { name: 'f', contents: 'x' });
    expect(statSync(at('f')).mode & 0o777).toBe(0o751);
  });

  it('changes nothing that does not differ', async () => {
    writeFileSync(at('f'), 'old');
    chmodSync(at('f'), 0o600);
    const ctx = realContext(folder);
    const current = { kind: 'present', id: at('f'), state: {} } as const;
    await file.update?.(ctx, current, { name: 'f', contents: 'new', mode: '0644' } as never, [{ path: ['contents'] }]);
    expect(statSync(at('f')).mode & 0o777).toBe(0o600);
    await file.update?.(ctx, current, { name: 'f', contents: 'newer', mode: '0644' } as never, [{ path: ['mode'] }]);
    expect([readFileSync(at('f'), 'utf8'), statSync(at('f')).mode & 0o777]).toEqual(['new', 0o644]);
  });

  it('previews what its source would change', async () => {
    writeFileSync(at('f'), 'a\nb\n');
    writeFileSync(at('from'), 'a\nc\n');
    writeFileSync(at('bin'), Buffer.from([255]));
    const ctx = realContext(folder);
    const current = { kind: 'present', id: at('f'), state: {} } as const;
    const notes = (args: object, now: typeof current | undefined) => file.preview?.(ctx, now, args as never);
    expect(await notes({ name: 'f', source: 'from' }, current)).toEqual({ notes: ['@@ -1,2 +1,2 @@\n a\n-b\n+c'] });
    expect(await notes({ name: 'f', source: 'f' }, current)).toEqual({ notes: [] });
    expect(await notes({ name: 'f', source: 'bin' }, undefined)).toEqual({ notes: ['binary content of 1 bytes'] });
    expect(await notes({ name: 'f', contents: 'x' }, current)).toEqual({ notes: [] });
  });

  it.each([
    { name: 'contents and source', args: { name: 'f', contents: 'a', source: 'b' }, says: /both given/ },
    { name: 'no source', args: { name: 'f', source: 'none' }, says: /no source file/ },
    { name: 'a mode that is none', args: { name: 'f', mode: 'rw' }, says: /not a mode/ },
    { name: 'an unknown owner', args: { name: 'f', owner: 'no-such-user' }, says: /no user 'no-such-user'/ },
    { name: 'no folder', args: { name: 'a/b' }, says: /no folder/ },
    { name: 'a directory in its place', args: { name: 'd' }, says: /is a directory, not a file/ },
    { name: 'a link to nowhere', args: { name: 'dangling' }, says: /where there is nothing/ },
  ])('refuses: $name', async ({ args, says }) => {
    mkdirSync(at('d'));
    symlinkSync('nowhere', at('dangling'));
    await expect(run(file, 'present', args)).rejects.toThrow(says);
  });
});

describe('directory', () => {
  it('is removed with what is in it only when told so', async () => {
    mkdirSync(at('d/inside'), { recursive: true });
    await expect(run(directory, 'absent', { name: 'd' })).rejects.toThrow(/not empty: it holds inside/);
    expect(await run(directory, 'absent', { name: 'd', recurse: true })).toMatchObject({
      did: 'remove',
      state: undefined,
    });
  });

  it('that holds the project is never removed', async () => {
    await expect(run(directory, 'absent', { name: '..', recurse: true })).rejects.toThrow(/holds the project folder/);
    await expect(run(directory, 'absent', { name: '/', recurse: true })).rejects.toThrow(/holds the project folder/);
  });
});

describe('symlink', () => {
  it('refuses what is in its place without force, and a directory that is not empty always', async () => {
    mkdirSync(at('l/inside'), { recursive: true });
    await expect(run(symlink, 'present', { name: 'l', target: 'x' })).rejects.toThrow(
      /is a directory, not a symbolic link/,
    );
    await expect(run(symlink, 'present', { name: 'l', target: 'x', force: true })).rejects.toThrow();
    expect(existsSync(at('l/inside'))).toBe(true);
  });
});
