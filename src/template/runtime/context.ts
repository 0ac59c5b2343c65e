import type { UndefinedMode } from '../values/model.js';
import { Undefined } from '../values/model.js';
import type { BlockFunction, CompiledTemplate } from './compiled.js';

/** A block of one template of an inheritance chain. */
export interface BlockEntry {
  readonly template: CompiledTemplate;
  readonly run: BlockFunction;
}

/** A variable that a scope will set later: it is undefined, and it does not hide what is further out. */
export class Unset extends Undefined {}

/** The names a template sees beside its own local ones. */
export class Context {
  readonly base: Readonly<Record<string, unknown>>;
  readonly outer: Context | undefined;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly mode: UndefinedMode;
  readonly name: string;
  /** Set at the top level of the template. */
  readonly own = new Map<string, unknown>();
  readonly blocks: Map<string, BlockEntry[]>;
  readonly #imported = new Set<string>();

  constructor(options: {
    base: Readonly<Record<string, unknown>>;
    globals: ReadonlyMap<string, unknown>;
    mode: UndefinedMode;
    name: string;
    outer?: Context | undefined;
    blocks?: Map<string, BlockEntry[]>;
  }) {
    this.base = options.base;
    this.outer = options.outer;
    this.globals = options.globals;
    this.mode = options.mode;
    this.name = options.name;
    this.blocks = options.blocks ?? new Map<string, BlockEntry[]>();
  }

  /** The value of a name; undefined when there is none. */
  find(name: string): unknown {
    const own = this.own.get(name);
    if (own !== undefined) return own;
    if (Object.hasOwn(this.base, name)) {
      const found = this.base[name];
      return found === undefined ? null : found;
    }
    return this.outer === undefined ? this.globals.get(name) : this.outer.find(name);
  }

  /** The value of a name, or an `Undefined` of that name. */
  load(name: string): unknown {
    const found = this.find(name);
    return found === undefined ? new Undefined(this.mode, name) : found;
  }

  /** Sets a name at the top level. */
  set(name: string, value: unknown): void {
    this.own.set(name, value);
    this.#imported.delete(name);
  }

  /** Sets a name that came from an import: visible here, and not passed on. */
  setImported(name: string, value: unknown): void {
    this.own.set(name, value);
    this.#imported.add(name);
  }

  /** What an import of this template gives. */
  exports(): ReadonlyMap<string, unknown> {
    return new Map([...this.own].filter(([name]) => !name.startsWith('_') && !this.#imported.has(name)));
  }

  /** A context that sees this one, and before it some local names. */
  inner(locals: Readonly<Record<string, unknown>>, name = this.name, blocks = this.blocks): Context {
    const base: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(locals)) if (!(locals[key] instanceof Unset)) base[key] = locals[key];
    return new Context({ base, globals: this.globals, mode: this.mode, name, outer: this, blocks });
  }

  /** All visible names, for "did you mean". */
  *names(): Iterable<string> {
    yield* this.own.keys();
    yield* Object.keys(this.base);
    yield* this.outer === undefined ? this.globals.keys() : this.outer.names();
  }
}
