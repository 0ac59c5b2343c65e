import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Case, Group } from './cases/case.js';
import { reasonFor } from './differences.js';
import { type Answer, answer, difference } from './differential.js';
import { GROUPS } from './groups.js';
import { askOracle, JINJA_VERSION, whyAbsent } from './oracle.js';

interface Fixture {
  readonly jinja2: string;
  /** Pairs of a case's key and the oracle's answer. */
  readonly answers: readonly (readonly [string, Answer])[];
}

function keyOf(one: Case): string {
  const { template, options, undefined: mode } = one;
  return options === undefined && mode === undefined
    ? template
    : JSON.stringify([template, options ?? {}, mode ?? 'strict']);
}

function fixturePath(group: Group): string {
  return fileURLToPath(new URL(`fixtures/${group.name}.json`, import.meta.url));
}

function readFixture(group: Group): ReadonlyMap<string, Answer> {
  if (!existsSync(fixturePath(group))) return new Map();
  return new Map((JSON.parse(readFileSync(fixturePath(group), 'utf8')) as Fixture).answers);
}

function writeFixture(group: Group, answers: readonly Answer[]): void {
  const lines = group.cases.map((one, at) => `  ${JSON.stringify([keyOf(one), answers[at]])}`);
  writeFileSync(fixturePath(group), `{"jinja2": "${JINJA_VERSION}", "answers": [\n${lines.join(',\n')}\n]}\n`);
}

function failures(group: Group, theirs: (one: Case, at: number) => Answer | undefined): string[] {
  return group.cases.flatMap((one, at) => {
    const expected = theirs(one, at);
    const found = expected === undefined ? 'no answer of the oracle is kept' : difference(answer(one), expected);
    return found === undefined || reasonFor(one.template) !== undefined ? [] : [`${keyOf(one)}\n${found}`];
  });
}

const absent = whyAbsent();
if (absent !== undefined) console.log(`skipped: asking Python's Jinja2 (${absent})`);

describe("answers kept from Python's Jinja2", () => {
  for (const group of GROUPS) {
    it(`${group.name}: ${group.reason}`, () => {
      if (process.env.UPDATE_GOLDEN === '1') writeFixture(group, askOracle(group.cases));
      const kept = readFixture(group);
      expect(failures(group, (one) => kept.get(keyOf(one)))).toEqual([]);
    });
  }

  it('are at least 800', () => {
    expect(GROUPS.flatMap((group) => group.cases).length).toBeGreaterThan(800);
  });
});

describe("Python's Jinja2, asked now", () => {
  it('is there when it has to be', () => {
    expect(process.env.CI === 'true' ? absent : undefined).toBeUndefined();
  });

  for (const group of GROUPS) {
    it.skipIf(absent !== undefined)(`agrees on ${group.name}`, { timeout: 120_000 }, () => {
      const theirs = askOracle(group.cases);
      expect(failures(group, (_, at) => theirs[at])).toEqual([]);
    });
  }
});
