/** One path reference with what stands below it: function, arguments, requisites. */
import { describe, didYouMean, NO_POS, type Pos, splitPathReference } from '../kernel/index.js';
import type { IdDeclaration, Overrides, StateDeclaration } from './high-state.js';
import { ARG_BIND, REQUISITES, RESERVED_ARGUMENTS, USES } from './keywords.js';
import type { Argument } from './low-state.js';
import { isMapping, type ReadContext, readArgBind, readTargets } from './read-requisites.js';

/** What a state is called; `fun` when its path reference names the function. */
export interface StateName {
  readonly id: string;
  readonly state: string;
  readonly fun?: string;
}

const NO_OVERRIDES: ReadonlyMap<string, Overrides> = new Map();

/** Reads the value of a path reference: a list of arguments, a mapping of them, or nothing. */
export function readState(
  name: StateName,
  reference: string,
  value: unknown,
  at: Pos,
  context: ReadContext,
): StateDeclaration {
  const state: StateDeclaration = {
    id: name.id,
    state: name.state,
    sls: context.sls,
    functions: name.fun === undefined ? [] : [{ fun: name.fun, at }],
    at,
    order: 0,
    args: new Map(),
    requisites: [],
    uses: [],
    bindings: [],
    overrides: NO_OVERRIDES,
  };
  if (value === null || value === undefined) return state;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) readEntry(state, value, index, context);
  } else if (isMapping(value)) {
    for (const key of keysOf(value, context)) readArgument(state, value, key, context);
  } else {
    context.problems.error(
      'sls/bad-arguments',
      `below ${reference} must stand a list of arguments, and there is ${describe(value)}`,
      {
        at,
        length: reference.length,
        sls: context.sls,
        hints: ['write one line for each argument: - argument: value'],
      },
    );
  }
  return state;
}

function readEntry(state: StateDeclaration, list: readonly unknown[], index: number, context: ReadContext): void {
  const { positions, problems, sls } = context;
  const entry = list[index];
  if (typeof entry === 'string') {
    const at = positions.key(list, index);
    if (/\s/.test(entry)) {
      problems.error('sls/bad-function', `'${entry}' is neither an argument nor the name of a function`, {
        at,
        length: entry.length,
        sls,
        hints: ['write arguments as - argument: value'],
      });
    } else state.functions.push({ fun: entry, at });
    return;
  }
  if (!isMapping(entry)) {
    problems.error(
      'sls/bad-argument',
      `an argument must be written as - argument: value, and here stands ${describe(entry)}`,
      {
        at: positions.key(list, index),
        sls,
      },
    );
    return;
  }
  let only: string | undefined;
  let count = 0;
  for (const key in entry) {
    only = key;
    count++;
  }
  if (only !== undefined && count === 1) {
    readArgument(state, entry, only, context);
    return;
  }
  const keys = keysOf(entry, context);
  const second = keys[1];
  problems.error(
    'sls/bad-argument',
    `an entry of an argument list holds ${count} keys instead of one: ${keys.join(', ')}`,
    {
      at: second === undefined ? positions.key(list, index) : positions.key(entry, second),
      ...(second === undefined ? {} : { length: second.length }),
      sls,
      hints: [
        second === undefined
          ? 'remove the entry, or write - argument: value'
          : `give ${second} a dash of its own; if it belongs to the value of ${keys[0]}, indent it further`,
      ],
    },
  );
}

function readArgument(
  state: StateDeclaration,
  container: Readonly<Record<string, unknown>>,
  key: string,
  context: ReadContext,
): void {
  const value = container[key];
  const at = context.positions.key(container, key);
  const requisite = REQUISITES.get(key);
  if (requisite !== undefined) {
    for (const { target, at: targetAt } of readTargets(key, value, at, context)) {
      state.requisites.push({ kind: requisite.kind, reversed: requisite.reversed, target, at: targetAt });
    }
  } else if (USES.has(key)) {
    for (const target of readTargets(key, value, at, context))
      state.uses.push({ reversed: key === 'use_in', ...target });
  } else if (key === ARG_BIND) {
    state.bindings.push(...readArgBind(value, at, context));
  } else if (RESERVED_ARGUMENTS.has(key)) {
    context.problems.warning('sls/reserved-argument', `the argument '${key}' cannot be set and is dropped`, {
      at,
      length: key.length,
      sls: context.sls,
    });
  } else {
    const valueAt = context.positions.value(container, key);
    const argument =
      typeof value === 'object' && value !== null
        ? { value, at, valueAt, inside: context.positions }
        : { value, at, valueAt };
    setArgument(state, key, argument, context);
  }
}

function setArgument(state: StateDeclaration, key: string, argument: Argument, context: ReadContext): void {
  const { problems, sls } = context;
  const first = state.args.get(key);
  if (first !== undefined) {
    problems.error('sls/duplicate-argument', `the argument '${key}' is given twice`, {
      at: argument.at,
      length: key.length,
      sls,
      related: [{ message: 'first given here', at: first.at, length: key.length }],
    });
    return;
  }
  if (looksLikeTargets(argument.value)) {
    const meant = didYouMean(key, REQUISITES.keys());
    if (meant !== undefined) {
      problems.error('sls/unknown-requisite', `there is no requisite '${key}'`, {
        at: argument.at,
        length: key.length,
        sls,
        hints: [meant],
      });
      return;
    }
  }
  state.args.set(key, argument);
  if (key === 'names') state.overrides = readOverrides(state, argument.value, context);
}

/** Entries of `names` of the form `name: [overrides]`. */
function readOverrides({ id, state }: StateName, names: unknown, context: ReadContext): ReadonlyMap<string, Overrides> {
  if (!Array.isArray(names) || !names.some(isMapping)) return NO_OVERRIDES;
  const found = new Map<string, Overrides>();
  for (const entry of names as unknown[]) {
    if (!isMapping(entry)) continue;
    for (const name of Object.keys(entry)) {
      if (!found.has(name))
        found.set(name, readState({ id, state }, name, entry[name], context.positions.key(entry, name), context));
    }
  }
  return found;
}

/** `[ {state.ref: text} ]`: nothing but a requisite is written so, when its name is close to one. */
function looksLikeTargets(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return (value as unknown[]).every((member) => {
    if (!isMapping(member)) return false;
    const keys = Object.keys(member);
    return keys.length === 1 && typeof member[keys[0] as string] === 'string';
  });
}

/** The body of an ID: path references with their arguments, or one path reference as text. */
export function readBody(declaration: IdDeclaration, body: unknown, at: Pos, context: ReadContext): StateDeclaration[] {
  const { problems, sls } = context;
  const { id } = declaration;
  if (typeof body === 'string') {
    const split = splitReference(body, at, context);
    if (split === undefined) return [];
    return [readState({ id, ...split }, body, null, at, context)];
  }
  if (!isMapping(body)) {
    problems.error('sls/bad-body', `ID ${id} in SLS ${sls} is not a dictionary`, {
      at: declaration.at,
      length: id.length,
      sls,
      detail: `below an ID stands a path reference with its arguments; here stands ${describe(body)}`,
      hints: [
        Array.isArray(body)
          ? 'a path reference is missing above the list, as in cloud.network.present:'
          : `write ${id}: state.function`,
      ],
    });
    return [];
  }
  const found: StateDeclaration[] = [];
  for (const key of keysOf(body, context)) {
    if (key === 'META' || key.startsWith('_')) continue;
    const keyAt = context.positions.key(body, key);
    const value = body[key];
    // Without a dot, the function stands in the list as a bare word.
    const split = key.includes('.') || !Array.isArray(value) ? splitReference(key, keyAt, context) : { state: key };
    if (split !== undefined) join(found, readState({ id, ...split }, key, value, keyAt, context), context);
  }
  return found;
}

/** Two functions of one state ref below one ID would be two states of one tag. */
function join(found: StateDeclaration[], state: StateDeclaration, { problems, sls }: ReadContext): void {
  const other = found.find((one) => one.state === state.state);
  if (other === undefined) {
    found.push(state);
    return;
  }
  const [first, second] = [other, state].map((one) => `${one.state}.${one.functions[0]?.fun ?? ''}`);
  problems.error('sls/many-functions', `ID ${state.id} has two functions of ${state.state}: ${first} and ${second}`, {
    at: state.at,
    sls,
    related: [{ message: 'the first stands here', at: other.at }],
    hints: ['give each function an ID of its own'],
  });
}

function splitReference(
  reference: string,
  at: Pos,
  { problems, sls }: ReadContext,
): { state: string; fun: string } | undefined {
  const split = /\s/.test(reference) || reference.includes('..') ? undefined : splitPathReference(reference);
  if (split === undefined || reference.startsWith('.')) {
    problems.error('sls/bad-reference', `'${reference}' is not a path reference`, {
      at,
      length: reference.length,
      sls,
      hints: ['a path reference is a state ref and a function with a dot between them: cloud.network.present'],
    });
    return undefined;
  }
  return split;
}

/** Keys in written order. */
export function keysOf(mapping: object, { positions }: ReadContext): readonly string[] {
  return positions.keys?.(mapping) ?? Object.keys(mapping);
}

/** Positions of data that was not written anywhere. */
export const NO_POSITIONS = { key: () => NO_POS, value: () => NO_POS, start: () => NO_POS };
