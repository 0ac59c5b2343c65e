/** Making the graph of a run out of low state: functions resolved, arguments checked, requisites matched. Also while the run grows. */
import { orderFrom } from '../graph/index.js';
import type { Loaded } from '../hub/index.js';
import { type Diagnostic, didYouMean, hasErrors, type SourceIndex, tagText } from '../kernel/index.js';
import type { Binding, Chunk, Declaration, LowState, TargetSpec } from '../sls/index.js';
import { claimedTwice } from './claims.js';
import { engineCodes } from './codes.js';
import { findCycle } from './cycles.js';
import { checkCall, signatureOf } from './execute/index.js';
import { invertChunk, outlivesInversion, recordedName, staysBefore } from './invert.js';
import { InvertedOrder } from './inverted-order.js';
import { ProfileMakers } from './profile-makers.js';
import { argBind, require, requisiteKinds } from './requisites/index.js';
import type { EnforcedState, EngineServices } from './run.js';
import type { Selection } from './selection.js';
import { type ChunkNode, type RunGraph, StepGraph, tagOf } from './step-graph.js';
import { ambiguousBinding, unknownBindingTarget, unknownTarget } from './target-problems.js';
import { TargetSets } from './target-sets.js';
import { EnforcedIndex, type TargetSet } from './targets.js';
import { computeWaves, extendWaves } from './waves.js';

export interface GraphInput {
  readonly services: EngineServices;
  readonly enforced: EnforcedState;
  readonly invert?: boolean;
}

export class GraphBuilder implements RunGraph {
  readonly nodes: ChunkNode[] = [];
  readonly graph = new StepGraph();
  readonly sets: TargetSet[] = [];
  readonly liveSets: TargetSet[] = [];
  readonly hub: EngineServices['hub'];
  growth = -1;
  addingAfter = -1;
  addedBy: ChunkNode | undefined = undefined;
  selection: Selection | undefined;
  readonly #enforced: EnforcedState;
  readonly #records: EnforcedIndex;
  readonly #targets: TargetSets;
  readonly #order: InvertedOrder;
  readonly #profiles: ProfileMakers;
  readonly #tags = new Set<string>();
  readonly #plugins = new Map<string, Loaded<'states'> | undefined>();
  readonly #invert: boolean;

  constructor(input: GraphInput) {
    this.hub = input.services.hub;
    this.#enforced = input.enforced;
    this.#invert = input.invert === true;
    this.#records = new EnforcedIndex(input.enforced);
    this.#targets = new TargetSets(this, this.#records);
    this.#order = new InvertedOrder(this, this.#targets);
    this.#profiles = new ProfileMakers(this.#targets);
  }

  async admit(
    low: LowState,
    late: boolean,
  ): Promise<{ added: number[]; revived: readonly number[]; diagnostics: Diagnostic[] }> {
    const diagnostics = await this.#resolvePlugins(low);
    const fresh = late ? low.chunks.filter((chunk) => !this.#knownTag(chunk)) : low.chunks;
    const written = hasErrors(diagnostics) ? fresh : fresh.map((chunk) => this.#withOwnPrefix(chunk));
    const chunks =
      this.#invert && !hasErrors(diagnostics) ? written.map((chunk) => this.#inverted(chunk) ?? chunk) : written;
    if (!hasErrors(diagnostics)) this.#checkCalls(chunks, low.sources, diagnostics);
    if (hasErrors(diagnostics)) return { added: [], revived: [], diagnostics };
    const first = this.nodes.length;
    const before = { vertices: this.graph.edges.vertexCount, edges: this.graph.edges.edgeCount };
    for (const [at, chunk] of chunks.entries()) this.#addNode(chunk, low.sources, chunk !== written[at]);
    const added = this.nodes.slice(first);
    if (this.growth === -1 && (low.delayed.length > 0 || added.some((node) => node.grows))) {
      this.growth = this.graph.addVertex('growth', -1);
    }
    this.#targets.join(first);
    if (!this.#invert) for (const node of added) this.#resolve(node, diagnostics);
    else for (const [at, node] of added.entries()) this.#resolveInverted(node, written[at] as Chunk, diagnostics);
    for (const node of added) this.#connect(node);
    this.#order.connect();
    diagnostics.push(...claimedTwice(added));
    if (!hasErrors(diagnostics)) diagnostics.push(...(late ? this.#orderAdded(before) : this.#orderAll()));
    const revived = late ? (this.selection?.admit(added, low.delayed, this.addedBy) ?? []) : [];
    return { added: added.map((node) => node.number), revived, diagnostics };
  }

  #orderAll(): Diagnostic[] {
    const diagnostics = findCycle(this);
    if (diagnostics.length === 0) computeWaves(this);
    return diagnostics;
  }

  /** Only what was added, and what waits for it, can be on a new circle, or comes later now. */
  #orderAdded(before: { readonly vertices: number; readonly edges: number }): Diagnostic[] {
    const { edges } = this.graph;
    const touched = new Set<number>();
    for (let vertex = before.vertices; vertex < edges.vertexCount; vertex++) touched.add(vertex);
    for (let edge = before.edges; edge < edges.edgeCount; edge++) touched.add(edges.edgeEnd(edge));
    const order = orderFrom(edges, touched);
    if (order === undefined) return findCycle(this);
    extendWaves(this, order);
    return [];
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

  /** A function may know what to do with a prefix itself. */
  #withOwnPrefix(chunk: Chunk): Chunk {
    const prefix = chunk.keywords.get('name_prefix');
    if (prefix === undefined) return chunk;
    const { state, fun } = chunk.declaration;
    const fields = signatureOf(this.#plugins.get(state) as Loaded<'states'>, fun)?.fields ?? {};
    if (!Object.hasOwn(fields, 'name_prefix')) return chunk;
    return { ...chunk, args: new Map([...chunk.args, ['name_prefix', prefix]]) };
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
      excluded: false,
      stands: undefined,
      addedAfter: this.addingAfter,
      wave: 0,
    };
    this.nodes.push(node);
    this.#targets.index.add(chunk);
    this.#profiles.add(node);
    this.#tags.add(tagText(tagOf(node)));
  }

  /** Matches what a chunk names against what there is. */
  #resolve(node: ChunkNode, diagnostics: Diagnostic[]): void {
    for (const written of node.chunk.requisites) {
      const kind = requisiteKinds.get(written.kind);
      if (kind === undefined) continue;
      const set = this.#targets.of(written.target, node, kind.enforced === true);
      if (set === undefined)
        diagnostics.push(unknownTarget(node, kind.name, written.target, written.at, this.#targets.index));
      else node.requisites.push({ kind, set, written });
    }
    for (const binding of node.chunk.bindings) this.#resolveBinding(node, binding, diagnostics);
    this.#addTransparent(node);
    const makers = this.#profiles.of(node);
    if (makers !== undefined) node.requisites.push({ kind: require, set: makers, written: undefined });
  }

  #inverted(chunk: Chunk): Chunk | undefined {
    const { state, id } = chunk.declaration;
    const name = recordedName(chunk, this.#records.find({ kind: 'state', state, pattern: id })) ?? chunk.name;
    const record = this.#enforced.get(`${state}_|-${id}_|-${name}_|-`);
    return invertChunk(this.#plugins.get(state) as Loaded<'states'>, { ...chunk, name }, record);
  }

  /** What an inverted chunk names, waits for it; what another one names is gone, or is going. */
  #resolveInverted(node: ChunkNode, written: Chunk, diagnostics: Diagnostic[]): void {
    const whole: ChunkNode = { ...node, chunk: written, requisites: [], bindings: [] };
    this.#resolve(whole, diagnostics);
    if (node.inverted) {
      for (const { set } of whole.bindings) this.#order.follow(set, node);
      for (const one of whole.requisites) {
        if (
          one.set.members.length > 0 &&
          one.set.members.every((member) => staysBefore((this.nodes[member] as ChunkNode).chunk))
        )
          node.requisites.push(one);
        else this.#order.follow(one.set, node);
      }
      // What still adds chunks may add some that must go before it.
      if (this.growth !== -1) this.graph.addEdge(this.growth, node.vertex);
      return;
    }
    for (const one of whole.requisites) {
      const set = outlivesInversion(one.kind) ? one.set : this.#order.without(one.set);
      if (set !== undefined) node.requisites.push({ ...one, set });
    }
    for (const { binding, set } of whole.bindings) {
      const others = this.#order.without(set);
      node.bindings.push({
        binding,
        set: others ?? { ...set, members: [], enforced: this.#records.find(set.spec), held: false },
      });
    }
  }

  #resolveBinding(node: ChunkNode, binding: Binding, diagnostics: Diagnostic[]): void {
    const spec: TargetSpec = {
      kind: 'state',
      state: binding.state,
      pattern: binding.id,
      ...(binding.name === undefined ? {} : { name: binding.name }),
    };
    const set = this.#targets.of(spec, node, true);
    if (set === undefined) {
      diagnostics.push(unknownBindingTarget(node, binding, this.#targets.index));
      return;
    }
    if (set.members.length > 1) {
      const names = set.members.map((member) => (this.nodes[member] as ChunkNode).chunk.name);
      diagnostics.push(ambiguousBinding(node, binding, names));
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
      for (const reference of references) {
        const set = this.#targets.ofFunction(reference, node);
        if (set !== undefined) node.requisites.push({ kind, set, written: undefined });
      }
    }
  }

  /** The edges a chunk's requisites make. */
  #connect(node: ChunkNode): void {
    for (const { kind, set } of node.requisites) {
      if (kind.order === 'before') this.#connectBefore(node, set);
      else this.#targets.holdUp(set, node.vertex);
    }
    for (const { set } of node.bindings) this.#targets.holdUp(set, node.vertex);
  }

  /** Preview of the target, then the holder, then the target. */
  #connectBefore(holder: ChunkNode, set: TargetSet): void {
    for (const member of set.members) {
      const target = this.nodes[member] as ChunkNode;
      if (target.previewVertex === -1) {
        target.previewVertex = this.graph.addVertex('preview', target.number);
        for (const { kind, set: own } of target.requisites)
          if (kind.order !== 'before') this.#targets.holdUp(own, target.previewVertex);
        for (const { set: own } of target.bindings) this.#targets.holdUp(own, target.previewVertex);
      }
      this.graph.addEdge(target.previewVertex, holder.vertex);
      this.graph.addEdge(holder.vertex, target.vertex);
      target.prerequired.push(holder.number);
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
