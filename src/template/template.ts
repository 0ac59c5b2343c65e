import { SourceText as Source, type SourceText } from '../kernel/index.js';
import { type CompileOptions, generate, instantiate } from './compile/compile.js';
import { syntaxError } from './error.js';
import type { CompiledTemplate, Program } from './runtime/compiled.js';
import type { TemplateTree } from './syntax/ast.js';
import { type LexerRules, normaliseSource, tokenize } from './syntax/lexer.js';
import { parse } from './syntax/parser.js';
import { SyntaxFault } from './syntax/token.js';

/** A parsed template; its two forms are generated when they are first run. */
export class ParsedTemplate implements CompiledTemplate {
  readonly name: string;
  readonly source: SourceText;
  readonly #tree: TemplateTree;
  readonly #options: CompileOptions;
  readonly #programs: [Program | undefined, Program | undefined] = [undefined, undefined];
  freeNames: ReadonlySet<string> = new Set();
  details: ReadonlyMap<number, number> = new Map();
  mentions: ReadonlyMap<string, readonly number[]> = new Map();

  constructor(name: string, file: string, text: string, rules: LexerRules, options: CompileOptions) {
    this.name = name;
    this.source = new Source(file, normaliseSource(text, rules.options.keepTrailingNewline));
    this.#options = options;
    try {
      this.#tree = parse(tokenize(this.source.text, rules));
    } catch (error) {
      throw error instanceof SyntaxFault ? syntaxError(error, this) : error;
    }
  }

  program(asynchronous: boolean): Program {
    const form = asynchronous ? 1 : 0;
    this.#programs[form] ??= this.#generate(asynchronous);
    return this.#programs[form];
  }

  #generate(asynchronous: boolean): Program {
    try {
      const code = generate(this.#tree, this.source, this.#options, asynchronous);
      this.freeNames = code.freeNames;
      this.details = code.details;
      this.mentions = code.mentions;
      return instantiate(code, this);
    } catch (error) {
      throw error instanceof SyntaxFault ? syntaxError(error, this) : error;
    }
  }
}
