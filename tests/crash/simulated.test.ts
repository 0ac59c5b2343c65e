/**
 * The process is killed at every step that changes the disk or the world: before it, after it, and inside every write. One more run
 * must leave nothing behind, make nothing twice, and end in the world that an uninterrupted run makes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { seedWorld } from '../../src/clouds/index.js';
import { MemoryDisk } from '../../src/kernel/index.js';
import type { LowState } from '../../src/sls/index.js';
import { compiled, copyOf, damageIn, type Lived, live, stateIn } from './simulated-process.js';
import { crashTree } from './tree.js';
import { problemsOf } from './verdict.js';

interface Matrix {
  readonly low: LowState;
  /** The scene on which every process starts, made by a run of the first tree. */
  readonly start: Lived['scene'];
  /** The second tree without an interruption. */
  readonly whole: Lived;
}

async function matrix(scale?: number): Promise<Matrix> {
  const tree = crashTree(scale);
  const first = await live({ disk: new MemoryDisk(), world: seedWorld() }, await compiled(tree.before));
  const low = await compiled(tree.after);
  const whole = await live(await copyOf(first.scene), low, { seed: 2 });
  return { low, start: first.scene, whole };
}

/** Kills a process at each of the moments, one life after the other, runs once more, and tells what is wrong then. */
async function problemsAfter(
  { low, start, whole }: Matrix,
  killAt: readonly number[],
  power: 'stays' | 'fails' = 'stays',
): Promise<string[]> {
  let scene = await copyOf(start);
  const deaths: string[] = [];
  for (const [life, moment] of killAt.entries()) {
    const killed = await live(scene, low, { seed: 2 + life, killAt: moment });
    const { when, what } = killed.moments.at(-1) ?? { when: 'never', what: '' };
    deaths.push(killed.report === undefined ? `${moment}, ${when} ${what}` : 'not at all');
    scene = power === 'stays' ? killed.scene : { ...killed.scene, disk: killed.scene.disk.afterPowerFailure() };
  }
  const next = await live(scene, low, { seed: 2 + killAt.length });
  const damage = await damageIn(next.scene);
  const failed = next.report?.results.filter(({ result }) => result !== true) ?? [];
  const problems = [
    ...failed.map(({ tag, outcome, comment }) => `${tag.state} ${tag.id} ${outcome}: ${comment.join('; ')}`),
    ...(await problemsOf(await stateIn(next.scene), next.scene.world, whole.scene.world)),
    ...(damage === undefined ? [] : [damage]),
  ];
  return problems.map((one) => `killed at ${deaths.join(' and ')}: ${one}`);
}

/** Another one for each moment, anywhere in the run. */
function second(moment: number, moments: number): number {
  return (moment * 31) % moments;
}

describe('a run that is killed', () => {
  let small: Matrix;
  let large: Matrix;
  beforeAll(async () => {
    small = await matrix(0.1);
    large = await matrix();
  });

  const cases = [
    {
      name: 'at every moment',
      step: 1,
      lives: (at: number) => [at],
      reason: 'every frame and every call has a before and an after',
    },
    {
      name: 'twice',
      step: 5,
      lives: (at: number, most: number) => [at, second(at, most)],
      reason: 'recovery can be interrupted as well',
    },
    {
      name: 'by a power failure',
      step: 2,
      lives: (at: number) => [at],
      power: 'fails' as const,
      reason: 'what is not on the disk was not acted upon',
    },
  ];
  it.each(cases)('is made whole by the next one: killed $name ($reason)', async ({ step, lives, power }) => {
    const moments = small.whole.moments.length;
    expect(moments).toBeGreaterThan(100);
    const problems: string[] = [];
    for (let at = 0; at < moments; at += step)
      problems.push(...(await problemsAfter(small, lives(at, moments), power)));
    expect(problems).toEqual([]);
  });

  // CRASH_MATRIX=whole: every moment of it, which takes minutes.
  it('is made whole by the next one: a tree of 200', async () => {
    const moments = large.whole.moments.length;
    expect(large.low.chunks.length).toBe(200);
    const problems: string[] = [];
    const step = process.env['CRASH_MATRIX'] === 'whole' ? 1 : 3;
    for (let at = 0; at < moments; at += step) problems.push(...(await problemsAfter(large, [at])));
    expect(problems).toEqual([]);
  }, 600_000);
});
