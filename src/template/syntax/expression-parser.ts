import { float, int } from '../values/model.js';
import type { Arguments, BinaryOperator, Call, CompareOperator, Expression, Filter } from './ast.js';
import { describeToken, SyntaxFault, type TokenType } from './token.js';
import { quoted, type TokenStream } from './token-stream.js';

const COMPARE: ReadonlySet<TokenType> = new Set(['eq', 'ne', 'lt', 'lteq', 'gt', 'gteq']);
const SUM: ReadonlySet<TokenType> = new Set(['add', 'sub']);
const PRODUCT: ReadonlySet<TokenType> = new Set(['mul', 'div', 'floordiv', 'mod']);
const TEST_ARGUMENT: ReadonlySet<TokenType> = new Set([
  'name',
  'string',
  'integer',
  'float',
  'lparen',
  'lbracket',
  'lbrace',
]);
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** How deep expressions may nest, and how long a chain of operators may be. */
const MAX_NESTING = 120;
const MAX_CHAIN = 600;
/** As many digits as Python reads. */
const MAX_DIGITS = 4300;

export interface TupleOptions {
  /** Names and literals only: the targets of an assignment. */
  readonly simple?: boolean;
  readonly conditional?: boolean;
  /** A name that ends the tuple. */
  readonly endName?: string;
  readonly parenthesised?: boolean;
  readonly namespaces?: boolean;
}

export class ExpressionParser {
  readonly stream: TokenStream;
  #nesting = 0;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  expression(conditional = true): Expression {
    if (++this.#nesting > MAX_NESTING)
      throw new SyntaxFault('expressions are nested too deeply', this.stream.current.start);
    const result = conditional ? this.#conditional() : this.#or();
    this.#nesting--;
    return result;
  }

  #conditional(): Expression {
    const start = this.stream.current.start;
    let then = this.#or();
    for (let length = 0; this.stream.isName('if'); this.#chained(++length)) {
      const at = this.stream.next().start;
      const test = this.#or();
      const otherwise = this.stream.skipName('else') ? this.expression() : undefined;
      then = { type: 'Conditional', at, start, test, then, otherwise };
    }
    return then;
  }

  #chained(length: number): void {
    if (length > MAX_CHAIN) throw new SyntaxFault('the expression is too long', this.stream.current.start);
  }

  #logic(operator: 'and' | 'or', operand: () => Expression): Expression {
    const start = this.stream.current.start;
    let left = operand();
    for (let length = 0; this.stream.isName(operator); this.#chained(++length)) {
      const at = this.stream.next().start;
      left = { type: 'Logic', at, start, operator, left, right: operand() };
    }
    return left;
  }

  #or(): Expression {
    return this.#logic('or', () => this.#logic('and', () => this.#not()));
  }

  #not(): Expression {
    const nots: number[] = [];
    while (this.stream.isName('not')) {
      nots.push(this.stream.next().start);
      this.#chained(nots.length);
    }
    let operand = this.#compare();
    for (const at of nots.reverse()) operand = { type: 'Unary', at, start: at, operator: 'not', operand };
    return operand;
  }

  #compare(): Expression {
    const { stream } = this;
    const start = stream.current.start;
    const first = this.#sum();
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    let at = stream.current.start;
    while (true) {
      if (COMPARE.has(stream.current.type)) {
        const operator = stream.next().type as CompareOperator;
        rest.push({ operator, operand: this.#sum() });
      } else if (stream.skipName('in')) {
        rest.push({ operator: 'in', operand: this.#sum() });
      } else if (stream.isName('not') && stream.look().type === 'name' && stream.look().value === 'in') {
        stream.next();
        stream.next();
        rest.push({ operator: 'notin', operand: this.#sum() });
      } else {
        break;
      }
      if (rest.length > 1) at = start;
    }
    return rest.length === 0 ? first : { type: 'Compare', at, start, first, rest };
  }

  #binary(types: ReadonlySet<TokenType>, operand: () => Expression): Expression {
    const { stream } = this;
    const start = stream.current.start;
    let left = operand();
    for (let length = 0; types.has(stream.current.type); this.#chained(++length)) {
      const token = stream.next();
      left = { type: 'Binary', at: token.start, start, operator: token.type as BinaryOperator, left, right: operand() };
    }
    return left;
  }

  #sum(): Expression {
    return this.#binary(SUM, () => this.#concat());
  }

  #concat(): Expression {
    const start = this.stream.current.start;
    const first = this.#product();
    if (!this.stream.is('tilde')) return first;
    const at = this.stream.current.start;
    const parts = [first];
    while (this.stream.skipIf('tilde')) parts.push(this.#product());
    return { type: 'Concat', at, start, parts };
  }

  #product(): Expression {
    return this.#binary(PRODUCT, () => this.#binary(POWER, () => this.unary()));
  }

  unary(filters = true): Expression {
    const { stream } = this;
    const start = stream.current.start;
    let node: Expression;
    if (stream.is('sub') || stream.is('add')) {
      if (++this.#nesting > MAX_NESTING) throw new SyntaxFault('expressions are nested too deeply', start);
      const operator = stream.next().type === 'sub' ? 'neg' : 'pos';
      node = { type: 'Unary', at: start, start, operator, operand: this.unary(false) };
      this.#nesting--;
    } else {
      node = this.primary();
    }
    node = this.postfix(node);
    return filters ? this.#filters(node) : node;
  }

  primary(namespaces = false): Expression {
    const { stream } = this;
    const token = stream.current;
    const base = { at: token.start, start: token.start };
    switch (token.type) {
      case 'name': {
        stream.next();
        const constant = CONSTANTS.get(token.value);
        if (constant !== undefined) return { type: 'Const', ...base, value: constant };
        if (namespaces && stream.skipIf('dot')) {
          return { type: 'NamespaceRef', ...base, name: token.value, attribute: stream.expect('name').value };
        }
        return { type: 'Name', ...base, name: token.value };
      }
      case 'string': {
        let value = stream.next().value;
        while (stream.is('string')) value += stream.next().value;
        return { type: 'Const', ...base, value };
      }
      case 'integer':
        if (token.value.length > MAX_DIGITS) throw new SyntaxFault(`an int may have ${MAX_DIGITS} digits`, token.start);
        return { type: 'Const', ...base, value: int(BigInt(stream.next().value)) };
      case 'float':
        return { type: 'Const', ...base, value: float(Number(stream.next().value)) };
      case 'lparen': {
        stream.next();
        const inner = this.tuple({ parenthesised: true });
        stream.expect('rparen');
        return { ...inner, start: token.start };
      }
      case 'lbracket':
        return this.#list();
      case 'lbrace':
        return this.#dict();
      default:
        throw new SyntaxFault(`unexpected ${quoted(describeToken(token))}`, token.start);
    }
  }

  tuple(options: TupleOptions = {}): Expression {
    const { stream } = this;
    const start = stream.current.start;
    const items: Expression[] = [];
    let isTuple = false;
    while (true) {
      if (items.length > 0) stream.expect('comma');
      if (this.#endsTuple(options.endName)) break;
      items.push(
        options.simple === true ? this.primary(options.namespaces) : this.expression(options.conditional ?? true),
      );
      if (!stream.is('comma')) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple) {
      if (first !== undefined) return first;
      if (options.parenthesised !== true) {
        throw new SyntaxFault(
          `Expected an expression, got ${quoted(describeToken(stream.current))}`,
          stream.current.start,
        );
      }
    }
    return { type: 'Tuple', at: start, start, items };
  }

  #endsTuple(endName: string | undefined): boolean {
    const { type } = this.stream.current;
    if (type === 'variable_end' || type === 'block_end' || type === 'rparen') return true;
    return endName !== undefined && this.stream.isName(endName);
  }

  #list(): Expression {
    const { stream } = this;
    const at = stream.expect('lbracket').start;
    const items: Expression[] = [];
    while (!stream.is('rbracket')) {
      if (items.length > 0) stream.expect('comma');
      if (stream.is('rbracket')) break;
      items.push(this.expression());
    }
    stream.expect('rbracket');
    return { type: 'List', at, start: at, items };
  }

  #dict(): Expression {
    const { stream } = this;
    const at = stream.expect('lbrace').start;
    const pairs: { key: Expression; value: Expression }[] = [];
    while (!stream.is('rbrace')) {
      if (pairs.length > 0) stream.expect('comma');
      if (stream.is('rbrace')) break;
      const key = this.expression();
      stream.expect('colon');
      pairs.push({ key, value: this.expression() });
    }
    stream.expect('rbrace');
    return { type: 'Dict', at, start: at, pairs };
  }

  postfix(subject: Expression): Expression {
    let node = subject;
    for (let length = 0; ; this.#chained(++length)) {
      if (this.stream.is('dot')) node = this.#attribute(node);
      else if (this.stream.is('lbracket')) node = this.#subscript(node);
      else if (this.stream.is('lparen')) node = this.#call(node);
      else return node;
    }
  }

  #filters(subject: Expression): Expression {
    let node = subject;
    for (let length = 0; ; this.#chained(++length)) {
      if (this.stream.is('pipe')) node = this.filter(node) as Filter;
      else if (this.stream.isName('is')) node = this.#test(node);
      else if (this.stream.is('lparen')) node = this.#call(node);
      else return node;
    }
  }

  #attribute(object: Expression): Expression {
    const { stream } = this;
    const dot = stream.next();
    const token = stream.next();
    if (token.type === 'name')
      return { type: 'Attribute', at: token.start, start: object.start, object, name: token.value };
    if (token.type !== 'integer') throw new SyntaxFault('expected name or number', token.start);
    const key: Expression = { type: 'Const', at: token.start, start: token.start, value: int(BigInt(token.value)) };
    return { type: 'Item', at: dot.start, start: object.start, object, key };
  }

  #subscript(object: Expression): Expression {
    const { stream } = this;
    const at = stream.next().start;
    const keys: Expression[] = [];
    while (!stream.is('rbracket')) {
      if (keys.length > 0) stream.expect('comma');
      keys.push(this.#subscribed());
    }
    stream.expect('rbracket');
    const [only] = keys;
    const key: Expression =
      keys.length === 1 && only !== undefined ? only : { type: 'Tuple', at, start: at, items: keys };
    return { type: 'Item', at, start: object.start, object, key };
  }

  #subscribed(): Expression {
    const { stream } = this;
    const at = stream.current.start;
    let from: Expression | undefined;
    if (!stream.is('colon')) {
      from = this.expression();
      if (!stream.is('colon')) return from;
    }
    stream.next();
    const ends = () => stream.is('rbracket') || stream.is('comma');
    const to = stream.is('colon') || ends() ? undefined : this.expression();
    const step = stream.skipIf('colon') && !ends() ? this.expression() : undefined;
    return { type: 'Slice', at, start: at, from, to, step };
  }

  #call(callee: Expression): Call {
    const at = this.stream.current.start;
    return {
      type: 'Call',
      at: callee.type === 'Name' ? callee.at : at,
      start: callee.start,
      callee,
      ...this.#arguments(),
    };
  }

  #arguments(): Arguments {
    const { stream } = this;
    const open = stream.expect('lparen').start;
    const args: Expression[] = [];
    const keywords: { name: string; value: Expression }[] = [];
    let restArgs: Expression | undefined;
    let restKeywords: Expression | undefined;
    const ensure = (right: boolean) => {
      if (!right) throw new SyntaxFault('invalid syntax for function call expression', open);
    };
    for (let first = true; !stream.is('rparen'); first = false) {
      if (!first) {
        stream.expect('comma');
        if (stream.is('rparen')) break;
      }
      if (stream.is('mul')) {
        ensure(restArgs === undefined && restKeywords === undefined);
        stream.next();
        restArgs = this.expression();
      } else if (stream.is('pow')) {
        ensure(restKeywords === undefined);
        stream.next();
        restKeywords = this.expression();
      } else if (stream.is('name') && stream.look().type === 'assign') {
        ensure(restKeywords === undefined);
        const name = stream.next().value;
        stream.next();
        keywords.push({ name, value: this.expression() });
      } else {
        ensure(restArgs === undefined && restKeywords === undefined && keywords.length === 0);
        args.push(this.expression());
      }
    }
    stream.expect('rparen');
    return { args, keywords, restArgs, restKeywords };
  }

  #optionalArguments(): Arguments {
    if (this.stream.is('lparen')) return this.#arguments();
    return { args: [], keywords: [], restArgs: undefined, restKeywords: undefined };
  }

  #dottedName(): { name: string; at: number } {
    const token = this.stream.expect('name');
    let name = token.value;
    while (this.stream.skipIf('dot')) name += `.${this.stream.expect('name').value}`;
    return { name, at: token.start };
  }

  /** Filters after a value, or, without one, those of a block; `inline` when the first has no bar before it. */
  filter(target: Expression | undefined, inline = false): Filter | undefined {
    let node: Filter | undefined;
    let here = inline;
    for (let length = 0; here || this.stream.is('pipe'); this.#chained(++length)) {
      if (!here) this.stream.next();
      const { name, at } = this.#dottedName();
      const inner: Expression | undefined = node ?? target;
      node = { type: 'Filter', at, start: inner?.start ?? at, name, target: inner, ...this.#optionalArguments() };
      here = false;
    }
    return node;
  }

  #test(target: Expression): Expression {
    const { stream } = this;
    stream.next();
    const negated = stream.skipName('not');
    const { name, at } = this.#dottedName();
    const given = this.#testArguments();
    const test: Expression = { type: 'Test', at, start: target.start, name, target, ...given };
    return negated ? { type: 'Unary', at, start: target.start, operator: 'not', operand: test } : test;
  }

  #testArguments(): Arguments {
    const { stream } = this;
    if (stream.is('lparen')) return this.#arguments();
    const follows =
      TEST_ARGUMENT.has(stream.current.type) && !['else', 'or', 'and'].some((word) => stream.isName(word));
    if (!follows) return { args: [], keywords: [], restArgs: undefined, restKeywords: undefined };
    if (stream.isName('is')) throw new SyntaxFault('You cannot chain multiple tests with is', stream.current.start);
    const argument = this.postfix(this.primary());
    return { args: [argument], keywords: [], restArgs: undefined, restKeywords: undefined };
  }
}

const POWER: ReadonlySet<TokenType> = new Set(['pow']);
