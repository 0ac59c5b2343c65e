import { didYouMean, type SourceText } from '../../kernel/index.js';
import type { CompiledTemplate, Program } from '../runtime/compiled.js';
import * as composition from '../runtime/composition.js';
import { Unset } from '../runtime/context.js';
import { Loop } from '../runtime/loop.js';
import { Macro } from '../runtime/macro.js';
import * as operations from '../runtime/operations.js';
import type { Builtin, Runtime } from '../runtime/runtime.js';
import { Writer } from '../runtime/writer.js';
import type { Block, Statement, TemplateTree } from '../syntax/ast.js';
import { SyntaxFault } from '../syntax/token.js';
import { Fault } from '../values/fault.js';
import { Marked, Markup, Slice, Tuple, Undefined } from '../values/model.js';
import type { CompileHost } from './expressions.js';
import { mentions } from './names.js';
import { StatementCompiler } from './statements.js';
import { Scope, Unit } from './unit.js';

export interface CompileOptions {
  readonly filters: ReadonlyMap<string, Builtin>;
  readonly tests: ReadonlyMap<string, Builtin>;
  readonly autoescape: boolean;
}

/** What generated code can reach: these functions and classes, its template and its constants, and nothing else. */
const OPERATIONS = {
  plainAttribute: operations.plainAttribute,
  attribute: operations.attribute,
  item: operations.item,
  truth: operations.truth,
  add: operations.add,
  subtract: operations.subtract,
  multiply: operations.multiply,
  divide: operations.divide,
  floorDivide: operations.floorDivide,
  modulo: operations.modulo,
  power: operations.power,
  negate: operations.negate,
  positive: operations.positive,
  concatenate: operations.concatenate,
  equal: operations.equal,
  less: operations.less,
  lessOrEqual: operations.lessOrEqual,
  greater: operations.greater,
  greaterOrEqual: operations.greaterOrEqual,
  isIn: operations.isIn,
  dict: operations.dict,
  filter: operations.filter,
  test: operations.test,
  call: operations.call,
  method: operations.method,
  loopItems: operations.loopItems,
  spread: operations.spread,
  spreadKeywords: operations.spreadKeywords,
  unpackInto: operations.unpackInto,
  setAttribute: operations.setAttribute,
  superBlock: composition.superBlock,
  SelfReference: composition.SelfReference,
  extend: composition.extend,
  runParent: composition.runParent,
  block: composition.block,
  writeCall: composition.writeCall,
  writeMethod: composition.writeMethod,
  include: composition.include,
  importModule: composition.importModule,
  importedName: composition.importedName,
  Tuple,
  Slice,
  Undefined,
  Unset,
  Loop,
  Macro,
  Writer,
  fail,
  markup,
};

function fail(runtime: Runtime, message: string, hint: string, at: number): never {
  runtime.at = at;
  throw new Fault('TemplateRuntimeError', message, hint === '' ? [] : [hint]);
}

/** The value of a filtered block set: markup while escaping is on. */
function markup(runtime: Runtime, value: unknown): unknown {
  if (!runtime.autoescape) return value;
  if (typeof value === 'string') return new Markup(value);
  return value instanceof Marked && typeof value.value === 'string'
    ? new Marked(new Markup(value.value), value.mark, value.ranges)
    : value;
}

/** The generated program of a template as text, and the values it refers to. */
export interface GeneratedCode {
  readonly code: string;
  readonly constants: readonly unknown[];
  readonly freeNames: ReadonlySet<string>;
  readonly details: ReadonlyMap<number, number>;
  readonly mentions: ReadonlyMap<string, readonly number[]>;
}

/** Generates one form of a template. Throws `SyntaxFault` for what only shows here: unknown filters, blocks named twice. */
export function generate(
  tree: TemplateTree,
  source: SourceText,
  options: CompileOptions,
  asynchronous: boolean,
): GeneratedCode {
  const host = new Host(source, options);
  const compiler = new StatementCompiler(host);
  const ids = { next: 0 };
  compiler.mayExtend = hasExtends(tree.body);
  const root = rootFunction(compiler, tree.body, new Unit(asynchronous, ids), options.autoescape);
  const blocks: string[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < compiler.blocks.length; at++) {
    const block = compiler.blocks[at] as Block;
    if (seen.has(block.name))
      throw new SyntaxFault(`block '${block.name}' defined twice`, block.at, 'TemplateAssertionError');
    seen.add(block.name);
    blocks.push(
      `[${JSON.stringify(block.name)}]:${blockFunction(compiler, block, new Unit(asynchronous, ids), options.autoescape)}`,
    );
  }
  const code = `"use strict";const {${Object.keys(OPERATIONS).join(',')}}=O;return {root:${root},blocks:{__proto__:null,${blocks.join(',\n')}}};`;
  return { code, constants: host.constants, freeNames: host.freeNames, details: host.details, mentions: host.mentions };
}

/** Turns generated code into functions. */
export function instantiate({ code, constants }: GeneratedCode, template: CompiledTemplate): Program {
  // The code holds no text of the template outside of string literals; names of the template are numbered variables.
  // oxlint-disable-next-line typescript/no-implied-eval -- a compiler to JavaScript ends in this
  const make = new Function('O', 'K', 'T', code) as (
    o: typeof OPERATIONS,
    k: readonly unknown[],
    t: CompiledTemplate,
  ) => Program;
  return make(OPERATIONS, constants, template);
}

function hasExtends(body: readonly Statement[]): boolean {
  return body.some((node) => {
    if (node.type === 'Extends') return true;
    if (node.type === 'If')
      return node.branches.some((branch) => hasExtends(branch.body)) || hasExtends(node.otherwise);
    return false;
  });
}

function rootFunction(compiler: StatementCompiler, body: readonly Statement[], unit: Unit, escaping: boolean): string {
  const scope = new Scope(unit);
  compiler.declare(body, scope);
  compiler.body(body, { scope, writer: 'w', escaping, top: true, loop: undefined, silent: false });
  if (compiler.mayExtend) {
    unit.line('if(parent!==undefined){');
    unit.effect('runParent(rt,ctx,w,parent,parentAt)');
    unit.line('}');
  }
  return `${unit.asyncKeyword}function(rt,ctx,w){let parent,parentAt=0;${unit.code()}}`;
}

const SUPER = new Set(['super']);

function blockFunction(compiler: StatementCompiler, block: Block, unit: Unit, escaping: boolean): string {
  const scope = new Scope(unit);
  if (mentions(block.body, SUPER).size > 0)
    scope.bind('super', unit.once('super', `superBlock(rt,ctx,${JSON.stringify(block.name)},depth)`));
  compiler.scoped(block.body, { scope, writer: 'w', escaping, top: false, loop: undefined, silent: false }, scope);
  return `${unit.asyncKeyword}function(rt,ctx,w,depth){${unit.code()}}`;
}

class Host implements CompileHost {
  readonly constants: unknown[] = [];
  readonly freeNames = new Set<string>();
  readonly details = new Map<number, number>();
  readonly mentions = new Map<string, number[]>();
  readonly #source: SourceText;
  readonly #options: CompileOptions;
  readonly #known = new Map<unknown, string>();
  conditional = 0;

  constructor(source: SourceText, options: CompileOptions) {
    this.#source = source;
    this.#options = options;
  }

  filter(name: string): Builtin | undefined {
    return this.#options.filters.get(name);
  }

  test(name: string): Builtin | undefined {
    return this.#options.tests.get(name);
  }

  filterNames(): Iterable<string> {
    return this.#options.filters.keys();
  }

  testNames(): Iterable<string> {
    return this.#options.tests.keys();
  }

  constant(value: unknown): string {
    let code = this.#known.get(value);
    if (code === undefined) {
      code = `K[${this.constants.push(value) - 1}]`;
      this.#known.set(value, code);
    }
    return code;
  }

  detail(start: number, at: number): void {
    this.details.set(start, at);
  }

  mention(name: string, at: number): void {
    const known = this.mentions.get(name);
    if (known === undefined) this.mentions.set(name, [at]);
    else known.push(at);
  }

  free(name: string): void {
    this.freeNames.add(name);
  }

  hint(name: string, known: Iterable<string>): readonly string[] {
    const hint = didYouMean(name, known);
    return hint === undefined ? [] : [hint];
  }

  line(offset: number): number {
    return this.#source.lineColumn(offset).line;
  }

  branch<T>(compile: () => T): T {
    this.conditional++;
    try {
      return compile();
    } finally {
      this.conditional--;
    }
  }
}
