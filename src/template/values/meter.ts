import type { Limits } from '../limits.js';
import { Fault } from './fault.js';
import { Marked, markedForm, SECRET_MARK, UNKNOWN_MARK } from './model.js';

const CHECK_EVERY = 1024;

/** Thrown when an operation needs the value of something unknown; operations turn it into an unknown result. */
export class UnknownTouched extends Error {
  /** The unknown as a result: all of it, also when only a part of a text was. */
  readonly unknown: Marked;

  constructor(unknown: Marked) {
    super('an unknown value was used');
    this.unknown = unknown.ranges === undefined ? unknown : new Marked(unknown.value, unknown.mark);
  }
}

/** Counts what a render uses, and remembers whether the operation under way has looked into something secret. */
export class Meter {
  readonly limits: Limits;
  readonly #clock: (() => number) | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;
  #nextCheck = CHECK_EVERY;
  steps = 0;
  /** Marks of the values that were opened since it was last cleared. */
  taint = 0;
  /** Secret values that were opened: what they say must not appear in messages. */
  readonly seen = new Set<unknown>();

  constructor(limits: Limits, clock?: () => number, signal?: AbortSignal) {
    this.limits = limits;
    this.#clock = clock;
    this.#signal = signal;
    this.#deadline = clock === undefined ? Number.POSITIVE_INFINITY : clock() + limits.time;
  }

  tick(count = 1): void {
    this.steps += count;
    if (this.steps >= this.#nextCheck) this.check();
  }

  /** Looks at the limits that are not looked at on every step. */
  check(): void {
    this.#nextCheck = this.steps + CHECK_EVERY;
    if (this.steps > this.limits.steps) throw limitFault('steps', this.limits.steps);
    if (this.#signal?.aborted === true) throw new Fault('Aborted', 'rendering was stopped');
    if (this.#clock !== undefined && this.#clock() > this.#deadline) throw limitFault('time', this.limits.time);
  }

  text(length: number): void {
    if (length > this.limits.text) throw limitFault('text', this.limits.text);
  }

  items(count: number): void {
    if (count > this.limits.items) throw limitFault('items', this.limits.items);
  }

  bits(count: number): void {
    if (count > this.limits.bits) throw limitFault('bits', this.limits.bits);
  }

  /** The value inside a marked one, noting that it was looked at; every other value as it is. */
  open(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const marked = markedForm(value);
    if (marked === undefined) return value;
    if ((marked.mark & UNKNOWN_MARK) !== 0) throw new UnknownTouched(marked);
    this.taint |= marked.mark;
    this.seen.add(marked.value);
    return marked.value;
  }

  /** Like `open`, for questions whose answer is not secret: is it true, is it equal. */
  peek(value: unknown): unknown {
    const before = this.taint;
    const inner = this.open(value);
    this.taint = before;
    return inner;
  }

  /** Runs an operation; when it looked into something secret or unknown, its result is marked. */
  guarded(operation: () => unknown): unknown {
    const before = this.taint;
    this.taint = 0;
    try {
      return this.remark(operation());
    } catch (error) {
      if (error instanceof UnknownTouched) return error.unknown;
      throw error;
    } finally {
      this.taint = before;
    }
  }

  /** Marks a result with what was looked at since the taint was cleared. */
  remark(result: unknown): unknown {
    if (this.taint === 0 || typeof result === 'boolean' || result === null) return result;
    if (result instanceof Promise) {
      const taint = this.taint;
      return result.then((settled: unknown) => new Marked(settled, taint | SECRET_MARK));
    }
    if (result instanceof Marked && result.ranges === undefined) return result;
    return new Marked(result instanceof Marked ? result.value : result, this.taint | SECRET_MARK);
  }
}

const WHAT = {
  text: (limit: number) => `the text would be longer than ${limit} characters`,
  steps: (limit: number) => `the template takes more than ${limit} steps`,
  depth: (limit: number) => `calls are nested more than ${limit} deep`,
  items: (limit: number) => `a collection would have more than ${limit} elements`,
  bits: (limit: number) => `a number would have more than ${limit} bits`,
  time: (limit: number) => `rendering takes longer than ${limit} ms`,
  source: (limit: number) => `the template is longer than ${limit} characters`,
} satisfies Record<keyof Limits, (limit: number) => string>;

export function limitFault(limit: keyof Limits, value: number): Fault {
  return new Fault('LimitError', WHAT[limit](value), [`the limit '${limit}' can be raised`]);
}
