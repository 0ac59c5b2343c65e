/** Results for the tests of views. */
import type { ChunkResult, RunReport } from '../engine/index.js';
import { esmTagText, type Tag } from '../kernel/index.js';

/** An unchanged `test.nop` unless said otherwise. `state`, `fun`, `id`, and `name` (default: the ID) make the tag. */
export function fakeResult({
  state = 'test',
  fun = 'nop',
  id = 'a',
  name = id,
  ...rest
}: Partial<Tag> & Partial<ChunkResult> = {}): ChunkResult {
  const tag: Tag = { state, id, name, fun };
  return {
    tag,
    esmTag: esmTagText(tag),
    outcome: 'unchanged',
    result: true,
    comment: [],
    changes: {},
    oldState: null,
    newState: null,
    runNumber: 1,
    startTime: '2026-01-02T03:04:05.000Z',
    totalSeconds: 0.01,
    action: 'none',
    leaves: [],
    slsMeta: null,
    idMeta: null,
    diagnostics: [],
    order: 1,
    ...rest,
  };
}

export function fakeReport(results: readonly ChunkResult[], more: Partial<RunReport> = {}): RunReport {
  return { results, diagnostics: [], seconds: 0.42, stopped: false, vanished: [], ...more };
}
