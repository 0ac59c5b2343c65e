/** Sequenced log: appends a second, and the time to load 100,000 frames. `npx tsx bench/log.ts` prints a table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeLogFiles, openLog } from '../src/kernel/sequenced-log/index.js';

const FRAME = Buffer.alloc(200, 'x');
const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-log-'));
const rows: { measure: string; value: string }[] = [];

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

async function appends(name: string, durable: boolean, segments: number, framesEach: number): Promise<string> {
  const folder = join(place, name);
  const { log } = await openLog({ folder, files: nodeLogFiles(), durable });
  const frames = Array.from({ length: framesEach }, () => FRAME);
  const ms = await timed(async () => {
    for (let position = 0; position < segments; position++) await log.append(position, frames);
  });
  rows.push({
    measure: `append, ${durable ? 'durable' : 'not durable'}, ${framesEach} frames each`,
    value: `${Math.round((segments / ms) * 1000)} appends/s, ${(ms / segments).toFixed(2)} ms each`,
  });
  return folder;
}

async function load(folder: string, what: string): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push(await timed(() => openLog({ folder, files: nodeLogFiles() })));
  times.sort((a, b) => a - b);
  rows.push({ measure: `load, ${what}`, value: `${times[2]?.toFixed(0)} ms (median of 5)` });
}

try {
  await appends('durable', true, 500, 1);
  await appends('durable-100', true, 500, 100);
  await load(await appends('thousand', false, 1000, 100), '100,000 frames in 1,000 segments');
  const single = await appends('single', false, 20_000, 1);
  await load(single, '20,000 frames in 20,000 segments');

  const { log, position } = await openLog({ folder: single, files: nodeLogFiles() });
  rows.push({
    measure: 'catch-up that finds nothing',
    value: `${(
      await timed(async () => {
        for (let round = 0; round < 1000; round++) await log.read(position);
      })
    ).toFixed(0)} µs`,
  });
  await log.writeSnapshot(position, Buffer.alloc(100_000));
  rows.push({ measure: 'compaction of 20,000 segments', value: `${(await timed(() => log.compact())).toFixed(0)} ms` });
  await load(single, 'after that compaction');
} finally {
  await rm(place, { recursive: true, force: true });
}
console.table(rows);
