/** The way in: from refs, or from data, to the low state. */
import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, DiagnosticError, SourceIndex } from '../kernel/index.js';
import { slsCodes } from './codes.js';
import { addData, Gatherer, type GatherOptions } from './gather.js';
import { GroupNames, type GroupRequest } from './group.js';
import { emptyHighState, type HighState } from './high-state.js';
import { type NamedSource, normaliseRef } from './locate.js';
import type { LowState } from './low-state.js';
import type { EntryRef } from './open-sources.js';
import { gatherParams, paramValues } from './params.js';
import { runPasses } from './passes.js';
import { type IncludeChains, Problems } from './problems.js';
import { NO_POSITIONS } from './read-state.js';

export interface CompileOptions extends Omit<GatherOptions, 'params'> {
  /** What to gather, as `openSources` gives it. */
  readonly entries: readonly EntryRef[];
  readonly params?: Readonly<Record<string, unknown>>;
  /** Where files of params are looked for that a file as a function names; after them, the sources of SLS files are searched. */
  readonly paramSources?: readonly NamedSource[];
}

export interface Compiled {
  /** Undefined when there are errors. */
  readonly low: LowState | undefined;
  /** Errors and warnings, in the order they were found. */
  readonly diagnostics: readonly Diagnostic[];
  readonly high: HighState;
  /** All texts that were read, for drawing frames. */
  readonly sources: SourceIndex;
}

/** Gathers the entries with all they include and compiles them. Rejects only when aborted or when something is broken. */
export async function gatherAndCompile(options: CompileOptions): Promise<Compiled> {
  const high = newHighState();
  // One after the other: each compile takes what was added since the last.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: InTurn = (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const gatherer = new Gatherer(high, { ...options, params: options.params ?? {} }, (gatherBlock) =>
    inTurn(() => releaseBlock(high, gatherBlock)),
  );
  await gatherer.entries(options.entries);
  const done = compiled(high);
  const groups = new Groups(options, high, inTurn);
  return { ...done, low: done.low && { ...done.low, gatherGroup: (request) => groups.gather(request) } };
}

type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** How deep files as functions may be nested. */
const DEEPEST_GROUP = 50;

/** A group as the groups inside of it know it. */
interface OuterGroup {
  readonly refs: readonly string[];
  /** Visible in it. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly outer: OuterGroup | undefined;
}

/** The groups of a run, each with the params that are visible in it. */
class Groups {
  readonly #options: CompileOptions;
  readonly #main: HighState;
  readonly #inTurn: InTurn;
  /** By the ID of a group's member: the group it is in. */
  readonly #groupOf = new Map<string, OuterGroup>();

  constructor(options: CompileOptions, main: HighState, inTurn: InTurn) {
    this.#options = options;
    this.#main = main;
    this.#inTurn = inTurn;
  }

  /** Throws a `DiagnosticError` when anything is wrong with the files. */
  gather(request: GroupRequest): Promise<LowState> {
    return this.#inTurn(() => this.#gather(request));
  }

  async #gather(request: GroupRequest): Promise<LowState> {
    const params = await this.#paramsOf(request);
    const group: OuterGroup = { refs: request.refs, params, outer: this.#groupOf.get(request.id) };
    const endless = endlessGroup(group);
    if (endless !== undefined) throw new DiagnosticError(endless);
    const high = emptyGroup(this.#main);
    const names = new GroupNames(request.name);
    const named = (low: LowState): LowState => {
      const own = names.low(low);
      for (const id of names.given) this.#groupOf.set(id, group);
      return own;
    };
    const gatherer = new Gatherer(high, { ...this.#options, params }, (gatherBlock) =>
      this.#inTurn(() => releaseBlock(high, gatherBlock)),
    );
    await gatherer.entries(request.refs.map((ref) => ({ ref: normaliseRef(ref) })));
    const { low, diagnostics } = compiled(high);
    this.#main.nextOrder = high.nextOrder;
    if (low === undefined) throw new DiagnosticError(diagnostics.filter(({ severity }) => severity === 'error'));
    return named(low);
  }

  async #paramsOf({ id, paramRefs, params }: GroupRequest): Promise<Readonly<Record<string, unknown>>> {
    const outer = this.#groupOf.get(id)?.params ?? this.#options.params ?? {};
    if (paramRefs.length === 0) return { ...outer, ...params };
    const gathered = await gatherParams({
      ...this.#options,
      sources: [...(this.#options.paramSources ?? []), ...this.#options.sources],
      entries: paramRefs.map((ref) => ({ ref: normaliseRef(ref) })),
    });
    const errors = gathered.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new DiagnosticError(errors);
    return { ...outer, ...paramValues(gathered.params), ...params };
  }
}

/** What is wrong when a group runs itself with the params it has already, or when groups never come to an end with ever other params. */
function endlessGroup(group: OuterGroup): Diagnostic | undefined {
  const { refs, params } = group;
  let depth = 1;
  for (let one = group.outer; one !== undefined; one = one.outer) {
    depth += 1;
    if (isDeepStrictEqual(one.refs, refs) && isDeepStrictEqual(one.params, params))
      return endless(`${refs.join(', ')} runs itself with the same params, which would never end`);
  }
  return depth > DEEPEST_GROUP ? endless(`more than ${DEEPEST_GROUP} files as functions are nested`) : undefined;
}

function endless(summary: string): Diagnostic {
  const hints = ['end it with a param that changes from level to level, and a condition on it in the template'];
  return { severity: 'error', code: slsCodes.code('endless-run'), summary, hints };
}

/** Texts are kept with those of the run; orders go on where the run's ended. */
function emptyGroup({ sources, nextOrder }: HighState): HighState {
  const chains: IncludeChains = new Map();
  const high = emptyHighState(sources, new Problems(sources, chains), chains);
  high.nextOrder = nextOrder;
  return high;
}

async function releaseBlock(high: HighState, gatherBlock: () => Promise<void>): Promise<LowState> {
  const before = { problems: high.problems.list.length, delayed: high.delayed.length, refs: high.slsRefs.length };
  await gatherBlock();
  const chunks = runPasses(high);
  const errors = high.problems.list.slice(before.problems).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DiagnosticError(errors);
  return lowState(high, chunks, high.delayed.slice(before.delayed), high.slsRefs.slice(before.refs));
}

/** Compiles data that is shaped like one SLS file and was made by code. `sls` is the ref it is known by. */
export function compileHigh(data: unknown, options: { readonly sls: string }): Compiled {
  const high = newHighState();
  high.slsRefs.push(options.sls);
  addData(high, data, options.sls, NO_POSITIONS);
  return compiled(high);
}

function newHighState(): HighState {
  const sources = new SourceIndex();
  const chains: IncludeChains = new Map();
  return emptyHighState(sources, new Problems(sources, chains), chains);
}

function compiled(high: HighState): Compiled {
  const chunks = runPasses(high);
  const { failed, list } = high.problems;
  const low = failed ? undefined : lowState(high, chunks, [...high.delayed], [...high.slsRefs]);
  return { low, diagnostics: list, high, sources: high.sources };
}

function lowState(
  high: HighState,
  chunks: LowState['chunks'],
  delayed: LowState['delayed'],
  slsRefs: readonly string[],
): LowState {
  return { chunks, sources: high.sources, slsRefs, includedBy: high.includedBy, delayed };
}
