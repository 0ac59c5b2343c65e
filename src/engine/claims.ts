/** Two declarations that set the same arguments of the same thing: whichever ran last would win, every time. */
import { type Diagnostic, revealDeep, tagText } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import { type ChunkNode, tagOf } from './step-graph.js';

const IDENTITY = new Set(['name', 'resource_id', 'name_prefix']);

export function claimedTwice(nodes: readonly ChunkNode[]): Diagnostic[] {
  const claims = new Map<string, ChunkNode[]>();
  const diagnostics: Diagnostic[] = [];
  for (const node of nodes) {
    const thing = claimedThing(node);
    if (thing === undefined) continue;
    const earlier = claims.get(thing);
    if (earlier === undefined) {
      claims.set(thing, [node]);
      continue;
    }
    const rival = earlier
      .map((other) => ({ other, shared: sharedArguments(other, node) }))
      .find(({ shared }) => shared.length > 0);
    if (rival !== undefined) diagnostics.push(claim(rival.other, node, rival.shared));
    earlier.push(node);
  }
  return diagnostics;
}

/**
 * Which thing a resource chunk is about, as far as the text says: its identity with references as they are written, so equal
 * references mean equal things.
 */
function claimedThing(node: ChunkNode): string | undefined {
  const { plugin, chunk } = node;
  if (plugin.kind !== 'resource' || chunk.declaration.fun === 'absent' || chunk.declaration.fun === 'search')
    return undefined;
  const args: Record<string, unknown> = {};
  for (const [name, argument] of chunk.args) args[name] = argument.value;
  // Made names are never the same.
  args.name = chunk.namePrefix === undefined ? chunk.name : tagText(tagOf(node));
  const id = args.resource_id;
  const known = { oldState: null, ...(typeof id === 'string' ? { resource_id: id } : {}) };
  try {
    const identity = plugin.definition.identity.of(args as never, known);
    if (identity === undefined) return undefined;
    const profile = chunk.keywords.get('acct_profile')?.value;
    const data = revealDeep(chunk.keywords.get('acct_data')?.value);
    return JSON.stringify([chunk.declaration.state, profile ?? null, data ?? null, identity]);
  } catch {
    // A plugin that cannot name the thing from the text alone will say so when it is called.
    return undefined;
  }
}

function sharedArguments(left: ChunkNode, right: ChunkNode): string[] {
  if (left.chunk.declaration === right.chunk.declaration) return [];
  return [...right.chunk.args.keys()].filter((name) => !IDENTITY.has(name) && left.chunk.args.has(name));
}

function claim(first: ChunkNode, second: ChunkNode, shared: readonly string[]): Diagnostic {
  const span = first.sources.span(first.chunk.declaration.at);
  return {
    severity: 'error',
    code: engineCodes.code('claimed-twice'),
    summary: `'${second.chunk.declaration.id}' and '${first.chunk.declaration.id}' both set ${shared.join(', ')} of ${second.chunk.declaration.state} '${second.chunk.name}'`,
    span: second.sources.span(second.chunk.declaration.at),
    related: [{ message: `'${first.chunk.declaration.id}' sets it here`, ...(span === undefined ? {} : { span }) }],
    about: tagText(tagOf(second)),
    hints: ['keep one of the two, or give the other a name of its own'],
  };
}
