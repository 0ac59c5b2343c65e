/** Low state: one chunk for each function call with one name, sorted. */
import { didYouMean, TAG_SEPARATOR } from '../../kernel/index.js';
import type { HighState, IdDeclaration, Overrides, StateDeclaration, WrittenRequisite } from '../high-state.js';
import { ENGINE_KEYWORDS, isFunctionArgument } from '../keywords.js';
import type { Argument, Binding, Chunk, Declaration, Requisite } from '../low-state.js';
import { isMapping, scalarText } from '../read-requisites.js';
import { bindingsIn } from './bindings.js';

/** What a chunk takes from its declaration, or from the overrides of its name. */
interface Parts {
  readonly args: ReadonlyMap<string, Argument>;
  readonly keywords: ReadonlyMap<string, Argument>;
  readonly requisites: readonly Requisite[];
  readonly bindings: readonly Binding[];
}

/** A chunk whose numbers are not final yet. */
type Draft = { -readonly [Key in keyof Chunk]: Chunk[Key] };

/** What a draft's order is computed from. */
interface Ordering {
  /** As written, or the automatic number. */
  readonly order: unknown;
  /** Place in `names`, from 1; 0 without. */
  readonly nameOrder: number;
}

const NONE: ReadonlyMap<string, Argument> = new Map();
const NO_REQUISITES: readonly Requisite[] = [];
const NO_BINDINGS: readonly Binding[] = [];

/** Makes and sorts the chunks of every declaration that was not compiled yet. */
export function makeChunks(high: HighState): Chunk[] {
  const drafts: Draft[] = [];
  const special = new Map<Draft, Ordering>();
  for (const declaration of high.ids.values()) {
    if (declaration.compiled) continue;
    for (const state of declaration.states) draftsOf(high, declaration, state, drafts, special);
  }
  return sortDrafts(drafts, special);
}

function draftsOf(
  high: HighState,
  id: IdDeclaration,
  state: StateDeclaration,
  drafts: Draft[],
  special: Map<Draft, Ordering>,
): void {
  const declaration: Declaration = {
    id: id.id,
    state: state.state,
    fun: state.functions[0]?.fun ?? '',
    sls: id.sls,
    idAt: id.at,
    at: state.at,
    meta: id.meta,
    slsMeta: id.slsMeta,
  };
  const parts = partsOf(state);
  const written = state.args.get('order')?.value;
  checkOrder(high, state);
  const add = (
    name: string,
    { args, keywords, requisites, bindings }: Parts,
    nameOrder: number,
    made = false,
  ): void => {
    const common = { index: 0, declaration, name, order: state.order, args, keywords, requisites, bindings };
    const draft: Draft = made ? { ...common, namePrefix: name } : common;
    if (written !== undefined || nameOrder > 0) special.set(draft, { order: written ?? state.order, nameOrder });
    drafts.push(draft);
  };
  const names = state.args.get('names');
  const distinct = names === undefined ? undefined : distinctNames(high, state, names);
  if (names === undefined || distinct === undefined) {
    const { name, made } = nameOf(high, state);
    add(name, parts, 0, made);
    return;
  }
  let nameOrder = 0;
  for (const name of distinct) {
    checkName(high, state, name, names);
    const overrides = state.overrides.get(name);
    const own = overrides === undefined ? parts : overridden(parts, overrides);
    add(name, bindName(high, state, own, name, names), ++nameOrder);
  }
}

function partsOf(state: Overrides): Parts {
  let plain = true;
  for (const name of state.args.keys()) if (!isFunctionArgument(name)) plain = false;
  return {
    args: plain ? state.args : select(state.args, isFunctionArgument),
    keywords: plain ? NONE : select(state.args, (name) => ENGINE_KEYWORDS.has(name)),
    requisites: plainRequisites(state.requisites),
    bindings: state.bindings.length === 0 ? NO_BINDINGS : state.bindings,
  };
}

function select(all: ReadonlyMap<string, Argument>, wanted: (name: string) => boolean): ReadonlyMap<string, Argument> {
  const found = new Map<string, Argument>();
  for (const [name, argument] of all) if (wanted(name)) found.set(name, argument);
  return found.size === 0 ? NONE : found;
}

function plainRequisites(written: readonly WrittenRequisite[]): readonly Requisite[] {
  if (written.length === 0) return NO_REQUISITES;
  return written.some(({ reversed }) => reversed) ? written.filter(({ reversed }) => !reversed) : written;
}

/** `name`, else `name_prefix`, to which a suffix is added when the thing is made, else the ID. */
function nameOf(high: HighState, state: StateDeclaration): { readonly name: string; readonly made: boolean } {
  const given = state.args.get('name');
  if (given !== undefined && typeof given.value !== 'string') {
    high.problems.warning('sls/bad-name', `the name of ID ${state.id} is not text and is ignored`, {
      at: given.valueAt,
      sls: state.sls,
      hints: given.value === null ? [] : [`put it in quotes: name: '${String(given.value)}'`],
    });
  }
  const prefix = prefixOf(high, state);
  const made = prefix !== undefined && typeof given?.value !== 'string';
  const name = typeof given?.value === 'string' ? given.value : (prefix ?? state.id);
  checkName(high, state, name, made ? state.args.get('name_prefix') : given);
  return { name, made };
}

function prefixOf(high: HighState, state: StateDeclaration): string | undefined {
  const given = state.args.get('name_prefix');
  if (given === undefined || given.value === null || given.value === '') return undefined;
  if (typeof given.value === 'string') return given.value;
  const text = scalarText(given.value);
  high.problems.warning('sls/bad-name', `the name_prefix of ID ${state.id} is not text and is ignored`, {
    at: given.valueAt,
    sls: state.sls,
    hints: text === undefined ? [] : [`put it in quotes: name_prefix: '${text}'`],
  });
  return undefined;
}

function checkName(high: HighState, state: StateDeclaration, name: string, given: Argument | undefined): void {
  if (given === undefined || !name.includes(TAG_SEPARATOR)) return;
  high.problems.error('sls/separator-in-tag', `the name '${name}' of ID ${state.id} holds ${TAG_SEPARATOR}`, {
    at: given.valueAt,
    sls: state.sls,
  });
}

/** The names in written order, each once; undefined where there are none: then it is as if `names` were not given. */
function distinctNames(high: HighState, state: StateDeclaration, names: Argument): ReadonlySet<string> | undefined {
  const place = { at: names.at, length: 'names'.length, sls: state.sls };
  const wrong = (summary: string, hint?: string): void =>
    high.problems.error('sls/bad-names', summary, { ...place, hints: [hint] });
  // A single name is a list of one.
  if (typeof names.value === 'string' && names.value !== '') return new Set([names.value]);
  const found = new Set<string>();
  if (!Array.isArray(names.value)) {
    wrong(`names of ID ${state.id} must be a list of names`);
    return found;
  }
  if (names.value.length === 0) {
    const summary = `names of ID ${state.id} is empty, so there is one state with the ID as its name`;
    high.problems.warning('sls/no-names', summary, { ...place, hints: ['leave it out, or leave the whole state out'] });
    return undefined;
  }
  for (const one of names.value as unknown[]) {
    const keys = isMapping(one) ? Object.keys(one) : [];
    const name = typeof one === 'string' ? one : keys.length === 1 ? keys[0] : undefined;
    if (name === undefined) {
      const text = scalarText(one);
      const hint = text === undefined ? undefined : `put it in quotes: '${text}'`;
      wrong(`names of ID ${state.id} may hold names and name: [overrides], and nothing else`, hint);
    } else found.add(name);
  }
  return found;
}

/** The shared parts with those of one name laid over them; a requisite given there replaces the shared one of its kind. */
function overridden(shared: Parts, overrides: Overrides): Parts {
  const own = partsOf(overrides);
  const kinds = new Set(own.requisites.map(({ kind }) => kind));
  return {
    args: new Map([...shared.args, ...own.args]),
    keywords: new Map([...shared.keywords, ...own.keywords]),
    requisites: [...shared.requisites.filter(({ kind }) => !kinds.has(kind)), ...own.requisites],
    bindings: [...shared.bindings.filter(({ argument }) => !own.args.has(String(argument[0]))), ...own.bindings],
  };
}

/** A name out of `names` that holds a reference. */
function bindName(high: HighState, state: StateDeclaration, parts: Parts, name: string, names: Argument): Parts {
  if (!name.includes('${')) return parts;
  const found: Binding[] = [];
  bindingsIn('name', { ...names, value: name }, found, { high, sls: state.sls });
  return { ...parts, bindings: [...parts.bindings, ...found] };
}

function checkOrder(high: HighState, state: StateDeclaration): void {
  const order = state.args.get('order');
  if (order === undefined || typeof order.value === 'number' || order.value === 'first' || order.value === 'last')
    return;
  high.problems.error('sls/bad-order', `order of ID ${state.id} must be a number, first or last`, {
    at: order.valueAt,
    sls: state.sls,
    hints: [typeof order.value === 'string' ? didYouMean(order.value, ['first', 'last']) : undefined],
  });
}

/**
 * Numbers and sorts: `first` is 0, `last` and negative numbers count from beyond the highest number, and each name of `names` adds a
 * fraction so that they stay together. Equal numbers are sorted by state, name and function.
 */
function sortDrafts(drafts: Draft[], special: ReadonlyMap<Draft, Ordering>): Chunk[] {
  let cap = 1;
  for (const draft of drafts) {
    const order = special.get(draft)?.order ?? draft.order;
    if (typeof order === 'number' && Number.isInteger(order) && order > cap - 1) cap = order + 100;
  }
  for (const [draft, ordering] of special) draft.order = finalOrder(ordering, cap);
  drafts.sort((a, b) => a.order - b.order || compareText(a, b));
  for (const [index, draft] of drafts.entries()) draft.index = index;
  return drafts;
}

const BEYOND_ALL = 1_000_000;

function finalOrder({ order, nameOrder }: Ordering, cap: number): number {
  let number = cap;
  if (typeof order === 'number') number = order;
  else if (order === 'first') number = 0;
  else if (order === 'last') number = cap + BEYOND_ALL;
  // Beyond 10,000 names the fraction would reach the next state.
  if (nameOrder > 0) number += nameOrder < 10_000 ? nameOrder / 10_000 : 1 - 1 / (nameOrder + 1);
  return number < 0 ? cap + BEYOND_ALL + number : number;
}

function compareText(a: Draft, b: Draft): number {
  const left = a.declaration.state + a.name + a.declaration.fun;
  const right = b.declaration.state + b.name + b.declaration.fun;
  return left < right ? -1 : left > right ? 1 : 0;
}
