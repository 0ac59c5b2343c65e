import { escapeControls } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { enforcedOptions } from './tree-options.js';

export const moveCommand: CommandSpec = {
  name: 'move',
  summary: 'Say that a thing is now declared under another name',
  description:
    'Nothing in the world changes: the record gets the new tag, and the next run finds the thing there instead of making it anew.',
  arguments: [
    { name: 'from', doc: 'a tag as `esm show` has it, or an ID that only one record has', required: true },
    { name: 'to', doc: 'the new tag, or the new ID', required: true },
  ],
  options: [
    { flags: '-t, --test', doc: 'only check and show what would be moved' },
    { flags: '--message <text>', doc: 'why, for the history' },
    ...enforcedOptions,
  ],
  outputs: ['text', 'json'],
  examples: [
    { command: 'holdfast move web www', doc: 'the ID was renamed' },
    {
      command: "holdfast move 'cloud.instance_|-web_|-web1_|-' 'cloud.instance_|-www_|-web1_|-'",
      doc: 'one of several names',
    },
  ],
  run: runMove,
};

async function runMove(invocation: Invocation): Promise<number> {
  const { options, arguments: words } = invocation;
  const services = await invocation.services();
  const { ExitCode, moveRecord } = await import('../../operations/index.js');
  const message = text(options, 'message');
  const { result, diagnostics } = await moveRecord({
    services,
    from: words[0] as string,
    to: words[1] as string,
    test: flag(options, 'test'),
    signal: new AbortController().signal,
    ...(message === undefined ? {} : { message }),
  });
  invocation.report(diagnostics);
  if (invocation.output === 'json') invocation.print(JSON.stringify(result, undefined, 2));
  else invocation.print(escapeControls(`${result.moved ? 'moved' : 'would move'} ${result.from} to ${result.to}`));
  return ExitCode.done;
}
