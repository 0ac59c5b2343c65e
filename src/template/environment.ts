import { builtinFilters } from './builtins/filters.js';
import { builtinGlobals } from './builtins/globals.js';
import { hostBuiltin } from './builtins/host-builtin.js';
import { builtinTests } from './builtins/tests.js';
import type { CompileOptions } from './compile/compile.js';
import { renderError, sourceTooLong } from './error.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import type { CompiledTemplate } from './runtime/compiled.js';
import { registerBlocks } from './runtime/composition.js';
import { Context } from './runtime/context.js';
import { ENTERED } from './runtime/frames.js';
import type { HostFunction } from './runtime/host-function.js';
import { type Builtin, type CallLog, type Engine, isPromise, NeedsAsync, Runtime } from './runtime/runtime.js';
import { Writer } from './runtime/writer.js';
import { type Place, SourceMap } from './source-map.js';
import { type LexerRules, lexerRules } from './syntax/lexer.js';
import { DEFAULT_SYNTAX, type SyntaxOptions } from './syntax/options.js';
import { ParsedTemplate } from './template.js';
import { getAttribute, getItem } from './values/attributes.js';
import { HostObject, SECRET_MARK, UNKNOWN_MARK, type UndefinedMode } from './values/model.js';

/** A template as a loader gives it. */
export interface LoadedTemplate {
  readonly name: string;
  /** How the author knows it; spans carry this. */
  readonly file: string;
  readonly text: string;
}

export interface EnvironmentOptions {
  readonly syntax?: Partial<SyntaxOptions>;
  /** What a missing name does. `strict`, the default, fails at nearly every use. */
  readonly undefined?: UndefinedMode;
  /** What None prints as where it is the whole of an output expression (`{{ none }}`). Default: `None`. */
  readonly none?: string;
  /** Escape output for HTML, always or by the name of the template. */
  readonly autoescape?: boolean | ((name: string) => boolean);
  /**
   * The templates that can be included, imported and extended. Asked once per render and name; equal texts are compiled
   * once per environment. Undefined: there is no such template.
   */
  readonly load?: (name: string) => LoadedTemplate | undefined | Promise<LoadedTemplate | undefined>;
  /** Further filters, tests and global values. Functions get plain data; keyword arguments follow as one last object. */
  readonly filters?: Readonly<Record<string, HostFunction>>;
  readonly tests?: Readonly<Record<string, HostFunction>>;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<Limits>;
  /** Milliseconds from any beginning; without it the limit on time is not kept. */
  readonly clock?: () => number;
  /** From 0 up to 1. Without it `random` and `lipsum` give the same in every render. */
  readonly random?: () => number;
}

export interface RenderOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
}

/** A range of output: `[start, end)`. */
export interface OutputRange {
  readonly start: number;
  readonly end: number;
}

export interface RenderResult {
  /** The output, with what is secret in it in clear. */
  readonly text: string;
  /** Where output is secret or was made from something secret; in order, not overlapping. */
  readonly secrets: readonly OutputRange[];
  /** Where output stands for something that is not known yet. */
  readonly unknowns: readonly OutputRange[];
  /** The template place that wrote the character at an offset of the output. */
  placeAt(offset: number): Place | undefined;
}

export interface Template {
  readonly name: string;
  /** Renders, awaiting whatever called functions promise. Throws `TemplateError`. */
  render(context: Readonly<Record<string, unknown>>, options?: RenderOptions): Promise<RenderResult>;
  /** Renders at once; fails when something promises instead of answering. Throws `TemplateError`. */
  renderSync(context: Readonly<Record<string, unknown>>, options?: RenderOptions): RenderResult;
}

export interface Environment {
  /** Reads a template. Throws `TemplateError` when its text is wrong. */
  compile(text: string, file: string, name?: string): Template;
}

export function createEnvironment(options: EnvironmentOptions = {}): Environment {
  return new TemplateEnvironment(options);
}

class TemplateEnvironment implements Environment, Engine {
  readonly undefinedMode: UndefinedMode;
  readonly filters: ReadonlyMap<string, Builtin>;
  readonly tests: ReadonlyMap<string, Builtin>;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly limits: Limits;
  readonly clock: (() => number) | undefined;
  readonly random: () => number;
  readonly none: string;
  readonly getAttribute = getAttribute;
  readonly getItem = getItem;
  readonly #autoescape: boolean | ((name: string) => boolean);
  readonly #rules: LexerRules;
  readonly #load: EnvironmentOptions['load'];
  readonly #compiled = new Map<
    string,
    { readonly text: string; readonly file: string; readonly template: ParsedTemplate }
  >();

  constructor(options: EnvironmentOptions) {
    this.undefinedMode = options.undefined ?? 'strict';
    this.filters = withHost(builtinFilters(), options.filters);
    this.tests = withHost(builtinTests(), options.tests);
    this.globals = new Map([...builtinGlobals(), ...Object.entries(options.globals ?? {})]);
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.clock = options.clock;
    this.random = options.random ?? seededRandom();
    this.none = options.none ?? 'None';
    this.#autoescape = options.autoescape ?? false;
    this.#rules = lexerRules({ ...DEFAULT_SYNTAX, ...options.syntax });
    this.#load = options.load;
  }

  autoescape(name: string): boolean {
    return typeof this.#autoescape === 'function' ? this.#autoescape(name) : this.#autoescape;
  }

  compile(text: string, file: string, name = file): Template {
    const template = this.#parse(text, file, name);
    template.program(false);
    return new RenderableTemplate(this, template);
  }

  #parse(text: string, file: string, name: string): ParsedTemplate {
    if (text.length > this.limits.source) throw sourceTooLong(file, this.limits.source);
    const options: CompileOptions = { filters: this.filters, tests: this.tests, autoescape: this.autoescape(name) };
    return new ParsedTemplate(name, file, text, this.#rules, options);
  }

  load(name: string): CompiledTemplate | undefined | Promise<CompiledTemplate | undefined> {
    const loaded = this.#load?.(name);
    return isPromise(loaded)
      ? Promise.resolve(loaded).then((found) => this.#known(name, found))
      : this.#known(name, loaded);
  }

  #known(name: string, loaded: LoadedTemplate | undefined): CompiledTemplate | undefined {
    if (loaded === undefined) return undefined;
    const known = this.#compiled.get(name);
    if (known !== undefined && known.text === loaded.text && known.file === loaded.file) return known.template;
    const template = this.#parse(loaded.text, loaded.file, loaded.name);
    this.#compiled.set(name, { text: loaded.text, file: loaded.file, template });
    return template;
  }
}

function withHost(
  builtins: ReadonlyMap<string, Builtin>,
  given: Readonly<Record<string, HostFunction>> | undefined,
): ReadonlyMap<string, Builtin> {
  if (given === undefined) return builtins;
  const all = new Map(builtins);
  for (const [name, call] of Object.entries(given)) all.set(name, hostBuiltin(name, call));
  return all;
}

/** The same numbers in every render: a desired state that differs each time would never be reached. */
function seededRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Attempt {
  readonly runtime: Runtime;
  readonly writer: Writer;
  readonly context: Context;
  readonly done: unknown;
}

class RenderableTemplate implements Template {
  readonly #environment: TemplateEnvironment;
  readonly #template: ParsedTemplate;
  /** A render met a promise: the next one begins in the asynchronous form. */
  #asynchronous = false;

  constructor(environment: TemplateEnvironment, template: ParsedTemplate) {
    this.#environment = environment;
    this.#template = template;
  }

  get name(): string {
    return this.#template.name;
  }

  async render(context: Readonly<Record<string, unknown>>, options: RenderOptions = {}): Promise<RenderResult> {
    const log: CallLog = [];
    if (!this.#asynchronous && !this.#promises(context)) {
      try {
        return this.#finish(this.#attempt(context, options, false, log));
      } catch (error) {
        if (!(error instanceof NeedsAsync)) throw error;
        this.#asynchronous = true;
      }
    }
    const attempt = this.#attempt(context, options, true, log);
    try {
      await attempt.done;
    } catch (error) {
      throw this.#placed(error, attempt.runtime, attempt.context);
    }
    return this.#finish(attempt);
  }

  renderSync(context: Readonly<Record<string, unknown>>, options: RenderOptions = {}): RenderResult {
    return this.#finish(this.#attempt(context, options, false, []));
  }

  /** Whether a name the template uses is a host object that gives promises. */
  #promises(context: Readonly<Record<string, unknown>>): boolean {
    for (const name of this.#template.freeNames) {
      const value = Object.hasOwn(context, name) ? context[name] : this.#environment.globals.get(name);
      if (value instanceof HostObject && value.async) return true;
    }
    return false;
  }

  #attempt(
    given: Readonly<Record<string, unknown>>,
    options: RenderOptions,
    asynchronous: boolean,
    log: CallLog,
  ): Attempt {
    const environment = this.#environment;
    const runtime = new Runtime({
      engine: environment,
      asynchronous,
      limits: options.limits === undefined ? environment.limits : { ...environment.limits, ...options.limits },
      clock: environment.clock,
      signal: options.signal,
      log,
    });
    runtime.autoescape = environment.autoescape(this.#template.name);
    const context = new Context({
      base: given,
      globals: environment.globals,
      mode: environment.undefinedMode,
      name: this.#template.name,
    });
    const writer = new Writer(runtime);
    runtime.frames.add(0, 0, ENTERED, runtime.indexOf(this.#template));
    try {
      runtime.check();
      registerBlocks(runtime, context, this.#template);
      const done = this.#template.program(asynchronous).root(runtime, context, writer);
      return { runtime, writer, context, done };
    } catch (error) {
      throw this.#placed(error, runtime, context);
    }
  }

  #placed(error: unknown, runtime: Runtime, context: Context): unknown {
    if (error instanceof NeedsAsync) return error;
    return renderError(error, runtime, context.names()) ?? error;
  }

  #finish({ runtime, writer }: Attempt): RenderResult {
    const map = new SourceMap(writer, runtime.frames, runtime.templates);
    return {
      text: writer.text,
      secrets: rangesOf(writer.ranges, SECRET_MARK),
      unknowns: rangesOf(writer.ranges, UNKNOWN_MARK),
      placeAt: (offset) => map.placeAt(offset),
    };
  }
}

/** The ranges of one mark, joined where they touch. */
function rangesOf(triples: readonly number[] | undefined, mark: number): OutputRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (let at = 0; triples !== undefined && at < triples.length; at += 3) {
    if (((triples[at + 2] as number) & mark) !== 0)
      ranges.push({ start: triples[at] as number, end: triples[at + 1] as number });
  }
  ranges.sort((a, b) => a.start - b.start);
  const joined: { start: number; end: number }[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else if (range.end > range.start) joined.push(range);
  }
  return joined;
}
