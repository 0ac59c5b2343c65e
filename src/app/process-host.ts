/** The edges of this process as the command line needs them. */
import { closeSync, openSync, writeSync } from 'node:fs';
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

function lineFile(path: string): LineFile | { readonly problem: string } {
  try {
    const file = openSync(path, 'a', 0o600);
    return {
      write: (text) => writeSync(file, text),
      close: () => closeSync(file),
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
