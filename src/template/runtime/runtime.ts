import type { Limits } from '../limits.js';
import { Fault } from '../values/fault.js';
import { limitFault, Meter } from '../values/meter.js';
import { NO_OBJECT, Undefined, type UndefinedMode } from '../values/model.js';
import type { CompiledTemplate } from './compiled.js';
import { CALLED, ENTERED, Frames } from './frames.js';
import type { Segments } from './writer.js';

/** A filter, test or function of the environment, as the engine calls it. */
export interface Builtin {
  readonly name: string;
  invoke(runtime: Runtime, args: readonly unknown[], keywords: Readonly<Record<string, unknown>> | undefined): unknown;
}

/** What a render needs of its environment. */
export interface Engine {
  readonly undefinedMode: UndefinedMode;
  readonly filters: ReadonlyMap<string, Builtin>;
  readonly tests: ReadonlyMap<string, Builtin>;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly autoescape: (name: string) => boolean;
  readonly random: () => number;
  /** What None prints as where it is the whole of an output expression. */
  readonly none: string;
  getAttribute(runtime: Runtime, value: unknown, name: string): unknown;
  getItem(runtime: Runtime, value: unknown, key: unknown): unknown;
  /** A template by name; undefined when there is none. */
  load(name: string): CompiledTemplate | undefined | Promise<CompiledTemplate | undefined>;
}

/** Thrown in the synchronous form when something gives a promise; the render begins again in the asynchronous form. */
export class NeedsAsync extends Error {
  constructor() {
    super('something in this template is asynchronous');
  }
}

/** What happened outside during a first, synchronous attempt, so that nothing outside is done twice. */
export type CallLog = unknown[];

/** One render. */
export class Runtime extends Meter {
  readonly engine: Engine;
  readonly asynchronous: boolean;
  readonly frames = new Frames();
  readonly templates: CompiledTemplate[] = [];
  readonly modules = new Map<string, unknown>();
  /** Texts of block sets, with where each piece of them was written: when they are output, so are their places. */
  readonly captures = new Map<string, Segments>();
  readonly #log: CallLog;
  #replayed = 0;
  /** Source offset of the operation under way, for messages. */
  at = 0;
  frame = 0;
  depth = 0;
  autoescape = false;

  constructor(options: {
    engine: Engine;
    asynchronous: boolean;
    limits: Limits;
    clock?: (() => number) | undefined;
    signal?: AbortSignal | undefined;
    log: CallLog;
  }) {
    super(options.limits, options.clock, options.signal);
    this.engine = options.engine;
    this.asynchronous = options.asynchronous;
    this.#log = options.log;
  }

  /** The template the frame under way belongs to, as an index into `templates`. */
  get template(): number {
    return this.frames.templates[this.frame] as number;
  }

  indexOf(template: CompiledTemplate): number {
    const found = this.templates.lastIndexOf(template);
    return found === -1 ? this.templates.push(template) - 1 : found;
  }

  /** Begins a template, block or macro; gives the frame to return to. */
  enter(template: CompiledTemplate, site: number, label: string, called = true): number {
    const before = this.frame;
    this.at = site;
    if (++this.depth > this.limits.depth) throw limitFault('depth', this.limits.depth);
    this.tick();
    this.frame = this.frames.add(before, site, called ? CALLED : ENTERED, this.indexOf(template));
    this.frames.labels.set(this.frame, label);
    return before;
  }

  /** Begins another round of something in the template under way; gives the frame to return to. */
  descend(site: number, label: string): number {
    return this.enter(this.templates[this.template] as CompiledTemplate, site, label);
  }

  leave(frame: number): void {
    this.frame = frame;
    this.depth--;
  }

  /** Begins an iteration of a loop. */
  iteration(outer: number, site: number, index: number): void {
    this.frame = this.frames.add(outer, site, index, this.frames.templates[outer] as number);
    this.tick();
  }

  undefined(name: unknown, object: unknown = NO_OBJECT, hint?: string): Undefined {
    return new Undefined(this.engine.undefinedMode, name, object, hint);
  }

  /** Does something outside the engine, once: a second attempt of the same render gets the first one's answer. */
  outside(action: () => unknown): unknown {
    if (this.#replayed < this.#log.length) return this.#settle(this.#log[this.#replayed++]);
    const result = action();
    this.#log.push(result);
    this.#replayed++;
    return this.#settle(result);
  }

  #settle(result: unknown): unknown {
    if (!isPromise(result)) return result;
    if (this.asynchronous) return result;
    // The second attempt awaits it; until then nobody does.
    (result as Promise<unknown>).then(undefined, () => {});
    throw new NeedsAsync();
  }
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

export function notFound(name: string): Fault {
  return new Fault('TemplateNotFound', name);
}
