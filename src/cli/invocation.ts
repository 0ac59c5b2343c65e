/** One call of a command: its arguments, its options, and what it may use. */
import { type Diagnostic, DiagnosticError, type LogLevel, type Ports, type SourceText } from '../kernel/index.js';
import type { GivenSettings, ResolvedSettings, Services } from '../operations/index.js';
import { cliCodes } from './codes.js';
import { type CommandSpec, outputAliases } from './command.js';
import type { Host } from './host.js';
import { type Paint, painter } from './style.js';
import { drawDiagnostics } from './views/diagnostics.js';

/** Values of options by their long name without dashes (`batch-size`), as commander read them. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Invocation {
  readonly command: CommandSpec;
  readonly host: Host;
  readonly arguments: readonly string[];
  readonly options: OptionValues;
  /** Name of the outputter. */
  readonly output: string;
  readonly quiet: boolean;
  /** Paints for standard output, and for standard error. */
  readonly paintOut: Paint;
  readonly paintErr: Paint;
  ports(): Promise<Ports>;
  /** Reads environment and file on the first call. Throws what is wrong with them. */
  settings(): Promise<ResolvedSettings>;
  services(): Promise<Services>;
  /** Calls with each log record from now on, until what it gives back is called. */
  onLog(listener: (level: LogLevel, message: string) => void): () => void;
  /** Writes a result to standard output, with a line end. */
  print(text: string): void;
  /** Writes to standard error, with a line end. */
  say(text: string): void;
  /** Diagnostics as text with frames; nothing when quiet and no error is among them. */
  report(diagnostics: readonly Diagnostic[], sources?: (file: string) => SourceText | undefined): void;
}

export function flag(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function list(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function makeInvocation(
  host: Host,
  command: CommandSpec,
  args: readonly string[],
  options: OptionValues,
  given: GivenSettings,
): Invocation {
  const coloured = (stream: { isTTY: boolean }): boolean =>
    stream.isTTY && options['color'] !== false && !host.env['NO_COLOR'] && host.env['TERM'] !== 'dumb';
  const paintErr = painter(coloured(host.stderr));
  const quiet = flag(options, 'quiet');
  const listeners = new Set<(level: LogLevel, message: string) => void>();
  const log = {
    verbose: flag(options, 'verbose'),
    file: text(options, 'log-file'),
    also: (level: LogLevel, message: string) => listeners.forEach((listener) => listener(level, message)),
  };
  const ports = once(() => {
    if (log.file !== undefined) checkLogFile(host, log.file);
    return host.ports(log);
  });
  const settings = once(async () => {
    const [{ resolveSettings }, { files }] = await Promise.all([import('../operations/index.js'), ports()]);
    const resolved = await resolveSettings({
      files,
      cwd: host.cwd,
      env: host.env,
      defaultRoot: host.defaultRoot,
      given,
      configFile: text(options, 'config'),
    });
    report(resolved.diagnostics, resolved.source);
    return resolved;
  });
  const report: Invocation['report'] = (diagnostics, sources) => {
    const shown = quiet ? diagnostics.filter((one) => one.severity === 'error') : diagnostics;
    if (shown.length > 0)
      host.stderr.write(`${drawDiagnostics(shown, { paint: paintErr, source: sources ?? (() => undefined) })}\n`);
  };
  return {
    command,
    host,
    arguments: args,
    options,
    output: outputOf(command, options),
    quiet,
    paintOut: painter(coloured(host.stdout)),
    paintErr,
    ports,
    settings,
    services: once(async () => host.services((await settings()).settings, await ports())),
    onLog(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    print: (out) => host.stdout.write(`${out}\n`),
    say: (out) => host.stderr.write(`${out}\n`),
    report,
  };
}

/** What was asked for by `--json` or `--output`, else the command's own. */
function outputOf(command: CommandSpec, options: OptionValues): string {
  if (flag(options, 'json')) return 'json';
  const named = text(options, 'output') ?? (command.outputs[0] as string);
  return outputAliases[named] ?? named;
}

function checkLogFile(host: Host, path: string): void {
  const file = host.appendTo(path);
  if (!('problem' in file)) return file.close();
  const summary = `the log cannot be written to ${path}: ${file.problem}`;
  throw new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('log-target'),
    summary,
    hints: ['name a file in a folder that exists'],
  });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
