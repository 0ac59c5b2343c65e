/** Everything that can be said of a tree without running it. */
import type { RendererDefinition } from '../../contract/index.js';
import { type Diagnostic, hasErrors, type Span, tagText } from '../../kernel/index.js';
import type { LowState } from '../../sls/index.js';
import { operationCodes } from '../codes.js';
import { readEnforced } from '../enforced/enforced.js';
import type { SourceLookup } from '../run/locked-run.js';
import { shownData } from '../run/results.js';
import type { TreeRequest } from '../run/run-tree.js';
import { compileTree } from './compile-tree.js';
import { highStateData, lowStateData, metaData } from './low-state-shape.js';
import { readParams } from './read-params.js';
import { type UsedParams, usedParams } from './used-params.js';

/** One state as it would be run. */
export interface ValidState {
  readonly tag: string;
  /** Ref of the file that declares it, and where. */
  readonly sls: string;
  readonly declared?: Span;
  readonly order: number;
  /** Tags it waits for, with the requisite that says so. */
  readonly needs: readonly { readonly tag: string; readonly requisite: string }[];
}

export interface ValidatedTree {
  /** No error is among the diagnostics. */
  readonly valid: boolean;
  /** Those that are selected, in written order; empty when the tree is not valid. */
  readonly states: readonly ValidState[];
  /** Refs of every file that was read. */
  readonly files: readonly string[];
  /** As compiling left it: by ID. */
  readonly high: Readonly<Record<string, unknown>>;
  /** One element a state. */
  readonly low: readonly unknown[];
  /** `META` of files and of IDs. */
  readonly meta: { readonly SLS: unknown; readonly ID_DECS: unknown };
  /** Params that templates use, with their values, null where none is set: outside of all IDs, and by `ref.id`. */
  readonly parameters: ParametersByPlace;
  /** What `META.params` does not describe although its ID uses it: one text each. */
  readonly warnings: readonly string[];
  /** Blocks that are rendered only while the tree runs, and therefore not looked into. */
  readonly delayed: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: SourceLookup;
}

export interface ParametersByPlace {
  readonly GLOBAL: Readonly<Record<string, unknown>>;
  readonly ID_DECS: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type ValidateRequest = Pick<
  TreeRequest,
  'services' | 'refs' | 'targets' | 'except' | 'needs' | 'invert' | 'stop'
>;

/** Reads, renders, compiles, and checks functions, arguments, requisites and bindings. Nothing is run, and no lock is taken. */
export async function validateTree(request: ValidateRequest): Promise<ValidatedTree> {
  const { services, refs, stop } = request;
  const templates = new Set<string>();
  const tree = await compileTree({ services, refs, stop, phase: () => {}, around: (one) => noting(one, templates) });
  const source: SourceLookup = (file) => tree.sources.source(file);
  const nothing = {
    valid: false,
    states: [],
    files: [],
    delayed: 0,
    high: {},
    low: [],
    meta: { SLS: {}, ID_DECS: {} },
    parameters: { GLOBAL: {}, ID_DECS: {} },
    warnings: [],
    source,
  };
  if (!tree.ok) return { ...nothing, diagnostics: tree.diagnostics };
  const { low } = tree;
  const [{ prepare }, { enforced }] = await Promise.all([
    import('../../engine/index.js'),
    readEnforced(services, stop),
  ]);
  const { targets, except = [], needs: how = 'run', invert = false } = request;
  const prepared = await prepare({ low, services, enforced, targets, except, needs: how, invert });
  const diagnostics = [...tree.diagnostics, ...prepared.diagnostics];
  if (hasErrors(diagnostics)) return { ...nothing, diagnostics };
  const { nodes } = prepared.run;
  const tags = nodes.map(({ chunk: { declaration, name } }) => tagText({ ...declaration, name }));
  const needs = nodes.map((): { tag: string; requisite: string }[] => []);
  for (const { from, to, requisite } of prepared.edges()) {
    if (nodes[from]?.excluded !== true) needs[to]?.push({ tag: tags[from] as string, requisite });
  }
  const selected = nodes.filter(({ excluded }) => !excluded);
  const states = selected.map(({ number, sources, chunk: { declaration, order } }): ValidState => {
    const declared = sources.span(declaration.idAt, declaration.id.length);
    return {
      tag: tags[number] as string,
      sls: declaration.sls,
      ...(declared === undefined ? {} : { declared }),
      order,
      needs: needs[number] ?? [],
    };
  });
  const used = usedParams(
    low,
    [...templates].flatMap((file) => tree.sources.source(file) ?? []),
  );
  const undescribed = undescribedParams(low, used);
  const { values } = used.outside.length + used.byId.size === 0 ? { values: {} } : await readParams({ services, stop });
  return {
    valid: true,
    states,
    files: low.slsRefs,
    delayed: low.delayed.length,
    high: shownData(highStateData(low), services) as ValidatedTree['high'],
    low: shownData(lowStateData(low), services) as ValidatedTree['low'],
    meta: shownData(metaData(low), services) as ValidatedTree['meta'],
    parameters: shownData(parametersOf(used, values), services) as ParametersByPlace,
    warnings: undescribed.map(({ summary }) => summary),
    diagnostics: [...diagnostics, ...undescribed],
    source,
  };
}

/** Notes which files are rendered as templates. */
function noting(renderer: RendererDefinition, templates: Set<string>): RendererDefinition {
  if (renderer.ref !== 'jinja') return renderer;
  return {
    ...renderer,
    render(input, ctx) {
      templates.add(ctx.file);
      return renderer.render(input, ctx);
    },
  };
}

function parametersOf({ outside, byId }: UsedParams, values: Readonly<Record<string, unknown>>): ParametersByPlace {
  const withValues = (names: readonly string[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(names.map((name) => [name, Object.hasOwn(values, name) ? values[name] : null]));
  return {
    GLOBAL: withValues(outside),
    ID_DECS: Object.fromEntries([...byId].map(([id, names]) => [id, withValues(names)])),
  };
}

/** One warning for each ID that uses what neither its own `META.params` nor that of its file describes. */
function undescribedParams({ chunks, sources }: LowState, { byId }: UsedParams): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const { declaration } of chunks) {
    const { sls, id, idAt, meta, slsMeta } = declaration;
    const key = `${sls}.${id}`;
    const described = new Set([...describedParams(meta), ...describedParams(slsMeta)]);
    const missing = byId.get(key)?.filter((name) => !described.has(name)) ?? [];
    if (missing.length === 0 || found.has(key)) continue;
    const plural = missing.length === 1 ? 'the param' : 'the params';
    found.set(key, {
      severity: 'warning',
      code: operationCodes.code('undescribed-param'),
      summary: `'${id}' uses ${plural} ${missing.join(', ')}, which META.params does not describe`,
      ...sources.place(idAt, id.length),
      hints: [`META: {params: {${missing[0]}: what it is for}} stands below the ID, or at the top of the file`],
    });
  }
  return [...found.values()];
}

function describedParams(meta: unknown): readonly string[] {
  const params = typeof meta === 'object' && meta !== null && 'params' in meta ? meta.params : undefined;
  if (Array.isArray(params)) return params.flatMap((one: unknown) => (typeof one === 'string' ? [one] : []));
  return typeof params === 'object' && params !== null ? Object.keys(params) : [];
}
