import { TemplateCallable } from '../values/callable.js';
import { equals } from '../values/compare.js';
import { typeError } from '../values/fault.js';
import type { Keywords } from '../values/model.js';
import { loopItems } from './operations.js';
import { isPromise, type Runtime } from './runtime.js';
import { Writer } from './writer.js';

/** Runs the body of a recursive loop over other items. */
export type Recursion = (writer: Writer, items: readonly unknown[], depth: number) => void | Promise<void>;

/** The special variable `loop`. Generated code sets `index0` before each iteration. */
export class Loop extends TemplateCallable {
  readonly typeName = 'LoopContext';
  readonly #runtime: Runtime;
  readonly #items: readonly unknown[];
  readonly #recursion: Recursion | undefined;
  readonly depth0: number;
  index0 = 0;
  #last: readonly unknown[] | undefined;

  constructor(runtime: Runtime, items: readonly unknown[], depth0: number, recursion?: Recursion) {
    super();
    this.#runtime = runtime;
    this.#items = items;
    this.depth0 = depth0;
    this.#recursion = recursion;
  }

  get index(): number {
    return this.index0 + 1;
  }

  get length(): number {
    return this.#items.length;
  }

  get revindex(): number {
    return this.#items.length - this.index0;
  }

  get revindex0(): number {
    return this.#items.length - this.index0 - 1;
  }

  get first(): boolean {
    return this.index0 === 0;
  }

  get last(): boolean {
    return this.index0 + 1 === this.#items.length;
  }

  get depth(): number {
    return this.depth0 + 1;
  }

  get previtem(): unknown {
    if (this.index0 === 0) return this.#runtime.undefined(null, undefined, 'there is no previous item');
    return this.#items[this.index0 - 1] ?? null;
  }

  get nextitem(): unknown {
    if (this.last) return this.#runtime.undefined(null, undefined, 'there is no next item');
    return this.#items[this.index0 + 1] ?? null;
  }

  override attribute(name: string): unknown {
    if (name === 'cycle') return new LoopFunction('cycle', (args) => this.#cycle(args));
    if (name === 'changed') return new LoopFunction('changed', (args) => this.#changed(args));
    return LOOP_ATTRIBUTES.has(name) ? this[name as 'index'] : undefined;
  }

  #cycle(values: readonly unknown[]): unknown {
    if (values.length === 0) throw typeError('no items for cycling given');
    return values[this.index0 % values.length];
  }

  #changed(values: readonly unknown[]): boolean {
    const last = this.#last;
    const same =
      last !== undefined &&
      last.length === values.length &&
      values.every((one, at) => equals(this.#runtime, one, last[at]));
    this.#last = values;
    return !same;
  }

  /** `loop(items)`: the loop again over other items, as text. */
  call(runtime: Runtime, args: readonly unknown[]): unknown {
    const writer = new Writer(runtime);
    const done = this.recurse(runtime, writer, args, runtime.at);
    return isPromise(done) ? done.then(() => writer.value()) : writer.value();
  }

  /** Like `call`, written where it stands. */
  recurse(runtime: Runtime, writer: Writer, args: readonly unknown[], at: number): void | PromiseLike<void> {
    if (this.#recursion === undefined) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    if (args.length !== 1)
      throw typeError(`LoopContext.__call__() takes 2 positional arguments but ${args.length + 1} were given`);
    const items = loopItems(runtime, args[0], at);
    const frame = runtime.descend(at, 'loop');
    const done = this.#recursion(writer, items, this.depth);
    if (isPromise(done)) return done.then(() => runtime.leave(frame));
    runtime.leave(frame);
  }

  override text(): string {
    return `<LoopContext ${this.index}/${this.length}>`;
  }
}

/** Attributes of `loop` that generated code reads without asking. */
export const LOOP_ATTRIBUTES: ReadonlySet<string> = new Set([
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
]);

class LoopFunction extends TemplateCallable {
  readonly typeName = 'method';
  readonly #name: string;
  readonly #function: (args: readonly unknown[]) => unknown;

  constructor(name: string, run: (args: readonly unknown[]) => unknown) {
    super();
    this.#name = name;
    this.#function = run;
  }

  call(_runtime: Runtime, args: readonly unknown[], _keywords: Keywords | undefined): unknown {
    return this.#function(args);
  }

  override text(): string {
    return `<bound method LoopContext.${this.#name}>`;
  }
}
