/** Enforced state: cost of a change against the size of the state, load, save, memory. `npx tsx bench/esm.ts` prints a table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRandom, systemClock } from '../src/app/ports/index.js';
import type { EnforcedRecord, JournalFrame } from '../src/contract/index.js';
import { openSession, readState, type Session, systemLiveness } from '../src/esm/index.js';
import local from '../src/plugins/esm/local.js';

const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-esm-'));
const rows: { measure: string; value: string }[] = [];

function record(index: number): EnforcedRecord {
  return {
    state: {
      name: `web${index}`,
      resource_id: `i-${index}`,
      tags: { role: 'web' },
      addresses: [`10.0.${index % 256}.1`],
    },
    meta: { id: `web${index}`, state: 'cloud.instance', inputs: { hardware_profile: 'm1-small' }, status: 'complete' },
  };
}

function put(index: number): JournalFrame {
  return { type: 'put', esmTag: `cloud.instance_|-web${index}_|-web${index}_|-`, record: record(index) };
}

function where(runName: string) {
  const context = {
    runName,
    directory: place,
    account: {},
    clock: systemClock(),
    random: nodeRandom(),
    log: { write: () => {} },
    signal: new AbortController().signal,
  };
  return { store: local, context };
}

function open(runName: string): Promise<Session> {
  const run = { id: 'bench', operation: 'bench', who: 'bench' };
  return openSession({ ...where(runName), liveness: systemLiveness(), run });
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

try {
  for (const size of [100, 1_000, 10_000, 100_000]) {
    const runName = `size-${size}`;
    const filling = await open(runName);
    for (let from = 0; from < size; from += 10_000) {
      const count = Math.min(10_000, size - from);
      await filling.append(
        Array.from({ length: count }, (_, index) => put(from + index)),
        'durable',
      );
    }
    const saved = await timed(() => filling.close('done'));
    const loads: number[] = [];
    for (let round = 0; round < 5; round++) loads.push(await timed(() => readState(where(runName))));
    const session = await open(runName);
    const each: number[] = [];
    for (let round = 0; round < 5; round++) {
      each.push(
        await timed(async () => {
          for (let index = 0; index < 50; index++) await session.append([put(index)], 'durable');
        }),
      );
    }
    await session.close('done');
    rows.push({
      measure: `${size} records`,
      value: `${(median(each) / 50).toFixed(2)} ms a durable record, load ${median(loads).toFixed(0)} ms, snapshot and export ${saved.toFixed(0)} ms`,
    });
  }
  const session = await open('wave');
  const waves: number[] = [];
  for (let round = 0; round < 5; round++) {
    const frames = Array.from({ length: 1_000 }, (_, index) => put(index));
    waves.push(await timed(() => Promise.all(frames.map((frame) => session.append([frame], 'durable')))));
  }
  await session.close('done');
  rows.push({ measure: '1,000 durable records in one turn', value: `${median(waves).toFixed(1)} ms` });
  rows.push({ measure: 'peak memory', value: `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB` });
} finally {
  await rm(place, { recursive: true, force: true });
}
console.table(rows);
