/** The sets of chunks that requisites stand for: one for each spelling, shared by all who spell it so. */
import { isGlob } from '../kernel/index.js';
import type { Declaration, TargetSpec } from '../sls/index.js';
import { type ChunkNode, isGroupOf, type RunGraph } from './step-graph.js';
import { type EnforcedIndex, TargetIndex, type TargetSet, targetKey } from './targets.js';

type Targeted = Pick<RunGraph, 'nodes' | 'graph' | 'sets' | 'liveSets' | 'growth'>;

export class TargetSets {
  readonly index = new TargetIndex();
  readonly #run: Targeted;
  readonly #records: EnforcedIndex;
  readonly #byKey = new Map<string, TargetSet>();

  constructor(run: Targeted, records: EnforcedIndex) {
    this.#run = run;
    this.#records = records;
  }

  /** All chunks of one function; undefined when there are none but the holder. */
  ofFunction(reference: string, node: ChunkNode): TargetSet | undefined {
    const dot = reference.lastIndexOf('.');
    const state = reference.slice(0, dot);
    const fun = reference.slice(dot + 1);
    const key = `f\0${reference}`;
    let set = this.#byKey.get(key);
    if (set === undefined) {
      const members = this.index
        .ofState(state)
        .filter((number) => this.#run.nodes[number]?.chunk.declaration.fun === fun);
      if (members.length === 0) return undefined;
      set = this.make({ kind: 'state', state, pattern: '*' }, members, undefined);
      this.#byKey.set(key, set);
    }
    return set.members.includes(node.number) ? undefined : set;
  }

  /** The shared set of a spelling; undefined when nothing matches and nothing more can come. */
  of(spec: TargetSpec, node: ChunkNode, enforced: boolean): TargetSet | undefined {
    const key = targetKey(spec);
    const shared = this.#byKey.get(key);
    if (shared !== undefined && !this.#holdsOwn(shared, node)) return this.#usable(shared, enforced);
    if (shared === undefined) {
      const members = [...this.index.find(spec)];
      const own = members.some((number) => this.#run.nodes[number]?.chunk.declaration === node.chunk.declaration);
      if (!own) {
        const set = this.make(spec, members, undefined);
        this.#byKey.set(key, set);
        return this.#usable(set, enforced);
      }
    }
    return this.#usable(this.#withoutOwn(key, spec, node), enforced);
  }

  #holdsOwn(set: TargetSet, node: ChunkNode): boolean {
    if (set.members.length < 16) {
      return set.members.some((number) => this.#run.nodes[number]?.chunk.declaration === node.chunk.declaration);
    }
    return this.index.matches(set.spec, node.number);
  }

  /** A pattern that also matches the holder's own declaration means all the others. */
  #withoutOwn(key: string, spec: TargetSpec, node: ChunkNode): TargetSet {
    const own = `${key}\0${node.chunk.declaration.sls}\0${node.chunk.declaration.state}\0${node.chunk.declaration.id}`;
    let set = this.#byKey.get(own);
    if (set === undefined) {
      const { declaration } = node.chunk;
      const members = this.index
        .find(spec)
        .filter((number) => this.#run.nodes[number]?.chunk.declaration !== declaration);
      set = this.make(spec, members, declaration);
      this.#byKey.set(own, set);
    }
    return set;
  }

  make(spec: TargetSpec, members: readonly number[], without: Declaration | undefined): TargetSet {
    const set: TargetSet = { spec, members: [...members], without, vertex: -1, enforced: undefined, held: false };
    this.#run.sets.push(set);
    const several = spec.kind === 'sls' || (spec.kind === 'state' && isGlob(spec.pattern));
    if (this.#run.growth !== -1 && (several || members.length === 0)) this.#run.liveSets.push(set);
    if (members.length !== 1 || several) this.giveVertex(set);
    return set;
  }

  /** All members end, then the set's vertex does: m holders of n members cost m + n edges. */
  giveVertex(set: TargetSet): void {
    set.vertex = this.#run.graph.addVertex('group', this.#run.sets.length - 1);
    for (const member of set.members)
      this.#run.graph.addEdge((this.#run.nodes[member] as ChunkNode).vertex, set.vertex);
  }

  #usable(set: TargetSet, enforced: boolean): TargetSet | undefined {
    if (set.members.length > 0 || set.held) return set;
    if (enforced) {
      set.enforced ??= this.#records.find(set.spec);
      if (set.enforced.length > 0 && !this.#mayBeAdded(set.spec)) return set;
    }
    const pattern = set.spec.kind === 'id' ? '' : set.spec.pattern;
    if (this.#run.growth !== -1) {
      set.held = true;
      this.#run.graph.addEdge(this.#run.growth, set.vertex);
      return set;
    }
    // A pattern for everything else is met by nothing else.
    return set.without !== undefined && isGlob(pattern) ? set : undefined;
  }

  /** Whether a target is called like a member of a group that this run gathers: then its record is only what an earlier run made of it. */
  #mayBeAdded(spec: TargetSpec): boolean {
    if (this.#run.growth === -1 || spec.kind !== 'state') return false;
    return this.#run.nodes.some((node) => isGroupOf(node, spec.pattern));
  }

  /** New chunks join the sets that still wait for members. */
  join(first: number): void {
    if (first === 0) return;
    for (const set of this.#run.liveSets) {
      for (let number = first; number < this.#run.nodes.length; number++) {
        const node = this.#run.nodes[number] as ChunkNode;
        if (!this.index.matches(set.spec, number) || node.chunk.declaration === set.without) continue;
        if (this.#run.graph.done[set.vertex]) continue;
        set.members.push(number);
        this.#run.graph.addEdge(node.vertex, set.vertex);
        if (set.held) {
          set.held = false;
          (this.#run.graph.waiting[set.vertex] as number) -= 1;
        }
      }
    }
  }

  /** Lets a vertex wait for all members. */
  holdUp(set: TargetSet, vertex: number): void {
    if (set.vertex !== -1) this.#run.graph.addEdge(set.vertex, vertex);
    else
      for (const member of set.members) this.#run.graph.addEdge((this.#run.nodes[member] as ChunkNode).vertex, vertex);
  }
}
