import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What each process does: so many instances, some at once and some one after the other. */
const WORKER = `
  import { builtInCloud } from '../index.js';
  import { nodeLogFiles } from '../../kernel/index.js';
  const [directory, name] = process.argv.slice(2);
  const clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} };
  const cloud = builtInCloud({ clock, random: {}, log: { write() {} }, http: {}, account: {}, directory }, { files: nodeLogFiles(), snapshotEvery: 20 });
  const create = (at) => cloud.instances.create({ name: name + '-' + at }, { token: name + '-' + at });
  const made = [];
  for (let at = 0; at < 25; at++) made.push(await create(at));
  made.push(...(await Promise.all(Array.from({ length: 25 }, (_, at) => create(25 + at)))));
  console.log(JSON.stringify(made.map((one) => one.id)));
`;

describe('many processes at once', () => {
  it('eight that create fifty instances each make 400 distinct ones', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-cloud-'));
    try {
      const worker = join(directory, 'worker.mjs');
      const resolveDir = fileURLToPath(new URL('.', import.meta.url));
      await build({
        stdin: { contents: WORKER, resolveDir, loader: 'js' },
        outfile: worker,
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node20',
      });
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, at) => run(process.execPath, [worker, directory, `p${at}`])),
      );
      const ids = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
      expect(ids).toHaveLength(400);
      expect(new Set(ids).size).toBe(400);

      const again = await run(process.execPath, [worker, directory, 'p3']);
      expect(new Set([...ids, ...(JSON.parse(again.stdout) as string[])]).size).toBe(400);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
