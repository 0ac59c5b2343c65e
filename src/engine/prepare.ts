/** From low state to a graph that can run, or to what is wrong with it. Nothing runs here. */
import { hasErrors } from '../kernel/index.js';
import type { LowState } from '../sls/index.js';
import { GraphBuilder } from './graph-builder.js';
import { notInverted } from './invert.js';
import type { EnforcedState, EngineServices, PreparedRun } from './run.js';
import { type NeedsFrom, Selection } from './selection.js';
import type { RunGraph } from './step-graph.js';

export interface PrepareInput {
  readonly low: LowState;
  readonly services: EngineServices;
  readonly enforced: EnforcedState;
  /** IDs, names, tags or SLS refs (globs) to run; empty or absent: everything. */
  readonly targets?: readonly string[];
  /** The same of what is left out, even when it is needed. */
  readonly except?: readonly string[];
  /** What stands for what targets need; `run` when absent. */
  readonly needs?: NeedsFrom;
  /** Do the opposite, in reverse. */
  readonly invert?: boolean;
}

/** A prepared run with what the walk needs; `run` takes nothing else. */
export interface Prepared extends PreparedRun {
  readonly run: RunGraph;
}

export async function prepare(input: PrepareInput): Promise<Prepared> {
  const builder = new GraphBuilder(input);
  const low = input.invert === true ? { ...input.low, delayed: [] } : input.low;
  const { diagnostics } = await builder.admit(low, false);
  const found = [...diagnostics, ...(input.invert === true ? notInverted(input.low) : [])];
  if (!hasErrors(found)) {
    const { targets = [], except = [], needs = 'run', enforced, services } = input;
    const now = services.ports.clock.now();
    builder.selection = new Selection(builder, { targets, except, needs, enforced, now });
    found.push(...builder.selection.begin(low.delayed));
  }
  return { low, diagnostics: found, run: builder, edges: () => builder.edges() };
}
