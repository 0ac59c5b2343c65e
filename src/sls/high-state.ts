/** The high state: everything that was rendered, merged and typed, each part with its place. Passes change it in order. */
import type { Pos, SourceIndex } from '../kernel/index.js';
import type { Argument, Binding, DelayedBlock, TargetSpec } from './low-state.js';
import type { IncludeChains, Problems } from './problems.js';

/** A requisite as written, also on the other side (`require_in`). */
export interface WrittenRequisite {
  readonly kind: string;
  readonly reversed: boolean;
  readonly target: TargetSpec;
  readonly at: Pos;
}

/** `use` or `use_in`. */
export interface WrittenUse {
  readonly reversed: boolean;
  readonly target: TargetSpec;
  readonly at: Pos;
}

/** One state ref under one ID, before it becomes chunks. */
export interface StateDeclaration {
  readonly id: string;
  readonly state: string;
  readonly sls: string;
  /** Function names that stand in it; exactly one when all is well. */
  functions: { readonly fun: string; readonly at: Pos }[];
  /** Position of the path reference. */
  readonly at: Pos;
  /** Number in gathering order, used when there is no `order`. */
  order: number;
  /** Every argument and engine keyword by name, in written order. */
  readonly args: Map<string, Argument>;
  readonly requisites: WrittenRequisite[];
  readonly uses: WrittenUse[];
  /** Bindings: those written as `arg_bind` from the start, those found in arguments after the pass `bindings`. */
  readonly bindings: Binding[];
  /** What entries of `names` of the form `name: [overrides]` say. */
  overrides: ReadonlyMap<string, Overrides>;
}

/** What one name of `names` has of its own. */
export type Overrides = Pick<StateDeclaration, 'args' | 'requisites' | 'bindings'>;

export interface IdDeclaration {
  readonly id: string;
  readonly at: Pos;
  readonly sls: string;
  readonly meta: unknown;
  readonly slsMeta: unknown;
  readonly states: StateDeclaration[];
  /** Made into chunks by an earlier compile of this run, and therefore not to be changed any more. */
  compiled: boolean;
}

/** One ID below `extend`. */
export interface Extension {
  readonly id: string;
  readonly at: Pos;
  readonly sls: string;
  readonly states: readonly StateExtension[];
}

export interface StateExtension extends StateDeclaration {
  /** The path reference as written: `cloud.network` may be a state ref without a function. */
  readonly reference: string;
}

export type Exclusion =
  | { readonly kind: 'sls'; readonly pattern: string; readonly at: Pos }
  | { readonly kind: 'id'; readonly id: string; readonly at: Pos };

export interface HighState {
  readonly ids: Map<string, IdDeclaration>;
  readonly extensions: Extension[];
  readonly exclusions: Exclusion[];
  readonly delayed: DelayedBlock[];
  /** Actual refs of the files that were read, in gathering order. */
  readonly slsRefs: string[];
  readonly includedBy: IncludeChains;
  readonly sources: SourceIndex;
  readonly problems: Problems;
  /** Next automatic order number. */
  nextOrder: number;
}

/** Automatic order numbers begin here. */
const FIRST_ORDER = 100_000;

export function emptyHighState(sources: SourceIndex, problems: Problems, includedBy: IncludeChains): HighState {
  return {
    ids: new Map(),
    extensions: [],
    exclusions: [],
    delayed: [],
    slsRefs: [],
    includedBy,
    sources,
    problems,
    nextOrder: FIRST_ORDER,
  };
}
