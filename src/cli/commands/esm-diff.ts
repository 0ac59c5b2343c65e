import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { differenceText } from '../views/esm-history.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmDiffCommand: CommandSpec = {
  name: 'esm diff',
  summary: 'Show how the enforced state differs between two positions',
  description: 'Takes no lock. Without a second position the comparison is with now.',
  arguments: [
    { name: 'before', doc: 'a position, such as @41', required: true },
    { name: 'after', doc: 'a later position' },
  ],
  options: [...stateOptions, { flags: '--detailed-exitcode', doc: 'exit with 4 when something differs' }],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm diff @41 @47', doc: 'what the runs between did' },
    { command: 'holdfast esm diff @41', doc: 'what happened since' },
  ],
  run: runEsmDiff,
};

async function runEsmDiff(invocation: Invocation): Promise<number> {
  const [before, after] = invocation.arguments;
  const { esmDiff, ExitCode } = await import('../../operations/index.js');
  const difference = await esmDiff(await esmRequest(invocation), before as string, after);
  await answer(invocation, differenceText(difference, invocation.paintOut), difference);
  return flag(invocation.options, 'detailed-exitcode') && difference.changes.length > 0
    ? ExitCode.differences
    : ExitCode.done;
}
