import { LOOP_ATTRIBUTES } from '../runtime/loop.js';
import { isMethodName } from '../runtime/operations.js';
import type { Builtin } from '../runtime/runtime.js';
import type { Arguments, BinaryOperator, Call, CompareOperator, Expression, Filter } from '../syntax/ast.js';
import { SyntaxFault } from '../syntax/token.js';
import type { Scope } from './unit.js';

/** What the compiler must know of the environment, and where it puts values that are not written as code. */
export interface CompileHost {
  filter(name: string): Builtin | undefined;
  test(name: string): Builtin | undefined;
  filterNames(): Iterable<string>;
  testNames(): Iterable<string>;
  /** Code that gives the value. */
  constant(value: unknown): string;
  free(name: string): void;
  /** A name is read at an offset. */
  mention(name: string, at: number): void;
  /** A message about an output that begins at `start` points at `at`. */
  detail(start: number, at: number): void;
  hint(name: string, known: Iterable<string>): readonly string[];
  line(offset: number): number;
  /** Inside a branch, where an unknown filter is an error only when it is reached. */
  readonly conditional: number;
  branch<T>(compile: () => T): T;
}

const BINARY: Readonly<Record<BinaryOperator, string>> = {
  add: 'add',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  floordiv: 'floorDivide',
  mod: 'modulo',
  pow: 'power',
};

const COMPARE: Readonly<Record<CompareOperator, string>> = {
  eq: 'equal',
  ne: '!equal',
  lt: 'less',
  lteq: 'lessOrEqual',
  gt: 'greater',
  gteq: 'greaterOrEqual',
  in: 'isIn',
  notin: '!isIn',
};

/** Code for a text literal. */
export function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Turns expressions into JavaScript. */
export class ExpressionCompiler {
  readonly host: CompileHost;

  constructor(host: CompileHost) {
    this.host = host;
  }

  value(node: Expression, scope: Scope): string {
    switch (node.type) {
      case 'Const':
        return this.#constant(node.value);
      case 'Name':
        this.host.mention(node.name, node.at);
        return this.name(node.name, scope);
      case 'NamespaceRef':
        throw new SyntaxFault('a namespace reference cannot be read', node.at);
      case 'Tuple':
        return `new Tuple([${this.#list(node.items, scope)}])`;
      case 'List':
        return `[${this.#list(node.items, scope)}]`;
      case 'Dict':
        return `dict(rt,[${this.#list(
          node.pairs.flatMap((pair) => [pair.key, pair.value]),
          scope,
        )}],${node.at})`;
      case 'Slice':
        return `new Slice(${[node.from, node.to, node.step].map((part) => (part === undefined ? 'null' : this.value(part, scope))).join(',')})`;
      case 'Attribute':
        return this.#attribute(node, scope);
      case 'Item':
        return `item(rt,${this.value(node.object, scope)},${this.value(node.key, scope)},${node.at})`;
      case 'Call':
        return this.#call(node, scope);
      case 'Filter':
        return this.filter(node, scope, undefined);
      case 'Test':
        return this.#test(node, scope);
      case 'Unary':
        if (node.operator === 'not') return `!${this.condition(node.operand, scope)}`;
        return `${node.operator === 'neg' ? 'negate' : 'positive'}(rt,${this.value(node.operand, scope)},${node.at})`;
      case 'Binary':
        return `${BINARY[node.operator]}(rt,${this.value(node.left, scope)},${this.value(node.right, scope)},${node.at})`;
      case 'Logic':
        return this.#logic(node, scope);
      case 'Compare':
        return this.#compare(node, scope);
      case 'Concat':
        return `concatenate(rt,[${this.#list(node.parts, scope)}],${node.at})`;
      case 'Conditional':
        return this.#conditional(node, scope);
    }
  }

  /** Code that is true or false. */
  condition(node: Expression, scope: Scope): string {
    switch (node.type) {
      case 'Compare':
        return this.#compare(node, scope);
      case 'Logic': {
        const right = this.host.branch(() => this.condition(node.right, scope));
        return `(${this.condition(node.left, scope)}${node.operator === 'and' ? '&&' : '||'}${right})`;
      }
      case 'Unary':
        if (node.operator === 'not') return `!${this.condition(node.operand, scope)}`;
        break;
      default:
        break;
    }
    return `truth(rt,${this.value(node, scope)},${node.at})`;
  }

  #list(nodes: readonly Expression[], scope: Scope): string {
    return nodes.map((node) => this.value(node, scope)).join(',');
  }

  #constant(value: unknown): string {
    if (typeof value === 'string') return text(value);
    if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return String(value);
    return this.host.constant(value);
  }

  name(name: string, scope: Scope): string {
    const local = scope.find(name);
    if (local !== undefined) return local;
    if (name === 'self') return scope.unit.once('self', 'new SelfReference(rt,ctx)');
    this.host.free(name);
    return scope.unit.once(`name ${name}`, `ctx.load(${text(name)})`);
  }

  #attribute(node: Expression & { type: 'Attribute' }, scope: Scope): string {
    if (node.object.type === 'Name' && LOOP_ATTRIBUTES.has(node.name)) {
      const variable = scope.find(node.object.name);
      if (variable !== undefined && scope.isLoop(variable)) return `${variable}.${node.name}`;
    }
    const operation = isMethodName(node.name) ? 'attribute' : 'plainAttribute';
    return `${operation}(rt,${this.value(node.object, scope)},${text(node.name)},${node.at})`;
  }

  /** Positional and keyword arguments as code: an array, and an object or `undefined`. */
  arguments(
    node: Arguments,
    scope: Scope,
    at: number,
    first?: string,
    extraKeyword?: string,
  ): { args: string; keywords: string } {
    const args = [...(first === undefined ? [] : [first]), ...node.args.map((arg) => this.value(arg, scope))];
    if (node.restArgs !== undefined) args.push(`...spread(rt,${this.value(node.restArgs, scope)},${at})`);
    const named = node.keywords.map(({ name, value }) => `[${text(name)}]:${this.value(value, scope)}`);
    if (extraKeyword !== undefined) named.push(extraKeyword);
    const rest = node.restKeywords;
    const object = `{__proto__:null,${named.join(',')}}`;
    const keywords =
      rest !== undefined
        ? `spreadKeywords(rt,${object},${this.value(rest, scope)},${at})`
        : named.length === 0
          ? 'undefined'
          : object;
    return { args: `[${args.join(',')}]`, keywords };
  }

  #call(node: Call, scope: Scope): string {
    const { callee } = node;
    if (callee.type === 'Attribute' && isMethodName(callee.name)) {
      const object = this.value(callee.object, scope);
      const { args, keywords } = this.arguments(node, scope, node.at);
      return scope.unit.settled(`method(rt,${object},${text(callee.name)},${args},${keywords},${callee.at})`);
    }
    const target = this.value(callee, scope);
    const { args, keywords } = this.arguments(node, scope, node.at);
    return scope.unit.settled(`call(rt,${target},${args},${keywords},${node.at})`);
  }

  /** A filter; `inner` stands for the value of a filter that has none of its own. */
  filter(node: Filter, scope: Scope, inner: string | undefined): string {
    const builtin = this.host.filter(node.name);
    const target =
      node.target === undefined
        ? (inner as string)
        : node.target.type === 'Filter'
          ? this.filter(node.target, scope, inner)
          : this.value(node.target, scope);
    if (builtin === undefined) return this.#unknown('filter', node.name, node.at, this.host.filterNames());
    const { args, keywords } = this.arguments(node, scope, node.at, target);
    return scope.unit.settled(`filter(rt,${this.host.constant(builtin)},${args},${keywords},${node.at})`);
  }

  #unknown(what: 'filter' | 'test', name: string, at: number, known: Iterable<string>): string {
    const message = `No ${what} named '${name}'`;
    const hints = this.host.hint(name, known);
    if (this.host.conditional === 0) throw new SyntaxFault(`${message}.`, at, 'TemplateAssertionError', hints);
    return `fail(rt,${text(`${message} found.`)},${text(hints[0] ?? '')},${at})`;
  }

  #test(node: Expression & { type: 'Test' }, scope: Scope): string {
    if (node.args.length === 0 && (node.name === 'defined' || node.name === 'undefined')) {
      return `(${node.name === 'defined' ? '!' : ''}(${this.value(node.target, scope)} instanceof Undefined))`;
    }
    const builtin = this.host.test(node.name);
    if (builtin === undefined) return this.#unknown('test', node.name, node.at, this.host.testNames());
    const { args, keywords } = this.arguments(node, scope, node.at, this.value(node.target, scope));
    return scope.unit.settled(`test(rt,${this.host.constant(builtin)},${args},${keywords},${node.at})`);
  }

  #logic(node: Expression & { type: 'Logic' }, scope: Scope): string {
    const temporary = scope.unit.temporary();
    const left = `truth(rt,${temporary}=${this.value(node.left, scope)},${node.left.at})`;
    const right = this.host.branch(() => this.value(node.right, scope));
    return node.operator === 'and' ? `(${left}?${right}:${temporary})` : `(${left}?${temporary}:${right})`;
  }

  #compare(node: Expression & { type: 'Compare' }, scope: Scope): string {
    const operation = (operator: CompareOperator, left: string, right: string) =>
      `${COMPARE[operator]}(rt,${left},${right},${node.at})`;
    let left = this.value(node.first, scope);
    const parts: string[] = [];
    node.rest.forEach(({ operator, operand }, at) => {
      const last = at === node.rest.length - 1;
      if (last) {
        parts.push(operation(operator, left, this.value(operand, scope)));
      } else {
        const temporary = scope.unit.temporary();
        parts.push(operation(operator, left, `${temporary}=${this.value(operand, scope)}`));
        left = temporary;
      }
    });
    return parts.length === 1 ? (parts[0] as string) : `(${parts.join('&&')})`;
  }

  #conditional(node: Expression & { type: 'Conditional' }, scope: Scope): string {
    const test = this.condition(node.test, scope);
    return this.host.branch(() => {
      const { otherwise } = node;
      const message = `the inline if-expression on line ${this.host.line(node.start)} evaluated to false and no else section was defined.`;
      const other =
        otherwise === undefined
          ? `new Undefined('default',null,undefined,${text(message)})`
          : this.value(otherwise, scope);
      return `(${test}?${this.value(node.then, scope)}:${other})`;
    });
  }
}
