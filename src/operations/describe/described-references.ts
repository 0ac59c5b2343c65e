/** Ids of described things in the arguments of others, as argument bindings: so the order of things is told, and a copy refers to its own. */
import type { Field, Fields } from '../../contract/index.js';

/** A described thing with its label. */
export interface Referable {
  readonly label: string;
  readonly ref: string;
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** False for what stands in a comment only. */
  readonly enforceable: boolean;
}

/** An argument that names another thing by its id. */
interface Reference {
  readonly from: number;
  readonly argument: string;
  /** In a list. */
  readonly index: number | undefined;
  readonly to: number;
}

/**
 * Where the example of an argument is a binding to a state, its value is the id of such a thing: when that thing is described too, a binding to
 * it takes the place of the id. References in a circle stay ids. Fields are looked up by state ref.
 */
export function boundReferences<Thing extends Referable>(
  things: readonly Thing[],
  fieldsOf: (ref: string) => Fields | undefined,
): readonly Thing[] {
  const byId = new Map(things.map((thing, at) => [`${thing.ref}\n${thing.id}`, at]));
  const meant = new Map<string, number>();
  for (const { ref, label, args } of things) {
    const names = new Set([label, typeof args['name'] === 'string' ? args['name'] : label]);
    for (const name of names) meant.set(`${ref}\n${name}`, (meant.get(`${ref}\n${name}`) ?? 0) + 1);
  }
  const isClear = ({ ref, label, enforceable }: Thing): boolean =>
    canBeBound(label) && enforceable && meant.get(`${ref}\n${label}`) === 1;
  const references: Reference[] = [];
  for (const [from, thing] of things.entries()) {
    for (const [argument, value] of Object.entries(thing.args)) {
      const state = referredState(fieldsOf(thing.ref)?.[argument]);
      if (state === undefined) continue;
      const refer = (id: unknown, index: number | undefined): void => {
        const to = byId.get(`${state}\n${String(id)}`);
        if (to !== undefined && to !== from && isClear(things[to] as Thing))
          references.push({ from, argument, index, to });
      };
      if (Array.isArray(value)) for (const [index, one] of value.entries()) refer(one, index);
      else refer(value, undefined);
    }
  }
  return withBindings(things, withoutCircles(things.length, references));
}

/** The state whose ids an argument takes, by its example. */
function referredState(field: Field | undefined): string | undefined {
  const example = Array.isArray(field?.example)
    ? (field.example[0] as unknown)
    : (field?.example ?? field?.items?.example);
  return typeof example === 'string' ? /^\$\{([^:{}]+):[^:{}]+:resource_id\}$/.exec(example)?.[1] : undefined;
}

/** What means something inside of a reference cannot stand in the label that it names. */
function canBeBound(label: string): boolean {
  return !/[:[\]{}$*?!\t]/.test(label);
}

/** References between things that can be brought into an order. */
function withoutCircles(count: number, references: readonly Reference[]): readonly Reference[] {
  const waiting = new Int32Array(count);
  const followers = new Map<number, Reference[]>();
  for (const reference of references) {
    waiting[reference.from] = (waiting[reference.from] as number) + 1;
    const known = followers.get(reference.to);
    if (known === undefined) followers.set(reference.to, [reference]);
    else known.push(reference);
  }
  const ready = [...waiting.keys()].filter((at) => waiting[at] === 0);
  const kept: Reference[] = [];
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    for (const reference of followers.get(at) ?? []) {
      kept.push(reference);
      waiting[reference.from] = (waiting[reference.from] as number) - 1;
      if (waiting[reference.from] === 0) ready.push(reference.from);
    }
  }
  return kept;
}

function withBindings<Thing extends Referable>(
  things: readonly Thing[],
  references: readonly Reference[],
): readonly Thing[] {
  const args = new Map<number, Record<string, unknown>>();
  for (const { from, argument, index, to } of references) {
    const { ref, label } = things[to] as Thing;
    const binding = `\${${ref}:${label}:resource_id}`;
    const own = args.get(from) ?? { ...(things[from] as Thing).args };
    const list = own[argument] as readonly unknown[];
    own[argument] = index === undefined ? binding : list.map((one, at) => (at === index ? binding : one));
    args.set(from, own);
  }
  return things.map((thing, at) => ({ ...thing, args: args.get(at) ?? thing.args }));
}
