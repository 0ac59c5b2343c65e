/** The built-in cloud: creations a second, alone and at once, from one process and from eight; listing; opening. `npx tsx bench/cloud.ts`. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { nodeRandom, systemClock } from '../src/app/ports/index.js';
import { builtInCloud, type Operation, operate, seedWorld } from '../src/clouds/index.js';
import type { Cloud } from '../src/contract/index.js';
import { nodeLogFiles } from '../src/kernel/index.js';

const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-cloud-'));
const rows: { measure: string; value: string }[] = [];

function connect(directory: string, durable = false): Cloud {
  const services = { clock: systemClock(), random: nodeRandom(), log: { write: () => undefined } };
  const http = { request: () => Promise.reject(new Error('the built-in cloud speaks to nobody')) };
  return builtInCloud({ ...services, http, account: {}, directory }, { files: nodeLogFiles(), durable });
}

async function seconds(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

function rate(measure: string, count: number, time: number): void {
  rows.push({ measure, value: `${Math.round(count / time).toLocaleString('en')} /s` });
}

function time(measure: string, value: number): void {
  rows.push({ measure, value: `${(value * 1000).toFixed(1)} ms` });
}

async function create(cloud: Cloud, count: number, atOnce: number): Promise<void> {
  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, at) => cloud.instances?.create?.({ name: `w${from + at}` })),
    );
  }
}

async function pureCore(): Promise<void> {
  for (const size of [1_000, 10_000, 100_000]) {
    let world = seedWorld();
    const one = (at: number): Operation => ({ do: 'instances.create', args: { name: `w${at}` }, now: at });
    for (let at = 0; at < size; at++) world = operate(world, one(at)).world;
    const took = await seconds(() => {
      for (let at = 0; at < 1000; at++) world = operate(world, one(size + at)).world;
    });
    rate(`pure creations in a world of ${size.toLocaleString('en')}`, 1000, took);
  }
}

async function oneProcess(): Promise<void> {
  rate('creations, one after the other', 1000, await seconds(() => create(connect(join(place, 'a')), 1000, 1)));
  rate('… flushed to the disk', 200, await seconds(() => create(connect(join(place, 'b'), true), 200, 1)));
  rate('creations, 50 at once', 10_000, await seconds(() => create(connect(join(place, 'c')), 10_000, 50)));
  rate('… flushed to the disk', 5_000, await seconds(() => create(connect(join(place, 'd'), true), 5_000, 50)));

  const cloud = connect(join(place, 'c'));
  time('opening a world of 10,000', await seconds(() => cloud.realms.list()));
  rate('one more, one after the other, in a world of 10,000', 500, await seconds(() => create(cloud, 500, 1)));
  time('listing 10,500', await seconds(() => cloud.instances?.list()));
  time('looking 1,000 up by id', await seconds(() => lookUp(cloud, (at) => ({ id: `inst${at + 4}` }))));
  time('looking 1,000 up by name', await seconds(() => lookUp(cloud, (at) => ({ name: `w${at + 500}` }))));
}

async function lookUp(cloud: Cloud, filter: (at: number) => Record<string, string>): Promise<void> {
  await Promise.all(Array.from({ length: 1000 }, async (_, at) => cloud.instances?.list(filter(at))));
}

/** Eight processes, each with its own share, at once; start and end of the processes included. */
async function eightProcesses(): Promise<void> {
  const worker = join(place, 'worker.mjs');
  const contents = `
    import { nodeRandom, systemClock } from '../src/app/ports/index.js';
    import { builtInCloud } from '../src/clouds/index.js';
    import { nodeLogFiles } from '../src/kernel/index.js';
    const [directory, count, atOnce] = process.argv.slice(2);
    const services = { clock: systemClock(), random: nodeRandom(), log: { write() {} }, http: {}, account: {} };
    const cloud = builtInCloud({ ...services, directory }, { files: nodeLogFiles() });
    for (let from = 0; from < +count; from += +atOnce) {
      await Promise.all(Array.from({ length: +atOnce }, () => cloud.instances.create({})));
    }`;
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  const stdin = { contents, resolveDir, loader: 'js' } as const;
  await build({ stdin, outfile: worker, bundle: true, platform: 'node', format: 'esm' });
  const run = promisify(execFile);
  for (const [count, atOnce] of [
    [50, 1],
    [50, 50],
    [1000, 50],
  ] as const) {
    const directory = join(place, `eight-${count}-${atOnce}`);
    const took = await seconds(() =>
      Promise.all(
        Array.from({ length: 8 }, () => run(process.execPath, [worker, directory, String(count), String(atOnce)])),
      ),
    );
    const made = ((await connect(directory).instances?.list())?.length ?? 0) - 4;
    rate(`eight processes × ${count}, ${atOnce} at once (${made} distinct, ${took.toFixed(2)} s)`, made, took);
  }
}

try {
  await pureCore();
  await oneProcess();
  await eightProcesses();
  console.table(rows);
} finally {
  await rm(place, { recursive: true, force: true });
}
