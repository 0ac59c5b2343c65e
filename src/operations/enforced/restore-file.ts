/** Records from a JSON file, merged over the enforced state: all of them, or none. */
import { basename } from 'node:path';
import type { EnforcedRecord, RecordMeta, StateMap } from '../../contract/index.js';
import type { RecordChange, Session } from '../../esm/index.js';
import {
  type Composition,
  composeJson,
  type Diagnostic,
  DiagnosticError,
  describe,
  esmTagText,
  parseTag,
  problemDiagnostic,
  SourceText,
  type Span,
} from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { type InSessionRequest, inSession } from './esm-session.js';
import { comparePuts, type RecordPut } from './record-puts.js';

export interface RestoreFileRequest extends InSessionRequest {
  /** Absolute path. */
  readonly path: string;
  /** Only say what would be written. */
  readonly test: boolean;
  /** Shown what would be written; nothing is when it answers false. Absent: nobody is asked. */
  readonly confirm?: (changes: readonly RecordChange[]) => Promise<boolean>;
}

export interface RestoredFile {
  readonly kind: 'done' | 'declined';
  readonly changes: readonly RecordChange[];
  /** ESM tags of records that were so already. */
  readonly unchanged: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws a `DiagnosticError` with places when the file is wrong, and then nothing was written; and when the lock cannot be had. */
export async function restoreFile(request: RestoreFileRequest): Promise<RestoredFile> {
  const { path, test, confirm, services } = request;
  const read = await readRecords(request);
  return await inSession(request, `restore ${basename(path)}`, async (session) => {
    const time = new Date(services.ports.clock.now()).toISOString();
    const puts = read.given.map((given) => recordOf(given, session, time));
    const { changes, puts: wanted, unchanged } = comparePuts(puts, session);
    const diagnostics = [...read.diagnostics, ...session.diagnostics];
    const declined = !test && changes.length > 0 && confirm !== undefined && !(await confirm(changes));
    if (declined) return { kind: 'declined', changes, unchanged, diagnostics };
    if (!test && wanted.length > 0)
      await session.append(
        wanted.map((put) => ({ type: 'put', ...put }) as const),
        'durable',
      );
    return { kind: 'done', changes, unchanged, diagnostics };
  });
}

/** A record as the file has it: the state alone, or all that is kept. */
interface GivenRecord {
  readonly esmTag: string;
  readonly state: EnforcedRecord['state'];
  readonly meta: RecordMeta | undefined;
}

type Mapping = Readonly<Record<string, unknown>>;

async function readRecords({ services, path }: RestoreFileRequest): Promise<{
  readonly given: readonly GivenRecord[];
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { fromStateMap, METADATA, migrateStateMap } = await import('../../esm/index.js');
  const file = new JsonFile(path, await textOf(services.ports.files.read(path), path));
  const map = file.mapping();
  const wrong = Object.keys(map).flatMap((key) => (key === METADATA ? [] : file.problems(map, key)));
  if (wrong.length > 0) throw file.error(wrong);
  const records = Object.entries(map).filter(([key]) => key !== METADATA);
  const whole = records.filter(([, value]) => isWholeRecord(value));
  const plain: StateMap = Object.fromEntries(Object.entries(map).filter(([, value]) => !isWholeRecord(value)));
  const migrated = migrateStateMap(plain);
  const known = hasOwnMetas(plain[METADATA]);
  const snapshot = fromStateMap(migrated.map, path);
  return {
    given: [
      ...whole.map(([esmTag, value]) => ({ esmTag, ...(value as unknown as EnforcedRecord) })),
      ...[...snapshot.records].map(([esmTag, { state, meta }]) => ({ esmTag, state, meta: known ? meta : undefined })),
    ],
    diagnostics: migrated.diagnostics,
  };
}

/** As `esm show --json` prints it: the state, and what is kept beside it. */
function isWholeRecord(value: unknown): boolean {
  if (!isMapping(value) || Object.keys(value).some((key) => key !== 'state' && key !== 'meta')) return false;
  const { meta } = value;
  return isMapping(meta) && typeof meta['state'] === 'string' && typeof meta['status'] === 'string';
}

/** A file of ours has what is kept beside the states in its metadata. */
function hasOwnMetas(metadata: unknown): boolean {
  return isMapping(metadata) && isMapping(metadata['holdfast']);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the file does not say beside a state is as it is recorded. */
function recordOf({ esmTag, state, meta }: GivenRecord, session: Session, time: string): RecordPut {
  const before = session.get(esmTag);
  if (meta !== undefined) return { esmTag, record: { state, meta: { ...meta, updated: time } } };
  const id = state?.['resource_id'];
  const known: RecordMeta = before?.meta ?? { state: parseTag(esmTag)?.state ?? '', status: 'complete' };
  const named = typeof id === 'string' && id !== '' ? { id } : {};
  return { esmTag, record: { state, meta: { ...known, ...named, status: 'complete', updated: time } } };
}

async function textOf(reading: Promise<Uint8Array | undefined>, path: string): Promise<string> {
  const bytes = await reading.catch((error: unknown) => {
    throw unusable(path, error instanceof Error ? error.message : String(error), []);
  });
  if (bytes === undefined) throw unusable(path, 'there is no such file', []);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(path, 'it is no text', ['a msgpack file of the original is read by: holdfast esm import']);
  }
}

function unusable(path: string, why: string, hints: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('bad-state-file'),
    summary: `${path} cannot be restored: ${why}`,
    hints,
  });
}

/** JSON text with the places of what is wrong in it. */
class JsonFile {
  readonly #text: SourceText;
  readonly #composed: Composition;

  constructor(path: string, text: string) {
    this.#text = new SourceText(path, text);
    this.#composed = composeJson(text);
  }

  /** Throws with the place of the mistake when the text is no JSON, or no mapping. */
  mapping(): Mapping {
    const code = operationCodes.code('bad-state-file');
    if (!this.#composed.ok)
      throw this.error([problemDiagnostic(code, this.#composed.problem, (at, length) => this.#span(at, length))]);
    const { data } = this.#composed;
    if (isMapping(data)) return data;
    throw this.error([
      this.#diagnostic(0, 1, `the file must hold a mapping of ESM tags to states, and is ${describe(data)}`, []),
    ]);
  }

  problems(map: Mapping, key: string): readonly Diagnostic[] {
    const tag = parseTag(key);
    const at = this.#offset(map, key, 0);
    if (tag === undefined) {
      const hints = ["an ESM tag is written state_|-id_|-name_|-, as 'holdfast esm show --json' prints it"];
      return [this.#diagnostic(at, key.length + 2, `'${key}' is no ESM tag`, hints)];
    }
    if (tag.fun !== '') {
      const hints = [`without the function it is '${esmTagText(tag)}'`];
      return [this.#diagnostic(at, key.length + 2, `'${key}' is the tag of a result, not of a record`, hints)];
    }
    const value = map[key];
    if (isMapping(value)) return [];
    const what = value === null ? 'null' : describe(value);
    const hints = value === null ? [`to forget a record: holdfast esm remove '${key}'`] : [];
    return [this.#diagnostic(this.#offset(map, key, 1), 1, `a state must be a mapping, and is ${what}`, hints)];
  }

  error(diagnostics: readonly Diagnostic[]): DiagnosticError {
    const source = (file: string): SourceText | undefined => (file === this.#text.file ? this.#text : undefined);
    return Object.assign(new DiagnosticError(diagnostics), { sources: { source } });
  }

  #offset(map: Mapping, key: string, part: 0 | 1): number {
    return this.#composed.ok ? this.#composed.places.offset(map, key, part) : 0;
  }

  #diagnostic(offset: number, length: number, summary: string, hints: readonly string[]): Diagnostic {
    const span = this.#span(offset, length);
    return { severity: 'error', code: operationCodes.code('bad-state-file'), summary, span, hints };
  }

  #span(offset: number, length: number): Span {
    const { line, column } = this.#text.lineColumn(offset);
    return { file: this.#text.file, line, column, endLine: line, endColumn: column + length };
  }
}
