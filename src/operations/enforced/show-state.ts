/** The enforced state for people: records whose ID, name or state ref matches a pattern. */
import type { EnforcedRecord, Intent } from '../../contract/index.js';
import { type Diagnostic, globMatcher, parseTag } from '../../kernel/index.js';
import type { Services } from '../services.js';
import { readSnapshot } from './enforced.js';

export interface ShowStateRequest {
  readonly services: Services;
  /** Matched against ID, name, state ref, and the whole ESM tag. Undefined: everything. */
  readonly pattern: string | undefined;
  readonly signal: AbortSignal;
}

export interface ShownState {
  readonly runName: string;
  /** By ESM tag. Secrets are kept as digests. */
  readonly records: Readonly<Record<string, EnforcedRecord>>;
  readonly openIntents: readonly Intent[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function showState({ services, pattern, signal }: ShowStateRequest): Promise<ShownState> {
  const { snapshot, diagnostics } = await readSnapshot(services, signal);
  return {
    runName: services.settings.runName,
    records: matchingRecords(snapshot.records, pattern),
    openIntents: [...snapshot.intents.values()],
    diagnostics,
  };
}

/** Records whose ID, name, state ref or ESM tag matches a pattern, by ESM tag in order; all without one. */
export function matchingRecords(
  records: ReadonlyMap<string, EnforcedRecord>,
  pattern: string | undefined,
): Readonly<Record<string, EnforcedRecord>> {
  const matches = pattern === undefined ? (): boolean => true : globMatcher(pattern);
  const chosen = [...records].filter(([tag]) => {
    const parsed = parseTag(tag);
    return matches(tag) || (parsed !== undefined && [parsed.state, parsed.id, parsed.name].some(matches));
  });
  return Object.fromEntries(chosen.sort(([a], [b]) => (a < b ? -1 : 1)));
}
