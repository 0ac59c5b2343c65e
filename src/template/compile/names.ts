/** Which names a piece of a template reads and sets. */
import type { Arguments, Expression, Signature, Statement } from '../syntax/ast.js';

export function* argumentExpressions(node: Arguments): Iterable<Expression> {
  yield* node.args;
  for (const { value } of node.keywords) yield value;
  if (node.restArgs !== undefined) yield node.restArgs;
  if (node.restKeywords !== undefined) yield node.restKeywords;
}

/** The expressions directly inside an expression. */
export function* children(node: Expression): Iterable<Expression> {
  switch (node.type) {
    case 'Call':
      yield node.callee;
      yield* argumentExpressions(node);
      break;
    case 'Filter':
    case 'Test':
      if (node.target !== undefined) yield node.target;
      yield* argumentExpressions(node);
      break;
    case 'Tuple':
    case 'List':
      yield* node.items;
      break;
    case 'Dict':
      for (const pair of node.pairs) yield* [pair.key, pair.value];
      break;
    case 'Slice':
      for (const part of [node.from, node.to, node.step]) if (part !== undefined) yield part;
      break;
    case 'Attribute':
      yield node.object;
      break;
    case 'Item':
      yield* [node.object, node.key];
      break;
    case 'Unary':
      yield node.operand;
      break;
    case 'Binary':
    case 'Logic':
      yield* [node.left, node.right];
      break;
    case 'Compare':
      yield node.first;
      for (const { operand } of node.rest) yield operand;
      break;
    case 'Concat':
      yield* node.parts;
      break;
    case 'Conditional':
      yield* [node.test, node.then];
      if (node.otherwise !== undefined) yield node.otherwise;
      break;
    default:
      break;
  }
}

function readNames(node: Expression, visit: (name: string) => void): void {
  if (node.type === 'Name' || node.type === 'NamespaceRef') visit(node.name);
  for (const child of children(node)) readNames(child, visit);
}

export function targetNames(target: Expression, visit: (name: string) => void): void {
  if (target.type === 'Name') visit(target.name);
  else if (target.type === 'Tuple') for (const item of target.items) targetNames(item, visit);
}

/** How a name a scope sets begins: without a value, or with what the context has under that name. */
type Beginning = 'unset' | 'context';

/** The names a list of statements sets in its own scope, in the order Python's Jinja decides what they begin with. */
export function assignedNames(body: readonly Statement[]): ReadonlyMap<string, Beginning> {
  const names = new NameEvents();
  names.walk(body);
  return names.assigned();
}

class NameEvents {
  readonly #first = new Map<string, 'read' | 'set' | 'perhaps'>();
  readonly #set = new Set<string>();

  assigned(): ReadonlyMap<string, Beginning> {
    return new Map([...this.#set].map((name) => [name, this.#first.get(name) === 'set' ? 'unset' : 'context']));
  }

  #read(node: Expression | undefined): void {
    if (node !== undefined) {
      readNames(node, (name) => {
        if (!this.#first.has(name)) this.#first.set(name, 'read');
      });
    }
  }

  #assign(name: string): void {
    this.#set.add(name);
    if (!this.#first.has(name)) this.#first.set(name, 'set');
  }

  #target(target: Expression): void {
    if (target.type === 'NamespaceRef') this.#read(target);
    else targetNames(target, (name) => this.#assign(name));
  }

  walk(body: readonly Statement[]): void {
    for (const statement of body) this.#visit(statement);
  }

  #visit(node: Statement): void {
    switch (node.type) {
      case 'Output':
      case 'Do':
        return this.#read(node.value);
      case 'Set':
        this.#read(node.value);
        return this.#target(node.target);
      case 'SetBlock':
        this.#read(node.filter);
        return this.#target(node.target);
      case 'For':
        return this.#read(node.iterable);
      case 'With':
        for (const value of node.values) this.#read(value);
        return;
      case 'FilterBlock':
        return this.#read(node.filter);
      case 'CallBlock':
        return this.#read(node.call);
      case 'Macro':
        return this.#assign(node.name);
      case 'Include':
      case 'Extends':
        return this.#read(node.template);
      case 'Import':
        this.#read(node.template);
        return this.#assign(node.target);
      case 'FromImport':
        this.#read(node.template);
        for (const { alias } of node.names) this.#assign(alias);
        return;
      case 'If':
        return this.#branches([...node.branches, { test: undefined, body: node.otherwise }]);
      default:
        return;
    }
  }

  /** Branches share what came before; a name that only some of them set begins with what the context has. */
  #branches(branches: readonly { readonly test: Expression | undefined; readonly body: readonly Statement[] }[]): void {
    const counts = new Map<string, number>();
    for (const { test, body } of branches) {
      this.#read(test);
      const inner = new NameEvents();
      for (const [name, event] of this.#first) inner.#first.set(name, event);
      inner.walk(body);
      for (const name of inner.#set) {
        this.#set.add(name);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (!this.#first.has(name) && inner.#first.get(name) !== 'set') this.#first.set(name, 'read');
      }
    }
    for (const [name, count] of counts) {
      if (!this.#first.has(name)) this.#first.set(name, count === branches.length ? 'set' : 'perhaps');
    }
  }
}

/** Whether any of the names is read anywhere inside, at any depth. */
export function mentions(body: readonly Statement[], names: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const read = (node: Expression | undefined) => {
    if (node !== undefined) {
      readNames(node, (name) => {
        if (names.has(name)) found.add(name);
      });
    }
  };
  const signature = (node: Signature) => node.defaults.forEach(read);
  const walk = (list: readonly Statement[]): void => {
    for (const node of list) {
      if ('value' in node) read(node.value);
      if ('values' in node) node.values.forEach(read);
      if ('iterable' in node) for (const part of [node.iterable, node.test, node.target]) read(part);
      if ('template' in node) read(node.template);
      if ('filter' in node) read(node.filter);
      if ('call' in node) read(node.call);
      if ('defaults' in node) signature(node);
      if (node.type === 'Set' || node.type === 'SetBlock') read(node.target);
      if (node.type === 'If') {
        for (const branch of node.branches) {
          read(branch.test);
          walk(branch.body);
        }
      }
      if ('otherwise' in node) walk(node.otherwise);
      if ('body' in node) walk(node.body);
    }
  };
  walk(body);
  return found;
}

/** Whether a scoped block stands anywhere inside. */
export function hasScopedBlock(body: readonly Statement[]): boolean {
  return body.some((node) => {
    if (node.type === 'Block') return node.scoped || hasScopedBlock(node.body);
    if (node.type === 'If')
      return node.branches.some((branch) => hasScopedBlock(branch.body)) || hasScopedBlock(node.otherwise);
    return 'body' in node && hasScopedBlock(node.body);
  });
}
