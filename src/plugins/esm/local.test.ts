import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreContext } from '../../contract/index.js';
import { MemoryDisk } from '../../kernel/index.js';
import { storeSuite } from '../../testing/index.js';
import local, { localStore } from './local.js';
import none from './none.js';

function contextIn(directory: string): StoreContext {
  return {
    runName: 'cli',
    directory,
    account: {},
    clock: { now: () => 0, monotonic: () => 0, sleep: () => new Promise(() => {}) },
    random: {
      bytes: (count) => new Uint8Array(count),
      uuid: () => '00000000-0000-4000-8000-000000000000',
      fraction: () => 0,
    },
    log: { write: () => {} },
    signal: new AbortController().signal,
  };
}

let place = '';
let count = 0;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'holdfast-local-store-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const api = { describe, it, expect };

storeSuite(api, {
  name: 'local',
  log: true,
  fresh: async () => {
    const directory = join(place, String(count++));
    return { store: local, context: () => contextIn(directory) };
  },
});

storeSuite(api, {
  name: 'local, in memory',
  log: true,
  fresh: async () => ({ store: localStore(new MemoryDisk().process()), context: () => contextIn('/esm') }),
});

storeSuite(api, {
  name: 'none',
  log: false,
  keeps: false,
  fresh: async () => ({ store: none, context: () => contextIn('/none') }),
});

describe('the local store', () => {
  it('reads a file that another tool wrote', async () => {
    const directory = join(place, 'original');
    const { mkdir } = await import('node:fs/promises');
    await mkdir(directory);
    const state = { 'a_|-b_|-c_|-': { name: 'c' }, __esm_metadata__: { version: [1, 0, 0] } };
    await writeFile(join(directory, 'cli.msgpack'), new Packr({ useRecords: false }).pack(state));
    expect(await local.get_state(contextIn(directory))).toEqual(state);
  });

  it('knows how long ago a segment was written, by the clock that stamps the files', async () => {
    const directory = join(place, 'age');
    const log = await local.log?.(contextIn(directory));
    expect(await log?.age?.(1)).toBeUndefined();
    await log?.append(0, [new Uint8Array([1])]);
    expect(await log?.age?.(1)).toBeLessThan(60_000);
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(directory, 'cli/segments/0000000000000001.seg'), hourAgo, hourAgo);
    expect(await log?.age?.(1)).toBeGreaterThan(3_500_000);
    expect(await readdir(join(directory, 'cli/segments'))).toEqual(['0000000000000001.seg']);
  });

  it('writes a file that only its owner can read, also after a write that was cut off', async () => {
    const directory = join(place, 'modes');
    await local.set_state(contextIn(directory), { a: {} });
    await writeFile(join(directory, '.cli.msgpack.tmp'), 'half');
    await local.set_state(contextIn(directory), { b: {} });
    expect(await local.get_state(contextIn(directory))).toEqual({ b: {} });
    expect((await stat(join(directory, 'cli.msgpack'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });
});
