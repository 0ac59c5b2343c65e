/** Encrypting and decrypting credentials files for people. */
import { resolve } from 'node:path';
import {
  alreadyEncrypted,
  type CryptoMethodName,
  encryptionOf,
  openCredentials,
  readBytes,
  writeEncrypted,
} from '../../accounts/index.js';
import { DiagnosticError, type Secret, secret } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import { renderAccountFile } from './render-account-file.js';

export interface EncryptFileRequest {
  readonly services: Services;
  /** The plain file; relative to the working directory. */
  readonly file: string;
  /** Default: the file with the name of the method at its end. */
  readonly output?: string;
  readonly method: CryptoMethodName;
  readonly pipe: string;
  readonly signal: AbortSignal;
}

export interface EncryptedFile {
  /** Absolute. */
  readonly output: string;
  readonly method: CryptoMethodName;
  /** Whether there was a file before. */
  readonly replaced: boolean;
  /** Set when none was given. It is kept nowhere. */
  readonly newKey?: Secret<string>;
}

/** Renders a plain file, checks that it can be used, and writes it encrypted. The plain file is left alone. */
export async function encryptFile(request: EncryptFileRequest): Promise<EncryptedFile> {
  const { services, file, method, pipe, signal } = request;
  const { ports, settings } = services;
  const path = resolve(settings.workingDirectory, file);
  const known = await encryptionOf(path, ports.files);
  if (known !== undefined) throw alreadyEncrypted(file, known);
  const text = new TextDecoder().decode(await readBytes(path, ports.files));
  const rendered = await renderAccountFile(services, { file, text, pipe }, signal);
  const output = resolve(settings.workingDirectory, request.output ?? `${file}.${method}`);
  const replaced = (await ports.files.status(output)) !== undefined;
  const key = await services.accounts?.key?.();
  const written = await writeEncrypted({
    ...rendered,
    from: file,
    output,
    method,
    ports,
    ...(key === undefined ? {} : { key }),
  });
  return { output, method, replaced, ...written };
}

export interface DecryptedFile {
  readonly data: Secret<unknown>;
  /** Undefined when the file is plain. */
  readonly method?: CryptoMethodName;
}

/** What a credentials file says. Without `file`: the one of the settings. */
export async function decryptFile(services: Services, file: string | undefined): Promise<DecryptedFile> {
  const { data, method } = await openCredentials(
    accountPath(services, file),
    services.ports.files,
    services.accounts?.key,
  );
  return { data: secret(data ?? {}), ...(method === undefined ? {} : { method }) };
}

/** Absolute. Throws when neither the command line nor the settings name a file. */
export function accountPath({ settings }: Services, file: string | undefined): string {
  if (file !== undefined) return resolve(settings.workingDirectory, file);
  if (settings.acctFile !== undefined) return settings.acctFile;
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('no-account-file'),
    summary: 'no credentials file is named',
    hints: ['name it on the command line, or with --acct-file, ACCT_FILE, or acct_file in holdfast.yaml'],
  });
}
