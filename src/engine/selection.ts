/** `--target` and `--except`: some states and all that they need, or all but some. Also of what is added while the run goes on. */
import type { EnforcedRecord } from '../contract/index.js';
import type { Diagnostic } from '../kernel/index.js';
import type { DelayedBlock } from '../sls/index.js';
import { engineCodes } from './codes.js';
import type { EnforcedState } from './run.js';
import { SelectionPattern } from './selection-pattern.js';
import { type ChunkNode, nodeEsmTag, nodeTagText, type RunGraph } from './step-graph.js';
import type { TargetSet } from './targets.js';

/** What stands for a state that is needed and not selected itself: the state, run too, or the record of it where there is one. */
export type NeedsFrom = 'run' | 'enforced';

export interface SelectionInput {
  /** Patterns of what is run; empty: everything. */
  readonly targets: readonly string[];
  /** Patterns of what is left out even when it is needed; what is needed of it comes from the enforced state. */
  readonly except: readonly string[];
  readonly needs: NeedsFrom;
  readonly enforced: EnforcedState;
  /** Milliseconds since 1970, for the age of what is taken from the enforced state. */
  readonly now: number;
}

export class Selection {
  readonly #run: RunGraph;
  readonly #input: SelectionInput;
  readonly #targets: readonly SelectionPattern[];
  readonly #except: readonly SelectionPattern[];
  readonly #left = new Set<number>();
  /** What was named, and all that it needs. */
  readonly #chosen = new Set<number>();
  /** Run only because they may add what is named. */
  readonly #searched = new Set<number>();
  /** Sets of chosen states that may still get members, with how many were looked at. */
  readonly #growing = new Map<TargetSet, number>();
  /** States that were left out and are needed, and what was said of them. */
  readonly #told = new Set<number>();
  readonly #notes: Diagnostic[] = [];
  #standing = 0;

  constructor(run: RunGraph, input: SelectionInput) {
    this.#run = run;
    this.#input = input;
    this.#targets = input.targets.map((pattern) => new SelectionPattern(pattern, 'target'));
    this.#except = input.except.map((pattern) => new SelectionPattern(pattern, 'except'));
  }

  get isEverything(): boolean {
    return this.#targets.length === 0 && this.#except.length === 0;
  }

  /** Marks what is not selected as excluded. A pattern that matches nothing, and never will, is an error. */
  begin(delayed: readonly DelayedBlock[]): Diagnostic[] {
    if (this.isEverything) return [];
    const { nodes } = this.#run;
    for (const node of nodes) if (this.#isLeft(node)) this.#left.add(node.number);
    const named = this.#targets.length === 0 ? nodes : this.#targets.flatMap((pattern) => pattern.among(nodes));
    this.#choose(named, []);
    this.#choose([], this.#whatAdds(nodes, delayed));
    for (const node of nodes) node.excluded = !this.#chosen.has(node.number) || node.stands !== undefined;
    const diagnostics = [...this.#notes];
    for (const pattern of [...this.#targets, ...this.#except]) {
      if (!pattern.matched && !this.#mayComeLate(pattern, delayed)) diagnostics.push(pattern.matchesNothing(nodes));
    }
    if (this.#standing > 0) diagnostics.push(this.#standingNote());
    return diagnostics;
  }

  /** Judges what was added by a chunk; what a chosen file as a function adds is chosen, too. Gives what was not selected before and is needed now: it may not have ended yet. */
  admit(added: readonly ChunkNode[], delayed: readonly DelayedBlock[], by?: ChunkNode): readonly number[] {
    if (this.isEverything) return [];
    const { nodes } = this.#run;
    for (const node of added) if (this.#isLeft(node)) this.#left.add(node.number);
    const isWhole = by?.grows === true && this.#chosen.has(by.number) && !this.#searched.has(by.number);
    const needed: ChunkNode[] = [];
    for (const [set, seen] of this.#growing) {
      for (let at = seen; at < set.members.length; at++) needed.push(nodes[set.members[at] as number] as ChunkNode);
      this.#growing.set(set, set.members.length);
    }
    const chosen = [
      ...this.#choose(
        added.filter((node) => this.#isNamed(node) || (isWhole && !this.#left.has(node.number))),
        needed,
      ),
      ...this.#choose([], this.#whatAdds(added, delayed)),
    ];
    for (const node of added) node.excluded = true;
    const first = added[0]?.number ?? nodes.length;
    const revived: number[] = [];
    for (const number of chosen) {
      const node = nodes[number] as ChunkNode;
      if (node.stands !== undefined) continue;
      node.excluded = false;
      if (number < first) revived.push(number);
    }
    return revived;
  }

  /** When nothing can be added any more: what is wrong with patterns that matched nothing. */
  end(): Diagnostic[] {
    return [...this.#targets, ...this.#except]
      .filter(({ matched }) => !matched)
      .map((pattern) => pattern.matchesNothing(this.#run.nodes));
  }

  #isLeft(node: ChunkNode): boolean {
    let left = false;
    for (const pattern of this.#except) if (pattern.matches(node, this.#run.nodes)) left = true;
    return left;
  }

  #isNamed(node: ChunkNode): boolean {
    if (this.#left.has(node.number)) return false;
    let named = this.#targets.length === 0;
    for (const pattern of this.#targets) if (pattern.matches(node, this.#run.nodes)) named = true;
    return named;
  }

  /** Adds these and all that they need to what is chosen, and gives what was not chosen before. */
  #choose(named: readonly ChunkNode[], needed: readonly ChunkNode[]): readonly number[] {
    const pending = [...needed, ...named].map(({ number }) => number).filter((number) => !this.#left.has(number));
    const first = new Set(named.map(({ number }) => number));
    const live = new Set(this.#run.liveSets);
    const chosen: number[] = [];
    for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
      if (this.#chosen.has(number)) continue;
      const node = this.#run.nodes[number] as ChunkNode;
      this.#chosen.add(number);
      chosen.push(number);
      if (!first.has(number) && this.#takeRecord(node)) continue;
      for (const need of needsOf(node)) {
        if (!this.#left.has(need)) pending.push(need);
        else this.#takeLeft(this.#run.nodes[need] as ChunkNode, node);
      }
      for (const { set } of [...node.requisites, ...node.bindings]) {
        if (live.has(set) && !this.#growing.has(set)) this.#growing.set(set, set.members.length);
      }
    }
    return chosen;
  }

  /** With `needs: enforced`, a `present` that was enforced need not run. */
  #takeRecord(node: ChunkNode): boolean {
    if (this.#input.needs !== 'enforced' || node.chunk.declaration.fun !== 'present') return false;
    const record = this.#input.enforced.get(nodeEsmTag(node));
    if (record === undefined || record.state === null) return false;
    node.stands = record;
    this.#standing += 1;
    return true;
  }

  /** What was left out and is needed stands for what was last enforced of it. It is an error when that is nothing, and a note says how old it is. */
  #takeLeft(node: ChunkNode, by: ChunkNode): void {
    if (this.#told.has(node.number)) return;
    this.#told.add(node.number);
    const record = this.#input.enforced.get(nodeEsmTag(node));
    this.#notes.push(recordNote(node, by, record, this.#input.now));
    if (record !== undefined && record.state !== null) node.stands = record;
  }

  /** What must run so that states which are named or needed, and not there yet, are added. */
  #whatAdds(among: readonly ChunkNode[], delayed: readonly DelayedBlock[]): readonly ChunkNode[] {
    const held = [...this.#growing.keys()].some(({ members }) => members.length === 0);
    const missing = held || this.#targets.some(({ matched }) => !matched);
    const adding = among.filter(
      (node) => node.grows && (held || this.#targets.some((one) => (one.isGlob || !one.matched) && one.mayBelow(node))),
    );
    for (const { number } of adding) if (!this.#chosen.has(number)) this.#searched.add(number);
    if (!missing || delayed.length === 0) return adding;
    const ids = new Set(delayed.flatMap(({ requires }) => requires));
    return [...adding, ...this.#run.nodes.filter((node) => ids.has(node.chunk.declaration.id))];
  }

  #mayComeLate(pattern: SelectionPattern, delayed: readonly DelayedBlock[]): boolean {
    return delayed.length > 0 || this.#run.nodes.some((node) => node.grows && pattern.mayBelow(node));
  }

  #standingNote(): Diagnostic {
    const ages = this.#run.nodes.flatMap(({ stands }) =>
      stands === undefined ? [] : [agoOf(stands, this.#input.now)],
    );
    const oldest = ages.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
    const many = this.#standing === 1 ? '1 state that is needed is' : `${this.#standing} states that are needed are`;
    return {
      severity: 'note',
      code: engineCodes.code('from-record'),
      summary: `${many} not run, but taken as enforced${this.#standing === 1 ? '' : ', the oldest'} ${oldest.text}`,
      hints: ['without --needs enforced they are run too'],
    };
  }
}

/** Chunks that one must follow. */
export function needsOf(node: ChunkNode): number[] {
  const needs: number[] = [...node.prerequired];
  for (const { set } of node.requisites) needs.push(...set.members);
  for (const { set } of node.bindings) needs.push(...set.members);
  return needs;
}

/** Why a state that was not run has no result of its own. */
export function whyNotSelected({ stands }: ChunkNode, now: number): string {
  return stands === undefined ? 'not selected' : `not run: taken as it was enforced ${agoOf(stands, now).text}`;
}

function recordNote(node: ChunkNode, by: ChunkNode, record: EnforcedRecord | undefined, now: number): Diagnostic {
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
  return {
    severity: 'note',
    code: engineCodes.code('from-record'),
    summary: `'${id}' is left out: '${by.chunk.declaration.id}' takes what was enforced of it ${agoOf(record, now).text}`,
    ...place,
  };
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function agoOf({ meta }: EnforcedRecord, now: number): { readonly text: string; readonly milliseconds: number } {
  if (meta.updated === undefined) return { text: 'at an unknown time', milliseconds: Number.POSITIVE_INFINITY };
  const milliseconds = now - Date.parse(meta.updated);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(milliseconds / length);
    if (count > 0) return { text: `${count} ${unit}${count === 1 ? '' : 's'} ago`, milliseconds };
  }
  return { text: 'just now', milliseconds };
}
