/** Finds `${state.ref:id:path}` in every text below an argument. */
import type { Pos, SourceIndex } from '../../kernel/index.js';
import { parseBindingReference, REFERENCE } from '../binding-reference.js';
import type { HighState, Overrides } from '../high-state.js';
import { ENGINE_KEYWORDS, isFunctionArgument } from '../keywords.js';
import type { Argument, Binding } from '../low-state.js';
import { isMapping } from '../read-requisites.js';

type ArgumentPath = readonly (string | number)[];

export interface BindingContext {
  readonly high: HighState;
  readonly sls: string;
}

/** Each chunk name and each argument of the function; engine keywords are read before anything is bound. */
export function findBindings(high: HighState): void {
  for (const declaration of high.ids.values()) {
    if (declaration.compiled) continue;
    const context = { high, sls: declaration.sls };
    for (const state of declaration.states) {
      readParts(state, context);
      for (const own of state.overrides.values()) readParts(own, context);
    }
  }
}

function readParts({ args, bindings }: Overrides, context: BindingContext): void {
  for (const [name, argument] of args) {
    if (isFunctionArgument(name) || name === 'name') bindingsIn(name, argument, bindings, context);
    else if (ENGINE_KEYWORDS.has(name)) refuseBindings(name, argument, context);
  }
}

/** Adds the bindings of one argument to `found`. */
export function bindingsIn(name: string, argument: Argument, found: Binding[], context: BindingContext): void {
  const { value } = argument;
  if (typeof value === 'string') {
    if (value.includes('${')) readText(value, [name], argument.valueAt, found, context);
  } else if (typeof value === 'object' && value !== null) {
    descend(value, [name], argument.valueAt, found, context);
  }
}

/** `at` is the position of the argument's value: the texts inside of it are looked for from there on. */
function descend(value: object, path: ArgumentPath, at: Pos, found: Binding[], context: BindingContext): void {
  const keys = Array.isArray(value) ? value.keys() : isMapping(value) ? Object.keys(value) : [];
  for (const key of keys) {
    const inner = (value as Record<string | number, unknown>)[key];
    if (typeof inner === 'string') {
      if (inner.includes('${')) readText(inner, [...path, key], at, found, context);
    } else if (typeof inner === 'object' && inner !== null) descend(inner, [...path, key], at, found, context);
  }
}

function readText(text: string, argument: ArgumentPath, valueAt: Pos, found: Binding[], context: BindingContext): void {
  const { problems, sources } = context.high;
  if (/\$\{[^}]*\$\{/.test(text)) {
    const at = placeOf(sources, '${', valueAt);
    problems.error('sls/bad-binding', `in '${text}' one reference stands inside of another`, {
      at,
      sls: context.sls,
      hints: ['bind the inner value in a state of its own, or build the reference in a template'],
    });
    return;
  }
  const seen = new Set<string>();
  for (const match of text.matchAll(REFERENCE)) {
    const [reference, inner] = match as unknown as [string, string];
    if (seen.has(reference)) continue;
    seen.add(reference);
    const at = placeOf(sources, reference, valueAt);
    const parsed = parseBindingReference(inner);
    if (parsed.ok) {
      found.push({ ...parsed.value, reference, argument, whole: reference === text, at });
      continue;
    }
    problems.error('sls/bad-binding', `'${reference}' is not an argument binding: ${parsed.problem}`, {
      at,
      length: reference.length,
      sls: context.sls,
      hints: [inner.includes(':') ? undefined : `if a shell variable is meant, write it without braces: $${inner}`],
    });
  }
}

function refuseBindings(name: string, argument: Argument, { high, sls }: BindingContext): void {
  for (const text of textsIn(argument.value)) {
    for (const [reference, inner] of text.matchAll(REFERENCE) as Iterable<readonly string[] & [string, string]>) {
      if (!parseBindingReference(inner).ok) continue;
      high.problems.error(
        'sls/bad-binding',
        `'${reference}' stands in the engine keyword ${name}, which is read before anything is bound`,
        {
          at: placeOf(high.sources, reference, argument.valueAt),
          length: reference.length,
          sls,
        },
      );
    }
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const inner of value) yield* textsIn(inner);
  else if (isMapping(value)) for (const inner of Object.values(value)) yield* textsIn(inner);
}

const LONGEST_LOOK = 4096;

/** Where a reference stands in the source: at its first appearance behind the beginning of the value. */
function placeOf(sources: SourceIndex, reference: string, valueAt: Pos): Pos {
  const found = sources.text(valueAt, LONGEST_LOOK).indexOf(reference);
  return found === -1 ? valueAt : valueAt + found;
}
