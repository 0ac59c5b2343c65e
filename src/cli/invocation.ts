/** One call of a command: its arguments, its options, and what it may use. */
import { type Diagnostic, DiagnosticError, type Ports, type SourceText } from '../kernel/index.js';
import type { GivenSettings, ResolvedSettings, Services } from '../operations/index.js';
import { cliCodes } from './codes.js';
import type { CommandSpec } from './command.js';
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
  const log = { verbose: flag(options, 'verbose'), file: text(options, 'log-file') };
  const ports = once(() => {
    if (log.file !== undefined) checkLogFile(host, log.file);
    return host.ports(log);
  });
  const settings = once(async () => {
    const [{ resolveSettings }, { files }] = await Promise.all([import('../operations/index.js'), ports()]);
    return resolveSettings({
      files,
      cwd: host.cwd,
      env: host.env,
      defaultRoot: host.defaultRoot,
      given,
      configFile: text(options, 'config'),
    });
  });
  return {
    command,
    host,
    arguments: args,
    options,
    output: flag(options, 'json') ? 'json' : (text(options, 'output') ?? (command.outputs[0] as string)),
    quiet,
    paintOut: painter(coloured(host.stdout)),
    paintErr,
    ports,
    settings,
    services: once(async () => host.services((await settings()).settings, await ports())),
    print: (out) => host.stdout.write(`${out}\n`),
    say: (out) => host.stderr.write(`${out}\n`),
    report(diagnostics, sources) {
      const shown = quiet ? diagnostics.filter((one) => one.severity === 'error') : diagnostics;
      if (shown.length > 0)
        host.stderr.write(`${drawDiagnostics(shown, { paint: paintErr, source: sources ?? (() => undefined) })}\n`);
    },
  };
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
