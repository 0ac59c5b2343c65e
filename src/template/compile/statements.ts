import type { MacroShape } from '../runtime/macro.js';
import { isMethodName } from '../runtime/operations.js';
import type { Block, Call, CallBlock, Expression, For, If, Macro, Signature, Statement } from '../syntax/ast.js';
import { SyntaxFault } from '../syntax/token.js';
import { ExpressionCompiler, text } from './expressions.js';
import { assignedNames, hasScopedBlock, mentions, targetNames } from './names.js';
import { Scope } from './unit.js';

/** How output is escaped where code is written: never, always, or as a flag says when it runs. */
export type Escaping = boolean | 'dynamic';

/** What is true for all statements of one function body and changes on the way in. */
export interface Place {
  readonly scope: Scope;
  /** Variable of the writer output goes to. */
  readonly writer: string;
  readonly escaping: Escaping;
  /** At the top level of a template, where setting a name exports it. */
  readonly top: boolean;
  /** Label of the loop around, if any. */
  readonly loop: string | undefined;
  /** At the root of a template that extends another: output is for nothing. */
  readonly silent: boolean;
}

const LOOP = new Set(['loop']);
const LOOP_ASSIGNED = "Can't assign to special loop variable in for-loop target";
const SPECIAL = new Set(['caller', 'kwargs', 'varargs']);

/** Turns statements into JavaScript. */
export class StatementCompiler extends ExpressionCompiler {
  /** A template that is extended somewhere inside a branch: whether it is shows only at run time. */
  mayExtend = false;
  readonly blocks: Block[] = [];

  body(statements: readonly Statement[], place: Place): void {
    let inner = place;
    for (const statement of statements) {
      this.#statement(statement, inner);
      if (statement.type === 'Extends' && place.top && this.host.conditional === 0) inner = { ...inner, silent: true };
    }
  }

  /** A scope of its own for statements, with the names they set declared. */
  scoped(statements: readonly Statement[], place: Place, scope = new Scope(place.scope.unit, place.scope)): void {
    this.declare(statements, scope);
    this.body(statements, { ...place, scope, top: false });
  }

  /** Declares what statements set in their own scope. */
  declare(statements: readonly Statement[], scope: Scope): void {
    const { unit } = scope;
    for (const [name, beginning] of assignedNames(statements)) {
      if (scope.has(name)) continue;
      const outer = scope.find(name);
      const value =
        outer ??
        (beginning === 'context'
          ? `ctx.load(${text(name)})`
          : unit.once(`unset ${name}`, `new Unset(rt.engine.undefinedMode,${text(name)})`));
      if (outer === undefined && beginning === 'context') this.host.free(name);
      unit.line(`let ${scope.declare(name)}=${value};`);
    }
  }

  #statement(node: Statement, place: Place): void {
    const { unit } = place.scope;
    switch (node.type) {
      case 'Data':
        return this.#guarded(place, () => unit.line(`${place.writer}.write(${node.at * 2 + 1},${text(node.text)});`));
      case 'Output':
        return this.#guarded(place, () => this.#output(node.value, node.start, place));
      case 'Do':
        return unit.line(`${this.value(node.value, place.scope)};`);
      case 'Set':
        return this.#assign(node.target, this.value(node.value, place.scope), place);
      case 'SetBlock':
        return this.#setBlock(node, place);
      case 'If':
        return this.#if(node, place);
      case 'For':
        return this.#for(node, place);
      case 'With':
        return this.#with(node, place);
      case 'Autoescape':
        return this.#autoescape(node, place);
      case 'FilterBlock':
        return this.#filterBlock(node, place);
      case 'Macro':
        return this.#macroStatement(node, place);
      case 'CallBlock':
        return this.#callBlock(node, place);
      case 'Break':
      case 'Continue': {
        const word = node.type.toLowerCase();
        if (place.loop === undefined) throw new SyntaxFault(`'${word}' outside loop`, node.at);
        return unit.line(`${word} ${place.loop};`);
      }
      default:
        return this.#composition(node, place);
    }
  }

  #composition(node: Statement, place: Place): void {
    switch (node.type) {
      case 'Block':
        return this.#block(node, place);
      case 'Extends':
        return this.#extends(node, place);
      case 'Include':
        return this.#include(node, place);
      case 'Import':
        return this.#import(node, place);
      case 'FromImport':
        return this.#fromImport(node, place);
      default:
        return;
    }
  }

  /** Output at the root of a template that extends another is dropped. */
  #guarded(place: Place, emit: () => void): void {
    if (place.silent) return;
    const { unit } = place.scope;
    if (!place.top || !this.mayExtend) return emit();
    unit.line('if(parent===undefined){');
    emit();
    unit.line('}');
  }

  #output(node: Expression, at: number, place: Place): void {
    if (node.type === 'Call') return this.#outputCall(node, place, at);
    if (node.type === 'Attribute' || node.type === 'Item') this.host.detail(at, node.at);
    place.scope.unit.line(this.#put(this.value(node, place.scope), at, place));
  }

  #put(code: string, at: number, { writer, escaping }: Place): string {
    if (escaping === 'dynamic') return `${writer}[rt.autoescape?'escape':'put'](${at},${code});`;
    return `${writer}.${escaping ? 'escape' : 'put'}(${at},${code});`;
  }

  #outputCall(node: Call, place: Place, at: number, extraKeyword?: string): void {
    const { scope, writer, escaping } = place;
    const { callee } = node;
    const escape = escaping === 'dynamic' ? 'rt.autoescape' : String(escaping);
    if (callee.type === 'Attribute' && isMethodName(callee.name)) {
      const object = this.value(callee.object, scope);
      const { args, keywords } = this.arguments(node, scope, node.at, undefined, extraKeyword);
      return scope.unit.effect(
        `writeMethod(rt,${writer},${object},${text(callee.name)},${args},${keywords},${at},${escape})`,
      );
    }
    if (callee.type === 'Attribute' || callee.type === 'Item') this.host.detail(at, callee.at);
    const target = this.value(callee, scope);
    const { args, keywords } = this.arguments(node, scope, node.at, undefined, extraKeyword);
    scope.unit.effect(`writeCall(rt,${writer},${target},${args},${keywords},${at},${escape})`);
  }

  /** Assigns code to a target that was declared before. */
  #assign(target: Expression, code: string, place: Place): void {
    const { scope } = place;
    const { unit } = scope;
    if (target.type === 'Name') {
      const variable = scope.find(target.name) as string;
      if (scope.isLoop(variable)) throw new SyntaxFault(LOOP_ASSIGNED, target.at, 'TemplateAssertionError');
      unit.line(`${variable}=${code};`);
      if (place.top) unit.line(`ctx.set(${text(target.name)},${variable});`);
    } else if (target.type === 'NamespaceRef') {
      unit.line(`setAttribute(rt,${this.name(target.name, scope)},${text(target.attribute)},${code},${target.at});`);
    } else if (target.type === 'Tuple') {
      const parts = unit.fresh('u');
      unit.line(`const ${parts}=unpackInto(rt,${code},${target.items.length},${target.at});`);
      target.items.forEach((item, at) => this.#assign(item, `${parts}[${at}]`, place));
    }
  }

  /** Declares the names of a target in a scope and gives them parts of a value. */
  #declareTarget(target: Expression, code: string, scope: Scope): void {
    const { unit } = scope;
    if (target.type === 'Name') {
      unit.line(`let ${scope.declare(target.name)}=${code};`);
    } else if (target.type === 'Tuple') {
      const parts = unit.fresh('u');
      unit.line(`const ${parts}=unpackInto(rt,${code},${target.items.length},${target.at});`);
      target.items.forEach((item, at) => this.#declareTarget(item, `${parts}[${at}]`, scope));
    }
  }

  #setBlock(node: Statement & { type: 'SetBlock' }, place: Place): void {
    const { unit } = place.scope;
    const writer = unit.fresh('w');
    unit.line(`const ${writer}=new Writer(rt);{`);
    this.scoped(node.body, { ...place, writer, silent: false });
    unit.line('}');
    const code = `${writer}.${node.filter === undefined ? 'blockValue' : 'value'}()`;
    const value = node.filter === undefined ? code : this.filter(node.filter, place.scope, code);
    this.#assign(node.target, node.filter === undefined ? value : `markup(rt,${value})`, place);
  }

  #filterBlock(node: Statement & { type: 'FilterBlock' }, place: Place): void {
    const { unit } = place.scope;
    const writer = unit.fresh('w');
    unit.line(`{const ${writer}=new Writer(rt);{`);
    this.scoped(node.body, { ...place, writer, silent: false });
    unit.line('}');
    const code = this.filter(node.filter, place.scope, `${writer}.value()`);
    this.#guarded(place, () => unit.line(`${place.writer}.put(${node.at},${code});`));
    unit.line('}');
  }

  #if(node: If, place: Place): void {
    const { unit } = place.scope;
    let closing = '';
    for (const { test, body } of node.branches) {
      unit.line(`if(${this.condition(test, place.scope)}){`);
      this.host.branch(() => this.body(body, place));
      unit.line('}else{');
      closing += '}';
    }
    this.host.branch(() => this.body(node.otherwise, place));
    unit.line(closing);
  }

  #with(node: Statement & { type: 'With' }, place: Place): void {
    const { unit } = place.scope;
    const scope = new Scope(unit, place.scope);
    unit.line('{');
    const values = node.values.map((value) => {
      const variable = unit.fresh();
      unit.line(`const ${variable}=${this.value(value, place.scope)};`);
      return variable;
    });
    node.targets.forEach((target, at) => this.#declareTarget(target, values[at] as string, scope));
    this.scoped(node.body, place, scope);
    unit.line('}');
  }

  #autoescape(node: Statement & { type: 'Autoescape' }, place: Place): void {
    const { unit } = place.scope;
    const before = unit.fresh();
    const escaping = node.value.type === 'Const' ? Boolean(node.value.value) : 'dynamic';
    unit.line(`const ${before}=rt.autoescape;rt.autoescape=${this.condition(node.value, place.scope)};try{`);
    this.scoped(node.body, { ...place, escaping });
    unit.line(`}finally{rt.autoescape=${before};}`);
  }

  #for(node: For, place: Place): void {
    const { unit } = place.scope;
    const usesLoop = node.recursive || mentions(node.body, LOOP).size > 0 || hasScopedBlock(node.body);
    const items = unit.fresh('a');
    const source = `loopItems(rt,${this.value(node.iterable, place.scope)},${node.iterable.at})`;
    if (!node.recursive) {
      unit.line(`{const ${items}=${source};`);
      this.#loop(node, place, items, usesLoop, '0', undefined);
      unit.line('}');
      return;
    }
    const [recursion, writer, depth] = [unit.fresh('r'), unit.fresh('w'), unit.fresh('d')];
    const inner = unit.inner();
    const scope = new Scope(inner, place.scope);
    this.#loop(node, { ...place, scope, writer }, items, true, depth, recursion);
    unit.line(`{const ${recursion}=${unit.asyncKeyword}(${writer},${items},${depth})=>{${inner.code()}};`);
    unit.effect(`${recursion}(${place.writer},${source},0)`);
    unit.line('}');
  }

  /** The loop itself over an array that is in a variable. */
  #loop(node: For, place: Place, given: string, usesLoop: boolean, depth: string, recursion: string | undefined): void {
    const { unit } = place.scope;
    const [frame, index, label] = [unit.fresh('f'), unit.fresh('i'), unit.fresh('l')];
    const lazy = node.test !== undefined && !usesLoop;
    const items = node.test === undefined || lazy ? given : this.#filtered(node, place, given);
    const scope = new Scope(unit, place.scope);
    const ran = lazy && node.otherwise.length > 0 ? unit.fresh() : undefined;
    unit.line(`const ${frame}=rt.frame;${ran === undefined ? '' : `let ${ran}=false;`}`);
    const loop = usesLoop ? scope.declare('loop') : undefined;
    if (loop !== undefined) {
      scope.loops.add(loop);
      unit.line(`const ${loop}=new Loop(rt,${items},${depth}${recursion === undefined ? '' : `,${recursion}`});`);
    }
    unit.line(
      `${label}:for(let ${index}=0;${index}<${items}.length;${index}++){rt.iteration(${frame},${node.at},${index});`,
    );
    if (loop !== undefined) unit.line(`${loop}.index0=${index};`);
    this.#loopTarget(node, `${items}[${index}]`, scope);
    if (lazy) unit.line(`if(!${this.condition(node.test as Expression, scope)})continue;`);
    if (ran !== undefined) unit.line(`${ran}=true;`);
    this.scoped(node.body, { ...place, loop: label }, scope);
    unit.line(`}rt.frame=${frame};`);
    if (node.otherwise.length === 0) return;
    unit.line(`if(${ran === undefined ? `${items}.length===0` : `!${ran}`}){`);
    this.scoped(node.otherwise, place);
    unit.line('}');
  }

  #loopTarget(node: For, code: string, scope: Scope): void {
    targetNames(node.target, (name) => {
      if (name === 'loop') throw new SyntaxFault(LOOP_ASSIGNED, node.target.at, 'TemplateAssertionError');
    });
    const item = scope.unit.fresh();
    scope.unit.line(`const ${item}=${code};`);
    this.#declareTarget(node.target, `${item}===undefined?null:${item}`, scope);
  }

  /** The items that pass the loop's test, found beforehand because `loop` counts them. */
  #filtered(node: For, place: Place, given: string): string {
    const { unit } = place.scope;
    const [items, item] = [unit.fresh('a'), unit.fresh()];
    const scope = new Scope(unit, place.scope);
    unit.line(`const ${items}=[];for(const ${item} of ${given}){rt.tick();`);
    this.#declareTarget(node.target, `${item}===undefined?null:${item}`, scope);
    unit.line(`if(${this.condition(node.test as Expression, scope)})${items}.push(${item});}`);
    return items;
  }

  /** Code of a macro, made of a signature and a body. */
  #macro(node: Signature & { readonly body: readonly Statement[] }, name: string | null, place: Place): string {
    const { unit } = place.scope;
    const inner = unit.inner();
    const scope = new Scope(inner, place.scope);
    const [writer, given] = [inner.fresh('w'), inner.fresh('g')];
    const parameters = node.parameters.map((parameter) => parameter.name);
    const used = mentions(node.body, SPECIAL);
    const shape: MacroShape = {
      name,
      parameters,
      caller: used.has('caller') && !parameters.includes('caller'),
      keywords: used.has('kwargs') && !parameters.includes('kwargs'),
      varargs: used.has('varargs') && !parameters.includes('varargs'),
    };
    if (
      used.has('caller') &&
      parameters.includes('caller') &&
      parameters.indexOf('caller') < parameters.length - node.defaults.length
    ) {
      throw new SyntaxFault(
        'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
        (node.parameters[parameters.indexOf('caller')] as Expression).at,
        'TemplateAssertionError',
      );
    }
    if (shape.caller) inner.line(`let ${scope.declare('caller')}=${given}.caller;`);
    if (shape.keywords) inner.line(`let ${scope.declare('kwargs')}=${given}.keywords;`);
    if (shape.varargs) inner.line(`let ${scope.declare('varargs')}=${given}.varargs;`);
    this.#parameters(node, scope, given);
    this.scoped(node.body, { ...place, scope, writer, top: false, loop: undefined, silent: false }, scope);
    return `new Macro(${this.host.constant(shape)},T,${unit.asyncKeyword}(${writer},${given})=>{${inner.code()}})`;
  }

  #parameters(node: Signature, scope: Scope, given: string): void {
    const { unit } = scope;
    const firstDefault = node.parameters.length - node.defaults.length;
    const twice = node.parameters.find(
      (one, at) => node.parameters.findIndex((other) => other.name === one.name) !== at,
    );
    if (twice !== undefined)
      throw new SyntaxFault(`duplicate argument '${twice.name}' in function definition`, twice.at);
    const variables = node.parameters.map((parameter, at) => {
      const variable = unit.fresh();
      unit.line(`let ${variable}=${given}.values[${at}];`);
      return { parameter, variable };
    });
    const unfinished = new Scope(unit, scope.parent);
    for (const { parameter, variable } of variables) {
      unfinished.bind(parameter.name, `(${variable}===undefined?rt.undefined(${text(parameter.name)}):${variable})`);
    }
    variables.forEach(({ parameter, variable }, at) => {
      const expression = node.defaults[at - firstDefault];
      const missing = `rt.undefined(${text(parameter.name)},undefined,${text(`parameter '${parameter.name}' was not provided`)})`;
      const value = expression === undefined ? missing : this.host.branch(() => this.value(expression, unfinished));
      unit.line(`if(${variable}===undefined)${variable}=${value};`);
      scope.bind(parameter.name, variable);
    });
  }

  #macroStatement(node: Macro, place: Place): void {
    const { unit } = place.scope;
    const variable = place.scope.find(node.name) as string;
    unit.line(`${variable}=${this.#macro(node, node.name, place)};`);
    if (place.top) unit.line(`ctx.set(${text(node.name)},${variable});`);
  }

  #callBlock(node: CallBlock, place: Place): void {
    const { unit } = place.scope;
    const caller = unit.fresh();
    unit.line(`{const ${caller}=${this.#macro(node, null, place)};`);
    this.#guarded(place, () => this.#outputCall(node.call, place, node.at, `["caller"]:${caller}`));
    unit.line('}');
  }

  /** The visible local names as code, for templates and blocks that see them. */
  #locals(scope: Scope): string {
    const names = [...scope.visible()].map(([name, variable]) => `[${text(name)}]:${variable}`);
    return `{__proto__:null,${names.join(',')}}`;
  }

  #block(node: Block, place: Place): void {
    this.blocks.push(node);
    const context = node.scoped ? `ctx.inner(${this.#locals(place.scope)})` : 'ctx';
    this.#guarded(place, () =>
      place.scope.unit.effect(`block(rt,${context},${place.writer},${text(node.name)},${node.at},${node.required})`),
    );
  }

  #extends(node: Statement & { type: 'Extends' }, place: Place): void {
    if (!place.top)
      throw new SyntaxFault('cannot use extend from a non top-level scope', node.at, 'TemplateAssertionError');
    const { unit } = place.scope;
    const template = this.value(node.template, place.scope);
    unit.line(`parent=${unit.settled(`extend(rt,ctx,${template},${node.at},parent)`)};parentAt=${node.at};`);
  }

  #include(node: Statement & { type: 'Include' }, place: Place): void {
    const locals = node.withContext ? this.#locals(place.scope) : 'undefined';
    const template = this.value(node.template, place.scope);
    place.scope.unit.effect(`include(rt,ctx,${place.writer},${template},${node.at},${node.ignoreMissing},${locals})`);
  }

  #module(
    node: { readonly template: Expression; readonly withContext: boolean; readonly at: number },
    place: Place,
  ): string {
    const locals = node.withContext ? this.#locals(place.scope) : 'undefined';
    return place.scope.unit.settled(
      `importModule(rt,ctx,${this.value(node.template, place.scope)},${node.at},${locals})`,
    );
  }

  #import(node: Statement & { type: 'Import' }, place: Place): void {
    const { unit } = place.scope;
    const variable = place.scope.find(node.target) as string;
    unit.line(`${variable}=${this.#module(node, place)};`);
    if (place.top) unit.line(`ctx.setImported(${text(node.target)},${variable});`);
  }

  #fromImport(node: Statement & { type: 'FromImport' }, place: Place): void {
    const { unit } = place.scope;
    const module = unit.fresh('m');
    unit.line(`const ${module}=${this.#module(node, place)};`);
    for (const { name, alias } of node.names) {
      const variable = place.scope.find(alias) as string;
      unit.line(`${variable}=importedName(rt,${module},${text(name)},${this.host.line(node.at)});`);
      if (place.top) unit.line(`ctx.setImported(${text(alias)},${variable});`);
    }
  }
}
