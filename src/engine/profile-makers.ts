/** States that add account profiles: what names such a profile waits for the state that makes it, as if it required it. */
import type { Binding, Requisite } from '../sls/index.js';
import { firstComponent } from './execute/index.js';
import type { ChunkNode } from './step-graph.js';
import type { TargetSets } from './target-sets.js';
import type { TargetSet } from './targets.js';

export class ProfileMakers {
  readonly #targets: TargetSets;
  /** By provider and name of the profile. */
  readonly #makers = new Map<string, ChunkNode[]>();
  readonly #sets = new Map<string, TargetSet>();

  constructor(targets: TargetSets) {
    this.#targets = targets;
  }

  /** Takes note of a chunk that adds a profile. */
  add(node: ChunkNode): void {
    const { plugin, chunk } = node;
    if (plugin.kind !== 'state-functions') return;
    if (plugin.definition.functions[chunk.declaration.fun]?.needs?.includes('run.accounts') !== true) return;
    const provider = chunk.args.get('provider_name')?.value;
    const name = chunk.args.get('profile_name')?.value ?? chunk.name;
    if (typeof provider !== 'string' || typeof name !== 'string') return;
    // An exec function that a state calls has a provider of its own.
    for (const user of [firstComponent(provider), 'exec']) {
      const key = keyOf(user, name);
      this.#makers.set(key, [...(this.#makers.get(key) ?? []), node]);
      this.#sets.delete(key);
    }
  }

  /** What makes the profile that a chunk names; undefined when nothing in the run does. */
  of({ chunk, number }: ChunkNode): TargetSet | undefined {
    if (this.#makers.size === 0) return undefined;
    const name = chunk.keywords.get('acct_profile')?.value;
    if (typeof name !== 'string' || chunk.keywords.has('acct_data')) return undefined;
    const key = keyOf(firstComponent(chunk.declaration.state), name);
    const makers = this.#makers.get(key) ?? [];
    // A profile may be made of what was done with the one it takes the place of.
    const free = makers.filter((maker) => maker.number !== number && !names(maker, chunk.declaration));
    if (free.length === 0) return undefined;
    const shared = free.length === makers.length ? this.#sets.get(key) : undefined;
    if (shared !== undefined) return shared;
    const { state, id } = (free[0] as ChunkNode).chunk.declaration;
    const members = free.map((maker) => maker.number);
    const set = this.#targets.make({ kind: 'state', state, pattern: id }, members, undefined);
    if (free.length === makers.length) this.#sets.set(key, set);
    return set;
  }
}

function keyOf(provider: string, name: string): string {
  return `${provider}\0${name}`;
}

function names({ chunk }: ChunkNode, { state, id }: { readonly state: string; readonly id: string }): boolean {
  const required = ({ target }: Requisite): boolean => target.kind === 'state' && target.pattern === id;
  const bound = (binding: Binding): boolean => binding.state === state && binding.id === id;
  return chunk.requisites.some(required) || chunk.bindings.some(bound);
}
