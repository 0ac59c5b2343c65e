/** The record of a chunk that ended, as reports carry it. */
import { esmTagText, spanText, type Tag, tagText } from '../kernel/index.js';
import type { ChunkEnd } from './chunk-run.js';
import type { CallResult, ChunkCall } from './execute/index.js';
import type { ChunkResult } from './outcome.js';
import { type ChunkNode, tagOf } from './step-graph.js';
import type { Vanished } from './vanished.js';

export interface Timing {
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Known already in a serial run; 0 where it is given at the end. */
  readonly number: number;
}

export function buildResult(node: ChunkNode, end: ChunkEnd, timing: Timing): ChunkResult {
  const { declaration, order } = node.chunk;
  const { result } = end;
  const tag = end.tag ?? tagOf(node);
  return {
    tag,
    esmTag: esmTagText(tag),
    ...(end.name === undefined ? {} : { name: end.name }),
    ...shared(result, timing),
    ...(end.root === undefined ? {} : { root: end.root }),
    slsMeta: declaration.slsMeta ?? null,
    idMeta: declaration.meta ?? null,
    order,
    ...(node.stands?.meta.updated === undefined ? {} : { enforcedAt: node.stands.meta.updated }),
    ...(needsPlace(result) ? placeOf(node) : {}),
  };
}

/** The end-of-run refresh of a `listen` has a tag of its own. */
export function listenTag(call: ChunkCall): string {
  return tagText(refreshTag(call));
}

function refreshTag({ chunk: { declaration, name } }: ChunkCall): Tag {
  const id = `${declaration.id}_listen`;
  return { state: declaration.state, id, name: name === declaration.id ? id : name, fun: 'mod_watch' };
}

/** … and a result of its own. */
export function listenResult(call: ChunkCall, result: CallResult, timing: Timing): ChunkResult {
  const { declaration, order } = call.chunk;
  const tag = refreshTag(call);
  return {
    tag,
    esmTag: esmTagText(tag),
    ...shared(result, timing),
    slsMeta: declaration.slsMeta ?? null,
    idMeta: declaration.meta ?? null,
    order,
  };
}

/** What became of a vanished thing. `root`: tag of what needs it. */
export function removalResult(vanished: Vanished, result: CallResult, timing: Timing, root?: string): ChunkResult {
  return {
    tag: vanished.tag,
    esmTag: vanished.esmTag,
    ...shared(result, timing),
    ...(root === undefined ? {} : { root }),
    slsMeta: null,
    idMeta: null,
    order: Number.MAX_SAFE_INTEGER,
  };
}

function shared(
  result: CallResult,
  timing: Timing,
): Omit<ChunkResult, 'tag' | 'esmTag' | 'slsMeta' | 'idMeta' | 'order'> {
  return {
    outcome: result.outcome,
    result: result.result,
    comment: result.comment,
    ...(result.notes === undefined ? {} : { notes: result.notes }),
    changes: result.changes,
    oldState: result.oldState,
    newState: result.newState,
    runNumber: timing.number,
    startTime: new Date(timing.startTime).toISOString(),
    totalSeconds: timing.seconds,
    action: result.action,
    leaves: result.leaves,
    diagnostics: result.diagnostics,
    ...(result.pending === undefined ? {} : { pending: result.pending }),
  };
}

/** Positions are computed only for what a person will be told about. */
function needsPlace(result: CallResult): boolean {
  if (result.notes !== undefined) return true;
  return result.outcome !== 'unchanged' && result.outcome !== 'skipped: target';
}

function placeOf(node: ChunkNode): { declared: string } | undefined {
  const span = node.sources.span(node.chunk.declaration.at);
  return span === undefined ? undefined : { declared: spanText(span) };
}
