import { describe, expect, it } from 'vitest';
import type { ChunkResult, OutcomeKind, RunReport } from '../../engine/index.js';
import type { Diagnostic } from '../../kernel/index.js';
import { exitCodeOfDiagnostics, exitCodeOfReport } from './exit-code.js';

function report(outcomes: readonly OutcomeKind[], more: Partial<RunReport> = {}): RunReport {
  return {
    results: outcomes.map((outcome) => ({ outcome }) as ChunkResult),
    diagnostics: [],
    seconds: 1,
    stopped: false,
    vanished: [],
    ...more,
  };
}

const cases: readonly {
  name: string;
  outcomes: readonly OutcomeKind[];
  want: number;
  detailed?: boolean;
  more?: Partial<RunReport>;
}[] = [
  { name: 'nothing to do', outcomes: ['unchanged'], want: 0 },
  { name: 'made right', outcomes: ['changed', 'skipped: requisite', 'skipped: target'], want: 0 },
  { name: 'a plan with changes', outcomes: ['would-change', 'unpredictable'], want: 0 },
  { name: 'a plan with changes, in detail', outcomes: ['would-change'], detailed: true, want: 4 },
  { name: 'a plan without changes, in detail', outcomes: ['unchanged', 'unpredictable'], detailed: true, want: 0 },
  { name: 'a failure', outcomes: ['changed', 'failed', 'skipped: dependency'], want: 1 },
  { name: 'a failing plan, in detail', outcomes: ['failed', 'would-change'], detailed: true, want: 1 },
  { name: 'effect unknown', outcomes: ['interrupted'], want: 1 },
  { name: 'never settled', outcomes: ['pending'], want: 1 },
  { name: 'a plan that no longer fits, before a failure', outcomes: ['failed', 'skipped: plan'], want: 3 },
  { name: 'stopped', outcomes: ['skipped: cancelled', 'failed'], more: { stopped: true }, want: 130 },
];

describe('the exit code of a run', () => {
  it.each(cases)('$name', ({ outcomes, want, detailed, more }) => {
    expect(exitCodeOfReport(report(outcomes, more), detailed === undefined ? {} : { detailed })).toBe(want);
  });

  it('tells which signal stopped it', () => {
    expect(exitCodeOfReport(report([], { stopped: true }), { stoppedBy: 'SIGTERM' })).toBe(143);
  });
});

describe('the exit code of diagnostics', () => {
  const of = (...codes: string[]): number =>
    exitCodeOfDiagnostics(codes.map((code): Diagnostic => ({ severity: 'error', code, summary: '' })));
  it('is 2 before 75 before 69, and a bug is a bug', () => {
    expect(of('sls/bad-yaml')).toBe(2);
    expect(of('esm/locked')).toBe(75);
    expect(of('esm/locked', 'sls/bad-yaml')).toBe(2);
    expect(of('log/no-space', 'esm/locked')).toBe(75);
    expect(of('log/no-space')).toBe(69);
    expect(of('cli/bug', 'sls/bad-yaml')).toBe(70);
  });
});
