/** From low state to a graph that can run: functions resolved, arguments checked, requisites matched. Nothing runs here. */
import type { Loaded } from '../hub/index.js';
import {
  type Diagnostic,
  didYouMean,
  globMatcher,
  hasErrors,
  isGlob,
  type Pos,
  type SourceIndex,
  tagText,
} from '../kernel/index.js';
import type { Binding, Chunk, Declaration, LowState, TargetSpec } from '../sls/index.js';
import { claimedTwice } from './claims.js';
import { engineCodes } from './codes.js';
import { findCycle } from './cycles.js';
import { checkCall } from './execute/index.js';
import { invertChunk, notInverted, outlivesInversion } from './invert.js';
import { argBind, require, requisiteKinds } from './requisites/index.js';
import type { EnforcedState, EngineServices, PreparedRun } from './run.js';
import { select } from './selection.js';
import { type ChunkNode, type ResolvedRequisite, type RunGraph, StepGraph, tagOf } from './step-graph.js';
import { EnforcedIndex, TargetIndex, type TargetSet, targetKey, targetText } from './targets.js';
import { computeWaves } from './waves.js';

export interface PrepareInput {
  readonly low: LowState;
  readonly services: EngineServices;
  readonly enforced: EnforcedState;
  /** IDs (globs) to run; empty or absent: everything. */
  readonly targets?: readonly string[];
  /** IDs (globs) to leave out, even when they are needed. */
  readonly except?: readonly string[];
  /** Do the opposite, in reverse. */
  readonly invert?: boolean;
}

/** A prepared run with what the walk needs; `run` takes nothing else. */
export interface Prepared extends PreparedRun {
  readonly run: RunGraph;
}

export async function prepare(input: PrepareInput): Promise<Prepared> {
  const builder = new GraphBuilder(input);
  const low = input.invert === true ? { ...input.low, delayed: [] } : input.low;
  const { diagnostics } = await builder.admit(low, false);
  const found = [...diagnostics, ...(input.invert === true ? notInverted(input.low) : [])];
  if (!hasErrors(found)) {
    const { targets = [], except = [], enforced, services } = input;
    found.push(...select(builder, { targets, except, enforced, now: services.ports.clock.now() }));
  }
  return { low, diagnostics: found, run: builder, edges: () => builder.edges() };
}

/** Inverted chunks that name one set, and the members of it that wait for them. */
interface Followers {
  readonly set: TargetSet;
  readonly followed: Set<number>;
}

class GraphBuilder implements RunGraph {
  readonly nodes: ChunkNode[] = [];
  readonly graph = new StepGraph();
  readonly sets: TargetSet[] = [];
  readonly liveSets: TargetSet[] = [];
  readonly hub: EngineServices['hub'];
  growth = -1;
  addingAfter = -1;
  readonly #enforced: EnforcedState;
  readonly #records: EnforcedIndex;
  readonly #index = new TargetIndex();
  readonly #byKey = new Map<string, TargetSet>();
  readonly #tags = new Set<string>();
  readonly #plugins = new Map<string, Loaded<'states'> | undefined>();
  readonly #invert: boolean;
  readonly #except: readonly ((id: string) => boolean)[];
  /** By the set that inverted chunks name: those chunks, which now go first. */
  readonly #followers = new Map<TargetSet, Followers>();

  constructor(input: PrepareInput) {
    this.hub = input.services.hub;
    this.#enforced = input.enforced;
    this.#invert = input.invert === true;
    this.#except = (input.except ?? []).map((pattern) => globMatcher(pattern));
    this.#records = new EnforcedIndex(input.enforced);
  }

  async admit(low: LowState, late: boolean): Promise<{ added: number[]; diagnostics: Diagnostic[] }> {
    const diagnostics = await this.#resolvePlugins(low);
    const written = late ? low.chunks.filter((chunk) => !this.#knownTag(chunk)) : low.chunks;
    const chunks =
      this.#invert && !hasErrors(diagnostics) ? written.map((chunk) => this.#inverted(chunk) ?? chunk) : written;
    if (!hasErrors(diagnostics)) this.#checkCalls(chunks, low.sources, diagnostics);
    if (hasErrors(diagnostics)) return { added: [], diagnostics };
    const first = this.nodes.length;
    for (const [at, chunk] of chunks.entries()) this.#addNode(chunk, low.sources, chunk !== written[at]);
    const added = this.nodes.slice(first);
    if (this.growth === -1 && (low.delayed.length > 0 || added.some((node) => node.grows))) {
      this.growth = this.graph.addVertex('growth', -1);
    }
    this.#fillLiveSets(first);
    if (!this.#invert) for (const node of added) this.#resolve(node, diagnostics);
    else for (const [at, node] of added.entries()) this.#resolveInverted(node, written[at] as Chunk, diagnostics);
    for (const node of added) this.#connect(node);
    this.#letFollowersGoFirst();
    diagnostics.push(...claimedTwice(added));
    if (!hasErrors(diagnostics)) diagnostics.push(...findCycle(this));
    if (!hasErrors(diagnostics)) computeWaves(this);
    return { added: added.map((node) => node.number), diagnostics };
  }

  /** Loads each state ref once; one error for each declaration that names an unknown one. */
  async #resolvePlugins(low: LowState): Promise<Diagnostic[]> {
    const diagnostics: Diagnostic[] = [];
    const reported = new Set<Declaration>();
    for (const { declaration } of low.chunks) {
      const { state } = declaration;
      if (!this.#plugins.has(state)) this.#plugins.set(state, await this.hub.load('states', state));
      if (this.#plugins.get(state) !== undefined || reported.has(declaration)) continue;
      reported.add(declaration);
      const hint = didYouMean(state, this.hub.refs('states'));
      diagnostics.push({
        severity: 'error',
        code: engineCodes.code('unknown-state'),
        summary: `there is no state '${state}'`,
        ...low.sources.place(declaration.at, `${state}.${declaration.fun}`.length),
        about: `${state}.${declaration.fun}`,
        hints: [...(hint === undefined ? [] : [hint]), '`holdfast doc` lists every state that is installed'],
      });
    }
    return diagnostics;
  }

  #checkCalls(chunks: readonly Chunk[], sources: SourceIndex, into: Diagnostic[]): void {
    for (const chunk of chunks) {
      const { state, id, fun } = chunk.declaration;
      const plugin = this.#plugins.get(state) as Loaded<'states'>;
      const record = this.#enforced.get(`${state}_|-${id}_|-${chunk.name}_|-`);
      for (const diagnostic of checkCall(plugin, fun, chunk, sources, record)) into.push(diagnostic);
    }
  }

  #knownTag(chunk: Chunk): boolean {
    return this.#tags.has(tagText({ ...chunk.declaration, name: chunk.name }));
  }

  #addNode(chunk: Chunk, sources: SourceIndex, inverted: boolean): void {
    const { state, fun } = chunk.declaration;
    const plugin = this.#plugins.get(state) as Loaded<'states'>;
    const grows =
      plugin.kind === 'state-functions' && plugin.definition.functions[fun]?.needs?.includes('run.extend') === true;
    const number = this.nodes.length;
    const node: ChunkNode = {
      number,
      chunk,
      sources,
      plugin,
      requisites: [],
      bindings: [],
      prerequired: [],
      vertex: this.graph.addVertex('apply', number),
      previewVertex: -1,
      grows,
      inverted,
      excluded: this.#except.some((matches) => matches(chunk.declaration.id)),
      addedAfter: this.addingAfter,
      wave: 0,
    };
    this.nodes.push(node);
    this.#index.add(chunk);
    this.#tags.add(tagText(tagOf(node)));
  }

  /** Matches what a chunk names against what there is. */
  #resolve(node: ChunkNode, diagnostics: Diagnostic[]): void {
    for (const written of node.chunk.requisites) {
      const kind = requisiteKinds.get(written.kind);
      if (kind === undefined) continue;
      const set = this.#setFor(written.target, node, kind.enforced === true);
      if (set === undefined) diagnostics.push(this.#unknownTarget(node, kind.name, written.target, written.at));
      else node.requisites.push({ kind, set, written });
    }
    for (const binding of node.chunk.bindings) this.#resolveBinding(node, binding, diagnostics);
    this.#addTransparent(node);
  }

  #inverted(chunk: Chunk): Chunk | undefined {
    const { state, id } = chunk.declaration;
    const record = this.#enforced.get(`${state}_|-${id}_|-${chunk.name}_|-`);
    return invertChunk(this.#plugins.get(state) as Loaded<'states'>, chunk, record);
  }

  /** What an inverted chunk names, waits for it; what another one names is gone, or is going. */
  #resolveInverted(node: ChunkNode, written: Chunk, diagnostics: Diagnostic[]): void {
    const whole: ChunkNode = { ...node, chunk: written, requisites: [], bindings: [] };
    this.#resolve(whole, diagnostics);
    if (node.inverted) {
      for (const { set } of [...whole.requisites, ...whole.bindings]) this.#follow(set, node);
      // What still adds chunks may add some that must go before it.
      if (this.growth !== -1) this.graph.addEdge(this.growth, node.vertex);
      return;
    }
    for (const one of whole.requisites) {
      const set = outlivesInversion(one.kind) ? one.set : this.#withoutInverted(one.set);
      if (set !== undefined) node.requisites.push({ ...one, set });
    }
    for (const { binding, set } of whole.bindings) {
      const others = this.#withoutInverted(set);
      node.bindings.push({
        binding,
        set: others ?? { ...set, members: [], enforced: this.#records.find(set.spec), held: false },
      });
    }
  }

  #withoutInverted(set: TargetSet): TargetSet | undefined {
    const members = set.members.filter((member) => this.nodes[member]?.inverted !== true);
    if (members.length === set.members.length) return set;
    return members.length === 0 ? undefined : this.#makeSet(set.spec, members, set.without);
  }

  #follow(set: TargetSet, node: ChunkNode): void {
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
      this.sets.push(own);
      this.#giveVertex(own);
      followers = { set: own, followed: new Set() };
      this.#followers.set(set, followers);
    }
    followers.set.members.push(node.number);
    this.graph.addEdge(node.vertex, followers.set.vertex);
  }

  #letFollowersGoFirst(): void {
    for (const [set, followers] of this.#followers) {
      for (const member of set.members) {
        const target = this.nodes[member] as ChunkNode;
        if (!target.inverted || followers.followed.has(member)) continue;
        followers.followed.add(member);
        target.requisites.push({ kind: require, set: followers.set, written: undefined });
        this.#wait(followers.set, target.vertex);
      }
    }
  }

  #resolveBinding(node: ChunkNode, binding: Binding, diagnostics: Diagnostic[]): void {
    const spec: TargetSpec = {
      kind: 'state',
      state: binding.state,
      pattern: binding.id,
      ...(binding.name === undefined ? {} : { name: binding.name }),
    };
    const set = this.#setFor(spec, node, true);
    if (set === undefined) {
      const ids = [...this.#index.idsOf(binding.state)];
      const hint = ids.length > 0 ? didYouMean(binding.id, ids) : didYouMean(binding.state, this.#index.states());
      diagnostics.push({
        severity: 'error',
        code: engineCodes.code('unknown-binding-target'),
        summary: `'${binding.reference}' refers to '${binding.state}: ${binding.id}', which is neither in this tree nor in the enforced state`,
        ...node.sources.place(binding.at, binding.reference.length),
        about: tagText(tagOf(node)),
        hints: [
          ...(hint === undefined ? [] : [hint]),
          'a binding is written ${state.ref:id:path}, without the function',
        ],
      });
      return;
    }
    if (set.members.length > 1) {
      const names = set.members.map((member) => (this.nodes[member] as ChunkNode).chunk.name);
      diagnostics.push({
        severity: 'error',
        code: engineCodes.code('ambiguous-binding'),
        summary: `'${binding.reference}' could mean ${set.members.length} chunks of '${binding.id}'`,
        detail: `they are named ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`,
        ...node.sources.place(binding.at, binding.reference.length),
        about: tagText(tagOf(node)),
        hints: [`select one: \${${binding.state}:${binding.id}[${names[0]}]:…}`],
      });
      return;
    }
    node.bindings.push({ binding, set });
  }

  /** What the plugin says its function always waits for, where it is in the run. */
  #addTransparent(node: ChunkNode): void {
    if (node.plugin.kind !== 'state-functions') return;
    const declared = node.plugin.definition.functions[node.chunk.declaration.fun]?.requisites;
    if (declared === undefined) return;
    for (const [name, references] of Object.entries(declared)) {
      const kind = requisiteKinds.get(name);
      if (kind === undefined) continue;
      for (const reference of references) node.requisites.push(...this.#transparent(node, kind, reference));
    }
  }

  #transparent(node: ChunkNode, kind: ResolvedRequisite['kind'], reference: string): ResolvedRequisite[] {
    const dot = reference.lastIndexOf('.');
    const state = reference.slice(0, dot);
    const fun = reference.slice(dot + 1);
    const key = `f\0${reference}`;
    let set = this.#byKey.get(key);
    if (set === undefined) {
      const members = this.#index.ofState(state).filter((number) => this.nodes[number]?.chunk.declaration.fun === fun);
      if (members.length === 0) return [];
      set = this.#makeSet({ kind: 'state', state, pattern: '*' }, members, undefined);
      this.#byKey.set(key, set);
    }
    if (set.members.includes(node.number)) return [];
    return [{ kind, set, written: undefined }];
  }

  /** The shared set of a spelling; undefined when nothing matches and nothing more can come. */
  #setFor(spec: TargetSpec, node: ChunkNode, enforced: boolean): TargetSet | undefined {
    const key = targetKey(spec);
    const shared = this.#byKey.get(key);
    if (shared !== undefined && !this.#holdsOwn(shared, node)) return this.#usable(shared, enforced);
    if (shared === undefined) {
      const members = [...this.#index.find(spec)];
      const own = members.some((number) => this.nodes[number]?.chunk.declaration === node.chunk.declaration);
      if (!own) {
        const set = this.#makeSet(spec, members, undefined);
        this.#byKey.set(key, set);
        return this.#usable(set, enforced);
      }
    }
    return this.#usable(this.#withoutOwn(key, spec, node), enforced);
  }

  #holdsOwn(set: TargetSet, node: ChunkNode): boolean {
    if (set.members.length < 16) {
      return set.members.some((number) => this.nodes[number]?.chunk.declaration === node.chunk.declaration);
    }
    return this.#index.matches(set.spec, node.number);
  }

  /** A pattern that also matches the holder's own declaration means all the others. */
  #withoutOwn(key: string, spec: TargetSpec, node: ChunkNode): TargetSet {
    const own = `${key}\0${node.chunk.declaration.sls}\0${node.chunk.declaration.state}\0${node.chunk.declaration.id}`;
    let set = this.#byKey.get(own);
    if (set === undefined) {
      const { declaration } = node.chunk;
      const members = this.#index.find(spec).filter((number) => this.nodes[number]?.chunk.declaration !== declaration);
      set = this.#makeSet(spec, members, declaration);
      this.#byKey.set(own, set);
    }
    return set;
  }

  #makeSet(spec: TargetSpec, members: readonly number[], without: Declaration | undefined): TargetSet {
    const set: TargetSet = { spec, members: [...members], without, vertex: -1, enforced: undefined, held: false };
    this.sets.push(set);
    const several = spec.kind === 'sls' || (spec.kind === 'state' && isGlob(spec.pattern));
    if (this.growth !== -1 && (several || members.length === 0)) this.liveSets.push(set);
    if (members.length !== 1 || several) this.#giveVertex(set);
    return set;
  }

  /** All members end, then the set's vertex does: m holders of n members cost m + n edges. */
  #giveVertex(set: TargetSet): void {
    set.vertex = this.graph.addVertex('group', this.sets.length - 1);
    for (const member of set.members) this.graph.addEdge((this.nodes[member] as ChunkNode).vertex, set.vertex);
  }

  #usable(set: TargetSet, enforced: boolean): TargetSet | undefined {
    if (set.members.length > 0 || set.held) return set;
    if (enforced) {
      set.enforced ??= this.#records.find(set.spec);
      if (set.enforced.length > 0 && !this.#mayBeAdded(set.spec)) return set;
    }
    const pattern = set.spec.kind === 'id' ? '' : set.spec.pattern;
    if (this.growth !== -1) {
      set.held = true;
      this.graph.addEdge(this.growth, set.vertex);
      return set;
    }
    // A pattern for everything else is met by nothing else.
    return set.without !== undefined && isGlob(pattern) ? set : undefined;
  }

  /** Whether a target is called like a member of a group that this run gathers: then its record is only what an earlier run made of it. */
  #mayBeAdded(spec: TargetSpec): boolean {
    if (this.growth === -1 || spec.kind !== 'state') return false;
    return this.nodes.some((node) => node.grows && spec.pattern.startsWith(`${node.chunk.declaration.id}.`));
  }

  #unknownTarget(node: ChunkNode, kind: string, spec: TargetSpec, at: Pos): Diagnostic {
    return unknownTarget(node, kind, spec, at, this.#index);
  }

  /** The edges a chunk's requisites make. */
  #connect(node: ChunkNode): void {
    for (const { kind, set } of node.requisites) {
      if (kind.order === 'before') this.#connectBefore(node, set);
      else this.#wait(set, node.vertex);
    }
    for (const { set } of node.bindings) this.#wait(set, node.vertex);
  }

  #wait(set: TargetSet, vertex: number): void {
    if (set.vertex !== -1) this.graph.addEdge(set.vertex, vertex);
    else for (const member of set.members) this.graph.addEdge((this.nodes[member] as ChunkNode).vertex, vertex);
  }

  /** Preview of the target, then the holder, then the target. */
  #connectBefore(holder: ChunkNode, set: TargetSet): void {
    for (const member of set.members) {
      const target = this.nodes[member] as ChunkNode;
      if (target.previewVertex === -1) {
        target.previewVertex = this.graph.addVertex('preview', target.number);
        for (const { kind, set: own } of target.requisites)
          if (kind.order !== 'before') this.#wait(own, target.previewVertex);
        for (const { set: own } of target.bindings) this.#wait(own, target.previewVertex);
      }
      this.graph.addEdge(target.previewVertex, holder.vertex);
      this.graph.addEdge(holder.vertex, target.vertex);
      target.prerequired.push(holder.number);
    }
  }

  /** New chunks join the sets that still wait for members. */
  #fillLiveSets(first: number): void {
    if (first === 0) return;
    for (const set of this.liveSets) {
      for (let number = first; number < this.nodes.length; number++) {
        const node = this.nodes[number] as ChunkNode;
        if (!this.#index.matches(set.spec, number) || node.chunk.declaration === set.without) continue;
        if (this.graph.done[set.vertex]) continue;
        set.members.push(number);
        this.graph.addEdge(node.vertex, set.vertex);
        if (set.held) {
          set.held = false;
          (this.graph.waiting[set.vertex] as number) -= 1;
        }
      }
    }
  }

  *edges(): Generator<{ from: number; to: number; requisite: string }> {
    for (const node of this.nodes) {
      for (const { kind, set } of node.requisites) {
        for (const member of set.members) {
          const before = kind.order === 'before';
          yield { from: before ? node.number : member, to: before ? member : node.number, requisite: kind.name };
        }
      }
      for (const { set } of node.bindings) {
        for (const member of set.members) yield { from: member, to: node.number, requisite: argBind.name };
      }
    }
  }
}

/** The message for a requisite that nothing matches; also used when growth ends without a match. */
export function unknownTarget(
  node: ChunkNode,
  kind: string,
  spec: TargetSpec,
  at: Pos,
  index?: TargetIndex,
): Diagnostic {
  const hints: string[] = [];
  if (index !== undefined) {
    const hint = targetHint(spec, index);
    if (hint !== undefined) hints.push(hint);
  }
  if (spec.kind === 'state') hints.push('a target is written `state.ref: ID or name`, without the function');
  return {
    severity: 'error',
    code: engineCodes.code('unknown-target'),
    summary: `'${kind}' names '${targetText(spec)}', and nothing in this tree matches it`,
    ...node.sources.place(at, targetText(spec).length),
    about: tagText(tagOf(node)),
    hints,
  };
}

function targetHint(spec: TargetSpec, index: TargetIndex): string | undefined {
  if (spec.kind === 'id') return didYouMean(spec.id, index.ids());
  if (spec.kind === 'sls') return didYouMean(spec.pattern, index.slsRefs());
  const ids = [...index.idsOf(spec.state)];
  if (ids.length > 0) return didYouMean(spec.pattern, ids);
  const dot = spec.state.lastIndexOf('.');
  if (dot > 0 && [...index.idsOf(spec.state.slice(0, dot))].length > 0) {
    return `did you mean '${spec.state.slice(0, dot)}: ${spec.pattern}'?`;
  }
  return didYouMean(spec.state, index.states());
}
