/** Values that are told once, when a thing is created, and never kept: the private half of a generated key. */
import type { ChunkResult } from '../../engine/index.js';
import { isSecret, type Secret } from '../../kernel/index.js';
import type { Services } from '../services.js';

export interface OnceValue {
  readonly result: ChunkResult;
  /** Name of the value in the new state. */
  readonly key: string;
  readonly value: Secret;
}

/** Secrets in new states that are no field of their resource. */
export async function onceValues({ hub }: Services, results: readonly ChunkResult[]): Promise<readonly OnceValue[]> {
  const found: OnceValue[] = [];
  for (const result of results) {
    if (result.newState === null || (result.action !== 'create' && result.action !== 'replace')) continue;
    const secrets = Object.entries(result.newState).filter((entry): entry is [string, Secret] => isSecret(entry[1]));
    if (secrets.length === 0) continue;
    const plugin = await hub.load('states', result.tag.state);
    if (plugin?.kind !== 'resource') continue;
    const { fields } = plugin.definition;
    for (const [key, value] of secrets) if (!Object.hasOwn(fields, key)) found.push({ result, key, value });
  }
  return found;
}
