/**
 * A thousand things made by a whole process, and the same again with nothing to do: `holdfast state` on the built-in cloud beside
 * `terraform apply` of `terraform_data`, which needs no network either. `npx tsx bench/esm-terraform.ts` prints a table; the median of
 * five of ours, and of as many of terraform as TERRAFORM_ROUNDS says (1: they are slow). Build `dist/` first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COUNT = Number(process.env['CREATIONS'] ?? 1_000);
const ROUNDS = 5;
const TERRAFORM_ROUNDS = Number(process.env['TERRAFORM_ROUNDS'] ?? 1);
const command = process.env['HOLDFAST_MAIN'] ?? fileURLToPath(new URL('../bin/holdfast.js', import.meta.url));

/** Seconds. Throws when the program fails. */
function timed(program: string, words: readonly string[], folder: string): number {
  const began = performance.now();
  const env = { ...process.env, HOLDFAST_ROOT: join(folder, 'root'), TF_IN_AUTOMATION: '1' };
  const { status, stderr, error } = spawnSync(program, words, { cwd: folder, env, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${words[0]}: ${error?.message ?? stderr.toString()}`);
  return (performance.now() - began) / 1000;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

interface Measured {
  readonly create: number[];
  readonly again: number[];
}

async function measured(rounds: number, each: (folder: string) => Promise<[number, number]>): Promise<Measured> {
  const found: Measured = { create: [], again: [] };
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-creations-'));
    try {
      const [create, again] = await each(folder);
      found.create.push(create);
      found.again.push(again);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return found;
}

function holdfast(): Promise<Measured> {
  const tree = Array.from({ length: COUNT }, (_, at) => `disk${at}:\n  cloud.volume.present: []\n`).join('');
  const words = [command, 'state', 'site.sls', '--yes', '--output', 'summary'];
  return measured(ROUNDS, async (folder) => {
    await writeFile(join(folder, 'site.sls'), tree);
    return [timed(process.execPath, words, folder), timed(process.execPath, words, folder)];
  });
}

function terraform(): Promise<Measured> {
  const tree = Array.from({ length: COUNT }, (_, at) => `resource "terraform_data" "disk${at}" { input = ${at} }\n`);
  const words = ['apply', '-auto-approve', '-no-color', '-parallelism=50'];
  return measured(TERRAFORM_ROUNDS, async (folder) => {
    await writeFile(join(folder, 'main.tf'), tree.join(''));
    timed('terraform', ['init', '-no-color'], folder);
    return [timed('terraform', words, folder), timed('terraform', words, folder)];
  });
}

const ours = await holdfast();
const rows = [{ program: 'holdfast', runs: ROUNDS, create: median(ours.create), again: median(ours.again) }];
if (spawnSync('terraform', ['version']).status === 0) {
  const theirs = await terraform();
  const [create, again] = [median(theirs.create), median(theirs.again)];
  rows.push({ program: 'terraform', runs: TERRAFORM_ROUNDS, create, again });
  const factor = { create: create / median(ours.create), again: again / median(ours.again) };
  rows.push({ program: 'times slower', runs: 0, ...factor });
} else console.log('terraform is not there');
console.log(`${COUNT} creations, whole process, seconds`);
console.table(
  rows.map(({ program, runs, create, again }) => ({
    program,
    runs: runs === 0 ? '' : runs,
    create: create.toFixed(2),
    'nothing to do': again.toFixed(2),
  })),
);
