/** What compiling gives: the low state, an ordered list of chunks. Knows nothing of plugins. */
import type { Positions } from '../contract/index.js';
import { type DataPath, NO_POS, type Pos, type SourceIndex, type Span } from '../kernel/index.js';
import type { GroupRequest } from './group.js';
import type { RanChunks } from './resolve-reference.js';

/** One argument as written. */
export interface Argument {
  readonly value: unknown;
  /** Position of the key. */
  readonly at: Pos;
  /** Position of the value. */
  readonly valueAt: Pos;
  /** Positions inside of a value that is a mapping or list. */
  readonly inside?: Positions;
  /** How it came to this declaration when it was written elsewhere. */
  readonly via?: ArgumentRoute;
}

/** Where a part of an argument stands, or the nearest part around it whose place is known. */
export function positionWithin(argument: Argument, path: readonly (string | number)[], of: 'key' | 'value'): Pos {
  let at = argument.valueAt;
  let container = argument.value;
  for (const [depth, part] of path.entries()) {
    if (typeof container !== 'object' || container === null || !Object.hasOwn(container, part)) break;
    const inner = argument.inside?.[depth === path.length - 1 ? of : 'value'](container, part) ?? NO_POS;
    if (inner !== NO_POS) at = inner;
    container = (container as Record<string | number, unknown>)[part];
  }
  return at;
}

/** An argument that was put in by `extend`, or taken over by `use` or `use_in`. */
export interface ArgumentRoute {
  readonly kind: 'extend' | 'use';
  /** The ID that extends, or whose argument it was, its file and place. */
  readonly id: string;
  readonly sls: string;
  readonly at: Pos;
  /** How it came there, when it was not written there either. */
  readonly before?: ArgumentRoute;
}

/** What a requisite points at, before it is matched against chunks. */
export type TargetSpec =
  /** `- cloud.network: net*`: the state ref exactly, the pattern against name or ID; `name` from `id[name]`. */
  | { readonly kind: 'state'; readonly state: string; readonly pattern: string; readonly name?: string }
  /** `- sls: shared.*` */
  | { readonly kind: 'sls'; readonly pattern: string }
  /** `- web`: a bare string, an exact ID. */
  | { readonly kind: 'id'; readonly id: string };

export interface Requisite {
  /** `require`, `watch`, `onchanges_any`, …; never an `_in` form: those are resolved by compiling. */
  readonly kind: string;
  readonly target: TargetSpec;
  readonly at: Pos;
}

/** `${state.ref:id[name]:path}` in one argument. */
export interface Binding {
  readonly state: string;
  readonly id: string;
  readonly name?: string;
  /** Empty: the whole new state. */
  readonly path: DataPath;
  /** The reference as written, to be replaced inside a longer text. */
  readonly reference: string;
  /** Where in the chunk's arguments it stands: argument name, then keys and indexes. */
  readonly argument: readonly (string | number)[];
  /** True when the reference is the whole string. */
  readonly whole: boolean;
  readonly at: Pos;
}

/** Everything the chunks of one ID declaration and path reference share. */
export interface Declaration {
  readonly id: string;
  readonly state: string;
  readonly fun: string;
  /** The actual ref of the file (`a.b.init`). */
  readonly sls: string;
  /** Position of the ID, and of the path reference. */
  readonly idAt: Pos;
  readonly at: Pos;
  readonly meta: unknown;
  readonly slsMeta: unknown;
}

/** One function call with one name. Chunks of one declaration share their arguments, requisites and bindings where nothing overrides them. */
export interface Chunk {
  /** Its place in `LowState.chunks`. */
  readonly index: number;
  readonly declaration: Declaration;
  readonly name: string;
  /** Set when the thing's name is made: this, and a suffix that is new for each thing. `name` is the prefix then, so that tags stay. */
  readonly namePrefix?: string;
  /** Final sorting number (section 7.3 of the language). */
  readonly order: number;
  /** Arguments for the function, without `name`, requisites and engine keywords. Insertion order is the written order. */
  readonly args: ReadonlyMap<string, Argument>;
  /** Engine keywords as written: `retry`, `timeout`, `onlyif`, `protect`, `acct_profile`, `ignore_changes`, `recreate_on_update`, `sensitive`, … */
  readonly keywords: ReadonlyMap<string, Argument>;
  readonly requisites: readonly Requisite[];
  readonly bindings: readonly Binding[];
}

/** A block whose rendering waits until something has run. */
export interface DelayedBlock {
  readonly sls: string;
  readonly at: Pos;
  /** IDs that must have run. */
  readonly requires: readonly string[];
  /** Renders, compiles with what is known then, and gives the chunks that are new. `ran` tells its templates what has run. Once. */
  release(ran?: RanChunks): Promise<LowState>;
}

export interface LowState {
  /** Sorted by order, then by state, name and function. `chunks[i].index === i`. */
  readonly chunks: readonly Chunk[];
  readonly sources: SourceIndex;
  /** Actual refs of every file that was read, entry refs first. */
  readonly slsRefs: readonly string[];
  /** How a file came in: its ref to the chain of includes, from the entry file on. */
  readonly includedBy: ReadonlyMap<string, readonly { readonly sls: string; readonly span?: Span }[]>;
  readonly delayed: readonly DelayedBlock[];
  /** Gathers files on behalf of a running chunk. Throws a `DiagnosticError`. Absent where there are no files, as for data made by code. */
  gatherGroup?(request: GroupRequest): Promise<LowState>;
}
