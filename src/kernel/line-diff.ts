/** The difference of two texts as people read it: unified diff text. */

export interface UnifiedDiffOptions {
  /** Unchanged lines around a change. Default 3. */
  readonly context?: number;
  /** Lines given at most; what is beyond is counted in a last line. Default 200. */
  readonly most?: number;
}

type Step = { readonly kind: ' ' | '-' | '+'; readonly line: string };

/** More differing lines than this are shown as one replacement, because finding the shortest way would take too long. */
const MOST_DIFFERENCES = 500;

/** Hunks of a unified diff without file headers; empty when the texts are equal. Undefined stands for no file. */
export function unifiedDiff(
  old: string | undefined,
  next: string | undefined,
  options: UnifiedDiffOptions = {},
): string {
  if (old === next) return '';
  const steps = stepsBetween(linesOf(old), linesOf(next));
  const lines = hunks(steps, options.context ?? 3).flatMap(({ from, to, oldAt, newAt }) => {
    const part = steps.slice(from, to);
    const oldCount = part.filter(({ kind }) => kind !== '+').length;
    const newCount = part.filter(({ kind }) => kind !== '-').length;
    return [
      `@@ -${range(oldAt, oldCount)} +${range(newAt, newCount)} @@`,
      ...part.map(({ kind, line }) => `${kind}${line}`),
    ];
  });
  const most = options.most ?? 200;
  const shown = lines.length > most ? [...lines.slice(0, most), `… ${lines.length - most} more lines`] : lines;
  return shown.join('\n');
}

/** Lines; a last line without a line break is marked, because that too is a difference. */
function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop() as string;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function range(at: number, count: number): string {
  return count === 1 ? `${at + 1}` : `${count === 0 ? at : at + 1},${count}`;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly oldAt: number;
  readonly newAt: number;
}

function hunks(steps: readonly Step[], context: number): Hunk[] {
  const found: { from: number; to: number }[] = [];
  steps.forEach(({ kind }, at) => {
    if (kind === ' ') return;
    const from = Math.max(0, at - context);
    const to = Math.min(steps.length, at + context + 1);
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  });
  let [oldAt, newAt, done] = [0, 0, 0];
  return found.map(({ from, to }) => {
    for (; done < from; done++) {
      if (steps[done]?.kind !== '+') oldAt++;
      if (steps[done]?.kind !== '-') newAt++;
    }
    return { from, to, oldAt, newAt };
  });
}

/** The way from one list of lines to the other, through what they have in common. */
function stepsBetween(old: readonly string[], next: readonly string[]): Step[] {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  const same = (line: string): Step => ({ kind: ' ', line });
  return [
    ...old.slice(0, start).map(same),
    ...shortestWay(old.slice(start, old.length - end), next.slice(start, next.length - end)),
    ...old.slice(old.length - end).map(same),
  ];
}

/** Myers' greedy algorithm: for each number of differences the furthest point on each diagonal, until the end is reached. */
function shortestWay(old: readonly string[], next: readonly string[]): Step[] {
  const most = Math.min(old.length + next.length, MOST_DIFFERENCES);
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let differences = 0; differences <= most; differences++) {
    history.push(new Map(furthest));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = goesDown(furthest, diagonal, differences)
        ? (furthest.get(diagonal + 1) ?? 0)
        : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < next.length && old[x] === next[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= next.length) return wayBack(old, next, history);
    }
  }
  return [...old.map((line): Step => ({ kind: '-', line })), ...next.map((line): Step => ({ kind: '+', line }))];
}

/** Whether the best way onto a diagonal is an added line (down) and not a removed one (right). */
function goesDown(furthest: ReadonlyMap<number, number>, diagonal: number, differences: number): boolean {
  if (diagonal === -differences) return true;
  if (diagonal === differences) return false;
  return (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1);
}

function wayBack(old: readonly string[], next: readonly string[], history: readonly Map<number, number>[]): Step[] {
  const steps: Step[] = [];
  let [x, y] = [old.length, next.length];
  for (let differences = history.length - 1; differences >= 0; differences--) {
    const furthest = history[differences] as Map<number, number>;
    const diagonal = x - y;
    const down = goesDown(furthest, diagonal, differences);
    const before = down ? diagonal + 1 : diagonal - 1;
    const beforeX = differences === 0 ? 0 : (furthest.get(before) ?? 0);
    const beforeY = differences === 0 ? 0 : beforeX - before;
    const [startX, startY] = differences === 0 ? [0, 0] : down ? [beforeX, beforeY + 1] : [beforeX + 1, beforeY];
    while (x > startX && y > startY) {
      steps.push({ kind: ' ', line: old[x - 1] as string });
      x--;
      y--;
    }
    if (differences === 0) break;
    if (down) steps.push({ kind: '+', line: next[beforeY] as string });
    else steps.push({ kind: '-', line: old[beforeX] as string });
    [x, y] = [beforeX, beforeY];
  }
  return steps.reverse();
}
