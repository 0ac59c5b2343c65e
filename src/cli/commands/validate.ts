import { escapeControls } from '../../kernel/index.js';
import type { ValidatedTree } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { plural, valueText } from '../views/value-text.js';
import { selectionOf, slsArgument, sourceOptions, wayOptions } from './tree-options.js';

export const validateCommand: CommandSpec = {
  name: 'validate',
  summary: 'Check SLS files without running them',
  description:
    'Renders and compiles the files with their params and checks functions, arguments, requisites and bindings. Nothing is run and no lock is taken. Ends with 2 when anything is wrong. As data it gives the high and the low state, META, the params that are used (GLOBAL: outside of all IDs), and warnings of params that no META.params describes.',
  arguments: [slsArgument],
  options: [...sourceOptions, ...wayOptions],
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
  const { options, arguments: refs } = invocation;
  const { source, ...tree } = await validateTree({
    services,
    refs,
    ...selectionOf(options),
    stop: stop.signal,
  });
  if (invocation.output !== 'text') invocation.print(await dataText(invocation.output, tree));
  else {
    invocation.report(tree.diagnostics, source);
    if (tree.valid) invocation.print([summaryText(tree), ...parameterLines(tree)].join('\n'));
  }
  return tree.valid ? ExitCode.done : exitCodeOfDiagnostics(tree.diagnostics);
}

/** One line a place, with the params that are used there. */
function parameterLines({ parameters: { GLOBAL, ID_DECS } }: Pick<ValidatedTree, 'parameters'>): string[] {
  const line = (place: string, used: Readonly<Record<string, unknown>>): string =>
    escapeControls(
      `  ${place}: ${Object.entries(used)
        .map(([name, value]) => `${name} = ${valueText(value)}`)
        .join(', ')}`,
    );
  const lines = [
    ...(Object.keys(GLOBAL).length === 0 ? [] : [line('GLOBAL', GLOBAL)]),
    ...Object.entries(ID_DECS).map(([id, used]) => line(id, used)),
  ];
  return lines.length === 0 ? [] : ['params:', ...lines];
}

function summaryText({ states, files, delayed }: Pick<ValidatedTree, 'states' | 'files' | 'delayed'>): string {
  const waiting = delayed === 0 ? '' : `; ${plural(delayed, 'block')} rendered only while it runs`;
  return `valid: ${plural(states.length, 'state')} in ${plural(files.length, 'file')}${waiting}`;
}
