/** What must hold of every declaration once extensions are in. */
import { isGlob, TAG_SEPARATOR } from '../../kernel/index.js';
import { namesOf } from '../high-index.js';
import type { HighState, StateDeclaration, WrittenRequisite } from '../high-state.js';

export function verify(high: HighState): void {
  for (const declaration of high.ids.values()) {
    if (declaration.compiled) continue;
    if (declaration.id.includes(TAG_SEPARATOR)) {
      high.problems.error('sls/separator-in-tag', `the ID '${declaration.id}' holds ${TAG_SEPARATOR}`, {
        at: declaration.at,
        length: declaration.id.length,
        sls: declaration.sls,
      });
    }
    for (const state of declaration.states) {
      verifyFunction(high, state);
      for (const requisite of state.requisites) if (namesItself(state, requisite)) reportSelf(high, state, requisite);
    }
  }
}

function verifyFunction({ problems }: HighState, state: StateDeclaration): void {
  const [first, second] = state.functions;
  if (first === undefined) {
    problems.error('sls/no-function', `${state.state} of ID ${state.id} has no function`, {
      at: state.at,
      length: state.state.length,
      sls: state.sls,
      hints: [`write the function behind the last dot: ${state.state}.present`],
    });
  } else if (second !== undefined) {
    problems.error(
      'sls/many-functions',
      `${state.state} of ID ${state.id} has more than one function: ${state.functions.map(({ fun }) => fun).join(', ')}`,
      {
        at: second.at,
        length: second.fun.length,
        sls: state.sls,
        related: [{ message: `'${first.fun}' stands here`, at: first.at }],
        hints: [`if '${second.fun}' is an argument, give it a value: - ${second.fun}: …`],
      },
    );
  }
}

/** Only what is spelled out: a pattern that happens to match its own state leaves it out. */
function namesItself(state: StateDeclaration, { target }: WrittenRequisite): boolean {
  if (target.kind === 'id') return target.id === state.id;
  if (target.kind !== 'state' || target.state !== state.state || isGlob(target.pattern) || target.name !== undefined)
    return false;
  if (target.pattern === state.id) return true;
  const names = namesOf(state);
  return names.length === 1 && names[0] === target.pattern;
}

function reportSelf({ problems }: HighState, state: StateDeclaration, { kind, reversed, at }: WrittenRequisite): void {
  problems.error('sls/self-requisite', `ID ${state.id} names itself in ${kind}${reversed ? '_in' : ''}`, {
    at,
    sls: state.sls,
    related: [{ message: `${state.state} of ID ${state.id} stands here`, at: state.at }],
  });
}
