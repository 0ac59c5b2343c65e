/** Frames of a render: each says what it is inside of. Frame 0 is the template that was asked for. */

const FIRST_CAPACITY = 16;

/** In `iterations`: the frame is not an iteration but the start of a template, or a call of something within one. */
export const ENTERED = -1;
export const CALLED = -2;

export class Frames {
  count = 0;
  parents = new Uint32Array(FIRST_CAPACITY);
  /** Source offset, in the parent's template, of the loop, call or include. */
  sites = new Uint32Array(FIRST_CAPACITY);
  /** Number of the iteration from 0, or one of the constants. */
  iterations = new Int32Array(FIRST_CAPACITY);
  /** Index into the templates of the render. */
  templates = new Uint32Array(FIRST_CAPACITY);
  /** What was called or entered, for frames that are not iterations. */
  readonly labels = new Map<number, string>();

  add(parent: number, site: number, iteration: number, template: number): number {
    const { count } = this;
    if (count === this.parents.length) this.#grow();
    this.parents[count] = parent;
    this.sites[count] = site;
    this.iterations[count] = iteration;
    this.templates[count] = template;
    this.count = count + 1;
    return count;
  }

  #grow(): void {
    const size = this.parents.length * 4;
    const grown = <T extends Uint32Array | Int32Array>(fresh: T, old: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.parents = grown(new Uint32Array(size), this.parents);
    this.sites = grown(new Uint32Array(size), this.sites);
    this.iterations = grown(new Int32Array(size), this.iterations);
    this.templates = grown(new Uint32Array(size), this.templates);
  }
}
