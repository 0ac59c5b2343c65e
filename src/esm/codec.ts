/** Frames and snapshots as bytes: one byte of format version, then JSON, which needs no library and hides nothing from a reader. */
import type { EnforcedRecord, Intent, JournalFrame, LockHolder } from '../contract/index.js';
import { DiagnosticError } from '../kernel/index.js';
import { ESM_CODES } from './codes.js';
import type { Snapshot } from './snapshot.js';

const FORMAT = 1;

const FRAME_TYPES: ReadonlySet<unknown> = new Set<JournalFrame['type']>([
  'run-started',
  'run-ended',
  'intent',
  'born',
  'settled',
  'put',
  'delete',
  'epoch',
  'key',
]);

export function encodeFrame(frame: JournalFrame): Uint8Array {
  return versioned(frame);
}

/** `where` names the place for the message. */
export function decodeFrame(bytes: Uint8Array, where: string): JournalFrame {
  const frame = unversioned(bytes, where) as JournalFrame;
  if (!isMapping(frame) || !FRAME_TYPES.has(frame.type)) throw corrupt(where, 'it is no journal frame');
  return frame;
}

/** Records encoded between two looks at whatever else waits for its turn. */
const SLICE = 500;

/** A large snapshot is encoded in slices, so that a run that goes on meanwhile is not held up. The snapshot must not change. */
export async function encodeSnapshot(snapshot: Snapshot): Promise<Uint8Array> {
  const { lineage, epoch, keyId = null, holder = null } = snapshot;
  const head = JSON.stringify({ lineage, epoch, keyId, holder, intents: [...snapshot.intents.values()] });
  const parts: Buffer[] = [Buffer.of(FORMAT), Buffer.from(`${head.slice(0, -1)},"records":[`)];
  let slice: string[] = [];
  let separator = '';
  const flush = (): void => {
    parts.push(Buffer.from(separator + slice.join(',')));
    separator = ',';
    slice = [];
  };
  for (const record of snapshot.records) {
    slice.push(JSON.stringify(record));
    if (slice.length < SLICE) continue;
    flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (slice.length > 0) flush();
  parts.push(Buffer.from(']}'));
  return Buffer.concat(parts);
}

export function decodeSnapshot(bytes: Uint8Array, where: string): Snapshot {
  const data = unversioned(bytes, where) as StoredSnapshot;
  if (!isMapping(data) || !Array.isArray(data.records) || !Array.isArray(data.intents)) {
    throw corrupt(where, 'it is no snapshot of an enforced state');
  }
  return {
    lineage: data.lineage,
    epoch: data.epoch,
    holder: data.holder ?? undefined,
    keyId: data.keyId ?? undefined,
    records: new Map(data.records),
    intents: new Map(data.intents.map((intent) => [intent.token, intent])),
  };
}

function versioned(value: unknown): Uint8Array {
  const bytes = Buffer.from(` ${JSON.stringify(value)}`);
  bytes[0] = FORMAT;
  return bytes;
}

function unversioned(bytes: Uint8Array, where: string): unknown {
  const version = bytes[0] ?? 0;
  if (version > FORMAT) throw newerFormat(where, String(version), String(FORMAT));
  if (version < 1) throw corrupt(where, 'it has no format version');
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.length - 1).toString());
  } catch (error) {
    throw corrupt(where, error instanceof Error ? error.message : String(error));
  }
}

interface StoredSnapshot {
  readonly lineage: string;
  readonly epoch: number;
  readonly holder: LockHolder | null;
  readonly keyId?: string | null;
  readonly intents: readonly Intent[];
  readonly records: readonly (readonly [string, EnforcedRecord])[];
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function corrupt(where: string, what: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('corrupt'),
    summary: `${where} cannot be understood: ${what}`,
    hints: ['Restore the store from a backup. Nothing was changed.'],
  });
}

export function newerFormat(where: string, found: string, known: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('newer-format'),
    summary: `${where} has format version ${found}; this version knows ${known}`,
    hints: ['Use the version that wrote it, or a later one. Nothing was changed.'],
  });
}
