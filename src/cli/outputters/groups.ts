/** `--group`: arranging results before an outputter shows them. One more is one entry here and its name among the settings. */
import type { ChunkResult, OutcomeKind } from '../../engine/index.js';
import { tagText } from '../../kernel/index.js';
import type { GroupName } from '../../operations/index.js';

export interface Arranged {
  readonly results: readonly ChunkResult[];
  /** How many that changed nothing were left out; undefined when none was to be. */
  readonly omitted: number | undefined;
}

/** Failures last, where a reader at a terminal looks first. */
const outcomes: readonly OutcomeKind[] = [
  'unchanged',
  'skipped: target',
  'skipped: requisite',
  'changed',
  'would-change',
  'unpredictable',
  'pending',
  'skipped: plan',
  'skipped: cancelled',
  'skipped: dependency',
  'interrupted',
  'failed',
];

const groups: Readonly<Record<GroupName, (arranged: Arranged) => Arranged>> = {
  number: sortedBy((a, b) => a.runNumber - b.runNumber),
  duration: sortedBy((a, b) => a.totalSeconds - b.totalSeconds),
  sort: sortedBy((a, b) => compareTexts(tagText(a.tag), tagText(b.tag))),
  outcome: sortedBy((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome)),
  omit_noop: ({ results, omitted = 0 }) => {
    const left = results.filter((result) => !isNoop(result));
    return { results: left, omitted: omitted + results.length - left.length };
  },
};

/** Each group works on what the one before left. */
export function arrange(results: readonly ChunkResult[], names: readonly GroupName[]): Arranged {
  let arranged: Arranged = { results, omitted: undefined };
  for (const name of names) arranged = groups[name](arranged);
  return arranged;
}

function sortedBy(compare: (a: ChunkResult, b: ChunkResult) => number): (arranged: Arranged) => Arranged {
  return ({ results, omitted }) => ({ results: results.toSorted(compare), omitted });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNoop({ result, outcome, changes }: ChunkResult): boolean {
  return result === true && outcome !== 'pending' && Object.keys(changes).length === 0;
}
