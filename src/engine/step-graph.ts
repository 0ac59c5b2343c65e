/**
 * The graph of a run: vertices are steps (apply or preview a chunk) and groups (all members of a target set are done). It may grow
 * while it is walked.
 */
import type { EnforcedRecord } from '../contract/index.js';
import { Digraph } from '../graph/index.js';
import type { Hub, Loaded } from '../hub/index.js';
import { type Diagnostic, esmTagText, type SourceIndex, type Tag, tagText } from '../kernel/index.js';
import type { Binding, Chunk, LowState, Requisite } from '../sls/index.js';
import type { RequisiteKind } from './requisites/index.js';
import type { Selection } from './selection.js';
import type { TargetSet } from './targets.js';

export type VertexKind = 'apply' | 'preview' | 'group' | 'growth';

/** A requisite whose targets are found. */
export interface ResolvedRequisite {
  readonly kind: RequisiteKind;
  readonly set: TargetSet;
  /** Undefined for a transparent one. */
  readonly written: Requisite | undefined;
}

export interface ResolvedBinding {
  readonly binding: Binding;
  readonly set: TargetSet;
}

/** A chunk in the run: what it is, what it waits for, and which vertices stand for it. */
export interface ChunkNode {
  readonly number: number;
  readonly chunk: Chunk;
  readonly sources: SourceIndex;
  readonly plugin: Loaded<'states'>;
  readonly requisites: ResolvedRequisite[];
  readonly bindings: ResolvedBinding[];
  /** Chunks that must go before this one because it is the target of their `prereq`. */
  readonly prerequired: number[];
  readonly vertex: number;
  previewVertex: number;
  /** May add chunks while it runs. */
  readonly grows: boolean;
  /** Does the opposite of what is written. */
  readonly inverted: boolean;
  /** Not selected by `--target`. */
  excluded: boolean;
  /** What was last enforced of it, where that stands for a state which is needed and not selected. */
  stands: EnforcedRecord | undefined;
  /** The wave of the chunk that added this one; -1 for those that were there from the start. */
  addedAfter: number;
  /** Path length from the start, counted in chunks; run numbers sort by it. */
  wave: number;
}

export function tagOf(node: ChunkNode): Tag {
  const { chunk } = node;
  return { state: chunk.declaration.state, id: chunk.declaration.id, name: chunk.name, fun: chunk.declaration.fun };
}

export function nodeTagText(node: ChunkNode): string {
  return tagText(tagOf(node));
}

export function nodeEsmTag(node: ChunkNode): string {
  return esmTagText(tagOf(node));
}

/** Whether a target is called like a member of the group that a chunk gathers. */
export function isGroupOf({ grows, chunk }: ChunkNode, target: string): boolean {
  return grows && (target.startsWith(`${chunk.declaration.id}.`) || target.startsWith(`${chunk.name}.`));
}

/** Vertices with what they wait for, over a plain graph. Grows while it is walked. */
export class StepGraph {
  readonly edges = new Digraph();
  readonly kinds: VertexKind[] = [];
  /** Chunk number of a step, set number of a group. */
  readonly owners: number[] = [];
  readonly waiting: number[] = [];
  readonly done: boolean[] = [];
  /** Path length from the start, counted in chunks. */
  waves: number[] = [];

  addVertex(kind: VertexKind, owner: number): number {
    this.kinds.push(kind);
    this.owners.push(owner);
    this.done.push(false);
    this.waiting.push(0);
    return this.edges.addVertex();
  }

  /** An edge from a vertex that is done already holds nothing up. */
  addEdge(from: number, to: number): void {
    this.edges.addEdge(from, to);
    if (!this.done[from]) (this.waiting[to] as number) += 1;
  }

  get size(): number {
    return this.kinds.length;
  }
}

/** Everything a walk needs to know of the run, filled by `prepare` and by growth. */
export interface RunGraph {
  readonly nodes: ChunkNode[];
  readonly graph: StepGraph;
  readonly sets: TargetSet[];
  /** The vertex that is done when nothing can be added any more; -1 when nothing ever can. */
  growth: number;
  /** The wave of the chunk on whose behalf chunks are being added; -1 at the start. */
  addingAfter: number;
  /** … and the chunk that adds them, or released their block. */
  addedBy: ChunkNode | undefined;
  /** What of the run is selected; undefined before that was asked. */
  selection: Selection | undefined;
  /** Adds the chunks of a low state; the numbers of the new ones, or what is wrong with them. `revived`: those that were not selected before and are needed now. */
  admit(
    low: LowState,
    late: boolean,
  ): Promise<{
    readonly added: readonly number[];
    readonly revived: readonly number[];
    readonly diagnostics: readonly Diagnostic[];
  }>;
  /** Sets that are looked at again when chunks are added. */
  readonly liveSets: TargetSet[];
  readonly hub: Hub;
}
