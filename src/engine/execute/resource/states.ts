/** States as results and records carry them: secrets wrapped, computed values left out of changes. */
import type { EnforcedRecord, Identity, Present } from '../../../contract/index.js';
import { type Changes, changesBetween, keptSecret, secret, unknown } from '../../../kernel/index.js';
import { timeText } from '../call-facts.js';
import { commonMeta } from '../kept-state.js';
import { visibleChanges } from '../state-return.js';
import type { Leaf } from './compare.js';
import { fieldOf, type Subject, type Values } from './subject.js';

/** What was read back, with its id and with its secrets wrapped. */
export function stateOf(subject: Subject, current: Present): Values {
  const state: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(current.state)) {
    if (value === undefined) continue;
    // What a provider generated cannot be given anew.
    const wrap = fieldOf(subject, name)?.computed === true ? keptSecret : secret;
    state[name] = value !== null && subject.secrets.has(name) ? wrap(value) : value;
  }
  if (state.resource_id === undefined || state.resource_id === null) state.resource_id = current.id;
  return state;
}

/** What a creation would make: the arguments, and an unknown for all that only the provider can tell. */
export function predictedState(subject: Subject, args: Values): Values {
  const { call, definition } = subject;
  const state: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = subject.managed[name] ?? args[name];
    if (field.write_only === true) continue;
    if (field.computed === true && subject.managed[name] === undefined) {
      state[name] = unknown(`${definition.ref}:${call.tag.id}:${name} is known after applying`);
    } else if (value !== undefined && value !== null) state[name] = subject.secrets.has(name) ? secret(value) : value;
  }
  return state;
}

/** What an update would make of a thing: its state with the wishes over it. */
export function updatedState(subject: Subject, current: Present, leaves: readonly Leaf[]): Values {
  const state: Record<string, unknown> = { ...stateOf(subject, current) };
  for (const name of new Set(leaves.map((leaf) => String(leaf.path[0])))) {
    if (fieldOf(subject, name)?.write_only === true) continue;
    const value = subject.managed[name];
    state[name] = subject.secrets.has(name) ? secret(value) : value;
  }
  return state;
}

/** Both states reduced to what differs; without computed fields, and without what is not to be shown. */
export function changesOf(subject: Subject, before: Values | null, after: Values | null): Changes {
  const one = comparable(subject, before);
  const two = comparable(subject, after);
  for (const [name, field] of Object.entries(subject.definition.fields)) {
    if (field.unordered !== true || one === null || two === null) continue;
    const { [name]: difference } =
      changesBetween({ [name]: one[name] }, { [name]: two[name] }, { unordered: true }).new ?? {};
    if (difference === undefined) {
      delete one[name];
      delete two[name];
    }
  }
  return visibleChanges(changesBetween(one, two), subject.call.keywords.sensitive) as Changes;
}

function comparable(subject: Subject, state: Values | null): Record<string, unknown> | null {
  if (state === null) return null;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(state)) {
    if (value === null || value === undefined) continue;
    if (fieldOf(subject, name)?.computed === true && subject.managed[name] === undefined) continue;
    kept[name] = value;
  }
  return kept;
}

export interface RecordParts {
  readonly id: string;
  readonly state: Values | null;
  readonly status: 'complete' | 'incomplete';
  /** Replaced things that still have to go; undefined keeps what the record says. */
  readonly deposed?: readonly { readonly id: string; readonly identity: Identity }[];
}

export function recordFor(subject: Subject, parts: RecordParts): EnforcedRecord {
  const { call, env, provider } = subject;
  const deposed = parts.deposed ?? subject.record?.meta.deposed ?? [];
  return {
    state: parts.state,
    meta: {
      id: parts.id,
      ...commonMeta(call, env),
      inputs: inputsOf(subject),
      origins: subject.origins,
      provider,
      status: parts.status,
      ...(deposed.length === 0 ? {} : { deposed }),
      updated: timeText(env),
    },
  };
}

/** Managed arguments as given; what is secret, or never read back, as a secret, which records keep as a digest. */
function inputsOf(subject: Subject): Values {
  const inputs: Record<string, unknown> = {};
  for (const name of Object.keys(subject.origins)) {
    const value = subject.args[name];
    const hidden = subject.secrets.has(name) || fieldOf(subject, name)?.write_only === true;
    inputs[name] = hidden ? secret(value) : value;
  }
  return inputs;
}
