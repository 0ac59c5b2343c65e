/** How much a plan would destroy. */
import type { ChunkResult } from '../../engine/index.js';
import { type Diagnostic, tagText } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';

/** More than these are not removed with what vanished unless somebody says so. */
const MOST_PRUNED = 10;
const MOST_NAMED = 5;

/** An error when a plan removes or replaces more than is allowed. Without a limit only removing what vanished has one. */
export function tooManyDeletes(
  results: readonly ChunkResult[],
  limit: number | undefined,
  prunes: boolean,
): Diagnostic | undefined {
  const allowed = limit ?? (prunes ? MOST_PRUNED : Number.POSITIVE_INFINITY);
  const deletes = results.filter(
    ({ outcome, action }) => outcome === 'would-change' && (action === 'remove' || action === 'replace'),
  );
  if (deletes.length <= allowed) return undefined;
  const named = deletes.slice(0, MOST_NAMED).map(({ tag, action }) => `${action} ${tagText(tag)}`);
  const more = deletes.length > named.length ? [`and ${deletes.length - named.length} more`] : [];
  return {
    severity: 'error',
    code: operationCodes.code('too-many-deletes'),
    summary: `${deletes.length} ${deletes.length === 1 ? 'thing' : 'things'} would be removed or replaced, and ${allowed} ${allowed === 1 ? 'is' : 'are'} allowed`,
    detail: [...named, ...more].join('\n'),
    hints: [`if that is right: --max-deletes ${deletes.length}`],
  };
}
