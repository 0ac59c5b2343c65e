/** Editing an encrypted credentials file: decrypted for the editor, in a folder that only its owner enters, and encrypted again. */
import { basename, join } from 'node:path';
import {
  type CryptoMethodName,
  encryptionOf,
  type OpenedFile,
  openCredentials,
  readCredentials,
  writeEncrypted,
} from '../../accounts/index.js';
import { type Diagnostic, DiagnosticError, equal, type Secret } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import { accountText } from './account-text.js';
import { accountPath } from './encrypt-accounts.js';
import { type AccountData, problemsOf, renderAccountFile } from './render-account-file.js';

export interface EditFileRequest {
  readonly services: Services;
  /** Undefined: the file of the settings. */
  readonly file: string | undefined;
  /** Where the result is written; default: over the file. */
  readonly output?: string;
  /** Default: as the file was encrypted, else fernet. */
  readonly method?: CryptoMethodName;
  readonly pipe: string;
  readonly signal: AbortSignal;
  /** Lets a person change the text at a path; throws when that cannot be done. */
  edit(path: string): Promise<void>;
  /** Asked when the text cannot be used: whether it is to be edited again. Undefined: there is nobody to ask. */
  again(problems: readonly Diagnostic[]): Promise<boolean | undefined>;
}

export type EditedFile =
  | { readonly kind: 'unchanged'; readonly path: string }
  | {
      readonly kind: 'written';
      readonly path: string;
      readonly method: CryptoMethodName;
      /** Set when no key was given. It is kept nowhere. */
      readonly newKey?: Secret<string>;
    };

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** What a new file begins with. */
const NEW_TEXT = `# Credentials: the provider, the name of the profile, its data.
#
# cloud:
#   default:
#     driver: mock
`;

/** Where the edited text cannot be used and nobody can be asked, it stays where it is, and the error says where. */
export async function editFile(request: EditFileRequest): Promise<EditedFile> {
  const { services } = request;
  const { ports, settings } = services;
  const path = accountPath(services, request.file);
  const before = await ports.files.read(path).catch(() => undefined);
  const opened = before === undefined ? undefined : await openExisting(path, services);
  const text = opened === undefined ? NEW_TEXT : (opened.text ?? (await accountText(opened.data ?? {})));
  const folder = join(settings.root, 'var/tmp', `acct-${Buffer.from(ports.random.bytes(8)).toString('hex')}`);
  const draft = join(folder, `${basename(path).replace(/(?:\.(?:fernet|aesgcm256|ya?ml))+$/, '')}.yaml`);
  let kept = false;
  try {
    await ports.files.makeDirectory(folder, { mode: PRIVATE_FOLDER, parents: true });
    await ports.files.write(draft, new TextEncoder().encode(text), { mode: PRIVATE_FILE });
    const edited = await edit(request, draft, text, (keep) => {
      kept = keep;
    });
    if (edited === undefined || (opened?.method !== undefined && equal(edited.data, opened.data)))
      return { kind: 'unchanged', path };
    const now = await ports.files.read(path).catch(() => undefined);
    if (request.output === undefined && !sameBytes(before, now)) {
      kept = true;
      throw new DiagnosticError(changedMeanwhile(path, draft));
    }
    return await write(request, path, opened?.method, edited);
  } finally {
    if (!kept) await ports.files.remove(folder, { recursive: true });
  }
}

async function openExisting(path: string, { ports, accounts }: Services): Promise<OpenedFile> {
  const method = await encryptionOf(path, ports.files);
  try {
    return await openCredentials(path, ports.files, accounts?.key);
  } catch (thrown) {
    // A plain file is opened as it is: to be put right.
    if (method !== undefined) throw thrown;
    const text = new TextDecoder().decode((await ports.files.read(path)) ?? new Uint8Array());
    return { text, data: undefined, credentials: { providers: {}, backends: {} } };
  }
}

/** The data of the text once it can be used; undefined when it was left as it was, or emptied. */
async function edit(
  request: EditFileRequest,
  draft: string,
  text: string,
  keep: (keep: boolean) => void,
): Promise<AccountData | undefined> {
  const { services, pipe, signal } = request;
  for (;;) {
    await request.edit(draft);
    signal.throwIfAborted();
    const changed = new TextDecoder().decode((await services.ports.files.read(draft)) ?? new Uint8Array());
    if (changed === text || changed.trim() === '') return undefined;
    try {
      const rendered = await renderAccountFile(services, { file: draft, text: changed, pipe }, signal);
      readCredentials(rendered.data, draft, rendered.placeOf);
      return rendered;
    } catch (thrown) {
      const problems = problemsOf(thrown);
      const again = await request.again(problems);
      if (again === true) continue;
      if (again === false) return undefined;
      keep(true);
      throw new DiagnosticError([...problems, keptDraft(draft)]);
    }
  }
}

async function write(
  { services, output, method: wanted }: EditFileRequest,
  path: string,
  known: CryptoMethodName | undefined,
  { data, placeOf }: AccountData,
): Promise<EditedFile> {
  const target = output === undefined ? path : accountPath(services, output);
  const method = wanted ?? known ?? 'fernet';
  const key = await services.accounts?.key?.();
  const written = await writeEncrypted({
    data,
    placeOf,
    from: path,
    output: target,
    method,
    ports: services.ports,
    ...(key === undefined ? {} : { key }),
  });
  return { kind: 'written', path: target, method, ...written };
}

function sameBytes(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.from(left).equals(right);
}

function changedMeanwhile(path: string, draft: string): Diagnostic {
  return {
    severity: 'error',
    code: operationCodes.code('account-file-changed'),
    summary: `${path} was changed by somebody else while it was edited, and is left as it is now`,
    hints: [`what was edited is in ${draft}, as plain text: take it from there, and remove it`],
  };
}

function keptDraft(draft: string): Diagnostic {
  return {
    severity: 'note',
    code: operationCodes.code('account-draft-kept'),
    summary: `nothing was written; what was edited is in ${draft}`,
    hints: ['it is plain text: take from it what is needed, and remove it'],
  };
}
