/** Requisites written on the other side: `require_in` on S that names T becomes `require` on T that names S. */
import { didYouMean, isGlob, type Pos } from '../../kernel/index.js';
import { HighIndex } from '../high-index.js';
import type { HighState, StateDeclaration } from '../high-state.js';
import type { TargetSpec } from '../low-state.js';
import { reportTooLate } from './extend.js';

export function turnRequisiteIns(high: HighState): void {
  let index: HighIndex | undefined;
  for (const declaration of high.ids.values()) {
    if (declaration.compiled) continue;
    for (const state of declaration.states) {
      for (const { kind, reversed, target, at } of state.requisites) {
        if (!reversed) continue;
        index ??= new HighIndex(high);
        const requisite = { kind, reversed: false, target: literal(state), at };
        for (const found of findTargets(high, index, state, target, `${kind}_in`, at)) found.requisites.push(requisite);
      }
    }
  }
}

/** The declarations a target names, without the one that names it; reports when there are none or they cannot be changed. */
export function findTargets(
  high: HighState,
  index: HighIndex,
  state: StateDeclaration,
  target: TargetSpec,
  keyword: string,
  at: Pos,
): readonly StateDeclaration[] {
  const found = index.find(target);
  if (found.length === 0) reportUnknown(high, state, target, keyword, at);
  return found.filter((one) => {
    if (one === state) return false;
    const owner = high.ids.get(one.id);
    if (owner?.compiled !== true || keyword === 'use') return true;
    reportTooLate(high, owner, state.sls, at, keyword);
    return false;
  });
}

/** A target that means exactly this state, also when its ID holds characters of a pattern. */
function literal(state: StateDeclaration): TargetSpec {
  return {
    kind: 'state',
    state: state.state,
    pattern: isGlob(state.id) ? state.id.replace(/[*?[]/g, '[$&]') : state.id,
  };
}

function reportUnknown(high: HighState, state: StateDeclaration, target: TargetSpec, keyword: string, at: Pos): void {
  const text = target.kind === 'id' ? target.id : target.pattern;
  const what = target.kind === 'state' ? `${target.state}: ${text}` : target.kind === 'sls' ? `sls: ${text}` : text;
  const known = target.kind === 'sls' ? high.slsRefs : high.ids.keys();
  high.problems.error(
    'sls/unknown-target',
    `${keyword} of ID ${state.id} names '${what}', which is not part of the high state`,
    {
      at,
      sls: state.sls,
      hints: [didYouMean(text, known), 'a target is written as state.ref: ID or name, without the function'],
    },
  );
}
