/** `--events`: where what happens goes, as JSON lines. */
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import type { CommandEvent, Delivered, Services } from '../operations/index.js';
import { cliCodes } from './codes.js';
import { type Invocation, text } from './invocation.js';
import { drawDiagnostics } from './views/diagnostics.js';

export interface Events {
  readonly onStdout: boolean;
  /** Id of the run, for all that belongs to it. */
  readonly run: string;
  /** Whether anybody wants the type. */
  wants(type: CommandEvent['type']): boolean;
  /** Never throws and never waits. */
  write(event: CommandEvent): void;
  /** Hands over what is left, within bounds; tells on standard error what did not get through. */
  close(signal: AbortSignal): Promise<void>;
}

/** One place that lines go to. */
interface Target {
  readonly label: string;
  write(line: string): void;
  close(signal: AbortSignal): Promise<Delivered>;
}

export interface EventsOptions {
  /** Standard output carries the result, whatever the outputter. */
  readonly stdoutTaken?: boolean;
}

/** Undefined without `--events`. Throws a `DiagnosticError` when a target cannot be used. */
export async function openEvents(
  invocation: Invocation,
  services: Services,
  options: EventsOptions = {},
): Promise<Events | undefined> {
  const { events: names, eventTypes } = services.settings;
  if (names.length === 0) return undefined;
  const { eventLines, selectEvents } = await import('../operations/index.js');
  const types = selectEvents(eventTypes);
  const { ports, masker, settings } = services;
  const run = ports.random.uuid();
  const targets: Target[] = [];
  for (const name of new Set(names)) targets.push(await openTarget(name, run, invocation, services, options));
  const line = eventLines({ run, runName: settings.runName, clock: ports.clock, masker, types });
  const write = (event: CommandEvent): void => {
    const made = line(event);
    if (made !== undefined) for (const target of targets) target.write(made);
  };
  const deaf = types.has('log')
    ? invocation.onLog((level, message) => write({ type: 'log', level, message }))
    : undefined;
  return {
    onStdout: names.includes('-'),
    run,
    wants: (type) => types.has(type),
    write,
    async close(signal) {
      deaf?.();
      const ended = await Promise.all(
        targets.map(async (target) => ({ label: target.label, ...(await target.close(signal)) })),
      );
      const lost = ended.filter((one) => one.lost > 0 || one.problem !== undefined).map(lostEvents);
      // Also when quiet: who asked for events should know that some are missing.
      if (lost.length > 0)
        invocation.say(drawDiagnostics(lost, { paint: invocation.paintErr, source: () => undefined }));
    },
  };
}

async function openTarget(
  name: string,
  run: string,
  invocation: Invocation,
  services: Services,
  { stdoutTaken = false }: EventsOptions,
): Promise<Target> {
  if (name === '-') {
    if (stdoutTaken || printsData(invocation))
      throw problem('standard output cannot carry both events and the result', ['write the events to a file']);
    return { label: '-', write: (line) => invocation.print(line), close: async () => ({ lost: 0 }) };
  }
  const { isEventUrl, openEventTarget } = await import('../operations/index.js');
  if (isEventUrl(name) && !/^file:/i.test(name)) return openEventTarget(name, run, services);
  return fileTarget(name.replace(/^file:\/\//i, ''), invocation);
}

/** Data is for programs, and must be all that standard output has; text goes to standard error instead. */
function printsData({ options, output }: Invocation): boolean {
  const named = text(options, 'output') !== undefined || options['json'] === true;
  return named && ['json', 'yaml', 'nested', 'raw'].includes(output);
}

function fileTarget(path: string, { host }: Invocation): Target {
  const file = host.appendTo(path);
  if ('problem' in file)
    throw problem(`the events cannot be written to ${path}: ${file.problem}`, ['name a file in a folder that exists']);
  let lost = 0;
  let reason: string | undefined;
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      reason ??= error instanceof Error ? error.message : String(error);
    }
  };
  return {
    label: path,
    write(line) {
      // One line missing in the middle would be worse than an end that is missing.
      if (reason === undefined) attempt(() => file.write(`${line}\n`));
      if (reason !== undefined) lost += 1;
    },
    async close() {
      attempt(() => file.close());
      return { lost, ...(reason === undefined ? {} : { problem: reason }) };
    },
  };
}

function lostEvents({ label, lost, problem: reason }: Delivered & { readonly label: string }): Diagnostic {
  const what =
    lost === 0
      ? 'not all events are known to have reached'
      : `${lost} ${lost === 1 ? 'event' : 'events'} did not reach`;
  return {
    severity: 'warning',
    code: cliCodes.code('events-lost'),
    summary: `${what} ${label}${reason === undefined ? '' : `: ${reason}`}`,
    hints: ['what was done is not affected by it'],
  };
}

function problem(summary: string, hints: readonly string[]): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code: cliCodes.code('events-target'), summary, hints };
  return new DiagnosticError(diagnostic);
}
