/** Runs a command at a pseudo-terminal, by way of Python's `pty`, which needs no native package. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Conversation {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Each waits for a text in the output and then types something. */
  readonly steps?: readonly { readonly wait: string; readonly send?: string }[];
  /** File for standard output; by default it is the terminal too. */
  readonly stdout?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Seconds. */
  readonly timeout?: number;
}

export interface Transcript {
  /** As the terminal got it, escape codes included. */
  readonly output: string;
  readonly code: number;
  readonly seconds: number;
  /** Seconds without output, at the most, while nothing was being asked. */
  readonly longestSilence: number;
  /** Texts that were waited for and never came. */
  readonly unmet: readonly string[];
}

/** Why there is no pseudo-terminal here; undefined when there is one. */
export function whyNoTerminal(): string | undefined {
  const { status, error } = spawnSync('python3', ['-c', 'import fcntl, pty, termios']);
  return status === 0 ? undefined : `python3 with pty is not to be had: ${error?.message ?? `status ${status}`}`;
}

export function converse(conversation: Conversation): Promise<Transcript> {
  return new Promise((resolve, reject) => {
    const python = spawn('python3', [fileURLToPath(new URL('pseudo-terminal.py', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let answer = '';
    python.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    python.on('error', reject);
    python.on('close', () => resolve(JSON.parse(answer) as Transcript));
    python.stdin.end(JSON.stringify(conversation));
  });
}
