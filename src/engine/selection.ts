/** `--target` and `--except`: some IDs and all that they need, or all but some. */
import { type Diagnostic, didYouMean, globMatcher } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import type { EnforcedState } from './run.js';
import { type ChunkNode, nodeEsmTag, nodeTagText, type RunGraph } from './step-graph.js';
import type { TargetSet } from './targets.js';

export interface Selection {
  /** IDs (globs); empty: everything. */
  readonly targets: readonly string[];
  /** IDs (globs) that are left out even when they are needed; what is needed of them comes from the enforced state. */
  readonly except: readonly string[];
  readonly enforced: EnforcedState;
  /** Milliseconds since 1970, for the age of what is taken from the enforced state. */
  readonly now: number;
}

/** Marks what is not selected as excluded. A pattern that matches nothing is an error. */
export function select(run: RunGraph, selection: Selection): Diagnostic[] {
  const { targets, except } = selection;
  if (targets.length === 0 && except.length === 0) return [];
  const diagnostics: Diagnostic[] = [];
  const matching = (pattern: string, option: string): ChunkNode[] => {
    const matches = globMatcher(pattern);
    const found = run.nodes.filter((node) => matches(node.chunk.declaration.id));
    if (found.length === 0) diagnostics.push(nothingMatches(run, pattern, option));
    return found;
  };
  const left = new Set(except.flatMap((pattern) => matching(pattern, 'except').map((node) => node.number)));
  const pending = (targets.length === 0 ? run.nodes : targets.flatMap((pattern) => matching(pattern, 'target')))
    .map((node) => node.number)
    .filter((number) => !left.has(number));
  const chosen = new Set<number>();
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    if (chosen.has(number) || left.has(number)) continue;
    chosen.add(number);
    pending.push(...needsOf(run.nodes[number] as ChunkNode));
  }
  for (const node of run.nodes) node.excluded = !chosen.has(node.number);
  if (left.size > 0) diagnostics.push(...takeFromRecords(run, left, selection));
  return diagnostics;
}

/** Chunks that one must follow. */
export function needsOf(node: ChunkNode): number[] {
  const needs: number[] = [...node.prerequired];
  for (const { set } of node.requisites) needs.push(...set.members);
  for (const { set } of node.bindings) needs.push(...set.members);
  return needs;
}

/** What was left out and is needed stands for what was last enforced of it. It is an error when that is nothing, and a note says how old it is. */
function takeFromRecords(run: RunGraph, left: ReadonlySet<number>, { enforced, now }: Selection): Diagnostic[] {
  const needed = new Map<number, ChunkNode>();
  const seen = new Set<TargetSet>();
  for (const node of run.nodes) {
    if (node.excluded) continue;
    for (const { set } of [...node.requisites, ...node.bindings]) {
      if (seen.has(set)) continue;
      seen.add(set);
      for (const member of set.members) if (left.has(member) && !needed.has(member)) needed.set(member, node);
    }
  }
  for (const set of seen) standInRecords(run, set, left, enforced);
  return [...needed].map(([number, by]) => recordNote(run.nodes[number] as ChunkNode, by, enforced, now));
}

function standInRecords(run: RunGraph, set: TargetSet, left: ReadonlySet<number>, enforced: EnforcedState): void {
  const gone = set.members.filter((member) => left.has(member));
  if (gone.length === 0) return;
  const others = set.members.filter((member) => !left.has(member));
  set.members.splice(0, set.members.length, ...others);
  set.enforced = gone.flatMap((member) => {
    const esmTag = nodeEsmTag(run.nodes[member] as ChunkNode);
    const record = enforced.get(esmTag);
    return record === undefined ? [] : [[esmTag, record] as const];
  });
}

function recordNote(node: ChunkNode, by: ChunkNode, enforced: EnforcedState, now: number): Diagnostic {
  const record = enforced.get(nodeEsmTag(node));
  const { id } = node.chunk.declaration;
  const span = node.sources.span(node.chunk.declaration.idAt, id.length);
  const place = { about: nodeTagText(by), ...(span === undefined ? {} : { span }) };
  if (record === undefined || record.state === null) {
    return {
      severity: 'error',
      code: engineCodes.code('except-unknown'),
      summary: `'${by.chunk.declaration.id}' needs '${id}', which is left out and was never enforced`,
      ...place,
      hints: [`take '${id}' along, or leave out '${by.chunk.declaration.id}' too`],
    };
  }
  const age = record.meta.updated === undefined ? 'at an unknown time' : ageText(now - Date.parse(record.meta.updated));
  return {
    severity: 'note',
    code: engineCodes.code('from-record'),
    summary: `'${id}' is left out: '${by.chunk.declaration.id}' takes what was enforced of it ${age}`,
    ...place,
  };
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function ageText(milliseconds: number): string {
  for (const [unit, length] of UNITS) {
    const count = Math.floor(milliseconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

function nothingMatches(run: RunGraph, pattern: string, option: string): Diagnostic {
  const ids = new Set(run.nodes.map((node) => node.chunk.declaration.id));
  const hint = didYouMean(pattern, ids);
  return {
    severity: 'error',
    code: engineCodes.code('unknown-selection'),
    summary: `no ID declaration matches the ${option === 'target' ? 'target' : 'exception'} '${pattern}'`,
    hints: [...(hint === undefined ? [] : [hint]), `--${option} takes an ID declaration, or a pattern for several`],
  };
}
