/** What `state` and `plan` do alike: progress, events, stop signals, and handing over what came of the run. */
import type { PreparedRun, RunEvent, RunReport } from '../../engine/index.js';
import { tagText } from '../../kernel/index.js';
import type { Services, TreeOutcome } from '../../operations/index.js';
import { openEvents } from '../events.js';
import { flag, type Invocation, text } from '../invocation.js';
import { renderResults } from '../outputters/results.js';
import { makeProgress, type Progress } from '../progress/progress.js';
import { ProgressModel } from '../progress/progress-model.js';
import type { Edge } from '../progress/waiting.js';
import { listenForStop, type StopSignals } from '../stop-signals.js';
import { diagnosticsJson } from '../views/diagnostics.js';
import { vanishedLines } from '../views/left-alone.js';
import { handOver } from '../views/once.js';
import { labelOf } from '../views/progress.js';

export interface Run {
  readonly progress: Progress;
  readonly signals: StopSignals;
  /** What the use case is given. */
  readonly hooks: {
    readonly stop: AbortSignal;
    readonly abort: AbortSignal;
    emit(event: RunEvent): void;
    phase(text: string): void;
    prepared(run: PreparedRun): void;
  };
  /** True when standard output carries events. */
  readonly eventsOnStdout: boolean;
  /** Always called, also after an error. */
  end(): Promise<void>;
}

/** Begins to load what every run needs, while the settings are read. Whoever needs it is told when that fails. */
export function loadEarly(): void {
  const areas = [import('../../engine/index.js'), import('../../sls/index.js'), import('../../esm/index.js')];
  void Promise.allSettled(areas);
}

export async function startRun(invocation: Invocation, services: Services): Promise<Run> {
  const { host } = invocation;
  const monotonic = (): number => services.ports.clock.monotonic();
  const model = new ProgressModel({ tracksEnded: host.stderr.isTTY && !invocation.quiet });
  const progress = makeProgress({
    model,
    stream: host.stderr,
    paint: invocation.paintErr,
    quiet: invocation.quiet,
    monotonic,
    every: host.every,
  });
  const inFlight = (): readonly string[] => [...model.running.keys()].map(labelOf);
  const signals = listenForStop({ host, say: progress.say, inFlight, after: host.after });
  const events = await openEvents(invocation, services);
  return {
    progress,
    signals,
    hooks: {
      stop: signals.stop,
      abort: signals.abort,
      emit(event) {
        model.take(event, monotonic());
        progress.event(event);
        events?.write(event);
      },
      phase: (phase) => progress.phase(phase),
      prepared: (prepared) => progress.edges(tagEdges(prepared)),
    },
    eventsOnStdout: events?.onStdout === true,
    async end() {
      progress.end();
      signals.release();
      await events?.close();
    },
  };
}

function* tagEdges(prepared: PreparedRun): Iterable<Edge> {
  const { chunks } = prepared.low;
  const tag = (index: number): string => {
    const chunk = chunks[index];
    return chunk === undefined ? '' : tagText({ ...chunk.declaration, name: chunk.name });
  };
  for (const { from, to, requisite } of prepared.edges()) yield { waits: tag(to), on: tag(from), requisite };
}

/** After `state`: prints what came of it and gives the exit code. */
export async function finishRun(invocation: Invocation, run: Run, outcome: TreeOutcome): Promise<number> {
  const { ExitCode, exitCodeOfReport, onceValues } = await import('../../operations/index.js');
  run.progress.end();
  if (outcome.kind === 'invalid') return reportInvalid(invocation, outcome);
  if (outcome.kind === 'declined') {
    invocation.say('nothing was done');
    const by = run.signals.by();
    return by === undefined ? ExitCode.failed : by === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
  }
  invocation.report([...outcome.diagnostics, ...outcome.report.diagnostics], outcome.source);
  const once = await onceValues(await invocation.services(), outcome.report.results);
  const reveal = new Set(flag(invocation.options, 'show-secrets') ? once.map(({ value }) => value) : []);
  if (!run.eventsOnStdout) await printResults(invocation, outcome.report, invocation.output, reveal);
  await handOver(invocation, once, run.signals.stop);
  const by = run.signals.by();
  return exitCodeOfReport(outcome.report, by === undefined ? {} : { stoppedBy: by });
}

/** After `plan`. */
export async function finishPlan(
  invocation: Invocation,
  run: Run,
  outcome: TreeOutcome,
  detailed: boolean,
): Promise<number> {
  const { ExitCode, exitCodeOfReport } = await import('../../operations/index.js');
  run.progress.end();
  if (outcome.kind === 'invalid') return reportInvalid(invocation, outcome);
  if (outcome.kind === 'declined') return ExitCode.failed;
  invocation.report([...outcome.diagnostics, ...outcome.report.diagnostics], outcome.source);
  const named = text(invocation.options, 'output') ?? (flag(invocation.options, 'json') ? 'json' : 'plan');
  if (!run.eventsOnStdout) await printResults(invocation, outcome.report, named, new Set());
  const by = run.signals.by();
  return exitCodeOfReport(outcome.report, { detailed, ...(by === undefined ? {} : { stoppedBy: by }) });
}

const DATA = ['json', 'yaml', 'nested', 'raw'];

async function printResults(
  invocation: Invocation,
  report: RunReport,
  output: string,
  reveal: ReadonlySet<unknown>,
): Promise<void> {
  const { masker } = await invocation.services();
  // Data has no place for it.
  if (!invocation.quiet && DATA.includes(output)) {
    for (const line of vanishedLines(report.vanished, report.results, invocation.paintErr)) invocation.say(line);
  }
  invocation.print(await renderResults(output, report, { paint: invocation.paintOut, masker, reveal }));
}

async function reportInvalid(
  invocation: Invocation,
  outcome: Extract<TreeOutcome, { kind: 'invalid' }>,
): Promise<number> {
  const { exitCodeOfDiagnostics } = await import('../../operations/index.js');
  if (invocation.output === 'json') invocation.print(diagnosticsJson(outcome.diagnostics));
  else invocation.report(outcome.diagnostics, outcome.source);
  return exitCodeOfDiagnostics(outcome.diagnostics);
}
