/** Compiling, as one list: high state in, chunks out. */
import type { HighState } from './high-state.js';
import type { Chunk } from './low-state.js';
import { findBindings } from './passes/bindings.js';
import { applyExclusions } from './passes/exclude.js';
import { applyExtensions } from './passes/extend.js';
import { makeChunks } from './passes/low.js';
import { turnRequisiteIns } from './passes/requisite-ins.js';
import { applyUses } from './passes/use.js';
import { verify } from './passes/verify.js';

export interface Pass {
  readonly name: string;
  /** Changes the high state and collects what is wrong in `high.problems`. A pass must bear what an earlier one complained about. */
  run(high: HighState): void;
}

/** Every pass runs, also after errors, so that all of them are told at once. */
export const passes: readonly Pass[] = [
  // First: what follows must see states as the files together mean them. An extension may add whole states and replace functions.
  { name: 'extend', run: applyExtensions },

  // After extend, because only then a state has its function and its requisites; before anything that copies, so that a mistake is
  // reported where it was written and once.
  { name: 'verify', run: verify },

  // Before exclude: what an excluded file asks of others still counts, as in the original.
  { name: 'requisite-ins', run: turnRequisiteIns },

  // After extend, so that extended arguments are copied; before bindings, so that copied references are found on both sides.
  { name: 'use', run: applyUses },

  // After everything that looks up states by name: taking states out earlier would turn an exclusion into errors.
  { name: 'exclude', run: applyExclusions },

  // After exclude, because what is not run need not be bound; before low, because chunks share their bindings.
  { name: 'bindings', run: findBindings },
];

/** Runs every pass and makes the chunks. The chunks count for nothing when `high.problems` holds an error. */
export function runPasses(high: HighState): Chunk[] {
  for (const pass of passes) pass.run(high);
  // Last: nothing is added to a declaration once it became chunks.
  const chunks = makeChunks(high);
  for (const declaration of high.ids.values()) declaration.compiled = true;
  return chunks;
}
