/** Plans as files between a run in plan mode and the run that applies them. */
import {
  decodePlan,
  encodePlan,
  lowStateFromData,
  makePlan,
  type PlanBody,
  PlanGuard,
  planFile,
  type SecretPlace,
} from '../../src/engine/index.js';
import type { LowState } from '../../src/sls/index.js';
import { memoryState } from '../../src/testing/index.js';
import { runTree, type TreeOptions, type TreeRun } from './harness.js';

/** The text of the plan file of a tree. */
export async function planText(options: TreeOptions): Promise<string> {
  const enforced = options.enforced ?? memoryState();
  const { report, prepared } = await runTree({ ...options, enforced, mode: 'plan' });
  const body = await makePlan({
    prepared,
    report,
    enforced,
    made: '2026-01-01T00:00:00.000Z',
    runName: 'cli',
    store: 'local',
    project: 'project',
    entries: ['site'],
    refs: ['site.sls'],
    position: 0,
    prune: options.more?.prune === true,
  });
  return encodePlan(planFile(body));
}

export function readPlan(text: string): PlanBody {
  const decoded = decodePlan(text, 'site.plan');
  if (!decoded.ok) throw new Error(decoded.diagnostic.summary);
  return decoded.plan.body;
}

/** Does at most what a plan says. */
export function applyPlan(
  text: string,
  options: Omit<TreeOptions, 'files'> & {
    readonly resume?: boolean;
    /** Where secrets are taken from: the plan has none. */
    readonly tree?: LowState;
  },
): Promise<TreeRun> {
  const { steps, low, prune } = readPlan(text);
  const guard = new PlanGuard({ steps, resume: options.resume === true });
  return runTree({
    ...options,
    files: '',
    low: lowStateFromData(low, (place) => secretIn(options.tree, place)),
    more: { ...options.more, prune, guard },
  });
}

function secretIn(tree: LowState | undefined, { state, id, fun, name, argument }: SecretPlace): unknown {
  const chunk = tree?.chunks.find(
    ({ declaration, name: its }) =>
      declaration.state === state && declaration.id === id && declaration.fun === fun && its === name,
  );
  return chunk?.args.get(argument)?.value;
}
