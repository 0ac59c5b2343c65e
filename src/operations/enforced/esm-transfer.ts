/** The enforced state in the original's form: out to a file, and in from one. */
import type { JournalFrame, StateMap } from '../../contract/index.js';
import { type Diagnostic, DiagnosticError, diagnosticsOf } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { placeOf } from './enforced.js';
import type { EsmRequest } from './esm-access.js';
import { type InSessionRequest, inSession } from './esm-session.js';

export interface ImportRequest extends InSessionRequest {
  /** Absolute path of a file of the original, msgpack or JSON. */
  readonly path: string;
  /** Replace records that are there already; otherwise they are kept. */
  readonly replace: boolean;
}

export interface Imported {
  /** Version of the file's form. */
  readonly version: string;
  readonly added: readonly string[];
  /** Were there already: replaced, or kept. */
  readonly replaced: readonly string[];
  readonly kept: readonly string[];
  /** Forgotten, with `replace`: a file that was exported here does not have them any more. */
  readonly removed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the records of a file of the original into the enforced state, in one step. */
export async function importState(request: ImportRequest): Promise<Imported> {
  const { path } = request;
  const { fromStateMap, migrateStateMap, takenOut, versionText } = await import('../../esm/index.js');
  const map = await readMap(request);
  const version = versionText(map);
  const migrated = migrateStateMap(map);
  const incoming = readable(path, () => fromStateMap(migrated.map, path));
  const gone = request.replace ? takenOut(migrated.map, incoming) : new Map<string, string>();
  return await inSession(request, `esm import ${path}`, async (session) => {
    const added: string[] = [];
    const replaced: string[] = [];
    const kept: string[] = [];
    const frames: JournalFrame[] = [];
    // Another thing may be recorded there by now.
    const removed = [...gone].flatMap(([esmTag, id]) => {
      const known = session.get(esmTag);
      return known !== undefined && known.meta.id === id ? [esmTag] : [];
    });
    for (const esmTag of removed) frames.push({ type: 'delete', esmTag });
    for (const [esmTag, record] of incoming.records) {
      const known = session.get(esmTag) !== undefined;
      if (known && !request.replace) {
        kept.push(esmTag);
        continue;
      }
      (known ? replaced : added).push(esmTag);
      frames.push({ type: 'put', esmTag, record });
    }
    if (frames.length > 0) await session.append(frames, 'durable');
    return { version, added, replaced, kept, removed, diagnostics: [...migrated.diagnostics, ...session.diagnostics] };
  });
}

async function readMap({ services, path }: ImportRequest): Promise<StateMap> {
  const bytes = await services.ports.files.read(path).catch((error: unknown) => {
    throw unusable(path, `it cannot be read: ${messageOf(error)}`);
  });
  if (bytes === undefined) throw unusable(path, 'there is no such file');
  let data: unknown;
  try {
    const text = bytes[0] === 0x7b ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : undefined;
    data = text === undefined ? (await import('msgpackr/unpack')).unpack(Buffer.from(bytes)) : JSON.parse(text);
  } catch {
    throw unusable(path, 'it is not a map from tag to state, in msgpack or JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw unusable(path, 'it does not hold a map from tag to state');
  return data as StateMap;
}

/** What is wrong with a file that is imported is wrong input, and no damage of the store. */
function readable<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const [found] = diagnosticsOf(error) ?? [];
    if (found?.code !== 'esm/corrupt') throw error;
    throw unusable(path, found.summary.replace(`${path} cannot be understood: `, ''));
  }
}

function unusable(path: string, why: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('bad-state-file'),
    summary: `${path} cannot be imported: ${why}`,
    hints: ['the original keeps its state in <cache_dir>/esm/local/<run name>.msgpack'],
  });
}

/** The whole state in the original's form; JSON when the name ends so, msgpack otherwise. Takes no lock. Gives the number of records. */
export async function exportState({ services, signal, ...which }: EsmRequest, path: string): Promise<number> {
  const { readState, toStateMap } = await import('../../esm/index.js');
  const { snapshot } = await readState(await placeOf(services, signal, which));
  const map = toStateMap(snapshot);
  const bytes = path.endsWith('.json')
    ? new TextEncoder().encode(`${JSON.stringify(map, undefined, 2)}\n`)
    : await packed(map);
  await services.ports.files.write(path, bytes, { mode: 0o600 }).catch((error: unknown) => {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('bad-state-file'),
      summary: `${path} cannot be written: ${messageOf(error)}`,
      hints: ['name a file in a folder that exists'],
    });
  });
  return snapshot.records.size;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function packed(map: StateMap): Promise<Uint8Array> {
  const { Packr } = await import('msgpackr/pack');
  return new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'auto' }).pack(map);
}
