import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { changeHooks, mustAsk } from './confirm.js';
import { planRun } from './plan.js';
import { changeOptions, pruneOption, resultOutputs, runOptions, selectionOf, slsArgument } from './tree-options.js';
import { finishRun, loadEarly, startRun } from './tree-run.js';

export const stateCommand: CommandSpec = {
  name: 'state',
  summary: 'Make it so: enforce SLS files',
  description:
    'At a terminal the plan is shown first and one question is asked. Without a terminal, or with JSON output, --yes is needed. A second run of the same files changes nothing.',
  arguments: [slsArgument],
  options: [
    { flags: '-t, --test', doc: 'only show what would change: the same as holdfast plan' },
    pruneOption,
    ...changeOptions,
    ...runOptions,
  ],
  outputs: resultOutputs('state'),
  examples: [
    { command: 'holdfast state site.sls', doc: 'plan, ask, run' },
    { command: 'holdfast state site.sls --yes --json', doc: 'run without a question, results as JSON' },
    { command: 'holdfast state site.sls --prune', doc: 'also remove what is not declared any more' },
    { command: 'holdfast state -T tree web.servers --target "web*"', doc: 'one part of a tree, and what it needs' },
  ],
  run: runState,
};

async function runState(invocation: Invocation): Promise<number> {
  if (flag(invocation.options, 'test')) return planRun(invocation);
  const { options, arguments: refs } = invocation;
  const asks = mustAsk(invocation);
  loadEarly();
  const services = await invocation.services();
  const { enforceTree } = await import('../../operations/index.js');
  const run = await startRun(invocation, services);
  try {
    const outcome = await enforceTree({
      services,
      refs,
      ...selectionOf(options),
      prune: flag(options, 'prune'),
      ...changeHooks(invocation, run, asks),
    });
    return await finishRun(invocation, run, outcome);
  } finally {
    await run.end();
  }
}
