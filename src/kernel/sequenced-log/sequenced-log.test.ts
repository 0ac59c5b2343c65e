import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from '../diagnostics.js';
import { MemoryDisk, openLog, type SequencedLog, type StepFault } from './index.js';
import { ProcessEnded } from './memory-disk.js';

const FOLDER = '/log';
const text = (frame: Uint8Array): string => Buffer.from(frame).toString();
const frames = (...texts: string[]): Uint8Array[] => texts.map((one) => Buffer.from(one));

async function open(disk: MemoryDisk, fault?: (step: number) => StepFault | undefined) {
  return openLog({ folder: FOLDER, files: disk.process(fault) });
}

/** The state that a reducer over all frames would have: their texts in order. A snapshot is the same list as JSON. */
async function contents(disk: MemoryDisk): Promise<string[]> {
  const opened = await open(disk);
  const before = opened.snapshot === undefined ? [] : (JSON.parse(text(opened.snapshot.bytes)) as string[]);
  return [...before, ...opened.entries.flatMap((entry) => entry.frames.map(text))];
}

async function appendAll(log: SequencedLog, texts: readonly string[], from = 0): Promise<void> {
  for (const [index, one] of texts.entries()) {
    expect(await log.append(from + index, frames(one))).toEqual({ position: from + index + 1 });
  }
}

async function codesOf(act: Promise<unknown>): Promise<readonly string[] | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    return diagnosticsOf(error)?.map((one) => one.code) ?? [String(error)];
  }
}

describe('an append', () => {
  it('takes the next number, and only once', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    const { log: other } = await open(disk);
    expect(await log.append(0, frames('a', 'b'))).toEqual({ position: 1 });
    expect(await other.append(0, frames('c'))).toBe('conflict');
    expect(await other.read(0)).toMatchObject({ position: 1 });
    expect(await other.append(1, frames('c'))).toEqual({ position: 2 });
    expect(await contents(disk)).toEqual(['a', 'b', 'c']);
  });

  it('keeps empty segments and empty frames', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await log.append(0, []);
    await log.append(1, frames('', 'x', ''));
    expect(await contents(disk)).toEqual(['', 'x', '']);
    expect(await log.head()).toBe(2);
  });

  it('beyond the head is a conflict', async () => {
    const { log } = await open(new MemoryDisk());
    expect(await log.append(7, frames('x'))).toBe('conflict');
  });

  it('works where hard links do not exist, also against a writer that has them', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    disk.hardLinks = false;
    await appendAll(log, ['a', 'b']);
    const { log: late } = await open(disk);
    disk.hardLinks = true;
    expect(await late.append(1, frames('x'))).toBe('conflict');
    expect(await late.append(2, frames('c'))).toEqual({ position: 3 });
    disk.hardLinks = false;
    expect(await log.append(2, frames('y'))).toBe('conflict');
    expect(await contents(disk)).toEqual(['a', 'b', 'c']);
    expect(disk.paths().filter((path) => path.includes('.tmp-'))).toEqual([]);
  });
});

describe('several appenders', () => {
  it('make one order in which no frame is lost or doubled, however their steps interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        async (scheduler, counts, compacting) => {
          const disk = new MemoryDisk();
          const appenders = counts.map(async (count, writer) => {
            const files = disk.process(undefined, () => scheduler.schedule(Promise.resolve()));
            const { log } = await openLog({ folder: FOLDER, files });
            let position = 0;
            let known: string[] = [];
            for (let index = 0; index < count; ) {
              const result = await log.append(position, frames(`${writer}.${index}`));
              if (result !== 'conflict') index++;
              const batch = await log.read(position);
              if (batch === 'compacted') throw new Error('retention dropped nothing');
              position = batch.position;
              known = known.concat(batch.entries.flatMap((entry) => entry.frames.map(text)));
              if (compacting && writer === 0) {
                await log.writeSnapshot(position, Buffer.from(JSON.stringify(known)));
                await log.compact({ keepSnapshots: 1 });
              }
            }
          });
          const waiting = Promise.all(appenders);
          await scheduler.waitFor(waiting);
          const found = await contents(disk);
          const wanted = counts.flatMap((count, writer) =>
            Array.from({ length: count }, (_, index) => `${writer}.${index}`),
          );
          expect([...found].sort()).toEqual(wanted.sort());
          for (const writer of counts.keys()) {
            const own = found.filter((one) => one.startsWith(`${writer}.`));
            expect(own).toEqual([...own].sort());
          }
          const { log } = await open(disk);
          const all: string[] = [];
          for await (const entry of log.history()) all.push(...entry.frames.map(text));
          expect(all).toEqual(found);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a writer that slept through a compaction', () => {
  async function compacted(): Promise<{ disk: MemoryDisk; sleeper: SequencedLog }> {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await appendAll(log, ['a', 'b']);
    const { log: sleeper } = await open(disk);
    await appendAll(log, ['c', 'd', 'e'], 2);
    await log.writeSnapshot(5, Buffer.from(JSON.stringify(['a', 'b', 'c', 'd', 'e'])));
    await log.compact();
    return { disk, sleeper };
  }

  it('gets a conflict and leaves no stray', async () => {
    const { disk, sleeper } = await compacted();
    expect(await sleeper.append(2, frames('stray'))).toBe('conflict');
    expect(disk.paths().filter((path) => path.startsWith(`${FOLDER}/segments`))).toEqual([
      `${FOLDER}/segments/0000000000000005.seg`,
    ]);
  });

  it('reads what it missed from the archive', async () => {
    const { sleeper } = await compacted();
    const batch = await sleeper.read(2);
    expect(batch !== 'compacted' && batch.entries.map((entry) => text(entry.frames[0] as Uint8Array))).toEqual([
      'c',
      'd',
      'e',
    ]);
    expect(await sleeper.append(5, frames('f'))).toEqual({ position: 6 });
  });

  it('is told when retention dropped what it missed', async () => {
    const { disk, sleeper } = await compacted();
    const { log } = await open(disk);
    for (let position = 5; position < 12; position++) {
      await log.append(position, frames('x'.repeat(1000)));
      await log.writeSnapshot(position + 1, Buffer.from('[]'));
      await log.compact({ keepSnapshots: 1, archiveBytes: 0 });
    }
    expect(await sleeper.read(2)).toBe('compacted');
    expect(await sleeper.append(2, frames('stray'))).toBe('conflict');
    expect(await sleeper.head()).toBe(12);
  });

  it('that died after taking a freed number does not disturb anybody', async () => {
    const { disk } = await compacted();
    const elsewhere = new MemoryDisk();
    await appendAll((await open(elsewhere)).log, ['a', 'b', 'stray']);
    const third = `${FOLDER}/segments/0000000000000003.seg`;
    disk.set(third, elsewhere.bytes(third) as Uint8Array);
    expect(await contents(disk)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const { log } = await open(disk);
    expect((await log.read(2)) !== 'compacted').toBe(true);
    await log.append(5, frames('f'));
    await log.writeSnapshot(6, Buffer.from(JSON.stringify(['a', 'b', 'c', 'd', 'e', 'f'])));
    await log.compact();
    expect(disk.paths().some((path) => path.endsWith('03.seg'))).toBe(false);
    expect(await contents(disk)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof ProcessEnded ? 'ended' : diagnosticsOf(thrown)?.[0]?.code;
}

/** Appends, snapshots and compacts; says what was acknowledged. */
async function work(log: SequencedLog, acknowledged: string[]): Promise<void> {
  const known: string[] = [];
  for (let position = 0; position < 6; position++) {
    const batch = [`${position}.0`, `${position}.1`];
    if ((await log.append(position, frames(...batch))) === 'conflict') throw new Error('nobody else writes');
    known.push(...batch);
    acknowledged.push(...batch);
    if (position % 2 === 1) {
      await log.writeSnapshot(position + 1, Buffer.from(JSON.stringify(known)));
      await log.compact({ archiveBytes: position === 5 ? 0 : 1000 });
    }
  }
}

describe('a process that ends at any step', () => {
  const kinds: readonly StepFault[] = ['before', 'after', 'partial', { error: 'ENOSPC' }, { error: 'EIO' }];
  for (const kind of kinds) {
    const name = typeof kind === 'object' ? kind.error : kind;
    const codes = typeof kind === 'object' ? /^log\/(no-space|write-failed|read-failed)$/ : /^ended$/;
    it(`leaves a log with all that was acknowledged, and at most one append more (${name})`, async () => {
      const dry = new MemoryDisk().process();
      await work((await openLog({ folder: FOLDER, files: dry })).log, []);
      for (let at = 0; at < dry.steps; at++) {
        const disk = new MemoryDisk();
        const acknowledged: string[] = [];
        const thrown = await open(disk, (step) => (step === at ? kind : undefined))
          .then(({ log }) => work(log, acknowledged))
          .catch((error: unknown) => error);
        expect(codeOf(thrown), `step ${at}`).toMatch(codes);
        const found = await contents(disk);
        expect(found.slice(0, acknowledged.length), `step ${at}`).toEqual(acknowledged);
        expect([0, 2], `step ${at}`).toContain(found.length - acknowledged.length);

        const { log, position } = await open(disk);
        expect(await log.append(position, frames('next'))).toEqual({ position: position + 1 });
        await log.writeSnapshot(position + 1, Buffer.from(JSON.stringify([...found, 'next'])));
        await log.compact();
        expect(await contents(disk)).toEqual([...found, 'next']);

        const restored = disk.afterPowerFailure();
        expect(await contents(restored)).toEqual([...found, 'next']);
      }
    });
  }

  it('and loses its power leaves all that was acknowledged', async () => {
    const dry = new MemoryDisk().process();
    await work((await openLog({ folder: FOLDER, files: dry })).log, []);
    for (let at = 0; at < dry.steps; at++) {
      const disk = new MemoryDisk();
      const acknowledged: string[] = [];
      const { log } = await open(disk, (step) => (step === at ? 'after' : undefined)).catch(() => ({ log: undefined }));
      if (log !== undefined) await work(log, acknowledged).catch(() => undefined);
      const found = await contents(disk.afterPowerFailure());
      expect(found.slice(0, acknowledged.length), `step ${at}`).toEqual(acknowledged);
    }
  });
});

describe('damage', () => {
  const path = `${FOLDER}/segments/0000000000000002.seg`;

  async function three(): Promise<MemoryDisk> {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await log.append(0, frames('a'));
    await log.append(1, frames('b', 'payload', ''));
    await log.append(2, frames('c'));
    return disk;
  }

  it('of any byte of a segment is found', async () => {
    const disk = await three();
    const sound = disk.bytes(path) as Uint8Array;
    for (let at = 0; at < sound.length; at++) {
      for (const bit of [1, 0x80]) {
        const bytes = Uint8Array.from(sound);
        bytes[at] = (bytes[at] as number) ^ bit;
        disk.set(path, bytes);
        expect(await codesOf(open(disk)), `byte ${at}`).toEqual(['log/corrupt']);
      }
    }
  });

  it('by truncation or a tail is found, and says where', async () => {
    const disk = await three();
    const sound = disk.bytes(path) as Uint8Array;
    for (let length = 0; length < sound.length; length++) {
      disk.set(path, sound.subarray(0, length));
      const error = await open(disk).catch((thrown: unknown) => thrown);
      expect(diagnosticsOf(error)?.[0]).toMatchObject({ code: 'log/corrupt', about: path });
      expect(diagnosticsOf(error)?.[0]?.summary).toContain(`byte ${length}`);
    }
    disk.set(path, Buffer.concat([sound, Buffer.from('x')]));
    expect(await codesOf(open(disk))).toEqual(['log/corrupt']);
  });

  it('by removal or exchange of a segment is found', async () => {
    const disk = await three();
    const sound = disk.bytes(path) as Uint8Array;
    disk.delete(path);
    expect(await codesOf(open(disk))).toEqual(['log/corrupt']);
    const other = new MemoryDisk();
    await appendAll((await open(other)).log, ['another', 'log', 'entirely']);
    other.set(path, sound);
    expect(await codesOf(open(other))).toEqual(['log/corrupt']);
  });

  it('of the newest snapshot falls back to the one before, and says so', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await appendAll(log, ['a', 'b']);
    await log.writeSnapshot(2, Buffer.from(JSON.stringify(['a', 'b'])));
    await log.compact();
    await appendAll(log, ['c', 'd'], 2);
    await log.writeSnapshot(4, Buffer.from(JSON.stringify(['a', 'b', 'c', 'd'])));
    await log.compact({ archiveBytes: 0 });
    const newest = `${FOLDER}/snapshots/0000000000000004.snap`;
    const sound = disk.bytes(newest) as Uint8Array;
    for (let at = 0; at < sound.length; at++) {
      const bytes = Uint8Array.from(sound);
      bytes[at] = (bytes[at] as number) ^ 4;
      disk.set(newest, bytes);
      expect(await contents(disk)).toEqual(['a', 'b', 'c', 'd']);
      expect((await open(disk)).diagnostics).toMatchObject([
        { code: 'log/snapshot-damaged', severity: 'warning', about: newest },
      ]);
    }
    disk.delete(newest);
    expect(await contents(disk)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of every snapshot still reads the whole log, as long as it is kept', async () => {
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await appendAll(log, ['a', 'b', 'c']);
    await log.writeSnapshot(3, Buffer.from('[]'));
    await log.compact();
    disk.set(`${FOLDER}/snapshots/0000000000000003.snap`, new Uint8Array(200));
    expect(await contents(disk)).toEqual(['a', 'b', 'c']);
  });
});

describe('a newer format', () => {
  it('is refused and left untouched', async () => {
    const { crc32 } = await import('node:zlib');
    const disk = new MemoryDisk();
    const { log } = await open(disk);
    await appendAll(log, ['a']);
    const path = `${FOLDER}/segments/0000000000000001.seg`;
    const bytes = Buffer.from(disk.bytes(path) as Uint8Array);
    bytes.writeUInt16LE(2, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
    disk.set(path, bytes);
    expect(await codesOf(open(disk))).toEqual(['log/newer-format']);
    expect(Buffer.from(disk.bytes(path) as Uint8Array).equals(bytes)).toBe(true);
  });
});

describe('system errors', () => {
  const cases = [
    { name: 'full disk', reason: 'says that there is no space', error: 'ENOSPC', code: 'log/no-space' },
    { name: 'read-only', reason: 'says that the folder cannot be written', error: 'EROFS', code: 'log/not-writable' },
    { name: 'other', reason: 'passes the system error on', error: 'EIO', code: 'log/write-failed' },
  ];
  for (const one of cases) {
    it(`${one.name}: ${one.reason}`, async () => {
      const files = new MemoryDisk().process((_, operation) =>
        operation === 'write' ? { error: one.error } : undefined,
      );
      const { log } = await openLog({ folder: FOLDER, files });
      expect(await codesOf(log.append(0, frames('x')))).toEqual([one.code]);
    });
  }

  it('while reading are read failures', async () => {
    const files = new MemoryDisk().process((_, operation) => (operation === 'list' ? { error: 'EACCES' } : undefined));
    expect(await codesOf(openLog({ folder: FOLDER, files }))).toEqual(['log/read-failed']);
  });
});
