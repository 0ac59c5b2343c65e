/** What makes a graph grow while it is walked: states that add chunks, and blocks of SLS files that wait for an ID to have run. */
import type { SlsFiles } from '../contract/index.js';
import { type Diagnostic, DiagnosticError, hasErrors } from '../kernel/index.js';
import { type Chunk, compileHigh, type DelayedBlock, type LowState, type RanChunk } from '../sls/index.js';
import { engineCodes } from './codes.js';
import type { Ended } from './ended.js';
import { NodeLookup } from './node-lookup.js';
import type { RunOptions } from './run.js';
import { type ChunkNode, nodeTagText, type RunGraph } from './step-graph.js';

/** What growth asks of the walk. */
export interface GrowingWalk {
  readonly options: RunOptions;
  ended(number: number): Ended | undefined;
  /** Puts a vertex up when nothing holds it. */
  offer(vertex: number): void;
  complete(vertex: number): void;
  /** Takes up a chunk that was not selected, and is now. */
  revive(node: ChunkNode): void;
  report(diagnostic: Diagnostic): void;
  /** Says that there may be something to do. */
  wake(): void;
}

export class Growth {
  readonly #run: RunGraph;
  readonly #walk: GrowingWalk;
  readonly #gather: LowState['gatherGroup'];
  readonly #nodes: NodeLookup;
  /** IDs of which a chunk has ended. */
  readonly #ran = new Set<string>();
  readonly #blocks = new Map<DelayedBlock, LowState['sources']>();
  readonly #blocksOf = new Map<string, DelayedBlock[]>();
  #admitted: Promise<unknown> = Promise.resolve();
  #adding = 0;
  /** Chunks that have not ended and may add others. */
  #growers: number;

  constructor(run: RunGraph, low: LowState, walk: GrowingWalk) {
    this.#run = run;
    this.#walk = walk;
    this.#gather = low.gatherGroup?.bind(low);
    this.#nodes = new NodeLookup(run.nodes);
    this.#growers = run.nodes.filter(mayAdd).length;
    this.#keepBlocks(low);
  }

  /** Whether something is being added right now. */
  get busy(): boolean {
    return this.#adding > 0;
  }

  /** Adds chunks on behalf of a running one. Rejects, with nothing added, when they are not right. */
  async extend(by: Chunk, high: Readonly<Record<string, unknown>>): Promise<void> {
    const node = this.#growing(by);
    const compiled = compileHigh(high, { sls: by.declaration.sls });
    const wrong = compiled.low === undefined ? compiled.diagnostics : await this.#admit(compiled.low, node);
    if (hasErrors(wrong)) throw new DiagnosticError(wrong);
  }

  /** Adds the chunks of SLS files, with IDs below the name of the running chunk. Rejects like `extend`. */
  async extendFromFiles(by: Chunk, files: SlsFiles): Promise<{ readonly added: number }> {
    const node = this.#growing(by);
    const low = await this.#gather?.({ id: by.declaration.id, name: by.name, ...files });
    if (low === undefined) throw new Error('there are no files to be gathered');
    const wrong = await this.#admit(low, node);
    if (hasErrors(wrong)) throw new DiagnosticError(wrong);
    return { added: low.chunks.length };
  }

  /** Told of every chunk that ended, before what waits for it goes on. */
  chunkEnded(node: ChunkNode): void {
    if (mayAdd(node)) this.#growers -= 1;
    if (this.#run.growth === -1 || isLeftOut(node)) return;
    const { id } = node.chunk.declaration;
    if (this.#ran.has(id)) return;
    this.#ran.add(id);
    this.#release(this.#blocksOf.get(id) ?? [], node);
  }

  /** Ends growth when nothing can add chunks any more. */
  endIfOver(): void {
    const { growth, graph } = this.#run;
    if (growth === -1 || graph.done[growth]) return;
    if (this.#growers === 0 && this.#adding === 0 && this.#blocks.size === 0) this.#walk.complete(growth);
  }

  /** When nothing moves, the end of growth may be what everything waits for. True when it was. */
  endByForce(): boolean {
    const { graph, growth } = this.#run;
    if (growth === -1 || graph.done[growth]) return false;
    for (const [block, sources] of this.#blocks) {
      const missing = block.requires.filter((id) => !this.#ran.has(id));
      if (missing.some((id) => this.#isLeftOut(id))) continue;
      this.#walk.report({
        severity: 'error',
        code: engineCodes.code('never-released'),
        summary: `a block of ${block.sls} waits for ${missing.map((id) => `'${id}'`).join(', ')}, which never ran`,
        ...sources.place(block.at),
        about: block.sls,
        hints: ['correct the ID in `#!require:`, or remove the condition'],
      });
    }
    this.#blocks.clear();
    this.#walk.complete(growth);
    return true;
  }

  #isLeftOut(id: string): boolean {
    const node = this.#nodes.ofId(id, undefined);
    return node !== undefined && isLeftOut(node);
  }

  #growing(by: Chunk): ChunkNode {
    const node = this.#nodes.ofChunk(by) as ChunkNode;
    if (node.grows) return node;
    const { ref, file } = node.plugin.place;
    throw new DiagnosticError({
      severity: 'error',
      code: engineCodes.code('cannot-grow'),
      summary: `${ref}.${by.declaration.fun} adds states, but does not declare that it does`,
      about: nodeTagText(node),
      hints: [`add needs: ['run.extend'] to the function in ${file}`],
    });
  }

  #keepBlocks({ delayed, sources }: LowState): void {
    for (const block of delayed) {
      this.#blocks.set(block, sources);
      for (const id of block.requires) {
        const others = this.#blocksOf.get(id);
        if (others === undefined) this.#blocksOf.set(id, [block]);
        else others.push(block);
      }
    }
  }

  #release(blocks: readonly DelayedBlock[], by: ChunkNode): void {
    const { stop, abort } = this.#walk.options;
    if (stop.aborted || abort.aborted) return;
    for (const block of blocks) {
      if (!block.requires.every((id) => this.#ran.has(id)) || !this.#blocks.delete(block)) continue;
      this.#adding += 1;
      void block
        .release((id, name) => this.#ranChunk(id, name))
        .then((low) => this.#admit(low, by))
        .then(
          (diagnostics) => diagnostics.forEach((one) => this.#walk.report(one)),
          (error: unknown) => this.#reportThrown(error, block),
        )
        .finally(() => {
          this.#adding -= 1;
          this.endIfOver();
          this.#walk.wake();
        });
    }
  }

  /** What the first chunk of an ID ended with, for the templates of delayed blocks. */
  #ranChunk(id: string, name: string | undefined): RanChunk | undefined {
    const found = this.#nodes.ofId(id, name);
    if (found === undefined) return undefined;
    const newState = this.#walk.ended(found.number)?.newState ?? null;
    return { newState, plan: this.#walk.options.mode === 'plan' };
  }

  #reportThrown(error: unknown, block: DelayedBlock): void {
    const carried = (error as { diagnostics?: readonly Diagnostic[] }).diagnostics;
    if (carried !== undefined) carried.forEach((one) => this.#walk.report(one));
    else
      this.#walk.report({
        severity: 'error',
        code: engineCodes.code('bug'),
        summary: `rendering a block of ${block.sls} failed: ${String(error)}`,
      });
  }

  /** One after the other, because chunks and vertices are numbered as they come. */
  #admit(low: LowState, by: ChunkNode): Promise<readonly Diagnostic[]> {
    const admitted = this.#admitted.then(() => this.#admitNow(low, by));
    this.#admitted = admitted.catch(() => undefined);
    return admitted;
  }

  async #admitNow(low: LowState, by: ChunkNode): Promise<readonly Diagnostic[]> {
    const run = this.#run;
    run.addingAfter = by.wave;
    run.addedBy = by;
    const firstVertex = run.graph.size;
    const { added, revived, diagnostics } = await run.admit(low, true);
    run.addingAfter = -1;
    run.addedBy = undefined;
    if (hasErrors(diagnostics)) return diagnostics;
    this.#keepBlocks(low);
    this.#growers += added.filter((number) => mayAdd(run.nodes[number] as ChunkNode)).length;
    if (added.length > 0) {
      const tags = added.map((number) => nodeTagText(run.nodes[number] as ChunkNode));
      this.#walk.options.emit({ type: 'chunks-added', tags, by: nodeTagText(by) });
    }
    for (const number of revived) {
      const node = run.nodes[number] as ChunkNode;
      if (mayAdd(node)) this.#growers += 1;
      this.#walk.revive(node);
    }
    for (let vertex = firstVertex; vertex < run.graph.size; vertex++) this.#walk.offer(vertex);
    // What it waits for may have run long ago.
    this.#release(low.delayed, by);
    this.#walk.wake();
    return diagnostics;
  }
}

/** Neither run nor known by its record: nothing that waits for it can go on. */
function isLeftOut(node: ChunkNode): boolean {
  return node.excluded && node.stands === undefined;
}

function mayAdd(node: ChunkNode): boolean {
  return node.grows && !node.excluded;
}
