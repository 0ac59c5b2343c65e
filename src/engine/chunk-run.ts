/** One chunk from "all it waits for has ended" to its result: rules, bindings, the call, refresh, replacement, waiting while pending. */
import { esmTagText, findUnknown, parseTag, revealDeep, secret, type Tag, tagText } from '../kernel/index.js';
import { type BindingSource, bindArguments, recordName } from './bind.js';
import { type Ended, isFailure, notCalled } from './ended.js';
import {
  type Applied,
  applyChunk,
  argumentsDigest,
  type CallResult,
  type ChunkCall,
  canRefresh,
  type ExecuteEnvironment,
  hidesFree,
  isSecretArgument,
  leftRerunData,
  madeNameOf,
  parseKeywords,
  refreshChunk,
  retireChunk,
  unmadeName,
} from './execute/index.js';
import { judgeApply, judgeRetire, refusedRefresh } from './guarded.js';
import { settlePending } from './pending.js';
import type { Judgement, Rules } from './rules.js';
import type { RunGuard } from './run.js';
import {
  type ChunkNode,
  isGroupOf,
  nodeEsmTag,
  nodeTagText,
  type ResolvedBinding,
  type RunGraph,
  tagOf,
} from './step-graph.js';
import { unknownTarget } from './target-problems.js';
import { type TargetSet, targetText } from './targets.js';

/** How a chunk ended, and what the walk has still to do for it. */
export interface ChunkEnd {
  readonly result: CallResult;
  /** Set when the name was bound, so that the tag became known only now. */
  readonly tag?: Tag;
  /** What the thing is called, when its name is made and known. */
  readonly name?: string;
  readonly root?: string;
  /** Its `mod_watch` is to run when everything else has ended. */
  readonly listens?: { readonly call: ChunkCall; readonly first: CallResult };
  /** The old thing of a create-first replacement, to be retired after the chunks that hang on it. */
  readonly deposed?: { readonly call: ChunkCall; readonly old: Extract<Applied, { kind: 'deposed' }>['old'] };
}

export interface ChunkRunServices {
  readonly run: RunGraph;
  readonly rules: Rules;
  readonly env: ExecuteEnvironment;
  ended(number: number): Ended | undefined;
  /** ESM tags of chunks whose name was bound. */
  readonly renamed: Map<number, string>;
  /** Says that a step other than apply began for a chunk. */
  step(node: ChunkNode, step: 'retire' | 'refresh'): void;
  /** Waits without holding up others. False when the run was stopped meanwhile. */
  rest(milliseconds: number): Promise<boolean>;
  /** When a chunk began, by the monotonic clock. */
  started(node: ChunkNode): number;
}

const NO_NEEDS: readonly string[] = [];

/** Runs one chunk. Returns without a promise when nothing had to be waited for. */
export function runChunk(node: ChunkNode, services: ChunkRunServices): ChunkEnd | Promise<ChunkEnd> {
  const judgement = services.rules.judge(node);
  const unmatched = heldWithoutMatch(node, services);
  if (unmatched !== undefined) return { root: nodeTagText(node), ...unmatched };
  if (judgement.verdict !== 'pass') {
    const outcome = judgement.verdict === 'broken' ? 'skipped: dependency' : 'skipped: requisite';
    return {
      result: notCalled(outcome, false, judgement.reasons),
      ...(judgement.root === undefined ? {} : { root: judgement.root }),
    };
  }
  const call = callFor(node, services);
  if (!('args' in call)) return { result: call, root: nodeTagText(node) };
  const { guard } = services.env.options;
  if (guard !== undefined) return runGuarded(node, call, judgement, guard, services);
  const applied = applyChunk(call, services.env);
  if (applied instanceof Promise) return applied.then((done) => afterApply(node, call, done, judgement, services));
  return afterApply(node, call, applied, judgement, services);
}

/** Does what the guard allows. */
async function runGuarded(
  node: ChunkNode,
  call: ChunkCall,
  judgement: Judgement,
  guard: RunGuard,
  services: ChunkRunServices,
): Promise<ChunkEnd> {
  const { preview, refused } = await judgeApply(node, call, services.env, guard);
  if (refused !== undefined) return { result: refused, root: call.tagText };
  const planned = services.env.options.mode === 'plan';
  const applied = planned ? ({ kind: 'done', result: preview } as const) : await applyChunk(call, services.env);
  return await afterApply(node, call, applied, judgement, services);
}

/** Calls a chunk's function in plan mode, for `prereq`. */
export async function previewChunk(node: ChunkNode, services: ChunkRunServices): Promise<CallResult> {
  const call = callFor(node, services);
  if (!('args' in call)) return call;
  const env = { ...services.env, options: { ...services.env.options, mode: 'plan' as const } };
  const applied = await applyChunk(call, env);
  return applied.kind === 'replace' ? notCalled('would-change', null, ['would be replaced']) : applied.result;
}

function afterApply(
  node: ChunkNode,
  call: ChunkCall,
  applied: Applied,
  judgement: Judgement,
  services: ChunkRunServices,
): ChunkEnd | Promise<ChunkEnd> {
  if (applied.kind === 'replace') return replace(node, call, applied, judgement, services);
  const { result } = applied;
  const pending = result.outcome === 'pending' && services.env.options.mode === 'apply';
  if (!pending && !judgement.refreshNow) return finish(call, applied, result, judgement, services);
  return settleAndRefresh(node, call, applied, judgement, services, pending);
}

async function settleAndRefresh(
  node: ChunkNode,
  call: ChunkCall,
  applied: Exclude<Applied, { kind: 'replace' }>,
  judgement: Judgement,
  services: ChunkRunServices,
  pending: boolean,
): Promise<ChunkEnd> {
  const { env, rest } = services;
  const settled = pending ? await settlePending(call, applied, env, rest, services.started(node)) : applied;
  let { result } = settled;
  if (judgement.refreshNow && mayRefresh(call, result)) {
    const refused = refusedRefresh(nodeTagText(node), call.esmTag, services.env.options.guard);
    if (refused !== undefined) return { result: notRefreshed(result, refused), root: call.tagText };
    services.step(node, 'refresh');
    result = await refreshChunk(call, result, services.env);
  }
  return finish(call, settled, result, judgement, services);
}

function notRefreshed(result: CallResult, why: string): CallResult {
  return { ...result, outcome: 'skipped: plan', result: null, comment: [...result.comment, why] };
}

function mayRefresh(call: ChunkCall, result: CallResult): boolean {
  if (!canRefresh(call.plugin)) return false;
  return result.outcome === 'unchanged' || result.outcome === 'changed' || result.outcome === 'would-change';
}

function finish(
  call: ChunkCall,
  applied: Applied,
  result: CallResult,
  judgement: Judgement,
  { env }: ChunkRunServices,
): ChunkEnd {
  return {
    result,
    // A replacement has another name than the call began with.
    ...(call.chunk.namePrefix === undefined ? {} : madeNameOf(call, env.enforced.get(call.esmTag))),
    ...(call.bound.has('name') ? { tag: call.tag } : {}),
    ...(isFailure(result) ? { root: call.tagText } : {}),
    ...(judgement.refreshAtEnd && mayRefresh(call, result) ? { listens: { call, first: result } } : {}),
    ...(applied.kind === 'deposed' ? { deposed: { call, old: applied.old } } : {}),
  };
}

/** Destroy first: what hangs on the old thing goes before it, in reverse order; each is made anew when its own turn comes. */
async function replace(
  node: ChunkNode,
  call: ChunkCall,
  applied: Extract<Applied, { kind: 'replace' }>,
  judgement: Judgement,
  services: ChunkRunServices,
): Promise<ChunkEnd> {
  const hanging = hangingOn(node, services.run)
    .reverse()
    .flatMap((dependant) => {
      const old = enforcedTagOf(dependant, services);
      if (old === undefined || services.env.enforced.get(esmTagText(old))?.state == null) return [];
      return [{ dependant, call: unboundCall(dependant, old, services) }];
    });
  const refused = await refusedRetirement(hanging, services);
  if (refused !== undefined) return { result: { ...refused, leaves: applied.leaves }, root: call.tagText };
  for (const { dependant, call: old } of hanging) {
    services.step(dependant, 'retire');
    const retired = await retireChunk(old, undefined, services.env);
    if (retired.result === false) return { result: { ...retired, action: 'replace' }, root: nodeTagText(dependant) };
  }
  services.step(node, 'retire');
  const retired = await retireChunk(call, applied.current, services.env);
  if (retired.result === false)
    return { result: { ...retired, action: 'replace', leaves: applied.leaves }, root: call.tagText };
  const again = await applyChunk({ ...call, record: services.env.enforced.get(call.esmTag) }, services.env, applied);
  if (again.kind === 'replace') {
    return {
      result: notCalled('failed', false, [
        `${call.tagText} still wants to be replaced after it was removed: its plugin observes a thing that is gone`,
      ]),
      root: call.tagText,
    };
  }
  return finish(call, again, again.result, judgement, services);
}

/** A guard is asked for all that would go before anything does. */
async function refusedRetirement(
  hanging: readonly { readonly dependant: ChunkNode; readonly call: ChunkCall }[],
  { env }: ChunkRunServices,
): Promise<CallResult | undefined> {
  const { guard } = env.options;
  if (guard === undefined) return undefined;
  for (const { dependant, call } of hanging) {
    const { refused } = await judgeRetire(dependant, call, env, guard);
    if (refused !== undefined) return { ...refused, comment: refused.comment.map((why) => `${call.tagText} ${why}`) };
  }
  return undefined;
}

/** Chunks whose things cannot outlive this one: bound to it, directly or through such another, in an argument that cannot be changed in place. */
export function hangingOn(node: ChunkNode, run: RunGraph): ChunkNode[] {
  const found = new Map<number, ChunkNode>();
  let layer = new Set([node.number]);
  while (layer.size > 0) {
    const next = new Set<number>();
    for (const other of run.nodes) {
      if (found.has(other.number) || other.number === node.number || other.excluded || other.plugin.kind !== 'resource')
        continue;
      const { fields } = other.plugin.definition;
      const hangs = other.bindings.some(
        ({ binding, set }) =>
          fields[String(binding.argument[0])]?.immutable !== undefined &&
          set.members.some((member) => layer.has(member)),
      );
      if (!hangs) continue;
      found.set(other.number, other);
      next.add(other.number);
    }
    layer = next;
  }
  return [...found.values()].sort((a, b) => a.wave - b.wave || a.number - b.number);
}

function callFor(node: ChunkNode, services: ChunkRunServices): ChunkCall | CallResult {
  const plan = services.env.options.mode === 'plan';
  const { args, bound, diagnostics } = bindArguments(node, plan, (binding) => sourceOf(binding, services));
  if (diagnostics.some((one) => one.severity === 'error')) {
    return notCalled(
      'failed',
      false,
      diagnostics.map((one) => one.summary),
      diagnostics,
    );
  }
  for (const diagnostic of diagnostics) services.env.options.emit({ type: 'diagnostic', diagnostic });
  return makeCall(node, services, args, bound);
}

/** Under which tag the last run recorded a chunk; where the name is bound, the records of its ID tell. */
function enforcedTagOf(node: ChunkNode, { env }: ChunkRunServices): Tag | undefined {
  const tag = tagOf(node);
  if (!node.bindings.some(({ binding }) => binding.argument[0] === 'name')) return tag;
  for (const [esmTag] of env.enforced.entries()) {
    const recorded = parseTag(esmTag);
    if (recorded?.state === tag.state && recorded.id === tag.id) return { ...recorded, fun: tag.fun };
  }
  return undefined;
}

/** A call that knows a thing only by its record: to remove it while its bindings have no values. */
function unboundCall(node: ChunkNode, tag: Tag, services: ChunkRunServices): ChunkCall {
  const args: Record<string, unknown> = {};
  for (const [name, argument] of node.chunk.args) args[name] = argument.value;
  for (const { binding } of node.bindings) delete args[String(binding.argument[0])];
  args.name = tag.name;
  const call = makeCall(node, services, args, new Set());
  const esmTag = esmTagText(tag);
  return { ...call, tag, tagText: tagText(tag), esmTag, record: services.env.enforced.get(esmTag) };
}

function makeCall(
  node: ChunkNode,
  services: ChunkRunServices,
  given: Record<string, unknown>,
  bound: ReadonlySet<string>,
): ChunkCall {
  const written = tagOf(node);
  const tag = bound.has('name') && typeof given.name === 'string' ? { ...written, name: given.name } : written;
  const esmTag = esmTagText(tag);
  if (tag !== written) services.renamed.set(node.number, esmTag);
  const { env } = services;
  const record = env.enforced.get(esmTag);
  const planned = env.options.mode === 'plan';
  const keywords = keywordsOf(node, env.options.profile);
  const args = withMadeName(node, given, { esmTag, record, planned: planned || keywords.noop }, env);
  return {
    chunk: node.chunk,
    tag,
    tagText: tagText(tag),
    esmTag,
    plugin: node.plugin,
    fun: tag.fun,
    args: hidesFree(node.plugin, tag.fun) ? withSecrets(args, node.plugin, tag.fun) : args,
    bound,
    keywords,
    record,
    needs: node.requisites.length === 0 && node.bindings.length === 0 ? NO_NEEDS : needs(node, services),
    rerunData: record === undefined || planned ? undefined : leftRerunData(record, () => argumentsDigest(args)),
    sources: node.sources,
  };
}

interface NamedThing {
  readonly esmTag: string;
  readonly record: ChunkCall['record'];
  /** Nothing is made, so nothing gets a name. */
  readonly planned: boolean;
}

function withMadeName(
  { chunk: { namePrefix } }: ChunkNode,
  args: Record<string, unknown>,
  { esmTag, record, planned }: NamedThing,
  { names }: ExecuteEnvironment,
): Record<string, unknown> {
  if (namePrefix === undefined) return args;
  const known = names.known(esmTag, namePrefix, record);
  return { ...args, name: known ?? (planned ? unmadeName() : names.fresh(esmTag, namePrefix)) };
}

function withSecrets(
  args: Readonly<Record<string, unknown>>,
  plugin: ChunkNode['plugin'],
  fun: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      isSecretArgument(plugin, fun, name) && findUnknown(value) === undefined ? secret(revealDeep(value)) : value,
    ]),
  );
}

/** With the run's account profile where the chunk names none, so that records tell whose things they are. */
function keywordsOf({ plugin, chunk }: ChunkNode, profile = 'default'): ChunkCall['keywords'] {
  const { keywords } = parseKeywords(chunk);
  if (plugin.kind !== 'resource' || keywords.profile !== undefined || profile === 'default') return keywords;
  return { ...keywords, profile };
}

function needs(node: ChunkNode, { run, renamed }: ChunkRunServices): string[] {
  const tags = new Set<string>();
  const add = (member: number): void => {
    const other = run.nodes[member];
    if (other?.plugin.kind === 'resource') tags.add(renamed.get(member) ?? nodeEsmTag(other));
  };
  for (const { kind, set } of node.requisites) if (kind.order !== 'before') set.members.forEach(add);
  for (const { set } of node.bindings) set.members.forEach(add);
  return [...tags];
}

function sourceOf({ set }: ResolvedBinding, services: ChunkRunServices): BindingSource | undefined {
  const member = set.members[0];
  if (member !== undefined) {
    const ended = services.ended(member);
    const node = services.run.nodes[member];
    if (ended === undefined || node === undefined) return undefined;
    return { newState: ended.newState, tag: nodeTagText(node) };
  }
  const record = set.enforced?.[0];
  return record === undefined ? undefined : { newState: record[1].state, tag: recordName(record[0]) };
}

/** How a chunk ends that waited for something that nothing added. */
function heldWithoutMatch(node: ChunkNode, services: ChunkRunServices): ChunkEnd | undefined {
  const held = [...node.requisites, ...node.bindings].filter(({ set }) => set.held && set.members.length === 0);
  for (const one of held) {
    const failed = failedGroup(one.set, services);
    if (failed === undefined) continue;
    const asking = 'kind' in one ? `'${one.kind.name}'` : `'${one.binding.reference}'`;
    const why = `${asking} asks of '${targetText(one.set.spec)}', which ${failed.tag} was to add, and that ended ${failed.outcome}`;
    return { result: notCalled('skipped: dependency', false, [why]), root: failed.root };
  }
  const missing = held.find(({ set }) => (set.enforced ?? []).length === 0);
  if (missing === undefined) return undefined;
  const diagnostic =
    'kind' in missing
      ? unknownTarget(node, missing.kind.name, missing.set.spec, missing.written?.at ?? -1)
      : unknownTarget(node, 'arg_bind', missing.set.spec, missing.binding.at);
  return { result: notCalled('failed', false, [diagnostic.summary], [diagnostic]) };
}

/** What was to add the target, by its name, and could not. */
function failedGroup(
  { spec }: TargetSet,
  { run, ended }: ChunkRunServices,
): { readonly tag: string; readonly outcome: string; readonly root: string } | undefined {
  const wanted = spec.kind === 'state' ? spec.pattern : spec.kind === 'id' ? spec.id : '';
  for (const node of run.nodes) {
    if (!isGroupOf(node, wanted)) continue;
    const end = ended(node.number);
    if (end?.root !== undefined) return { tag: nodeTagText(node), outcome: end.outcome, root: end.root };
  }
  return undefined;
}
