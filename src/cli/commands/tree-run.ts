/** What `state` and `plan` do alike: progress, events, stop signals, and handing over what came of the run. */
import type { PreparedRun, RunEvent, RunReport } from '../../engine/index.js';
import { type Diagnostic, tagText } from '../../kernel/index.js';
import type { Services, Settings, TreeOutcome } from '../../operations/index.js';
import { dataOutputs } from '../command.js';
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
  readonly settings: Settings;
  /** What the use case is given. */
  readonly hooks: {
    readonly stop: AbortSignal;
    readonly abort: AbortSignal;
    emit(event: RunEvent): void;
    /** Id that the events carry, when there are any. */
    readonly runId?: string;
    /** Whether the arguments of each call are wanted. */
    readonly detail: boolean;
    phase(text: string): void;
    /** What a file, or a block of it, was rendered to. Absent: nobody wants to know. */
    rendered?(sls: string, data: unknown): void;
    prepared(run: PreparedRun): void;
  };
  /** Adds diagnostics that no run told to the events. */
  tell(diagnostics: readonly Diagnostic[]): void;
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
  const { settings } = services;
  const quiet = invocation.quiet || !settings.progress;
  const model = new ProgressModel({ tracksEnded: host.stderr.isTTY && !quiet });
  const progress = makeProgress({
    model,
    stream: host.stderr,
    paint: invocation.paintErr,
    quiet,
    monotonic,
    every: host.every,
  });
  const inFlight = (): readonly string[] => [...model.running.keys()].map(labelOf);
  const signals = listenForStop({ host, say: progress.say, inFlight, after: host.after });
  const { lowStateEvent } = await import('../../operations/index.js');
  const events = await openEvents(invocation, services);
  const failFast = new FailFast(settings.hardFail);
  return {
    progress,
    signals,
    settings,
    hooks: {
      stop: AbortSignal.any([signals.stop, failFast.stop]),
      abort: signals.abort,
      emit(event) {
        model.take(event, monotonic());
        progress.event(event);
        events?.write(event);
        failFast.take(event);
      },
      phase(phase) {
        progress.phase(phase);
        events?.write({ type: 'phase', text: phase });
      },
      prepared(prepared) {
        progress.edges(tagEdges(prepared));
        if (events?.wants('low-state')) events.write(lowStateEvent(prepared.low, chunkTag));
      },
      detail: events?.wants('call-started') === true,
      ...(events === undefined ? {} : { runId: events.run }),
      ...(events?.wants('high-state')
        ? { rendered: (sls: string, data: unknown) => events.write({ type: 'high-state', sls, data }) }
        : {}),
    },
    tell(diagnostics) {
      for (const diagnostic of diagnostics) events?.write({ type: 'diagnostic', diagnostic });
    },
    eventsOnStdout: events?.onStdout === true,
    async end() {
      progress.end();
      signals.release();
      await events?.close(signals.abort);
    },
  };
}

/** `--hard-fail`: nothing more is started once a state has failed. What a plan foresees stops nothing. */
class FailFast {
  readonly #failed = new AbortController();
  #stops = false;
  readonly #wanted: boolean;

  constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  get stop(): AbortSignal {
    return this.#failed.signal;
  }

  take(event: RunEvent): void {
    if (!this.#wanted) return;
    if (event.type === 'run-started') this.#stops = event.mode === 'apply';
    if (this.#stops && event.type === 'chunk-ended' && event.result.outcome === 'failed') this.#failed.abort();
  }
}

function* tagEdges(prepared: PreparedRun): Iterable<Edge> {
  const { chunks } = prepared.low;
  const tag = (index: number): string => {
    const chunk = chunks[index];
    return chunk === undefined ? '' : chunkTag(chunk);
  };
  for (const { from, to, requisite } of prepared.edges()) yield { waits: tag(to), on: tag(from), requisite };
}

function chunkTag({ declaration, name }: PreparedRun['low']['chunks'][number]): string {
  return tagText({ ...declaration, name });
}

/** After `state`: prints what came of it and gives the exit code. */
export async function finishRun(invocation: Invocation, run: Run, outcome: TreeOutcome): Promise<number> {
  const { ExitCode, exitCodeOfDiagnostics, exitCodeOfReport, onceValues } = await import('../../operations/index.js');
  run.progress.end();
  if (outcome.kind === 'invalid') return reportInvalid(invocation, run, outcome);
  if (outcome.kind === 'declined') {
    invocation.say('nothing was done');
    const by = run.signals.by();
    return by === undefined ? ExitCode.failed : by === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
  }
  const { lost } = outcome;
  invocation.report([...outcome.diagnostics, ...outcome.report.diagnostics, ...(lost ?? [])], outcome.source);
  const once = await onceValues(await invocation.services(), outcome.report.results);
  const reveal = new Set(flag(invocation.options, 'show-secrets') ? once.map(({ value }) => value) : []);
  await printResults(invocation, run, outcome.report, invocation.output, reveal);
  await handOver(invocation, once, run.signals.stop);
  if (lost !== undefined) return exitCodeOfDiagnostics(lost);
  const by = run.signals.by();
  return exitCodeOfReport(
    outcome.report,
    by === undefined ? { stopsOnFailure: run.settings.hardFail } : { stoppedBy: by },
  );
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
  if (outcome.kind === 'invalid') return reportInvalid(invocation, run, outcome);
  if (outcome.kind === 'declined') return ExitCode.failed;
  invocation.report([...outcome.diagnostics, ...outcome.report.diagnostics], outcome.source);
  const asked = flag(invocation.options, 'json') || text(invocation.options, 'output') !== undefined;
  const named = asked ? invocation.output : 'plan';
  await printResults(invocation, run, outcome.report, named, new Set());
  const by = run.signals.by();
  return exitCodeOfReport(outcome.report, { detailed, ...(by === undefined ? {} : { stoppedBy: by }) });
}

/** Where events go to standard output, the text goes to standard error. */
async function printResults(
  invocation: Invocation,
  { eventsOnStdout }: Run,
  report: RunReport,
  output: string,
  reveal: ReadonlySet<unknown>,
): Promise<void> {
  const { masker, settings } = await invocation.services();
  // Data has no place for it.
  if (!invocation.quiet && [...dataOutputs, 'jmespath'].includes(output)) {
    for (const line of vanishedLines(report.vanished, report.results, invocation.paintErr)) invocation.say(line);
  }
  const print = !eventsOnStdout ? invocation.print : invocation.quiet ? () => {} : invocation.say;
  const paint = eventsOnStdout ? invocation.paintErr : invocation.paintOut;
  print(await renderResults(output, report, { paint, masker, reveal, group: settings.group }));
}

async function reportInvalid(
  invocation: Invocation,
  run: Run,
  outcome: Extract<TreeOutcome, { kind: 'invalid' }>,
): Promise<number> {
  const { exitCodeOfDiagnostics } = await import('../../operations/index.js');
  run.tell(outcome.diagnostics);
  if (invocation.output === 'json') invocation.print(diagnosticsJson(outcome.diagnostics));
  else invocation.report(outcome.diagnostics, outcome.source);
  return exitCodeOfDiagnostics(outcome.diagnostics);
}
