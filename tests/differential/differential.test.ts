/**
 * The same trees in the original and here. What the original answered is recorded; every difference is listed in differences.json with the
 * reason why ours is deliberate. `UPDATE_GOLDEN=1` writes the list anew; what has no reason yet is marked and fails until it has one.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { answersOfHoldfast } from './answer-of-holdfast.js';
import { compareAnswers } from './compare.js';
import { readDifferences, readFixture, readTrees, UNEXPLAINED, writeDifferences } from './tree.js';

const update = process.env['UPDATE_GOLDEN'] === '1';
const trees = readTrees();
const differences = readDifferences();
const found = new Map<string, readonly string[]>();

describe('the same trees in the original and here', () => {
  for (const tree of trees) {
    it(`${tree.name}: ${tree.about}`, async () => {
      const ours = await answersOfHoldfast(tree);
      const lines = compareAnswers(readFixture(tree), ours);
      found.set(tree.name, lines);
      const printed = ours.map((answer) => answer.printed).join('\n');
      if (!update) expect(lines, printed).toEqual(differences.trees[tree.name]?.lines ?? []);
    }, 60_000);
  }

  afterAll(() => {
    if (update) writeDifferences(differences, found);
  });
});

describe.skipIf(update)('the list of differences', () => {
  it.for(Object.entries(differences.trees))(
    '%s belongs to a tree, and has its reasons',
    ([name, { because, lines }]) => {
      expect(trees.map((tree) => tree.name)).toContain(name);
      expect(lines.length, 'lines').toBeGreaterThan(0);
      expect(because.length, 'reasons').toBeGreaterThan(0);
      expect(because, 'says why').not.toContain(UNEXPLAINED);
      for (const reason of because) expect(Object.keys(differences.reasons)).toContain(reason);
    },
  );

  it('gives no reason that no tree needs', () => {
    const needed = new Set(Object.values(differences.trees).flatMap(({ because }) => because));
    expect([...needed].sort()).toEqual(Object.keys(differences.reasons).sort());
  });
});
