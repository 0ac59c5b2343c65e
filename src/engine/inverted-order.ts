/** The order of an inverted run: who named a thing goes before it. */
import { require } from './requisites/index.js';
import type { ChunkNode, RunGraph } from './step-graph.js';
import type { TargetSets } from './target-sets.js';
import type { TargetSet } from './targets.js';

/** Inverted chunks that name one set, and the members of it that wait for them. */
interface Followers {
  readonly set: TargetSet;
  readonly followed: Set<number>;
}

export class InvertedOrder {
  readonly #run: Pick<RunGraph, 'nodes' | 'graph' | 'sets'>;
  readonly #targets: TargetSets;
  /** By the set that inverted chunks name: those chunks, which now go first. */
  readonly #followers = new Map<TargetSet, Followers>();

  constructor(run: Pick<RunGraph, 'nodes' | 'graph' | 'sets'>, targets: TargetSets) {
    this.#run = run;
    this.#targets = targets;
  }

  /** What of a set is not inverted; undefined when nothing is. */
  without(set: TargetSet): TargetSet | undefined {
    const members = set.members.filter((member) => this.#run.nodes[member]?.inverted !== true);
    if (members.length === set.members.length) return set;
    return members.length === 0 ? undefined : this.#targets.make(set.spec, members, set.without);
  }

  follow(set: TargetSet, node: ChunkNode): void {
    let followers = this.#followers.get(set);
    if (followers === undefined) {
      const own: TargetSet = {
        spec: set.spec,
        members: [],
        without: undefined,
        vertex: -1,
        enforced: undefined,
        held: false,
      };
      this.#run.sets.push(own);
      this.#targets.giveVertex(own);
      followers = { set: own, followed: new Set() };
      this.#followers.set(set, followers);
    }
    followers.set.members.push(node.number);
    this.#run.graph.addEdge(node.vertex, followers.set.vertex);
  }

  connect(): void {
    for (const [set, followers] of this.#followers) {
      for (const member of set.members) {
        const target = this.#run.nodes[member] as ChunkNode;
        if (!target.inverted || followers.followed.has(member)) continue;
        followers.followed.add(member);
        target.requisites.push({ kind: require, set: followers.set, written: undefined });
        this.#targets.holdUp(followers.set, target.vertex);
      }
    }
  }
}
