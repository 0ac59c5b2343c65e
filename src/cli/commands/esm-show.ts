import { DiagnosticError } from '../../kernel/index.js';
import type { ShownState } from '../../operations/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { enforcedText } from '../views/enforced.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmShowCommand: CommandSpec = {
  name: 'esm show',
  summary: 'Show the enforced state, also as it was',
  description: 'Takes no lock. Without a pattern everything is shown; with a position the state as it was then.',
  arguments: [
    { name: 'pattern', doc: 'a pattern of IDs, names or state refs, or a position such as @41' },
    { name: 'position', doc: 'a position, after a pattern' },
  ],
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm show', doc: 'everything that is enforced' },
    { command: "holdfast esm show 'cloud.*' --json", doc: 'with all that is kept of it' },
    { command: 'holdfast esm show web1 @41', doc: 'one resource as it was' },
  ],
  run: runEsmShow,
};

async function runEsmShow(invocation: Invocation): Promise<number> {
  const request = await esmRequest(invocation);
  const { ExitCode } = await import('../../operations/index.js');
  const words = invocation.arguments;
  const position = words.find((word) => word.startsWith('@'));
  const [pattern, more] = words.filter((word) => word !== position);
  if (more !== undefined) {
    throw new DiagnosticError({
      severity: 'error',
      code: cliCodes.code('usage'),
      summary: `'${more}' is not a position; positions are written @41`,
    });
  }
  const { showState } = await import('../../operations/index.js');
  const shown: ShownState =
    position === undefined ? await showState({ ...request, pattern }) : await stateThen(invocation, pattern, position);
  invocation.report(shown.diagnostics);
  await answer(invocation, enforcedText(shown, invocation.paintOut), shown.records);
  return ExitCode.done;
}

async function stateThen(invocation: Invocation, pattern: string | undefined, position: string): Promise<ShownState> {
  const { esmStateAt, matchingRecords } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  const { records, intents } = await esmStateAt(request, position);
  const runName = `${request.services.settings.runName} as it was at ${position}`;
  return { runName, records: matchingRecords(records, pattern), openIntents: [...intents.values()], diagnostics: [] };
}
