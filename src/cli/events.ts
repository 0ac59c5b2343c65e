/** `--events`: where run events go as JSON lines. */
import type { RunEvent } from '../engine/index.js';
import { type Diagnostic, DiagnosticError } from '../kernel/index.js';
import type { Services } from '../operations/index.js';
import { cliCodes } from './codes.js';
import { type Invocation, text } from './invocation.js';

export interface EventSink {
  readonly onStdout: boolean;
  write(event: RunEvent): void;
  /** Resolves when everything was handed over. */
  close(): Promise<void>;
}

/** Lines sent to a URL go together, at most so many bytes in one request. */
const BATCH = 256 * 1024;

/** Undefined without `--events`. Throws a `DiagnosticError` when the target cannot be used. */
export async function openEvents(invocation: Invocation, services: Services): Promise<EventSink | undefined> {
  const target = text(invocation.options, 'events');
  if (target === undefined) return undefined;
  const { eventLines } = await import('../operations/index.js');
  const { ports } = services;
  const line = eventLines(ports.random.uuid(), ports.clock, services.masker);
  if (target === '-') {
    if (invocation.output === 'json')
      throw problem('standard output cannot carry both events and the JSON result', ['write the events to a file']);
    return { onStdout: true, write: (event) => invocation.print(line(event)), close: async () => {} };
  }
  if (/^https?:\/\//.test(target)) return urlSink(target, line, services);
  return fileSink(target, line, invocation);
}

function fileSink(path: string, line: (event: RunEvent) => string, { host }: Invocation): EventSink {
  const file = host.appendTo(path);
  if ('problem' in file)
    throw problem(`the events cannot be written to ${path}: ${file.problem}`, ['name a file in a folder that exists']);
  return {
    onStdout: false,
    write: (event) => file.write(`${line(event)}\n`),
    close: async () => file.close(),
  };
}

/** Sends one request at a time; what comes meanwhile waits for the next. Events never hold up a run, and a failure is told once. */
function urlSink(url: string, line: (event: RunEvent) => string, { ports }: Services): EventSink {
  let waiting: string[] = [];
  let sending: Promise<void> | undefined;
  let failed = false;
  const send = async (): Promise<void> => {
    while (waiting.length > 0 && !failed) {
      const batch = takeBatch(waiting);
      waiting = waiting.slice(batch.length);
      try {
        const headers = { 'content-type': 'application/x-ndjson' };
        const { status } = await ports.http.request({
          method: 'POST',
          url,
          headers,
          body: `${batch.join('\n')}\n`,
          timeout: 10_000,
        });
        if (status >= 400) throw new Error(`status ${status}`);
      } catch (error) {
        failed = true;
        ports.log.write(
          'warn',
          `events could not be sent to ${url}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    sending = undefined;
  };
  return {
    onStdout: false,
    write(event) {
      if (failed) return;
      waiting.push(line(event));
      sending ??= Promise.resolve().then(send);
    },
    close: async () => sending,
  };
}

function takeBatch(lines: readonly string[]): readonly string[] {
  let size = 0;
  const count = lines.findIndex((line) => (size += line.length) > BATCH);
  return count === -1 ? lines : lines.slice(0, Math.max(1, count));
}

function problem(summary: string, hints: readonly string[]): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code: cliCodes.code('events-target'), summary, hints };
  return new DiagnosticError(diagnostic);
}
