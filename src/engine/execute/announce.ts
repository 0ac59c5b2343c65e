/** Telling the world view what is to be read, so that the first question may already bring a list. */
import type { Loaded } from '../../hub/index.js';
import type { Chunk } from '../../sls/index.js';
import { providerOf } from './signature.js';
import type { WorldView } from './world-view.js';

export interface PlannedCall {
  readonly plugin: Loaded<'states'>;
  readonly chunk: Chunk;
}

/** Counts the chunks of every resource that can be listed completely. Bound arguments are not known yet; a provider that hangs on them is not announced. */
export function announceReadings(world: WorldView, calls: Iterable<PlannedCall>): void {
  const counts = new Map<string, { readonly ref: string; readonly provider: string; count: number }>();
  for (const { plugin, chunk } of calls) {
    if (plugin.kind !== 'resource' || plugin.definition.listing !== 'complete') continue;
    const provider = providerOr(plugin.definition, chunk);
    if (provider === undefined) continue;
    const key = `${plugin.definition.ref}\n${provider}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ref: plugin.definition.ref, provider, count: 1 });
    else known.count++;
  }
  for (const { ref, provider, count } of counts.values()) world.announce(ref, provider, count);
}

function providerOr(
  definition: Extract<Loaded<'states'>, { kind: 'resource' }>['definition'],
  chunk: Chunk,
): string | undefined {
  if (definition.provider === undefined) return providerOf(definition, {});
  const args: Record<string, unknown> = { name: chunk.name };
  const bound = new Set(chunk.bindings.map((binding) => String(binding.argument[0])));
  for (const [name, argument] of chunk.args) if (!bound.has(name)) args[name] = argument.value;
  try {
    return providerOf(definition, args);
  } catch {
    return undefined;
  }
}
