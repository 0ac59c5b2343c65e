/** Liveness of processes of this machine. */
import { mkdir, readFile, readlink, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { LockHolder } from '../contract/index.js';
import type { HolderAnswer, Life, ListeningSocket, Liveness, ProcessIdentity } from './liveness.js';

/** Longest path of a socket that every system takes. */
const LONGEST_PATH = 100;
const ANSWER_MS = 800;
const ZOMBIE = 'zombie';

export function systemLiveness(): Liveness {
  return { self, probe, bury, listen };
}

async function self(): Promise<ProcessIdentity> {
  const [boot, namespace, started] = await Promise.all([bootId(), pidNamespace(), startOf(process.pid)]);
  return { machine: hostname(), boot, namespace, pid: process.pid, started: started ?? '', user: userName() };
}

async function probe(holder: LockHolder): Promise<Life> {
  const answer = holder.socket === undefined ? undefined : await ask(holder.socket);
  if (answer?.id === holder.id) return { state: 'alive', answer };
  const [boot, namespace] = await Promise.all([bootId(), pidNamespace()]);
  // A pid means nothing on another machine, in another container, or when the system does not name its boots.
  if (boot === '' || boot !== holder.boot || namespace !== holder.namespace) return { state: 'unknown' };
  if (!processExists(holder.pid)) return { state: 'dead' };
  const started = await startOf(holder.pid);
  if (started === undefined || holder.started === '') return { state: 'unknown' };
  return { state: started === holder.started ? 'alive' : 'dead' };
}

async function bury(holder: LockHolder): Promise<void> {
  if (holder.socket === undefined || process.platform === 'win32') return;
  // A socket that stays is untidy and nothing worse.
  await rm(holder.socket, { force: true }).catch(() => undefined);
}

/** Asks a holder; undefined when it does not answer in time. */
function ask(address: string): Promise<HolderAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    let text = '';
    const end = (answer: HolderAnswer | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(undefined));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => end(undefined));
    socket.on('end', () => end(parseAnswer(text)));
  });
}

function parseAnswer(text: string): HolderAnswer | undefined {
  try {
    const answer = JSON.parse(text) as HolderAnswer | null;
    return typeof answer?.id === 'string' ? answer : undefined;
  } catch {
    return undefined;
  }
}

async function listen(id: string, folder: string, answer: () => HolderAnswer): Promise<ListeningSocket> {
  const server = createServer((socket) => {
    // Whoever asks and goes away is of no interest.
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(answer()));
  });
  const address = await socketAddress(id, folder).catch(() => undefined);
  if (address === undefined) return { address, close: async () => {} };
  const opened = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(address, () => resolve(true));
  });
  if (!opened) return { address: undefined, close: async () => {} };
  server.unref();
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

async function socketAddress(id: string, folder: string): Promise<string> {
  const name = id.replaceAll('-', '').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\holdfast-${name}`;
  const beside = join(folder, `${name}.sock`);
  if (Buffer.byteLength(beside) > LONGEST_PATH) return join(tmpdir(), `holdfast-${name}.sock`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(beside, { force: true });
  return beside;
}

async function bootId(): Promise<string> {
  if (process.platform === 'darwin') return output('sysctl', ['-n', 'kern.boottime']);
  return (await textOf('/proc/sys/kernel/random/boot_id')) ?? '';
}

/** Only Linux has several. */
async function pidNamespace(): Promise<string> {
  try {
    return await readlink('/proc/self/ns/pid');
  } catch {
    return process.platform;
  }
}

/** When a process started, in the system's unit; undefined when that cannot be found out. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'darwin') return (await output('ps', ['-o', 'lstart=', '-p', String(pid)])) || undefined;
  const stat = await textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in brackets may hold anything; the fields after it are numbered from 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie is dead, and only its parent has not noticed.
  return fields[0] === 'Z' || fields[0] === 'X' ? ZOMBIE : fields[19];
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process exists too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

/** What a program prints; only systems without `/proc` need one. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile(command, args, { timeout: ANSWER_MS }, (error, stdout) => resolve(error === null ? stdout.trim() : ''));
  });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
