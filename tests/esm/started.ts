/** The command as a process that a test may stop, resume and kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Scratch } from '../cli/command.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Run in the place of the command's main module, which it finds in MAIN. */
  readonly wrapper?: string;
}

export function start(
  { main, directory, env }: Scratch,
  words: readonly string[],
  { env: more = {}, wrapper = main }: StartOptions = {},
): Started {
  const child = spawn(process.execPath, [wrapper, ...words], {
    cwd: directory,
    env: { ...env, MAIN: main, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  const ended = new Promise<Ended>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, ...text }));
  });
  return { child, ended };
}

/** Resolves when a file is there; rejects when the process ended without making it. */
export async function fileOf({ ended }: Started, path: string): Promise<void> {
  const over: { it?: Ended } = {};
  void ended.then((it) => {
    over.it = it;
  });
  while (!existsSync(path)) {
    if (over.it !== undefined) throw new Error(`ended with ${over.it.code} before ${path}: ${over.it.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
