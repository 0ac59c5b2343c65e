/** Whatever byte is changed of what is kept, a check finds it, and what reads the state says so or does without. */
import { describe, expect, it } from 'vitest';
import type { JournalFrame } from '../contract/index.js';
import { diagnosticsOf, MemoryDisk } from '../kernel/index.js';
import { localStore } from '../plugins/esm/local.js';
import { encodeSnapshot } from './codec.js';
import { FakeClock, FakeLiveness, fakeContext } from './fake-place.js';
import { checkState, openSession, type Place, readState } from './index.js';

const put = (name: string): JournalFrame => ({
  type: 'put',
  esmTag: `t_|-${name}_|-${name}_|-`,
  record: { state: { name }, meta: { state: 't', status: 'complete' } },
});

/** An archive, two snapshots, and segments after them. */
async function smallStore(): Promise<{ readonly disk: MemoryDisk; readonly place: Place }> {
  const disk = new MemoryDisk();
  const place = { store: localStore(disk.process()), context: fakeContext(new FakeClock()) };
  for (const name of ['a', 'b', 'c']) {
    const run = { id: name, operation: 'state', who: 'ann' };
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run });
    await session.append([put(name)], 'durable');
    await session.close('done');
    if (name === 'c') break;
    const { snapshot, position } = await readState(place);
    await (await place.store.log?.(place.context))?.snapshot?.(position, await encodeSnapshot(snapshot));
  }
  return { disk, place };
}

/** Code and place of what is wrong; undefined when nothing is. */
async function wrongWith(place: Place): Promise<string | undefined> {
  try {
    const { whole, diagnostics } = await checkState(place);
    if (whole) return undefined;
    return diagnostics.map(({ code, detail = '', cause }) => `${code} ${detail} ${cause?.summary}`).join();
  } catch (error) {
    const [first] = diagnosticsOf(error) ?? [];
    return first === undefined ? `a bug: ${String(error)}` : `${first.code} ${first.summary} ${first.detail ?? ''}`;
  }
}

function smallestOf(disk: MemoryDisk, files: readonly string[], kind: string): string | undefined {
  const size = (path: string): number => disk.bytes(path)?.length ?? 0;
  return files.filter((path) => path.endsWith(kind)).toSorted((a, b) => size(a) - size(b))[0];
}

describe('esm check', () => {
  it('finds every changed byte of a segment and a snapshot, and many of the archive, and names the file', async () => {
    const { disk, place } = await smallStore();
    expect(await wrongWith(place)).toBeUndefined();
    const files = disk.paths().filter((path) => /\.(seg|snap|arc)$/.test(path));
    expect(new Set(files.map((path) => path.split('.').at(-1)))).toEqual(new Set(['seg', 'snap', 'arc']));
    const missed: string[] = [];
    const smallest = ['seg', 'snap'].map((kind) => smallestOf(disk, files, kind));
    for (const path of files) {
      const bytes = disk.bytes(path) as Uint8Array;
      // All bytes of one of each kind; of the others enough to meet each field somewhere.
      const step = smallest.includes(path) ? 1 : 23;
      for (let at = 0; at < bytes.length; at += step) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (bytes[at] as number) ^ (1 << (at % 8));
        disk.set(path, changed);
        const wrong = await wrongWith(place);
        const named = wrong?.startsWith('log/') === true && wrong.includes(path.split('/').at(-1) as string);
        if (!named) missed.push(`${path} at ${at}: ${wrong}`);
        expect(disk.bytes(path)).toEqual(changed);
      }
      disk.set(path, bytes);
    }
    expect(missed).toEqual([]);
    expect(await wrongWith(place)).toBeUndefined();
  }, 120_000);

  it('finds a file that is gone or cut off', async () => {
    const { disk, place } = await smallStore();
    for (const path of disk.paths().filter((each) => /\.(seg|arc)$/.test(each))) {
      const bytes = disk.bytes(path) as Uint8Array;
      // The last one may never have been.
      const last = path === disk.paths().findLast((each) => each.endsWith('.seg'));
      for (const length of [0, 15, 119, bytes.length - 1]) {
        disk.set(path, bytes.subarray(0, length));
        expect([path, length, await wrongWith(place)]).toEqual([path, length, expect.stringMatching(/^log\/corrupt /)]);
      }
      disk.delete(path);
      // What a snapshot and the archive hold twice may go.
      if (!last) expect([path, await wrongWith(place)]).not.toEqual([path, expect.stringMatching(/bug/)]);
      disk.set(path, bytes);
    }
    expect(await wrongWith(place)).toBeUndefined();
  });

  it('a state that cannot be read is left as it is, and can be left behind for the exported one', async () => {
    const { disk, place } = await smallStore();
    const path = disk.paths().findLast((each) => each.endsWith('.seg')) as string;
    const bytes = Uint8Array.from(disk.bytes(path) as Uint8Array);
    bytes[bytes.length - 3] = 0;
    disk.set(path, bytes);
    const run = { id: 'next', operation: 'state', who: 'ann' };
    const before = new Map(disk.paths().map((each) => [each, disk.bytes(each)]));
    const refused = await openSession({ ...place, liveness: new FakeLiveness(), run }).catch((error) => error);
    const [told] = diagnosticsOf(refused) ?? [];
    expect(told).toMatchObject({
      code: 'log/corrupt',
      hints: expect.arrayContaining([expect.stringContaining('mv ')]),
    });
    expect(new Map(disk.paths().map((each) => [each, disk.bytes(each)]))).toEqual(before);
    const [, from, to] = /mv '([^']+)' '([^']+)'/.exec(told?.hints?.join('\n') ?? '') ?? [];
    for (const each of disk.paths().filter((one) => one.startsWith(`${from}/`))) {
      disk.set(each.replace(from as string, to as string), disk.bytes(each) as Uint8Array);
      disk.delete(each);
    }
    const session = await openSession({ ...place, liveness: new FakeLiveness(), run });
    expect([...session.entries()].map(([tag]) => tag)).toEqual(
      ['a', 'b', 'c'].map((name) => `t_|-${name}_|-${name}_|-`),
    );
    await session.close('done');
    expect(await wrongWith(place)).toBeUndefined();
  });
});
