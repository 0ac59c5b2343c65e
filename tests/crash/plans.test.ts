/** A process that applies a plan is killed at every moment; resuming the plan must end where it would have ended, and touch nothing else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { seedWorld } from '../../src/clouds/index.js';
import {
  decodePlan,
  encodePlan,
  lowStateFromData,
  makePlan,
  type PlanBody,
  PlanGuard,
  planFile,
} from '../../src/engine/index.js';
import { MemoryDisk } from '../../src/kernel/index.js';
import type { LowState } from '../../src/sls/index.js';
import { memoryState } from '../../src/testing/index.js';
import { compiled, copyOf, type Lived, live, type Scene, stateIn } from './simulated-process.js';
import { crashTree } from './tree.js';
import { problemsOf } from './verdict.js';

/** Of the things that the first tree makes, the second declares these no more; one hangs on the other. */
const VANISHING = `lostnet:
  cloud.network.present:
    - address_block: 10.77.0.0/16
lostpart:
  cloud.subnet.present:
    - network_id: \${cloud.network:lostnet:resource_id}
    - address_block: 10.77.1.0/24
`;

async function planOn(scene: Scene, low: LowState): Promise<PlanBody> {
  const more = { mode: 'plan', prune: true } as const;
  const { report, prepared, scene: after } = await live(await copyOf(scene), low, { seed: 9, more });
  if (report === undefined || prepared === undefined) throw new Error('there is no plan');
  const { records } = await stateIn(after);
  const enforced = { ...memoryState(), get: (esmTag: string) => records.get(esmTag), entries: () => records.entries() };
  const about = {
    made: '',
    runName: 'cli',
    store: 'local',
    project: 'project',
    entries: ['site'],
    refs: [],
    position: 0,
  };
  const text = encodePlan(planFile(await makePlan({ prepared, report, enforced, ...about, prune: true })));
  const decoded = decodePlan(text, 'site.plan');
  if (!decoded.ok) throw new Error(decoded.diagnostic.summary);
  return decoded.plan.body;
}

function apply(scene: Scene, { low, steps }: PlanBody, { resume = false, killAt = -1, seed = 2 }): Promise<Lived> {
  const guard = new PlanGuard({ steps, resume });
  return live(
    scene,
    lowStateFromData(low, () => undefined),
    { seed, killAt, more: { prune: true, guard } },
  );
}

describe('applying a plan that is killed', () => {
  let start: Scene;
  let plan: PlanBody;
  let whole: Lived;
  beforeAll(async () => {
    const tree = crashTree(0.05);
    start = (await live({ disk: new MemoryDisk(), world: seedWorld() }, await compiled(tree.before + VANISHING))).scene;
    plan = await planOn(start, await compiled(tree.after));
    whole = await apply(await copyOf(start), plan, {});
  });

  it('is finished by resuming it, whenever that was', async () => {
    expect(whole.report?.results.filter(({ result }) => result !== true)).toEqual([]);
    expect(whole.report?.results.slice(-2).map(({ tag }) => tag.id)).toEqual(['lostpart', 'lostnet']);
    expect(whole.moments.length).toBeGreaterThan(100);
    const problems: string[] = [];
    for (let killAt = 0; killAt < whole.moments.length; killAt++) {
      const killed = await apply(await copyOf(start), plan, { killAt });
      const { when, what } = killed.moments.at(-1) ?? { when: 'never', what: '' };
      const next = await apply(killed.scene, plan, { resume: true, seed: 3 });
      const wrong = [
        ...(killed.report === undefined ? [] : ['it was not killed']),
        ...(next.report?.results ?? []).flatMap(({ tag, result, outcome, comment }) =>
          result === true ? [] : [`${tag.state} ${tag.id} ${outcome}: ${comment.join('; ')}`],
        ),
        ...(await problemsOf(await stateIn(next.scene), next.scene.world, whole.scene.world)),
      ];
      problems.push(...wrong.map((one) => `killed at ${killAt}, ${when} ${what}: ${one}`));
    }
    expect(problems).toEqual([]);
  });
});
