import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveSource, BadArchive, LIMITS, memberName } from './archive.js';
import { readTar } from './tar.js';
import { paxRecord, tarGzOf, tarOf, zipOf } from './writers.js';
import { readZip } from './zip.js';

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);
const small = { ...LIMITS, unpacked: 4096, member: 100, members: 3 };

describe('names of members', () => {
  it.each([
    { name: 'a/b.sls', reason: 'an ordinary name', want: 'a/b.sls' },
    { name: './a.sls', reason: 'some programs write it so', want: 'a.sls' },
    { name: '../a.sls', reason: 'it leads out', want: undefined },
    { name: 'a/../../b', reason: 'it leads out', want: undefined },
    { name: '/etc/passwd', reason: 'it is absolute', want: undefined },
    { name: 'C:/x', reason: 'it is absolute elsewhere', want: undefined },
    { name: 'a\\..\\b', reason: 'it leads out elsewhere', want: undefined },
    { name: 'a/', reason: 'it is a folder', want: undefined },
    { name: '', reason: 'it is nothing', want: undefined },
  ])('$name: $reason', ({ name, want }) => {
    expect(memberName(name)).toBe(want);
  });
});

describe('a source of members', () => {
  const members = (names: readonly string[]) =>
    new Map(names.map((name) => [name, () => new TextEncoder().encode(name)]));

  it('reads members by their names, and nothing else', async () => {
    const source = archiveSource('x.zip', members(['a/b.sls', 'c.sls']));
    expect(await source.read('a/b.sls')).toEqual({
      file: 'x.zip!/a/b.sls',
      bytes: new TextEncoder().encode('a/b.sls'),
    });
    expect(await source.read('../c.sls')).toBeUndefined();
    expect(await source.read('a')).toBeUndefined();
  });

  it('takes the folder in which all lies as its root', async () => {
    const source = archiveSource('x', members(['repo-1/a.sls', 'repo-1/b/c.sls']));
    expect((await source.read('a.sls'))?.file).toBe('x!/repo-1/a.sls');
    expect(await archiveSource('x', members(['repo-1/a.sls']), { root: '' }).read('a.sls')).toBeUndefined();
  });

  it('takes a whole name first, also when all lies in one folder', async () => {
    const source = archiveSource('x', members(['app/web.sls', 'app/app/web.sls']));
    expect((await source.read('app/web.sls'))?.file).toBe('x!/app/web.sls');
    expect((await source.read('web.sls'))?.file).toBe('x!/app/web.sls');
  });
});

describe('zip', () => {
  it('reads stored and deflated members', () => {
    const members = readZip(
      zipOf([
        { name: 'a.sls', text: 'one', stored: true },
        { name: 'b/ü.sls', text: 'two'.repeat(50) },
      ]),
    );
    expect(text(members.get('a.sls')?.())).toBe('one');
    expect(text(members.get('b/ü.sls')?.())).toBe('two'.repeat(50));
  });

  it('leaves out links and names that lead out', () => {
    const members = readZip(
      zipOf([
        { name: 'l', text: '/etc/passwd', link: true },
        { name: '../x', text: 'y' },
      ]),
    );
    expect([...members.keys()]).toEqual([]);
  });

  it.each([
    {
      name: 'no directory',
      reason: 'it was cut off',
      bytes: zipOf([{ name: 'a', text: 'x' }]).slice(0, -22),
      says: 'directory',
    },
    {
      name: 'too many members',
      reason: 'bounded',
      bytes: zipOf(['a', 'b', 'c', 'd'].map((name) => ({ name, text: '' }))),
      says: '4 members',
    },
    {
      name: 'a large member',
      reason: 'bounded',
      bytes: zipOf([{ name: 'a', text: 'x'.repeat(101) }]),
      says: '101 bytes',
    },
    {
      name: 'a member that claims to be small',
      reason: 'the claim bounds it',
      bytes: zipOf([{ name: 'a', text: 'x'.repeat(5000), size: 9 }]),
      says: 'damaged',
    },
    {
      name: 'an encrypted member',
      reason: 'there is no password',
      bytes: zipOf([{ name: 'a', text: 'x', encrypted: true }]),
      says: 'encrypted',
    },
    {
      name: 'an unknown method',
      reason: 'not understood',
      bytes: zipOf([{ name: 'a', text: 'x', method: 14 }]),
      says: 'method 14',
    },
  ])('refuses $name: $reason', ({ bytes, says }) => {
    expect(() => readZip(bytes, small).get('a')?.()).toThrow(says);
  });

  it('refuses damaged archives with an explanation, whatever is damaged', () => {
    const good = zipOf([
      { name: 'a.sls', text: 'some text' },
      { name: 'b.sls', text: 'other', stored: true },
    ]);
    damaged(good, (bytes) => {
      for (const read of readZip(bytes).values()) read();
    });
  });
});

describe('tar', () => {
  const long = `${'d/'.repeat(60)}long.sls`;

  it('reads files, plain and compressed, also with long names', () => {
    const given = [
      { name: 'folder/', type: '5' },
      { name: 'a.sls', text: 'one' },
      { name: 'b.sls', prefix: 'deep/er', text: 'two' },
      { name: 'pax', type: 'x', text: paxRecord('path', long) + paxRecord('mtime', '1') },
      { name: 'cut-short', text: 'three' },
      { name: '././@LongLink', type: 'L', text: `gnu/${long}\0` },
      { name: 'cut-short', text: 'four' },
      { name: 'c.sls', text: 'five' },
    ];
    for (const bytes of [tarOf(given), tarGzOf(given)]) {
      const members = [...readTar(bytes)].map(([name, read]) => [name, text(read())]);
      expect(members).toEqual([
        ['a.sls', 'one'],
        ['deep/er/b.sls', 'two'],
        [long, 'three'],
        [`gnu/${long}`, 'four'],
        ['c.sls', 'five'],
      ]);
    }
  });

  it('leaves out links and names that lead out', () => {
    const members = readTar(
      tarOf([
        { name: 'l', type: '2', link: '/etc/passwd' },
        { name: 'h', type: '1', link: '../x' },
        { name: '../x', text: 'y' },
        { name: 'p', type: 'x', text: paxRecord('path', '/etc/passwd') },
        { name: 'harmless', text: 'y' },
      ]),
    );
    expect([...members.keys()]).toEqual([]);
  });

  it.each([
    { name: 'what is no tar', reason: 'its checksum is wrong', bytes: Buffer.alloc(512, 'x'), says: 'damaged' },
    {
      name: 'a member that is cut off',
      reason: 'its size is beyond the end',
      bytes: tarOf([{ name: 'a', text: 'x'.repeat(600) }]).slice(0, 700),
      says: 'cut off',
    },
    {
      name: 'a large member',
      reason: 'bounded',
      bytes: tarOf([{ name: 'a', text: 'x'.repeat(101) }]),
      says: '101 bytes',
    },
    {
      name: 'too many members',
      reason: 'bounded',
      bytes: tarOf(['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }))),
      says: 'more than 3',
    },
    {
      name: 'what unpacks to too much',
      reason: 'bounded',
      bytes: tarGzOf([{ name: 'a', text: 'x'.repeat(9000) }]),
      says: 'more than 4096',
    },
    {
      name: 'damaged compression',
      reason: 'it cannot be read',
      bytes: tarGzOf([{ name: 'a' }]).slice(0, 30),
      says: 'compression',
    },
  ])('refuses $name: $reason', ({ bytes, says }) => {
    expect(() => readTar(bytes, small).get('a')?.()).toThrow(says);
  });

  it('refuses damaged archives with an explanation, whatever is damaged', () => {
    const good = tarOf([
      { name: 'p', type: 'x', text: paxRecord('path', 'n') },
      { name: 'a.sls', text: 'some text' },
    ]);
    damaged(good, (bytes) => {
      for (const read of readTar(bytes).values()) read();
    });
  });
});

/** One byte is changed or the end is cut off: it reads, or it throws what explains itself. */
function damaged(good: Uint8Array, read: (bytes: Uint8Array) => void): void {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const bytes = Uint8Array.from(good);
      bytes[at] = byte;
      try {
        read(cut ? bytes.slice(0, at) : bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(BadArchive);
      }
    }),
    { numRuns: 500 },
  );
}
