/** Templates made of templates: blocks, extends, include, import. Every function may give a promise in the asynchronous form. */

import { TemplateCallable } from '../values/callable.js';
import { Fault } from '../values/fault.js';
import { type Keywords, Markup, Tuple, Undefined } from '../values/model.js';
import { quote } from '../values/quote.js';
import { str } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { undefinedFault, undefinedMessage } from '../values/undefined.js';
import type { CompiledTemplate } from './compiled.js';
import { type BlockEntry, Context } from './context.js';
import { Loop } from './loop.js';
import { Macro } from './macro.js';
import { attribute, call, method } from './operations.js';
import { isPromise, notFound, type Runtime } from './runtime.js';
import { Writer } from './writer.js';

type Settled<T> = T | PromiseLike<T>;

function then<T, U>(value: Settled<T>, next: (value: T) => Settled<U>): Settled<U> {
  return isPromise(value) ? (value as PromiseLike<T>).then(next) : next(value as T);
}

/** The first template of the given name or names that exists; undefined when none does. */
function find(runtime: Runtime, names: readonly unknown[]): Settled<CompiledTemplate | undefined> {
  const [first, ...others] = names;
  if (first === undefined) return undefined;
  const name = templateName(runtime, first);
  if (typeof name !== 'string') return name;
  const found = runtime.outside(() => runtime.engine.load(name)) as Settled<CompiledTemplate | undefined>;
  return then(found, (template) => template ?? find(runtime, others));
}

function templateName(runtime: Runtime, given: unknown): string | CompiledTemplate {
  const opened = runtime.peek(given);
  if (typeof opened === 'string') return opened;
  if (opened instanceof Markup) return opened.text;
  if (opened instanceof Undefined) throw undefinedFault(opened);
  throw new Fault('TypeError', `a template is named by text, not by '${typeName(given)}'`);
}

/** A template by name, or the first that exists of several. */
function load(runtime: Runtime, given: unknown, at: number, several: boolean): Settled<CompiledTemplate> {
  runtime.at = at;
  const list = several ? listOfNames(given) : undefined;
  return then(find(runtime, list ?? [given]), (template) => {
    if (template !== undefined) return template;
    runtime.at = at;
    if (list === undefined) throw notFound(templateName(runtime, given) as string);
    if (list.length === 0) throw new Fault('TemplateNotFound', 'Tried to select from an empty list of templates.');
    const names = list.map((one) => (one instanceof Undefined ? undefinedMessage(one) : str(runtime, one)));
    throw new Fault('TemplateNotFound', `none of the templates given were found: ${names.join(', ')}`);
  });
}

function listOfNames(given: unknown): readonly unknown[] | undefined {
  if (Array.isArray(given)) return given;
  return given instanceof Tuple ? given.items : undefined;
}

/** Registers the blocks of a template behind those of its children. */
export function registerBlocks(runtime: Runtime, context: Context, template: CompiledTemplate): void {
  for (const [name, run] of Object.entries(template.program(runtime.asynchronous).blocks)) {
    const entry: BlockEntry = { template, run };
    const chain = context.blocks.get(name);
    if (chain === undefined) context.blocks.set(name, [entry]);
    else chain.push(entry);
  }
}

/** `{% extends %}`: the parent, whose root runs when the child's own top level is done. */
export function extend(
  runtime: Runtime,
  context: Context,
  given: unknown,
  at: number,
  parent: unknown,
): Settled<CompiledTemplate> {
  runtime.at = at;
  if (parent !== undefined) throw new Fault('TemplateRuntimeError', 'extended multiple times');
  return then(load(runtime, given, at, false), (template) => {
    registerBlocks(runtime, context, template);
    return template;
  });
}

/** Runs a template's root as part of a render, in a frame of its own. */
function runRoot(
  runtime: Runtime,
  template: CompiledTemplate,
  context: Context,
  writer: Writer,
  at: number,
  label: string,
): Settled<void> {
  const frame = runtime.enter(template, at, label, false);
  const { autoescape } = runtime;
  runtime.autoescape = runtime.engine.autoescape(template.name);
  return then(template.program(runtime.asynchronous).root(runtime, context, writer) as Settled<void>, () => {
    runtime.autoescape = autoescape;
    runtime.leave(frame);
    runtime.at = at;
  });
}

export function runParent(
  runtime: Runtime,
  context: Context,
  writer: Writer,
  parent: CompiledTemplate,
  at: number,
): Settled<void> {
  return runRoot(runtime, parent, context, writer, at, `template ${quote(parent.name)}`);
}

/** Writes a block: the youngest of its name. */
export function block(
  runtime: Runtime,
  context: Context,
  writer: Writer,
  name: string,
  at: number,
  required: boolean,
): Settled<void> {
  const chain = context.blocks.get(name) as BlockEntry[];
  if (required && chain.length <= 1) {
    runtime.at = at;
    throw new Fault('TemplateRuntimeError', `Required block ${quote(name)} not found`);
  }
  return runBlock(runtime, context, writer, name, 0, at);
}

function runBlock(
  runtime: Runtime,
  context: Context,
  writer: Writer,
  name: string,
  depth: number,
  at: number,
): Settled<void> {
  const entry = context.blocks.get(name)?.[depth] as BlockEntry;
  const frame = runtime.enter(entry.template, at, `block ${quote(name)}`);
  const { autoescape } = runtime;
  runtime.autoescape = runtime.engine.autoescape(entry.template.name);
  return then(entry.run(runtime, context, writer, depth) as Settled<void>, () => {
    runtime.autoescape = autoescape;
    runtime.leave(frame);
    runtime.at = at;
  });
}

/** `super()` and `self.name()`: a block that can be called. */
export class BlockReference extends TemplateCallable {
  readonly typeName = 'BlockReference';
  readonly #context: Context;
  readonly #name: string;
  readonly #depth: number;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime, context: Context, name: string, depth: number) {
    super();
    this.#runtime = runtime;
    this.#context = context;
    this.#name = name;
    this.#depth = depth;
  }

  call(runtime: Runtime): unknown {
    const writer = new Writer(runtime);
    const done = this.write(runtime, writer, runtime.at);
    return isPromise(done) ? done.then(() => writer.value()) : writer.value();
  }

  write(runtime: Runtime, writer: Writer, at: number): Settled<void> {
    return runBlock(runtime, this.#context, writer, this.#name, this.#depth, at);
  }

  override attribute(name: string): unknown {
    return name === 'super' ? superBlock(this.#runtime, this.#context, this.#name, this.#depth) : undefined;
  }
}

/** What `super` is inside the block at this depth. */
export function superBlock(runtime: Runtime, context: Context, name: string, depth: number): unknown {
  if ((context.blocks.get(name)?.length ?? 0) > depth + 1) return new BlockReference(runtime, context, name, depth + 1);
  return runtime.undefined('super', undefined, `there is no parent block called ${quote(name)}.`);
}

/** The special variable `self`. */
export class SelfReference extends TemplateCallable {
  readonly typeName = 'TemplateReference';
  readonly #context: Context;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime, context: Context) {
    super();
    this.#runtime = runtime;
    this.#context = context;
  }

  call(): never {
    throw new Fault('TypeError', "'TemplateReference' object is not callable");
  }

  override attribute(name: string): unknown {
    return this.#context.blocks.has(name) ? new BlockReference(this.#runtime, this.#context, name, 0) : undefined;
  }

  override text(): string {
    return `<TemplateReference ${quote(this.#context.name)}>`;
  }
}

/** Writes the result of a call that is all of an output: what can write by itself does, so that its places are kept. */
export function writeCall(
  runtime: Runtime,
  writer: Writer,
  callee: unknown,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
  escape: boolean,
): Settled<void> {
  runtime.at = at;
  if (callee instanceof Macro) return callee.write(runtime, writer, args, keywords, at);
  if (callee instanceof BlockReference && args.length === 0) return callee.write(runtime, writer, at);
  if (callee instanceof Loop) return callee.recurse(runtime, writer, args, at);
  return then(call(runtime, callee, args, keywords, at), (value) =>
    escape ? writer.escape(at, value) : writer.put(at, value),
  );
}

/** Like `writeCall` for `object.name(…)`. */
export function writeMethod(
  runtime: Runtime,
  writer: Writer,
  object: unknown,
  name: string,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  at: number,
  escape: boolean,
): Settled<void> {
  if (object instanceof TemplateModule || object instanceof SelfReference) {
    return writeCall(runtime, writer, attribute(runtime, object, name, at), args, keywords, at, escape);
  }
  return then(method(runtime, object, name, args, keywords, at), (value) =>
    escape ? writer.escape(at, value) : writer.put(at, value),
  );
}

/** `{% include %}`. */
export function include(
  runtime: Runtime,
  context: Context,
  writer: Writer,
  given: unknown,
  at: number,
  ignoreMissing: boolean,
  locals: Readonly<Record<string, unknown>> | undefined,
): Settled<void> {
  runtime.at = at;
  const names = listOfNames(given) ?? [given];
  const found = ignoreMissing ? find(runtime, names) : load(runtime, given, at, true);
  return then(found, (template) => {
    if (template === undefined) return;
    return runRoot(
      runtime,
      template,
      contextFor(runtime, context, template, locals),
      writer,
      at,
      `include of ${quote(template.name)}`,
    );
  });
}

/** The context of an included or imported template: with locals it sees what the including one sees. */
function contextFor(
  runtime: Runtime,
  context: Context,
  template: CompiledTemplate,
  locals: Readonly<Record<string, unknown>> | undefined,
): Context {
  const inner =
    locals === undefined
      ? new Context({ base: {}, globals: context.globals, mode: context.mode, name: template.name })
      : context.inner(locals, template.name, new Map());
  registerBlocks(runtime, inner, template);
  return inner;
}

/** What `{% import %}` gives: the names a template set at its top level. */
export class TemplateModule extends TemplateCallable {
  readonly typeName = 'TemplateModule';
  readonly template: CompiledTemplate;
  readonly #exports: ReadonlyMap<string, unknown>;
  readonly #body: unknown;

  constructor(template: CompiledTemplate, exports: ReadonlyMap<string, unknown>, body: unknown) {
    super();
    this.template = template;
    this.#exports = exports;
    this.#body = body;
  }

  call(): never {
    throw new Fault('TypeError', "'TemplateModule' object is not callable");
  }

  override attribute(name: string): unknown {
    return this.#exports.get(name);
  }

  names(): Iterable<string> {
    return this.#exports.keys();
  }

  override text(runtime: Runtime): string {
    return str(runtime, this.#body);
  }
}

/** `{% import %}`: runs the template for its names. Without context it is run once per render. */
export function importModule(
  runtime: Runtime,
  context: Context,
  given: unknown,
  at: number,
  locals: Readonly<Record<string, unknown>> | undefined,
): Settled<TemplateModule> {
  return then(load(runtime, given, at, false), (template) => {
    const known = locals === undefined ? runtime.modules.get(template.name) : undefined;
    if (known instanceof TemplateModule) return known;
    const inner = contextFor(runtime, context, template, locals);
    const writer = new Writer(runtime);
    return then(runRoot(runtime, template, inner, writer, at, `import of ${quote(template.name)}`), () => {
      const module = new TemplateModule(template, inner.exports(), writer.value());
      if (locals === undefined) runtime.modules.set(template.name, module);
      return module;
    });
  });
}

/** One name of `{% from … import … %}`. */
export function importedName(runtime: Runtime, module: TemplateModule, name: string, line: number): unknown {
  const found = module.attribute(name);
  if (found !== undefined) return found;
  return runtime.undefined(
    name,
    undefined,
    `the template ${quote(module.template.name)} (imported on line ${line}) does not export the requested name ${quote(name)}`,
  );
}
