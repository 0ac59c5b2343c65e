/** Running a prepared graph and reporting on it. */
import { isFailure } from './ended.js';
import { announceReadings, createEnvironment, type ExecuteEnvironment, resolveOpenIntents } from './execute/index.js';
import type { ChunkResult, OutcomeKind } from './outcome.js';
import type { Prepared } from './prepare.js';
import { removeVanished } from './removal.js';
import type { EnforcedState, EngineServices, RunOptions, RunReport } from './run.js';
import type { ChunkNode } from './step-graph.js';
import { findVanished, isWhole, renameWarnings, stillVanished, type Vanished } from './vanished.js';
import { vanishedEvent } from './vanished-event.js';
import { Walk } from './walk.js';
import { computeWaves } from './waves.js';

export interface RunInput {
  readonly services: EngineServices;
  readonly enforced: EnforcedState;
  readonly options: RunOptions;
}

/**
 * Runs what `prepare` made. The lock is held by the caller; a prepared run is used once. Failures are outcomes; a rejection is a bug or a
 * store that cannot be written any more.
 */
export async function run(prepared: Prepared, { services, enforced, options }: RunInput): Promise<RunReport> {
  const { clock } = services.ports;
  const started = clock.monotonic();
  const { nodes } = prepared.run;
  const startNodes = nodes.length;
  const env: ExecuteEnvironment = createEnvironment({
    services,
    options,
    enforced,
    sources: prepared.low.sources,
    // One at a time means: also while it waits.
    ...(options.runtime === 'serial' ? {} : { resting: (wait) => walk.resting(wait) }),
    extend: (by, high) => walk.growth.extend(by.chunk, high),
    ...(prepared.low.gatherGroup === undefined
      ? {}
      : { extendFromFiles: (by, files) => walk.growth.extendFromFiles(by.chunk, files) }),
  });
  const walk: Walk = new Walk(prepared.run, prepared.low, env);
  options.emit({
    type: 'run-started',
    mode: options.mode,
    runtime: options.runtime,
    chunks: nodes.length,
    operation: options.mode,
  });
  const undecided = options.mode === 'apply' ? await resolveOpenIntents(env) : [];
  for (const diagnostic of undecided) options.emit({ type: 'diagnostic', diagnostic });
  announceReadings(
    env.world,
    nodes.filter((node) => !node.excluded),
  );
  // Before the walk: what is new now has a record afterwards.
  const before = findVanished(prepared.run, enforced, options);
  await walk.walk();
  if (nodes.length > startNodes) computeWaves(prepared.run);
  const ended = numbered(nodes, walk, options.runtime);
  const whole = isWhole(prepared.run, options, walk);
  const vanished = !whole ? [] : nodes.length > startNodes ? stillVanished(before, prepared.run) : before;
  const found = new Set(ended.map(({ newState }) => newState?.resource_id));
  // What a run has found by its name is kept anyway; a plan still tells how its record is kept, too.
  const isSettled = ({ id }: Vanished): boolean => options.mode === 'apply' && id !== undefined && found.has(id);
  const renames = renameWarnings(
    vanished.filter((one) => !isSettled(one)),
    options.mode,
  );
  for (const diagnostic of renames) options.emit({ type: 'diagnostic', diagnostic });
  const removals = options.prune === true ? await removeVanished({ vanished, results: ended, env }) : [];
  const gone = vanishedEvent(vanished, removals);
  if (gone !== undefined) options.emit(gone);
  const results = [...ended, ...removals.map((one, at) => ({ ...one, runNumber: ended.length + at + 1 }))];
  const seconds = (clock.monotonic() - started) / 1000;
  const stopped = options.stop.aborted || options.abort.aborted;
  const failed = results.some(isFailure);
  options.emit({
    type: 'run-ended',
    counts: countOutcomes(results),
    seconds,
    result: stopped ? 'stopped' : failed ? 'failed' : 'done',
  });
  return { results, diagnostics: [...undecided, ...walk.diagnostics, ...renames], seconds, stopped, vanished };
}

/** Serial numbers are the sequence; parallel ones sort by wave and order, so that they do not depend on timing. */
function numbered(nodes: readonly ChunkNode[], walk: Walk, runtime: 'serial' | 'parallel'): ChunkResult[] {
  const results = nodes.map((node) => ({ node, result: walk.results[node.number] as ChunkResult }));
  if (runtime === 'serial') results.sort((a, b) => a.result.runNumber - b.result.runNumber);
  else
    results.sort(
      (a, b) => a.node.wave - b.node.wave || a.node.chunk.order - b.node.chunk.order || a.node.number - b.node.number,
    );
  return [...results.map(({ result }) => result), ...walk.extraResults].map((result, at) =>
    result.runNumber === at + 1 ? result : { ...result, runNumber: at + 1 },
  );
}

export function countOutcomes(results: readonly ChunkResult[]): Partial<Record<OutcomeKind, number>> {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
