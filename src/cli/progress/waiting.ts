/** What waits for what, for the few lines of it that a terminal has room for. */

export interface Edge {
  /** Tag that waits. */
  readonly waits: string;
  /** Tag that is waited for. */
  readonly on: string;
  readonly requisite: string;
}

/** Beyond this many edges nobody reads who waits for whom, and reading them costs time. */
const MOST_EDGES = 20_000;

export class Waiting {
  readonly #byWaiter = new Map<string, Edge[]>();

  constructor(edges: Iterable<Edge> = []) {
    let left = MOST_EDGES;
    for (const edge of edges) {
      if (left-- === 0) break;
      const known = this.#byWaiter.get(edge.waits);
      if (known === undefined) this.#byWaiter.set(edge.waits, [edge]);
      else known.push(edge);
    }
  }

  /** At most `most` chunks that have not ended and wait for a chunk that runs, with the one each waits for. */
  waiting(most: number, isRunning: (tag: string) => boolean, hasEnded: (tag: string) => boolean): Edge[] {
    const found: Edge[] = [];
    for (const [tag, edges] of this.#byWaiter) {
      if (found.length >= most) break;
      if (hasEnded(tag) || isRunning(tag)) continue;
      const edge = edges.find(({ on }) => isRunning(on));
      if (edge !== undefined) found.push(edge);
    }
    return found;
  }
}
