/** What may start: counts, for each vertex of a graph, the predecessors that have not finished. */
import type { Digraph } from './digraph.js';

const WAITING = 0;
const READY = 1;
const FINISHED = 2;

/**
 * Follows a walk through a graph that may grow meanwhile. Every vertex is handed out exactly once, by `grow` or by
 * `finish`, when the last of its predecessors has finished.
 */
export class Readiness {
  readonly #graph: Digraph;
  #state = new Uint8Array(16);
  #waiting = new Int32Array(16);
  #vertices = 0;
  #edges = 0;
  #finished = 0;

  constructor(graph: Digraph) {
    this.#graph = graph;
  }

  /** Vertices that have not finished. */
  get left(): number {
    return this.#vertices - this.#finished;
  }

  /**
   * Takes in what was added to the graph since the last call – the first call takes in all of it – and returns, ascending,
   * which of the new vertices are ready. An edge from an unfinished vertex to one that was handed out already is a bug.
   */
  grow(): number[] {
    const first = this.#vertices;
    this.#vertices = this.#graph.vertexCount;
    this.#makeRoom();
    for (; this.#edges < this.#graph.edgeCount; this.#edges++) {
      const start = this.#graph.edgeStart(this.#edges);
      const end = this.#graph.edgeEnd(this.#edges);
      if (this.#state[start] === FINISHED) continue;
      if (this.#state[end] !== WAITING)
        throw new Error(`vertex ${end} was handed out before the edge from ${start} was added`);
      this.#waiting[end] = (this.#waiting[end] as number) + 1;
    }
    const ready: number[] = [];
    for (let id = first; id < this.#vertices; id++) if (this.#waiting[id] === 0) ready.push(id);
    for (const id of ready) this.#state[id] = READY;
    return ready;
  }

  /** Notes that a vertex finished and returns what became ready by it, in the order of its edges. */
  finish(vertex: number): number[] {
    if (this.#state[vertex] !== READY) throw new Error(`vertex ${vertex} finished without having been handed out`);
    this.#state[vertex] = FINISHED;
    this.#finished++;
    const ready: number[] = [];
    this.#graph.eachSuccessor(vertex, (successor, edge) => {
      // Edges not taken in yet are not counted yet.
      if (edge >= this.#edges) return;
      const left = (this.#waiting[successor] as number) - 1;
      this.#waiting[successor] = left;
      if (left === 0) ready.push(successor);
    });
    for (const id of ready) this.#state[id] = READY;
    return ready;
  }

  /** How many predecessors of a vertex have not finished. */
  waitingFor(vertex: number): number {
    return this.#waiting[vertex] ?? 0;
  }

  #makeRoom(): void {
    if (this.#vertices <= this.#state.length) return;
    const room = Math.max(this.#vertices, this.#state.length * 2);
    const state = new Uint8Array(room);
    const waiting = new Int32Array(room);
    state.set(this.#state);
    waiting.set(this.#waiting);
    this.#state = state;
    this.#waiting = waiting;
  }
}
