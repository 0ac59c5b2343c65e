/** A file as a function: SLS files whose IDs stand below the ID of the chunk that runs them. */
import { globMatcher, isGlob } from '../kernel/index.js';
import type { Binding, Chunk, Declaration, DelayedBlock, LowState, Requisite, TargetSpec } from './low-state.js';

/** What a chunk asks to be run on its behalf. */
export interface GroupRequest {
  /** ID of the chunk. */
  readonly id: string;
  /** Name of the chunk, the ID if it has no other: every ID of the group begins with it and a dot. */
  readonly name: string;
  /** SLS refs, looked for in the sources of the run. */
  readonly refs: readonly string[];
  /** Refs of params files, over the params of the run. */
  readonly paramRefs: readonly string[];
  /** Params over all others, visible inside only. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The ID of a group's member, as the rest of the run knows it. */
export function memberId(group: string, id: string): string {
  return `${group}.${id}`;
}

/** Gives the chunks of a group their IDs in the run. What they say of each other follows; what they say of others stays. */
export class GroupNames {
  readonly #group: string;
  readonly #ids = new Set<string>();
  readonly #states = new Set<string>();
  readonly #declarations = new Map<Declaration, Declaration>();
  /** IDs given so far, as the run knows them. */
  readonly given = new Set<string>();

  constructor(group: string) {
    this.#group = group;
  }

  low(low: LowState): LowState {
    for (const { declaration } of low.chunks) {
      this.#ids.add(declaration.id);
      this.#states.add(`${declaration.state}\0${declaration.id}`);
      this.given.add(memberId(this.#group, declaration.id));
    }
    return {
      ...low,
      chunks: low.chunks.map((chunk) => this.#chunk(chunk)),
      delayed: low.delayed.map((block) => this.#block(block)),
    };
  }

  #chunk(chunk: Chunk): Chunk {
    const { declaration, name } = chunk;
    return {
      ...chunk,
      declaration: this.#declaration(declaration),
      name: name === declaration.id ? memberId(this.#group, name) : name,
      requisites: chunk.requisites.map((one) => this.#requisite(one)),
      bindings: chunk.bindings.map((one) => this.#binding(one)),
    };
  }

  /** The chunks of one declaration go on sharing it. */
  #declaration(declaration: Declaration): Declaration {
    let own = this.#declarations.get(declaration);
    if (own === undefined) {
      own = { ...declaration, id: memberId(this.#group, declaration.id) };
      this.#declarations.set(declaration, own);
    }
    return own;
  }

  #requisite(requisite: Requisite): Requisite {
    const target = this.#target(requisite.target);
    return target === requisite.target ? requisite : { ...requisite, target };
  }

  #target(target: TargetSpec): TargetSpec {
    if (target.kind === 'sls') return target;
    if (target.kind === 'id')
      return this.#ids.has(target.id) ? { ...target, id: memberId(this.#group, target.id) } : target;
    const { state, pattern } = target;
    const own = isGlob(pattern) ? this.#anyOf(state, pattern) : this.#states.has(`${state}\0${pattern}`);
    return own ? { ...target, pattern: memberId(this.#group, pattern) } : target;
  }

  #anyOf(state: string, pattern: string): boolean {
    const matches = globMatcher(pattern);
    return [...this.#ids].some((id) => this.#states.has(`${state}\0${id}`) && matches(id));
  }

  #binding(binding: Binding): Binding {
    if (!this.#states.has(`${binding.state}\0${binding.id}`)) return binding;
    const id = memberId(this.#group, binding.id);
    // An unnamed chunk was named after its ID.
    return { ...binding, id, ...(binding.name === binding.id ? { name: id } : {}) };
  }

  #block(block: DelayedBlock): DelayedBlock {
    const inRun = (id: string): string => (this.#ids.has(id) ? memberId(this.#group, id) : id);
    return {
      ...block,
      requires: block.requires.map(inRun),
      release: async (ran) => this.low(await block.release(ran && ((id, name) => ran(inRun(id), name)))),
    };
  }
}
