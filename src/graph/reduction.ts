/** Fewer edges for drawing. */
import type { Digraph } from './digraph.js';
import { topologicalOrder } from './order.js';

export type Edge = readonly [before: number, after: number];

/** Above this the work would grow with the square of the vertices. */
const MOST_VERTICES = 5_000;

/**
 * The edges that remain when every edge is left out that a longer path replaces, without doubles, by start and then in the
 * order in which they were added. A graph with a cycle or with more than `mostVertices` vertices keeps all its edges.
 */
export function reducedEdges(graph: Digraph, mostVertices = MOST_VERTICES): Edge[] {
  const order = graph.vertexCount <= mostVertices ? topologicalOrder(graph) : undefined;
  return order === undefined ? allEdges(graph) : reduce(graph, order);
}

function reduce(graph: Digraph, order: Int32Array): Edge[] {
  const count = graph.vertexCount;
  const rank = new Int32Array(count);
  for (const [index, id] of order.entries()) rank[id] = index;
  const words = (count + 31) >> 5;
  const reach = new Uint32Array(words * count);
  const kept: number[][] = [];
  for (const id of order.toReversed()) {
    const own = reach.subarray(id * words, (id + 1) * words);
    const needed = new Set<number>();
    const successors = graph.successors(id);
    for (const one of successors.toSorted((a, b) => (rank[a] as number) - (rank[b] as number))) {
      const bit = 1 << (one & 31);
      if (((own[one >> 5] as number) & bit) !== 0) continue;
      needed.add(one);
      const theirs = reach.subarray(one * words, (one + 1) * words);
      for (let word = 0; word < words; word++) own[word] = (own[word] as number) | (theirs[word] as number);
      own[one >> 5] = (own[one >> 5] as number) | bit;
    }
    kept[id] = [...new Set(successors)].filter((one) => needed.has(one));
  }
  return kept.flatMap((successors, id) => successors.map((one): Edge => [id, one]));
}

function allEdges(graph: Digraph): Edge[] {
  const edges: Edge[] = [];
  for (let id = 0; id < graph.vertexCount; id++) for (const one of new Set(graph.successors(id))) edges.push([id, one]);
  return edges;
}
