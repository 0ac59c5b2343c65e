/** What an entry set declared before and declares no more, and what only looks as if it had gone. */
import type { EnforcedRecord, RecordMeta } from '../contract/index.js';
import { type Diagnostic, esmTagText, hasErrors, parseTag, type Tag } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import { canonicalText } from './plan/canonical.js';
import type { EnforcedState, RunOptions } from './run.js';
import { type ChunkNode, nodeEsmTag, type RunGraph } from './step-graph.js';

/** A record without a declaration. */
export interface Vanished {
  readonly esmTag: string;
  /** With the function `absent`. */
  readonly tag: Tag;
  readonly id: string | undefined;
  readonly protect: boolean;
  /** ESM tag of a new declaration that looks like this one under another name. */
  readonly renamedTo?: string;
}

/** Records whose declarations are gone, in the order of the records. Linear in records and chunks. */
export function findVanished(run: RunGraph, enforced: EnforcedState, options: RunOptions): readonly Vanished[] {
  if ((options.targets ?? []).length > 0) return [];
  const candidates = new Map<string, EnforcedRecord>();
  for (const [esmTag, record] of enforced.entries())
    if (isOurs(record.meta, options) && options.keeps?.(esmTag) !== true) candidates.set(esmTag, record);
  if (candidates.size === 0) return [];
  const nameless = new Set<string>();
  const others: ChunkNode[] = [];
  for (const node of run.nodes) {
    if (bindsName(node)) nameless.add(withoutName(nodeEsmTag(node)));
    else if (!candidates.delete(nodeEsmTag(node))) others.push(node);
    else if (candidates.size === 0) return [];
  }
  const gone = [...candidates].filter(([esmTag]) => nameless.size === 0 || !nameless.has(withoutName(esmTag)));
  if (gone.length === 0) return [];
  // A tree that stands for the whole state says itself what is what.
  const renames = options.removal === 'all' ? new Map<string, string>() : findRenames(gone, others, enforced);
  return gone.flatMap(([esmTag, record]) => {
    const tag = parseTag(esmTag);
    if (tag === undefined) return [];
    const renamedTo = renames.get(esmTag);
    return {
      esmTag,
      tag: { ...tag, fun: 'absent' },
      id: record.meta.id,
      protect: record.meta.protect === true,
      ...(renamedTo === undefined ? {} : { renamedTo }),
    };
  });
}

/** Its tag holds the name, which may not be known. */
function bindsName({ bindings }: ChunkNode): boolean {
  return bindings.some(({ binding }) => binding.argument[0] === 'name');
}

function withoutName(esmTag: string): string {
  const tag = parseTag(esmTag);
  return tag === undefined ? esmTag : esmTagText({ ...tag, name: '' });
}

function isOurs({ declared }: RecordMeta, { project, entries, removal }: RunOptions): boolean {
  if (removal === 'all') return true;
  return (
    declared !== undefined &&
    declared.project === project &&
    declared.entries.length === entries.length &&
    declared.entries.every((entry) => entries.includes(entry))
  );
}

/** Pairs of a vanished record and a new chunk of the same state with the same inputs, where each has no other partner. */
function findRenames(
  gone: readonly (readonly [string, EnforcedRecord])[],
  others: readonly ChunkNode[],
  enforced: EnforcedState,
): ReadonlyMap<string, string> {
  const states = new Set(gone.map(([, { meta }]) => meta.state));
  const fresh = others.filter((node) => states.has(node.chunk.declaration.state) && isNew(node, enforced));
  if (fresh.length === 0) return new Map();
  const from = onlyOnes(gone, ([, { meta }]) => recordedLikeness(meta));
  const to = onlyOnes(fresh, givenLikeness);
  const renames = new Map<string, string>();
  for (const [likeness, [esmTag]] of from) {
    const node = to.get(likeness);
    if (node !== undefined) renames.set(esmTag, nodeEsmTag(node));
  }
  return renames;
}

function isNew(node: ChunkNode, enforced: EnforcedState): boolean {
  const { fun } = node.chunk.declaration;
  if (node.plugin.kind !== 'resource' || fun === 'absent' || fun === 'search') return false;
  return enforced.get(nodeEsmTag(node)) === undefined;
}

/** What has a likeness that nothing else has. */
function onlyOnes<T>(all: readonly T[], likenessOf: (one: T) => string | undefined): Map<string, T> {
  const found = new Map<string, T>();
  const several = new Set<string>();
  for (const one of all) {
    const likeness = likenessOf(one);
    if (likeness === undefined) continue;
    if (found.has(likeness)) several.add(likeness);
    found.set(likeness, one);
  }
  for (const likeness of several) found.delete(likeness);
  return found;
}

/** Everything that was given but the name; of what was bound only that it was. Undefined when that says nothing. */
function recordedLikeness({ state, inputs = {}, origins = {} }: RecordMeta): string | undefined {
  return likeness(state, Object.entries(inputs), (name) => origins[name] === 'bound');
}

function givenLikeness(node: ChunkNode): string | undefined {
  const bound = new Set(node.bindings.map(({ binding }) => String(binding.argument[0])));
  const given = [...node.chunk.args].map(([name, { value }]) => [name, value] as const);
  return likeness(node.chunk.declaration.state, given, (name) => bound.has(name));
}

function likeness(
  state: string,
  values: readonly (readonly [string, unknown])[],
  isBound: (name: string) => boolean,
): string | undefined {
  const given = values.filter(([name, value]) => name !== 'name' && value !== null && value !== undefined);
  if (!given.some(([name]) => !isBound(name))) return undefined;
  return canonicalText([state, Object.fromEntries(given.map(([name, value]) => [name, isBound(name) ? null : value]))]);
}

/** The text of a vanished record's chunk, for messages. */
export function vanishedText({ tag }: Vanished): string {
  return labelOf(tag);
}

function labelOf({ state, id, name }: Tag): string {
  return `${state} ${id === name ? id : `${id}[${name}]`}`;
}

/** What to say of each that looks as if it was given another name. */
export function renameWarnings(vanished: readonly Vanished[], mode: RunOptions['mode']): Diagnostic[] {
  return vanished.flatMap((one) => {
    if (one.renamedTo === undefined) return [];
    const to = parseTag(one.renamedTo) ?? one.tag;
    const move = `holdfast move '${one.esmTag}' '${one.renamedTo}'`;
    return {
      severity: 'warning',
      code: engineCodes.code('looks-like-rename'),
      summary: `${vanishedText(one)} is not declared any more, and ${labelOf(to)} is new and the same: looks like a rename`,
      about: one.esmTag,
      hints:
        mode === 'plan'
          ? [`to keep the thing under its new name: ${move}`]
          : ['the new one was made beside it; the next run with --prune removes the old one'],
    };
  });
}

/** Without what was added to the run meanwhile. */
export function stillVanished(vanished: readonly Vanished[], run: RunGraph): readonly Vanished[] {
  if (vanished.length === 0) return vanished;
  const declared = new Set(
    run.nodes.map((node) => (bindsName(node) ? withoutName(nodeEsmTag(node)) : nodeEsmTag(node))),
  );
  return vanished.filter(({ esmTag }) => !declared.has(esmTag) && !declared.has(withoutName(esmTag)));
}

interface Walked {
  readonly results: readonly ({ readonly result: boolean | null } | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether every chunk that can be part of the run is: only then a missing declaration says something. */
export function isWhole(run: RunGraph, options: RunOptions, { results, diagnostics }: Walked): boolean {
  const { stop, abort, targets = [] } = options;
  if (targets.length > 0 || stop.aborted || abort.aborted || hasErrors(diagnostics)) return false;
  return run.nodes.every((node) => !node.excluded && (!node.grows || results[node.number]?.result !== false));
}
