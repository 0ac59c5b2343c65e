/**
 * The same trees in the original (Idem 25.0.1) and here: whole processes, side by side, taking turns, medians. `npm run build` first.
 *
 *   HOLDFAST_ORACLE=<folder made by tests/differential/oracle/setup.sh> npx tsx bench/peer.ts [largest=5000] [repetitions=3] [limit=300]
 *
 * Both run in parallel, write their result as JSON, and keep their enforced state in a home of the run's own. What takes longer than `limit`
 * seconds is stopped and reported so, and larger trees of that shape are not tried there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const command = process.env['HOLDFAST_BIN'] ?? join(project, 'bin', 'holdfast.js');
const oracle = process.env['HOLDFAST_ORACLE'];
const largest = Number(process.argv[2] ?? 5_000);
const repetitions = Number(process.argv[3] ?? 3);
const limit = Number(process.argv[4] ?? 300);

interface Shape {
  readonly name: string;
  readonly tree: (count: number) => string;
}

const each = (state: (at: number) => string) => (count: number) =>
  Array.from({ length: count }, (_, at) => state(at)).join('');

const shapes: readonly Shape[] = [
  { name: 'plain', tree: each((at) => `s${at}:\n  test.nop: []\n`) },
  {
    name: 'chains of ten',
    tree: each((at) =>
      at % 10 === 0 ? `s${at}:\n  test.nop: []\n` : `s${at}:\n  test.nop:\n    - require:\n      - test: s${at - 1}\n`,
    ),
  },
  {
    name: 'one chain',
    tree: each((at) =>
      at === 0 ? 's0:\n  test.nop: []\n' : `s${at}:\n  test.nop:\n    - require:\n      - test: s${at - 1}\n`,
    ),
  },
  {
    name: 'argument binding',
    tree: each((at) =>
      at % 10 === 0
        ? `s${at}:\n  test.present:\n    - new_state: {key: value-${at}}\n`
        : `s${at}:\n  test.succeed_with_arg_bind:\n    - parameters: {key: "\${test:s${at - (at % 10)}:key}"}\n`,
    ),
  },
  {
    name: 'template loop',
    tree: (count) =>
      `{% for n in range(${count}) %}\ns{{ n }}:\n  test.present:\n    - new_state: {key: value-{{ n }}, odd: {{ n % 2 == 1 }}}\n{% endfor %}\n`,
  },
];

/** A whole run over `tree.sls` of the folder: seconds, or undefined when it was stopped at the limit. */
type Run = (folder: string, home: string, count: number) => number | undefined;

const ours: Run = (folder, home, count) =>
  timed(folder, count, process.execPath, [command, 'state', 'tree.sls', '--yes', '--quiet', '--output', 'json'], {
    HOLDFAST_ROOT: home,
  });

const theirs =
  (environment: string): Run =>
  (folder, home, count) => {
    const words = [
      'state',
      'tree.sls',
      '--root-dir',
      home,
      '--output',
      'json',
      '--no-progress-bar',
      '--reconciler',
      'none',
    ];
    return timed(folder, count, join(environment, 'bin', 'idem'), words, {
      HOME: home,
      PYTHONPATH: join(project, 'tests/differential/oracle/plugins'),
    });
  };

function timed(
  folder: string,
  count: number,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): number | undefined {
  const started = process.hrtime.bigint();
  const done = spawnSync(program, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: limit * 1000,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.error !== undefined && 'code' in done.error && done.error.code === 'ETIMEDOUT') return undefined;
  const results =
    done.status === 0 ? Object.values(JSON.parse(done.stdout) as Record<string, { result: unknown }>) : [];
  if (results.length === count && results.every(({ result }) => result === true)) return seconds;
  throw new Error(
    `${program} gave ${results.length} results of ${count} and ended with ${done.status}: ${done.stderr.slice(-400)}`,
  );
}

/** One of each in turn, so that both see the same machine. */
function measure(shape: Shape, count: number, sides: readonly (Run | undefined)[]): readonly (number | undefined)[] {
  const all: (number | undefined)[][] = sides.map(() => []);
  for (let at = 0; at < repetitions; at += 1) {
    for (const [side, run] of sides.entries()) {
      if (run === undefined || (all[side]?.length ?? 0) < at || all[side]?.includes(undefined)) continue;
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-peer-'));
      try {
        writeFileSync(join(folder, 'tree.sls'), shape.tree(count));
        all[side]?.push(run(folder, join(folder, 'home'), count));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  return all.map(median);
}

function median(runs: readonly (number | undefined)[]): number | undefined {
  const ended = runs.filter((seconds) => seconds !== undefined).toSorted((a, b) => a - b);
  return ended.length === runs.length ? ended[Math.floor(runs.length / 2)] : undefined;
}

function shown(seconds: number | undefined): string {
  return seconds === undefined ? `over ${limit}` : seconds.toFixed(2);
}

/** Time for each state, against that of the next smaller tree: 1 is linear. */
function growth(now: number | undefined, before: number | undefined, times: number): string {
  return now === undefined || before === undefined ? '' : (now / before / times).toFixed(2);
}

function main(environment: string): void {
  const version = spawnSync(join(environment, 'bin', 'idem'), ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(
    `${version} and Holdfast ${(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }).version}, medians of ${repetitions}, seconds for the whole process\n`,
  );
  console.log('| tree | states | original | Holdfast | times faster | growth, original | growth, Holdfast |');
  console.log('|---|---|---|---|---|---|---|');
  for (const shape of shapes) {
    let before: { readonly count: number; readonly seconds: readonly (number | undefined)[] } | undefined;
    for (const count of [100, 1_000, 5_000, 20_000].filter((one) => one <= largest)) {
      const tooSlow = before !== undefined && before.seconds[0] === undefined;
      const seconds = measure(shape, count, [tooSlow ? undefined : theirs(environment), ours]);
      const [their, our] = seconds;
      const ratio = their === undefined || our === undefined ? '' : (their / our).toFixed(1);
      const grown = seconds.map((one, side) => growth(one, before?.seconds[side], count / (before?.count ?? count)));
      console.log(`| ${[shape.name, count, tooSlow ? '' : shown(their), shown(our), ratio, ...grown].join(' | ')} |`);
      before = { count, seconds };
    }
  }
}

if (oracle === undefined || !existsSync(join(oracle, 'bin', 'idem'))) {
  console.log(
    'skipped: HOLDFAST_ORACLE names no environment with the original; tests/differential/oracle/setup.sh makes one',
  );
} else {
  main(oracle);
}
