/** Runs our command on a tree, in this process and in a scratch home, and gives what came of it in the fixtures' form. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpack } from 'msgpackr';
import { processHost } from '../../src/app/process-host.js';
import { type Host, runCommandLine } from '../../src/cli/index.js';
import { type Answer, pluginsDirectory, type RecordedResult, type Tree, type TreeRun, treesDirectory } from './tree.js';

/** One answer for each run of the tree, and what was printed with it. */
export async function answersOfHoldfast(tree: Tree): Promise<readonly (Answer & { readonly printed: string })[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'differential-'));
  const before = process.cwd();
  try {
    const folder = join(scratch, 'tree');
    cpSync(join(treesDirectory, tree.name), folder, { recursive: true });
    if (tree.things === true) cpSync(pluginsDirectory, join(folder, 'holdfast.plugins'), { recursive: true });
    process.chdir(folder);
    const answers = [];
    for (const run of tree.runs) answers.push(await answer(run, folder, join(scratch, 'root')));
    return answers;
  } finally {
    process.chdir(before);
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function answer(run: TreeRun, folder: string, root: string): Promise<Answer & { readonly printed: string }> {
  for (const [path, data] of Object.entries(run.before ?? {})) writeFileSync(join(folder, path), JSON.stringify(data));
  const { code, stdout, stderr } = await command(wordsOf(run, folder), {
    HOLDFAST_ROOT: root,
    NO_COLOR: '1',
    ...(run.acct_file === undefined ? {} : { ACCT_FILE: join(folder, run.acct_file) }),
  });
  const results = code === 0 || code === 1 ? resultsOf(stdout) : undefined;
  const printed = `exit ${code}\n${results === undefined ? stdout : ''}${stderr}`;
  return { ...(results === undefined ? {} : { results }), enforced: enforcedOf(root, run.run_name ?? 'cli'), printed };
}

function wordsOf(run: TreeRun, folder: string): readonly string[] {
  const words = ['state', ...(run.refs ?? ['main']), '--tree', folder, '--json', '--quiet'];
  words.push(run.test === true ? '--test' : '--yes');
  words.push('--runtime', run.runtime ?? 'parallel', '--run-name', run.run_name ?? 'cli');
  words.push('--reconciler', run.reconciler ?? 'none');
  if (run.invert === true) words.push('--invert');
  if (run.target !== undefined) words.push('--target', run.target);
  for (const ref of run.params ?? []) words.push('--params', ref);
  for (const source of run.sls_sources ?? []) words.push('--sls-sources', source);
  for (const source of run.param_sources ?? []) words.push('--param-sources', source);
  if (run.render !== undefined) words.push('--render', run.render);
  if (run.acct_profile !== undefined) words.push('--acct-profile', run.acct_profile);
  return words;
}

async function command(
  argv: readonly string[],
  env: Host['env'],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written): Host['stdout'] => ({
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write(text) {
      written[name] += text;
    },
  });
  const { edges, release } = freshEdges();
  const host: Host = {
    ...edges,
    cwd: process.cwd(),
    argv,
    env,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    runEditor: async () => 0,
    exitNow(code) {
      throw new Error(`the command ended the process with ${code}`);
    },
  };
  try {
    return { code: await runCommandLine(host), ...written };
  } finally {
    release();
  }
}

/** What a process of its own would have: secrets of one run are not known in another. */
function freshEdges(): { readonly edges: Host; release(): void } {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, before: stream.listeners('error') }));
  const edges = processHost({ version: '0.0.0', main: new URL('../../src/app/main.ts', import.meta.url).href });
  return {
    edges,
    release() {
      for (const { stream, before } of streams) {
        for (const listener of stream.listeners('error')) {
          if (!before.includes(listener)) stream.off('error', listener as () => void);
        }
      }
    },
  };
}

function resultsOf(text: string): Record<string, RecordedResult> | undefined {
  const data = JSON.parse(text) as Record<string, RecordedResult & { readonly __run_num: number }>;
  if ('diagnostics' in data) return undefined;
  return Object.fromEntries(Object.entries(data).map(([tag, one]) => [tag, { ...one, run: one.__run_num }]));
}

/** The file that is written for other tools' readers. */
function enforcedOf(root: string, runName: string): Record<string, unknown> | null {
  const path = join(root, `var/cache/holdfast/esm/local/${runName}.msgpack`);
  if (!existsSync(path)) return null;
  const { __esm_metadata__: _, ...state } = unpack(readFileSync(path)) as Record<string, unknown>;
  return state;
}
