/**
 * Enforced state on the local store: the cost of a change against the size of the state, load, save, memory. Medians of five.
 * `npx tsx bench/esm.ts` prints two tables.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRandom, systemClock } from '../src/app/ports/index.js';
import type { EnforcedRecord, JournalFrame } from '../src/contract/index.js';
import { openSession, readState, type Session, systemLiveness } from '../src/esm/index.js';
import local from '../src/plugins/esm/local.js';

const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-esm-'));
const ROUNDS = 5;
/** Changes that are timed together. */
const CHANGES = 50;

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

/** Fills a state in one run, whose end writes a snapshot and the copy in the form of the original. */
async function fill(runName: string, size: number): Promise<{ readonly append: number; readonly save: number }> {
  const session = await open(runName);
  const append = await timed(async () => {
    for (let from = 0; from < size; from += 10_000) {
      const count = Math.min(10_000, size - from);
      await session.append(
        Array.from({ length: count }, (_, index) => put(from + index)),
        'durable',
      );
    }
  });
  return { append, save: await timed(() => session.close('done')) };
}

/** One durable record after the other: what a change costs, whatever else is there. Sizes take turns, so that a busy machine is busy for all. */
async function changes(runNames: readonly string[]): Promise<number[]> {
  const sessions = await Promise.all(runNames.map((runName) => open(runName)));
  const times: number[][] = sessions.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, session] of sessions.entries()) {
      const time = await timed(async () => {
        for (let index = 0; index < CHANGES; index++) await session.append([put(index)], 'durable');
      });
      // The first round warms up.
      if (round > 0) times[at]?.push(time / CHANGES);
    }
  }
  for (const session of sessions) await session.close('done');
  return times.map(median);
}

function peakMib(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

try {
  const rows = [];
  const sizes = [100, 1_000, 10_000, 100_000];
  for (const size of sizes) {
    const fills: { readonly append: number; readonly save: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) fills.push(await fill(`size-${size}-${round}`, size));
    const runName = `size-${size}-0`;
    const loads: number[] = [];
    for (let round = 0; round < ROUNDS; round++) loads.push(await timed(() => readState(where(runName))));
    rows.push({
      records: size,
      'append all, ms': Math.round(median(fills.map(({ append }) => append))),
      'save (snapshot, export), ms': Math.round(median(fills.map(({ save }) => save))),
      'load, ms': Math.round(median(loads)),
      'peak so far, MiB': peakMib(),
    });
  }
  const each = await changes(sizes.map((size) => `size-${size}-0`));
  console.table(rows.map((row, at) => ({ ...row, 'a durable change, ms': each[at]?.toFixed(2) })));
  const session = await open('wave');
  const waves: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const frames = Array.from({ length: 1_000 }, (_, index) => put(index));
    waves.push(await timed(() => Promise.all(frames.map((frame) => session.append([frame], 'durable')))));
  }
  await session.close('done');
  console.table([{ measure: '1,000 durable records in one turn', ms: median(waves).toFixed(1) }]);
} finally {
  await rm(place, { recursive: true, force: true });
}
