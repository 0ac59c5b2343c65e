/** One run of the command: read the words, run what is meant, report what went wrong, give the exit code. */
import { type Diagnostic, diagnosticsOf, type SourceText } from '../kernel/index.js';
import { commandTable } from './commands/table.js';
import type { Host } from './host.js';
import { type Invocation, makeInvocation } from './invocation.js';
import { asksForJson, type Request, readCommandLine } from './program.js';
import { StoppedError } from './stop-signals.js';
import { painter } from './style.js';
import { diagnosticsJson, drawDiagnostics } from './views/diagnostics.js';

/** Never throws. */
export async function runCommandLine(host: Host): Promise<number> {
  let invocation: Invocation | undefined;
  try {
    if (host.argv[0] === '__complete') return await complete(host);
    const request = await readCommandLine(host.argv, commandTable, helpWidth(host));
    if (request.kind === 'help') return help(host, request);
    if (request.kind === 'version') return print(host, `${host.version}\n`);
    invocation = makeInvocation(host, request.command, request.arguments, request.options, request.given);
    return await request.command.run(invocation);
  } catch (thrown) {
    if (thrown instanceof StoppedError) return thrown.exitCode;
    return await reportThrown(host, thrown, invocation);
  }
}

async function complete(host: Host): Promise<number> {
  const { completeWords } = await import('./completion/complete.js');
  for (const candidate of await completeWords(host, host.argv.slice(1))) host.stdout.write(`${candidate}\n`);
  return 0;
}

/** As wide as the terminal, as far as that can be read. */
function helpWidth({ stdout }: Host): number {
  return Math.min(100, Math.max(60, stdout.columns ?? 100));
}

/** Asked for, help is the result; where a command is missing it is a message. */
function help(host: Host, { text, asked }: Extract<Request, { kind: 'help' }>): number {
  if (asked) return print(host, text);
  host.stderr.write(text);
  return 2;
}

function print(host: Host, text: string): number {
  host.stdout.write(text);
  return 0;
}

async function reportThrown(host: Host, thrown: unknown, invocation: Invocation | undefined): Promise<number> {
  const diagnostics: readonly Diagnostic[] = diagnosticsOf(thrown) ?? [host.bugReport(thrown)];
  const json = invocation === undefined ? asksForJson(host.argv) : invocation.output === 'json';
  if (json) host.stdout.write(`${diagnosticsJson(diagnostics)}\n`);
  else {
    const paint =
      invocation?.paintErr ?? painter(host.stderr.isTTY && !host.env['NO_COLOR'] && !host.argv.includes('--no-color'));
    host.stderr.write(`${drawDiagnostics(diagnostics, { paint, source: sourcesOf(thrown) })}\n`);
  }
  const { exitCodeOfDiagnostics } = await import('../operations/index.js');
  return exitCodeOfDiagnostics(diagnostics);
}

/** The texts that an error's spans point into, when it brings them. */
function sourcesOf(thrown: unknown): (file: string) => SourceText | undefined {
  const sources = (thrown as { sources?: { source?(file: string): SourceText | undefined } } | null)?.sources;
  return typeof sources?.source === 'function' ? (file) => sources.source?.(file) : () => undefined;
}
