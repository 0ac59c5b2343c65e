/** Tells two answers apart, a line for each difference. */
import { isDeepStrictEqual } from 'node:util';
import type { Answer, RecordedResult } from './tree.js';

const COMPARED = ['result', 'changes', 'new_state', 'old_state', 'run'] as const;

/** `run 1, TAG, result: true, ours false`: what the original says first, in a stable order. Empty: they are the same. */
export function compareAnswers(theirs: readonly Answer[], ours: readonly Answer[]): readonly string[] {
  return theirs.flatMap((answer, index) => compareRun(answer, ours[index]).map((line) => `run ${index + 1}, ${line}`));
}

function compareRun(theirs: Answer, ours: Answer | undefined): readonly string[] {
  if (theirs.results === undefined && ours?.results === undefined) return [];
  if (theirs.results === undefined) return ['no results, ours runs'];
  if (ours?.results === undefined) return ['results, ours is refused'];
  return [
    ...compareResults(theirs.results, ours.results),
    ...compareEnforced(theirs.enforced ?? {}, ours.enforced ?? {}),
  ];
}

type Results = Readonly<Record<string, RecordedResult>>;

function compareResults(theirs: Results, ours: Results): readonly string[] {
  return inBoth(theirs, ours, (tag, their, our) =>
    COMPARED.filter((key) => !same(key, their[key], our[key])).map(
      (key) => `${tag}, ${key}: ${shown(their[key])}, ours ${shown(our[key])}`,
    ),
  );
}

function compareEnforced(
  theirs: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, unknown>>,
): readonly string[] {
  return inBoth(theirs, ours, (tag, their, our) =>
    isDeepStrictEqual(their, our) ? [] : [`enforced ${tag}: ${shown(their)}, ours ${shown(our)}`],
  );
}

function inBoth<T>(
  theirs: Readonly<Record<string, T>>,
  ours: Readonly<Record<string, T>>,
  compare: (tag: string, their: T, our: T) => readonly string[],
): readonly string[] {
  const tags = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort();
  return tags.flatMap((tag) => {
    const their = theirs[tag];
    const our = ours[tag];
    if (their === undefined) return [`${tag}: only ours`];
    return our === undefined ? [`${tag}: not in ours`] : compare(tag, their, our);
  });
}

/** No changes are null or an empty mapping. */
function same(key: string, their: unknown, our: unknown): boolean {
  return key === 'changes' ? isDeepStrictEqual(their ?? {}, our ?? {}) : isDeepStrictEqual(their, our);
}

/** As JSON with its keys sorted, without the digests of secrets: their key is another one in each home. */
function shown(value: unknown): string {
  const sorted = (_key: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  return (JSON.stringify(value, sorted) ?? 'nothing').replaceAll(/hmac-sha256:[0-9a-f:]+/g, 'hmac-sha256:…');
}
