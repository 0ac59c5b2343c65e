/** Runs of 200 resources that keep their state in a bucket, killed on one machine and made whole from the home of another. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInCloud } from '../../src/clouds/index.js';
import { checkState } from '../../src/esm/index.js';
import { nodeLogFiles } from '../../src/kernel/index.js';
import { fakePorts } from '../../src/testing/index.js';
import { scratchCommand } from '../cli/command.js';
import { crashTree } from '../crash/tree.js';
import { namesOf, problemsBetween, thingsOf } from '../crash/verdict.js';
import { motoMissing } from './moto.js';
import { type Ended, start } from './started.js';
import { startTeamBucket, type TeamBucket } from './team-bucket.js';

const missing = motoMissing();
if (missing !== undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`skipped: runs on the store aws that are killed. ${missing}`);
}

const wrapper = fileURLToPath(new URL('../crash/killed-command.mjs', import.meta.url));
/** CRASH_MATRIX=whole: every step, which takes an hour. */
const whole = process.env['CRASH_MATRIX'] === 'whole';
/** Most of the time they wait for each other's turn. */
const AT_ONCE = 4;

const series = [
  {
    steps: 'network',
    deaths: 24,
    reason: 'a request may not have been sent, have been sent in part, or have been answered to nobody',
  },
  { steps: 'disk', deaths: 8, reason: 'the cloud is changed between two requests to the bucket' },
];

describe.skipIf(missing !== undefined)('a run on the store aws that is killed', () => {
  const holdfast = scratchCommand();
  let bucket: TeamBucket;
  beforeAll(async () => {
    bucket = await startTeamBucket();
  }, 60_000);
  afterAll(() => bucket?.stop());

  function run(root: string, key: string, tree: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const words = ['state', tree, '--yes', '--output', 'summary', '--esm-plugin', 'aws'];
    const file = bucket.accountFile(holdfast.directory, key, { table: true });
    return start(holdfast, words, { wrapper, env: { ACCT_FILE: file, HOLDFAST_ROOT: root, ...env } }).ended;
  }

  /** Another machine cannot see whether the first run lives: it has to wait for the end of its lease. */
  async function nextRun(root: string, key: string, machine: string | undefined): Promise<Ended> {
    const env: Record<string, string> = machine === undefined ? {} : { MACHINE: machine };
    for (;;) {
      const ended = await run(root, key, 'after.sls', env);
      if (machine === undefined || ended.code !== 75) return ended;
    }
  }

  /** A new home that shares only the cloud with another: nothing of its state. */
  function anotherHome(from: string, name: string): string {
    const home = join(holdfast.directory, name);
    cpSync(join(from, 'var/lib/holdfast/mock'), join(home, 'var/lib/holdfast/mock'), { recursive: true });
    return home;
  }

  const thingsAt = (root: string) =>
    thingsOf(
      builtInCloud(
        { ...fakePorts(), account: {}, directory: join(root, 'var/lib/holdfast/mock') },
        { files: nodeLogFiles() },
      ),
    );

  it.each(series)(
    'is made whole from another home: killed at $deaths steps of the $steps ($reason)',
    async ({ steps, deaths }) => {
      const tree = crashTree();
      holdfast.files({ 'before.sls': tree.before, 'after.sls': tree.after });
      const begin = join(holdfast.directory, 'start');
      const key = (name: string): string => `${steps}-${name}`;
      expect(await run(begin, key('start'), 'before.sls')).toMatchObject({ code: 0 });
      const undisturbed = anotherHome(begin, 'whole');
      await bucket.copyState(key('start'), key('whole'));
      const counted = join(holdfast.directory, 'count');
      const count = { KILL_COUNT: counted, KILL_STEPS: steps };
      expect(await run(undisturbed, key('whole'), 'after.sls', count)).toMatchObject({ code: 0 });
      const wanted = namesOf(await thingsAt(undisturbed));
      const most = Number(readFileSync(counted, 'utf8'));
      expect(most).toBeGreaterThan(deaths);
      const problems: string[] = [];
      const one = async (killAt: number): Promise<void> => {
        const mine = key(`death${killAt}`);
        await bucket.copyState(key('start'), mine);
        const home = anotherHome(begin, `home${killAt}`);
        const env = { KILL_AT: String(killAt), KILL_STEPS: steps, HOLDFAST_ESM_LEASE: '1' };
        const killed = await run(home, mine, 'after.sls', env);
        const other = anotherHome(home, `other${killAt}`);
        const next = await nextRun(other, mine, killAt % 2 === 0 ? undefined : 'elsewhere');
        const things = await thingsAt(other);
        const wrong = [
          ...(next.code === 0 ? [] : [`ended with ${next.code}: ${next.stderr}`]),
          ...(await problemsBetween(await bucket.state(mine), things)),
          ...((await checkState(bucket.place(mine))).replays === true ? [] : ['the journal does not give the state']),
          ...(namesOf(things).join() === wanted.join() ? [] : ['the world differs']),
        ];
        problems.push(...wrong.map((what) => `${killed.signal ?? 'not'} killed at ${killAt}: ${what}`));
      };
      const many = whole ? most : deaths;
      const queue = Array.from({ length: many }, (_, death) => Math.floor(((death + 0.5) * most) / many));
      const work = async (): Promise<void> => {
        for (let at = queue.shift(); at !== undefined; at = queue.shift()) await one(at);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(problems).toEqual([]);
    },
    whole ? 7_200_000 : 600_000,
  );
});
