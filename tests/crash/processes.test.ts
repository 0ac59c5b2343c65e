/** Real processes, killed with SIGKILL at steps all over a run of 200 resources; one more run makes whole what they left. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtInCloud } from '../../src/clouds/index.js';
import { checkState, type Place, readState } from '../../src/esm/index.js';
import { nodeLogFiles } from '../../src/kernel/index.js';
import local from '../../src/plugins/esm/local.js';
import { fakePorts } from '../../src/testing/index.js';
import { scratchCommand } from '../cli/command.js';
import { crashTree } from './tree.js';
import { namesOf, problemsBetween, thingsOf } from './verdict.js';

const DEATHS = Number(process.env['CRASH_DEATHS'] ?? 40);
/** Most of the time they wait until a thing that is not there could have been seen. */
const AT_ONCE = 10;
const wrapper = fileURLToPath(new URL('killed-command.mjs', import.meta.url));

describe('a process that is killed', () => {
  const holdfast = scratchCommand();

  /** The command with a root of its own, perhaps killed on its way. */
  function run(
    root: string,
    tree: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; signal: string | null; text: string }> {
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, [wrapper, 'state', tree, '--yes', '--output', 'summary'], {
        cwd: holdfast.directory,
        env: { ...holdfast.env, HOLDFAST_ROOT: root, MAIN: holdfast.main, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
      }
      child.on('error', failed);
      child.on('close', (code, signal) => done({ code, signal, text }));
    });
  }

  function placeIn(root: string): Place {
    const context = {
      ...fakePorts(),
      runName: 'cli',
      directory: join(root, 'var/cache/holdfast/esm/local'),
      account: {},
      signal: new AbortController().signal,
    };
    return { store: local, context };
  }

  async function problemsIn(root: string, wanted: readonly string[]): Promise<string[]> {
    const ports = fakePorts();
    const cloud = builtInCloud(
      { ...ports, account: {}, directory: join(root, 'var/lib/holdfast/mock') },
      { files: nodeLogFiles() },
    );
    const things = await thingsOf(cloud);
    const found = namesOf(things);
    const { snapshot } = await readState(placeIn(root));
    const { replays } = await checkState(placeIn(root));
    return [
      ...(await problemsBetween(snapshot, things)),
      ...(replays === true ? [] : ['the journal does not give the state']),
      ...wanted.filter((one) => !found.includes(one)).map((one) => `missing ${one}`),
      ...found.filter((one) => !wanted.includes(one)).map((one) => `too much ${one}`),
    ];
  }

  it(`leaves nothing that the next run does not make whole: ${DEATHS} deaths`, async () => {
    const tree = crashTree();
    holdfast.files({ 'before.sls': tree.before, 'after.sls': tree.after });
    const start = join(holdfast.directory, 'start');
    expect((await run(start, 'before.sls')).code).toBe(0);
    const root = (name: string): string => {
      const copy = join(holdfast.directory, name);
      cpSync(start, copy, { recursive: true });
      return copy;
    };
    const whole = root('whole');
    const counted = join(holdfast.directory, 'count');
    expect(await run(whole, 'after.sls', { KILL_COUNT: counted })).toMatchObject({ code: 0 });
    const steps = Number(readFileSync(counted, 'utf8'));
    expect(steps).toBeGreaterThan(DEATHS);
    const wanted = namesOf(
      await thingsOf(
        builtInCloud(
          { ...fakePorts(), account: {}, directory: join(whole, 'var/lib/holdfast/mock') },
          { files: nodeLogFiles() },
        ),
      ),
    );
    const problems: string[] = [];
    const one = async (death: number): Promise<void> => {
      const killAt = Math.floor(((death + 0.5) * steps) / DEATHS);
      const mine = root(`death${death}`);
      const killed = await run(mine, 'after.sls', { KILL_AT: String(killAt) });
      const next = await run(mine, 'after.sls');
      const wrong = [
        ...(next.code === 0 ? [] : [`the next run ended with ${next.code}: ${next.text}`]),
        ...(await problemsIn(mine, wanted)),
      ];
      // Steps differ a little from run to run; one that came to its end was not killed, and is whole anyway.
      problems.push(...wrong.map((what) => `${killed.signal ?? 'not'} killed at ${killAt}: ${what}`));
    };
    const queue = Array.from({ length: DEATHS }, (_, death) => death);
    const work = async (): Promise<void> => {
      for (let death = queue.shift(); death !== undefined; death = queue.shift()) await one(death);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(problems).toEqual([]);
  }, 300_000);
});
