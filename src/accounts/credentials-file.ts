/** The credentials file: plain YAML, or the same data encrypted. Both are read by the original and by us. */
import {
  type Clock,
  composeYaml,
  type Diagnostic,
  DiagnosticError,
  type FileReader,
  type Files,
  problemDiagnostic,
  type Random,
  type Secret,
  SourceText,
  secret,
} from '../kernel/index.js';
import { accountCodes } from './codes.js';
import { type Credentials, isMapping, type PlaceOf, readCredentials } from './credentials.js';
import { decrypt, encrypt, isToken, newKey } from './fernet.js';
import { bytesOfKey } from './key.js';

/** The owner alone reads and writes. */
const MODE = 0o600;

/** Contents of a credentials file; nothing of it may be shown. */
export interface OpenedFile {
  readonly credentials: Credentials;
  readonly data: unknown;
  readonly encrypted: boolean;
}

/** Reads a file, plain or encrypted. `path` is absolute. Throws diagnostics that name places, never values. */
export async function openCredentials(
  path: string,
  files: FileReader,
  key: (() => Promise<Secret<string>>) | undefined,
): Promise<OpenedFile> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw problem('no-file', `there is no credentials file ${path}`);
  const text = new TextDecoder().decode(bytes);
  if (!isToken(text)) {
    const { data, placeOf } = readYaml(text, path);
    return { data, credentials: readCredentials(data, path, placeOf), encrypted: false };
  }
  if (key === undefined) {
    throw problem('no-key', `${path} is encrypted, and no key was given`, [
      'set ACCT_KEY, or --acct-key to the key or to env:NAME, file:PATH or command:… that gives it',
    ]);
  }
  const data = await openToken(text, await key(), path);
  return { data, credentials: readCredentials(data, path, () => undefined), encrypted: true };
}

export interface EncryptRequest {
  /** The plain file, absolute. */
  readonly path: string;
  /** Where the encrypted one is written; default: the same with `.fernet`. Replaced when it is there. */
  readonly output?: string;
  /** Without one a new key is made. */
  readonly key?: Secret<string>;
  readonly ports: { readonly files: Files; readonly random: Random; readonly clock: Clock };
}

/** Encrypts a plain file, after checking that it can be used. `newKey` is set when one was made, and is kept nowhere. */
export async function encryptAccounts(
  request: EncryptRequest,
): Promise<{ readonly output: string; readonly newKey?: Secret<string> }> {
  const { path, key, ports } = request;
  const opened = await openCredentials(path, ports.files, undefined);
  const output = request.output ?? `${path}.fernet`;
  const made = key === undefined ? secret(newKey(ports.random)) : undefined;
  await writeEncrypted(opened.data, output, key ?? (made as Secret<string>), ports);
  return { output, ...(made === undefined ? {} : { newKey: made }) };
}

/** The data of an encrypted file, for a person who has its key. */
export async function decryptAccounts(path: string, key: Secret<string>, files: FileReader): Promise<Secret<unknown>> {
  const opened = await openCredentials(path, files, async () => key);
  return secret(opened.data);
}

async function writeEncrypted(
  data: unknown,
  path: string,
  key: Secret<string>,
  ports: EncryptRequest['ports'],
): Promise<void> {
  const { Packr } = await import('msgpackr/pack');
  const packed = new Packr({ useRecords: false, variableMapSize: true }).pack(withWholeNumbers(data));
  const token = encrypt(packed, bytesOfKey(key), ports);
  await ports.files.write(path, new TextEncoder().encode(token), { mode: MODE });
}

async function openToken(text: string, key: Secret<string>, path: string): Promise<unknown> {
  const opened = decrypt(text, bytesOfKey(key));
  if (opened === 'wrong-key') {
    throw problem('wrong-key', `${path} does not open with the key that was given`, [
      'the key belongs to another file, or the file was changed after it was encrypted',
    ]);
  }
  if (opened === 'malformed') throw problem('bad-token', `${path} is cut off or was changed`);
  const { Unpackr } = await import('msgpackr/unpack');
  try {
    return new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'auto' }).unpack(opened);
  } catch {
    throw problem('bad-token', `${path} opens with the key, and does not hold credentials`);
  }
}

function readYaml(text: string, path: string): { readonly data: unknown; readonly placeOf: PlaceOf } {
  const source = new SourceText(path, text);
  const composed = composeYaml(text);
  if (!composed.ok) {
    const spanAt = (offset: number, length: number) => source.span(offset, offset + length);
    throw new DiagnosticError(problemDiagnostic(accountCodes.code('bad-yaml'), composed.problem, spanAt));
  }
  const { data, places } = composed;
  return {
    data,
    placeOf(...keys) {
      let container = data;
      let at = 0;
      for (const key of keys) {
        if (!isMapping(container)) break;
        at = places.offset(container, key, 0);
        container = container[key];
      }
      return source.span(at);
    },
  };
}

/** Whole numbers beyond 32 bits are packed as such, and not as fractions. */
function withWholeNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) && (value | 0) !== value ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withWholeNumbers);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withWholeNumbers(inner)]));
}

function problem(
  name: Parameters<typeof accountCodes.code>[0],
  summary: string,
  hints?: readonly string[],
): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code: accountCodes.code(name), summary };
  return new DiagnosticError(hints === undefined ? diagnostic : { ...diagnostic, hints });
}
