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

/**
 * What can be reached from some vertices, they included, each after its predecessors among them. Undefined when there is a cycle among them.
 * Cost: vertices and edges that are reached, so that a graph which grows by little is looked at by little.
 */
export function orderFrom(graph: Digraph, starts: Iterable<number>): readonly number[] | undefined {
  const waiting = new Map<number, number>();
  for (const start of starts) waiting.set(start, 0);
  // A map gives what is added while it is gone through as well.
  for (const id of waiting.keys())
    graph.eachSuccessor(id, (successor) => waiting.set(successor, (waiting.get(successor) ?? 0) + 1));
  const order: number[] = [];
  for (const [id, left] of waiting) if (left === 0) order.push(id);
  for (let at = 0; at < order.length; at++) {
    graph.eachSuccessor(order[at] as number, (successor) => {
      const left = (waiting.get(successor) as number) - 1;
      waiting.set(successor, left);
      if (left === 0) order.push(successor);
    });
  }
  return order.length === waiting.size ? order : undefined;
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
