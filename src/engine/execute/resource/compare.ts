/** What differs between what is wished and what was observed: only leaves of managed arguments. */
import type { Field, Present } from '../../../contract/index.js';
import {
  type DataPath,
  diff,
  equal,
  isUnknown,
  type LeafChange,
  MASK,
  type Masker,
  redact,
  secret,
} from '../../../kernel/index.js';
import type { LeafView } from '../../outcome.js';
import { fieldOf, type Subject, type Values } from './subject.js';

export interface Leaf extends LeafChange {
  /** The change cannot be made in place. */
  readonly replaces: boolean;
  /** Its values must not be shown. */
  readonly hidden: boolean;
  /** Never read back, so it is known only from the record that it changed. */
  readonly writeOnly: boolean;
}

/** Every leaf to be changed, in the order of the fields. Empty when the thing is as wished. */
export function differences(subject: Subject, current: Present): readonly Leaf[] {
  const found: Leaf[] = [];
  const observed = current.state as Values;
  for (const [name, wished] of Object.entries(subject.managed)) {
    if (wished === null || wished === undefined) continue;
    const field = fieldOf(subject, name);
    if (field === undefined) found.push(...asLeaves(diff(observed[name], wished), [name], () => false, false));
    else if (field.write_only === true) found.push(...writeOnlyLeaf(subject, name, wished));
    else found.push(...ofField(subject, name, field, observed[name], wished));
  }
  return subject.call.keywords.ignoreChanges.length === 0
    ? found
    : found.filter((leaf) => !subject.call.keywords.ignoreChanges.some((path) => covers(path, leaf.path)));
}

function ofField(subject: Subject, name: string, field: Field, observed: unknown, wished: unknown): Leaf[] {
  const changes: LeafChange[] = [];
  compareField(field, observed, wished, [], changes);
  return asLeaves(
    changes,
    [name],
    (change) => needsReplacement(field, observed, wished, change.path),
    subject.secrets.has(name),
  );
}

function asLeaves(
  changes: readonly LeafChange[],
  prefix: readonly string[],
  replaces: (change: LeafChange) => boolean,
  hidden: boolean,
): Leaf[] {
  return changes.map((change) => ({
    ...change,
    path: [...prefix, ...change.path],
    replaces: replaces(change),
    hidden,
    writeOnly: false,
  }));
}

function compareField(
  field: Field,
  observed: unknown,
  wished: unknown,
  path: readonly (string | number)[],
  into: LeafChange[],
): void {
  if (isUnknown(wished)) {
    into.push({ path, ...(observed === undefined || observed === null ? {} : { old: observed }), new: wished });
    return;
  }
  const have = normalised(field, observed);
  const want = normalised(field, wished);
  if (field.type === 'object' && field.fields !== undefined && isMap(want)) {
    for (const [key, member] of Object.entries(field.fields)) {
      // A member that is not given is left alone, as an argument is.
      if (want[key] === undefined || want[key] === null) continue;
      compareField(member, isMap(have) ? have[key] : undefined, want[key], [...path, key], into);
    }
    return;
  }
  if (equal(have, want, { unordered: field.unordered === true })) return;
  const items = field.items;
  if (
    items?.type === 'object' &&
    field.unordered !== true &&
    Array.isArray(have) &&
    Array.isArray(want) &&
    have.length === want.length
  ) {
    for (const [at, element] of want.entries()) compareField(items, have[at], element, [...path, at], into);
    return;
  }
  for (const change of diff(have ?? undefined, want, { unordered: field.unordered === true })) {
    into.push({ ...change, path: [...path, ...change.path] });
  }
}

function normalised(field: Field, value: unknown): unknown {
  if (value === null || value === undefined || field.normalise === undefined) return value;
  return field.normalise(value);
}

/** The rules of the field and of the members on the way to the leaf. */
function needsReplacement(field: Field, from: unknown, to: unknown, path: readonly (string | number)[]): boolean {
  if (isImmutable(field, from, to)) return true;
  const [head, ...rest] = path;
  if (head === undefined) return false;
  const inner = typeof head === 'number' ? field.items : field.fields?.[head];
  return inner === undefined ? false : needsReplacement(inner, memberOf(from, head), memberOf(to, head), rest);
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
}

function isImmutable(field: Field, from: unknown, to: unknown): boolean {
  if (typeof field.immutable !== 'function') return field.immutable === true;
  if (isUnknown(to)) return false;
  // A rule compares two values of its field; the schema was checked before.
  return (field.immutable as (from: unknown, to: unknown) => boolean)(normalised(field, from), normalised(field, to));
}

/** Differs when the record holds the digest of another value. */
function writeOnlyLeaf(subject: Subject, name: string, wished: unknown): Leaf[] {
  const { enforced } = subject.env;
  const recorded = subject.record?.meta.inputs?.[name];
  if (!isUnknown(wished) && equal(recorded, enforced.seal?.(secret(wished), recorded) ?? secret(wished))) return [];
  return [
    { path: [name], new: wished, replaces: fieldOf(subject, name)?.immutable === true, hidden: true, writeOnly: true },
  ];
}

/** Whether a path of `ignore_changes` addresses the leaf or something around it. */
export function covers(path: DataPath, leaf: readonly (string | number)[]): boolean {
  let at = 0;
  for (const part of path) {
    if (part.kind === 'key') while (typeof leaf[at] === 'number') at++;
    const here = leaf[at++];
    if (here === undefined) return false;
    if (part.kind === 'star' ? typeof here !== 'number' : here !== (part.kind === 'key' ? part.key : part.index))
      return false;
  }
  return true;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isUnknown(value) &&
    !(value instanceof Date)
  );
}

/** `spec:ports[0]` */
export function leafPathText(path: readonly (string | number)[]): string {
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `:${part}`)).join('');
}

/** Leaves ready to be drawn. */
export function leafViews(leaves: readonly Leaf[], sensitive: readonly string[], masker: Masker): readonly LeafView[] {
  return leaves.map((leaf) => {
    const hidden = leaf.hidden || sensitive.includes(String(leaf.path[0]));
    const shown = (value: unknown): unknown => {
      if (isUnknown(value)) return String(value);
      return hidden ? MASK : masker.maskDeep(redact(value));
    };
    return {
      path: leafPathText(leaf.path),
      ...(leaf.old === undefined ? {} : { old: shown(leaf.old) }),
      ...(leaf.new === undefined ? {} : { new: shown(leaf.new) }),
      ...(leaf.replaces ? { replaces: true } : {}),
    };
  });
}
