/** Requisite lists, `use` lists and written `arg_bind` lists, as they stand below a path reference. */
import type { Positions } from '../contract/index.js';
import { describe, isSecret, isUnknown, type Pos, parsePath } from '../kernel/index.js';
import { splitBindingId } from './binding-reference.js';
import { ARG_BIND } from './keywords.js';
import type { Binding, TargetSpec } from './low-state.js';
import type { Problems } from './problems.js';

export interface ReadContext {
  readonly positions: Positions;
  readonly problems: Problems;
  readonly sls: string;
}

export interface WrittenTarget {
  readonly target: TargetSpec;
  readonly at: Pos;
}

/** Targets of a requisite or `use`: a list of one-key mappings or IDs, or one mapping of the same. */
export function readTargets(keyword: string, value: unknown, at: Pos, context: ReadContext): WrittenTarget[] {
  const found: WrittenTarget[] = [];
  if (Array.isArray(value)) {
    for (const [index, member] of (value as unknown[]).entries()) {
      readMember(keyword, member, context.positions.key(value, index), found, context);
    }
  } else if (isMapping(value)) {
    for (const key of Object.keys(value)) readTarget(keyword, value, key, found, context);
  } else {
    context.problems.error('sls/bad-requisite', `${keyword} must be a list of targets, and is ${describe(value)}`, {
      at,
      length: keyword.length,
      sls: context.sls,
      hints: [
        typeof value === 'string'
          ? `write it as a list: ${keyword}: [${value}]`
          : 'write one line for each target: - state.ref: ID or name',
      ],
    });
  }
  return found;
}

function readMember(keyword: string, member: unknown, at: Pos, found: WrittenTarget[], context: ReadContext): void {
  const { problems, sls } = context;
  if (typeof member === 'string') {
    found.push({ target: { kind: 'id', id: member }, at });
    return;
  }
  if (!isMapping(member)) {
    problems.error(
      'sls/bad-requisite',
      `a target of ${keyword} must be state.ref: ID, or an ID, and is ${describe(member)}`,
      { at, sls },
    );
    return;
  }
  const keys = Object.keys(member);
  if (keys.length !== 1) {
    problems.error('sls/bad-requisite', `a target of ${keyword} holds ${keys.length} keys instead of one`, {
      at,
      sls,
      hints: ['give each target a dash of its own'],
    });
    return;
  }
  readTarget(keyword, member, keys[0] as string, found, context);
}

function readTarget(
  keyword: string,
  container: Readonly<Record<string, unknown>>,
  key: string,
  found: WrittenTarget[],
  context: ReadContext,
): void {
  const value = container[key];
  const at = context.positions.key(container, key);
  if (Array.isArray(value) && key === 'sls') {
    readGroupForm(keyword, '', value as unknown[], at, found, context);
    return;
  }
  if (Array.isArray(value) && key !== 'id') {
    readLongForm(keyword, key, value as unknown[], found, context);
    return;
  }
  const text = scalarText(value);
  if (text === undefined || text === '') {
    context.problems.error(
      'sls/bad-requisite',
      `${keyword}: ${key} must name an ID, a name or a pattern, and is ${describe(value)}`,
      {
        at,
        length: key.length,
        sls: context.sls,
      },
    );
    return;
  }
  if (key === 'sls') found.push({ target: { kind: 'sls', pattern: text }, at });
  else if (key === 'id') found.push({ target: { kind: 'id', id: text }, at });
  else found.push({ target: { kind: 'state', state: key, pattern: text }, at });
}

/** `- state.ref: [ {id[name]: …}, id ]`: each member a target of its own. */
function readLongForm(
  keyword: string,
  state: string,
  list: unknown[],
  found: WrittenTarget[],
  context: ReadContext,
): void {
  for (const [index, member] of list.entries()) {
    const keys = isMapping(member) ? Object.keys(member) : typeof member === 'string' ? [member] : [];
    const at = context.positions.key(list, index);
    if (keys.length !== 1) {
      context.problems.error(
        'sls/bad-requisite',
        `a target of ${keyword}: ${state} must be an ID or ID[name], and is ${describe(member)}`,
        {
          at,
          sls: context.sls,
        },
      );
      continue;
    }
    const { id, name } = splitBindingId(keys[0] as string);
    found.push({ target: { kind: 'state', state, pattern: id, ...(name === undefined ? {} : { name }) }, at });
  }
}

/** `- sls: [ {run: [ {state.ref: ID} ]} ]`: members of a file as a function; `sls` again for one inside of it. */
function readGroupForm(
  keyword: string,
  outer: string,
  list: unknown[],
  at: Pos,
  found: WrittenTarget[],
  context: ReadContext,
): void {
  const { positions, problems, sls } = context;
  const wrong = (where: Pos): void =>
    problems.error('sls/bad-requisite', `a list below ${keyword}: sls names members of files as functions`, {
      at: where,
      sls,
      hints: [`write it as ${keyword}: [{sls: [{ID of sls.run: [{state.ref: ID}]}]}]`],
    });
  if (list.length === 0) wrong(at);
  for (const [index, member] of list.entries()) {
    const [run, ...others] = isMapping(member) ? Object.keys(member) : [];
    const members = isMapping(member) && run !== undefined ? member[run] : undefined;
    if (run === undefined || others.length > 0 || !Array.isArray(members)) {
      wrong(positions.key(list, index));
      continue;
    }
    const group = `${outer}${run}.`;
    for (const [place, one] of (members as unknown[]).entries()) {
      const [state, ...rest] = isMapping(one) ? Object.keys(one) : [];
      const target = isMapping(one) && state !== undefined ? one[state] : undefined;
      const text = scalarText(target);
      const oneAt = positions.key(members, place);
      if (state === 'sls' && Array.isArray(target))
        readGroupForm(keyword, group, target as unknown[], oneAt, found, context);
      else if (state === undefined || rest.length > 0 || text === undefined || text === '') wrong(oneAt);
      else found.push({ target: { kind: 'state', state, pattern: `${group}${text}` }, at: oneAt });
    }
  }
}

/** `arg_bind: [ {state: [ {id: [ {path: own path} ] } ] } ]`, the written form of `${state:id:path}`. */
export function readArgBind(value: unknown, at: Pos, context: ReadContext): Binding[] {
  const found: Binding[] = [];
  for (const state of entriesOf(value, at, context)) {
    for (const target of entriesOf(state.value, state.at, context)) {
      for (const path of entriesOf(target.value, target.at, context)) {
        const binding = readBinding(state.key, target.key, path, context);
        if (binding !== undefined) found.push(binding);
      }
    }
  }
  return found;
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly at: Pos;
}

/** The entries of a list of one-key mappings. */
function entriesOf(value: unknown, at: Pos, { positions, problems, sls }: ReadContext): Entry[] {
  const wrong = (where: Pos): void =>
    problems.error('sls/bad-binding', `${ARG_BIND} must be lists of one-key mappings`, {
      at: where,
      sls,
      hints: ['arg_bind: [{state.ref: [{id: [{path: argument}]}]}]'],
    });
  if (!Array.isArray(value)) {
    wrong(at);
    return [];
  }
  return (value as unknown[]).flatMap((member, index) => {
    const keys = isMapping(member) ? Object.keys(member) : [];
    if (!isMapping(member) || keys.length !== 1) {
      wrong(positions.key(value, index));
      return [];
    }
    const key = keys[0] as string;
    return [{ key, value: member[key], at: positions.key(member, key) }];
  });
}

function readBinding(state: string, target: string, path: Entry, { problems, sls }: ReadContext): Binding | undefined {
  const source = parsePath(path.key);
  const own = typeof path.value === 'string' ? parsePath(path.value) : undefined;
  const argument =
    own?.ok === true
      ? own.value.map((part) => (part.kind === 'key' ? part.key : part.kind === 'index' ? part.index : '*'))
      : [];
  if (!source.ok || own === undefined || !own.ok || argument.includes('*') || typeof argument[0] !== 'string') {
    const problem = !source.ok
      ? source.problem
      : own !== undefined && !own.ok
        ? own.problem
        : 'it must end with the path of an own argument, without *';
    problems.error('sls/bad-binding', `${ARG_BIND} of '${path.key}': ${problem}`, {
      at: path.at,
      length: path.key.length,
      sls,
    });
    return undefined;
  }
  const { id, name } = splitBindingId(target);
  return {
    state,
    id,
    ...(name === undefined ? {} : { name }),
    path: source.value,
    reference: `\${${state}:${target}:${path.key}}`,
    argument,
    whole: true,
    at: path.at,
  };
}

/** Plain data with keys: also from another realm, never a secret or a class of someone's. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isSecret(value) || isUnknown(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Text of a scalar; undefined for containers and null. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}
