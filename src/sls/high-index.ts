/** Finding declarations by what a requisite names: exact names through maps, patterns by scanning. */
import { globMatcher, isGlob } from '../kernel/index.js';
import type { HighState, IdDeclaration, StateDeclaration } from './high-state.js';
import type { TargetSpec } from './low-state.js';

export class HighIndex {
  readonly #ids: ReadonlyMap<string, IdDeclaration>;
  readonly #all: StateDeclaration[] = [];
  #byName: Map<string, StateDeclaration[]> | undefined;

  constructor(high: HighState) {
    this.#ids = high.ids;
    for (const declaration of high.ids.values()) this.#all.push(...declaration.states);
  }

  find(target: TargetSpec): readonly StateDeclaration[] {
    switch (target.kind) {
      case 'id': {
        const declared = this.#ids.get(target.id)?.states;
        return declared ?? this.#named(target.id);
      }
      case 'sls':
        return this.#scan(target.pattern, (matches, one) => matches(one.sls));
      case 'state':
        return this.#ofState(target.state, target.pattern);
    }
  }

  /** States of a state ref with a name. */
  named(state: string, name: string): readonly StateDeclaration[] {
    return this.#named(name).filter((one) => one.state === state);
  }

  #ofState(state: string, pattern: string): readonly StateDeclaration[] {
    if (isGlob(pattern)) {
      return this.#scan(
        pattern,
        (matches, one) => one.state === state && (matches(one.id) || namesOf(one).some(matches)),
      );
    }
    const declared = this.#ids.get(pattern)?.states.filter((one) => one.state === state) ?? [];
    const named = this.#named(pattern).filter((one) => one.state === state && one.id !== pattern);
    return named.length === 0 ? declared : [...declared, ...named];
  }

  #scan(
    pattern: string,
    test: (matches: (text: string) => boolean, one: StateDeclaration) => boolean,
  ): StateDeclaration[] {
    const matches = globMatcher(pattern);
    return this.#all.filter((one) => test(matches, one));
  }

  #named(name: string): readonly StateDeclaration[] {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const one of this.#all) {
        for (const own of namesOf(one)) {
          const others = this.#byName.get(own);
          if (others === undefined) this.#byName.set(own, [one]);
          else others.push(one);
        }
      }
    }
    return this.#byName.get(name) ?? [];
  }
}

/** The names a declaration's chunks will have. */
export function namesOf(state: StateDeclaration): readonly string[] {
  const names = state.args.get('names')?.value;
  if (Array.isArray(names)) {
    return (names as unknown[]).flatMap((one) =>
      typeof one === 'string' ? [one] : Object.keys((one ?? {}) as object),
    );
  }
  const name = state.args.get('name')?.value;
  return [typeof name === 'string' ? name : state.id];
}
