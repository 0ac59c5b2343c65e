export { shortestCycle } from './cycle.js';
export { Digraph, type GraphOptions } from './digraph.js';
export { type Drawing, type DrawnEdge, type DrawnVertex, dotText, mermaidText } from './drawing.js';
export { IdHeap } from './id-heap.js';
export { orderFrom, topologicalOrder, waves } from './order.js';
export { Readiness } from './readiness.js';
export { type Edge, reducedEdges } from './reduction.js';
