/** Finding the cycle to show to a person: the shortest one. */
import type { Digraph } from './digraph.js';

/** Edges looked at before the search is content with the shortest cycle found so far. */
const MOST_WORK = 50_000_000;

/**
 * The shortest cycle as a closed path: the first id, which is the smallest, stands at the end again (`[2, 5, 3, 2]`). Among
 * the shortest ones it is the one that comes first when compared id by id. Undefined when there is none. In very large
 * tangles the search ends early; the cycle found is then a cycle, but perhaps not the shortest.
 */
export function shortestCycle(graph: Digraph): number[] | undefined {
  const search = new CycleSearch(graph);
  let best: number[] | undefined;
  for (let id = 0; id < graph.vertexCount && search.work < MOST_WORK; id++) {
    if (!search.isLeft(id)) continue;
    const found = search.through(id, best === undefined ? Number.POSITIVE_INFINITY : best.length - 1);
    if (found !== undefined) best = found;
    // Every cycle through it was seen.
    search.remove(id);
  }
  return best;
}

class CycleSearch {
  work = 0;
  readonly #graph: Digraph;
  readonly #gone: Uint8Array;
  readonly #in: Int32Array;
  readonly #out: Int32Array;
  /** Distance to the vertex searched for; valid where `#round` has the current number. */
  readonly #distance: Int32Array;
  readonly #round: Int32Array;
  #rounds = 0;

  constructor(graph: Digraph) {
    const count = graph.vertexCount;
    this.#graph = graph;
    this.#gone = new Uint8Array(count);
    this.#in = graph.inDegrees();
    this.#out = new Int32Array(count);
    this.#distance = new Int32Array(count);
    this.#round = new Int32Array(count);
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const start = graph.edgeStart(edge);
      this.#out[start] = (this.#out[start] as number) + 1;
    }
    const loose: number[] = [];
    for (let id = 0; id < count; id++) if (this.#in[id] === 0 || this.#out[id] === 0) loose.push(id);
    this.#trim(loose);
  }

  isLeft(id: number): boolean {
    return this.#gone[id] === 0;
  }

  /** Takes a vertex out, and with it all that then cannot lie on a cycle. */
  remove(id: number): void {
    this.#trim([id]);
  }

  /** The first of the shortest cycles through a vertex with fewer than `limit` edges. */
  through(id: number, limit: number): number[] | undefined {
    const length = this.#measure(id, limit);
    if (length === undefined) return undefined;
    const path = [id];
    for (let at = id, left = length - 1; left >= 0; left--) {
      let next = Number.POSITIVE_INFINITY;
      this.#graph.eachSuccessor(at, (one) => {
        if (this.isLeft(one) && this.#distanceOf(one, id) === left && one < next) next = one;
      });
      path.push(next);
      at = next;
    }
    return path;
  }

  #distanceOf(vertex: number, target: number): number {
    if (vertex === target) return 0;
    return this.#round[vertex] === this.#rounds ? (this.#distance[vertex] as number) : -1;
  }

  /** Walks the edges backwards from a vertex until it is met again; returns how many edges that took. */
  #measure(id: number, limit: number): number | undefined {
    const round = ++this.#rounds;
    let length: number | undefined;
    let layer = [id];
    for (let distance = 1; layer.length > 0 && length === undefined && distance < limit; distance++) {
      const next: number[] = [];
      for (const vertex of layer) {
        this.#graph.eachPredecessor(vertex, (before) => {
          this.work++;
          if (before === id) length = distance;
          if (!this.isLeft(before) || this.#round[before] === round || before === id) return;
          this.#round[before] = round;
          this.#distance[before] = distance;
          next.push(before);
        });
      }
      layer = next;
    }
    return length;
  }

  #trim(loose: number[]): void {
    const lower = (degrees: Int32Array, id: number): void => {
      const left = (degrees[id] as number) - 1;
      degrees[id] = left;
      if (left === 0 && this.isLeft(id)) loose.push(id);
    };
    for (let id = loose.pop(); id !== undefined; id = loose.pop()) {
      if (!this.isLeft(id)) continue;
      this.#gone[id] = 1;
      this.#graph.eachSuccessor(id, (one) => lower(this.#in, one));
      this.#graph.eachPredecessor(id, (one) => lower(this.#out, one));
    }
  }
}
