/** The last steps of a run: what vanished is removed, each after all that needed it. */
import type { EnforcedRecord } from '../contract/index.js';
import { tagText } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import { notCalled } from './ended.js';
import {
  type CallResult,
  type ExecuteEnvironment,
  forgetRecorded,
  type Recorded,
  removeRecorded,
} from './execute/index.js';
import { judged, planning } from './guarded.js';
import type { ChunkResult } from './outcome.js';
import { removalResult } from './result.js';
import { type Vanished, vanishedText } from './vanished.js';

export interface RemovalInput {
  readonly vanished: readonly Vanished[];
  /** What became of the chunks of this run. */
  readonly results: readonly ChunkResult[];
  readonly env: ExecuteEnvironment;
}

interface Step {
  readonly vanished: Vanished;
  readonly record: EnforcedRecord;
  /** Steps that must end first: those of things that need this one. */
  waits: number;
  readonly frees: Step[];
  /** Path length from what nothing needs; results sort by it, so that they do not depend on timing. */
  wave: number;
  result?: ChunkResult;
}

/** Removes things, in plan mode says what it would remove. */
export async function removeVanished({ vanished, results, env }: RemovalInput): Promise<readonly ChunkResult[]> {
  const steps = stepsOf(vanished, env);
  const kept = new KeptThings(results, vanished, env);
  const { runtime, batchSize, stop, abort } = env.options;
  const limit = runtime === 'serial' ? 1 : batchSize > 0 ? batchSize : Number.POSITIVE_INFINITY;
  const waiting = new Set(steps);
  const ready = steps.filter((step) => step.waits === 0);
  const running = new Set<Promise<void>>();
  const end = (step: Step, result: ChunkResult): void => {
    step.result = result;
    for (const next of step.frees) {
      next.wave = Math.max(next.wave, step.wave + 1);
      if (--next.waits === 0) ready.push(next);
    }
  };
  while (waiting.size > 0) {
    // Records of different runs may need each other in a circle; then one of them goes first.
    if (ready.length === 0 && running.size === 0) ready.push(waiting.values().next().value as Step);
    while (ready.length > 0 && running.size < limit) {
      const step = ready.shift() as Step;
      if (!waiting.delete(step)) continue;
      const stopped = stop.aborted || abort.aborted;
      const work: Promise<void> = (stopped ? Promise.resolve(cancelled(step)) : carryOut(step, steps, kept, env))
        .then((result) => end(step, result))
        .finally(() => running.delete(work));
      running.add(work);
    }
    await Promise.race(running);
  }
  await Promise.all(running);
  return steps.toSorted((a, b) => a.wave - b.wave).flatMap(({ result }) => (result === undefined ? [] : [result]));
}

/** In reverse order of what needs what. */
function stepsOf(vanished: readonly Vanished[], env: ExecuteEnvironment): Step[] {
  const steps = new Map<string, Step>();
  for (const one of [...vanished].reverse()) {
    const record = env.enforced.get(one.esmTag);
    if (record !== undefined) steps.set(one.esmTag, { vanished: one, record, waits: 0, frees: [], wave: 0 });
  }
  for (const step of steps.values()) {
    for (const needed of step.record.meta.needs ?? []) {
      const later = steps.get(needed);
      if (later === undefined || later === step) continue;
      step.frees.push(later);
      later.waits += 1;
    }
  }
  return [...steps.values()];
}

function cancelled({ vanished }: Step): ChunkResult {
  const result = notCalled('skipped: cancelled', null, ['the run was stopped before it began']);
  return removalResult(vanished, result, { seconds: 0, startTime: 0, number: 0 });
}

async function carryOut(
  step: Step,
  steps: readonly Step[],
  kept: KeptThings,
  env: ExecuteEnvironment,
): Promise<ChunkResult> {
  const { clock } = env.services.ports;
  const tag = tagText(step.vanished.tag);
  const started = clock.monotonic();
  const startTime = clock.now();
  env.options.emit({ type: 'step-started', tag, step: 'remove', summary: 'absent' });
  const held = holding(step, steps);
  const holder = held?.tag ?? kept.holding(step.vanished.esmTag);
  const result = held?.result ?? (holder === undefined ? await removeOne(step, kept, env) : neededBy(holder));
  const seconds = (clock.monotonic() - started) / 1000;
  const root = result.outcome === 'skipped: dependency' ? holder : undefined;
  const ended = removalResult(step.vanished, result, { seconds, startTime, number: 0 }, root);
  env.options.emit({ type: 'step-ended', tag, step: 'remove', action: ended.action, seconds });
  env.options.emit({ type: 'chunk-ended', result: ended });
  return ended;
}

/** A vanished thing that needs this one and stays. Where nothing is wrong with it, nothing is wrong with this one. */
function holding(
  { vanished }: Step,
  steps: readonly Step[],
): { readonly tag: string; readonly result: CallResult } | undefined {
  for (const { record, result } of steps) {
    if (result === undefined || !stays(result) || record.meta.needs?.includes(vanished.esmTag) !== true) continue;
    const tag = tagText(result.tag);
    if (result.outcome !== 'skipped: requisite') return { tag, result: neededBy(tag) };
    return { tag, result: notCalled('skipped: requisite', true, [`kept this time, because ${tag} needs it`]) };
  }
  return undefined;
}

function neededBy(tag: string): CallResult {
  return notCalled('skipped: dependency', false, [`${tag} needs it and was not brought to its end`]);
}

function stays({ outcome }: ChunkResult): boolean {
  return outcome !== 'changed' && outcome !== 'would-change' && outcome !== 'unchanged';
}

async function removeOne({ vanished, record }: Step, kept: KeptThings, env: ExecuteEnvironment): Promise<CallResult> {
  const plugin = await env.services.hub.load('states', vanished.tag.state);
  if (plugin === undefined) return unknownState(vanished);
  const recorded: Recorded = { esmTag: vanished.esmTag, tag: vanished.tag, record, plugin };
  const owner = vanished.id === undefined ? undefined : kept.ownerOf(record.meta.state, vanished.id);
  if (owner !== undefined) return forgetRecorded(recorded, env, `${vanished.id} now belongs to ${owner}`);
  if (vanished.renamedTo !== undefined) {
    return notCalled('skipped: requisite', true, [
      `kept this time, because it looks like ${vanished.renamedTo} was it`,
    ]);
  }
  const { guard } = env.options;
  if (guard !== undefined) {
    const preview = await removeRecorded(recorded, planning(env));
    const tag = tagText(vanished.tag);
    const { refused } = judged('remove', { tag, esmTag: vanished.esmTag, plugin, record, given: [], preview }, guard);
    if (refused !== undefined || env.options.mode === 'plan') return refused ?? preview;
  }
  return removeRecorded(recorded, env);
}

function unknownState(vanished: Vanished): CallResult {
  const { state } = vanished.tag;
  const summary = `there is no state '${state}' any more, so ${vanishedText(vanished)} cannot be removed`;
  const hints = ['install its plugin again', `or forget it: \`holdfast esm remove '${vanished.esmTag}'\``];
  return notCalled(
    'failed',
    false,
    [summary],
    [{ severity: 'error', code: engineCodes.code('unknown-state'), summary, about: tagText(vanished.tag), hints }],
  );
}

/** Things that stay: whether one of them needs a vanished thing, or is one. */
class KeptThings {
  readonly #owners = new Map<string, string>();
  readonly #holders = new Map<string, string>();

  constructor(
    results: readonly ChunkResult[],
    vanished: readonly Vanished[],
    { enforced, options }: ExecuteEnvironment,
  ) {
    const gone = new Set(vanished.map(({ esmTag }) => esmTag));
    const byEsmTag = new Map(results.map((result) => [result.esmTag, result]));
    for (const result of results) {
      const id = result.newState?.resource_id;
      if (typeof id === 'string') this.#owners.set(`${result.tag.state}\0${id}`, tagText(result.tag));
    }
    for (const [esmTag, { meta }] of enforced.entries()) {
      if (gone.has(esmTag)) continue;
      if (meta.id !== undefined) this.#owners.set(`${meta.state}\0${meta.id}`, esmTag);
      const result = byEsmTag.get(esmTag);
      // In a plan, records still tell what was needed before; a chunk that would be carried out will tell anew.
      const settled = options.mode === 'plan' && result !== undefined && result.result !== false && !stays(result);
      if (!settled) for (const needed of meta.needs ?? []) if (gone.has(needed)) this.#holders.set(needed, esmTag);
    }
  }

  holding(esmTag: string): string | undefined {
    return this.#holders.get(esmTag);
  }

  ownerOf(state: string, id: string): string | undefined {
    return this.#owners.get(`${state}\0${id}`);
  }
}
