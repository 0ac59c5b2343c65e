import { DiagnosticError, escapeControls } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { accountOptions, enforcedOptions } from './tree-options.js';

export const esmAdoptCommand: CommandSpec = {
  name: 'esm adopt',
  summary: 'Take a thing that is there already into the enforced state',
  description:
    'Nothing in the world changes. The thing is looked at and recorded under the tag of its declaration; the next run compares the two and manages it from then on.',
  arguments: [
    { name: 'tag', doc: 'the tag of the declaration, as the message or `plan --json` has it', required: true },
    { name: 'id', doc: 'id of the thing' },
  ],
  options: [
    { flags: '--id <id>', doc: 'id of the thing, instead of the second word' },
    { flags: '-t, --test', doc: 'only check and show what would be adopted' },
    { flags: '--message <text>', doc: 'why, for the history' },
    ...enforcedOptions,
    ...accountOptions,
  ],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: "holdfast esm adopt 'cloud.network_|-net_|-net_|-' net42", doc: 'it was there before us' },
    { command: "holdfast esm adopt 'cloud.key_|-deploy_|-deploy_|-' key3 --test", doc: 'whether that can be done' },
  ],
  run: runAdopt,
};

async function runAdopt(invocation: Invocation): Promise<number> {
  const { options, arguments: words } = invocation;
  const id = text(options, 'id') ?? words[1];
  if (id === undefined || id === '') throw needsId();
  const services = await invocation.services();
  const [{ adoptRecord, ExitCode }, { answer }] = await Promise.all([
    import('../../operations/index.js'),
    import('./esm-options.js'),
  ]);
  const message = text(options, 'message');
  const { result, diagnostics } = await adoptRecord({
    services,
    tag: words[0] as string,
    id,
    test: flag(options, 'test'),
    signal: new AbortController().signal,
    ...(message === undefined ? {} : { message }),
  });
  invocation.report(diagnostics);
  const verb = result.before === id ? 'is already' : result.adopted ? 'is now' : 'would be';
  await answer(invocation, escapeControls(`${id} ${verb} the thing of ${result.tag}`), result);
  return ExitCode.done;
}

function needsId(): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('usage'),
    summary: 'the id of the thing that is to be adopted is needed',
    hints: ["see 'holdfast esm adopt --help'"],
  });
}
