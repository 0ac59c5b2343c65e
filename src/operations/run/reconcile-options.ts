/** What a run does about states that are pending, as the settings say. */
import type { ReconcileOptions } from '../../engine/index.js';
import { DiagnosticError, didYouMean } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';

const DEFAULT = 'default';

/** Throws `operations/unknown-reference` when there is no such rule. */
export async function reconcileOptions({ settings, hub }: Services): Promise<ReconcileOptions> {
  const { reconciler, pending, maxPendingReruns: mostReruns } = settings;
  if (pending === DEFAULT) return { reconciler, mostReruns };
  const rule = await hub.load('pending', pending);
  if (rule === undefined) throw unknownRule(pending, [DEFAULT, ...hub.refs('pending')]);
  return { reconciler, mostReruns, isPending: (ret, counts, own) => rule.definition.is_pending(ret, counts, own) };
}

function unknownRule(name: string, known: readonly string[]): DiagnosticError {
  const hint = didYouMean(name, known);
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-reference'),
    summary: `there is no pending rule '${name}'`,
    hints: [...(hint === undefined ? [] : [hint]), `known rules: ${known.join(', ')}`],
  });
}
