/** Finding the node of a chunk, or of an ID, in a run that may grow. */
import type { Chunk } from '../sls/index.js';
import type { ChunkNode } from './step-graph.js';

/** Indexes what was added since the last question, so that all questions together cost as much as there are nodes. */
export class NodeLookup {
  readonly #nodes: readonly ChunkNode[];
  readonly #byChunk = new Map<Chunk, ChunkNode>();
  readonly #byId = new Map<string, ChunkNode[]>();
  #indexed = 0;

  constructor(nodes: readonly ChunkNode[]) {
    this.#nodes = nodes;
  }

  ofChunk(chunk: Chunk): ChunkNode | undefined {
    this.#index();
    return this.#byChunk.get(chunk);
  }

  /** The first chunk of an ID, or the first of that name. */
  ofId(id: string, name: string | undefined): ChunkNode | undefined {
    this.#index();
    return this.#byId.get(id)?.find(({ chunk }) => name === undefined || chunk.name === name);
  }

  #index(): void {
    for (; this.#indexed < this.#nodes.length; this.#indexed++) {
      const node = this.#nodes[this.#indexed] as ChunkNode;
      const { id } = node.chunk.declaration;
      this.#byChunk.set(node.chunk, node);
      const others = this.#byId.get(id);
      if (others === undefined) this.#byId.set(id, [node]);
      else others.push(node);
    }
  }
}
