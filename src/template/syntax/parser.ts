import type { Expression, Name, Signature, Statement, TemplateTree } from './ast.js';
import { ExpressionParser } from './expression-parser.js';
import { type OpenTag, SyntaxFault, type Token } from './token.js';
import { TokenStream } from './token-stream.js';

const MAX_NESTING = 80;
/** Names an assignment may not use. */
const RESERVED = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

export function parse(tokens: readonly Token[]): TemplateTree {
  return { body: new Parser(new TokenStream(tokens)).subparse(undefined) };
}

interface Place {
  readonly at: number;
  readonly start: number;
}

class Parser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #openTags: OpenTag[] = [];
  readonly #endNames: (readonly string[])[] = [];

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#expressions = new ExpressionParser(stream);
  }

  subparse(ends: readonly string[] | undefined): Statement[] {
    const stream = this.#stream;
    const body: Statement[] = [];
    if (ends !== undefined) this.#endNames.push(ends);
    if (this.#endNames.length > MAX_NESTING)
      throw new SyntaxFault('blocks are nested too deeply', stream.current.start);
    while (!stream.is('eof')) {
      const token = stream.next();
      if (token.type === 'data') {
        body.push({ type: 'Data', at: token.start, start: token.start, text: token.value });
      } else if (token.type === 'variable_begin') {
        const value = this.#expressions.tuple();
        body.push({ type: 'Output', at: value.start, start: token.start, value });
        stream.expect('variable_end');
      } else {
        if (ends?.some((end) => stream.isName(end)) === true) break;
        body.push(...this.#statement());
        stream.expect('block_end');
      }
    }
    if (ends !== undefined) this.#endNames.pop();
    return body;
  }

  #statement(): Statement[] {
    const token = this.#stream.current;
    if (token.type !== 'name') throw new SyntaxFault('tag name expected', token.start);
    const parse = Object.hasOwn(STATEMENTS, token.value) ? STATEMENTS[token.value] : undefined;
    if (parse === undefined) this.#failTag(token.value, this.#endNames, token.start);
    this.#openTags.push({ tag: token.value, offset: token.start });
    this.#stream.next();
    const result = parse(this, { at: token.start, start: token.start });
    this.#openTags.pop();
    return Array.isArray(result) ? result : [result];
  }

  #failTag(name: string | undefined, ends: readonly (readonly string[])[], at: number): never {
    const message = [name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag '${name}'.`];
    const looking = ends
      .at(-1)
      ?.map((end) => `'${end}'`)
      .join(' or ');
    if (looking !== undefined) {
      message.push(
        name !== undefined && ends.some((list) => list.includes(name))
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    }
    const innermost = this.#openTags.at(-1);
    if (innermost !== undefined) message.push(`The innermost block that needs to be closed is '${innermost.tag}'.`);
    throw new SyntaxFault(message.join(' '), at, 'TemplateSyntaxError', [], innermost);
  }

  /** The body of a statement up to one of the ends, which is left as the current token. */
  #body(...ends: string[]): Statement[] {
    this.#stream.skipIf('colon');
    this.#stream.expect('block_end');
    const body = this.subparse(ends);
    if (this.#stream.is('eof')) this.#failTag(undefined, [...this.#endNames, ends], this.#stream.current.start);
    return body;
  }

  #closedBody(end: string): Statement[] {
    const body = this.#body(end);
    this.#stream.next();
    return body;
  }

  #targetName(): Name {
    const token = this.#stream.expect('name');
    const name: Name = { type: 'Name', at: token.start, start: token.start, name: token.value };
    assertAssignable(name);
    return name;
  }

  #target(options: { endName?: string; namespaces?: boolean } = {}): Expression {
    const target = this.#expressions.tuple({ simple: true, ...options });
    assertAssignable(target);
    return target;
  }

  set(place: Place): Statement {
    const target = this.#target({ namespaces: true });
    if (this.#stream.skipIf('assign')) return { type: 'Set', ...place, target, value: this.#expressions.tuple() };
    const filter = this.#expressions.filter(undefined);
    return { type: 'SetBlock', ...place, target, filter, body: this.#closedBody('endset') };
  }

  for(place: Place): Statement {
    const stream = this.#stream;
    const target = this.#target({ endName: 'in' });
    stream.expectName('in');
    const iterable = this.#expressions.tuple({ conditional: false, endName: 'recursive' });
    const test = stream.skipName('if') ? this.#expressions.expression() : undefined;
    const recursive = stream.skipName('recursive');
    const body = this.#body('endfor', 'else');
    const otherwise = stream.next().value === 'endfor' ? [] : this.#closedBody('endfor');
    return { type: 'For', ...place, target, iterable, test, recursive, body, otherwise };
  }

  if(place: Place): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    while (true) {
      const test = this.#expressions.tuple({ conditional: false });
      branches.push({ test, body: this.#body('elif', 'else', 'endif') });
      const token = this.#stream.next();
      if (token.value === 'elif') continue;
      const otherwise = token.value === 'else' ? this.#closedBody('endif') : [];
      return { type: 'If', ...place, branches, otherwise };
    }
  }

  with(place: Place): Statement {
    const targets: Expression[] = [];
    const values: Expression[] = [];
    while (!this.#stream.is('block_end')) {
      if (targets.length > 0) this.#stream.expect('comma');
      targets.push(this.#target());
      this.#stream.expect('assign');
      values.push(this.#expressions.expression());
    }
    return { type: 'With', ...place, targets, values, body: this.#closedBody('endwith') };
  }

  autoescape(place: Place): Statement {
    const value = this.#expressions.expression();
    return { type: 'Autoescape', ...place, value, body: this.#closedBody('endautoescape') };
  }

  block(place: Place): Statement {
    const stream = this.#stream;
    const name = stream.expect('name').value;
    const scoped = stream.skipName('scoped');
    const required = stream.skipName('required');
    if (stream.is('sub')) {
      throw new SyntaxFault(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
        stream.current.start,
      );
    }
    const body = this.#closedBody('endblock');
    if (required && body.some((one) => one.type !== 'Data' || one.text.trim() !== '')) {
      throw new SyntaxFault('Required blocks can only contain comments or whitespace', stream.current.start);
    }
    stream.skipName(name);
    return { type: 'Block', ...place, name, scoped, required, body };
  }

  extends(place: Place): Statement {
    return { type: 'Extends', ...place, template: this.#expressions.expression() };
  }

  #contextWords(): boolean | undefined {
    const stream = this.#stream;
    if (!stream.isName('with') && !stream.isName('without')) return undefined;
    const next = stream.look();
    if (next.type !== 'name' || next.value !== 'context') return undefined;
    const given = stream.next().value === 'with';
    stream.next();
    return given;
  }

  include(place: Place): Statement {
    const stream = this.#stream;
    const template = this.#expressions.expression();
    let ignoreMissing = false;
    if (stream.isName('ignore') && stream.look().type === 'name' && stream.look().value === 'missing') {
      ignoreMissing = true;
      stream.next();
      stream.next();
    }
    return { type: 'Include', ...place, template, ignoreMissing, withContext: this.#contextWords() ?? true };
  }

  import(place: Place): Statement {
    const template = this.#expressions.expression();
    this.#stream.expectName('as');
    const target = this.#targetName().name;
    return { type: 'Import', ...place, template, target, withContext: this.#contextWords() ?? false };
  }

  from(place: Place): Statement {
    const stream = this.#stream;
    const template = this.#expressions.expression();
    stream.expectName('import');
    const names: { name: string; alias: string; at: number }[] = [];
    let withContext: boolean | undefined;
    while (true) {
      if (names.length > 0) stream.expect('comma');
      if (!stream.is('name')) stream.expect('name');
      withContext = this.#contextWords();
      if (withContext !== undefined) break;
      const { name, at } = this.#targetName();
      if (name.startsWith('_')) {
        throw new SyntaxFault('names starting with an underline can not be imported', at, 'TemplateAssertionError');
      }
      names.push({ name, alias: stream.skipName('as') ? this.#targetName().name : name, at });
      withContext = this.#contextWords();
      if (withContext !== undefined || !stream.is('comma')) break;
    }
    return { type: 'FromImport', ...place, template, names, withContext: withContext ?? false };
  }

  #signature(): Signature {
    const stream = this.#stream;
    const parameters: Name[] = [];
    const defaults: Expression[] = [];
    stream.expect('lparen');
    while (!stream.is('rparen')) {
      if (parameters.length > 0) stream.expect('comma');
      const parameter = this.#targetName();
      if (stream.skipIf('assign')) defaults.push(this.#expressions.expression());
      else if (defaults.length > 0)
        throw new SyntaxFault('non-default argument follows default argument', stream.current.start);
      parameters.push(parameter);
    }
    stream.expect('rparen');
    return { parameters, defaults };
  }

  call(place: Place): Statement {
    const signature = this.#stream.is('lparen') ? this.#signature() : { parameters: [], defaults: [] };
    const call = this.#expressions.expression();
    if (call.type !== 'Call') throw new SyntaxFault('expected call', place.at);
    return { type: 'CallBlock', ...place, ...signature, call, body: this.#closedBody('endcall') };
  }

  filter(place: Place): Statement {
    const filter = this.#expressions.filter(undefined, true);
    if (filter === undefined) throw new SyntaxFault('expected a filter', place.at);
    return { type: 'FilterBlock', ...place, filter, body: this.#closedBody('endfilter') };
  }

  macro(place: Place): Statement {
    const { name } = this.#targetName();
    return { type: 'Macro', ...place, name, ...this.#signature(), body: this.#closedBody('endmacro') };
  }

  print(place: Place): Statement[] {
    const outputs: Statement[] = [];
    while (!this.#stream.is('block_end')) {
      if (outputs.length > 0) this.#stream.expect('comma');
      const value = this.#expressions.expression();
      outputs.push({ type: 'Output', at: value.start, start: place.start, value });
    }
    return outputs;
  }

  do(place: Place): Statement {
    return { type: 'Do', ...place, value: this.#expressions.tuple() };
  }

  loopControl(place: Place, type: 'Break' | 'Continue'): Statement {
    return { type, ...place };
  }
}

const STATEMENTS: Readonly<Record<string, (parser: Parser, place: Place) => Statement | Statement[]>> = {
  set: (parser, place) => parser.set(place),
  for: (parser, place) => parser.for(place),
  if: (parser, place) => parser.if(place),
  with: (parser, place) => parser.with(place),
  autoescape: (parser, place) => parser.autoescape(place),
  block: (parser, place) => parser.block(place),
  extends: (parser, place) => parser.extends(place),
  include: (parser, place) => parser.include(place),
  import: (parser, place) => parser.import(place),
  from: (parser, place) => parser.from(place),
  call: (parser, place) => parser.call(place),
  filter: (parser, place) => parser.filter(place),
  macro: (parser, place) => parser.macro(place),
  print: (parser, place) => parser.print(place),
  do: (parser, place) => parser.do(place),
  break: (parser, place) => parser.loopControl(place, 'Break'),
  continue: (parser, place) => parser.loopControl(place, 'Continue'),
};

function assertAssignable(target: Expression): void {
  if (target.type === 'Tuple') for (const item of target.items) assertAssignable(item);
  else if (target.type === 'Name' ? RESERVED.has(target.name) : target.type !== 'NamespaceRef') {
    throw new SyntaxFault(`can't assign to '${target.type.toLowerCase()}'`, target.at);
  }
}
