/** Programs of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Processes, ProcessRequest, ProcessResult } from '../../kernel/index.js';

const DEFAULT_MAX_OUTPUT = 10 * 1024 * 1024;

/** How long a process may take to end after it was asked to, in milliseconds; then it is killed. */
const GRACE = 500;

/** Programs inherit `environment`, changed as a request says. */
export function nodeProcesses(environment: Readonly<Record<string, string | undefined>>): Processes {
  return { run: (request) => run(request, environment) };
}

function run(
  request: ProcessRequest,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted === true) {
      reject(request.signal.reason);
      return;
    }
    const child = start(request, environment);
    const limit = request.maxOutput ?? DEFAULT_MAX_OUTPUT;
    const stdout = collect(child.stdout, limit);
    const stderr = collect(child.stderr, limit);
    const ending = new Ending(child);
    let timedOut = false;
    const timer =
      request.timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            ending.begin();
          }, request.timeout);
    const abort = (): void => ending.begin();
    request.signal?.addEventListener('abort', abort, { once: true });
    const release = (): void => {
      clearTimeout(timer);
      ending.over();
      request.signal?.removeEventListener('abort', abort);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (status, signal) => {
      release();
      resolve({
        status: status ?? undefined,
        ...(signal === null ? {} : { signal }),
        stdout: stdout.bytes(),
        stderr: stderr.bytes(),
        truncated: stdout.truncated() || stderr.truncated(),
        timedOut,
      });
    });
    // A program may end without reading its input.
    child.stdin?.on('error', () => {});
    child.stdin?.end(request.input ?? '');
  });
}

function start(request: ProcessRequest, environment: Readonly<Record<string, string | undefined>>): ChildProcess {
  return spawn(request.command, request.shell === undefined ? [...(request.args ?? [])] : [], {
    shell: request.shell ?? false,
    cwd: request.cwd,
    env: { ...environment, ...request.env },
    // A group of its own, so that it can be ended with all it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: 'pipe',
  });
}

interface Collected {
  bytes(): Uint8Array;
  truncated(): boolean;
}

function collect(stream: NodeJS.ReadableStream | null, limit: number): Collected {
  const chunks: Buffer[] = [];
  let size = 0;
  let dropped = false;
  stream?.on('data', (chunk: Buffer) => {
    const room = limit - size;
    if (chunk.length > room) dropped = true;
    if (room <= 0) return;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    size += kept.length;
    chunks.push(kept);
  });
  return { bytes: () => Buffer.concat(chunks), truncated: () => dropped };
}

/** Ends a process and all it started: first asked to, then killed. */
class Ending {
  readonly #child: ChildProcess;
  #killer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  begin(): void {
    if (this.#killer !== undefined) return;
    this.#send('SIGTERM');
    this.#killer = setTimeout(() => {
      this.#send('SIGKILL');
      // What left the group may hold the pipes open for ever.
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    }, GRACE);
  }

  /** Called when the process is gone. What it left behind in its group is killed if it was being ended. */
  over(): void {
    if (this.#killer === undefined) return;
    clearTimeout(this.#killer);
    this.#send('SIGKILL');
  }

  #send(signal: 'SIGTERM' | 'SIGKILL'): void {
    const pid = this.#child.pid;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
        'error',
        () => {},
      );
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
