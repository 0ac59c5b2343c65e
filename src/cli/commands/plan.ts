import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { pruneOption, resultOutputs, runOptions, selectionOf, slsArgument } from './tree-options.js';
import { finishPlan, loadEarly, startRun } from './tree-run.js';

export const planCommand: CommandSpec = {
  name: 'plan',
  summary: 'Show what would change, and change nothing',
  description: 'Takes no lock and writes nothing but, with --out, the file of the plan.',
  arguments: [slsArgument],
  options: [
    { flags: '-o, --out <file>', doc: 'keep the plan in a file, to be looked at and applied', completes: 'file' },
    pruneOption,
    { flags: '--detailed-exitcode', doc: 'end with 4 when something would change' },
    ...runOptions,
  ],
  outputs: resultOutputs('plan'),
  examples: [
    { command: 'holdfast plan site.sls', doc: 'what would change' },
    { command: 'holdfast plan site.sls -o site.plan', doc: 'keep it for holdfast apply site.plan' },
    { command: 'holdfast plan site.sls --detailed-exitcode --quiet', doc: 'whether something would change' },
  ],
  run: planRun,
};

/** Also `holdfast state --test`. */
export async function planRun(invocation: Invocation): Promise<number> {
  const { options, arguments: refs } = invocation;
  loadEarly();
  const services = await invocation.services();
  const { planTree } = await import('../../operations/index.js');
  const run = await startRun(invocation, services);
  try {
    const out = text(options, 'out');
    const outcome = await planTree({
      services,
      refs,
      ...selectionOf(options),
      prune: flag(options, 'prune'),
      ...run.hooks,
      ...(out === undefined ? {} : { out }),
    });
    if (outcome.kind === 'done' && outcome.planDigest !== undefined) {
      invocation.say(`plan ${outcome.planDigest} written to ${out}`);
    }
    return await finishPlan(invocation, run, outcome, flag(options, 'detailed-exitcode'));
  } finally {
    await run.end();
  }
}
