import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { changeHooks, mustAsk } from './confirm.js';
import {
  accountOptions,
  changeOptions,
  enforcedOptions,
  paramOptions,
  resultOutputs,
  stepOptions,
} from './tree-options.js';
import { finishRun, loadEarly, startRun } from './tree-run.js';

export const applyCommand: CommandSpec = {
  name: 'apply',
  summary: 'Do what a plan says, and nothing else',
  description:
    'Each step is done only when the world is still as the plan saw it; else it is skipped, the rest goes on, and the exit code is 3. What differs now and is not in the plan is named and left.',
  arguments: [{ name: 'plan', doc: 'a file that `holdfast plan -o` wrote', required: true, completes: 'file' }],
  options: [
    { flags: '--resume', doc: 'go on with what an interrupted run of the same plan began' },
    ...changeOptions,
    ...paramOptions,
    ...enforcedOptions,
    ...accountOptions,
    ...stepOptions,
  ],
  outputs: resultOutputs('state'),
  examples: [
    { command: 'holdfast apply site.plan', doc: 'show what is left to do of it, ask, do it' },
    { command: 'holdfast apply site.plan --yes --resume', doc: 'after the run before was interrupted' },
  ],
  run: runApply,
};

async function runApply(invocation: Invocation): Promise<number> {
  const { options, arguments: words } = invocation;
  const asks = mustAsk(invocation);
  loadEarly();
  const services = await invocation.services();
  const { applyPlan } = await import('../../operations/index.js');
  const run = await startRun(invocation, services);
  try {
    const outcome = await applyPlan({
      services,
      file: words[0] as string,
      resume: flag(options, 'resume'),
      ...changeHooks(invocation, run, asks),
    });
    return await finishRun(invocation, run, outcome);
  } finally {
    await run.end();
  }
}
