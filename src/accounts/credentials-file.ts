/** The credentials file: plain YAML, or the same data encrypted. Both are read by the original and by us. */
import {
  composeYaml,
  type Diagnostic,
  DiagnosticError,
  type FileReader,
  type Files,
  problemDiagnostic,
  type Secret,
  SourceText,
  secret,
} from '../kernel/index.js';
import { accountCodes } from './codes.js';
import { type Credentials, isMapping, type PlaceOf, readCredentials } from './credentials.js';
import {
  type CryptoMethod,
  type CryptoMethodName,
  type CryptoPorts,
  cryptoMethods,
  methodOf,
  textOf,
} from './crypto-methods.js';
import { bytesOfKey } from './key.js';

/** The owner alone reads and writes. */
const MODE = 0o600;

/** Contents of a credentials file; nothing of it may be shown. */
export interface OpenedFile {
  readonly credentials: Credentials;
  readonly data: unknown;
  /** How the file is encrypted; undefined when it is plain. */
  readonly method?: CryptoMethodName;
  /** Of a plain file. */
  readonly text?: string;
}

/** Reads a file, plain or encrypted. `path` is absolute. Throws diagnostics that name places, never values. */
export async function openCredentials(
  path: string,
  files: FileReader,
  key: (() => Promise<Secret<string>>) | undefined,
): Promise<OpenedFile> {
  const bytes = await readBytes(path, files);
  const method = methodOf(bytes);
  if (method === undefined) {
    const text = textOf(bytes) ?? '';
    const { data, placeOf } = readYaml(text, path);
    return { data, text, credentials: readCredentials(data, path, placeOf) };
  }
  if (key === undefined) {
    throw problem('no-key', `${path} is encrypted, and no key was given`, [
      'set ACCT_KEY, or --acct-key to the key or to env:NAME, file:PATH or command:… that gives it',
    ]);
  }
  const data = await openEncrypted(bytes, method, await key(), path);
  return { data, method: method.name, credentials: readCredentials(data, path, () => undefined) };
}

/** The bytes of a file that must be there. */
export async function readBytes(path: string, files: FileReader): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(path);
  } catch (thrown) {
    const { code } = thrown as { readonly code?: unknown };
    throw problem('unreadable', `the credentials file ${path} cannot be read${code === undefined ? '' : ` (${code})`}`);
  }
  if (bytes === undefined) throw problem('no-file', `there is no credentials file ${path}`);
  return bytes;
}

/** How the file is encrypted; undefined when it is plain. */
export async function encryptionOf(path: string, files: FileReader): Promise<CryptoMethodName | undefined> {
  return methodOf(await readBytes(path, files))?.name;
}

export interface EncryptRequest {
  /** The plain file, absolute. */
  readonly path: string;
  /** Where the encrypted one is written; default: the same with the name of the method at its end. Replaced when it is there. */
  readonly output?: string;
  /** Default: fernet. */
  readonly method?: CryptoMethodName;
  /** Without one a new key is made. */
  readonly key?: Secret<string>;
  readonly ports: CryptoPorts & { readonly files: Files };
}

/** Encrypts a plain file as it is, without rendering it. */
export async function encryptAccounts(
  request: EncryptRequest,
): Promise<{ readonly output: string; readonly newKey?: Secret<string> }> {
  const { path, method = 'fernet', ports } = request;
  const output = request.output ?? `${path}.${method}`;
  const { data, placeOf } = await readPlainAccounts(path, ports.files);
  return { output, ...(await writeEncrypted({ ...request, data, from: path, placeOf, output })) };
}

export interface WriteRequest extends Omit<EncryptRequest, 'path' | 'output'> {
  /** What a plain file says; checked before anything is written. `placeOf` is for messages. */
  readonly data: unknown;
  readonly from: string;
  readonly placeOf: PlaceOf;
  /** Where the encrypted file is written, absolute; replaced when it is there. */
  readonly output: string;
}

/** Writes data encrypted, after checking that it can be used. `newKey` is set when one was made, and is kept nowhere. */
export async function writeEncrypted(request: WriteRequest): Promise<{ readonly newKey?: Secret<string> }> {
  const { data, from, placeOf, output, key, ports } = request;
  readCredentials(data, from, placeOf);
  const method = cryptoMethods[request.method ?? 'fernet'];
  const made = key === undefined ? secret(method.newKey(ports.random)) : undefined;
  const { Packr } = await import('msgpackr/pack');
  const packed = new Packr({ useRecords: false, variableMapSize: true }).pack(withWholeNumbers(data ?? {}));
  const encrypted = method.encrypt(packed, bytesOfKey(key ?? (made as Secret<string>)), ports);
  await ports.files.write(output, encrypted, { mode: MODE });
  return made === undefined ? {} : { newKey: made };
}

/** Reads a plain credentials file, with the place of each value. Throws when it is encrypted, or no YAML. */
export async function readPlainAccounts(
  path: string,
  files: FileReader,
): Promise<{ readonly data: unknown; readonly placeOf: PlaceOf }> {
  const bytes = await readBytes(path, files);
  const method = methodOf(bytes);
  if (method !== undefined) throw alreadyEncrypted(path, method.name);
  return readYaml(textOf(bytes) ?? '', path);
}

export function alreadyEncrypted(path: string, method: CryptoMethodName): DiagnosticError {
  return problem('already-encrypted', `${path} is encrypted already (${method})`, [
    '`holdfast acct edit` changes it, `holdfast decrypt` prints it',
  ]);
}

/** The data of a file for a person who has its key. */
export async function decryptAccounts(path: string, key: Secret<string>, files: FileReader): Promise<Secret<unknown>> {
  const opened = await openCredentials(path, files, async () => key);
  return secret(opened.data);
}

async function openEncrypted(
  bytes: Uint8Array,
  method: CryptoMethod,
  key: Secret<string>,
  path: string,
): Promise<unknown> {
  const opened = method.decrypt(bytes, bytesOfKey(key));
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

export function readYaml(text: string, path: string): { readonly data: unknown; readonly placeOf: PlaceOf } {
  const source = new SourceText(path, text);
  const composed = composeYaml(text);
  if (!composed.ok) {
    const spanAt = (offset: number, length: number) => source.span(offset, offset + length);
    throw new DiagnosticError(
      withoutContent(problemDiagnostic(accountCodes.code('bad-yaml'), composed.problem, spanAt)),
    );
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

/** What a message quotes from a credentials file may be a secret: the place says enough. */
export function withoutContent({ detail: _, hints, related, ...rest }: Diagnostic): Diagnostic {
  const unquoted = (text: string): string => text.replace(/'[^']*'|"[^"]*"|`[^`]*`|[!&*][^\s,]+/g, '…');
  const kept = (hints ?? []).filter((hint) => unquoted(hint) === hint);
  return {
    ...rest,
    summary: unquoted(rest.summary),
    ...(related === undefined ? {} : { related: related.map((one) => ({ ...one, message: unquoted(one.message) })) }),
    ...(kept.length === 0 ? {} : { hints: kept }),
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
