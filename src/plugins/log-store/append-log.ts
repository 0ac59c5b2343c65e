/** A sequenced log as a store of enforced state offers it, wherever its files are. */
import type { AppendLog, StoreContext } from '../../contract/index.js';
import { damagedSnapshots, type OpenedLog } from '../../kernel/index.js';

/** Earlier ones serve to show earlier states once the beginning of the journal is no longer kept. */
const KEPT_SNAPSHOTS = 4;

/** Opens the log now; the first `load` gives what was read then, later ones open it anew. `exported`: writes the state in the original's form. */
export async function appendLogOf(
  ctx: StoreContext,
  open: () => Promise<OpenedLog>,
  exported: NonNullable<AppendLog['export']>,
): Promise<AppendLog> {
  let fresh: OpenedLog | undefined = await open();
  const { log } = fresh;
  return {
    load: async () => {
      const { snapshot, entries, diagnostics } = fresh ?? (await open());
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
    export: exported,
  };
}
