/** How far from the start each chunk stands, counted in chunks. Run numbers of a parallel run sort by it. */
import type { RunGraph } from './step-graph.js';

/** Sets `wave` on every node. The graph has no cycle. Linear in vertices and edges. */
export function computeWaves(run: RunGraph): void {
  const { graph, nodes } = run;
  const { edges } = graph;
  const wave = new Int32Array(graph.size);
  for (const node of nodes) wave[node.vertex] = node.addedAfter + 1;
  const waiting = edges.inDegrees();
  const ready: number[] = [];
  for (let vertex = 0; vertex < waiting.length; vertex++) if (waiting[vertex] === 0) ready.push(vertex);
  for (let at = 0; at < ready.length; at++) {
    const vertex = ready[at] as number;
    const after = (wave[vertex] as number) + (graph.kinds[vertex] === 'apply' ? 1 : 0);
    edges.eachSuccessor(vertex, (next) => {
      if ((wave[next] as number) < after) wave[next] = after;
      const left = (waiting[next] as number) - 1;
      waiting[next] = left;
      if (left === 0) ready.push(next);
    });
  }
  for (const node of nodes) node.wave = wave[node.vertex] as number;
  graph.waves = Array.from(wave);
}

/** The same for what was added, and for what waits for it. `order`: those vertices, each after what it waits for. */
export function extendWaves({ graph, nodes }: RunGraph, order: readonly number[]): void {
  const { edges, kinds, owners, waves } = graph;
  for (const vertex of order) {
    const node = kinds[vertex] === 'apply' ? nodes[owners[vertex] as number] : undefined;
    let wave = node === undefined ? 0 : node.addedAfter + 1;
    edges.eachPredecessor(vertex, (before) => {
      wave = Math.max(wave, (waves[before] ?? 0) + (kinds[before] === 'apply' ? 1 : 0));
    });
    waves[vertex] = wave;
    if (node !== undefined) node.wave = wave;
  }
}
