/** The edges of this process as the command line needs them. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Host, InputStream, LineFile, LogOptions, OutputStream, StopSignal } from '../cli/index.js';
import { type Diagnostic, Masker, type Ports } from '../kernel/index.js';
import type { Settings } from '../operations/index.js';
import { bugReport } from './bug-report.js';

export interface ProcessHostOptions {
  readonly version: string;
  /** `import.meta.url` of the main module: the package's other entries lie beside it. */
  readonly main: string;
}

export function processHost({ version, main }: ProcessHostOptions): Host {
  const masker = new Masker();
  const cwd = process.cwd();
  return {
    version,
    argv: process.argv.slice(2),
    env: process.env,
    cwd,
    defaultRoot: defaultRoot(),
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    stdin: inputStream(process.stdin),
    ports: (log) => makePorts(log, masker, cwd),
    async services(settings: Settings, ports: Ports) {
      const { makeServices } = await import('./services.js');
      return makeServices({ settings, ports, masker, environment: process.env, main });
    },
    onSignal,
    runEditor,
    appendTo: (path) => lineFile(resolve(cwd, path)),
    every(milliseconds, call) {
      const timer = setInterval(call, milliseconds).unref();
      return () => clearInterval(timer);
    },
    after(milliseconds, call) {
      const timer = setTimeout(call, milliseconds).unref();
      return () => clearTimeout(timer);
    },
    exitNow: (code) => process.exit(code),
    bugReport: (thrown): Diagnostic =>
      bugReport(thrown, { version, platform: `${process.platform} ${process.arch}`, node: process.version }),
  };
}

/** `~/.holdfast` for every user; on Windows in the local application data. */
function defaultRoot(): string {
  const local = process.env['LOCALAPPDATA'];
  return process.platform === 'win32' && local ? join(local, 'holdfast') : join(homedir(), '.holdfast');
}

async function makePorts(log: LogOptions, masker: Masker, cwd: string): Promise<Ports> {
  const { fileLog, nodePorts, noLog, systemClock } = await import('./ports/index.js');
  const kept =
    log.file === undefined
      ? noLog()
      : fileLog({ path: resolve(cwd, log.file), level: 'debug', clock: systemClock(), masker });
  const shown = log.verbose
    ? { write: (level: string, message: string) => process.stderr.write(`${level}: ${masker.mask(message)}\n`) }
    : undefined;
  return nodePorts({
    environment: process.env,
    log: {
      write(level, message, fields) {
        kept.write(level, message, fields);
        shown?.write(level, message);
        log.also?.(level, message);
      },
    },
  });
}

/** A reader that goes away is no error: what is written afterwards is dropped, and the command goes on. */
function outputStream(stream: NodeJS.WriteStream): OutputStream {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE' && stream !== process.stderr)
      process.stderr.write(`standard output cannot be written: ${error.message}\n`);
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write(text) {
      if (open) stream.write(text);
    },
  };
}

function inputStream(stream: NodeJS.ReadStream): InputStream {
  return {
    isTTY: stream.isTTY === true,
    readLine: (signal) =>
      new Promise((answer) => {
        let text = '';
        const end = (line: string | undefined): void => {
          stream.off('data', take);
          stream.off('end', ended);
          stream.off('error', ended);
          signal.removeEventListener('abort', ended);
          stream.pause();
          answer(line);
        };
        const ended = (): void => end(undefined);
        const take = (chunk: string): void => {
          text += chunk;
          const line = text.indexOf('\n');
          if (line !== -1) end(text.slice(0, line).replace(/\r$/, ''));
        };
        if (signal.aborted) return answer(undefined);
        signal.addEventListener('abort', ended, { once: true });
        stream.setEncoding('utf8');
        stream.on('data', take);
        stream.on('end', ended);
        stream.on('error', ended);
        stream.resume();
      }),
  };
}

function onSignal(listener: (signal: StopSignal) => void): () => void {
  const interrupt = (): void => listener('SIGINT');
  const terminate = (): void => listener('SIGTERM');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
  };
}

/** A plain command is started as it is, anything else by the shell. */
function runEditor(editor: string, path: string, signal: AbortSignal): Promise<number | undefined> {
  const words = editor.trim().split(/\s+/);
  const plain = process.platform !== 'win32' && words.every((word) => /^[\w./=:@,+-]+$/.test(word));
  const [command, ...args]: readonly string[] = plain
    ? [...words, path]
    : ['/bin/sh', '-c', `${editor} "$@"`, editor, path];
  // Standard output belongs to the result.
  const screen = process.stdout.isTTY ? 1 : 2;
  // Without a terminal it gets a group of its own, so that it is ended with all it started.
  const alone = !process.stdin.isTTY && process.platform !== 'win32';
  return new Promise((resolve, reject) => {
    const child =
      process.platform === 'win32'
        ? spawn(`${editor} "${path}"`, { shell: true, stdio: [0, screen, 2] })
        : spawn(command as string, args, { stdio: [0, screen, 2], detached: alone });
    const end = (): void => {
      if (!alone || child.pid === undefined) child.kill('SIGTERM');
      else process.kill(-child.pid, 'SIGTERM');
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    child.once('error', reject);
    child.once('exit', (status) => {
      signal.removeEventListener('abort', end);
      resolve(status ?? undefined);
    });
  });
}

function lineFile(path: string): LineFile | { readonly problem: string } {
  try {
    const file = openSync(path, 'a+', 0o600);
    endTornLine(file);
    return {
      write: (text) => writeWhole(file, text),
      close() {
        try {
          fsyncSync(file);
        } catch (error) {
          // A pipe or a device has nothing to be kept.
          if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
        } finally {
          closeSync(file);
        }
      },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A line that a full disk cut off must not run into the next one. */
function endTornLine(file: number): void {
  const status = fstatSync(file);
  if (!status.isFile() || status.size === 0) return;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, status.size - 1);
  if (last[0] !== 0x0a) writeSync(file, '\n');
}

/** All of it, or nothing: what was written of a text that does not fit is taken back. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(file, bytes, done);
  } catch (error) {
    const status = done > 0 ? fstatSync(file) : undefined;
    if (status?.isFile()) ftruncateSync(file, status.size - done);
    throw error;
  }
}
