/** Why a chunk has an argument as it has: every place the value went through, from the argument back to what was written. */
import type { Field } from '../../contract/index.js';
import {
  containsSecret,
  type DataPath,
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  esmTagText,
  getPath,
  hasErrors,
  type Pos,
  parsePath,
  parseTag,
  pathText,
  type Span,
  tagText,
} from '../../kernel/index.js';
import {
  type Argument,
  type ArgumentRoute,
  type Binding,
  type Chunk,
  type LowState,
  type ParamLayer,
  type Params,
  positionWithin,
} from '../../sls/index.js';
import { operationCodes } from '../codes.js';
import { readSnapshot } from '../enforced/enforced.js';
import type { SourceLookup } from '../run/locked-run.js';
import { shownData } from '../run/results.js';
import type { Services } from '../services.js';
import { compileTree } from './compile-tree.js';
import { readParams } from './read-params.js';
import { namedParams } from './used-params.js';

export interface ExplainRequest {
  readonly services: Services;
  /** Tag, ESM tag, ID, or `id[name]`. */
  readonly tag: string;
  /** Argument, perhaps with a path into it: `tags:owner`. */
  readonly argument: string;
  /** Empty: the files that enforced it last. */
  readonly refs: readonly string[];
  readonly stop: AbortSignal;
}

/** One link of the chain. */
export interface WhyStep {
  readonly kind:
    | 'given'
    | 'binding'
    | 'template'
    | 'param'
    | 'extend'
    | 'use'
    | 'include'
    | 'default'
    | 'enforced'
    | 'absent';
  readonly message: string;
  /** How deep in bindings of bindings it stands. */
  readonly depth: number;
  readonly span?: Span;
  /** The line as it was written. */
  readonly written?: string;
  readonly value?: unknown;
}

export interface Explanation {
  readonly tag: string;
  readonly argument: string;
  readonly steps: readonly WhyStep[];
  readonly diagnostics: readonly Diagnostic[];
  readonly source: SourceLookup;
}

const MOST_BINDINGS = 20;

/** Throws a `DiagnosticError` when the tree is wrong, or the chunk or argument is not there. */
export async function explainArgument(request: ExplainRequest): Promise<Explanation> {
  const { services, stop } = request;
  const { snapshot } = await readSnapshot(services, stop);
  const states = new Map([...snapshot.records].map(([tag, record]) => [tag, record.state]));
  const refs = request.refs.length > 0 ? request.refs : entriesOf(request, snapshot.records);
  const tree = await compileTree({ services, refs, stop, phase: () => {} });
  const source: SourceLookup = (file) => tree.sources.source(file);
  if (!tree.ok) throw Object.assign(new DiagnosticError(tree.diagnostics), { sources: { source } });
  const chunk = findChunk(tree.low, request.tag);
  const { params, texts } = await readParams({ services, stop });
  const lookup: SourceLookup = (file) => source(file) ?? texts.source(file);
  const explainer = new Explainer({ services, low: tree.low, enforced: states, params, source: lookup });
  await explainer.explain(chunk, request.argument, 0);
  const warnings = tree.diagnostics.filter((one) => !hasErrors([one]));
  return { tag: tagOf(chunk), argument: request.argument, steps: explainer.steps, diagnostics: warnings, source };
}

type Records = ReadonlyMap<string, { readonly meta?: { readonly declared?: { readonly entries: readonly string[] } } }>;

/** The files that declared what was enforced under a tag. */
function entriesOf({ tag }: ExplainRequest, records: Records): readonly string[] {
  for (const [esmTag, record] of records) {
    const parsed = parseTag(esmTag);
    const matches =
      parsed !== undefined && (tag.startsWith(esmTag) || parsed.id === tag || `${parsed.id}[${parsed.name}]` === tag);
    const entries = record.meta?.declared?.entries;
    if (matches && entries !== undefined && entries.length > 0) return entries;
  }
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-chunk'),
    summary: `nothing called '${tag}' was enforced, so the files that declare it are not known`,
    hints: ['name the SLS files: holdfast why TAG ARGUMENT site.sls'],
  });
}

function findChunk({ chunks }: LowState, wanted: string): Chunk {
  const parsed = parseTag(wanted);
  const found = chunks.filter((chunk) => {
    const { id, state, fun } = chunk.declaration;
    if (parsed !== undefined)
      return (
        parsed.state === state &&
        parsed.id === id &&
        parsed.name === chunk.name &&
        (parsed.fun === '' || parsed.fun === fun)
      );
    return wanted === id || wanted === `${id}[${chunk.name}]` || wanted === `${state}:${id}`;
  });
  if (found.length === 1) return found[0] as Chunk;
  const names = chunks.map(({ declaration }) => declaration.id);
  const hint = found.length === 0 ? didYouMean(wanted, new Set([...names, ...chunks.map(tagOf)])) : undefined;
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-chunk'),
    summary:
      found.length === 0 ? `no state of these files is called '${wanted}'` : `'${wanted}' names ${found.length} states`,
    hints:
      found.length === 0
        ? hint === undefined
          ? []
          : [hint]
        : [`say which: ${found.slice(0, 5).map(tagOf).join(', ')}`],
  });
}

/** As far as a path names one place. */
function memberPath(path: DataPath): (string | number)[] {
  const star = path.findIndex(({ kind }) => kind === 'star');
  return (star === -1 ? path : path.slice(0, star)).flatMap((part): (string | number)[] =>
    part.kind === 'key' ? [part.key] : part.kind === 'index' ? [part.index] : [],
  );
}

function tagOf({ declaration: { state, id, fun }, name }: Chunk): string {
  return tagText({ state, id, name, fun });
}

/** What was last enforced, by ESM tag. */
type EnforcedStates = ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;

interface ExplainerParts {
  readonly services: Services;
  readonly low: LowState;
  readonly enforced: EnforcedStates;
  readonly params: Params;
  readonly source: SourceLookup;
}

/** What a template evaluates, and where it sets a variable. */
const EVALUATED = /\{\{.*?\}\}|\{%.*?%\}/g;
const SET = /\{%[-+]?\s*set\s+([A-Za-z_]\w*)\s*=[^%]*%\}/g;

class Explainer {
  readonly steps: WhyStep[] = [];
  readonly #services: Services;
  readonly #low: LowState;
  readonly #enforced: EnforcedStates;
  readonly #source: SourceLookup;
  readonly #params: Params;
  readonly #shownParams = new Set<string>();
  readonly #shownSets = new Set<string>();
  #bindings = 0;

  constructor({ services, low, enforced, params, source }: ExplainerParts) {
    this.#services = services;
    this.#low = low;
    this.#enforced = enforced;
    this.#params = params;
    this.#source = source;
  }

  async explain(chunk: Chunk, argument: string, depth: number): Promise<void> {
    const path = parsePath(argument);
    const name = path.ok && path.value[0]?.kind === 'key' ? path.value[0].key : argument;
    const given = chunk.args.get(name) ?? chunk.keywords.get(name);
    if (given === undefined) return await this.#notGiven(chunk, name, depth);
    const inner = path.ok ? getPath(given.value, path.value.slice(1)) : undefined;
    // What is inside of a secret, or of what is bound later, cannot be known here.
    const open = containsSecret(given.value) || chunk.bindings.some((binding) => binding.argument[0] === name);
    if (inner?.ok === false && !open) throw unknownArgument(tagOf(chunk), argument, [], inner.problem);
    const shown = inner?.ok === true ? inner.value : given.value;
    const at = positionWithin(given, path.ok ? memberPath(path.value.slice(1)) : [], 'value');
    this.#add({ kind: 'given', depth, message: `${argument} of ${tagOf(chunk)}`, value: shown }, at);
    this.#routes(given, depth);
    this.#places(at, given.via?.sls ?? chunk.declaration.sls, depth);
    const wanted = path.ok ? pathText(path.value) : name;
    for (const binding of chunk.bindings) {
      if (binding.argument[0] !== name) continue;
      const own = binding.argument
        .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `:${part}`))
        .join('');
      if (own.startsWith(wanted) || wanted.startsWith(own)) await this.#binding(binding, depth);
    }
  }

  #routes({ via }: Argument, depth: number): void {
    for (let route: ArgumentRoute | undefined = via; route !== undefined; route = route.before) {
      const message =
        route.kind === 'extend'
          ? `put in by extend of '${route.id}' in SLS ${route.sls}`
          : `taken over from '${route.id}' in SLS ${route.sls} by use`;
      this.#add({ kind: route.kind, depth, message }, route.at);
    }
  }

  /** The template calls that wrote a place, and the includes that brought its file in. */
  #places(at: Pos, sls: string, depth: number): void {
    for (const { message, span } of this.#low.sources.chain(at))
      this.#push({ kind: 'template', depth, message, ...(span === undefined ? {} : { span }) });
    for (const { sls: by, span } of (this.#low.includedBy.get(sls) ?? []).toReversed()) {
      this.#push({
        kind: 'include',
        depth,
        message: `SLS ${sls} is included by ${by}`,
        ...(span === undefined ? {} : { span }),
      });
    }
  }

  async #binding(binding: Binding, depth: number): Promise<void> {
    const targets = this.#low.chunks.filter(({ declaration, name }) => {
      const { state, id } = declaration;
      return state === binding.state && id === binding.id && (binding.name === undefined || binding.name === name);
    });
    const path = pathText(binding.path);
    this.#add(
      {
        kind: 'binding',
        depth,
        message: `${binding.reference} is ${path === '' ? 'the new state' : path} of ${targets.map(tagOf).join(', ') || binding.id}`,
      },
      binding.at,
    );
    const [target] = targets;
    if (target === undefined) return this.#enforcedValue(binding, binding.name ?? binding.id, depth + 1);
    this.#enforcedValue(binding, target.name, depth + 1);
    const [first] = binding.path;
    if (
      first?.kind === 'key' &&
      (target.args.has(first.key) || target.keywords.has(first.key)) &&
      ++this.#bindings < MOST_BINDINGS
    ) {
      await this.explain(target, path, depth + 1);
    }
  }

  /** The value of the last run. */
  #enforcedValue({ state, id, path }: Binding, name: string, depth: number): void {
    const record = this.#enforced.get(esmTagText({ state, id, name }));
    const value = record === undefined || record === null ? undefined : getPath(record, path);
    const message =
      value?.ok === true ? `was ${pathText(path)} when it was last enforced` : 'is not known before it has run';
    this.#push({ kind: 'enforced', depth, message, ...(value?.ok === true ? { value: value.value } : {}) });
  }

  async #notGiven(chunk: Chunk, name: string, depth: number): Promise<void> {
    const { state, fun, sls, id } = chunk.declaration;
    if (name === 'name') {
      if (chunk.namePrefix !== undefined) return this.#madeName(chunk, chunk.namePrefix, depth);
      this.#add(
        { kind: 'given', depth, message: chunk.name === id ? 'the name is the ID' : 'the name', value: chunk.name },
        chunk.declaration.idAt,
      );
      return this.#places(chunk.declaration.idAt, sls, depth);
    }
    const fields = await this.#fields(state, fun);
    const field = fields?.[name];
    const known = [...chunk.args.keys(), ...chunk.keywords.keys(), ...Object.keys(fields ?? {})];
    if (field === undefined && fields !== undefined) throw unknownArgument(tagOf(chunk), name, known);
    const record = this.#enforced.get(esmTagText({ state, id, name: chunk.name }));
    this.#add(
      { kind: 'absent', depth, message: `${name} is not given in SLS ${sls}, so it is left as it is` },
      chunk.declaration.at,
    );
    if (record !== undefined && record !== null && Object.hasOwn(record, name)) {
      this.#push({ kind: 'enforced', depth, message: 'it was so when it was last enforced', value: record[name] });
    }
    if (field?.default !== undefined)
      this.#push({
        kind: 'default',
        depth,
        message: 'the default, when something new is created',
        value: field.default,
      });
  }

  #madeName({ declaration, keywords }: Chunk, prefix: string, depth: number): void {
    const at = keywords.get('name_prefix')?.at ?? declaration.idAt;
    this.#add({ kind: 'given', depth, message: 'the name begins with name_prefix', value: prefix }, at);
    this.#places(at, declaration.sls, depth);
    const record = this.#enforced.get(esmTagText({ ...declaration, name: prefix }));
    const name = record?.['name'];
    const known =
      typeof name === 'string' ? { message: 'it was so when it was last enforced', value: name } : undefined;
    this.#push({ kind: 'enforced', depth, ...(known ?? { message: 'the rest is not known before it has run' }) });
  }

  async #fields(state: string, fun: string): Promise<Readonly<Record<string, Field>> | undefined> {
    const plugin = await this.#services.hub.load('states', state);
    if (plugin === undefined) return undefined;
    if (plugin.kind === 'resource') return plugin.definition.fields;
    return plugin.definition.functions[fun]?.fields;
  }

  #add(step: Omit<WhyStep, 'span' | 'written'>, at: Pos): void {
    const span = this.#low.sources.span(at);
    this.#push({ ...step, ...(span === undefined ? {} : { span }) });
  }

  /** The parameters that a line of a template names, strongest first: the first layer counts. */
  #namedParams(written: string, depth: number): void {
    for (const name of namedParams(written)) {
      if (this.#shownParams.has(name)) continue;
      this.#shownParams.add(name);
      const layers = this.#params.get(name)?.toReversed() ?? [];
      if (layers.length === 0) this.#push({ kind: 'param', depth, message: `the param '${name}' was not given` });
      for (const [index, layer] of layers.entries()) this.#layer(name, layer, index > 0, depth);
    }
  }

  /** Where variables that a line of a template uses got their values. */
  #setVariables(written: string, file: string, depth: number): void {
    const used = new Set([...written.matchAll(EVALUATED)].flatMap(([tag]) => tag.match(/[A-Za-z_]\w*/g) ?? []));
    if (used.size === 0) return;
    const source = this.#source(file);
    for (const match of source?.text.matchAll(SET) ?? []) {
      const [whole, name = ''] = match;
      const key = `${file}\n${match.index}`;
      if (!used.has(name) || this.#shownSets.has(key) || source === undefined) continue;
      this.#shownSets.add(key);
      const span = source.span(match.index, match.index + whole.length);
      this.#push({ kind: 'template', depth, message: `the variable '${name}' is set`, span });
    }
  }

  #layer(name: string, { value, origin }: ParamLayer, overridden: boolean, depth: number): void {
    const by = origin.kind === 'file' ? `SLS ${origin.sls}` : origin.by;
    const message = overridden ? `which overrides that of ${by}` : `the param '${name}' is that of ${by}`;
    this.#push({ kind: 'param', depth, message, value, ...(origin.span === undefined ? {} : { span: origin.span }) });
  }

  #push(step: WhyStep): void {
    const written = step.span === undefined ? undefined : this.#source(step.span.file)?.line(step.span.line)?.trim();
    const { masker } = this.#services;
    this.steps.push({
      ...step,
      ...(written === undefined || written === '' ? {} : { written: masker.mask(written) }),
      ...('value' in step ? { value: shownData(step.value, { masker }) } : {}),
    });
    if (written === undefined || step.kind === 'param') return;
    this.#namedParams(written, step.depth);
    if (step.span !== undefined) this.#setVariables(written, step.span.file, step.depth);
  }
}

function unknownArgument(tag: string, name: string, known: readonly string[], detail?: string): DiagnosticError {
  const hint = didYouMean(name, new Set(known));
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-argument'),
    summary: `${tag} has no argument '${name}'`,
    ...(detail === undefined ? {} : { detail }),
    hints: hint !== undefined ? [hint] : known.length > 0 ? [`there are ${[...new Set(known)].join(', ')}`] : [],
  });
}
