/** `extend`: changes to states that other files declare. */
import { didYouMean, splitPathReference } from '../../kernel/index.js';
import { HighIndex } from '../high-index.js';
import type { Extension, HighState, IdDeclaration, StateDeclaration, StateExtension } from '../high-state.js';
import { ENGINE_KEYWORDS, LIST_KEYWORDS } from '../keywords.js';
import type { Argument } from '../low-state.js';

/** Applies the extensions of all files in the order they were gathered. An ID that is not there is looked for among the names. */
export function applyExtensions(high: HighState): void {
  if (high.extensions.length === 0) return;
  const index = new HighIndex(high);
  for (const extension of high.extensions.splice(0)) {
    for (const change of extension.states) applyOne(high, index, extension, change);
  }
}

function applyOne(high: HighState, index: HighIndex, extension: Extension, change: StateExtension): void {
  const declaration = high.ids.get(extension.id);
  const target =
    declaration === undefined
      ? onlyNamed(index, extension, change)
      : declaration.states.find((one) => isSameState(one, change));
  const owner = declaration ?? (target === undefined ? undefined : high.ids.get(target.id));
  if (owner === undefined) {
    reportUnknown(high, extension);
    return;
  }
  if (owner.compiled) {
    reportTooLate(high, owner, extension.sls, extension.at, `extend ${extension.id}`);
    return;
  }
  if (target === undefined) addState(high, owner, change);
  else mergeState(target, change, functionOf(target, change), extension);
}

/** Reports a change to something that an earlier compile of this run made ready. */
export function reportTooLate(high: HighState, owner: IdDeclaration, sls: string, at: number, what: string): void {
  high.problems.error('sls/too-late', `${what}: '${owner.id}' was made ready before this block was rendered`, {
    at,
    sls,
    related: [{ message: 'declared here', at: owner.at, length: owner.id.length }],
    hints: ['move this out of the block, or write the requisite on the other side'],
  });
}

function onlyNamed(index: HighIndex, extension: Extension, change: StateExtension): StateDeclaration | undefined {
  const named = [...index.named(change.state, extension.id), ...index.named(change.reference, extension.id)];
  return named.length === 1 ? named[0] : undefined;
}

function isSameState(declared: StateDeclaration, change: StateExtension): boolean {
  return declared.state === change.reference || declared.state === change.state;
}

/** The function an extension names: in its key, behind the last dot, or as a bare word. */
function functionOf(target: StateDeclaration, change: StateExtension): StateDeclaration['functions'] {
  const inKey = change.reference === target.state ? undefined : splitPathReference(change.reference)?.fun;
  return inKey === undefined ? change.functions : [{ fun: inKey, at: change.at }, ...change.functions];
}

function addState(high: HighState, owner: IdDeclaration, change: StateExtension): void {
  const split = splitPathReference(change.reference);
  const functions = split === undefined ? change.functions : [{ fun: split.fun, at: change.at }, ...change.functions];
  const { reference: _, ...state } = change;
  owner.states.push({
    ...state,
    id: owner.id,
    state: split?.state ?? change.reference,
    functions,
    order: high.nextOrder++,
  });
}

/** Requisites and lists of keywords are added to, everything else is replaced; a `name` takes the place of `names`. */
function mergeState(
  target: StateDeclaration,
  change: StateExtension,
  functions: StateDeclaration['functions'],
  { id, sls, at }: Extension,
): void {
  if (functions.length > 0) target.functions = functions;
  target.requisites.push(...change.requisites);
  target.uses.push(...change.uses);
  target.bindings.push(...change.bindings);
  for (const [key, argument] of change.args) {
    if (key === 'name') target.args.delete('names');
    if (key === 'names') target.overrides = change.overrides;
    const placed: Argument = { ...argument, via: { kind: 'extend', id, sls, at } };
    target.args.set(key, merged(key, target.args.get(key), placed));
  }
}

function merged(key: string, before: Argument | undefined, after: Argument): Argument {
  if (!LIST_KEYWORDS.has(key) || !ENGINE_KEYWORDS.has(key)) return after;
  if (before === undefined || !Array.isArray(before.value) || !Array.isArray(after.value)) return after;
  return { ...after, value: [...(before.value as unknown[]), ...(after.value as unknown[])] };
}

function reportUnknown(high: HighState, extension: Extension): void {
  high.problems.error('sls/extend-unknown', `cannot extend ID '${extension.id}': it is not part of the high state`, {
    at: extension.at,
    length: extension.id.length,
    sls: extension.sls,
    hints: [didYouMean(extension.id, high.ids.keys()), 'is the file that declares it included?'],
  });
}
