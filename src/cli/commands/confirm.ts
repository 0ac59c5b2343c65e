/** Asking before a run changes something. */
import type { RunReport } from '../../engine/index.js';
import { DiagnosticError } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import { flag, type Invocation, text } from '../invocation.js';
import { ask, canAsk } from '../progress/question.js';
import { planText, wouldChange } from '../views/plan.js';
import type { Run } from './tree-run.js';

/** Whether a question is to be asked. Throws `cli/needs-yes` where there is nobody to ask. */
export function mustAsk(invocation: Invocation): boolean {
  if (flag(invocation.options, 'yes')) return false;
  if (invocation.output === 'json' || !canAsk(invocation.host)) throw needsYes(invocation);
  return true;
}

/** Shows the plan and asks. What changes nothing needs no question. */
export async function confirmPlan(invocation: Invocation, run: Run, plan: RunReport): Promise<boolean> {
  const { host, paintErr } = invocation;
  const { masker } = await invocation.services();
  run.progress.pause();
  host.stderr.write(`${masker.mask(planText(plan.results, paintErr, plan.vanished))}\n`);
  invocation.report(plan.diagnostics);
  if (!wouldChange(plan.results)) return true;
  host.stderr.write('\n');
  return ask(host, 'Make it so?', paintErr, run.hooks.stop);
}

/** What every run that changes something is given by the command line. */
export function changeHooks(invocation: Invocation, run: Run, asks: boolean) {
  const message = text(invocation.options, 'message');
  const { maxDeletes } = run.settings;
  return {
    ...run.hooks,
    ...(message === undefined ? {} : { message }),
    ...(maxDeletes === undefined ? {} : { maxDeletes }),
    ...(asks ? { confirm: (plan: RunReport) => confirmPlan(invocation, run, plan) } : {}),
  };
}

function needsYes({ output }: Invocation): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('needs-yes'),
    summary:
      output === 'json'
        ? 'with JSON output there is no question, so --yes is needed'
        : 'there is no terminal to ask at, so --yes is needed',
    hints: ['add --yes to run without the question', 'holdfast plan shows what would change'],
  });
}
