/** The process's exit codes, and which one a report or diagnostics lead to. */
import type { RunReport } from '../../engine/index.js';
import type { Diagnostic } from '../../kernel/index.js';

export const ExitCode = {
  done: 0,
  failed: 1,
  wrongInput: 2,
  planOutdated: 3,
  differences: 4,
  unreachable: 69,
  bug: 70,
  locked: 75,
  interrupted: 130,
  terminated: 143,
} as const;

/** Codes of errors that do not mean wrong input. */
const special: Readonly<Record<string, number>> = {
  'cli/bug': ExitCode.bug,
  'esm/locked': ExitCode.locked,
  'esm/not-entered': ExitCode.locked,
  'esm/fenced': ExitCode.failed,
  'esm/unreachable': ExitCode.unreachable,
  'esm/corrupt': ExitCode.unreachable,
  'esm/newer-format': ExitCode.unreachable,
  'log/corrupt': ExitCode.unreachable,
  'log/newer-format': ExitCode.unreachable,
  'log/no-space': ExitCode.unreachable,
  'log/not-writable': ExitCode.unreachable,
  'log/write-failed': ExitCode.unreachable,
  'log/read-failed': ExitCode.unreachable,
};

const precedence: readonly number[] = [
  ExitCode.bug,
  ExitCode.wrongInput,
  ExitCode.locked,
  ExitCode.unreachable,
  ExitCode.failed,
];

/** Of a command that ended with errors before it did anything. */
export function exitCodeOfDiagnostics(diagnostics: readonly Diagnostic[]): number {
  const codes = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => special[code] ?? ExitCode.wrongInput);
  return precedence.find((code) => codes.includes(code)) ?? ExitCode.failed;
}

export interface ExitCodeOptions {
  /** The signal that stopped the run. */
  readonly stoppedBy?: 'SIGINT' | 'SIGTERM';
  /** Differences are told by exit code 4. */
  readonly detailed?: boolean;
  /** The run was to stop at the first failure. */
  readonly stopsOnFailure?: boolean;
}

/** Of a run that took place. What a signal stopped ends with the signal's code; else 3 before 1 before 4. A failure may have stopped it too. */
export function exitCodeOfReport(
  report: RunReport,
  { stoppedBy, detailed, stopsOnFailure }: ExitCodeOptions = {},
): number {
  if (report.stopped && (stoppedBy !== undefined || stopsOnFailure !== true))
    return stoppedBy === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
  const outcomes = new Set(report.results.map(({ outcome }) => outcome));
  if (outcomes.has('skipped: plan')) return ExitCode.planOutdated;
  const unsettled = report.results.some(
    ({ outcome, pending }) => outcome === 'pending' && pending?.end !== 'not-awaited',
  );
  const failed = outcomes.has('failed') || outcomes.has('interrupted') || unsettled;
  if (failed || report.diagnostics.some(({ severity }) => severity === 'error')) return ExitCode.failed;
  return detailed === true && outcomes.has('would-change') ? ExitCode.differences : ExitCode.done;
}
