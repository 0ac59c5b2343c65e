/** Params: values for templates, from files laid over each other key by key, and from keys given one by one. Every layer keeps its place. */
import { type Diagnostic, describe, type Pos, SourceIndex, type Span } from '../kernel/index.js';
import { Gatherer, type GatherOptions } from './gather.js';
import { emptyHighState, type HighState } from './high-state.js';
import type { EntryRef } from './open-sources.js';
import { type IncludeChains, Problems } from './problems.js';
import { readIncludes, type SlsDocument } from './read-document.js';
import { isMapping, type ReadContext } from './read-requisites.js';
import { keysOf } from './read-state.js';

/** Where a value was written. */
export type ParamOrigin =
  | { readonly kind: 'file'; readonly sls: string; readonly span?: Span }
  /** An option or an environment variable. */
  | { readonly kind: 'given'; readonly by: string; readonly span?: Span };

export interface ParamLayer {
  readonly value: unknown;
  readonly origin: ParamOrigin;
}

/** Every key with all that set it, the weakest first; the last one counts. */
export type Params = ReadonlyMap<string, readonly ParamLayer[]>;

/** One key that is given by itself. It wins over all files. */
export interface GivenParam {
  readonly key: string;
  readonly value: unknown;
  readonly origin: ParamOrigin;
}

export interface ParamsOptions extends Omit<GatherOptions, 'params' | 'read'> {
  /** Files of params, the weakest first, as `openSources` gives them. */
  readonly entries: readonly EntryRef[];
  readonly given?: readonly GivenParam[];
}

export interface GatheredParams {
  readonly params: Params;
  readonly diagnostics: readonly Diagnostic[];
  /** All texts that were read, for drawing frames. */
  readonly sources: SourceIndex;
}

/**
 * Reads files of params with all they include. They are laid over each other whole key by whole key: a later file over an earlier one, and a
 * file over those it includes. Their templates see no params. Rejects only when aborted or when something is broken.
 */
export async function gatherParams(options: ParamsOptions): Promise<GatheredParams> {
  const sources = new SourceIndex();
  const includedBy: IncludeChains = new Map();
  const high = emptyHighState(sources, new Problems(sources, includedBy), includedBy);
  const files = new Map<string, [string, ParamLayer][]>();
  const read = (data: unknown, start: Pos, _meta: unknown, context: ReadContext): SlsDocument => {
    const known = files.get(context.sls) ?? [];
    files.set(context.sls, known);
    return readParams(data, start, context, high, known);
  };
  const noRelease = (): never => {
    throw new Error('a block of a params file was released');
  };
  await new Gatherer(high, { ...options, params: {}, read }, noRelease).entries(options.entries);
  for (const { sls, at } of high.delayed) {
    high.problems.error('sls/bad-params', `params cannot wait for states, and a block of ${sls} does`, { at, sls });
  }
  const layers = new Map<string, ParamLayer[]>();
  for (const sls of weakestFirst(high)) for (const [key, layer] of files.get(sls) ?? []) addLayer(layers, key, layer);
  for (const { key, value, origin } of options.given ?? []) addLayer(layers, key, { value, origin });
  return { params: layers, diagnostics: high.problems.list, sources };
}

/** The values that count, for templates. */
export function paramValues(params: Params): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...params].map(([key, layers]) => [key, layers.at(-1)?.value]));
}

function addLayer(layers: Map<string, ParamLayer[]>, key: string, layer: ParamLayer): void {
  const known = layers.get(key);
  if (known === undefined) layers.set(key, [layer]);
  else known.push(layer);
}

function readParams(
  data: unknown,
  start: Pos,
  context: ReadContext,
  { sources }: HighState,
  into: [string, ParamLayer][],
): SlsDocument {
  const nothing = { meta: undefined, includes: [], exclusions: [], extensions: [], ids: [] };
  if (data === null || data === undefined) return nothing;
  const { positions, problems, sls } = context;
  if (!isMapping(data)) {
    problems.error('sls/bad-params', `params ${sls} must be a mapping of keys to values, and is ${describe(data)}`, {
      at: start,
      sls,
    });
    return nothing;
  }
  for (const key of keysOf(data, context)) {
    if (key === 'include') continue;
    const span = sources.span(positions.key(data, key), key.length);
    into.push([key, { value: data[key], origin: { kind: 'file', sls, ...(span === undefined ? {} : { span }) } }]);
  }
  if (!Object.hasOwn(data, 'include')) return nothing;
  return { ...nothing, includes: readIncludes(data.include, positions.key(data, 'include'), context) };
}

/** Each file after those it includes, the files of one include list and of the request in their order. */
function weakestFirst({ slsRefs, includedBy }: HighState): readonly string[] {
  const included = new Map<string | undefined, string[]>();
  for (const sls of slsRefs) {
    const by = includedBy.get(sls)?.at(-1)?.sls;
    const others = included.get(by);
    if (others === undefined) included.set(by, [sls]);
    else others.push(sls);
  }
  const ordered: string[] = [];
  const add = (by: string | undefined): void => {
    for (const sls of included.get(by) ?? []) {
      add(sls);
      ordered.push(sls);
    }
  };
  add(undefined);
  return ordered;
}
