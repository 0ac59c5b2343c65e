import { appendFileSync } from 'node:fs';
import type { Clock, Log, LogLevel, Masker } from '../../kernel/index.js';

const LEVELS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Keeps nothing. */
export function noLog(): Log {
  return { write: () => {} };
}

export interface FileLogOptions {
  readonly path: string;
  /** Lines below it are dropped. */
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Masks known secrets in every line. */
  readonly masker: Masker;
}

/**
 * One JSON object a line: `time`, `level`, `message`, then the fields. Each line is written at once, so that a crash loses none and two processes do not mix
 * theirs. Throws the system's error when the file cannot be written.
 */
export function fileLog({ path, level, clock, masker }: FileLogOptions): Log {
  return {
    write(at, message, fields = {}) {
      if (LEVELS[at] < LEVELS[level]) return;
      const line = { time: new Date(clock.now()).toISOString(), level: at, message: masker.mask(message) };
      const rest = masker.maskDeep(fields) as Record<string, unknown>;
      appendFileSync(path, `${JSON.stringify({ ...rest, ...line }, plain)}\n`, { mode: 0o600 });
    },
  };
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}
