/** Real processes and a real folder: contention, death, and who is told what. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosticsOf } from '../kernel/index.js';
import local from '../plugins/esm/local.js';
import { fakeContext } from './fake-place.js';
import { openSession, type Place, readState, systemLiveness } from './index.js';

/** Takes the lock, says that it did or why not, opens an intent and stays until it is told to go on. */
const PROGRAM = `
import { openSession, systemLiveness } from './esm.mjs';
import local from './local.mjs';
import { randomUUID } from 'node:crypto';
const [directory, operation, lease] = process.argv.slice(2);
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
  }),
};
const context = {
  runName: 'cli', directory, account: {}, clock, signal: new AbortController().signal,
  random: { uuid: randomUUID }, log: { write() {} },
};
const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
try {
  const run = { id: randomUUID(), operation, who: 'test' };
  const session = await openSession({ store: local, context, liveness: systemLiveness(), run, leaseMs: Number(lease) });
  session.setActivity('holding for ' + operation);
  const intent = {
    token: operation, tag: 't_|-a_|-a_|-present', esmTag: 't_|-a_|-a_|-', ref: 't', action: 'create', time: '2026-01-01T00:00:00Z',
  };
  await session.append([{ type: 'intent', intent }], 'durable');
  say({ held: session.holder.epoch });
  process.stdin.once('data', async () => {
    try {
      session.check();
      await session.append([{ type: 'settled', token: operation, effect: 'done' }], 'durable');
      await session.close('done');
      say({ closed: true });
    } catch (error) {
      say({ code: error.diagnostics[0].code });
    }
    process.exit(0);
  });
} catch (error) {
  say({ code: error.diagnostics[0].code, detail: error.diagnostics[0].detail });
  process.exit(0);
}
`;

let place = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'holdfast-esm-'));
  const here = import.meta.dirname;
  for (const [source, target] of [
    [join(here, 'index.ts'), 'esm.mjs'],
    [join(here, '../plugins/esm/local.ts'), 'local.mjs'],
  ] as const) {
    buildSync({
      entryPoints: [source],
      outfile: join(place, target),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  }
  await writeFile(join(place, 'run.mjs'), PROGRAM);
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(place, { recursive: true, force: true });
});

interface Answer {
  readonly held?: number;
  readonly closed?: boolean;
  readonly code?: string;
  readonly detail?: string;
}

function start(directory: string, operation: string, lease = 60_000) {
  const child = spawn(process.execPath, [join(place, 'run.mjs'), directory, operation, String(lease)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = linesOf(child.stdout);
  return {
    child,
    answer: async () => JSON.parse((await lines.next()).value as string) as Answer,
    proceed: () => child.stdin.write('go\n'),
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGKILL');
      }),
  };
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}

const clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: () => new Promise<void>(() => {}) };

function placeIn(directory: string): Place {
  return { store: local, context: fakeContext(clock, { directory }) };
}

function open(directory: string) {
  return openSession({
    ...placeIn(directory),
    liveness: systemLiveness(),
    run: { id: 'here', operation: 'state here.sls', who: 'test' },
  });
}

describe('two processes', () => {
  it('the second is told who holds the lock and what it is doing; when the first ends it gets in', async () => {
    const directory = join(place, 'contend');
    const first = start(directory, 'state one.sls');
    expect(await first.answer()).toEqual({ held: 1 });
    const refused = diagnosticsOf(await open(directory).catch((error: unknown) => error))?.[0];
    expect(refused).toMatchObject({ code: 'esm/locked', detail: 'holding for state one.sls' });
    expect(refused?.summary).toContain(`state one.sls (process ${first.child.pid} of `);
    const second = start(directory, 'state two.sls');
    expect((await second.answer()).code).toBe('esm/locked');
    // Reading never locks.
    expect((await readState(placeIn(directory))).snapshot.holder?.operation).toBe('state one.sls');
    first.proceed();
    expect(await first.answer()).toEqual({ closed: true });
    const session = await open(directory);
    expect(session.holder.epoch).toBe(2);
    expect(session.openIntents()).toEqual([]);
    await session.close('done');
  }, 60_000);

  it.each([2, 5, 20])(
    'of %i that come at once, one proceeds and all others are told',
    async (count) => {
      const directory = join(place, `at-once-${count}`);
      const all = Array.from({ length: count }, (_, index) => start(directory, `run ${index}`));
      const answers = await Promise.all(all.map((one) => one.answer()));
      expect(answers.filter((answer) => answer.held === 1)).toHaveLength(1);
      expect(answers.filter((answer) => answer.code === 'esm/locked')).toHaveLength(count - 1);
    },
    60_000,
  );
});

describe.skipIf(process.platform === 'win32')('a holder that is killed', () => {
  it('is succeeded at once, and its open intents are there', async () => {
    const directory = join(place, 'killed');
    const first = start(directory, 'state one.sls');
    await first.answer();
    await first.kill();
    const session = await open(directory);
    expect(session.diagnostics).toMatchObject([{ code: 'esm/took-over', severity: 'warning' }]);
    expect(session.holder.epoch).toBe(2);
    expect(session.openIntents().map((intent) => intent.token)).toEqual(['state one.sls']);
    await session.close('done');
    expect((await readdir(directory)).sort()).toEqual(['cli', 'cli.msgpack']);
  }, 60_000);
});

describe.skipIf(process.platform === 'win32')('a holder that is stopped past its lease', () => {
  it('loses the lock, and everything it tries after it goes on is refused', async () => {
    const directory = join(place, 'stopped');
    const lease = 300;
    const first = start(directory, 'state one.sls', lease);
    await first.answer();
    first.child.kill('SIGSTOP');
    const session = await openWaiting(directory);
    expect(session.diagnostics[0]?.summary).toContain('silent');
    await session.append([{ type: 'settled', token: 'state one.sls', effect: 'none' }], 'durable');
    first.child.kill('SIGCONT');
    first.proceed();
    expect(await first.answer()).toEqual({ code: 'esm/fenced' });
    await session.close('done');
    expect((await readState(placeIn(directory))).snapshot.intents.size).toBe(0);
  }, 60_000);
});

/** Tries until the lock is free: each try asks the holder for most of a second. */
async function openWaiting(directory: string) {
  for (;;) {
    try {
      return await open(directory);
    } catch (error) {
      if (diagnosticsOf(error)?.[0]?.code !== 'esm/locked') throw error;
    }
  }
}
