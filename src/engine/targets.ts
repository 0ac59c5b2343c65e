/** Finding the chunks a requisite means, by one index over the whole run and one shared set for equal requisites. */
import type { EnforcedRecord } from '../contract/index.js';
import { globMatcher, isGlob, parseTag } from '../kernel/index.js';
import type { Chunk, Declaration, TargetSpec } from '../sls/index.js';
import type { EnforcedState } from './run.js';

/** What one spelling of a requisite stands for. Shared by all holders that spell it so. */
export interface TargetSet {
  readonly spec: TargetSpec;
  /** Chunk numbers, ascending. Grows while the run may add chunks. */
  readonly members: number[];
  /** A declaration whose own chunks are left out: a state never waits for itself. */
  readonly without: Declaration | undefined;
  /** The vertex that is done when all members are; -1 while there is one member only, which then stands for itself. */
  vertex: number;
  /** Records that stand for targets which are not in this run. */
  enforced: readonly (readonly [string, EnforcedRecord])[] | undefined;
  /** It waits for something that may still be added. */
  held: boolean;
}

interface StateIndex {
  readonly all: number[];
  readonly byId: Map<string, number[]>;
  /** Only chunks whose name is not their ID. */
  readonly byName: Map<string, number[]>;
}

const NONE: readonly number[] = [];

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

export class TargetIndex {
  readonly #chunks: Chunk[] = [];
  readonly #states = new Map<string, StateIndex>();
  readonly #byId = new Map<string, number[]>();
  readonly #bySls = new Map<string, number[]>();
  #byName: Map<string, number[]> | undefined;

  /** Chunks are added in the order of their numbers. */
  add(chunk: Chunk): void {
    const number = this.#chunks.length;
    this.#chunks.push(chunk);
    const { state, id, sls } = chunk.declaration;
    let index = this.#states.get(state);
    if (index === undefined) {
      index = { all: [], byId: new Map(), byName: new Map() };
      this.#states.set(state, index);
    }
    index.all.push(number);
    push(index.byId, id, number);
    if (chunk.name !== id) {
      push(index.byName, chunk.name, number);
      this.#byName = undefined;
    }
    push(this.#byId, id, number);
    push(this.#bySls, sls, number);
  }

  /** Chunk numbers that match, ascending. */
  find(spec: TargetSpec): readonly number[] {
    switch (spec.kind) {
      case 'id':
        return this.#byId.get(spec.id) ?? this.#named(spec.id);
      case 'sls':
        return this.#ofSls(spec.pattern);
      case 'state':
        return this.#inState(spec.state, spec.pattern, spec.name);
    }
  }

  /** Whether one chunk matches; for chunks that were added after a set was made. */
  matches(spec: TargetSpec, number: number): boolean {
    const chunk = this.#chunks[number] as Chunk;
    const { state, id, sls } = chunk.declaration;
    if (spec.kind === 'id') return id === spec.id;
    if (spec.kind === 'state' && spec.state !== state) return false;
    const matcher = globMatcher(spec.pattern);
    if (spec.kind === 'sls') return matcher(sls);
    return (matcher(id) || matcher(chunk.name)) && (spec.name === undefined || spec.name === chunk.name);
  }

  /** Chunks of one state ref: for transparent requisites. */
  ofState(state: string): readonly number[] {
    return this.#states.get(state)?.all ?? NONE;
  }

  states(): Iterable<string> {
    return this.#states.keys();
  }

  /** IDs of a state ref, for suggestions. */
  idsOf(state: string): Iterable<string> {
    return this.#states.get(state)?.byId.keys() ?? [];
  }

  ids(): Iterable<string> {
    return this.#byId.keys();
  }

  slsRefs(): Iterable<string> {
    return this.#bySls.keys();
  }

  /** Chunks of SLS files; where no file is called so, the `sls.run` of that ID. */
  #ofSls(pattern: string): readonly number[] {
    const found = this.#matching(this.#bySls, pattern);
    return found.length > 0 ? found : (this.#states.get('sls')?.byId.get(pattern) ?? NONE);
  }

  #named(name: string): readonly number[] {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const [number, chunk] of this.#chunks.entries()) {
        if (chunk.name !== chunk.declaration.id) push(this.#byName, chunk.name, number);
      }
    }
    return this.#byName.get(name) ?? NONE;
  }

  #inState(state: string, pattern: string, name: string | undefined): readonly number[] {
    const index = this.#states.get(state);
    if (index === undefined) return NONE;
    let found: readonly number[];
    if (pattern === '*') found = index.all;
    else if (isGlob(pattern)) found = union(this.#matching(index.byId, pattern), this.#matching(index.byName, pattern));
    else found = union(index.byId.get(pattern) ?? NONE, index.byName.get(pattern) ?? NONE);
    return name === undefined ? found : found.filter((number) => this.#chunks[number]?.name === name);
  }

  #matching(map: ReadonlyMap<string, number[]>, pattern: string): readonly number[] {
    if (!isGlob(pattern)) return map.get(pattern) ?? NONE;
    const matcher = globMatcher(pattern);
    const found: number[] = [];
    for (const [key, numbers] of map) if (matcher(key)) for (const number of numbers) found.push(number);
    return found.sort((a, b) => a - b);
  }
}

function union(left: readonly number[], right: readonly number[]): readonly number[] {
  if (right.length === 0) return left;
  if (left.length === 0) return right;
  return [...new Set([...left, ...right])].sort((a, b) => a - b);
}

/** The key under which equal requisites share a set. */
export function targetKey(spec: TargetSpec): string {
  switch (spec.kind) {
    case 'id':
      return `i\0${spec.id}`;
    case 'sls':
      return `s\0${spec.pattern}`;
    case 'state':
      return spec.name === undefined
        ? `t\0${spec.state}\0${spec.pattern}`
        : `t\0${spec.state}\0${spec.pattern}\0${spec.name}`;
  }
}

/** The text of a target as the author wrote it. */
export function targetText(spec: TargetSpec): string {
  switch (spec.kind) {
    case 'id':
      return spec.id;
    case 'sls':
      return `sls: ${spec.pattern}`;
    case 'state':
      return `${spec.state}: ${spec.pattern}${spec.name === undefined ? '' : `[${spec.name}]`}`;
  }
}

/** Enforced records by state ref and ID, for targets that are not in the run. Made on first use. */
export class EnforcedIndex {
  readonly #enforced: EnforcedState;
  #records: Map<string, (readonly [string, EnforcedRecord])[]> | undefined;

  constructor(enforced: EnforcedState) {
    this.#enforced = enforced;
  }

  find(spec: TargetSpec): readonly (readonly [string, EnforcedRecord])[] {
    if (spec.kind !== 'state' || isGlob(spec.pattern)) return [];
    if (this.#records === undefined) {
      this.#records = new Map();
      for (const [esmTag, record] of this.#enforced.entries()) {
        const tag = parseTag(esmTag);
        if (tag === undefined || record.state === null) continue;
        for (const key of new Set([`${tag.state}\0${tag.id}`, `${tag.state}\0${tag.name}`])) {
          const list = this.#records.get(key);
          if (list === undefined) this.#records.set(key, [[esmTag, record]]);
          else list.push([esmTag, record]);
        }
      }
    }
    const found = this.#records.get(`${spec.state}\0${spec.pattern}`) ?? [];
    return spec.name === undefined ? found : found.filter(([esmTag]) => parseTag(esmTag)?.name === spec.name);
  }
}
