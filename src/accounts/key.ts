/** Where the key to a credentials file comes from. */
import {
  type Diagnostic,
  DiagnosticError,
  type FileReader,
  type Processes,
  reveal,
  type Secret,
  secret,
} from '../kernel/index.js';
import { accountCodes } from './codes.js';
import { keyBytes } from './fernet.js';

export interface KeyPorts {
  readonly files: FileReader;
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute; what relative paths are read against. */
  resolve(path: string): string;
  readonly signal: AbortSignal;
}

/**
 * The key that a setting means: the key itself, or `env:NAME`, `file:PATH`, `command:WORDS` (run by the shell, the key is what it prints).
 * A key holds no colon, so the two cannot be confused. Throws when it cannot be had or is none; the key is never part of a message.
 */
export async function readKey(setting: string, ports: KeyPorts): Promise<Secret<string>> {
  const [, kind, rest = ''] = /^(env|file|command):(.*)$/s.exec(setting.trim()) ?? [];
  const text = kind === undefined ? setting : await keyText(kind, rest, ports);
  if (keyBytes(text) === undefined) throw badKey(kind === undefined ? undefined : `${kind}:${rest}`);
  return secret(text.trim());
}

/** The bytes of a key that was read. */
export function bytesOfKey(key: Secret<string> | string): Buffer {
  const bytes = keyBytes(reveal(key));
  if (bytes === undefined) throw badKey(undefined);
  return bytes;
}

async function keyText(kind: string, rest: string, ports: KeyPorts): Promise<string> {
  if (kind === 'env') return ports.environment[rest] ?? unavailable(`the environment variable ${rest} is not set`);
  if (kind === 'file') {
    const bytes = await ports.files.read(ports.resolve(rest));
    return bytes === undefined ? unavailable(`there is no key file ${rest}`) : new TextDecoder().decode(bytes);
  }
  return keyFromCommand(rest, ports);
}

async function keyFromCommand(command: string, { processes, signal }: KeyPorts): Promise<string> {
  const done = await processes.run({ command, shell: '/bin/sh', effects: 'none', signal });
  if (done.status === 0) return new TextDecoder().decode(done.stdout);
  const said = new TextDecoder().decode(done.stderr).trim();
  const how = done.status === undefined ? `was ended by ${done.signal ?? 'a signal'}` : `ended with ${done.status}`;
  return unavailable(`the command for the key ${how}`, said === '' ? command : `${command}\n${said}`);
}

function unavailable(summary: string, detail?: string): never {
  throw new DiagnosticError({
    severity: 'error',
    code: accountCodes.code('key-unavailable'),
    summary,
    ...(detail === undefined ? {} : { detail }),
  });
}

function badKey(origin: string | undefined): DiagnosticError {
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: accountCodes.code('bad-key'),
    summary: origin === undefined ? 'the account key is not a key' : `what ${origin} gives is not a key`,
    hints: ['a key is 32 bytes in base64 for URLs: 44 characters, as printed when the file was encrypted'],
  };
  return new DiagnosticError(diagnostic);
}
