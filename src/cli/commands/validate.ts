import type { ValidatedTree } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { plural } from '../views/value-text.js';
import { slsArgument, sourceOptions } from './tree-options.js';

export const validateCommand: CommandSpec = {
  name: 'validate',
  summary: 'Check SLS files without running them',
  description:
    'Renders and compiles the files with their params and checks functions, arguments, requisites and bindings. Nothing is run and no lock is taken. Ends with 2 when anything is wrong.',
  arguments: [slsArgument],
  options: sourceOptions.filter(({ flags }) => !flags.startsWith('--target')),
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast validate site.sls', doc: 'every mistake, with its place' },
    { command: 'holdfast validate site.sls --params prod.sls --json', doc: 'the states with what they wait for' },
  ],
  run: runValidate,
};

async function runValidate(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const { ExitCode, exitCodeOfDiagnostics, validateTree } = await import('../../operations/index.js');
  const stop = new AbortController();
  const { source, ...tree } = await validateTree({ services, refs: invocation.arguments, stop: stop.signal });
  if (invocation.output !== 'text') invocation.print(await dataText(invocation.output, tree));
  else {
    invocation.report(tree.diagnostics, source);
    if (tree.valid) invocation.print(summaryText(tree));
  }
  return tree.valid ? ExitCode.done : exitCodeOfDiagnostics(tree.diagnostics);
}

function summaryText({ states, files, delayed }: Pick<ValidatedTree, 'states' | 'files' | 'delayed'>): string {
  const waiting = delayed === 0 ? '' : `; ${plural(delayed, 'block')} rendered only while it runs`;
  return `valid: ${plural(states.length, 'state')} in ${plural(files.length, 'file')}${waiting}`;
}
