/** Orders of a graph without cycles. */
import type { Digraph } from './digraph.js';
import { IdHeap } from './id-heap.js';

/**
 * All vertices, each after its predecessors; whenever several could come next, the one of smallest priority, then of
 * smallest id. Without priorities, by id. Undefined when there is a cycle. Cost: (vertices + edges) · log vertices.
 */
export function topologicalOrder(graph: Digraph, priority?: ArrayLike<number>): Int32Array | undefined {
  const waiting = graph.inDegrees();
  const ready = new IdHeap(priority === undefined ? () => 0 : (id) => priority[id] ?? 0);
  for (let id = 0; id < waiting.length; id++) if (waiting[id] === 0) ready.push(id);
  const order = new Int32Array(waiting.length);
  let count = 0;
  const release = (successor: number): void => {
    const left = (waiting[successor] as number) - 1;
    waiting[successor] = left;
    if (left === 0) ready.push(successor);
  };
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order[count++] = id;
    graph.eachSuccessor(id, release);
  }
  return count === order.length ? order : undefined;
}

/** For each vertex the number of edges on the longest path that ends there: its wave. Undefined when there is a cycle. */
export function waves(graph: Digraph): Int32Array | undefined {
  const waiting = graph.inDegrees();
  const level = new Int32Array(waiting.length);
  const queue = new Int32Array(waiting.length);
  let end = 0;
  for (let id = 0; id < waiting.length; id++) if (waiting[id] === 0) queue[end++] = id;
  for (let at = 0; at < end; at++) {
    const id = queue[at] as number;
    const next = (level[id] as number) + 1;
    graph.eachSuccessor(id, (successor) => {
      if ((level[successor] as number) < next) level[successor] = next;
      const left = (waiting[successor] as number) - 1;
      waiting[successor] = left;
      if (left === 0) queue[end++] = successor;
    });
  }
  return end === waiting.length ? level : undefined;
}
