/** A record of what is there, without a run: read, not enforced. */
import type { EnforcedRecord, Present, ResourceDefinition } from '../../contract/index.js';
import { keptSecret, secret } from '../../kernel/index.js';
import { providerOf } from './signature.js';

export interface ObservedParts {
  readonly definition: ResourceDefinition;
  readonly thing: Present;
  /** Undefined when nothing is recorded of it. */
  readonly before: EnforcedRecord | undefined;
  readonly profile: string | undefined;
  /** ISO 8601. */
  readonly time: string;
}

/** What a record says of a thing is replaced by what was read; who declared it, with which inputs, stays. Secrets are wrapped. */
export function observedRecord({ definition, thing, before, profile, time }: ObservedParts): EnforcedRecord {
  const state: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(thing.state)) {
    if (value === undefined) continue;
    const field = definition.fields[name];
    // What a provider generated cannot be given anew.
    const wrap = field?.computed === true ? keptSecret : secret;
    state[name] = field?.secret === true && value !== null ? wrap(value) : value;
  }
  state['resource_id'] ??= thing.id;
  if (before !== undefined) return { state, meta: { ...before.meta, id: thing.id, updated: time } };
  return {
    state,
    meta: {
      id: thing.id,
      state: definition.ref,
      provider: providerOf(definition, thing.state as Readonly<Record<string, unknown>>),
      ...(profile === undefined ? {} : { profile }),
      status: 'complete',
      updated: time,
    },
  };
}
