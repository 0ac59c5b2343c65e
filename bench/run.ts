/**
 * Whole runs of the built command over generated trees: time, peak memory, growth per decade. `npm run build` first.
 *
 *   npx tsx bench/run.ts [largest=100000] [repetitions=3]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const command = join(project, 'bin', 'holdfast.js');
const largest = Number(process.argv[2] ?? 100_000);
const repetitions = Number(process.argv[3] ?? 3);

interface Shape {
  readonly name: string;
  /** The lines of state number `at` of `count`. */
  readonly state: (at: number, count: number) => string;
}

const shapes: readonly Shape[] = [
  { name: 'plain', state: (at) => `s${at}:\n  test.nop: []\n` },
  {
    name: 'three requisites',
    state: (at) => {
      const targets = [1, 7, 31].map((back) => at - back).filter((target) => target >= 0);
      const lines = targets.map((target) => `      - test: s${target}\n`).join('');
      return lines === '' ? `s${at}:\n  test.nop: []\n` : `s${at}:\n  test.nop:\n    - require:\n${lines}`;
    },
  },
  {
    name: 'requisite on *',
    state: (at, count) =>
      at === count - 1 ? `s${at}:\n  test.nop:\n    - require:\n      - test: "*"\n` : `s${at}:\n  test.nop: []\n`,
  },
  {
    name: 'argument binding',
    state: (at) =>
      at % 10 === 0
        ? `s${at}:\n  test.present:\n    - new_state: {key: value-${at}}\n`
        : `s${at}:\n  test.succeed_with_arg_bind:\n    - parameters: {key: "\${test:s${at - (at % 10)}:key}"}\n`,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const probe = join(folder, 'probe.cjs');
writeFileSync(
  probe,
  `process.on('exit', () => require('node:fs').writeFileSync(process.env.BENCH_RSS, String(process.resourceUsage().maxRSS)));`,
);

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

function once(args: readonly string[], home: string): Measured {
  const rss = join(folder, 'rss');
  const started = process.hrtime.bigint();
  const done = spawnSync(process.execPath, ['--require', probe, ...args], {
    cwd: folder,
    env: { ...process.env, HOLDFAST_ROOT: home, BENCH_RSS: rss },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status ?? done.signal}`);
  return { seconds, megabytes: Number(readFileSync(rss, 'utf8')) / 1024 };
}

function median(runs: readonly Measured[]): Measured {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
  return { seconds: middle(runs.map((one) => one.seconds)), megabytes: middle(runs.map((one) => one.megabytes)) };
}

function measure(args: readonly string[]): Measured {
  return median(
    Array.from({ length: repetitions }, () => {
      const home = mkdtempSync(join(folder, 'home-'));
      const run = once(args, home);
      rmSync(home, { recursive: true, force: true });
      return run;
    }),
  );
}

try {
  const bare = measure(['-e', '0']);
  console.log(`bare node: ${(bare.seconds * 1000).toFixed(0)} ms, ${bare.megabytes.toFixed(0)} MB`);
  const version = measure([command, '--version']);
  console.log(`--version: ${((version.seconds - bare.seconds) * 1000).toFixed(0)} ms over bare node`);
  console.log(
    '\n| tree | chunks | seconds | times bare node | MB | growth against a tenth |\n|---|---|---|---|---|---|',
  );
  for (const shape of shapes) {
    let before: number | undefined;
    for (let count = 10; count <= largest; count *= 10) {
      const file = join(folder, 'tree.sls');
      writeFileSync(file, Array.from({ length: count }, (_, at) => shape.state(at, count)).join(''));
      const run = measure([command, 'state', file, '--yes', '--quiet', '--output', 'json']);
      const growth =
        before === undefined
          ? ''
          : `${((run.seconds - bare.seconds) / 10 / (before - bare.seconds)).toFixed(2)} × linear`;
      console.log(
        `| ${shape.name} | ${count} | ${run.seconds.toFixed(2)} | ${(run.seconds / bare.seconds).toFixed(1)} | ${run.megabytes.toFixed(0)} | ${growth} |`,
      );
      before = run.seconds;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
