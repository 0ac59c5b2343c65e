/**
 * A thousand creations at once on the built-in cloud in memory: what the journal costs. With flush (the local store on this disk)
 * against without (the same store in memory). `npx tsx bench/esm-creates.ts` prints a table; medians of five.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodePorts, noLog } from '../src/app/ports/index.js';
import { memoryCloud } from '../src/clouds/index.js';
import { prepare, run } from '../src/engine/index.js';
import { openSession, systemLiveness } from '../src/esm/index.js';
import { createHub } from '../src/hub/index.js';
import { type LogFiles, Masker, MemoryDisk, nodeLogFiles } from '../src/kernel/index.js';
import { localStore } from '../src/plugins/esm/local.js';
import type { LowState } from '../src/sls/index.js';
import { compile } from '../tests/lifecycle/harness.js';

const CREATIONS = 1_000;
const ROUNDS = 5;

const hub = createHub({
  builtIns: [{ folder: 'states', ref: 'cloud.volume', load: () => import('../src/plugins/states/cloud/volume.js') }],
});
const ports = nodePorts({ log: noLog(), environment: {} });

async function creations(low: LowState, files: LogFiles, directory: string, batchSize: number): Promise<number> {
  const { cloud } = memoryCloud(ports);
  const services = {
    hub,
    ports,
    masker: new Masker(),
    account: async () => ({}),
    cloud: async () => cloud,
    directory: '/',
  };
  const signal = new AbortController().signal;
  const context = { ...ports, runName: 'bench', directory, account: {}, signal };
  const identity = { id: 'bench', operation: 'bench', who: 'bench' };
  const began = performance.now();
  const session = await openSession({
    store: localStore(files),
    context,
    liveness: systemLiveness(),
    run: identity,
  });
  const prepared = await prepare({ low, services, enforced: session });
  const options = { runName: 'bench', runId: 'bench', mode: 'apply', runtime: 'parallel', batchSize } as const;
  const hooks = { stop: signal, abort: signal, emit: () => {}, project: '', entries: [] };
  const report = await run(prepared, { services, enforced: session, options: { ...options, ...hooks } });
  await session.close('done');
  const milliseconds = performance.now() - began;
  const other = report.results.find(({ outcome }) => outcome !== 'changed');
  if (other !== undefined) throw new Error(`${other.outcome}: ${other.comment.join('; ')}`);
  return milliseconds;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-creates-'));
try {
  const text = Array.from({ length: CREATIONS }, (_, at) => `disk${at}:\n  cloud.volume.present: []\n`).join('');
  const low = await compile(text);
  const rows = [];
  for (const batchSize of [50, CREATIONS]) {
    const withFlush: number[] = [];
    const without: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      without.push(await creations(low, new MemoryDisk().process(), '/esm', batchSize));
      withFlush.push(await creations(low, nodeLogFiles(), join(place, `${batchSize}-${round}`), batchSize));
    }
    const [flushed, plain] = [median(withFlush), median(without)];
    rows.push({
      'in flight': batchSize,
      'without flush, ms': Math.round(plain),
      'with flush, ms': Math.round(flushed),
      factor: (flushed / plain).toFixed(2),
    });
  }
  console.log(`${CREATIONS} creations`);
  console.table(rows);
} finally {
  await rm(place, { recursive: true, force: true });
}
