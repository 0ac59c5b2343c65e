/** The store of the guide works as it stands there: by itself, held to the suite, and in a project. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreContext, StoreDefinition } from '../../src/contract/index.js';
import { fakePorts, storeSuite } from '../../src/testing/index.js';
import { scratchCommand } from '../cli/command.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(repository, 'docs/guides/write-an-esm-plugin.md'), 'utf8');
const code = /```ts file=holdfast\.plugins\/esm\/folder\.ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';

describe('the store of the guide', () => {
  let place = '';
  let store: StoreDefinition;
  let count = 0;
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'holdfast-guide-'));
    writeFileSync(join(place, 'folder.ts'), code);
    await build({
      entryPoints: [join(place, 'folder.ts')],
      outfile: join(place, 'folder.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      alias: { 'holdfast/plugin': join(repository, 'src/plugin.ts') },
      logLevel: 'error',
    });
    store = ((await import(pathToFileURL(join(place, 'folder.mjs')).href)) as { default: StoreDefinition }).default;
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('is no longer than it says', () => {
    expect(code.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(42);
  });

  storeSuite(
    { describe, it, expect },
    {
      name: 'folder',
      log: false,
      fresh: async () => {
        const directory = join(place, String(count++));
        const context = (): StoreContext => ({
          ...fakePorts(),
          runName: 'cli',
          directory,
          account: {},
          signal: new AbortController().signal,
        });
        return { store, context };
      },
    },
  );

  describe('in a project', () => {
    const holdfast = scratchCommand();

    it('keeps the state, is examined, and is locked against a second run', async () => {
      const plugin = 'holdfast.plugins/esm/folder.ts';
      holdfast.files({
        'holdfast.yaml': 'run_name: site\nesm_plugin: folder\n',
        [plugin]: code,
        'site.sls': 'net:\n  cloud.network.present: []\n',
      });
      const first = await holdfast.run(['state', 'site.sls', '--yes', '--output', 'summary']);
      expect([first.code, first.stdout], first.stderr).toEqual([0, expect.stringContaining('1 changed')]);
      const second = await holdfast.run(['state', 'site.sls', '--yes', '--output', 'summary']);
      expect([second.code, second.stdout]).toEqual([0, expect.stringContaining('0 changed, 1 unchanged')]);
      const doctor = await holdfast.run(['esm', 'doctor', '--json']);
      const { log, findings } = JSON.parse(doctor.stdout) as {
        log: boolean;
        findings: { promise: string; verdict: string }[];
      };
      expect(doctor.code).toBe(0);
      expect(log).toBe(false);
      expect(findings).toContainEqual(expect.objectContaining({ promise: 'one writer at a time', verdict: 'yes' }));
      expect(findings).toContainEqual(
        expect.objectContaining({ promise: 'earlier states can be shown and compared', verdict: 'absent' }),
      );
      const { mkdirSync } = await import('node:fs');
      mkdirSync(join(holdfast.env['HOLDFAST_ROOT'] as string, 'var/cache/holdfast/esm/folder/site.lock'));
      const refused = await holdfast.run(['state', 'site.sls', '--yes']);
      expect([refused.code, refused.stderr]).toEqual([75, expect.stringContaining('another run holds the lock')]);
      expect((await holdfast.run(['esm', 'unlock'])).code).toBe(0);
      expect((await holdfast.run(['state', 'site.sls', '--yes'])).code).toBe(0);
    });
  });
});
