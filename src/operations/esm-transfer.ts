/** The enforced state in the original's form: out to a file, and in from one. */
import type { StateMap } from '../contract/index.js';
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import { operationCodes } from './codes.js';
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
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the records of a file of the original into the enforced state, in one step. */
export async function importState(request: ImportRequest): Promise<Imported> {
  const { path } = request;
  const { fromStateMap, migrateStateMap, versionText } = await import('../esm/index.js');
  const map = await readMap(request);
  const version = versionText(map);
  const migrated = migrateStateMap(map);
  const incoming = fromStateMap(migrated.map, path);
  return await inSession(request, `esm import ${path}`, async (session) => {
    const added: string[] = [];
    const replaced: string[] = [];
    const kept: string[] = [];
    const frames = [];
    for (const [esmTag, record] of incoming.records) {
      const known = session.get(esmTag) !== undefined;
      if (known && !request.replace) {
        kept.push(esmTag);
        continue;
      }
      (known ? replaced : added).push(esmTag);
      frames.push({ type: 'put', esmTag, record } as const);
    }
    if (frames.length > 0) await session.append(frames, 'durable');
    return { version, added, replaced, kept, diagnostics: [...migrated.diagnostics, ...session.diagnostics] };
  });
}

async function readMap({ services, path }: ImportRequest): Promise<StateMap> {
  const bytes = await services.ports.files.read(path);
  if (bytes === undefined) throw unusable(path, 'there is no such file');
  let data: unknown;
  try {
    const text = bytes[0] === 0x7b ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : undefined;
    data = text === undefined ? (await import('msgpackr/unpack')).unpack(Buffer.from(bytes)) : JSON.parse(text);
  } catch (error) {
    throw unusable(path, `it is neither msgpack nor JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw unusable(path, 'it does not hold a map from tag to state');
  return data as StateMap;
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
  const { readState, toStateMap } = await import('../esm/index.js');
  const { snapshot } = await readState(await placeOf(services, signal, which));
  const map = toStateMap(snapshot);
  const bytes = path.endsWith('.json')
    ? new TextEncoder().encode(`${JSON.stringify(map, undefined, 2)}\n`)
    : await packed(map);
  await services.ports.files.write(path, bytes, { mode: 0o600 });
  return snapshot.records.size;
}

async function packed(map: StateMap): Promise<Uint8Array> {
  const { Packr } = await import('msgpackr/pack');
  return new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'auto' }).pack(map);
}
