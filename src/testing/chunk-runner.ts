/** Carrying out single chunks in a world of one's own: the engine's real calls, without SLS files, graph and store. */
import type { ResourceDefinition, StateFunctionsDefinition } from '../contract/index.js';
import {
  type Applied,
  applyChunk,
  type CallResult,
  type ChunkCall,
  createEnvironment,
  type EngineServices,
  type ExecuteEnvironment,
  parseKeywords,
  type RunEvent,
  retireChunk,
} from '../engine/index.js';
import type { Hub, Loaded } from '../hub/index.js';
import { esmTagText, Masker, NO_POS, type Ports, tagText } from '../kernel/index.js';
import type { Argument, Chunk } from '../sls/index.js';
import { fakePorts } from './fake-ports.js';
import { type MemoryState, memoryState } from './memory-state.js';

type StatePlugin = ResourceDefinition | StateFunctionsDefinition;

export interface ChunkRunnerOptions {
  readonly ports?: Partial<Ports>;
  readonly state?: MemoryState;
  /** Further services: accounts, clouds. Without them there are none. */
  readonly services?: Partial<EngineServices>;
  readonly mode?: 'apply' | 'plan';
  /** Ends what is in flight when aborted. */
  readonly abort?: AbortSignal;
}

/** One chunk, as an author would write it. */
export interface ChunkSpec {
  readonly fun: string;
  /** Default `it`. */
  readonly id?: string;
  /** Default: the id. */
  readonly name?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Engine keywords as written in an SLS file. */
  readonly keywords?: Readonly<Record<string, unknown>>;
  /** Names of arguments that count as bound. */
  readonly bound?: readonly string[];
  readonly rerunData?: unknown;
}

export interface ChunkRunner {
  readonly env: ExecuteEnvironment;
  readonly state: MemoryState;
  readonly ports: Ports;
  readonly events: RunEvent[];
  readonly plugin: Loaded<'states'>;
  call(spec: ChunkSpec): ChunkCall;
  /** Carries a chunk out; a destroy-first replacement and the retirement of a deposed thing are done as the walk does them. */
  apply(spec: ChunkSpec): Promise<CallResult>;
  /** One answer of `applyChunk`, as it is. */
  step(spec: ChunkSpec): Promise<Applied>;
  /** The same chunk in plan mode, on the same state. */
  plan(spec: ChunkSpec): Promise<CallResult>;
  /** A runner on the same ports for the next run, with what the journal holds. */
  next(options?: Pick<ChunkRunnerOptions, 'mode' | 'abort' | 'ports'> & { readonly prefix?: number }): ChunkRunner;
}

export function loadedState(definition: StatePlugin): Loaded<'states'> {
  const place = {
    folder: 'states' as const,
    ref: definition.ref,
    origin: 'project' as const,
    file: `holdfast.plugins/states/${definition.ref.replaceAll('.', '/')}.ts`,
  };
  return isResource(definition)
    ? { kind: 'resource', definition, place }
    : { kind: 'state-functions', definition, place };
}

function isResource(definition: StatePlugin): definition is ResourceDefinition {
  return 'observe' in definition;
}

export function chunkRunner(definition: StatePlugin, options: ChunkRunnerOptions = {}): ChunkRunner {
  const plugin = loadedState(definition);
  const ports = fakePorts(options.ports);
  const state = options.state ?? memoryState();
  const events: RunEvent[] = [];
  const services: EngineServices = {
    hub: hubOf(plugin),
    ports,
    masker: new Masker(),
    account: async () => ({}),
    cloud: async () => {
      throw new Error('there is no cloud in this test');
    },
    directory: '/project',
    ...options.services,
  };
  const env = createEnvironment({
    services,
    enforced: state,
    extend: async () => undefined,
    options: {
      runName: 'test',
      runId: 'run-1',
      mode: options.mode ?? 'apply',
      runtime: 'parallel',
      batchSize: 50,
      stop: new AbortController().signal,
      abort: options.abort ?? new AbortController().signal,
      emit: (event) => void events.push(event),
      project: '/project',
      entries: ['site'],
    },
  });
  const call = (spec: ChunkSpec): ChunkCall => callOf(plugin, spec, state);
  const apply = async (spec: ChunkSpec): Promise<CallResult> => {
    const first = await applyChunk(call(spec), env);
    if (first.kind === 'done') return first.result;
    if (first.kind === 'deposed') {
      const retired = await retireChunk(call(spec), first.old, env);
      return retired.result === false ? retired : first.result;
    }
    const retired = await retireChunk(call(spec), first.current, env);
    if (retired.result === false) return retired;
    const again = await applyChunk(call(spec), env, first);
    if (again.kind === 'replace') throw new Error('wants to be replaced again');
    return again.result;
  };
  return {
    env,
    state,
    ports,
    events,
    plugin,
    call,
    apply,
    step: async (spec) => await applyChunk(call(spec), env),
    plan: (spec) => chunkRunner(definition, { ...options, ports, state, mode: 'plan' }).apply(spec),
    next: ({ prefix, ...changed } = {}) =>
      chunkRunner(definition, {
        ...options,
        ...changed,
        ports: { ...ports, ...changed.ports },
        state: state.reopen(prefix),
      }),
  };
}

function hubOf(plugin: Loaded<'states'>): Hub {
  const states: Hub = {
    refs: (folder) => (folder === 'states' ? [plugin.place.ref] : []),
    place: (folder, ref) => (folder === 'states' && ref === plugin.place.ref ? plugin.place : undefined),
    load: async (folder, ref) => (folder === 'states' && ref === plugin.place.ref ? (plugin as never) : undefined),
  };
  return states;
}

function callOf(plugin: Loaded<'states'>, spec: ChunkSpec, state: MemoryState): ChunkCall {
  const id = spec.id ?? 'it';
  const name = spec.name ?? id;
  const { ref } = plugin.place;
  const chunk: Chunk = {
    index: 0,
    declaration: { id, state: ref, fun: spec.fun, sls: 'site', idAt: NO_POS, at: NO_POS, meta: null, slsMeta: null },
    name,
    order: 100_000,
    args: written(spec.args),
    keywords: written(spec.keywords),
    requisites: [],
    bindings: [],
  };
  const tag = { state: ref, id, name, fun: spec.fun };
  const esmTag = esmTagText(tag);
  return {
    chunk,
    tag,
    tagText: tagText(tag),
    esmTag,
    plugin,
    fun: spec.fun,
    args: { name, ...spec.args },
    bound: new Set(spec.bound),
    keywords: parseKeywords(chunk).keywords,
    record: state.get(esmTag),
    needs: [],
    rerunData: spec.rerunData,
  };
}

function written(values: Readonly<Record<string, unknown>> = {}): ReadonlyMap<string, Argument> {
  return new Map(Object.entries(values).map(([key, value]) => [key, { value, at: NO_POS, valueAt: NO_POS }]));
}
