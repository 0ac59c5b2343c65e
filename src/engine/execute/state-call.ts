/** Calling functions of the `stateFunctions` contract, and keeping what they return. */
import { createHash } from 'node:crypto';
import type { CallArguments, EnforcedRecord, JournalFrame, StateFunction, StateReturn } from '../../contract/index.js';
import { changesBetween, equal, redact, secret } from '../../kernel/index.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { callCodes } from './codes.js';
import type { Account } from './contexts.js';
import { Interrupted, unlessAborted } from './interrupt.js';
import { callResult, failure, notInPlan, placeOf, serviceFailure, thrownResult } from './results.js';
import { firstComponent, stateFunctionOf } from './signature.js';

/** True when nothing may be written for this chunk: plan and test mode, or its own `noop`. */
export function isTest(call: ChunkCall, env: ExecuteEnvironment): boolean {
  return env.options.mode === 'plan' || call.keywords.noop;
}

/** Calls one function. Waits only when the function does, or when an intent must be written first. Never throws. */
export function callStateFunction(
  call: ChunkCall,
  fun: string,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  const definition = stateFunctionOf(call.plugin, fun);
  if (definition === undefined) {
    return failure(call, callCodes.code('unknown-function'), `'${call.plugin.place.ref}' has no function '${fun}'`);
  }
  if (definition.effects === 'write' && isTest(call, env) && definition.predict === undefined) {
    const comment = [`would call ${call.plugin.place.ref}.${fun}; what that changes cannot be predicted`];
    return callResult('unpredictable', { comment, action: 'call' });
  }
  const account = env.contexts.account(firstComponent(call.plugin.place.ref), call.keywords.profile);
  if (account instanceof Promise) {
    return account.then(
      (data) => callWith(definition, call, fun, data, env, signal),
      (thrown: unknown) => serviceFailure(thrown, call, env),
    );
  }
  return callWith(definition, call, fun, account, env, signal);
}

function callWith(
  definition: StateFunction,
  call: ChunkCall,
  fun: string,
  account: Account,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  const args = filledArguments(definition, call);
  if (typeof args === 'string') return missingArgument(call, fun, args, env);
  const writes = definition.effects === 'write';
  const ctx = env.contexts.forCall(call, account, signal, !writes, env);
  if (!writes) return settle(() => definition.run(ctx, args), definition, call, env, signal);
  if (isTest(call, env)) return settle(() => definition.predict?.(ctx, args) ?? BAD, definition, call, env, signal);
  const token =
    definition.interrupted === 'rerun' && definition.keeps === false ? undefined : env.services.ports.random.uuid();
  return write(() => definition.run(ctx, args), token, definition, call, env, signal);
}

const BAD = null as unknown as StateReturn;

/** What is given, then what the function requires from the record, then defaults; or the name of what is missing. */
function filledArguments(definition: StateFunction, call: ChunkCall): CallArguments | string {
  let args = call.args as Record<string, unknown>;
  for (const name in definition.fields) {
    const field = definition.fields[name];
    if (field === undefined || (args[name] !== undefined && args[name] !== null)) continue;
    const filling = field.required ? call.record?.state?.[name] : field.default;
    if (filling === undefined || filling === null) {
      if (field.required) return name;
      continue;
    }
    if (args === call.args) args = { ...call.args };
    args[name] = filling;
  }
  return args as CallArguments;
}

function missingArgument(call: ChunkCall, fun: string, name: string, env: ExecuteEnvironment): CallResult {
  const summary = `'${call.plugin.place.ref}.${fun}' requires the argument '${name}'`;
  return failure(call, callCodes.code('missing-argument'), summary, placeOf(call, env.sources));
}

/** Runs a function that keeps no intent. */
function settle(
  run: () => StateReturn | Promise<StateReturn>,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  let returned: StateReturn | Promise<StateReturn>;
  try {
    returned = run();
  } catch (thrown) {
    return thrownResult(thrown, call, env);
  }
  if (!isPromise(returned)) return resultOf(returned, definition, call, env, undefined);
  return unlessAborted(returned, signal).then(
    (value) => resultOf(value, definition, call, env, undefined),
    (thrown: unknown) => thrownResult(thrown, call, env),
  );
}

function isPromise(value: unknown): value is Promise<StateReturn> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Runs a function that writes, after its intent is durable. An interrupted call leaves the intent open. */
async function write(
  run: () => StateReturn | Promise<StateReturn>,
  token: string | undefined,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<CallResult> {
  if (env.options.guard?.permits(call.esmTag, 'call') === false) return notInPlan(call, 'call');
  try {
    if (token !== undefined) await env.journal.before([intentFrame(call, token, env)]);
  } catch (thrown) {
    return serviceFailure(thrown, call, env);
  }
  try {
    const returned = await unlessAborted(Promise.resolve().then(run), signal);
    return resultOf(returned, definition, call, env, token);
  } catch (thrown) {
    if (thrown instanceof Interrupted) return interruptedWrite(thrown, definition, call, env);
    if (token !== undefined) env.journal.after([{ type: 'settled', token, effect: 'done' }]);
    return thrownResult(thrown, call, env);
  }
}

function interruptedWrite(
  thrown: Interrupted,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
): CallResult {
  const base = thrownResult(thrown, call, env);
  const next =
    definition.interrupted === 'rerun' ? 'the next run calls it again' : 'the next run asks what became of it';
  const comment = [...base.comment, `whether it had its effect is not known; ${next}`];
  return { ...base, outcome: 'interrupted', comment, action: 'call' };
}

function intentFrame(call: ChunkCall, token: string, env: ExecuteEnvironment): JournalFrame {
  const { profile } = call.keywords;
  return {
    type: 'intent',
    intent: {
      token,
      tag: call.tagText,
      esmTag: call.esmTag,
      ref: call.plugin.place.ref,
      action: 'call',
      ...(profile === undefined ? {} : { profile }),
      inputs: argumentsDigest(call.args),
      time: timeText(env),
    },
  };
}

/** Hex of SHA-256 over the arguments, secrets left out. */
export function argumentsDigest(args: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(redact(args), (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)))
    .digest('hex');
}

export function timeText(env: ExecuteEnvironment): string {
  return new Date(env.services.ports.clock.now()).toISOString();
}

/** The result of what a function returned; keeps its new state unless nothing may be written. */
function resultOf(
  given: StateReturn,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  token: string | undefined,
): CallResult {
  const test = isTest(call, env);
  const problem = returnProblem(given);
  if (problem !== undefined) {
    if (token !== undefined) env.journal.after([{ type: 'settled', token, effect: 'done' }]);
    return failure(call, callCodes.code('bad-return'), `'${call.plugin.place.ref}.${call.fun}' returned ${problem}`, {
      detail: `the plugin is ${call.plugin.place.file}`,
      ...placeOf(call, env.sources),
    });
  }
  const returned = withoutOpenSecrets(given, env);
  if (!test) keep(returned, definition, call, env, token);
  const { sensitive } = call.keywords;
  const oldState = hideSensitive(returned.old_state ?? null, sensitive);
  const newState = hideSensitive(returned.new_state ?? null, sensitive);
  const changes = visibleChanges(returned.changes ?? statesDiffer(oldState, newState), sensitive);
  const changed = !isEmpty(changes);
  const outcome = outcomeOf(returned, changed, test, definition.effects);
  return {
    outcome,
    result: outcome === 'would-change' ? null : returned.result,
    comment: commentsOf(returned.comment, env),
    changes,
    oldState,
    newState,
    action: definition.effects === 'write' || changed ? 'call' : 'none',
    leaves: [],
    ...(outcome === 'pending' ? { rerunData: returned.rerun_data } : {}),
    diagnostics: [],
  };
}

/** A function may have opened a secret: what holds it is one again. */
function withoutOpenSecrets(given: StateReturn, { services: { masker } }: ExecuteEnvironment): StateReturn {
  return {
    ...given,
    ...(given.old_state === undefined ? {} : { old_state: masker.hide(given.old_state) }),
    ...(given.new_state === undefined ? {} : { new_state: masker.hide(given.new_state) }),
    ...(given.changes === undefined ? {} : { changes: masker.hide(given.changes) }),
  };
}

/** What `sensitive` names, as secrets: whoever binds it has it, and nobody sees it. */
function hideSensitive(
  state: Readonly<Record<string, unknown>> | null,
  sensitive: readonly string[],
): Readonly<Record<string, unknown>> | null {
  if (state === null || sensitive.length === 0) return state;
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, sensitive.includes(key) ? secret(value) : value]),
  );
}

function returnProblem(returned: unknown): string | undefined {
  if (typeof returned !== 'object' || returned === null) return 'no mapping';
  const { result, changes } = returned as { result?: unknown; changes?: unknown };
  if (result !== null && typeof result !== 'boolean') return 'no `result` of true, false or null';
  return changes !== undefined && changes !== null && typeof changes !== 'object'
    ? '`changes` that are no mapping'
    : undefined;
}

function statesDiffer(
  oldState: StateReturn['old_state'],
  newState: StateReturn['new_state'],
): Readonly<Record<string, unknown>> {
  return oldState === null && newState === null ? NO_CHANGES : changesBetween(oldState, newState);
}

const NO_CHANGES: Readonly<Record<string, unknown>> = Object.freeze({});

function isEmpty(map: Readonly<Record<string, unknown>>): boolean {
  for (const _key in map) return false;
  return true;
}

/** Undecided in a plan means "would change" only of a function that can change something. */
function outcomeOf(
  returned: StateReturn,
  changed: boolean,
  test: boolean,
  effects: StateFunction['effects'],
): CallResult['outcome'] {
  if (!test && returned.rerun_data !== undefined && returned.rerun_data !== null) return 'pending';
  if (returned.result === false) return 'failed';
  if (test) return changed || (returned.result === null && effects === 'write') ? 'would-change' : 'unchanged';
  return changed ? 'changed' : 'unchanged';
}

const NO_COMMENT: readonly string[] = Object.freeze([]);

function commentsOf(comment: StateReturn['comment'], env: ExecuteEnvironment): readonly string[] {
  if (comment === undefined || comment === null || comment === '') return NO_COMMENT;
  const { masker } = env.services;
  const lines: readonly unknown[] = typeof comment === 'string' ? [comment] : [comment].flat(3);
  return lines
    .filter((line) => line !== null && line !== undefined && line !== '')
    .map((line) => masker.mask(String(line)));
}

/** Without what `sensitive` names: top-level keys of the changes, and of both their sides. */
export function visibleChanges(
  changes: Readonly<Record<string, unknown>>,
  sensitive: readonly string[],
): Readonly<Record<string, unknown>> {
  if (sensitive.length === 0) return changes;
  const kept = without(changes, sensitive);
  for (const side of ['old', 'new']) {
    const inner = kept[side];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    kept[side] = without(inner as Record<string, unknown>, sensitive);
  }
  return kept;
}

function without(map: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !names.includes(key)));
}

/**
 * What is kept: the new state when the result is true, when the function insists, or when there was none before. An empty new state removes
 * the record.
 */
function keep(
  returned: StateReturn,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  token: string | undefined,
): void {
  const frames: JournalFrame[] = [];
  const newState = returned.new_state ?? null;
  const mayKeep = definition.keeps ?? returned.new_state !== undefined;
  const worth =
    returned.result === true || returned.force_save === true || (call.record === undefined && newState !== null);
  if (mayKeep && worth) {
    if (newState === null || isEmpty(newState)) {
      if (call.record !== undefined) frames.push({ type: 'delete', esmTag: call.esmTag });
    } else {
      const record = recordOf(newState, returned.result === true, call, env);
      if (!sameRecord(call.record, record, env)) frames.push({ type: 'put', esmTag: call.esmTag, record });
    }
  }
  if (token !== undefined) frames.push({ type: 'settled', token, effect: 'done' });
  if (frames.length > 0) env.journal.after(frames);
}

function recordOf(
  state: Readonly<Record<string, unknown>>,
  complete: boolean,
  call: ChunkCall,
  env: ExecuteEnvironment,
): EnforcedRecord {
  const id = state.resource_id;
  return {
    state,
    meta: {
      ...(typeof id === 'string' ? { id } : {}),
      ...commonMeta(call, env),
      status: complete ? 'complete' : 'incomplete',
      updated: timeText(env),
    },
  };
}

/** What every record says of its chunk. */
export function commonMeta(
  call: ChunkCall,
  env: ExecuteEnvironment,
): Omit<EnforcedRecord['meta'], 'status' | 'updated'> {
  const { profile } = call.keywords;
  const protect = call.keywords.protect ?? call.record?.meta.protect === true;
  return {
    state: call.plugin.place.ref,
    ...(call.needs.length === 0 ? {} : { needs: call.needs }),
    ...(profile === undefined ? {} : { profile }),
    declared: env.options.declaredBy?.(call.esmTag) ?? { project: env.options.project, entries: env.options.entries },
    ...(protect ? { protect } : {}),
  };
}

/** Equal but for the time: writing it again would say nothing new. */
export function sameRecord(left: EnforcedRecord | undefined, right: EnforcedRecord, env: ExecuteEnvironment): boolean {
  if (left === undefined) return false;
  const sealed = env.enforced.seal?.(right) ?? right;
  const { updated: _one, ...before } = left.meta;
  const { updated: _two, ...after } = sealed.meta;
  return equal(before, after) && equal(left.state, sealed.state);
}
