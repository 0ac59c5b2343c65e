/** Eventual consistency: which version of the world a connection sees. */
import type { World } from './world.js';
import type { Version } from './world-store.js';

export class Visibility {
  #newest: World | undefined;
  #visible: World | undefined;
  #hidden: (Version & { readonly from: number })[] = [];
  #reads = 0;

  /** Takes note of a version; each is newer than the one before. */
  add({ world, at }: Version): void {
    const { lag_ms, lag_reads } = world.behaviour;
    this.#newest = world;
    if (this.#visible === undefined || (lag_ms === 0 && lag_reads === 0)) {
      this.#visible = world;
      this.#hidden = [];
    } else this.#hidden.push({ world, at, from: this.#reads });
  }

  /** What one read sees. */
  see(newest: World, now: number): World {
    const { lag_ms, lag_reads } = (this.#newest ?? newest).behaviour;
    let shown = 0;
    for (const { at, from } of this.#hidden) {
      if (now - at < lag_ms || this.#reads - from < lag_reads) break;
      shown++;
    }
    if (shown > 0) this.#visible = this.#hidden[shown - 1]?.world;
    this.#hidden.splice(0, shown);
    this.#reads++;
    return this.#visible ?? newest;
  }
}
