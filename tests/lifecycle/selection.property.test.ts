/** Whatever is targeted runs with all that it needs, and nothing else does; also where some of it is added during the run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runTree } from './harness.js';

/** States 0 to n-1; each needs some of those before it. `late`: from this one on they stand in a block that waits for state 0. */
const trees = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc.record({
    needs: fc.tuple(
      ...Array.from({ length: count }, (_, at) => fc.subarray(Array.from({ length: at }, (_, before) => before))),
    ),
    late: fc.integer({ min: 1, max: count }),
    targets: fc.subarray(
      Array.from({ length: count }, (_, at) => at),
      { minLength: 1 },
    ),
    runtime: fc.constantFrom('serial' as const, 'parallel' as const),
  }),
);

describe('selecting', () => {
  it('runs the targets, what they need, and what must run so that they come to be', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async ({ needs, late, targets, runtime }) => {
        const text = (at: number): string =>
          `s${at}:\n  test.nop:\n    - require: [${(needs[at] as number[]).map((need) => `{test: s${need}}`).join(', ')}]\n`;
        const states = needs.map((_, at) => text(at));
        const block = late === needs.length ? '' : `#!require:s0\n${states.slice(late).join('')}#!END\n`;
        const { outcomes } = await runTree({
          files: `${states.slice(0, late).join('')}${block}`,
          targets: targets.map((at) => `s${at}`),
          runtime,
        });
        const wanted = new Set<number>();
        const want = (at: number): void => {
          if (wanted.has(at)) return;
          wanted.add(at);
          (needs[at] as number[]).forEach(want);
          if (at >= late) want(0);
        };
        targets.forEach(want);
        const expected = needs.map((_, at) => [`s${at}`, wanted.has(at) ? 'unchanged' : 'skipped: target'] as const);
        // A block that nothing asks for may not have been rendered at all.
        const rendered = expected.filter(([id]) => Object.hasOwn(outcomes, id));
        expect(outcomes).toEqual(Object.fromEntries(rendered));
        expect(expected.filter(([id, outcome]) => outcome === 'unchanged' && !Object.hasOwn(outcomes, id))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
