/** `use` takes over arguments of another state, `use_in` gives one's own to it. What is set already stays. */
import { HighIndex } from '../high-index.js';
import type { HighState, StateDeclaration } from '../high-state.js';
import { CHUNK_KEYWORDS } from '../keywords.js';
import { findTargets } from './requisite-ins.js';

/** Copies transitively: who uses a state also gets what that one uses. Never copied: name, names, order, requisites. */
export function applyUses(high: HighState): void {
  const givers = collectGivers(high);
  if (givers === undefined) return;
  const done = new Set<StateDeclaration>();
  for (const state of givers.keys()) fill(state, givers, done);
}

/** For each state the states it takes arguments from, in written order; undefined when nothing is used. */
function collectGivers(high: HighState): Map<StateDeclaration, StateDeclaration[]> | undefined {
  let givers: Map<StateDeclaration, StateDeclaration[]> | undefined;
  let index: HighIndex | undefined;
  for (const declaration of high.ids.values()) {
    if (declaration.compiled) continue;
    for (const state of declaration.states) {
      for (const { reversed, target, at } of state.uses) {
        index ??= new HighIndex(high);
        givers ??= new Map();
        for (const other of findTargets(high, index, state, target, reversed ? 'use_in' : 'use', at)) {
          const [taker, giver] = reversed ? [other, state] : [state, other];
          givers.set(taker, [...(givers.get(taker) ?? []), giver]);
        }
      }
    }
  }
  return givers;
}

function fill(
  state: StateDeclaration,
  givers: ReadonlyMap<StateDeclaration, StateDeclaration[]>,
  done: Set<StateDeclaration>,
): void {
  // Marked before the givers are filled, so that states which use each other end.
  if (done.has(state)) return;
  done.add(state);
  for (const giver of givers.get(state) ?? []) {
    fill(giver, givers, done);
    for (const [name, argument] of giver.args) {
      if (CHUNK_KEYWORDS.has(name) || state.args.has(name)) continue;
      const { id, sls, at } = giver;
      const before = argument.via === undefined ? {} : { before: argument.via };
      state.args.set(name, { ...argument, via: { kind: 'use', id, sls, at, ...before } });
    }
  }
}
