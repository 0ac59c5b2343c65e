/** One function of the generated program, while it is written. */
export class Unit {
  readonly asynchronous: boolean;
  readonly #ids: { next: number };
  readonly #lines: string[] = [];
  readonly #header: string[] = [];
  readonly #temporaries: string[] = [];
  readonly #context = new Map<string, string>();
  readonly outer: Unit | undefined;

  constructor(asynchronous: boolean, ids: { next: number }, outer?: Unit) {
    this.asynchronous = asynchronous;
    this.#ids = ids;
    this.outer = outer;
  }

  /** A unit for a function inside this one. */
  inner(): Unit {
    return new Unit(this.asynchronous, this.#ids, this);
  }

  fresh(prefix = 'v'): string {
    return `${prefix}${this.#ids.next++}`;
  }

  line(code: string): void {
    this.#lines.push(code);
  }

  /** A variable of the whole function, for a value in the middle of an expression. */
  temporary(): string {
    const name = this.fresh('t');
    this.#temporaries.push(name);
    return name;
  }

  /** A variable that is set once, when the function begins. */
  once(key: string, code: string): string {
    const known = this.#known(key);
    if (known !== undefined) return known;
    const name = this.fresh();
    this.#context.set(key, name);
    this.#header.push(`const ${name}=${code};`);
    return name;
  }

  #known(key: string): string | undefined {
    const own = this.#context.get(key);
    return own === undefined && this.outer !== undefined ? this.outer.#known(key) : own;
  }

  /** The body of the function. */
  code(): string {
    const temporaries = this.#temporaries.length === 0 ? '' : `let ${this.#temporaries.join(',')};`;
    return `${temporaries}${this.#header.join('')}\n${this.#lines.join('\n')}\n`;
  }

  /** In the asynchronous form waits for a value if it must be waited for. */
  settled(code: string): string {
    if (!this.asynchronous) return code;
    const temporary = this.temporary();
    return `((${temporary}=${code}) instanceof Promise?await ${temporary}:${temporary})`;
  }

  /** The same for something done without a value. */
  effect(code: string): void {
    if (!this.asynchronous) return this.line(`${code};`);
    const temporary = this.temporary();
    this.line(`${temporary}=${code};if(${temporary} instanceof Promise)await ${temporary};`);
  }

  get asyncKeyword(): string {
    return this.asynchronous ? 'async ' : '';
  }
}

/** Local names of a block of statements, and the JavaScript variables they live in. */
export class Scope {
  readonly unit: Unit;
  readonly parent: Scope | undefined;
  readonly #variables = new Map<string, string>();
  /** Variables that hold a `Loop` and are never assigned to. */
  readonly loops = new Set<string>();

  constructor(unit: Unit, parent?: Scope) {
    this.unit = unit;
    this.parent = parent;
  }

  declare(name: string): string {
    const variable = this.unit.fresh();
    this.#variables.set(name, variable);
    return variable;
  }

  bind(name: string, variable: string): void {
    this.#variables.set(name, variable);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  find(name: string): string | undefined {
    return this.#variables.get(name) ?? this.parent?.find(name);
  }

  isLoop(variable: string): boolean {
    return this.loops.has(variable) || (this.parent?.isLoop(variable) ?? false);
  }

  /** All visible local names, the innermost of each. */
  visible(): Map<string, string> {
    const names = this.parent?.visible() ?? new Map<string, string>();
    for (const [name, variable] of this.#variables) names.set(name, variable);
    return names;
  }
}
