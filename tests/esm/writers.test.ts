/** Many writers at once, and one that was stopped for too long: real processes on the local store and on the store aws. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchCommand } from '../cli/command.js';
import { motoMissing } from './moto.js';
import { type Ended, fileOf, start } from './started.js';
import { startTeamBucket, type TeamBucket } from './team-bucket.js';

const missing = motoMissing();
if (missing !== undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`skipped: writers on the store aws. ${missing}`);
}

/** Holds the lock until there is a file `go`; what follows is a call of a provider and one of a program. */
const HOLDING = `
one:
  test.nop:
    - onlyif: touch started; until [ -e go ]; do sleep 0.05; done
two:
  cmd.run:
    - cmd: touch two
    - require:
      - test: one
late:
  cloud.volume.present:
    - capacity: 1
    - require:
      - test: one
last:
  cmd.run:
    - cmd: touch last
    - require:
      - cloud.volume: late
`;

const OTHER = 'disk:\n  cloud.volume.present:\n    - capacity: 1\n';

/** Seconds. Longer than a busy machine keeps a process from its turn. */
const LEASE = '4';

const stores = [
  { name: 'local', remote: false, table: false, counts: [2, 5, 20] },
  { name: 'aws', remote: true, table: false, counts: [2, 5, 20] },
  { name: 'aws with a lock table', remote: true, table: true, counts: [5] },
];

describe.each(stores)('the store $name', ({ name, remote, table, counts }) => {
  const holdfast = scratchCommand();
  let bucket: TeamBucket | undefined;
  let keys = 0;
  beforeAll(async () => {
    if (remote && missing === undefined) bucket = await startTeamBucket();
  }, 60_000);
  afterAll(() => bucket?.stop());

  /** What all who work with one state share; each has a home of its own when the store is not on this machine. */
  function sharing(): (home: string) => Readonly<Record<string, string>> {
    if (bucket === undefined) return () => ({ HOLDFAST_ESM_LEASE: LEASE });
    const file = bucket.accountFile(holdfast.directory, `${name.replaceAll(' ', '-')}-${keys++}`, { table });
    return (home) => ({
      HOLDFAST_ESM_LEASE: LEASE,
      HOLDFAST_ESM_PLUGIN: 'aws',
      ACCT_FILE: file,
      HOLDFAST_ROOT: join(holdfast.directory, home),
    });
  }

  const state = (tree: string): string[] => ['state', tree, '--yes', '--output', 'summary'];

  describe.skipIf(remote && missing !== undefined)('with writers at once', () => {
    it.each(counts)(
      'lets one of %i proceed, and tells all others who holds it',
      async (count) => {
        holdfast.files({ 'holding.sls': HOLDING });
        const env = sharing();
        const all = Array.from({ length: count }, (_, at) =>
          start(holdfast, state('holding.sls'), { env: env(`home${at}`) }),
        );
        const ends: Ended[] = [];
        await new Promise<void>((refused) => {
          for (const { ended } of all) {
            void ended.then((end) => {
              ends.push(end);
              if (ends.length === count - 1) refused();
            });
          }
        });
        for (const { code, stderr } of ends) {
          expect([code, stderr]).toEqual([75, expect.stringContaining('error[esm/locked]')]);
          expect(stderr).toMatch(/is locked by state holding\.sls \(process \d+ of .+\) since /);
          expect(stderr).toContain('hint: Wait until it has finished');
        }
        writeFileSync(join(holdfast.directory, 'go'), '');
        const [winner] = (await Promise.all(all.map(({ ended }) => ended))).filter(({ code }) => code !== 75);
        expect(winner).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error[') });
        expect(existsSync(join(holdfast.directory, 'two'))).toBe(true);
      },
      120_000,
    );
  });

  describe.skipIf(process.platform === 'win32' || (remote && missing !== undefined))(
    'with a holder that is stopped',
    () => {
      it('gives its lock to the next when its lease is over, and refuses everything it tries after it goes on', async () => {
        holdfast.files({ 'holding.sls': HOLDING, 'other.sls': OTHER });
        const env = sharing();
        const first = start(holdfast, state('holding.sls'), { env: env('first') });
        await fileOf(first, join(holdfast.directory, 'started'));
        first.child.kill('SIGSTOP');
        const refused = await start(holdfast, state('other.sls'), { env: env('second') }).ended;
        expect(refused).toMatchObject({ code: 75, stderr: expect.stringContaining('is locked by state holding.sls') });
        const wait = ['esm', 'lock', 'wait', '--timeout', '60'];
        expect((await start(holdfast, wait, { env: env('second') }).ended).code).toBe(0);
        const second = await start(holdfast, state('other.sls'), { env: env('second') }).ended;
        expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/took-over.*has been silent for/) });
        writeFileSync(join(holdfast.directory, 'go'), '');
        first.child.kill('SIGCONT');
        const late = await first.ended;
        expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('error[esm/fenced]') });
        expect(late.stderr).toContain('hint: Run again');
        expect(late.stdout).toMatch(/failed cmd\.run two\n +The lock of the enforced state cli is lost/);
        for (const file of ['two', 'last']) expect(existsSync(join(holdfast.directory, file))).toBe(false);
        const things = await start(holdfast, ['exec', 'cloud.volume.list', '--json'], { env: env('first') }).ended;
        expect(things.stdout).not.toContain('late');
        expect((await start(holdfast, ['esm', 'check'], { env: env('second') }).ended).code).toBe(0);
        const next = await start(holdfast, state('other.sls'), { env: env('second') }).ended;
        expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('1 unchanged') });
      }, 120_000);
    },
  );
});
