/** Digests of what a step observed: the fields that it manages and by which it knows the thing. */
import type { EnforcedRecord, Field } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import type { LeafView } from '../outcome.js';
import { canonicalText, digestOf } from './canonical.js';

export interface ObservedStep {
  readonly plugin: Loaded<'states'> | undefined;
  /** Names of the given arguments. */
  readonly given: Iterable<string>;
  readonly record: EnforcedRecord | undefined;
  readonly oldState: Readonly<Record<string, unknown>> | null;
  readonly leaves: readonly LeafView[];
}

/** Undefined when the thing was not there. What nobody manages may change without making a plan untrue. */
export function observedDigest({ plugin, given, record, oldState, leaves }: ObservedStep): string | undefined {
  if (oldState === null) return undefined;
  if (plugin?.kind !== 'resource') return digestOf(oldState);
  const { fields } = plugin.definition;
  const names = new Set([
    ...given,
    ...Object.keys(record?.meta.inputs ?? {}),
    ...leaves.map(({ path }) => firstKey(path)),
  ]);
  const observed = [...names]
    .filter((name) => Object.hasOwn(fields, name))
    .sort()
    .map((name) => [name, comparable(fields[name] as Field, oldState[name])]);
  return digestOf([oldState.resource_id ?? null, observed]);
}

/** As comparisons see it: normalised, and without an order where there is none. */
function comparable(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const normal = field.normalise === undefined ? value : field.normalise(value);
  if (field.unordered !== true || !Array.isArray(normal)) return normal;
  return normal.map((one) => canonicalText(one)).sort();
}

/** `spec` of `spec:ports[0]`. */
function firstKey(path: string): string {
  return /^[^:[]*/.exec(path)?.[0] ?? path;
}
