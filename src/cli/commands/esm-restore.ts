import { DiagnosticError } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { changeHooks, mustAsk } from './confirm.js';
import { accountOptions, changeOptions, enforcedOptions, resultOutputs, stepOptions } from './tree-options.js';
import { finishPlan, finishRun, loadEarly, startRun } from './tree-run.js';

export const esmRestoreCommand: CommandSpec = {
  name: 'esm restore',
  summary: 'Bring the world back to what was enforced at a position of the history',
  description:
    'A run like any other: the plan is shown, and one question asked. What is recorded now and was not then is removed. Secrets are not kept in the history; what they were stays as it is.',
  arguments: [{ name: 'position', doc: 'a position of the history: @41', required: true }],
  options: [
    { flags: '-t, --test', doc: 'only show what would change' },
    ...changeOptions,
    ...enforcedOptions,
    ...accountOptions,
    ...stepOptions,
  ],
  outputs: resultOutputs('state'),
  examples: [
    { command: 'holdfast esm restore @41 --test', doc: 'what would change' },
    { command: 'holdfast esm restore @41', doc: 'plan, ask, run' },
  ],
  run: runRestore,
};

async function runRestore(invocation: Invocation): Promise<number> {
  const position = positionOf(invocation.arguments[0] as string);
  const test = flag(invocation.options, 'test');
  const asks = !test && mustAsk(invocation);
  loadEarly();
  const services = await invocation.services();
  const { planRestore, restoreState } = await import('../../operations/index.js');
  const run = await startRun(invocation, services);
  try {
    const request = { services, position, ...changeHooks(invocation, run, asks) };
    if (test) return await finishPlan(invocation, run, await planRestore(request), false);
    return await finishRun(invocation, run, await restoreState(request));
  } finally {
    await run.end();
  }
}

function positionOf(word: string): number {
  const digits = /^@?(\d{1,12})$/.exec(word)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('usage'),
    summary: `a position is written as @41, not '${word}'`,
    hints: ['holdfast esm history shows the positions at which runs ended'],
  });
}
