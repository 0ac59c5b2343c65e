/** Judging a chunk's requisites when everything it waits for has ended. Verdicts on shared sets are reached once. */
import { tagText } from '../kernel/index.js';
import { type Ended, endedEarlier } from './ended.js';
import { type RequisiteKind, require, type Verdict } from './requisites/index.js';
import { type ChunkNode, type ResolvedRequisite, tagOf } from './step-graph.js';
import { type TargetSet, targetText } from './targets.js';

export interface Judgement {
  readonly verdict: Verdict;
  /** Why it does not pass, one line each. */
  readonly reasons: readonly string[];
  /** Tag text of the failure behind it. */
  readonly root?: string;
  /** A target of a `watch` or `listen` changed. */
  readonly refreshNow: boolean;
  readonly refreshAtEnd: boolean;
}

interface SetVerdict {
  readonly verdict: Verdict;
  /** The first target that decided it. */
  readonly culprit?: string;
  readonly ended?: Ended;
  readonly changed: boolean;
}

const PASSES: Judgement = { verdict: 'pass', reasons: [], refreshNow: false, refreshAtEnd: false };

export interface EndedChunks {
  ended(number: number): Ended | undefined;
  previewed(number: number): Ended | undefined;
  node(number: number): ChunkNode;
}

export class Rules {
  readonly #chunks: EndedChunks;
  readonly #cache = new Map<TargetSet, Map<string, SetVerdict>>();

  constructor(chunks: EndedChunks) {
    this.#chunks = chunks;
  }

  judge(node: ChunkNode): Judgement {
    if (node.requisites.length === 0 && node.bindings.length === 0 && node.prerequired.length === 0) return PASSES;
    const reasons: string[] = [];
    let broken = false;
    let unmet = false;
    let root: string | undefined;
    let refreshNow = false;
    let refreshAtEnd = false;
    const consider = (kind: RequisiteKind, set: TargetSet, what: string): void => {
      const one = this.#verdict(kind, set);
      if (one.verdict === 'pass') {
        if (one.changed && kind.refresh === 'now') refreshNow = true;
        if (one.changed && kind.refresh === 'at-end') refreshAtEnd = true;
        return;
      }
      if (one.verdict === 'broken') {
        broken = true;
        root ??= one.ended?.root ?? one.culprit;
      } else unmet = true;
      const target = one.culprit ?? targetText(set.spec);
      reasons.push(
        `${what} asks of ${target} ${kind.asks}, and it ended ${one.ended === undefined ? 'without a match' : wording(one.ended)}`,
      );
    };
    for (const { kind, set } of this.#decisive(node)) consider(kind, set, `'${kind.name}'`);
    for (const { binding, set } of node.bindings) consider(require, set, `'${binding.reference}'`);
    for (const holder of node.prerequired) {
      const ended = this.#chunks.ended(holder);
      if (ended === undefined || require.check(ended) === 'pass') continue;
      broken = true;
      root ??= ended.root;
      reasons.push(`${this.#tag(holder)} must run before it, and it ended ${wording(ended)}`);
    }
    if (!broken && !unmet) return { ...PASSES, refreshNow, refreshAtEnd };
    return {
      verdict: broken ? 'broken' : 'unmet',
      reasons,
      refreshNow: false,
      refreshAtEnd: false,
      ...(root === undefined ? {} : { root }),
    };
  }

  /** All requisites, but of an `any` kind of which one passes only those that pass. */
  #decisive(node: ChunkNode): readonly ResolvedRequisite[] {
    if (node.requisites.every(({ kind }) => kind.resolver === 'all')) return node.requisites;
    const passing = new Set<RequisiteKind>();
    const passes = ({ kind, set }: ResolvedRequisite): boolean => this.#verdict(kind, set).verdict === 'pass';
    for (const one of node.requisites) if (one.kind.resolver === 'any' && passes(one)) passing.add(one.kind);
    return node.requisites.filter((one) => !passing.has(one.kind) || passes(one));
  }

  #tag(number: number): string {
    return tagText(tagOf(this.#chunks.node(number)));
  }

  #verdict(kind: RequisiteKind, set: TargetSet): SetVerdict {
    if (set.members.length <= 1) return this.#reach(kind, set);
    let verdicts = this.#cache.get(set);
    if (verdicts === undefined) {
      verdicts = new Map();
      this.#cache.set(set, verdicts);
    }
    let verdict = verdicts.get(kind.name);
    if (verdict === undefined) {
      verdict = this.#reach(kind, set);
      verdicts.set(kind.name, verdict);
    }
    return verdict;
  }

  #reach(kind: RequisiteKind, set: TargetSet): SetVerdict {
    if (set.members.length === 0) {
      const record = set.enforced?.[0];
      if (record !== undefined)
        return { verdict: kind.check(endedEarlier(record[1].state)), culprit: record[0], changed: false };
      return { verdict: set.without === undefined ? 'broken' : (kind.none ?? 'pass'), changed: false };
    }
    let decisive: SetVerdict | undefined;
    let passing = false;
    let changed = false;
    for (const member of set.members) {
      const ended = kind.order === 'before' ? this.#chunks.previewed(member) : this.#chunks.ended(member);
      if (ended === undefined) continue;
      const verdict = kind.check(ended);
      if (verdict === 'pass') passing = true;
      else if (decisive === undefined || (verdict === 'broken' && decisive.verdict === 'unmet')) {
        decisive = { verdict, culprit: this.#tag(member), ended, changed: false };
      }
      if (ended.changed || ended.mayChange || (kind.refresh === 'at-end' && ended.touched)) changed = true;
    }
    if (decisive === undefined || (kind.resolver === 'any' && passing)) return { verdict: 'pass', changed };
    return decisive;
  }
}

function wording(ended: Ended): string {
  if (ended.outcome === 'unchanged') return ended.result === null ? 'undecided' : 'unchanged';
  return ended.outcome;
}
