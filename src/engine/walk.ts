/** The walk: starts what is ready, within its limits, in written order, until everything has ended or it is told to stop. */
import { setMaxListeners } from 'node:events';
import { IdHeap } from '../graph/index.js';
import type { Diagnostic } from '../kernel/index.js';
import type { LowState } from '../sls/index.js';
import { type Deposed, type Listening, refreshListeners, retireDeposed } from './after-walk.js';
import { type ChunkEnd, type ChunkRunServices, previewChunk, runChunk } from './chunk-run.js';
import { engineCodes } from './codes.js';
import { type Ended, endedEarlier, endedWith, notCalled } from './ended.js';
import type { CallResult, ExecuteEnvironment } from './execute/index.js';
import { Growth } from './growth.js';
import type { ChunkResult } from './outcome.js';
import { buildResult } from './result.js';
import { Rules } from './rules.js';
import { whyNotSelected } from './selection.js';
import { type ChunkNode, nodeTagText, type RunGraph } from './step-graph.js';
import { UniqueCalls } from './unique-calls.js';
import { WakeUps } from './wake-ups.js';

/** What is in flight gets this long (ms) to end after an abort, before it counts as interrupted. */
const ABORT_GRACE = 700;
/** Longest stretch (ms) of work without letting timers, signals and the terminal have their turn. */
const LONGEST_STRETCH = 25;
const STEPS_BETWEEN_LOOKS = 128;

export class Walk {
  readonly results: (ChunkResult | undefined)[] = [];
  readonly extraResults: ChunkResult[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly growth: Growth;
  readonly #run: RunGraph;
  readonly #env: ExecuteEnvironment;
  readonly #services: ChunkRunServices;
  readonly #ready: IdHeap;
  readonly #limit: number;
  readonly #ended: (Ended | undefined)[] = [];
  readonly #previews: (Ended | undefined)[] = [];
  readonly #inFlight = new Map<number, { readonly started: number; readonly startTime: number }>();
  readonly #unique = new UniqueCalls();
  /** Not selected, and not ended yet. */
  readonly #passedOver = new Set<ChunkNode>();
  readonly #listening: Listening[] = [];
  readonly #deposed: Deposed[] = [];
  readonly #wakeUps: WakeUps;
  /** Chunks in flight that only wait, and those of them that are to go on as soon as there is room. */
  #resting = 0;
  readonly #rested: (() => void)[] = [];
  #previewing = 0;
  #stopSaid = false;
  #startCount = 0;
  #serial = 0;
  #wake: () => void = () => {};

  constructor(run: RunGraph, low: LowState, env: ExecuteEnvironment) {
    this.#run = run;
    this.#env = env;
    const { options } = env;
    this.#limit =
      options.runtime === 'serial' ? 1 : options.batchSize > 0 ? options.batchSize : Number.POSITIVE_INFINITY;
    this.#ready = new IdHeap((vertex) => this.#priority(vertex));
    const stopped = AbortSignal.any([options.stop, options.abort]);
    setMaxListeners(0, stopped);
    this.#wakeUps = new WakeUps(env.services.ports.clock, stopped);
    const ended = (number: number): Ended | undefined => this.#ended[number];
    this.growth = new Growth(run, low, {
      options,
      ended,
      offer: (vertex) => this.#offer(vertex),
      complete: (vertex) => this.#complete(vertex),
      revive: (node) => this.#revive(node),
      report: (diagnostic) => this.#report(diagnostic),
      wake: () => this.#wake(),
    });
    const rules = new Rules({
      ended,
      previewed: (number) => this.#previews[number],
      node: (number) => run.nodes[number] as ChunkNode,
    });
    this.#services = {
      run,
      rules,
      env,
      ended,
      renamed: new Map(),
      step: (node, step) => options.emit({ type: 'step-started', tag: nodeTagText(node), step, summary: step }),
      rest: (milliseconds) => this.#rest(milliseconds),
      started: ({ number }) => this.#inFlight.get(number)?.started ?? env.services.ports.clock.monotonic(),
    };
  }

  async walk(): Promise<void> {
    for (let vertex = 0; vertex < this.#run.graph.size; vertex++) this.#offer(vertex);
    await this.#drain();
    if (!this.#stopped) {
      await retireDeposed(this.#deposed, {
        run: this.#run,
        env: this.#env,
        results: this.results,
        ended: this.#services.ended,
        step: this.#services.step,
        report: (diagnostic) => this.#report(diagnostic),
      });
    }
    if (!this.#stopped) this.extraResults.push(...(await refreshListeners(this.#listening, this.#env)));
    this.#nameTheRest();
    if (!this.#stopped) for (const wrong of this.#run.selection?.end() ?? []) this.#report(wrong);
  }

  /** What only waits leaves its place to others, and goes on when there is room again. */
  async resting<T>(wait: () => Promise<T>): Promise<T> {
    this.#resting += 1;
    this.#wake();
    try {
      return await wait();
    } finally {
      if (this.#hasRoom || this.#stopped) this.#resting -= 1;
      else await new Promise<void>((resolve) => this.#rested.push(resolve));
    }
  }

  get #stopped(): boolean {
    return this.#env.options.stop.aborted || this.#env.options.abort.aborted;
  }

  #letRestedGoOn(): void {
    while (this.#rested.length > 0 && (this.#hasRoom || this.#stopped)) {
      this.#resting -= 1;
      this.#rested.shift()?.();
    }
  }

  get #hasRoom(): boolean {
    return this.#inFlight.size - this.#resting < this.#limit;
  }

  async #rest(milliseconds: number): Promise<boolean> {
    const due = await this.resting(() => this.#wakeUps.wait(milliseconds));
    return due && !this.#stopped;
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
    else if (kind === 'growth') this.growth.endIfOver();
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
      this.#letRestedGoOn();
      while (this.#ready.size > 0 && this.#hasRoom && !this.#stopped) {
        this.#start(this.#ready.pop() as number);
        if (++this.#startCount % STEPS_BETWEEN_LOOKS !== 0 || clock.monotonic() - rested < LONGEST_STRETCH) continue;
        await new Promise((resolve) => setImmediate(resolve));
        rested = clock.monotonic();
      }
      if (this.#stopped) this.#sayStopping();
      if (this.#inFlight.size === 0 && this.#previewing === 0 && !this.growth.busy) {
        if (this.#stopped || !(this.#endPassedOver() || this.growth.endByForce())) return;
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

  #report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
    this.#env.options.emit({ type: 'diagnostic', diagnostic });
  }

  #start(vertex: number): void {
    const { graph, nodes } = this.#run;
    const node = nodes[graph.owners[vertex] as number] as ChunkNode;
    if (graph.kinds[vertex] === 'preview') this.#startPreview(node, vertex);
    else if (node.excluded) this.#passOver(node);
    else if (!this.#unique.queues(node, vertex)) this.#startApply(node);
  }

  /** What is not selected may be needed by something that is yet to come, so it ends last. */
  #passOver(node: ChunkNode): void {
    const { growth, graph } = this.#run;
    if (node.stands !== undefined || growth === -1 || graph.done[growth]) this.#end(node, this.#notSelected(node));
    else this.#passedOver.add(node);
  }

  #revive(node: ChunkNode): void {
    if (this.#passedOver.delete(node)) this.#ready.push(node.vertex);
  }

  #endPassedOver(): boolean {
    if (this.#passedOver.size === 0) return false;
    const nodes = [...this.#passedOver];
    this.#passedOver.clear();
    for (const node of nodes) this.#end(node, this.#notSelected(node));
    return true;
  }

  #notSelected(node: ChunkNode): ChunkEnd {
    const why = whyNotSelected(node, this.#env.services.ports.clock.now());
    return { result: notCalled('skipped: target', null, [why]) };
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
    this.#previewing += 1;
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
        this.#previewing -= 1;
        this.#complete(vertex);
        this.#wake();
      });
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
    const ended =
      node.stands === undefined
        ? endedWith(end.result, tag, this.#env.options.mode === 'plan')
        : endedEarlier(node.stands.state);
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
    const next = this.#unique.next(node);
    if (next !== undefined) this.#ready.push(next);
    this.growth.chunkEnded(node);
    this.#complete(node.vertex);
    this.growth.endIfOver();
  }

  #serialNumber(): number {
    this.#serial += 1;
    return this.#serial;
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
          ? this.#notSelected(node)
          : { result: notCalled('skipped: cancelled', null, ['the run was stopped before it began']) };
      this.#end(node, end);
    }
  }
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
