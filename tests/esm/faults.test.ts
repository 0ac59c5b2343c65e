/** Real processes on a disk that is full, read-only or damaged, and on a bucket that misbehaves: what is told, and that nothing is lost. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scratchCommand } from '../cli/command.js';
import { motoMissing, type Proxy, startProxy } from './moto.js';
import { type Ended, start } from './started.js';
import { startTeamBucket, type TeamBucket } from './team-bucket.js';

const state = (tree: string): string[] => ['state', tree, '--yes', '--output', 'summary'];

/** A thing that is there, one that is changed and some that are made. */
const BEFORE = volumes({ a: 1, b: 1 });
const AFTER = volumes({ a: 1, b: 2, c: 1, d: 1 });

function volumes(capacities: Readonly<Record<string, number>>): string {
  const ids = Object.entries(capacities);
  return ids.map(([id, capacity]) => `${id}:\n  cloud.volume.present:\n    - capacity: ${capacity}\n`).join('');
}

function many(count: number): string {
  return volumes(Object.fromEntries(Array.from({ length: count }, (_, at) => [`disk${at}`, 1])));
}

describe('the local store', () => {
  const holdfast = scratchCommand();
  let mounted: string | undefined;
  afterEach(() => {
    if (mounted !== undefined) spawnSync('umount', [mounted]);
    mounted = undefined;
  });

  const run = (root: string, ...words: string[]): Promise<Ended> =>
    start(holdfast, words, { env: { HOLDFAST_ROOT: root } }).ended;

  /** A root whose enforced state is on a small disk of its own; undefined where nobody may mount one. */
  function rootWithDisk(size: string): string | undefined {
    const root = join(holdfast.directory, 'root');
    const place = join(root, 'var/cache');
    mkdirSync(place, { recursive: true });
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]).status !== 0) return undefined;
    mounted = place;
    return root;
  }

  const remount = (how: string): void => {
    expect(spawnSync('mount', ['-o', `remount,${how}`, mounted as string]).status).toBe(0);
  };

  const sizes = [
    { size: '24k', reason: 'not even the first segment fits everywhere' },
    { size: '60k', reason: 'a few waves fit' },
    { size: '140k', reason: 'half of it fits' },
    { size: '220k', reason: 'most of it fits, and not the copy in the form of the original' },
  ];
  it.each(sizes)(
    'on a full disk of $size says so, and the next run goes on ($reason)',
    async ({ size }) => {
      const root = rootWithDisk(size);
      // Where nobody may mount, the same is shown with an injected disk, beside the area's sources.
      if (root === undefined) return;
      const count = 200;
      holdfast.files({ 'many.sls': many(count) });
      const full = await run(root, 'state', 'many.sls', '--yes', '--json');
      expect(full.code).toBe(69);
      expect(full.stdout + full.stderr).toMatch(
        /log\/no-space[^]*ENOSPC: no space left on device[^]*Make room and run again/,
      );
      const told = JSON.parse(full.stdout) as Readonly<Record<string, unknown>>;
      const begun = !('diagnostics' in told);
      expect(Object.keys(told)).toHaveLength(begun ? count : 1);
      // Told by those that were under way, and not by each of the two hundred.
      expect(full.stderr.match(/failed cloud\.volume/g)?.length ?? 0).toBeLessThan(60);
      expect(await run(root, 'esm', 'check')).toMatchObject({ code: 0 });
      remount('size=50m');
      const next = await run(root, ...state('many.sls'));
      expect(next).toMatchObject({ code: 0 });
      const again = await run(root, 'plan', 'many.sls', '--detailed-exitcode', '--output', 'summary');
      expect(again).toMatchObject({ code: 0 });
      const things = await run(root, 'exec', 'cloud.volume.list', '--json');
      expect(things.stdout.match(/"disk\d+"/g)?.length).toBe(count);
      expect(await run(root, 'esm', 'check')).toMatchObject({ code: 0 });
    },
    60_000,
  );

  it('in a read-only folder can be read, and refuses a run before it does anything', async () => {
    const root = rootWithDisk('10m');
    if (root === undefined) return;
    holdfast.files({ 'before.sls': BEFORE, 'after.sls': AFTER });
    expect(await run(root, ...state('before.sls'))).toMatchObject({ code: 0 });
    remount('ro');
    const refused = await run(root, ...state('after.sls'));
    expect(refused).toMatchObject({ code: 69, stdout: '' });
    expect(refused.stderr).toMatch(/error\[log\/not-writable\].*\n.*EROFS.*\n.*hint: Correct owner and permissions/);
    expect((await run(root, 'esm', 'show')).code).toBe(0);
    expect((await run(root, 'plan', 'after.sls', '--output', 'summary')).code).toBe(0);
    remount('rw');
    expect(await run(root, ...state('after.sls'))).toMatchObject({ code: 0 });
  }, 300_000);

  it('with a damaged segment names file and byte, touches nothing, and goes on when the file is restored', async () => {
    const root = join(holdfast.directory, 'root');
    holdfast.files({ 'before.sls': BEFORE, 'after.sls': AFTER });
    expect(await run(root, ...state('before.sls'))).toMatchObject({ code: 0 });
    const folder = join(root, 'var/cache/holdfast/esm/local/cli/segments');
    const names = readdirSync(folder);
    for (const [at, name] of names.entries()) {
      const path = join(folder, name);
      const sound = readFileSync(path);
      const flipped = Buffer.from(sound);
      const place = Math.floor((sound.length * (at + 1)) / (names.length + 1));
      flipped[place] = (flipped[place] as number) ^ (1 << (at % 8));
      for (const damaged of [flipped, sound.subarray(0, place)]) {
        writeFileSync(path, damaged);
        const refused = await run(root, ...state('after.sls'));
        expect(refused).toMatchObject({ code: 69, stdout: '' });
        expect(refused.stderr).toContain('error[log/corrupt]');
        expect(refused.stderr).toMatch(/\.seg is damaged at byte \d+: .*\n.*hint: Restore this file/);
        expect((await run(root, 'esm', 'check')).code).toBe(69);
        expect([readdirSync(folder), readFileSync(path)]).toEqual([names, damaged]);
      }
      writeFileSync(path, sound);
    }
    expect(await run(root, ...state('after.sls'))).toMatchObject({ code: 0, stderr: '' });
    expect((await run(root, 'esm', 'check')).code).toBe(0);
  }, 300_000);

  it('of a large tree that is killed half way is made whole by the next run', async () => {
    const root = join(holdfast.directory, 'root');
    const count = Number(process.env['CRASH_RESOURCES'] ?? 1_000);
    holdfast.files({ 'many.sls': many(count) });
    const first = start(holdfast, state('many.sls'), { env: { HOLDFAST_ROOT: root } });
    const folder = join(root, 'var/lib/holdfast/mock/world/segments');
    const written = (): number => {
      try {
        return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
      } catch {
        return 0;
      }
    };
    while (written() < count * 100 && first.child.exitCode === null) await new Promise((done) => setTimeout(done, 10));
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await run(root, ...state('many.sls'))).toMatchObject({ code: 0 });
    const things = await run(root, 'exec', 'cloud.volume.list', '--json');
    expect(new Set(things.stdout.match(/"disk\d+"/g)).size).toBe(count);
    expect(things.stdout.match(/"disk\d+"/g)?.length).toBe(count);
    const check = await run(root, 'esm', 'check', '--json');
    expect(JSON.parse(check.stdout)).toMatchObject({ records: count, open_calls: 0, replays: true });
  }, 300_000);
});

const missing = motoMissing();
if (missing !== undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`skipped: a bucket that misbehaves. ${missing}`);
}

describe.skipIf(missing !== undefined)('the store aws', () => {
  const holdfast = scratchCommand();
  let bucket: TeamBucket;
  let proxy: Proxy;
  let keys = 0;
  beforeAll(async () => {
    bucket = await startTeamBucket();
    proxy = await startProxy(bucket.moto);
  }, 60_000);
  afterAll(() => {
    proxy?.stop();
    bucket?.stop();
  });
  afterEach(() => {
    proxy.behave = () => 'pass';
  });

  /** Counts the requests that write, and lets the proxy do something with some of them. */
  function behaving(what: (write: number) => ReturnType<Proxy['behave']>): { writes: number } {
    const counted = { writes: 0 };
    proxy.behave = (method, path) => {
      const reads = method === 'GET' || method === 'HEAD' || path.includes('moto-api');
      return reads ? 'pass' : what(counted.writes++);
    };
    return counted;
  }

  /** A state of its own, as the first tree left it, and how to go on with it. */
  async function begun(): Promise<(...words: string[]) => Promise<Ended>> {
    const at = keys++;
    const root = (name: string): string => join(holdfast.directory, name);
    const runIn =
      (key: string) =>
      (...words: string[]): Promise<Ended> => {
        const file = bucket.accountFile(holdfast.directory, key, { url: proxy.url, table: true, timeout: 1 });
        return start(holdfast, words, {
          env: { ACCT_FILE: file, HOLDFAST_ROOT: root(key), HOLDFAST_ESM_PLUGIN: 'aws' },
        }).ended;
      };
    const [first, key] = [`first-${holdfast.directory}`.replaceAll('/', '-'), `faults-${at}`];
    if (!existsSync(root(first))) {
      holdfast.files({ 'before.sls': BEFORE, 'after.sls': AFTER });
      expect(await runIn(first)(...state('before.sls'))).toMatchObject({ code: 0 });
    }
    cpSync(root(first), root(key), { recursive: true });
    await bucket.copyState(first, key);
    return runIn(key);
  }

  async function goesOn(run: (...words: string[]) => Promise<Ended>): Promise<void> {
    proxy.behave = () => 'pass';
    expect(await run(...state('after.sls'))).toMatchObject({ code: 0 });
    const again = await run('plan', 'after.sls', '--output', 'summary');
    expect(again.stdout).toContain('4 unchanged');
    const check = await run('esm', 'check', '--json');
    expect(JSON.parse(check.stdout)).toMatchObject({ records: 4, open_calls: 0, replays: true });
  }

  it('gets over an answer that is lost after the write, whichever it is', async () => {
    const run = await begun();
    const undisturbed = behaving(() => 'pass');
    expect(await run(...state('after.sls'))).toMatchObject({ code: 0 });
    expect(undisturbed.writes).toBeGreaterThan(5);
    for (let lost = 0; lost < undisturbed.writes; lost += 2) {
      const next = await begun();
      behaving((write) => (write === lost ? 'lose-answer' : 'pass'));
      expect([lost, await next(...state('after.sls'))]).toMatchObject([
        lost,
        { code: 0, stderr: expect.not.stringContaining('error[') },
      ]);
      await goesOn(next);
    }
  }, 300_000);

  const outages = [
    {
      name: 'answers 500',
      what: 'fail',
      told: /The bucket states answered with an error: 500|The table locks answered/,
    },
    { name: 'hangs', what: 'hang', told: /did not answer within 1 s/ },
    {
      name: 'loses every answer',
      what: 'lose-answer',
      told: /cannot be reached: (socket hang up|read ECONNRESET)|did not answer within 1 s/,
    },
  ] as const;
  it.each(outages)(
    'that $name from some write on says so, and the next run goes on',
    async ({ what, told }) => {
      for (const from of [0, 1, 4]) {
        const run = await begun();
        behaving((write) => (write >= from ? what : 'pass'));
        const ended = await run(...state('after.sls'));
        // What is lost is only the answer: a run may find out that all was written.
        if (what === 'lose-answer' && ended.code === 0) expect(ended.stderr).not.toContain('error[');
        else expect([from, ended]).toMatchObject([from, { code: 69, stderr: expect.stringMatching(told) }]);
        expect(ended.stderr.match(/error\[esm\/unreachable\]/g)?.length ?? 0).toBeLessThan(2);
        await goesOn(run);
      }
    },
    300_000,
  );

  it('that cannot be reached at all is named', async () => {
    const run = await begun();
    proxy.behave = () => 'fail';
    const failed = await run(...state('after.sls'));
    expect(failed).toMatchObject({ code: 69, stdout: '' });
    expect(failed.stderr).toMatch(
      /error\[esm\/unreachable\]: The store aws failed: opening it\n +The bucket states answered/,
    );
    proxy.behave = () => 'hang';
    const hung = await run('esm', 'show', '--json');
    expect(hung.code).toBe(69);
    expect(JSON.parse(hung.stdout)).toMatchObject({ diagnostics: [{ code: 'esm/unreachable' }] });
    await goesOn(run);
  }, 300_000);
});
