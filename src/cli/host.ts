/** What the command line gets from the composition root: the process's edges, and the services behind a command. */
import type { Diagnostic, LogLevel, Ports } from '../kernel/index.js';
import type { Services, Settings } from '../operations/index.js';

export interface OutputStream {
  readonly isTTY: boolean;
  /** Width in characters; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Height in lines; undefined when it is no terminal. */
  readonly rows: number | undefined;
  write(text: string): void;
}

export interface InputStream {
  readonly isTTY: boolean;
  /** The next line without its end; undefined at the end of input or when the signal is aborted. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** A file that lines are written to as they come. */
export interface LineFile {
  write(text: string): void;
  close(): void;
}

/** How talkative the log on standard error is, and which file gets all of it. */
export interface LogOptions {
  readonly verbose: boolean;
  readonly file: string | undefined;
  /** Gets every record. */
  readonly also?: (level: LogLevel, message: string) => void;
}

export interface Host {
  readonly version: string;
  /** Arguments after the command's own name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Root folder when none is set. */
  readonly defaultRoot: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: InputStream;
  /** Loads them on the first call. */
  ports(log: LogOptions): Promise<Ports>;
  services(settings: Settings, ports: Ports): Promise<Services>;
  /** Calls the listener for each stop signal from now on, instead of ending the process. Returns what takes it off again. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /**
   * Lets a person edit a file; the editor has the terminal until it ends. `editor` is a command with its arguments, as in `$EDITOR`. An aborted
   * signal ends it. Gives its status, undefined when a signal ended it; rejects when it cannot be started.
   */
  runEditor(editor: string, path: string, signal: AbortSignal): Promise<number | undefined>;
  /** Opens a file to write lines at its end; relative to the working directory. */
  appendTo(path: string): LineFile | { readonly problem: string };
  /** Calls again and again until what it gives back is called. Does not keep the process alive. */
  every(milliseconds: number, call: () => void): () => void;
  /** Calls once, unless what it gives back is called before. Does not keep the process alive. */
  after(milliseconds: number, call: () => void): () => void;
  /** Ends the process at once. */
  exitNow(code: number): never;
  /** A bug's text with how to report it. */
  bugReport(thrown: unknown): Diagnostic;
}
