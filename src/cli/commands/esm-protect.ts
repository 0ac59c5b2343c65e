import { escapeControls } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { enforcedOptions } from './tree-options.js';

export const esmProtectCommand: CommandSpec = {
  name: 'esm protect',
  summary: 'Protect a thing from being removed or replaced, or lift the protection',
  description:
    'The protection lives in the record: it holds when the declaration is gone, and while the declaration says nothing else with `protect`.',
  arguments: [{ name: 'tag', doc: 'a tag as `esm show` has it, or an ID that only one record has', required: true }],
  options: [
    { flags: '--off', doc: 'lift the protection' },
    { flags: '-t, --test', doc: 'only check and show what would be done' },
    { flags: '--message <text>', doc: 'why, for the history' },
    ...enforcedOptions,
  ],
  outputs: ['text', 'json'],
  examples: [
    { command: 'holdfast esm protect database', doc: 'whatever a plan says' },
    { command: 'holdfast esm protect database --off', doc: 'now it may be removed' },
  ],
  run: runProtect,
};

async function runProtect(invocation: Invocation): Promise<number> {
  const { options, arguments: words } = invocation;
  const services = await invocation.services();
  const { ExitCode, protectRecord } = await import('../../operations/index.js');
  const message = text(options, 'message');
  const { result, diagnostics } = await protectRecord({
    services,
    what: words[0] as string,
    protect: !flag(options, 'off'),
    test: flag(options, 'test'),
    signal: new AbortController().signal,
    ...(message === undefined ? {} : { message }),
  });
  invocation.report(diagnostics);
  if (invocation.output === 'json') invocation.print(JSON.stringify(result, undefined, 2));
  else invocation.print(escapeControls(`${result.tag} is ${result.protect ? 'protected' : 'not protected any more'}`));
  return ExitCode.done;
}
