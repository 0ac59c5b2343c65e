/**
 * A directed graph over the ids 0, 1, 2, …, made for a million vertices and edges. It may grow while it is being walked.
 *
 * Edges are linked lists in typed arrays: each edge knows the next edge with the same start and the next with the same
 * end. So adding costs nothing but memory, and nothing has to be rebuilt when the graph grows.
 */

const NONE = -1;

export interface GraphOptions {
  /** Whether an edge that is there already is left out. Costs memory. Default false. */
  readonly dedupe?: boolean;
}

export class Digraph {
  #vertices = 0;
  #edges = 0;
  #firstOut = new Int32Array(16);
  #lastOut = new Int32Array(16);
  #firstIn = new Int32Array(16);
  #lastIn = new Int32Array(16);
  #start = new Int32Array(16);
  #end = new Int32Array(16);
  #nextOut = new Int32Array(16);
  #nextIn = new Int32Array(16);
  readonly #known: Set<number> | undefined;

  constructor(vertices = 0, options: GraphOptions = {}) {
    this.#known = options.dedupe ? new Set() : undefined;
    this.addVertices(vertices);
  }

  get vertexCount(): number {
    return this.#vertices;
  }

  get edgeCount(): number {
    return this.#edges;
  }

  /** Adds one vertex and returns its id. */
  addVertex(): number {
    return this.addVertices(1);
  }

  /** Adds vertices and returns the id of the first. */
  addVertices(count: number): number {
    const first = this.#vertices;
    this.#vertices += count;
    if (this.#vertices > this.#firstOut.length) {
      this.#firstOut = grown(this.#firstOut, this.#vertices);
      this.#lastOut = grown(this.#lastOut, this.#vertices);
      this.#firstIn = grown(this.#firstIn, this.#vertices);
      this.#lastIn = grown(this.#lastIn, this.#vertices);
    }
    for (const heads of [this.#firstOut, this.#lastOut, this.#firstIn, this.#lastIn]) {
      heads.fill(NONE, first, this.#vertices);
    }
    return first;
  }

  /** Adds the edge `before → after`. False when it was there already and the graph keeps no doubles. */
  addEdge(before: number, after: number): boolean {
    this.#check(before);
    this.#check(after);
    if (this.#known !== undefined) {
      const size = this.#known.size;
      if (this.#known.add(before * 2 ** 26 + after).size === size) return false;
    }
    const edge = this.#edges++;
    if (edge === this.#start.length) {
      this.#start = grown(this.#start, edge + 1);
      this.#end = grown(this.#end, edge + 1);
      this.#nextOut = grown(this.#nextOut, edge + 1);
      this.#nextIn = grown(this.#nextIn, edge + 1);
    }
    this.#start[edge] = before;
    this.#end[edge] = after;
    append(this.#firstOut, this.#lastOut, this.#nextOut, before, edge);
    append(this.#firstIn, this.#lastIn, this.#nextIn, after, edge);
    return true;
  }

  /** Start of the edge with this number, in the order in which edges were added. */
  edgeStart(edge: number): number {
    return this.#start[edge] as number;
  }

  edgeEnd(edge: number): number {
    return this.#end[edge] as number;
  }

  /** Calls `visit` with each vertex an edge leads to and the edge's number, in the order in which the edges were added. */
  eachSuccessor(vertex: number, visit: (successor: number, edge: number) => void): void {
    for (let edge = this.#firstOut[vertex] as number; edge !== NONE; edge = this.#nextOut[edge] as number) {
      visit(this.#end[edge] as number, edge);
    }
  }

  eachPredecessor(vertex: number, visit: (predecessor: number, edge: number) => void): void {
    for (let edge = this.#firstIn[vertex] as number; edge !== NONE; edge = this.#nextIn[edge] as number) {
      visit(this.#start[edge] as number, edge);
    }
  }

  successors(vertex: number): number[] {
    const found: number[] = [];
    this.eachSuccessor(vertex, (one) => found.push(one));
    return found;
  }

  predecessors(vertex: number): number[] {
    const found: number[] = [];
    this.eachPredecessor(vertex, (one) => found.push(one));
    return found;
  }

  /** For each vertex the number of edges that lead to it. */
  inDegrees(): Int32Array {
    const degrees = new Int32Array(this.#vertices);
    for (let edge = 0; edge < this.#edges; edge++) {
      const end = this.#end[edge] as number;
      degrees[end] = (degrees[end] as number) + 1;
    }
    return degrees;
  }

  #check(vertex: number): void {
    if (!(vertex >= 0 && vertex < this.#vertices))
      throw new RangeError(`no vertex ${vertex} in a graph of ${this.#vertices}`);
  }
}

function append(first: Int32Array, last: Int32Array, next: Int32Array, vertex: number, edge: number): void {
  const before = last[vertex] as number;
  if (before === NONE) first[vertex] = edge;
  else next[before] = edge;
  last[vertex] = edge;
  next[edge] = NONE;
}

function grown(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(Math.max(least, array.length * 2));
  bigger.set(array);
  return bigger;
}
