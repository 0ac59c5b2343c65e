/** Reporting that states wait for each other: the shortest circle, in order, each edge with the place that makes it. */
import { shortestCycle, topologicalOrder } from '../graph/index.js';
import { type Diagnostic, type Pos, type RelatedSpan, tagText } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import { type ChunkNode, type RunGraph, tagOf } from './step-graph.js';
import { targetText } from './targets.js';

export function findCycle(run: RunGraph): Diagnostic[] {
  const { edges } = run.graph;
  if (topologicalOrder(edges) !== undefined) return [];
  const path = shortestCycle(edges);
  if (path === undefined) return [];
  const ring = chunksOn(run, path);
  const related = ring.flatMap((node, at) => explain(node, ring[(at + 1) % ring.length] as ChunkNode));
  const first = related.find((one) => one.span !== undefined);
  const names = ring.map((node) => node.chunk.declaration.id);
  return [
    {
      severity: 'error',
      code: engineCodes.code('cycle'),
      summary: `these states wait for each other: ${[...names, names[0]].join(' → ')}`,
      ...(first?.span === undefined ? {} : { span: first.span }),
      related,
      about: tagText(tagOf(ring[0] as ChunkNode)),
      hints: ['remove one of these edges'],
    },
  ];
}

/** Each waits for the next one; starts with the one that is declared first. */
function chunksOn(run: RunGraph, path: readonly number[]): ChunkNode[] {
  const ring: ChunkNode[] = [];
  for (const vertex of path.slice(0, -1)) {
    const kind = run.graph.kinds[vertex];
    if (kind !== 'apply' && kind !== 'preview') continue;
    const node = run.nodes[run.graph.owners[vertex] as number] as ChunkNode;
    if (ring.at(-1) !== node) ring.push(node);
  }
  // The path runs from what is waited for to who waits.
  ring.reverse();
  const start = ring.reduce((best, node, at) => (node.number < (ring[best] as ChunkNode).number ? at : best), 0);
  return [...ring.slice(start), ...ring.slice(0, start)];
}

/** The edge, and by what templates it came to be written. */
function explain(waiter: ChunkNode, target: ChunkNode): RelatedSpan[] {
  const who = tagText(tagOf(waiter));
  for (const { kind, set, written } of waiter.requisites) {
    if (kind.order === 'before' || !set.members.includes(target.number)) continue;
    const message = `${who} has '${kind.name}: ${targetText(set.spec)}'`;
    return edge(message, waiter, written?.at, written === undefined ? 0 : targetText(written.target).length);
  }
  for (const { binding, set } of waiter.bindings) {
    if (!set.members.includes(target.number)) continue;
    return edge(`${who} is bound to ${binding.reference}`, waiter, binding.at, binding.reference.length);
  }
  const before = target.requisites.find(
    ({ kind, set }) => kind.order === 'before' && set.members.includes(waiter.number),
  );
  return edge(`${tagText(tagOf(target))} has 'prereq' on ${who}`, target, before?.written?.at, 0);
}

function edge(message: string, { sources }: ChunkNode, at: Pos | undefined, length: number): RelatedSpan[] {
  const { span, related = [] } = at === undefined ? {} : sources.place(at, length);
  return [{ message, ...(span === undefined ? {} : { span }) }, ...related];
}
