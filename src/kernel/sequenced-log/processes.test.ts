/** Real processes on a real folder. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogFiles, nodeLogFiles, openLog } from './index.js';

const WRITERS = 4;
const EACH = 40;

/** Appends numbered frames, compacts now and then, and says each number once it is acknowledged. */
const PROGRAM = `
import { nodeLogFiles, openLog } from './log.mjs';
const [folder, writer, count] = process.argv.slice(2);
const opened = await openLog({ folder, files: nodeLogFiles(), durable: false });
let { position } = opened;
for (let index = 0; index < Number(count); ) {
  const result = await opened.log.append(position, [Buffer.from(writer + '.' + index)]);
  if (result !== 'conflict') {
    process.stdout.write(index + '\\n');
    index++;
    position = result.position;
    if (index % 10 === 0) {
      await opened.log.writeSnapshot(position, Buffer.from('at ' + position));
      await opened.log.compact({ keepSnapshots: 1 });
    }
    continue;
  }
  const batch = await opened.log.read(position);
  position = batch === 'compacted' ? await opened.log.head() : batch.position;
}
`;

let place = '';
let program = '';

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'holdfast-log-'));
  program = join(place, 'writer.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    outfile: join(place, 'log.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  await writeFile(program, PROGRAM);
});

afterAll(() => rm(place, { recursive: true, force: true }));

async function texts(folder: string): Promise<string[]> {
  const { log } = await openLog({ folder, files: nodeLogFiles() });
  const all: string[] = [];
  for await (const entry of log.history()) all.push(...entry.frames.map((frame) => Buffer.from(frame).toString()));
  return all;
}

describe('four processes at once', () => {
  it('make one order without a lost or a doubled frame', async () => {
    const folder = join(place, 'shared');
    const statuses = await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => {
        const child = spawn(process.execPath, [program, folder, String(writer), String(EACH)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return new Promise((resolve) => child.on('exit', resolve));
      }),
    );
    expect(statuses).toEqual(Array.from({ length: WRITERS }, () => 0));
    const found = await texts(folder);
    for (let writer = 0; writer < WRITERS; writer++) {
      const own = found.filter((one) => one.startsWith(`${writer}.`));
      expect(own).toEqual(Array.from({ length: EACH }, (_, index) => `${writer}.${index}`));
    }
    expect(found).toHaveLength(WRITERS * EACH);
  }, 60_000);
});

describe('a process that is killed', () => {
  it('leaves everything it acknowledged', async () => {
    for (const after of [1, 7, 12]) {
      const folder = join(place, `killed-${after}`);
      const child = spawn(process.execPath, [program, folder, '0', '100000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let acknowledged = 0;
      for await (const chunk of child.stdout) {
        acknowledged += String(chunk).split('\n').length - 1;
        if (acknowledged >= after) child.kill('SIGKILL');
      }
      expect(acknowledged).toBeGreaterThanOrEqual(after);
      const found = await texts(folder);
      expect(found.length - acknowledged).toBeGreaterThanOrEqual(0);
      expect(found.length - acknowledged).toBeLessThanOrEqual(1);
      expect(found).toEqual(found.map((_, index) => `0.${index}`));
      const { log, position } = await openLog({ folder, files: nodeLogFiles() });
      expect(await log.append(position, [])).toEqual({ position: position + 1 });
    }
  }, 60_000);
});

describe.skipIf(process.platform === 'win32')('files', () => {
  it('are readable by their owner only', async () => {
    const folder = join(place, 'modes');
    const { log } = await openLog({ folder, files: nodeLogFiles() });
    await log.append(0, []);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'segments'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'segments', '0000000000000001.seg'))).mode & 0o777).toBe(0o600);
  });
});

describe('a real folder without hard links', () => {
  it('holds the same log', async () => {
    const folder = join(place, 'no-links');
    const files: LogFiles = { ...nodeLogFiles(), link: async () => 'unsupported' };
    const { log } = await openLog({ folder, files });
    const { log: other } = await openLog({ folder, files: nodeLogFiles() });
    expect(await log.append(0, [Buffer.from('a')])).toEqual({ position: 1 });
    expect(await log.append(0, [Buffer.from('x')])).toBe('conflict');
    expect(await other.append(0, [Buffer.from('x')])).toBe('conflict');
    expect(await other.append(1, [Buffer.from('b')])).toEqual({ position: 2 });
    expect(await log.append(1, [Buffer.from('x')])).toBe('conflict');
    await log.append(2, [Buffer.from('c')]);
    await log.writeSnapshot(3, Buffer.from('abc'));
    await other.compact();
    expect(await readdir(join(folder, 'segments'))).toEqual(['0000000000000003.seg']);
    expect(await texts(folder)).toEqual(['a', 'b', 'c']);
  });
});
