/**
 * An immutable map from text to values. A change shares everything it does not touch with the map before, so that a
 * world can be kept, copied and compared at no cost. Get and set are O(log n).
 *
 * A trie over a 32-bit hash, 32 branches a level; a leaf holds the entries of one hash.
 */
export interface PersistentMap<Value> {
  readonly size: number;
  readonly root: Node<Value> | undefined;
}

type Entry<Value> = readonly [key: string, value: Value];
interface Leaf<Value> {
  readonly hash: number;
  readonly entries: readonly Entry<Value>[];
}
type Branch<Value> = readonly (Node<Value> | undefined)[];
type Node<Value> = Leaf<Value> | Branch<Value>;

const BITS = 5;
const WIDTH = 1 << BITS;
const EMPTY: PersistentMap<never> = { size: 0, root: undefined };

export function emptyMap<Value>(): PersistentMap<Value> {
  return EMPTY;
}

export function getIn<Value>(map: PersistentMap<Value>, key: string): Value | undefined {
  const hash = hashOf(key);
  let node = map.root;
  for (let shift = 0; node !== undefined && isBranch(node); shift += BITS) node = node[(hash >>> shift) & (WIDTH - 1)];
  if (node === undefined || node.hash !== hash) return undefined;
  for (const entry of node.entries) if (entry[0] === key) return entry[1];
  return undefined;
}

export function setIn<Value>(map: PersistentMap<Value>, key: string, value: Value): PersistentMap<Value> {
  const added = getIn(map, key) === undefined ? 1 : 0;
  return { size: map.size + added, root: put(map.root, hashOf(key), 0, [key, value]) };
}

export function deleteIn<Value>(map: PersistentMap<Value>, key: string): PersistentMap<Value> {
  if (getIn(map, key) === undefined) return map;
  return { size: map.size - 1, root: drop(map.root, hashOf(key), 0, key) };
}

/** Entries in no particular order; the same order for the same content is not promised. */
export function* entriesOf<Value>(map: PersistentMap<Value>): Iterable<Entry<Value>> {
  const stack: (Node<Value> | undefined)[] = [map.root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) continue;
    if (isBranch(node)) stack.push(...node);
    else yield* node.entries;
  }
}

export function valuesOf<Value>(map: PersistentMap<Value>): Value[] {
  const values: Value[] = [];
  collect(map.root, values);
  return values;
}

function collect<Value>(node: Node<Value> | undefined, into: Value[]): void {
  if (node === undefined) return;
  if (isBranch(node)) for (const child of node) collect(child, into);
  else for (const entry of node.entries) into.push(entry[1]);
}

function put<Value>(node: Node<Value> | undefined, hash: number, shift: number, entry: Entry<Value>): Node<Value> {
  if (node === undefined) return { hash, entries: [entry] };
  if (isBranch(node)) {
    const at = (hash >>> shift) & (WIDTH - 1);
    const copy = node.slice();
    copy[at] = put(node[at], hash, shift + BITS, entry);
    return copy;
  }
  if (node.hash === hash) return { hash, entries: [...node.entries.filter(([key]) => key !== entry[0]), entry] };
  const branch: (Node<Value> | undefined)[] = new Array<Node<Value> | undefined>(WIDTH).fill(undefined);
  branch[(node.hash >>> shift) & (WIDTH - 1)] = node;
  return put(branch, hash, shift, entry);
}

function drop<Value>(node: Node<Value> | undefined, hash: number, shift: number, key: string): Node<Value> | undefined {
  if (node === undefined) return undefined;
  if (!isBranch(node)) {
    const entries = node.entries.filter(([one]) => one !== key);
    return entries.length === 0 ? undefined : { hash: node.hash, entries };
  }
  const at = (hash >>> shift) & (WIDTH - 1);
  const copy = node.slice();
  copy[at] = drop(node[at], hash, shift + BITS, key);
  return copy.every((child) => child === undefined) ? undefined : copy;
}

function isBranch<Value>(node: Node<Value>): node is Branch<Value> {
  return Array.isArray(node);
}

/** FNV-1a with a final mix, as an unsigned 32-bit number. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
