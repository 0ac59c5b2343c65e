/** The enforced state over time: who did what when, and how two moments differ. */
import type { RecordChange, RunSummary, Snapshot, Timeline } from '../../esm/index.js';
import { DiagnosticError } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { placeOf } from './enforced.js';
import type { EsmRequest } from './esm-access.js';

export type { RecordChange, RunSummary, Timeline };

export async function esmHistory({ services, signal, ...which }: EsmRequest): Promise<Timeline> {
  const { timeline } = await import('../../esm/index.js');
  return timeline(await placeOf(services, signal, which));
}

export interface StateDifference {
  readonly before: number;
  readonly after: number;
  readonly changes: readonly RecordChange[];
}

/** Without the second position: up to now. */
export async function esmDiff(
  request: EsmRequest,
  before: string,
  after: string | undefined,
): Promise<StateDifference> {
  const { compareStates, readState, stateAt } = await import('../../esm/index.js');
  const place = await placeOf(request.services, request.signal, request);
  const from = readPosition(before);
  const old = await stateAt(place, from);
  if (after !== undefined) {
    const to = readPosition(after);
    return { before: from, after: to, changes: compareStates(old, await stateAt(place, to)) };
  }
  const { snapshot, position } = await readState(place);
  return { before: from, after: position, changes: compareStates(old, snapshot) };
}

export async function esmStateAt(request: EsmRequest, position: string): Promise<Snapshot> {
  const { stateAt } = await import('../../esm/index.js');
  return stateAt(await placeOf(request.services, request.signal, request), readPosition(position));
}

/** `@41` or `41`. */
export function readPosition(text: string): number {
  const [, digits] = /^@?(\d{1,15})$/.exec(text) ?? [];
  if (digits !== undefined && Number(digits) > 0) return Number(digits);
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('bad-argument'),
    summary: `'${text}' is not a position; positions are written @41`,
    hints: ['holdfast esm history shows them'],
  });
}
