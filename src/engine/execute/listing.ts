/** One complete list, read as the answer to many single questions. */
import type { Identity, Observation, Present, ResourceDefinition } from '../../contract/index.js';
import { isUnknown, redact } from '../../kernel/index.js';

export interface Listing {
  /** When reading began: monotonic milliseconds. */
  readonly at: number;
  /** What a single observation would say; undefined when a list cannot tell. */
  answer(identity: Identity): Observation | undefined;
}

/** The same text for the same identity, whatever the order of its keys. */
export function identityText(identity: Identity): string {
  return JSON.stringify(identity, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || isUnknown(value)) return redact(value);
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function shapeOf(identity: Identity): string {
  return Object.keys(identity).sort().join('\n');
}

/**
 * Things are found in a list by the identities they would be looked for with: by their id, and by their arguments. An identity of any other
 * shape – a token, a tag – is left to `observe`.
 */
export function createListing(definition: ResourceDefinition, things: readonly Present[], at: number): Listing {
  const byIdentity = new Map<string, Present[]>();
  const shapes = new Set<string>();
  for (const thing of things) {
    const texts = new Set<string>();
    for (const identity of identitiesOf(definition, thing)) {
      shapes.add(shapeOf(identity));
      texts.add(identityText(identity));
    }
    for (const text of texts) {
      const found = byIdentity.get(text);
      if (found === undefined) byIdentity.set(text, [thing]);
      else found.push(thing);
    }
  }
  return {
    at,
    answer(identity) {
      if (things.length === 0) return { kind: 'absent' };
      if (!shapes.has(shapeOf(identity))) return undefined;
      const found = byIdentity.get(identityText(identity)) ?? [];
      if (found.length > 1) return { kind: 'ambiguous', ids: found.map((one) => one.id) };
      return found[0] ?? { kind: 'absent' };
    },
  };
}

function identitiesOf(definition: ResourceDefinition, thing: Present): Identity[] {
  const found: Identity[] = [];
  for (const known of [{ resource_id: thing.id, oldState: null }, { oldState: null }]) {
    const identity = identityOr(definition, thing, known);
    if (identity !== undefined) found.push(identity);
  }
  return found;
}

/** Authors may rely on arguments being there; a listed thing need not have them all. */
function identityOr(
  definition: ResourceDefinition,
  thing: Present,
  known: { resource_id?: string; oldState: null },
): Identity | undefined {
  try {
    return definition.identity.of(thing.state as Readonly<Record<string, unknown>>, known);
  } catch {
    return undefined;
  }
}
