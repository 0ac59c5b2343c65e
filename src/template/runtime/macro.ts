import { TemplateCallable } from '../values/callable.js';
import { typeError } from '../values/fault.js';
import { Dict, type Keywords, Tuple } from '../values/model.js';
import { quote } from '../values/quote.js';
import type { CompiledTemplate } from './compiled.js';
import { isPromise, type Runtime } from './runtime.js';
import { Writer } from './writer.js';

/** What the compiler knows of a macro. */
export interface MacroShape {
  readonly name: string | null;
  readonly parameters: readonly string[];
  /** Which of the special names its body uses without declaring them. */
  readonly caller: boolean;
  readonly keywords: boolean;
  readonly varargs: boolean;
}

/** The arguments of one call, in the places the body expects them; undefined where none was given. */
export interface MacroCall {
  readonly values: unknown[];
  readonly caller: unknown;
  readonly keywords: unknown;
  readonly varargs: unknown;
}

export type MacroBody = (writer: Writer, given: MacroCall) => void | Promise<void>;

export class Macro extends TemplateCallable {
  readonly typeName = 'Macro';
  readonly shape: MacroShape;
  readonly #body: MacroBody;
  readonly #template: CompiledTemplate;

  constructor(shape: MacroShape, template: CompiledTemplate, body: MacroBody) {
    super();
    this.shape = shape;
    this.#template = template;
    this.#body = body;
  }

  call(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): unknown {
    const writer = new Writer(runtime);
    const done = this.write(runtime, writer, args, keywords, runtime.at);
    return isPromise(done) ? done.then(() => writer.value()) : writer.value();
  }

  /** Runs the macro with its output going where it stands. */
  write(
    runtime: Runtime,
    writer: Writer,
    args: readonly unknown[],
    keywords: Keywords | undefined,
    at: number,
  ): void | PromiseLike<void> {
    const given = this.#bind(runtime, args, keywords);
    const { name } = this.shape;
    const frame = runtime.enter(this.#template, at, name === null ? 'caller' : `macro '${name}'`);
    const done = this.#body(writer, given);
    if (isPromise(done)) return done.then(() => this.#leave(runtime, frame, at));
    this.#leave(runtime, frame, at);
  }

  #leave(runtime: Runtime, frame: number, at: number): void {
    runtime.leave(frame);
    runtime.at = at;
  }

  #bind(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): MacroCall {
    const { parameters, name } = this.shape;
    const label = name === null ? 'None' : quote(name);
    const values: unknown[] = args.length > parameters.length ? args.slice(0, parameters.length) : args.slice();
    const rest = new Map<string, unknown>();
    for (const key of Object.keys(keywords ?? {})) {
      const at = parameters.indexOf(key);
      const value = (keywords as Keywords)[key];
      if (at >= args.length && values[at] === undefined) values[at] = value;
      else rest.set(key, value);
    }
    const caller = this.#caller(runtime, rest);
    const extra = args.slice(parameters.length);
    if (!this.shape.keywords && rest.size > 0) {
      if (rest.has('caller')) {
        throw typeError(
          `macro ${label} was invoked with two values for the special caller argument. This is most likely a bug.`,
        );
      }
      throw typeError(`macro ${label} takes no keyword argument ${quote([...rest.keys()][0] as string)}`);
    }
    if (!this.shape.varargs && extra.length > 0) {
      throw typeError(`macro ${label} takes not more than ${parameters.length} argument(s)`);
    }
    return { values, caller, keywords: this.shape.keywords ? keywordDict(rest) : undefined, varargs: new Tuple(extra) };
  }

  #caller(runtime: Runtime, rest: Map<string, unknown>): unknown {
    if (!this.shape.caller) return undefined;
    const caller = rest.get('caller');
    rest.delete('caller');
    return caller === undefined || caller === null
      ? runtime.undefined('caller', undefined, 'No caller defined')
      : caller;
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'name':
        return this.shape.name;
      case 'arguments':
        return new Tuple(this.shape.parameters);
      case 'catch_kwargs':
        return this.shape.keywords;
      case 'catch_varargs':
        return this.shape.varargs;
      case 'caller':
        return this.shape.caller;
      default:
        return undefined;
    }
  }

  override text(): string {
    return `<Macro ${this.shape.name === null ? 'anonymous' : quote(this.shape.name)}>`;
  }
}

function keywordDict(rest: ReadonlyMap<string, unknown>): Dict {
  const dict = new Dict();
  for (const [key, value] of rest) dict.entries.set(key, { key, value });
  return dict;
}
