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
  diagnosticsOf,
  type LogFiles,
  nodeLogFiles,
  type OpenedLog,
  openLog,
} from '../../kernel/index.js';
import { appendLogOf } from '../log-store/append-log.js';

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

function openAppendLog(files: LogFiles, ctx: StoreContext): Promise<AppendLog> {
  const folder = join(ctx.directory, ctx.trial === true ? `${ctx.runName}.trial` : ctx.runName);
  return appendLogOf(
    ctx,
    () => opened(folder, files, ctx),
    (state) => writeMap(files, ctx, state),
  );
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
