/** What the enforced state keeps of what a state function returned. */
import type { EnforcedRecord, JournalFrame, StateFunction, StateReturn } from '../../contract/index.js';
import { equal } from '../../kernel/index.js';
import type { ChunkCall, ExecuteEnvironment } from './call.js';
import { argumentsDigest, timeText } from './call-facts.js';
import { madeNameOf } from './made-names.js';
import { pendingMeta } from './pending.js';

/**
 * What is kept: the new state when the result is true, when the function insists, or when there was none before. An empty new state removes
 * the record. While the state is pending, the record says so whatever is kept, so that another run can go on with it.
 */
export function keep(
  returned: StateReturn,
  pending: boolean,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  token: string | undefined,
): void {
  const frames: JournalFrame[] = recordedElsewhere(returned, env);
  const newState = returned.new_state ?? null;
  const mayKeep = returned.recorded_as === undefined && (definition.keeps ?? returned.new_state !== undefined);
  const worth =
    returned.result === true || returned.force_save === true || (call.record === undefined && newState !== null);
  const kept = mayKeep && worth ? (newState === null || isEmpty(newState) ? null : newState) : undefined;
  if (pending) frames.push(...pendingFrames(kept, returned, call, env));
  else if (kept !== undefined) frames.push(...keptFrames(kept, returned.result === true, call, env));
  else if (call.record?.meta.pending !== undefined) {
    frames.push(settledRecord(call, call.record, returned.result === true ? 'complete' : 'incomplete'));
  }
  if (token !== undefined) frames.push({ type: 'settled', token, effect: 'done' });
  // The wait may be long: what a killed run leaves behind must say that it is over with this call.
  if (frames.length > 0) env.journal.after(frames, pending ? 'durable' : 'soon');
}

type State = Readonly<Record<string, unknown>>;

/** Only what the other record knows already: it keeps its form. */
function recordedElsewhere(returned: StateReturn, env: ExecuteEnvironment): JournalFrame[] {
  const { recorded_as: esmTag, new_state: newState, result } = returned;
  if (esmTag === undefined || newState === undefined || newState === null || result !== true) return [];
  const record = env.enforced.get(esmTag);
  if (record === undefined || record.state === null) return [];
  const state = { ...record.state };
  for (const name of Object.keys(state)) if (newState[name] !== undefined) state[name] = newState[name];
  if (equal(state, record.state)) return [];
  return [{ type: 'put', esmTag, record: { state, meta: { ...record.meta, updated: timeText(env) } } }];
}

function keptFrames(kept: State | null, complete: boolean, call: ChunkCall, env: ExecuteEnvironment): JournalFrame[] {
  const { esmTag, record: before } = call;
  if (kept === null) return before === undefined ? [] : [{ type: 'delete', esmTag }];
  const record = recordOf(kept, complete, call, env);
  return sameRecord(before, record, env) ? [] : [{ type: 'put', esmTag, record }];
}

function pendingFrames(
  kept: State | null | undefined,
  returned: StateReturn,
  call: ChunkCall,
  env: ExecuteEnvironment,
): JournalFrame[] {
  const { esmTag, record: before } = call;
  const state = kept ?? before?.state ?? null;
  const { meta } = recordOf(state ?? {}, false, call, env);
  const pending = pendingMeta(before, returned.rerun_data, argumentsDigest(call.args), timeText(env));
  const record = { state, meta: { ...meta, pending } };
  return sameRecord(before, record, env) ? [] : [{ type: 'put', esmTag, record }];
}

/** A record that was made only to say that the state is pending goes again. */
export function settledRecord(
  { esmTag }: ChunkCall,
  { state, meta }: EnforcedRecord,
  status: EnforcedRecord['meta']['status'],
): JournalFrame {
  if (state === null) return { type: 'delete', esmTag };
  const { pending: _settled, ...rest } = meta;
  return { type: 'put', esmTag, record: { state, meta: { ...rest, status } } };
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
    ...madeNameOf(call),
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

function isEmpty(map: State): boolean {
  for (const _key in map) return false;
  return true;
}
