/** The walk: starts what is ready, within its limits, in written order; grows with the graph; stops when told to. */
import type { SlsFiles } from '../contract/index.js';
import { IdHeap } from '../graph/index.js';
import { type Diagnostic, DiagnosticError, hasErrors } from '../kernel/index.js';
import { compileHigh, type DelayedBlock, type LowState, type RanChunk } from '../sls/index.js';
import { type ChunkEnd, type ChunkRunServices, previewChunk, runChunk } from './chunk-run.js';
import { engineCodes } from './codes.js';
import { type Ended, endedWith, notCalled } from './ended.js';
import { type CallResult, type ExecuteEnvironment, refreshChunk, retireChunk } from './execute/index.js';
import { refusedRefresh } from './guarded.js';
import type { ChunkResult } from './outcome.js';
import { buildResult, listenResult, listenTag } from './result.js';
import { Rules } from './rules.js';
import { type ChunkNode, nodeTagText, type RunGraph } from './step-graph.js';

/** What is in flight gets this long (ms) to end after an abort, before it counts as interrupted. */
const ABORT_GRACE = 700;
/** Longest stretch (ms) of work without letting timers, signals and the terminal have their turn. */
const LONGEST_STRETCH = 25;
const STEPS_BETWEEN_LOOKS = 128;

export class Walk {
  readonly results: (ChunkResult | undefined)[] = [];
  readonly extraResults: ChunkResult[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #run: RunGraph;
  readonly #env: ExecuteEnvironment;
  readonly #services: ChunkRunServices;
  readonly #ready: IdHeap;
  readonly #limit: number;
  readonly #ended: (Ended | undefined)[] = [];
  readonly #previews: (Ended | undefined)[] = [];
  readonly #inFlight = new Map<number, { readonly started: number; readonly startTime: number }>();
  readonly #uniqueBusy = new Set<string>();
  readonly #uniqueQueues = new Map<string, number[]>();
  readonly #listening: NonNullable<ChunkEnd['listens']>[] = [];
  readonly #deposed: { node: ChunkNode; deposed: NonNullable<ChunkEnd['deposed']> }[] = [];
  readonly #ran = new Set<string>();
  readonly #gather: LowState['gatherGroup'];
  #blocks: DelayedBlock[];
  #admitted: Promise<unknown> = Promise.resolve();
  #growing = 0;
  #growers: number;
  #stopSaid = false;
  #startCount = 0;
  #wake: () => void = () => {};

  constructor(run: RunGraph, low: LowState, env: ExecuteEnvironment) {
    this.#run = run;
    this.#env = env;
    const { options } = env;
    this.#limit =
      options.runtime === 'serial' ? 1 : options.batchSize > 0 ? options.batchSize : Number.POSITIVE_INFINITY;
    this.#blocks = [...low.delayed];
    this.#gather = low.gatherGroup?.bind(low);
    this.#growers = run.nodes.filter((node) => node.grows && !node.excluded).length;
    this.#ready = new IdHeap((vertex) => this.#priority(vertex));
    const rules = new Rules({
      ended: (number) => this.#ended[number],
      previewed: (number) => this.#previews[number],
      node: (number) => run.nodes[number] as ChunkNode,
    });
    this.#services = {
      run,
      rules,
      env,
      ended: (number) => this.#ended[number],
      renamed: new Map(),
      step: (node, step) => options.emit({ type: 'step-started', tag: nodeTagText(node), step, summary: step }),
    };
  }

  async walk(): Promise<void> {
    for (let vertex = 0; vertex < this.#run.graph.size; vertex++) this.#offer(vertex);
    await this.#drain();
    if (!this.#stopped) await this.#retireDeposed();
    if (!this.#stopped) await this.#refreshListeners();
    this.#nameTheRest();
  }

  /** Adds chunks on behalf of a running one. Rejects, with nothing added, when they are not right. */
  async extend(by: ChunkNode, high: Readonly<Record<string, unknown>>): Promise<void> {
    mayGrow(by);
    const compiled = compileHigh(high, { sls: by.chunk.declaration.sls });
    const wrong = compiled.low === undefined ? compiled.diagnostics : await this.#admit(compiled.low, by);
    if (hasErrors(wrong)) throw new DiagnosticError(wrong);
  }

  /** Adds the chunks of SLS files, with IDs below that of the running chunk. Rejects like `extend`. */
  async extendFromFiles(by: ChunkNode, files: SlsFiles): Promise<{ readonly added: number }> {
    mayGrow(by);
    const low = await this.#gather?.({ id: by.chunk.declaration.id, ...files });
    if (low === undefined) throw new Error('there are no files to be gathered');
    const wrong = await this.#admit(low, by);
    if (hasErrors(wrong)) throw new DiagnosticError(wrong);
    return { added: low.chunks.length };
  }

  get #stopped(): boolean {
    return this.#env.options.stop.aborted || this.#env.options.abort.aborted;
  }

  #priority(vertex: number): number {
    const node = this.#run.nodes[this.#run.graph.owners[vertex] as number];
    return node === undefined ? Number.NEGATIVE_INFINITY : node.chunk.order;
  }

  /** Puts a vertex up when nothing holds it; groups are done at once. */
  #offer(vertex: number): void {
    const { graph } = this.#run;
    if (graph.waiting[vertex] !== 0 || graph.done[vertex]) return;
    const kind = graph.kinds[vertex];
    if (kind === 'group') this.#complete(vertex);
    else if (kind === 'growth') this.#growthMayEnd();
    else this.#ready.push(vertex);
  }

  #complete(first: number): void {
    const { graph, sets } = this.#run;
    const stack = [first];
    for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
      if (graph.done[vertex]) continue;
      graph.done[vertex] = true;
      const fromGrowth = graph.kinds[vertex] === 'growth';
      graph.edges.eachSuccessor(vertex, (next) => {
        // A set that found its members meanwhile does not wait for the end of growth any more.
        if (fromGrowth && graph.kinds[next] === 'group' && sets[graph.owners[next] as number]?.held === false) return;
        const left = (graph.waiting[next] as number) - 1;
        graph.waiting[next] = left;
        if (left !== 0 || graph.done[next]) return;
        if (graph.kinds[next] === 'group') stack.push(next);
        else this.#ready.push(next);
      });
    }
  }

  async #drain(): Promise<void> {
    const { clock } = this.#env.services.ports;
    let rested = clock.monotonic();
    for (;;) {
      while (this.#ready.size > 0 && this.#inFlight.size < this.#limit && !this.#stopped) {
        this.#start(this.#ready.pop() as number);
        if (++this.#startCount % STEPS_BETWEEN_LOOKS !== 0 || clock.monotonic() - rested < LONGEST_STRETCH) continue;
        await new Promise((resolve) => setImmediate(resolve));
        rested = clock.monotonic();
      }
      if (this.#stopped) this.#sayStopping();
      if (this.#inFlight.size === 0 && this.#growing === 0) {
        if (this.#stopped || !this.#unblock()) return;
        continue;
      }
      if (!(await this.#nextEnd())) return;
      rested = clock.monotonic();
    }
  }

  /** Waits until something ended. False when what is in flight was given up after an abort. */
  async #nextEnd(): Promise<boolean> {
    const { stop, abort } = this.#env.options;
    const ended = new Promise<'ended'>((resolve) => {
      this.#wake = () => resolve('ended');
    });
    const signalled = this.#stopped ? undefined : whenAborted(stop);
    const aborted = abort.aborted
      ? this.#env.services.ports.clock.sleep(ABORT_GRACE).then(() => 'given up' as const)
      : undefined;
    const waits: Promise<string>[] = [ended];
    if (signalled !== undefined) waits.push(signalled.promise);
    const second = aborted === undefined && this.#stopped ? whenAborted(abort) : undefined;
    if (second !== undefined) waits.push(second.promise);
    if (aborted !== undefined) waits.push(aborted);
    const first = await Promise.race(waits);
    signalled?.forget();
    second?.forget();
    return first !== 'given up';
  }

  #sayStopping(): void {
    if (this.#stopSaid) return;
    this.#stopSaid = true;
    const inFlight = [...this.#inFlight.keys()].map((number) => nodeTagText(this.#run.nodes[number] as ChunkNode));
    this.#env.options.emit({ type: 'stopping', inFlight });
  }

  /** When nothing moves: the end of growth may be what everything waits for. */
  #unblock(): boolean {
    const { graph, growth } = this.#run;
    if (growth === -1 || graph.done[growth]) return false;
    for (const block of this.#blocks) {
      const missing = block.requires.filter((id) => !this.#ran.has(id));
      this.#report({
        severity: 'error',
        code: engineCodes.code('never-released'),
        summary: `a block of ${block.sls} waits for ${missing.map((id) => `'${id}'`).join(', ')}, which never ran`,
        about: block.sls,
        hints: ['correct the ID in `#!require:`, or remove the condition'],
      });
    }
    this.#blocks = [];
    this.#complete(growth);
    return true;
  }

  #growthMayEnd(): void {
    const { growth, graph } = this.#run;
    if (growth === -1 || graph.done[growth]) return;
    if (this.#growers === 0 && this.#growing === 0 && this.#blocks.length === 0) this.#complete(growth);
  }

  #report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
    this.#env.options.emit({ type: 'diagnostic', diagnostic });
  }

  #start(vertex: number): void {
    const { graph, nodes } = this.#run;
    const node = nodes[graph.owners[vertex] as number] as ChunkNode;
    if (graph.kinds[vertex] === 'preview') this.#startPreview(node, vertex);
    else if (node.excluded) this.#end(node, { result: notCalled('skipped: target', null, ['not selected']) });
    else if (!this.#waitsForUnique(node, vertex)) this.#startApply(node);
  }

  #startApply(node: ChunkNode): void {
    const { clock } = this.#env.services.ports;
    this.#inFlight.set(node.number, { started: clock.monotonic(), startTime: clock.now() });
    this.#env.options.emit({
      type: 'step-started',
      tag: nodeTagText(node),
      step: 'apply',
      summary: node.chunk.declaration.fun,
    });
    try {
      const end = runChunk(node, this.#services);
      if (end instanceof Promise) {
        end.then(
          (done) => this.#endLater(node, done),
          (error: unknown) => this.#endLater(node, bug(error)),
        );
      } else this.#end(node, end);
    } catch (error) {
      this.#end(node, bug(error));
    }
  }

  #startPreview(node: ChunkNode, vertex: number): void {
    this.#growing += 1;
    this.#env.options.emit({
      type: 'step-started',
      tag: nodeTagText(node),
      step: 'preview',
      summary: node.chunk.declaration.fun,
    });
    const judgement = this.#services.rules.judge({ ...node, prerequired: [] });
    const previewing =
      judgement.verdict === 'pass'
        ? previewChunk(node, this.#services)
        : Promise.resolve(notCalled('skipped: dependency', false, judgement.reasons));
    void previewing
      .catch((error: unknown): CallResult => bug(error).result)
      .then((result) => {
        this.#previews[node.number] = endedWith(result, nodeTagText(node), true);
        this.#growing -= 1;
        this.#complete(vertex);
        this.#wake();
      });
  }

  /** One at a time of functions that must not overlap. */
  #waitsForUnique(node: ChunkNode, vertex: number): boolean {
    const key = uniqueKey(node);
    if (key === undefined) return false;
    if (!this.#uniqueBusy.has(key)) {
      this.#uniqueBusy.add(key);
      return false;
    }
    const queue = this.#uniqueQueues.get(key);
    if (queue === undefined) this.#uniqueQueues.set(key, [vertex]);
    else queue.push(vertex);
    return true;
  }

  #endLater(node: ChunkNode, end: ChunkEnd): void {
    // Given up after an abort, and named as interrupted already.
    if (!this.#inFlight.has(node.number)) return;
    this.#end(node, end);
    this.#wake();
  }

  #end(node: ChunkNode, end: ChunkEnd): void {
    const { clock } = this.#env.services.ports;
    const flight = this.#inFlight.get(node.number);
    this.#inFlight.delete(node.number);
    const seconds = flight === undefined ? 0 : (clock.monotonic() - flight.started) / 1000;
    const startTime = flight?.startTime ?? clock.now();
    const tag = nodeTagText(node);
    const ended = endedWith(end.result, tag, this.#env.options.mode === 'plan');
    this.#ended[node.number] =
      ended.root === undefined && end.root !== undefined ? { ...ended, root: end.root } : ended;
    if (end.listens !== undefined) this.#listening.push(end.listens);
    if (end.deposed !== undefined) this.#deposed.push({ node, deposed: end.deposed });
    const result = buildResult(node, end, {
      seconds,
      startTime,
      number: this.#env.options.runtime === 'serial' ? this.#serialNumber() : 0,
    });
    this.results[node.number] = result;
    const { emit } = this.#env.options;
    if (flight !== undefined) emit({ type: 'step-ended', tag, step: 'apply', action: result.action, seconds });
    emit({ type: 'chunk-ended', result });
    this.#letUniqueGo(node);
    if (node.grows) this.#growers -= 1;
    if (this.#run.growth !== -1) this.#releaseBlocks(node.chunk.declaration.id, node);
    this.#complete(node.vertex);
    if (this.#run.growth !== -1) this.#growthMayEnd();
  }

  #serial = 0;
  #serialNumber(): number {
    this.#serial += 1;
    return this.#serial;
  }

  #letUniqueGo(node: ChunkNode): void {
    const key = uniqueKey(node);
    if (key === undefined || !this.#uniqueBusy.delete(key)) return;
    const next = this.#uniqueQueues.get(key)?.shift();
    if (next !== undefined) this.#ready.push(next);
  }

  #releaseBlocks(id: string, by: ChunkNode): void {
    this.#ran.add(id);
    const free = this.#blocks.filter((block) => block.requires.every((required) => this.#ran.has(required)));
    if (free.length === 0) return;
    this.#blocks = this.#blocks.filter((block) => !free.includes(block));
    for (const block of free) {
      this.#growing += 1;
      void block
        .release((id, name) => this.#ranChunk(id, name))
        .then((low) => this.#admit(low, by))
        .then(
          (diagnostics) => diagnostics.forEach((one) => this.#report(one)),
          (error: unknown) => this.#reportThrown(error, block),
        )
        .finally(() => {
          this.#growing -= 1;
          this.#growthMayEnd();
          this.#wake();
        });
    }
  }

  /** What the first chunk of an ID ended with, for the templates of delayed blocks. */
  #ranChunk(id: string, name: string | undefined): RanChunk | undefined {
    const found = this.#run.nodes.find(
      ({ chunk }) => chunk.declaration.id === id && (name === undefined || chunk.name === name),
    );
    if (found === undefined) return undefined;
    return { newState: this.#ended[found.number]?.newState ?? null, plan: this.#env.options.mode === 'plan' };
  }

  #reportThrown(error: unknown, block: DelayedBlock): void {
    const carried = (error as { diagnostics?: readonly Diagnostic[] }).diagnostics;
    if (carried !== undefined) carried.forEach((one) => this.#report(one));
    else
      this.#report({
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
    this.#run.addingAfter = by.wave;
    const firstVertex = this.#run.graph.size;
    const { added, diagnostics } = await this.#run.admit(low, true);
    this.#run.addingAfter = -1;
    if (hasErrors(diagnostics)) return diagnostics;
    this.#blocks.push(...low.delayed);
    for (const number of added) if (this.#run.nodes[number]?.grows) this.#growers += 1;
    if (added.length > 0) {
      const tags = added.map((number) => nodeTagText(this.#run.nodes[number] as ChunkNode));
      this.#env.options.emit({ type: 'chunks-added', tags, by: nodeTagText(by) });
    }
    for (let vertex = firstVertex; vertex < this.#run.graph.size; vertex++) this.#offer(vertex);
    this.#wake();
    return diagnostics;
  }

  /** Old things of create-first replacements, last made first gone; kept when something that used them did not get over to the new one. */
  async #retireDeposed(): Promise<void> {
    for (const { node, deposed } of this.#deposed.reverse()) {
      const stuck = this.#run.nodes.find(
        (other) =>
          other.bindings.some(({ set }) => set.members.includes(node.number)) &&
          this.#ended[other.number]?.root !== undefined,
      );
      if (stuck !== undefined) {
        this.#reportOldKept(node, deposed.old.id, `${nodeTagText(stuck)} failed and may still use it`);
        continue;
      }
      this.#services.step(node, 'retire');
      const retired = await retireChunk(deposed.call, deposed.old, this.#env);
      if (retired.outcome === 'skipped: plan') this.#reportOldKept(node, deposed.old.id, retired.comment.join('; '));
      if (retired.result === false) {
        const before = this.results[node.number] as ChunkResult;
        this.results[node.number] = {
          ...before,
          outcome: 'failed',
          result: false,
          comment: [...before.comment, ...retired.comment],
        };
      }
    }
  }

  #reportOldKept(node: ChunkNode, id: string, why: string): void {
    this.#report({
      severity: 'warning',
      code: engineCodes.code('old-kept'),
      summary: `the old ${node.chunk.declaration.state} '${id}' was kept: ${why}`,
      about: nodeTagText(node),
      hints: ['the next run removes it'],
    });
  }

  async #refreshListeners(): Promise<void> {
    for (const { call, first } of this.#listening.sort((a, b) => a.call.chunk.order - b.call.chunk.order)) {
      const { clock } = this.#env.services.ports;
      const started = clock.monotonic();
      const startTime = clock.now();
      this.#env.options.emit({ type: 'step-started', tag: call.tagText, step: 'refresh', summary: 'mod_watch' });
      const refused = refusedRefresh(listenTag(call), call.esmTag, this.#env.options.guard);
      const result =
        refused === undefined
          ? await refreshChunk(call, first, this.#env)
          : notCalled('skipped: plan', null, [refused]);
      const seconds = (clock.monotonic() - started) / 1000;
      const listened = listenResult(call, result, { seconds, startTime, number: 0 });
      this.extraResults.push(listened);
      this.#env.options.emit({ type: 'chunk-ended', result: listened });
    }
  }

  /** Every chunk gets a result: what was given up, and what never started. */
  #nameTheRest(): void {
    for (const node of this.#run.nodes) {
      if (this.results[node.number] !== undefined) continue;
      const given = this.#inFlight.has(node.number);
      const end: ChunkEnd = given
        ? {
            result: notCalled('interrupted', false, [
              'stopped while it ran: what it did is not known; the next run looks',
            ]),
          }
        : node.excluded
          ? { result: notCalled('skipped: target', null, ['not selected']) }
          : { result: notCalled('skipped: cancelled', null, ['the run was stopped before it began']) };
      this.#end(node, end);
    }
  }
}

function uniqueKey(node: ChunkNode): string | undefined {
  if (node.plugin.kind !== 'state-functions') return undefined;
  const { state, fun } = node.chunk.declaration;
  return node.plugin.definition.functions[fun]?.unique === true ? `${state}.${fun}` : undefined;
}

/** `execute` turns what plugins throw into results, so whatever arrives here is our own mistake. */
function bug(error: unknown): ChunkEnd {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    result: notCalled(
      'failed',
      false,
      [`internal error: ${text}`],
      [{ severity: 'error', code: engineCodes.code('bug'), summary: `internal error: ${text}` }],
    ),
  };
}

function whenAborted(signal: AbortSignal): { promise: Promise<'signal'>; forget(): void } {
  let listener: () => void = () => {};
  const promise = new Promise<'signal'>((resolve) => {
    listener = () => resolve('signal');
    if (signal.aborted) resolve('signal');
    else signal.addEventListener('abort', listener, { once: true });
  });
  return { promise, forget: () => signal.removeEventListener('abort', listener) };
}

function mayGrow(by: ChunkNode): void {
  if (by.grows) return;
  throw new DiagnosticError({
    severity: 'error',
    code: engineCodes.code('cannot-grow'),
    summary: `${by.plugin.place.ref}.${by.chunk.declaration.fun} adds states, but does not declare that it does`,
    about: nodeTagText(by),
    hints: [`add needs: ['run.extend'] to the function in ${by.plugin.place.file}`],
  });
}
