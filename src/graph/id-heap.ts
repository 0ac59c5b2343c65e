/** A binary heap of ids: the smallest priority first, and of equal ones the smallest id. */
export class IdHeap {
  readonly #priority: (id: number) => number;
  readonly #ids: number[] = [];

  constructor(priority: (id: number) => number) {
    this.#priority = priority;
  }

  get size(): number {
    return this.#ids.length;
  }

  push(id: number): void {
    const ids = this.#ids;
    let at = ids.length;
    ids.push(id);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = ids[parent] as number;
      if (!this.#before(id, above)) break;
      ids[at] = above;
      at = parent;
    }
    ids[at] = id;
  }

  pop(): number | undefined {
    const ids = this.#ids;
    const top = ids[0];
    const id = ids.pop();
    if (id === undefined || ids.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= ids.length) break;
      if (child + 1 < ids.length && this.#before(ids[child + 1] as number, ids[child] as number)) child++;
      const below = ids[child] as number;
      if (!this.#before(below, id)) break;
      ids[at] = below;
      at = child;
    }
    ids[at] = id;
    return top;
  }

  #before(a: number, b: number): boolean {
    const difference = this.#priority(a) - this.#priority(b);
    return difference < 0 || (difference === 0 && a < b);
  }
}
