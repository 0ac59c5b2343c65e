/** What is left to do when every chunk has ended: old things of replacements go, and what listens is refreshed. */
import type { Diagnostic } from '../kernel/index.js';
import type { ChunkEnd } from './chunk-run.js';
import { engineCodes } from './codes.js';
import { type Ended, notCalled } from './ended.js';
import { type CallResult, type ExecuteEnvironment, refreshChunk, retireChunk } from './execute/index.js';
import { refusedRefresh } from './guarded.js';
import type { ChunkResult } from './outcome.js';
import { listenResult, listenTag } from './result.js';
import { type ChunkNode, nodeTagText, type RunGraph } from './step-graph.js';

export interface Deposed {
  readonly node: ChunkNode;
  readonly deposed: NonNullable<ChunkEnd['deposed']>;
}

export type Listening = NonNullable<ChunkEnd['listens']>;

/** The walk, as far as it is over. */
export interface WalkedRun {
  readonly run: RunGraph;
  readonly env: ExecuteEnvironment;
  readonly results: (ChunkResult | undefined)[];
  ended(number: number): Ended | undefined;
  step(node: ChunkNode, step: 'retire'): void;
  report(diagnostic: Diagnostic): void;
}

/** Old things of create-first replacements, last made first gone; kept when something that used them did not get over to the new one. */
export async function retireDeposed(deposed: readonly Deposed[], walked: WalkedRun): Promise<void> {
  for (const { node, deposed: one } of deposed.toReversed()) {
    const stuck = walked.run.nodes.find(
      (other) =>
        other.bindings.some(({ set }) => set.members.includes(node.number)) &&
        walked.ended(other.number)?.root !== undefined,
    );
    if (stuck !== undefined) {
      walked.report(oldKept(node, one.old.id, `${nodeTagText(stuck)} failed and may still use it`));
      continue;
    }
    walked.step(node, 'retire');
    const retired = await retireChunk(one.call, one.old, walked.env);
    if (retired.outcome === 'skipped: plan') walked.report(oldKept(node, one.old.id, retired.comment.join('; ')));
    if (retired.result === false) {
      const before = walked.results[node.number] as ChunkResult;
      walked.results[node.number] = {
        ...before,
        outcome: 'failed',
        result: false,
        comment: [...before.comment, ...retired.comment],
      };
    }
  }
}

function oldKept(node: ChunkNode, id: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: engineCodes.code('old-kept'),
    summary: `the old ${node.chunk.declaration.state} '${id}' was kept: ${why}`,
    about: nodeTagText(node),
    hints: ['the next run removes it'],
  };
}

/** What the chunk did is reported of the chunk itself. */
function nothingOf(first: CallResult): CallResult {
  const none = { comment: [], changes: {}, oldState: null, newState: null, leaves: [], diagnostics: [] };
  return { ...first, ...none, outcome: 'unchanged', result: true, action: 'none' };
}

/** Calls the `mod_watch` of every chunk that listens to something that changed, in written order. */
export async function refreshListeners(
  listening: readonly Listening[],
  env: ExecuteEnvironment,
): Promise<readonly ChunkResult[]> {
  const { clock } = env.services.ports;
  const results: ChunkResult[] = [];
  for (const { call, first } of listening.toSorted((a, b) => a.call.chunk.order - b.call.chunk.order)) {
    const started = clock.monotonic();
    const startTime = clock.now();
    env.options.emit({ type: 'step-started', tag: call.tagText, step: 'refresh', summary: 'mod_watch' });
    const refused = refusedRefresh(listenTag(call), call.esmTag, env.options.guard);
    const result =
      refused === undefined
        ? await refreshChunk(call, nothingOf(first), env)
        : notCalled('skipped: plan', null, [refused]);
    const seconds = (clock.monotonic() - started) / 1000;
    const listened = listenResult(call, result, { seconds, startTime, number: 0 });
    results.push(listened);
    env.options.emit({ type: 'chunk-ended', result: listened });
  }
  return results;
}
