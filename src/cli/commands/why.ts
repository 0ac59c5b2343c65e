import { escapeControls, spanText } from '../../kernel/index.js';
import type { Explanation, WhyStep } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { sourceOptions } from './tree-options.js';

export const whyCommand: CommandSpec = {
  name: 'why',
  summary: 'Show how an argument came to its value',
  description:
    'Walks from the argument back to what was written: bindings to other states, extend and use, the template lines and calls, the includes. Without SLS files it reads those that enforced the state last.',
  arguments: [
    { name: 'tag', doc: 'the state: its tag, its ID, or id[name]', required: true },
    { name: 'argument', doc: 'the argument, perhaps with a path into it: tags:owner', required: true },
    { name: 'sls', doc: 'SLS refs (a.b) or paths of SLS files', variadic: true, completes: 'sls' },
  ],
  options: sourceOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast why web network_id site.sls', doc: 'where the network of the ID web comes from' },
    {
      command: "holdfast why 'cloud.instance_|-web_|-web1_|-present' tags:owner --json",
      doc: 'one of several names, for other programs',
    },
  ],
  run: runWhy,
};

async function runWhy(invocation: Invocation): Promise<number> {
  const [tag = '', argument = '', ...refs] = invocation.arguments;
  const services = await invocation.services();
  const { ExitCode, explainArgument } = await import('../../operations/index.js');
  const stop = new AbortController();
  const explanation = await explainArgument({ services, tag, argument, refs, stop: stop.signal });
  invocation.report(explanation.diagnostics, explanation.source);
  if (invocation.output === 'text') invocation.print(explanationText(explanation, invocation));
  else
    invocation.print(await dataText(invocation.output, { tag: explanation.tag, argument, steps: explanation.steps }));
  return ExitCode.done;
}

function explanationText({ steps }: Explanation, { paintOut }: Invocation): string {
  return steps.flatMap((step) => stepLines(step, paintOut)).join('\n');
}

function stepLines(step: WhyStep, paint: Invocation['paintOut']): string[] {
  const pad = '  '.repeat(step.depth + (step.kind === 'given' || step.kind === 'absent' ? 0 : 1));
  const value = 'value' in step ? ` = ${JSON.stringify(step.value)}` : '';
  const place = step.span === undefined ? '' : paint('dim', `  ${escapeControls(spanText(step.span))}`);
  const lines = [`${pad}${escapeControls(step.message)}${paint('bold', escapeControls(value))}${place}`];
  if (step.written !== undefined) lines.push(`${pad}  ${paint('dim', '|')} ${escapeControls(step.written)}`);
  return lines;
}
