/** What the world outside offers. Everything ambient comes in through these; the composition root makes the real ones. */

/** Wall and monotonic time in milliseconds, and waiting. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** A random UUID, version 4. */
  uuid(): string;
  /** A number in [0, 1). */
  fraction(): number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** Reading files. Paths are absolute. A missing file is `undefined`, every other failure throws the system's error. */
export interface FileReader {
  read(path: string): Promise<Uint8Array | undefined>;
  /** Of the entry itself: a symbolic link is not followed. */
  status(path: string): Promise<FileStatus | undefined>;
  list(path: string): Promise<readonly string[] | undefined>;
  readLink(path: string): Promise<string | undefined>;
  realPath(path: string): Promise<string | undefined>;
}

/** Changing files. `write` is atomic: a reader sees the old or the new content, never a part; a crash leaves one of both. */
export interface Files extends FileReader {
  write(path: string, content: Uint8Array, options?: { mode?: number; uid?: number; gid?: number }): Promise<void>;
  makeDirectory(path: string, options?: { mode?: number; parents?: boolean }): Promise<void>;
  makeLink(path: string, target: string): Promise<void>;
  changeMode(path: string, mode: number): Promise<void>;
  changeOwner(path: string, uid: number, gid: number): Promise<void>;
  /** Removes a file, a link, or with `recursive` a directory. Succeeds when it is already gone. */
  remove(path: string, options?: { recursive?: boolean }): Promise<void>;
}

export interface ProcessRequest {
  readonly command: string;
  readonly args?: readonly string[];
  /** Run `command` through this shell (`/bin/sh`) instead of directly. */
  readonly shell?: string;
  readonly cwd?: string;
  /** Added to the environment the process inherits; an undefined value removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Milliseconds until the process and its children are ended. */
  readonly timeout?: number;
  /** Bytes kept of each stream; what is beyond is dropped and `truncated` is set. Default 10 MiB. */
  readonly maxOutput?: number;
  /** `none`: it only reads, and may therefore run in plan and test mode. Default `write`. */
  readonly effects?: 'none' | 'write';
  readonly signal?: AbortSignal;
}

export interface ProcessResult {
  /** Exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly signal?: string;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly truncated: boolean;
  readonly timedOut: boolean;
}

/** Running programs. Rejects only when the program could not be started (`ENOENT`, `EACCES`). */
export interface Processes {
  run(request: ProcessRequest): Promise<ProcessResult>;
}

export interface HttpRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds for the whole exchange. */
  readonly timeout?: number;
  /** `none`: it only reads, whatever its method. Default: `none` for GET, HEAD and OPTIONS, else `write`. */
  readonly effects?: 'none' | 'write';
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Http {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly files: Files;
  readonly processes: Processes;
  readonly http: Http;
}
