/** Records that are to be written, compared with those that are there. Nothing in the world changes by it. */
import type { EnforcedRecord } from '../../contract/index.js';
import type { EnforcedState } from '../../engine/index.js';
import type { RecordChange } from '../../esm/index.js';
import { diff } from '../../kernel/index.js';

export interface RecordPut {
  readonly esmTag: string;
  readonly record: EnforcedRecord;
}

export interface ComparedPuts {
  /** What would be written, in order of tags. */
  readonly changes: readonly RecordChange[];
  /** Only those that change something. */
  readonly puts: readonly RecordPut[];
  /** ESM tags of those that are so already. */
  readonly unchanged: readonly string[];
}

/** When a record was last written is no difference. */
export function comparePuts(puts: readonly RecordPut[], enforced: EnforcedState): ComparedPuts {
  const changes: RecordChange[] = [];
  const wanted: RecordPut[] = [];
  const unchanged: string[] = [];
  const ordered = [...puts].sort((a, b) => (a.esmTag < b.esmTag ? -1 : 1));
  for (const put of ordered) {
    const before = enforced.get(put.esmTag);
    const leaves = before === undefined ? [] : diff(stored(before, enforced), stored(put.record, enforced, before));
    if (before !== undefined && leaves.length === 0) {
      unchanged.push(put.esmTag);
      continue;
    }
    changes.push({ esmTag: put.esmTag, kind: before === undefined ? 'added' : 'changed', leaves });
    wanted.push(put);
  }
  return { changes, puts: wanted, unchanged };
}

/** As it is at rest: secrets compare by their digests. */
function stored({ state, meta }: EnforcedRecord, enforced: EnforcedState, like?: EnforcedRecord): unknown {
  const { updated: _time, ...kept } = meta;
  const seal = <Value>(value: Value, other?: unknown): Value => enforced.seal?.(value, other) ?? value;
  return { state: seal(state, like?.state), meta: seal(kept, like?.meta) };
}
