import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { diagnosticsJson } from '../views/diagnostics.js';
import { selectionOf, slsArgument, sourceOptions, wayOptions } from './tree-options.js';

export const graphCommand: CommandSpec = {
  name: 'graph',
  summary: 'Draw what waits for what',
  arguments: [slsArgument],
  options: [
    ...sourceOptions,
    ...wayOptions,
    { flags: '--format <format>', doc: 'how it is drawn (default: text)', choices: ['text', 'dot', 'mermaid', 'json'] },
  ],
  outputs: ['text'],
  examples: [
    { command: 'holdfast graph site.sls', doc: 'as an outline' },
    { command: 'holdfast graph site.sls --invert', doc: 'the order in which it would be removed' },
    { command: 'holdfast graph site.sls --target web', doc: 'one state, and what it needs' },
    { command: 'holdfast graph site.sls --format dot | dot -Tsvg > site.svg', doc: 'as a picture' },
  ],
  run: runGraph,
};

async function runGraph(invocation: Invocation): Promise<number> {
  const { options, arguments: refs } = invocation;
  const services = await invocation.services();
  const { drawGraph, ExitCode, exitCodeOfDiagnostics } = await import('../../operations/index.js');
  const json = flag(options, 'json');
  const format = json ? 'json' : ((text(options, 'format') ?? 'text') as 'text' | 'dot' | 'mermaid' | 'json');
  const stop = new AbortController();
  const drawn = await drawGraph({
    services,
    refs,
    ...selectionOf(options),
    stop: stop.signal,
    phase: () => {},
    format,
  });
  if (drawn.kind === 'drawn') {
    invocation.report(drawn.diagnostics, drawn.source);
    invocation.print(drawn.text);
    return ExitCode.done;
  }
  if (json) invocation.print(diagnosticsJson(drawn.diagnostics));
  else invocation.report(drawn.diagnostics, drawn.source);
  return exitCodeOfDiagnostics(drawn.diagnostics);
}
