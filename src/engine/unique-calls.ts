/** One at a time of functions that must not overlap; the others queue up. */
import type { ChunkNode } from './step-graph.js';

export class UniqueCalls {
  readonly #busy = new Set<string>();
  readonly #queues = new Map<string, number[]>();

  /** True when another call of the same function runs: the vertex is given out when it is its turn. */
  queues(node: ChunkNode, vertex: number): boolean {
    const key = uniqueKey(node);
    if (key === undefined) return false;
    if (!this.#busy.has(key)) {
      this.#busy.add(key);
      return false;
    }
    const queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, [vertex]);
    else queue.push(vertex);
    return true;
  }

  /** Told of every chunk that ended: the vertex whose turn it is then. */
  next(node: ChunkNode): number | undefined {
    const key = uniqueKey(node);
    if (key === undefined || !this.#busy.delete(key)) return undefined;
    return this.#queues.get(key)?.shift();
  }
}

function uniqueKey(node: ChunkNode): string | undefined {
  if (node.plugin.kind !== 'state-functions') return undefined;
  const { state, fun } = node.chunk.declaration;
  return node.plugin.definition.functions[fun]?.unique === true ? `${state}.${fun}` : undefined;
}
