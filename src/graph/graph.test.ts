import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Digraph,
  dotText,
  type Edge,
  IdHeap,
  mermaidText,
  orderFrom,
  Readiness,
  reducedEdges,
  shortestCycle,
  topologicalOrder,
  waves,
} from './index.js';

interface Plain {
  readonly size: number;
  readonly edges: readonly Edge[];
}

function build({ size, edges }: Plain, dedupe = false): Digraph {
  const graph = new Digraph(size, { dedupe });
  for (const [before, after] of edges) graph.addEdge(before, after);
  return graph;
}

const anyGraph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 25 }),
  }),
);

/** Edges lead from a smaller to a larger place in a random permutation. */
const acyclic = anyGraph.chain(({ size, edges }) =>
  fc
    .shuffledSubarray(
      Array.from({ length: size }, (_, id) => id),
      { minLength: size },
    )
    .map((place) => ({
      size,
      edges: edges
        .filter(([a, b]) => a !== b)
        .map(([a, b]): Edge => [place[Math.min(a, b)] as number, place[Math.max(a, b)] as number]),
    })),
);

describe('a graph', () => {
  it('keeps edges in the order in which they were added, also when it grows', () => {
    fc.assert(
      fc.property(anyGraph, (plain) => {
        const graph = build(plain);
        expect(graph.edgeCount).toBe(plain.edges.length);
        for (let id = 0; id < plain.size; id++) {
          expect(graph.successors(id)).toEqual(
            plain.edges.filter(([before]) => before === id).map(([, after]) => after),
          );
          expect(graph.predecessors(id)).toEqual(
            plain.edges.filter(([, after]) => after === id).map(([before]) => before),
          );
        }
      }),
    );
  });

  it('leaves out doubles when asked', () => {
    const graph = new Digraph(2, { dedupe: true });
    expect([graph.addEdge(0, 1), graph.addEdge(0, 1), graph.addEdge(1, 0)]).toEqual([true, false, true]);
    expect(graph.edgeCount).toBe(2);
  });

  it('refuses edges to vertices it does not have', () => {
    expect(() => new Digraph(1).addEdge(0, 1)).toThrow(RangeError);
  });
});

describe('the topological order', () => {
  it('puts each vertex after its predecessors, and of those that could come next the one of smallest priority', () => {
    fc.assert(
      fc.property(acyclic, fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }), (plain, priority) => {
        const order = topologicalOrder(build(plain), priority);
        const wanted: number[] = [];
        while (wanted.length < plain.size) {
          const ready = Array.from({ length: plain.size }, (_, id) => id).filter(
            (id) =>
              !wanted.includes(id) && plain.edges.every(([before, after]) => after !== id || wanted.includes(before)),
          );
          ready.sort((a, b) => (priority[a] as number) - (priority[b] as number) || a - b);
          wanted.push(ready[0] as number);
        }
        expect([...(order as Int32Array)]).toEqual(wanted);
      }),
    );
  });

  it('is by id where nothing is said', () => {
    expect([...(topologicalOrder(build({ size: 4, edges: [[3, 0]] })) as Int32Array)]).toEqual([1, 2, 3, 0]);
  });
});

describe('waves', () => {
  it('are the lengths of the longest paths', () => {
    fc.assert(
      fc.property(acyclic, (plain) => {
        const level = waves(build(plain)) as Int32Array;
        for (let id = 0; id < plain.size; id++) {
          const before = plain.edges.filter(([, after]) => after === id).map(([one]) => level[one] as number);
          expect(level[id]).toBe(Math.max(-1, ...before) + 1);
        }
      }),
    );
  });
});

/** All simple cycles as closed paths that start with their smallest id. */
function allCycles({ size, edges }: Plain): number[][] {
  const found: number[][] = [];
  const walk = (path: number[]): void => {
    for (const [before, after] of edges) {
      if (before !== path.at(-1)) continue;
      if (after === path[0]) found.push([...path, after]);
      else if (after > (path[0] as number) && !path.includes(after)) walk([...path, after]);
    }
  };
  for (let id = 0; id < size; id++) walk([id]);
  return found;
}

describe('the shortest cycle', () => {
  const small = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 12 }),
    }),
  );

  it('is shortest, starts with its smallest id and comes first among its like', () => {
    fc.assert(
      fc.property(small, (plain) => {
        const cycles = allCycles(plain);
        const length = Math.min(...cycles.map((cycle) => cycle.length));
        const shortest = cycles.filter((cycle) => cycle.length === length);
        const wanted = shortest.reduce<number[] | undefined>(
          (best, one) => (best && !less(one, best) ? best : one),
          undefined,
        );
        expect(shortestCycle(build(plain))).toEqual(wanted);
        expect(topologicalOrder(build(plain)) === undefined).toBe(wanted !== undefined);
        expect(waves(build(plain)) === undefined).toBe(wanted !== undefined);
      }),
      { numRuns: 400 },
    );
  });

  it('of a large ring is found at once', () => {
    const size = 100_000;
    const ring = new Digraph(size);
    for (let id = 0; id < size; id++) ring.addEdge(id, (id + 1) % size);
    expect(shortestCycle(ring)).toHaveLength(size + 1);
  });
});

function less(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, id] of a.entries()) if (id !== b[at]) return id < (b[at] as number);
  return false;
}

describe('readiness', () => {
  it('hands out every vertex once, after its predecessors, also when the graph grows on the way', () => {
    fc.assert(
      fc.property(acyclic, fc.infiniteStream(fc.nat(20)), (plain, choices) => {
        const graph = new Digraph();
        const readiness = new Readiness(graph);
        const topological = [...(topologicalOrder(build(plain)) as Int32Array)];
        const place = new Map(topological.map((id, at) => [id, at]));
        const finished: number[] = [];
        const ready: number[] = [];
        // Vertices are added in topological order, so that no edge leads to one that was handed out.
        for (let added = 0; finished.length < plain.size; ) {
          if (added < plain.size && (ready.length === 0 || (choices.next().value as number) < 8)) {
            graph.addVertex();
            for (const [before, after] of plain.edges) {
              if (place.get(after) === added) graph.addEdge(place.get(before) as number, added);
            }
            added++;
            ready.push(...readiness.grow());
            continue;
          }
          const [next] = ready.splice((choices.next().value as number) % ready.length, 1);
          const needed = plain.edges
            .filter(([, after]) => place.get(after) === next)
            .map(([before]) => place.get(before));
          expect(finished).toEqual(expect.arrayContaining(needed));
          finished.push(next as number);
          ready.push(...readiness.finish(next as number));
        }
        expect(readiness.left).toBe(0);
        expect([...finished].sort((a, b) => a - b)).toEqual(Array.from({ length: plain.size }, (_, id) => id));
      }),
    );
  });

  it('counts an edge that was added before its start finished and taken in after as nothing', () => {
    const graph = build({ size: 3, edges: [[0, 2]] });
    const readiness = new Readiness(graph);
    expect(readiness.grow()).toEqual([0, 1]);
    graph.addEdge(1, 2);
    expect(readiness.finish(1)).toEqual([]);
    expect(readiness.grow()).toEqual([]);
    expect(readiness.waitingFor(2)).toBe(1);
    expect(readiness.finish(0)).toEqual([2]);
  });

  it('calls an edge to a vertex that was handed out a bug', () => {
    const graph = new Digraph(2);
    const readiness = new Readiness(graph);
    readiness.grow();
    graph.addEdge(0, 1);
    expect(() => readiness.grow()).toThrow('handed out');
    expect(() => readiness.finish(7)).toThrow('handed out');
  });
});

function reachable({ size, edges }: Plain): boolean[][] {
  const reach = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [before, after] of edges) (reach[before] as boolean[])[after] = true;
  for (let via = 0; via < size; via++) {
    for (const row of reach) {
      if (row[via]) for (let to = 0; to < size; to++) row[to] ||= reach[via]?.[to] ?? false;
    }
  }
  return reach;
}

describe('the reduction', () => {
  it('keeps what can be reached, and no edge that could be left out', () => {
    fc.assert(
      fc.property(acyclic, (plain) => {
        const edges = reducedEdges(build(plain));
        const reach = reachable(plain);
        expect(reachable({ size: plain.size, edges })).toEqual(reach);
        for (const left of edges) {
          expect(reachable({ size: plain.size, edges: edges.filter((one) => one !== left) })).not.toEqual(reach);
        }
      }),
    );
  });

  it('leaves large and cyclic graphs as they are', () => {
    const triangle: Plain = {
      size: 3,
      edges: [
        [0, 1],
        [1, 2],
        [0, 2],
        [0, 2],
      ],
    };
    expect(reducedEdges(build(triangle), 2)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(
      reducedEdges(
        build({
          size: 2,
          edges: [
            [0, 1],
            [1, 0],
          ],
        }),
      ),
    ).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

describe('drawing', () => {
  const drawing = {
    vertices: [
      { id: 0, label: 'a "quoted" \\ <b>#1</b>\nsecond', group: 'g"1' },
      { id: 3, label: 'plain\u001b[31m' },
    ],
    edges: [
      { before: 0, after: 3, label: 'require' },
      { before: 3, after: 0 },
    ],
  };

  it('escapes for Graphviz', () => {
    expect(dotText(drawing)).toBe(
      [
        'digraph {',
        '  rankdir=LR;',
        '  node [shape=box];',
        '  subgraph cluster_0 {',
        '    label="g\\"1";',
        '    n0 [label="a \\"quoted\\" \\\\ <b>#1</b>\\nsecond"];',
        '  }',
        '  n3 [label="plain [31m"];',
        '  n0 -> n3 [label="require"];',
        '  n3 -> n0;',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('escapes for Mermaid', () => {
    expect(mermaidText(drawing)).toBe(
      [
        'flowchart LR',
        '  subgraph g0["g#34;1"]',
        '    n0["a #34;quoted#34; #92; #60;b#62;#35;1#60;/b#62;<br/>second"]',
        '  end',
        '  n3["plain #91;31m"]',
        '  n0 -->|"require"| n3',
        '  n3 --> n0',
        '',
      ].join('\n'),
    );
  });
});

describe('the heap', () => {
  it('gives ids by priority, then id', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 30 }), (priority) => {
        const heap = new IdHeap((id) => priority[id] as number);
        for (const id of priority.keys()) heap.push(id);
        const popped: number[] = [];
        for (let id = heap.pop(); id !== undefined; id = heap.pop()) popped.push(id);
        const wanted = [...priority.keys()].sort((a, b) => (priority[a] as number) - (priority[b] as number) || a - b);
        expect(popped).toEqual(wanted);
      }),
    );
  });
});

describe('the order of what can be reached', () => {
  it('is all of that, each after what is before it there; there is none where there is a cycle', () => {
    fc.assert(
      fc.property(
        anyGraph.chain((plain) =>
          fc.tuple(fc.constant(plain), fc.subarray(Array.from({ length: plain.size }, (_, id) => id))),
        ),
        ([plain, starts]) => {
          const reached = new Set(starts);
          for (const id of reached) for (const [before, after] of plain.edges) if (before === id) reached.add(after);
          const inside = plain.edges.filter(([before]) => reached.has(before));
          const order = orderFrom(build(plain), starts);
          const cyclic = topologicalOrder(build({ size: plain.size, edges: inside })) === undefined;
          expect(order === undefined).toBe(cyclic);
          if (order === undefined) return;
          expect(new Set(order)).toEqual(reached);
          expect(order).toHaveLength(reached.size);
          for (const [before, after] of inside) expect(order.indexOf(before)).toBeLessThan(order.indexOf(after));
        },
      ),
      { numRuns: 300 },
    );
  });
});
