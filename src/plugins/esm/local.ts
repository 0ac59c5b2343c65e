/**
 * Enforced state in a folder of this machine, or of a share that several machines mount.
 *
 *     <directory>/<run name>/           the log: segments, snapshots, archive
 *     <directory>/<run name>.msgpack    the same state in the original's form, written whenever a run ended
 *
 * A file in the original's form that is there before the log becomes the beginning of the log.
 */
import { join } from 'node:path';
import type { Packr } from 'msgpackr/pack';
import { type AppendLog, type StateMap, type StoreContext, store } from '../../contract/index.js';
import {
  DiagnosticError,
  damagedSnapshots,
  diagnosticsOf,
  type LogFiles,
  nodeLogFiles,
  type OpenedLog,
  openLog,
} from '../../kernel/index.js';

/** Earlier ones serve to show earlier states once the beginning of the journal is no longer kept. */
const KEPT_SNAPSHOTS = 4;

/** The store on given files. */
export function localStore(files: LogFiles) {
  return store({
    ref: 'local',
    summary: 'Keeps the enforced state in files below the root, safe for several processes at once.',
    // The log is the lock.
    enter: async () => undefined,
    exit_: async () => {},
    get_state: async (ctx) => {
      const bytes = await files.read(mapPath(ctx));
      return bytes === undefined ? {} : ((await packr()).unpack(bytes) as StateMap);
    },
    set_state: (ctx, state) => writeMap(files, ctx, state),
    log: (ctx) => openAppendLog(files, ctx),
  });
}

export default localStore(nodeLogFiles());

async function openAppendLog(files: LogFiles, ctx: StoreContext): Promise<AppendLog> {
  const folder = join(ctx.directory, ctx.trial === true ? `${ctx.runName}.trial` : ctx.runName);
  let fresh: OpenedLog | undefined = await opened(folder, files, ctx);
  const { log } = fresh;
  return {
    load: async () => {
      const { snapshot, entries, diagnostics } = fresh ?? (await opened(folder, files, ctx));
      fresh = undefined;
      return { ...(snapshot === undefined ? {} : { snapshot }), segments: entries, diagnostics };
    },
    after: async (position) => {
      const batch = await log.read(position);
      return batch === 'compacted' ? [] : batch.entries;
    },
    append: async (after, frames) => {
      const result = await log.append(after, frames);
      return result === 'conflict' ? result : result.position;
    },
    snapshot: async (position, bytes) => {
      await log.writeSnapshot(position, bytes);
      const { snapshots = KEPT_SNAPSHOTS, archiveBytes } = ctx.retention ?? {};
      await log.compact({ keepSnapshots: snapshots, ...(archiveBytes === undefined ? {} : { archiveBytes }) });
    },
    snapshotAt: async (position) => (await log.snapshot(position)).snapshot,
    age: (position) => log.age(position),
    damagedSnapshots: () => damagedSnapshots(log),
    history: (from) => log.history(from),
    export: (state) => writeMap(files, ctx, state),
  };
}

/** What cannot be read can be left behind: an empty log begins with the map that is beside it. */
async function opened(folder: string, files: LogFiles, ctx: StoreContext): Promise<OpenedLog> {
  try {
    return await openLog({ folder, files });
  } catch (error) {
    const diagnostics = diagnosticsOf(error);
    if (diagnostics?.[0]?.code !== 'log/corrupt' || (await files.status(mapPath(ctx))) === undefined) throw error;
    const hints = [
      `or go on without the history, from ${mapPath(ctx)}, the state as the last run that ended left it: mv '${folder}' '${folder}.damaged'`,
    ];
    throw new DiagnosticError(
      diagnostics.map((one) => ({ ...one, hints: [...(one.hints ?? []), ...hints] })),
      { cause: error },
    );
  }
}

async function writeMap(files: LogFiles, ctx: StoreContext, state: StateMap): Promise<void> {
  await files.makeFolder(ctx.directory);
  const temporary = join(ctx.directory, `.${ctx.runName}.msgpack.tmp`);
  // Left by a run that was killed; only the holder of the lock comes here.
  await files.remove(temporary);
  await keepOriginal(files, ctx);
  await files.write(temporary, [(await packr()).pack(state)], true);
  await files.replace(temporary, mapPath(ctx));
  await files.syncFolder(ctx.directory);
}

/** What another tool wrote is kept beside before it is replaced. Ours says whose it is. */
async function keepOriginal(files: LogFiles, ctx: StoreContext): Promise<void> {
  const path = mapPath(ctx);
  const bytes = await files.read(path);
  if (bytes === undefined || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('holdfast')) return;
  const copy = `${path}.original`;
  if ((await files.status(copy)) === undefined) await files.link(path, copy);
}

function mapPath(ctx: StoreContext): string {
  return join(ctx.directory, `${ctx.runName}.msgpack`);
}

/** Maps of any size, and none of the extensions that other readers do not know. Loaded late: most runs change nothing. */
async function packr(): Promise<Packr> {
  const { Packr } = await import('msgpackr/pack');
  return new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'auto' });
}
