/** Asking a guard before a step: what would be done now is found out in plan mode first. */
import { notCalled } from './ended.js';
import { applyChunk, type CallResult, type ChunkCall, type ExecuteEnvironment, retireChunk } from './execute/index.js';
import { observedDigest } from './plan/observed.js';
import type { GuardedStep, RunGuard } from './run.js';
import { type ChunkNode, nodeTagText } from './step-graph.js';

/** The same environment, in which nothing is written. */
export function planning(env: ExecuteEnvironment): ExecuteEnvironment {
  return env.options.mode === 'plan' ? env : { ...env, options: { ...env.options, mode: 'plan' } };
}

export interface Judged {
  /** What the step would do now. */
  readonly preview: CallResult;
  /** The result when it is not to be done; undefined when it is. */
  readonly refused: CallResult | undefined;
}

export async function judgeApply(
  node: ChunkNode,
  call: ChunkCall,
  env: ExecuteEnvironment,
  guard: RunGuard,
): Promise<Judged> {
  const applied = await applyChunk(call, planning(env));
  const preview = applied.kind === 'replace' ? notCalled('would-change', null, []) : applied.result;
  return judged('apply', { ...subjectOf(node, call), preview }, guard);
}

export async function judgeRetire(
  node: ChunkNode,
  call: ChunkCall,
  env: ExecuteEnvironment,
  guard: RunGuard,
): Promise<Judged> {
  return judged(
    'retire',
    { ...subjectOf(node, call), preview: await retireChunk(call, undefined, planning(env)) },
    guard,
  );
}

/** A refresh belongs to the plan when the plan has a call there. */
export function refusedRefresh(tag: string, esmTag: string, guard: RunGuard | undefined): string | undefined {
  return guard?.judge({
    kind: 'refresh',
    tag,
    esmTag,
    action: 'call',
    observed: undefined,
    leaves: [],
    recordId: undefined,
  });
}

function subjectOf(node: ChunkNode, { esmTag, plugin, record }: ChunkCall): Omit<JudgedSubject, 'preview'> {
  return { tag: nodeTagText(node), esmTag, plugin, record, given: node.chunk.args.keys() };
}

export interface JudgedSubject {
  readonly tag: string;
  readonly esmTag: string;
  readonly plugin: ChunkCall['plugin'];
  readonly record: ChunkCall['record'];
  /** Names of the given arguments. */
  readonly given: Iterable<string>;
  readonly preview: CallResult;
}

export function judged(
  kind: GuardedStep['kind'],
  { tag, esmTag, plugin, record, given, preview }: JudgedSubject,
  guard: RunGuard,
): Judged {
  if (preview.outcome === 'failed' || preview.outcome === 'interrupted') return { preview, refused: preview };
  const { oldState, leaves, action } = preview;
  const why = guard.judge({
    kind,
    tag,
    esmTag,
    action,
    observed: observedDigest({ plugin, given, record, oldState, leaves }),
    leaves: leaves.map(({ path }) => path),
    recordId: record?.meta.id,
  });
  return { preview, refused: why === undefined ? undefined : { ...notCalled('skipped: plan', null, [why]), leaves } };
}
