/** A world as plain data, for snapshots. */
import { DiagnosticError } from '../../kernel/index.js';
import { cloudCodes } from '../codes.js';
import { changedBehaviour, PLAIN_BEHAVIOUR } from './behaviour.js';
import { emptyMap, entriesOf, getIn, setIn } from './persistent-map.js';
import { emptyWorld, KINDS, type Kind, type Row, rowsOf, type World } from './world.js';

/** Raised when data or the meaning of an operation changes: both are replayed. */
export const WORLD_FORMAT = 1;

export interface WorldData {
  readonly format: number;
  readonly next: World['next'];
  /** In order of creation. */
  readonly tables: Readonly<Record<Kind, readonly Row<Kind>[]>>;
  readonly tokens: readonly (readonly [token: string, kind: Kind, id: string])[];
  readonly behaviour: World['behaviour'];
}

export function worldData(world: World): WorldData {
  const tables = {} as Record<Kind, readonly Row<Kind>[]>;
  for (const kind of KINDS) tables[kind] = rowsOf(world, kind) as readonly Row<Kind>[];
  const tokens: WorldData['tokens'] = [...entriesOf(world.tokens)].map(([token, { kind, id }]) => [token, kind, id]);
  return { format: WORLD_FORMAT, next: world.next, tables, tokens, behaviour: world.behaviour };
}

export function worldFromData(data: WorldData): World {
  const empty = emptyWorld();
  const tables: Record<Kind, World['tables'][Kind]> = { ...empty.tables };
  let { names, tokens } = empty;
  for (const kind of KINDS) {
    let table = emptyMap<Row<Kind>>();
    for (const row of data.tables[kind]) {
      table = setIn(table, row.value.id, row);
      const name = `${kind}:${row.value.name}`;
      names = setIn(names, name, [...(getIn(names, name) ?? []), row.value.id]);
    }
    tables[kind] = table as World['tables'][Kind];
  }
  for (const [token, kind, id] of data.tokens) tokens = setIn(tokens, token, { kind, id });
  const behaviour = {
    ...changedBehaviour(PLAIN_BEHAVIOUR, data.behaviour as never),
    failures: data.behaviour.failures,
  };
  return { next: data.next, tables: tables as World['tables'], names, tokens, behaviour };
}

/** Text that was written as JSON, of a format that is known. `what` says in an error where it stands. */
export function readFormat<T extends { readonly format: number }>(bytes: Uint8Array, folder: string, what: string): T {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    throw damaged(folder, what, error);
  }
  const format = (data as Partial<T> | null)?.format;
  if (typeof format !== 'number') throw damaged(folder, what, undefined);
  if (format > WORLD_FORMAT) throw newer(folder, what, format);
  return data as T;
}

export function damaged(folder: string, what: string, cause: unknown): DiagnosticError {
  return new DiagnosticError(
    {
      severity: 'error',
      code: cloudCodes.code('data-damaged'),
      summary: `${what} of the built-in cloud in ${folder} cannot be understood`,
      hints: ['Restore the folder from a backup, or move it away to start from the seed. Nothing was changed.'],
      about: folder,
    },
    { cause },
  );
}

function newer(folder: string, what: string, format: number): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cloudCodes.code('data-newer'),
    summary: `${what} of the built-in cloud in ${folder} has format ${format}; this version knows ${WORLD_FORMAT}`,
    hints: ['Use the version that wrote it, or a later one. Nothing was changed.'],
    about: folder,
  });
}
