/** The command as it stands in the sources, bundled once per test file so that each run starts fast. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface Scratch {
  /** Working directory of the commands; empty at the start of each test. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Path of the bundled main module. */
  readonly main: string;
  /** Writes files below the directory. */
  files(files: Readonly<Record<string, string>>): void;
  /** Runs `holdfast` with these words to its end. `during` gets the process once it started. */
  run(words: readonly string[], options?: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Below the scratch directory, which is the default. */
  readonly folder?: string;
  /** Called with all that standard error has got so far whenever it gets more. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** For `onStderr`: asks a second time as soon as the command says that it waits for what runs, so that it gives that up. */
export function abortedBy(signal: NodeJS.Signals): NonNullable<RunOptions['onStderr']> {
  let asked = false;
  return (text, kill) => {
    if (asked || !text.includes('again to abort')) return;
    asked = true;
    kill(signal);
  };
}

/** Call it inside `describe`. The members may be used in tests only. */
export function scratchCommand(): Scratch {
  let built = '';
  let home = '';
  beforeAll(async () => {
    // Beside the packages, so that those outside the bundle are found.
    mkdirSync(join(repository, 'node_modules/.cache'), { recursive: true });
    built = mkdtempSync(join(repository, 'node_modules/.cache/holdfast-'));
    await build({
      entryPoints: {
        main: join(repository, 'src/app/main.ts'),
        plugin: join(repository, 'src/plugin.ts'),
        sls: join(repository, 'src/sls.ts'),
      },
      outdir: built,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      external: ['esbuild', '@aws-sdk/*'],
      define: { HOLDFAST_VERSION: '"0.0.0-test"' },
      banner: {
        js: `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`,
      },
      logLevel: 'error',
    });
    writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
    mkdirSync(join(home, 'work'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  return {
    get directory() {
      return join(home, 'work');
    },
    get env() {
      return { PATH: process.env['PATH'] ?? '', HOME: home, HOLDFAST_ROOT: join(home, 'root'), TERM: 'xterm-256color' };
    },
    get main() {
      return join(built, 'main.js');
    },
    files(files) {
      for (const [path, text] of Object.entries(files)) {
        const file = join(home, 'work', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    run(words, { env = {}, folder = '', onStderr } = {}) {
      return new Promise((done, failed) => {
        const child = spawn(process.execPath, [this.main, ...words], {
          cwd: join(this.directory, folder),
          env: { ...this.env, ...env },
        });
        const ended = { stdout: '', stderr: '' };
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          ended.stdout += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          ended.stderr += text;
          onStderr?.(ended.stderr, (signal) => child.kill(signal));
        });
        child.on('error', failed);
        child.on('close', (code) => done({ ...ended, code }));
        child.stdin.end();
      });
    },
  };
}
