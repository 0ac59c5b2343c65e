/** What a state function returned, as a result. */
import type { StateFunction, StateReturn } from '../../contract/index.js';
import { changesBetween, equal, isSecret, secret } from '../../kernel/index.js';
import type { EnforcedState } from '../run.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { isTest } from './call-facts.js';
import { callCodes } from './codes.js';
import { keep } from './kept-state.js';
import { isPending } from './pending.js';
import { failure, placeOf } from './results.js';

/** The result of what a function returned; keeps its new state unless nothing may be written. */
export function resultOf(
  given: StateReturn,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  token: string | undefined,
): CallResult {
  const test = isTest(call, env);
  const problem = returnProblem(given);
  if (problem !== undefined) return badReturn(problem, call, env, token);
  const returned = withoutOpenSecrets(given, env);
  const { sensitive } = call.keywords;
  const newState = hideSensitive(returned.new_state ?? null, sensitive);
  const oldState = recalled(hideSensitive(returned.old_state ?? null, sensitive), newState, env.enforced);
  const told = returned.changes ?? undefined;
  const changes = visibleChanges(
    told === undefined ? statesDiffer(oldState, newState) : withoutSameSecrets(told, env.enforced),
    sensitive,
  );
  const pending = test ? false : isPending(returned, changes, call, env);
  if (typeof pending === 'string') return badReturn(pending, call, env, token);
  if (!test) keep(returned, pending, definition, call, env, token);
  const changed = !isEmpty(changes);
  const outcome = pending ? 'pending' : outcomeOf(returned, changed, test, definition.effects);
  return {
    outcome,
    result: outcome === 'would-change' ? null : returned.result,
    comment: commentsOf(returned.comment, env),
    changes,
    oldState,
    newState,
    action: definition.effects === 'write' || changed ? 'call' : 'none',
    leaves: [],
    ...(pending ? { rerunData: returned.rerun_data } : {}),
    diagnostics: [],
  };
}

function badReturn(problem: string, call: ChunkCall, env: ExecuteEnvironment, token: string | undefined): CallResult {
  if (token !== undefined) env.journal.after([{ type: 'settled', token, effect: 'done' }]);
  return failure(call, callCodes.code('bad-return'), `'${call.plugin.place.ref}.${call.fun}' returned ${problem}`, {
    detail: `the plugin is ${call.plugin.place.file}`,
    ...placeOf(call, env.sources),
  });
}

/** A function may have opened a secret: what holds it is one again. */
function withoutOpenSecrets(given: StateReturn, { services: { masker } }: ExecuteEnvironment): StateReturn {
  return {
    ...given,
    ...(given.old_state === undefined ? {} : { old_state: masker.hide(given.old_state) }),
    ...(given.new_state === undefined ? {} : { new_state: masker.hide(given.new_state) }),
    ...(given.changes === undefined ? {} : { changes: masker.hide(given.changes) }),
    ...(given.rerun_data === undefined ? {} : { rerun_data: masker.hide(given.rerun_data) }),
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

/** What was kept of a secret, where it is that of the present one, as the present one. The same object when there is none. */
function recalled<Value>(old: Value, now: unknown, enforced: EnforcedState): Value {
  if (typeof old !== 'object' || old === null || typeof now !== 'object' || now === null) return old;
  if (isSecret(now)) return '__secret__' in old && equal(old, enforced.seal?.(now, old)) ? (now as Value) : old;
  if (isSecret(old) || Array.isArray(old) !== Array.isArray(now)) return old;
  let differs = false;
  const entries = Object.entries(old).map(([key, one]) => {
    const found = recalled(one, (now as Record<string, unknown>)[key], enforced);
    differs ||= found !== one;
    return [key, found] as const;
  });
  if (!differs) return old;
  return (Array.isArray(old) ? entries.map(([, one]) => one) : Object.fromEntries(entries)) as Value;
}

/** A function cannot tell that a secret is still the one of which only a digest was kept. */
function withoutSameSecrets(
  changes: Readonly<Record<string, unknown>>,
  enforced: EnforcedState,
): Readonly<Record<string, unknown>> {
  const { old, new: now, ...more } = changes;
  const before = recalled(old, now, enforced);
  return before === old ? changes : { ...more, ...changesBetween(before, now) };
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
