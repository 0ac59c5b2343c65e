/** How the built-in cloud misbehaves. Part of the world, so that every process sees the same cloud. */
import { didYouMean, globMatcher } from '../../kernel/index.js';
import { invalid } from './refusals.js';
import type { Kind } from './world.js';

/** One failure on purpose. It strikes at every `every`-th matching call, `times` times in all. */
export interface Failure {
  /** Glob over operation names: `instances.create`, `*.create`, `*`. */
  readonly operation: string;
  /** `none`: fails before anything happened. `done`: it happens, and the answer is lost. */
  readonly effect: 'none' | 'done';
  readonly every: number;
  /** Null: for ever. */
  readonly times: number | null;
  /** Matching calls seen, and how many of them failed. */
  readonly seen: number;
  readonly failed: number;
}

/** Times in milliseconds. Zero, or empty, is off. */
export interface Behaviour {
  /** Glob over operation names to the time such a call takes; the first that matches counts. */
  readonly latency: Readonly<Record<string, number>>;
  /** Every so many calls of a connection one is throttled. */
  readonly throttle_every: number;
  /** Calls a second a connection may make. */
  readonly throttle_rate: number;
  /** What a throttled caller is asked to wait. */
  readonly retry_after: number;
  /** Reads see the world as it was so long ago. */
  readonly lag_ms: number;
  /** A write shows only after so many reads of the connection. */
  readonly lag_reads: number;
  /** How long an instance is PENDING or STOPPING. */
  readonly transition_ms: number;
  readonly quotas: Readonly<Partial<Record<Kind, number>>>;
  readonly failures: readonly Failure[];
}

export const PLAIN_BEHAVIOUR: Behaviour = {
  latency: {},
  throttle_every: 0,
  throttle_rate: 0,
  retry_after: 1000,
  lag_ms: 0,
  lag_reads: 0,
  transition_ms: 0,
  quotas: {},
  failures: [],
};

const NUMBERS = ['throttle_every', 'throttle_rate', 'retry_after', 'lag_ms', 'lag_reads', 'transition_ms'] as const;
const SETTINGS = Object.keys(PLAIN_BEHAVIOUR);
const QUOTA_KINDS: readonly Kind[] = [
  'images',
  'instances',
  'storage_volumes',
  'networks',
  'subnets',
  'addresses',
  'keys',
];

/** The behaviour with some settings replaced. Throws an invalid error for what is no setting or no sensible value. */
export function changedBehaviour(before: Behaviour, settings: Readonly<Record<string, unknown>>): Behaviour {
  const changed: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(settings)) {
    if (!SETTINGS.includes(name)) {
      throw invalid(
        `The built-in cloud has no setting '${name}'`,
        didYouMean(name, SETTINGS) ?? `there is: ${SETTINGS.join(', ')}`,
      );
    }
    if (value === undefined || value === null) continue;
    if ((NUMBERS as readonly string[]).includes(name)) changed[name] = amount(name, value);
    else if (name === 'latency')
      changed[name] = typeof value === 'object' ? amounts(name, value) : { '*': amount(name, value) };
    else if (name === 'quotas') changed[name] = quotas(value);
    else changed[name] = failures(value);
  }
  return changed as unknown as Behaviour;
}

function amount(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw invalid(`${name} must be a number that is not negative, not ${JSON.stringify(value)}`);
}

function amounts(name: string, value: object): Record<string, number> {
  if (Array.isArray(value)) throw invalid(`${name} must be a map to numbers`);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, amount(`${name}.${key}`, one)]));
}

function quotas(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) throw invalid('quotas must be a map from a collection to a number');
  for (const kind of Object.keys(value)) {
    if ((QUOTA_KINDS as readonly string[]).includes(kind)) continue;
    throw invalid(
      `There is no collection '${kind}' to set a quota of`,
      didYouMean(kind, QUOTA_KINDS) ?? `there is: ${QUOTA_KINDS.join(', ')}`,
    );
  }
  return amounts('quotas', value);
}

function failures(value: unknown): Failure[] {
  if (!Array.isArray(value)) throw invalid('failures must be a list of {operation, effect, every, times}');
  return value.map((one: unknown, at) => {
    const {
      operation = '*',
      effect = 'none',
      every = 1,
      times = 1,
    } = (one ?? {}) as Partial<Record<keyof Failure, unknown>>;
    if (typeof operation !== 'string')
      throw invalid(`failures[${at}].operation must be a glob such as instances.create`);
    if (effect !== 'none' && effect !== 'done') throw invalid(`failures[${at}].effect must be none or done`);
    return {
      operation,
      effect,
      every: Math.max(1, amount(`failures[${at}].every`, every)),
      times: times === null ? null : amount(`failures[${at}].times`, times),
      seen: 0,
      failed: 0,
    };
  });
}

/** Counts a call against the failures: the counts after it, and what strikes, if anything. */
export function strike(
  list: readonly Failure[],
  operation: string,
): { readonly failures: readonly Failure[]; readonly effect?: Failure['effect'] } {
  let effect: Failure['effect'] | undefined;
  let counted = false;
  const next = list.map((failure) => {
    if (effect !== undefined || failure.failed === failure.times || !globMatcher(failure.operation)(operation))
      return failure;
    counted = true;
    const seen = failure.seen + 1;
    if (seen % failure.every !== 0) return { ...failure, seen };
    effect = failure.effect;
    return { ...failure, seen, failed: failure.failed + 1 };
  });
  return { failures: counted ? next : list, ...(effect === undefined ? {} : { effect }) };
}

/** Milliseconds a call takes. */
export function latencyOf(behaviour: Behaviour, operation: string): number {
  for (const [pattern, ms] of Object.entries(behaviour.latency)) if (globMatcher(pattern)(operation)) return ms;
  return 0;
}
